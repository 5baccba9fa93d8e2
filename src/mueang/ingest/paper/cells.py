"""What was read of a table on paper, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mueang.ingest.sheet import Merge

How = Literal["digits", "words", "vocabulary", "date", "mixed", "empty", "person"]
Check = Literal["", "agrees", "differs"]
LOW = 0.85
"""A cell less sure than this must be looked at by a person."""


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One cell: its text, how sure that is (0 to 1), how it was read, whether sums agree with it, and its box on the picture of its page."""

    row: int
    column: int
    text: str
    confidence: float
    how: How
    check: Check
    page: int
    left: int
    top: int
    width: int
    height: int

    @property
    def is_doubtful(self) -> bool:
        """True for what a person must look at."""
        return self.how != "person" and (self.confidence < LOW or self.check == "differs")


@dataclass(frozen=True)
class PaperTable:
    """One table: its cells from the upper left, its size, merged cells, and the columns that hold numbers."""

    cells: tuple[PaperCell, ...]
    rows: int
    columns: int
    merges: tuple[Merge, ...]
    numeric: tuple[int, ...]
    edges: tuple[float, ...]
    pages: tuple[int, int]
    titles: int = 0

    def texts(self) -> list[list[str | None]]:
        """Return the texts by row; None where a merged cell goes on."""
        grid: list[list[str | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid


def column_of(cells: Sequence[PaperCell], column: int) -> list[PaperCell]:
    """Return the cells of a column from the top down."""
    return sorted((cell for cell in cells if cell.column == column), key=lambda cell: cell.row)
