"""The rows of a form held against what was asked, whether they stand in a file or in the grid of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from mueang.base.report import Issue
from mueang.base.text import squeeze
from mueang.ingest.filled.cells import read_cell
from mueang.ingest.filled.issues import CellEmpty, CellFault, GivenChanged, NothingFilled, RowRepeats, RowSurplus, TooManyRows
from mueang.tables.declared import Field
from mueang.tables.form import FIRST_ROW, MOST_ROWS, Form, cell_name

Row = tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """What came back.

    cells    the rows as they were written, without blank ones
    rows     the same as values of their columns; what is wrong or empty is None
    numbers  the physical row of each
    issues   every fault, the first ones first; `layout` tells that they are of the layout, so that no row was read
    """

    cells: tuple[Row, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    issues: tuple[Issue, ...] = ()
    layout: bool = False

    @property
    def ok(self) -> bool:
        """True if nothing is wrong."""
        return not self.issues

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as JSON, dates and times in ISO form."""
        return {
            "cells": [list(row) for row in self.cells],
            "rows": [[_plain(value) for value in row] for row in self.rows],
            "numbers": list(self.numbers),
            "issues": [issue.as_dict() for issue in self.issues],
            "layout": self.layout,
        }


@dataclass(frozen=True)
class Place:
    """Where the rows stand: the sheet, and the column of its first field. Without a sheet the grid of a page is meant."""

    sheet: str = ""
    left: int = 0

    def of(self, row: int, place: int, field: Field) -> dict[str, Any]:
        """Return how a fault names the cell."""
        return {"row": row, "column": field.name, "sheet": self.sheet, "cell": cell_name(row, self.left + place), "place": place}


def check(form: Form, rows: Sequence[tuple[int, Sequence[str | None]]], place: Place | None = None) -> Filled:
    """Return the rows (physical row, texts of the cells) as values, with every fault. Blank rows are passed over."""
    return _Checking(form, place or Place()).done([(number, _wide(cells, len(form.schema.fields))) for number, cells in rows])


@dataclass(frozen=True)
class _Checking:
    form: Form
    place: Place

    def done(self, rows: list[tuple[int, Row]]) -> Filled:
        given, own = self._parted(rows)
        wanted = [*given, *(row for row in own if any(row[1]))] if not self.form.given else given
        if len(wanted) > MOST_ROWS:
            return Filled(issues=(self._fault(TooManyRows, wanted[0][0], 0, count=MOST_ROWS),), layout=True)
        read = [self._row(number, cells) for number, cells in wanted]
        values = tuple(values for values, _ in read)
        faults = [fault for _, found in read for fault in found]
        whole = [*self._of_table(wanted), *faults, *self._repeats(wanted, values)]
        return Filled(tuple(cells for _, cells in wanted), values, tuple(number for number, _ in wanted), (*self._surplus(own), *whole))

    def _parted(self, rows: list[tuple[int, Row]]) -> tuple[list[tuple[int, Row]], list[tuple[int, Row]]]:
        """Return the rows that the form gives, each in its place, and those of the office."""
        if not self.form.given:
            return [], rows
        first = rows[0][0] if rows else FIRST_ROW
        there = dict(rows)
        blank = ("",) * len(self.form.schema.fields)
        given = [(first + i, there.get(first + i, blank)) for i in range(len(self.form.given))]
        return given, [(number, cells) for number, cells in rows if number >= first + len(given)]

    def _surplus(self, own: list[tuple[int, Row]]) -> Iterator[CellFault]:
        if self.form.given:
            for number, cells in own:
                yield from (self._fault(RowSurplus, number, k, before=cell) for k, cell in list(enumerate(cells)) if cell and k == _first(cells))

    def _of_table(self, rows: list[tuple[int, Row]]) -> Iterator[CellFault]:
        if not rows:
            yield self._fault(NothingFilled, FIRST_ROW if self.place.sheet else 0, 0)
        for (number, cells), given in zip(rows, self.form.given, strict=False):
            for k, text in enumerate(given):
                if squeeze(cells[k]) != squeeze(text):
                    yield self._fault(GivenChanged, number, k, before=cells[k], after=text)

    def _row(self, number: int, cells: Row) -> tuple[tuple[Any, ...], list[CellFault]]:
        values, faults = [], []
        for k, (field, text) in enumerate(zip(self.form.schema.fields, cells, strict=True)):
            value, fault = self._cell(field, text)
            values.append(value)
            if fault is not None:
                faults.append(fault(**self.place.of(number, k, field)))
        return tuple(values), faults

    def _cell(self, field: Field, text: str) -> tuple[Any, Any]:
        if squeeze(text) in self.form.schema.missing_of(field):
            return None, CellEmpty if self.form.schema.is_required(field.name) else None
        return read_cell(field, text)

    def _repeats(self, rows: list[tuple[int, Row]], values: tuple[tuple[Any, ...], ...]) -> Iterator[CellFault]:
        schema = self.form.schema
        single = tuple((field.name,) for field in schema.fields if field.conditions.unique)
        for group in dict.fromkeys((schema.key, *schema.unique, *single)):
            places = [schema.names.index(name) for name in group]
            seen: dict[tuple[Any, ...], int] = {}
            for (number, cells), row in zip(rows, values, strict=True):
                key = tuple(row[k] for k in places)
                if not key or None in key:
                    continue
                if key in seen:
                    yield self._fault(RowRepeats, number, places[-1], before=" · ".join(cells[k] for k in places), other=seen[key] + 1)
                seen.setdefault(key, number)

    def _fault(self, kind: type[CellFault], number: int, place: int, **told: Any) -> CellFault:
        return kind(**self.place.of(number, place, self.form.schema.fields[place]), **told)


def _first(cells: Row) -> int:
    return next(k for k, cell in enumerate(cells) if cell)


def _wide(cells: Sequence[str | None], width: int) -> Row:
    return tuple((cells[k] or "").strip() if k < len(cells) else "" for k in range(width))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | time) else value
