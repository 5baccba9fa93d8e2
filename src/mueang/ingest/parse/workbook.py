"""Spreadsheets (XLSX, XLSB, XLS, ODS) by calamine: values as text, dates in ISO form, whole numbers without a point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.archive import refuse_unsafe
from mueang.ingest.parse.binary_sheets import refuse_far_cells
from mueang.ingest.parse.issues import SheetHidden
from mueang.ingest.parse.opendocument import merges_of
from mueang.ingest.parse.values import texts_of_cells
from mueang.ingest.sheet import Merge, Sheet, Stored, batch_of
from mueang.ingest.sniff import Sniffed

BATCH_ROWS = 20_000


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the spreadsheets."""
    return dict.fromkeys(("xlsx", "xlsb", "xls", "ods"), parse)


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the sheets of the workbook. Raises SourceError for one that is locked, damaged or unsafe."""
    merges = _looked_through(source, sniffed.format)
    with _damage():
        workbook = _opened(source)
        names = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
        wanted = [name for name in names if name == options.sheet] or names
        hidden = {sheet.name for sheet in workbook.sheets_metadata if not str(sheet.visible).endswith("Visible")}
        return [replace(_sheet(name, workbook.get_sheet_by_name(name), merges), issues=_hidden(name, hidden)) for name in wanted]


def _hidden(name: str, hidden: set[str]) -> tuple[Issue, ...]:
    return (SheetHidden(sheet=name),) if name in hidden else ()


def _looked_through(source: Source, kind: str) -> Mapping[str, tuple[Merge, ...]] | None:
    """Refuse what would unfold without end; return the merged blocks by sheet where calamine does not give them but the format does."""
    if kind == "xls":
        return None
    refuse_unsafe(source)
    if kind == "xlsb":
        refuse_far_cells(source)
    return merges_of(source) if kind == "ods" else None


def _opened(source: Source) -> Any:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(source.path))


@contextmanager
def _damage() -> Iterator[None]:
    """Say of what calamine cannot read whether it is locked or damaged."""
    from python_calamine import CalamineError, PasswordError, WorksheetNotFound, XmlError, ZipError

    try:
        yield
    except PasswordError as error:
        raise refusals.password() from error
    except (CalamineError, ZipError, XmlError, WorksheetNotFound, OSError, ValueError) as error:
        raise refusals.corrupt() from error
    except BaseException as error:
        # calamine panics on some damaged files, and a panic is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise refusals.corrupt() from error


def _sheet(name: str, calamine: Any, merges: Mapping[str, tuple[Merge, ...]] | None) -> Sheet:
    stored: dict[int, Stored] = {}
    blocks, known = _merges(name, calamine, merges)
    return Sheet(name, _Once(_read(calamine, stored)).again, merges=blocks, known=known, stores="values", stored=stored)


class _Once:
    """Makes batches when they are first wanted, and keeps them for whoever reads the sheet again."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._coming = batches
        self._made: list[pa.RecordBatch] = []

    def again(self) -> Iterator[pa.RecordBatch]:
        """Yield all batches, from the first on."""
        for place in count():
            if place == len(self._made):
                self._made += islice(self._coming, 1)
            if place == len(self._made):
                return
            yield self._made[place]


def _merges(name: str, calamine: Any, merges: Mapping[str, tuple[Merge, ...]] | None) -> tuple[tuple[Merge, ...], bool]:
    """Return the merged blocks of a sheet, and whether the format tells them at all."""
    if merges is not None:
        return merges.get(name, ()), True
    ranges = calamine.merged_cell_ranges
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges or ()), ranges is not None


def _read(calamine: Any, stored: dict[int, Stored]) -> Iterator[pa.RecordBatch]:
    """Yield all rows from the first of the sheet on. calamine's rows begin there too, but at the first used column."""
    if calamine.start is None:
        return
    offset = calamine.start[1]
    rows = calamine.iter_rows()
    first = 0
    while part := list(islice(rows, BATCH_ROWS)):
        columns = list(zip(*part, strict=True))
        _note_stored(columns, offset, stored)
        blank = pa.nulls(len(part), pa.string())
        yield batch_of(first, [*[blank] * offset, *map(texts_of_cells, columns)], len(part))
        first += len(part)


def _note_stored(columns: list[tuple[Any, ...]], offset: int, stored: dict[int, Stored]) -> None:
    """Note which columns hold text only, and which hold values of other types."""
    for i, column in enumerate(columns, offset):
        if set(map(type, column)) != {str}:
            stored[i] = "values"
        elif any(column):
            stored.setdefault(i, "text")
