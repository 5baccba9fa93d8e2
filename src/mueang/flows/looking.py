"""Reading in a warm limited child (`mueang.sandbox.Warm`): a preview, or rows as they stand, while a person waits, and the whole file."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.flows.around import Rows, rows_around
from mueang.flows.preview import preview
from mueang.flows.progress import ProgressFile
from mueang.flows.read import read
from mueang.geo import local_governments
from mueang.ingest.options import ReadOptions
from mueang.ingest.sniff import sniff

_SAMPLE = [
    {"ตำบล": "ลาดยาว", "อำเภอ": "ลาดยาว", "จังหวัด": "นครสวรรค์", "วันที่": "๑ ม.ค. ๒๕๖๖", "จำนวน": "1,200", "ที่ตั้ง": "ลาดยาว"},
    {"ตำบล": "จอมพลล", "อำเภอ": "จตุจักร", "จังหวัด": "กรุงเทพมหานคร", "วันที่": "2/1/2566", "จำนวน": "13", "ที่ตั้ง": "พยุหะคีรีี"},
]
"""Records, not lines: Arrow's reader of CSV would start threads, which no fork takes along."""


def answer(
    what: str, file: str, name: str, options: str, out: str, kept: str | None = None, sheet: str = "", rows: list[int] | None = None, local: str | None = None
) -> Any:
    """Return what was asked for: `preview`, as `Preview.as_dict`, or `rows` of a kept sheet.

    `options` is a file of options of reading, `local` that of an imported list of local governments.
    """
    local_governments.use(Path(local) if local else None)
    source, chosen = Source.at(file, name), ReadOptions.from_dict(json.loads(Path(options).read_text(encoding="utf-8")))
    if what == "rows":
        return _rows(source, Path(kept or out), sheet, rows or [], chosen)
    return preview(source, chosen, out=Path(out), kept=Path(kept) if kept else None).as_dict()


def whole(file: str, options: str, out: str, keep: str, progress: str, local: str | None = None) -> Any:
    """Return the answer of `mueang read --json` for the whole file: its Parquet files are written in `out`, its sheets kept in `keep`."""
    local_governments.use(Path(local) if local else None)
    chosen = ReadOptions.from_dict(json.loads(Path(options).read_text(encoding="utf-8")))
    return read(Source.at(Path(file)), chosen, out=Path(out), keep=Path(keep), watch=ProgressFile(Path(progress))).as_dict()


def _rows(source: Source, kept: Path, sheet: str, rows: list[int], options: ReadOptions) -> Rows:
    try:
        return rows_around(source, kept, sheet, rows, options)
    except SourceError:
        return []


def warm_up() -> None:
    """Read a small table, so that gazetteers and patterns are in memory before the first file comes."""
    import_module("pyarrow.csv")
    with TemporaryDirectory(prefix="mueang-") as folder:
        text = Path(folder) / "ตัวอย่าง.csv"
        text.write_bytes("".join(",".join(row.values()) + "\n" for row in _SAMPLE * 20).encode("cp874"))
        sniff(Source.at(text))
        path = Path(folder) / "ตัวอย่าง.json"
        path.write_text(json.dumps(_SAMPLE * 20), encoding="utf-8")
        preview(Source.at(path), out=Path(folder))
