"""A file that came back: which sheet holds the form, whether its layout was kept, then its rows.

Nothing is guessed: a heading that is not the one of the form is refused with its cell, for what stands under it could be
anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from mueang.base.files import Source
from mueang.base.text import squeeze
from mueang.ingest.filled.check import Filled, Place, check
from mueang.ingest.filled.issues import CellFault, HeadingDiffers, HeadingMissing, HeadingSurplus, NoHeading, OtherFiler, OtherRound
from mueang.ingest.parse.registry import parse
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import sniff
from mueang.tables.form import (
    CODES_SHEET,
    FILER_ROW,
    FILL_SHEET,
    GUIDE_SHEET,
    HEADING_ROW,
    MOST_ROWS,
    REQUIRED_MARK,
    STAMP_SHEET,
    Form,
    Stamp,
    cell_name,
    names_in,
)

HEADING_WITHIN = 30
"""Rows of a sheet in which the heading is looked for."""
_SURPLUS_ROWS = 200
_OURS = (GUIDE_SHEET, CODES_SHEET, STAMP_SHEET)
Cells = list[list[str | None]]


def read(source: Source, form: Form, *, scratch: Path) -> Filled:
    """Return what was filled in. Raises SourceError for a file that is no table at all."""
    sheets = parse(source, sniff(source), scratch=scratch)
    stamped = _stamped(form, sheets)
    if stamped:
        return Filled(issues=stamped, layout=True)
    found = max((_Found.of(form, sheet) for sheet in sheets if sheet.name not in _OURS), key=lambda one: one.rank, default=None)
    if found is None:
        return Filled(issues=(NoHeading(cell=cell_name(HEADING_ROW, 0), column=form.schema.names[0], before=""),), layout=True)
    return found.filled()


def _stamped(form: Form, sheets: Sequence[Sheet]) -> tuple[CellFault, ...]:
    """Return that the file was made for another office or another round, if its stamp says so."""
    wanted, told = form.stamp, _stamp_in(sheets)
    if wanted is None:
        return ()
    if not told:
        return _labelled(wanted, sheets)
    if told.get("filer") != wanted.filer:
        return (OtherFiler(before=told.get("filer_name", ""), after=wanted.filer_name),)
    if told.get("round") != wanted.round:
        return (OtherRound(before=told.get("round_name", ""), after=wanted.round_name),)
    return ()


def _labelled(wanted: Stamp, sheets: Sequence[Sheet]) -> tuple[CellFault, ...]:
    """Return the same by the line that people see, where the sheet was copied into another file and lost its stamp."""
    lines = [(sheet.name, row[0] or "") for sheet in sheets if sheet.name not in _OURS for row in _cells(sheet, HEADING_ROW) if row]
    for sheet, names in ((sheet, names_in(line)) for sheet, line in lines):
        at: dict[str, Any] = {"sheet": sheet, "row": FILER_ROW, "cell": cell_name(FILER_ROW, 0)}
        if names is not None and names[0] != wanted.filer_name:
            return (OtherFiler(**at, before=names[0], after=wanted.filer_name),)
        if names is not None and names[1] != wanted.round_name:
            return (OtherRound(**at, before=names[1], after=wanted.round_name),)
    return ()


def _stamp_in(sheets: Sequence[Sheet]) -> Mapping[str, str]:
    sheet = next((sheet for sheet in sheets if sheet.name == STAMP_SHEET), None)
    return {row[0] or "": row[1] or "" for row in _cells(sheet, 20) if len(row) > 1} if sheet else {}


def _cells(sheet: Sheet, most: int) -> Cells:
    """Return the first rows of a sheet; what the format itself names as heading stands above them."""
    rows: Cells = [list(sheet.heading)] if sheet.heading else []
    for batch in sheet.batches():
        columns = [column.to_pylist() for name, column in zip(batch.schema.names, batch.columns, strict=True) if name.startswith("c")]
        rows += [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(batch.num_rows)]
        if len(rows) >= most:
            break
    return rows[:most]


def _named(cell: str | None) -> str:
    """Return the name in a heading: without its unit, which stands on a line of its own, and the mark of what is required."""
    lines = (cell or "").strip().splitlines()
    return squeeze(lines[0]).removesuffix(REQUIRED_MARK).rstrip() if lines else ""


@dataclass(frozen=True)
class _Found:
    """Where in a sheet the heading of the form seems to stand, and how many of its names are there."""

    form: Form
    sheet: Sheet
    cells: Cells
    row: int
    left: int
    matched: int

    @classmethod
    def of(cls, form: Form, sheet: Sheet) -> _Found:
        """Look for the heading."""
        cells = _cells(sheet, MOST_ROWS + HEADING_WITHIN + _SURPLUS_ROWS)
        names = {squeeze(name) for name in form.schema.names}
        counts = [sum(_named(cell) in names for cell in row) for row in cells[:HEADING_WITHIN]]
        row = max(range(len(counts)), key=lambda k: (counts[k], k == HEADING_ROW), default=HEADING_ROW)
        matched = counts[row] if counts else 0
        if not matched:
            row = min(HEADING_ROW, max(len(cells) - 1, 0))
        blanks = list(takewhile(lambda cell: not _named(cell), cells[row])) if cells else []
        return cls(form, sheet, cells, row, len(blanks) if len(blanks) < len(cells[row] if cells else []) else 0, matched)

    @property
    def rank(self) -> tuple[int, bool]:
        """Which of several sheets is meant."""
        return self.matched, self.sheet.name == FILL_SHEET

    def filled(self) -> Filled:
        """Return the rows under the heading, or what is wrong with it."""
        wrong = self._wrong_heading()
        if wrong:
            return Filled(issues=wrong, layout=True)
        place = Place(self.sheet.name, self.left)
        return check(self.form, [(number, cells[self.left :]) for number, cells in enumerate(self.cells) if number > self.row], place)

    def _wrong_heading(self) -> tuple[CellFault, ...]:
        names = self.form.schema.names
        heading = [_named(cell) for cell in (self.cells[self.row] if self.cells else [])][self.left :]
        found = [*heading, *[""] * (len(names) - len(heading))]
        if not self.matched or 2 * self.matched < len(names):
            return (NoHeading(**self._at(0, names[0]), before=found[0]),)
        differing = [self._differs(k, name, found[k]) for k, name in enumerate(names) if found[k] != squeeze(name)]
        surplus = [HeadingSurplus(**self._at(k, ""), before=found[k]) for k in range(len(names), len(found)) if found[k]]
        return (*differing, *surplus)

    def _differs(self, place: int, name: str, found: str) -> CellFault:
        return HeadingDiffers(**self._at(place, name), before=found) if found else HeadingMissing(**self._at(place, name))

    def _at(self, place: int, name: str) -> dict[str, Any]:
        return {"row": self.row, "column": name, "sheet": self.sheet.name, "cell": cell_name(self.row, self.left + place), "place": place}
