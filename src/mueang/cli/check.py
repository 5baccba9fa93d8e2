"""`mueang check`: prints what `mueang.flows.checking` found; computes nothing itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from mueang.base.errors import BadInput
from mueang.cli.asking import explained
from mueang.cli.summary import language

if TYPE_CHECKING:
    from mueang.flows.checking import Checked
    from mueang.ingest.validate import Fault
    from mueang.tables.declared import DatasetSchema

SHOWN = 50
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--schema", "schema_file", required=True, type=_FILE, help="A Frictionless Table Schema.")
@click.option("--options", "options_file", type=_FILE, help="JSON file of options of reading, as of `mueang read`.")
@click.option("--report", type=_NEW, help="Write the faults in this CSV file: row, column, cell, value and rule in Thai and English.")
@click.option("--annotated", type=_NEW, help="Write this workbook: a copy of FILE with the faulty cells coloured and commented, behind a list of them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(file: Path, schema_file: Path, options_file: Path | None, report: Path | None, annotated: Path | None, as_json: bool) -> None:
    """Hold a table against a schema, and say which cells break which rule.

    FILE is anything that `mueang read` reads; values are read as the schema types them. The exit status is 0 if nothing
    breaks the schema, 1 if something does or the file cannot be read, 2 for wrong usage, also for a schema that is none.
    """
    from mueang.base.files import Source
    from mueang.flows.checking import check as check_file
    from mueang.ingest.options import ReadOptions

    with explained(), TemporaryDirectory() as folder:
        options = ReadOptions.from_dict(_json(options_file)) if options_file else None
        checked = check_file(Source.at(file), _schema(schema_file), options, out=Path(folder))
        if report is not None:
            _write_report(report, checked)
        if annotated is not None:
            from mueang.flows.faults.annotated import write

            write(annotated, Source.at(file), checked, options)
    click.echo(json.dumps(_as_dict(file, checked), ensure_ascii=False) if as_json else "\n".join(_lines(checked, language())))
    sys.exit(0 if checked.found.report.ok else 1)


def _schema(path: Path) -> DatasetSchema:
    from mueang.tables.frictionless import from_json

    return from_json(_json(path))


def _json(path: Path) -> Any:
    from mueang.base.message import Message

    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(Message(f"ไฟล์ {path.name} ไม่ใช่ JSON ที่ถูกต้อง", f"{path.name} is no sound JSON: {error}"), code="input.json") from error


def _write_report(path: Path, checked: Checked) -> None:
    from mueang.flows.faults.listing import write
    from mueang.flows.faults.places import places_of

    write(path, checked.found.faults, checked.found.report, places_of(checked))


def _as_dict(file: Path, checked: Checked) -> dict[str, Any]:
    faults = checked.found.faults
    return {
        "file": file.name,
        "table": checked.table.sheet.name,
        "n_rows": checked.found.rows,
        "ok": checked.found.report.ok,
        "n_faults": faults.total,
        "issues": [issue.as_dict() for issue in checked.issues],
        "faults": [_fault(one) for one in faults],
    }


def _fault(one: Fault) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "value": one.value, "rule": str(one.rule), "near": one.near, "message": one.message.as_dict()}


def _lines(checked: Checked, spoken: str) -> list[str]:
    found, rows = checked.found, f"{checked.found.rows:,}"
    head = {
        "th": f"ตรวจ {rows} แถวของ “{checked.table.sheet.name}” พบค่าที่ต้องแก้ {found.faults.total:,} เซลล์",
        "en": f"Checked {rows} rows of “{checked.table.sheet.name}”: {found.faults.total:,} cells break the schema.",
    }
    words = {"th": ("แถว", "คอลัมน์"), "en": ("row", "column")}[spoken]
    sentences = [f"  {'x' if issue.severity == 'error' else '!'} {getattr(issue.message, spoken)}" for issue in checked.issues]
    shown = list(found.faults)[:SHOWN]
    cells = [f"    {words[0]} {one.row + 1:,} {words[1]} “{one.column}”: {one.value or '–'}: {getattr(one.message, spoken)}" for one in shown]
    more = [f"    … {found.faults.total - SHOWN:,}"] if found.faults.total > SHOWN else []
    return [head[spoken], *sentences, *cells, *more]
