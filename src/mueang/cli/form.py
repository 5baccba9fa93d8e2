"""`mueang form`: the workbook in which offices fill in a form, and what is wrong with one that came back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from mueang.base.errors import BadInput, SourceError
from mueang.base.files import Source
from mueang.cli.summary import language

if TYPE_CHECKING:
    from mueang.tables.form import Form

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def form() -> None:
    """Make the workbook of a form, and check one that was filled in.

    FORM is JSON: `schema` (a Frictionless Table Schema), and where wanted `title`, `instructions`, `given` (texts that
    the first columns hold already, row by row), `due` and `stamp` (round, filer and their names).
    """


@form.command()
@click.argument("form_file", type=_FILE, metavar="FORM")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the workbook goes.")
def template(form_file: Path, out: Path) -> None:
    """Write the workbook in which a form is filled in: drop-downs, checks, explanations."""
    from mueang.exports.template import workbook

    out.write_bytes(workbook(_form(form_file)))


@form.command()
@click.argument("form_file", type=_FILE, metavar="FORM")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print the rows and the faults as JSON; the exit status is 0 also when there are faults.")
def check(form_file: Path, file: Path, as_json: bool) -> None:
    """Hold a file against a form and name the cell of every fault.

    The exit status is 0 if nothing is wrong, 1 if something is (unless --json).
    """
    found = _checked(_form(form_file), file)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _summary(found))
    sys.exit(1 if not as_json and (found["refused"] or found["issues"]) else 0)


def _form(path: Path) -> Form:
    from mueang.tables.form import Form

    try:
        return Form.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (BadInput, ValueError, KeyError, TypeError) as error:
        raise click.BadParameter(str(error), param_hint="FORM") from error


def _checked(wanted: Form, file: Path) -> dict[str, Any]:
    from mueang.ingest.filled import Filled, read

    with TemporaryDirectory() as scratch:
        try:
            return {"refused": None, **read(Source.at(file), wanted, scratch=Path(scratch)).as_dict()}
        except SourceError as error:
            return {"refused": {"code": error.code, "message": error.message.as_dict()}, **Filled(layout=True).as_dict()}


def _summary(found: dict[str, Any]) -> str:
    told = [found["refused"]["message"]] if found["refused"] else [issue["message"] for issue in found["issues"]]
    done = {"th": f"{len(found['rows']):,} แถว ไม่พบสิ่งที่ต้องแก้", "en": f"{len(found['rows']):,} rows, nothing to mend"}
    return "\n".join(message[language()] for message in told or [done])
