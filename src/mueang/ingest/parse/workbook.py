"""Spreadsheets (XLSX, XLS, ODS) by calamine: values as text, dates in ISO form, whole numbers without a point."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.sheet import Merge, Sheet, batch_of_rows
from mueang.ingest.sniff import Sniffed

BATCH_ROWS = 20_000
MOST_BYTES = 2 << 30
"""Bytes that an archive may unpack to."""
MOST_RATIO = 150
"""How much larger than packed an archive may be once it unpacks to more than `SMALL` bytes; sheets reach 30."""
SMALL = 64 << 20
MOST_CELLS = 60_000_000
"""Cells of the rectangle around all cells of a sheet: calamine holds each in 24 bytes."""
_CELL = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the spreadsheets."""
    return {"xlsx": parse, "ods": parse, "xls": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions) -> Iterable[Sheet]:
    """Return the sheets of the workbook. Raises SourceError for one that is locked, damaged or unsafe."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, XmlError, ZipError

    if sniffed.format in ("xlsx", "ods"):
        refuse_unsafe(source)
    try:
        workbook = CalamineWorkbook.from_path(str(source.path))
        names = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
        wanted = [name for name in names if options.sheet in (None, name)]
        return [_sheet(name, workbook.get_sheet_by_name(name)) for name in wanted]
    except PasswordError as error:
        raise refusals.password() from error
    except (CalamineError, ZipError, XmlError, WorksheetNotFound, OSError, ValueError) as error:
        raise refusals.corrupt() from error


def _sheet(name: str, calamine: Any) -> Sheet:
    batches = list(_read(calamine))
    merges = tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in calamine.merged_cell_ranges or ())
    return Sheet(name, lambda: iter(batches), merges=merges, known=calamine.merged_cell_ranges is not None)


def _read(calamine: Any) -> Iterator[pa.RecordBatch]:
    """Yield all rows from the first of the sheet on. calamine's rows begin there too, but at the first used column."""
    if calamine.start is None:
        return
    blank = [None] * calamine.start[1]
    rows = calamine.iter_rows()
    first = 0
    while part := list(islice(rows, BATCH_ROWS)):
        cells: list[list[Any]] = [blank + [cell_text(cell) for cell in row] for row in part]
        yield batch_of_rows(first, cells)
        first += len(part)


def cell_text(value: Any) -> str | None:
    """Return a cell's value as text, None for no value."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return None if value is None else str(value)


def refuse_unsafe(source: Source) -> None:
    """Raise SourceError for an archive that would unpack to too much, holds entities or paths that lead outside."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            if any(_leads_outside(entry.filename) for entry in entries):
                raise refusals.unsafe("ชื่อไฟล์ข้างในชี้ออกไปนอกไฟล์บีบอัด", "names inside lead outside of it")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive, entry)
    except (zipfile.BadZipFile, OSError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise refusals.corrupt() from error
    except (RuntimeError, NotImplementedError) as error:
        raise refusals.password() from error


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_BYTES or (unpacked > SMALL and unpacked > packed * MOST_RATIO):
        raise refusals.unsafe("เมื่อคลายแล้วมีขนาดใหญ่ผิดปกติ", "it unpacks to an unusual size")


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) or ":" in name[:3]


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read one part to its end: no entities, a true size, and no rectangle of cells beyond what memory takes."""
    limit = entry.file_size
    sheet = "/worksheets/" in entry.filename
    rows = columns = done = 0
    with archive.open(entry) as part:
        tail = b""
        while block := part.read(1 << 20):
            done += len(block)
            if done > limit:
                raise refusals.unsafe("ขนาดที่ระบุไว้ไม่ตรงกับของจริง", "it unpacks to more than it says")
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise refusals.unsafe("XML ข้างในมีนิยาม ENTITY", "the XML inside defines entities")
            if sheet:
                rows, columns = _extent(tail + block, rows, columns)
            tail = block[-80:]


def _extent(block: bytes, rows: int, columns: int) -> tuple[int, int]:
    found = _CELL.findall(block)
    rows = max([rows, *(int(row) for _, row in found)])
    columns = max([columns, *(_column(letters) for letters in {letters for letters, _ in found})])
    if rows * columns > MOST_CELLS:
        raise refusals.too_large()
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
