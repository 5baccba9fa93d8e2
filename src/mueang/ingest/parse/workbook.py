"""Spreadsheets (XLSX, XLS, ODS) by calamine: values as text, dates in ISO form, whole numbers without a point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.archive import refuse_unsafe
from mueang.ingest.sheet import Merge, Sheet, Stored, batch_of_rows
from mueang.ingest.sniff import Sniffed

BATCH_ROWS = 20_000


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
    except BaseException as error:
        # calamine panics on some damaged files, and a panic is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise refusals.corrupt() from error


def _sheet(name: str, calamine: Any) -> Sheet:
    stored: dict[int, Stored] = {}
    batches = list(_read(calamine, stored))
    merges = tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in calamine.merged_cell_ranges or ())
    return Sheet(name, lambda: iter(batches), merges=merges, known=calamine.merged_cell_ranges is not None, stores="values", stored=stored)


def _read(calamine: Any, stored: dict[int, Stored]) -> Iterator[pa.RecordBatch]:
    """Yield all rows from the first of the sheet on. calamine's rows begin there too, but at the first used column."""
    if calamine.start is None:
        return
    blank = [None] * calamine.start[1]
    rows = calamine.iter_rows()
    first = 0
    while part := list(islice(rows, BATCH_ROWS)):
        cells: list[list[Any]] = [blank + [cell_text(cell) for cell in row] for row in part]
        _note_stored(part, len(blank), stored)
        yield batch_of_rows(first, cells)
        first += len(part)


def _note_stored(rows: list[list[Any]], offset: int, stored: dict[int, Stored]) -> None:
    """Note which columns hold text only, and which hold values of other types."""
    for i, column in enumerate(zip(*rows, strict=False), offset):
        if stored.get(i) != "values" and any(column):
            stored[i] = "text" if all(isinstance(cell, str) for cell in column) else "values"


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
