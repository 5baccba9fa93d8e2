"""The part of the review that holds a table read from a picture against the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse

from mueang_site.portal.language import say
from mueang_site.submissions import papers
from mueang_site.submissions.papers import PaperCellSeen, PaperSeen
from mueang_site.submissions.reviewing import open_of

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_AT_ONCE = 40
"""Cells that are asked about on one page; the next follow when these are answered."""
_AROUND = 0.35
_WORDS = {
    "digits": ("ตัวจำแนกเลข", "classifier of digits"),
    "words": ("โปรแกรมอ่านตัวอักษร", "reader of letters"),
    "vocabulary": ("เทียบกับรายชื่อ", "held against a list"),
    "date": ("อ่านเป็นวันที่", "read as a date"),
    "mixed": ("อ่านเลขและตัวอักษร", "digits and letters"),
    "person": ("คนตรวจแล้ว", "seen by a person"),
    "empty": ("ว่าง", "empty"),
}


@dataclass(frozen=True)
class CellShown:
    """One cell: `place` is "row,column"; `view` the part of the picture to show, `href` what looks at it more closely."""

    place: str
    text: str
    percent: int
    how: str
    differs: bool
    doubtful: bool
    chosen: bool
    where: str
    picture: str
    page_size: tuple[int, int]
    view: str
    left: int
    top: int
    width: int
    height: int
    href: str


@dataclass(frozen=True)
class TotalShown:
    """A column of numbers with its sum, to be confirmed."""

    column: int
    heading: str
    total: str
    shown: str
    open: bool


@dataclass(frozen=True)
class PageShown:
    """A page: its picture, how large it is, and the cells on it."""

    number: int
    picture: str
    width: int
    height: int
    cells: tuple[CellShown, ...]


@dataclass(frozen=True)
class PaperPart:
    """All that the part shows."""

    submission: Submission
    sheet: str
    open_cells: int
    open_totals: int
    pages: tuple[PageShown, ...]
    rows: tuple[tuple[int, tuple[CellShown, ...]], ...]
    asked: tuple[CellShown, ...]
    later: int
    totals: tuple[TotalShown, ...]

    @property
    def done(self) -> bool:
        """True once nothing waits for a person's eyes."""
        return not self.open_cells and not self.open_totals


def build(submission: Submission, query: QueryDict) -> PaperPart | None:
    """Return the part, None for a file that was not read from a picture."""
    seen = papers.seen_of(submission)
    if seen is None:
        return None
    sizes = {number: papers.size_of(submission, number) for number in seen.pages}
    shown = [_cell(submission, seen, cell, query.get("cell", ""), sizes[cell.page]) for cell in seen.cells]
    by_place = {cell.place: cell for cell in shown}
    cells, totals = open_of(submission)
    doubtful = [cell for cell in shown if cell.doubtful]
    asked = [*(cell for cell in shown if cell.chosen and not cell.doubtful), *doubtful[:_AT_ONCE]]
    return PaperPart(
        submission=submission,
        sheet=seen.sheet,
        open_cells=cells,
        open_totals=totals,
        pages=tuple(_page(submission, seen, number, sizes[number], by_place) for number in seen.pages),
        rows=tuple((row, tuple(by_place[_place(cell)] for cell in of_row)) for row, of_row in groupby(_in_order(seen), key=lambda cell: cell.row)),
        asked=tuple(asked),
        later=max(0, len(doubtful) - _AT_ONCE),
        totals=tuple(TotalShown(k, _heading(seen, k), total, f"{Decimal(total):,}", k in seen.open_totals) for k, total in seen.totals.items()),
    )


def said_of(form: QueryDict) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the sheet, the texts of cells and the confirmed sums that a form says."""
    said = {name: form.get(name, "").strip() for name in form}
    cells, totals = ({name.removeprefix(kind): text for name, text in said.items() if name.startswith(kind)} for kind in ("cell-", "total-"))
    return said.get("sheet", ""), cells, totals


def _in_order(seen: PaperSeen) -> Sequence[PaperCellSeen]:
    return sorted(seen.cells, key=lambda cell: (cell.row, cell.column))


def _place(cell: PaperCellSeen) -> str:
    return f"{cell.row},{cell.column}"


def _cell(submission: Submission, seen: PaperSeen, cell: PaperCellSeen, chosen: str, page_size: tuple[int, int]) -> CellShown:
    pad = round(_AROUND * cell.height)
    heading = _heading(seen, cell.column)
    row = say(f"แถว {cell.row + 1}", f"row {cell.row + 1}")
    return CellShown(
        place=_place(cell),
        text=cell.text,
        percent=round(cell.confidence * 100),
        how=say(*_WORDS[cell.how]),
        differs=cell.check == "differs",
        doubtful=cell.doubtful,
        chosen=_place(cell) == chosen,
        where=f"{row}, {heading}" if heading else row,
        picture=_picture(submission, cell.page),
        page_size=page_size,
        view=f"{cell.left - pad} {cell.top - pad} {cell.width + 2 * pad} {cell.height + 2 * pad}",
        left=cell.left,
        top=cell.top,
        width=cell.width,
        height=cell.height,
        href=f"?cell={_place(cell)}#paper",
    )


def _page(submission: Submission, seen: PaperSeen, number: int, size: tuple[int, int], by_place: dict[str, CellShown]) -> PageShown:
    cells = tuple(by_place[_place(cell)] for cell in seen.cells if cell.page == number)
    return PageShown(number, _picture(submission, number), *size, cells)


def _picture(submission: Submission, page: int) -> str:
    return reverse("paper-page", args=[submission.pk, page])


def _heading(seen: PaperSeen, column: int) -> str:
    """Return the last text above the numbers of a column, which is its heading."""
    column_cells = [cell for cell in _in_order(seen) if cell.column == column and cell.text]
    first_number = next((k for k, cell in enumerate(column_cells) if cell.how in ("digits", "date")), 1)
    return column_cells[max(0, first_number - 1)].text if column_cells else ""
