"""A table of a page: texts by row and column, merged cells, and where its columns stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mueang.ingest.pdf.letters import Box, Letter, text_of, within
from mueang.ingest.sheet import Merge

_AMOUNT = re.compile(r"(?!(?:25|20|๒๕|๒๐)[\d๐-๙]{2}$)-?[\d๐-๙][\d๐-๙,.]*%?")
NEAR = 3.0
"""Points by which edges of one line may differ."""
MOST_HEADINGS = 9


@dataclass(frozen=True)
class Grid:
    """One table: `rows` of texts, None where a merged cell goes on; `edges` of the columns and `tops` of the first page's rows in points.

    `pages` that it stands on, `repeats`: rows of headings left out, `beside`: columns that were printed on pages of their own.
    """

    rows: tuple[tuple[str | None, ...], ...]
    merges: tuple[Merge, ...]
    edges: tuple[float, ...]
    box: Box
    pages: tuple[int, int] = (0, 0)
    tops: tuple[float, ...] = ()
    ruled: bool = True
    repeats: int = 0
    beside: int = 0

    @property
    def holds_data(self) -> bool:
        """True for more than a frame around words."""
        filled = [sum(bool(cell) for cell in row) for row in self.rows]
        return len(self.edges) > 2 and sum(count >= 2 for count in filled) >= 2

    @property
    def may_go_beside(self) -> bool:
        """True for what may be the columns of a sheet that were too wide for its paper."""
        return len(self.rows) >= 3

    def is_beside(self, other: Grid) -> bool:
        """True if this table has the rows of the other, which stands on pages before, at the same heights."""
        if self.pages[0] <= other.pages[1] or len(self.rows) != len(other.rows) or len(self.tops) != len(other.tops):
            return False
        return self.pages[1] - self.pages[0] == other.pages[1] - other.pages[0] and all(abs(a - b) <= NEAR for a, b in zip(self.tops, other.tops, strict=True))

    def with_beside(self, other: Grid) -> Grid:
        """Return this table with the columns of the other at its right."""
        width = len(self.edges) - 1
        moved = [replace(one, left=one.left + width, right=one.right + width) for one in other.merges]
        edges = (*self.edges, *(self.edges[-1] + edge - other.edges[0] for edge in other.edges[1:]))
        rows = tuple((*a, *b) for a, b in zip(self.rows, other.rows, strict=True))
        return replace(self, rows=rows, merges=(*self.merges, *moved), edges=edges, beside=self.beside + len(other.edges) - 1)

    def follows(self, other: Grid) -> bool:
        """True if this table goes on with the other, which stands on the page before."""
        same = len(self.edges) == len(other.edges) and self.pages[0] == other.pages[1] + 1
        return same and all(abs(a - b) <= 2 * NEAR for a, b in zip(_from_left(self.edges), _from_left(other.edges), strict=True))

    def with_page(self, other: Grid) -> Grid:
        """Return this table with the rows of the next page under it; a heading that stands there again is left out."""
        again = self._repeated(other)
        moved = [replace(one, top=one.top + len(self.rows) - again, bottom=one.bottom + len(self.rows) - again) for one in other.merges if one.top >= again]
        pages = (self.pages[0], other.pages[1])
        return replace(self, rows=(*self.rows, *other.rows[again:]), merges=(*self.merges, *moved), pages=pages, repeats=self.repeats + again)

    def _repeated(self, other: Grid) -> int:
        most = min(MOST_HEADINGS, len(other.rows) - 1, len(self.rows))
        return next((k for k in range(most) if self.rows[k] != other.rows[k] or _holds_numbers(other.rows[k])), most)


def grid_of(cells: Iterable[Box], letters: Sequence[Letter]) -> Grid:
    """Return the table of these cells with the texts in them."""
    boxes = list(cells)
    xs, ys = _lines(edge for box in boxes for edge in (box.x0, box.x1)), _lines(edge for box in boxes for edge in (box.top, box.bottom))
    rows: list[list[str | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    merges = []
    for box in boxes:
        left, right, top, bottom = _place(box.x0, xs), _place(box.x1, xs) - 1, _place(box.top, ys), _place(box.bottom, ys) - 1
        if left > right or top > bottom:
            continue
        rows[top][left] = text_of(within(letters, box), box.x1 - box.x0)
        if (left, top) != (right, bottom):
            merges.append(Merge(top, left, bottom, right))
    return Grid(tuple(tuple(row) for row in rows), tuple(merges), tuple(xs), Box(xs[0], ys[0], xs[-1], ys[-1]), tops=tuple(ys[:-1]))


def joined(grids: Sequence[Grid]) -> list[Grid]:
    """Return the tables, those that go on from page to page, or beside each other, as one."""
    down: list[Grid] = []
    for grid in grids:
        if down and grid.follows(down[-1]):
            down[-1] = down[-1].with_page(grid)
        else:
            down.append(grid)
    across: list[Grid] = []
    for grid in down:
        if across and grid.is_beside(across[-1]):
            across[-1] = across[-1].with_beside(grid)
        else:
            across.append(grid)
    return [grid for grid in across if grid.holds_data]


def _holds_numbers(row: Sequence[str | None]) -> bool:
    """True for a row of data: half of its cells are amounts. Years and the numbers of columns stand in headings too."""
    texts = [cell for cell in row if cell]
    return sum(_AMOUNT.fullmatch(text) is not None for text in texts) * 2 >= max(1, len(texts))


def _lines(edges: Iterable[float]) -> list[float]:
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > NEAR:
            found.append(edge)
    return found


def _place(edge: float, lines: Sequence[float]) -> int:
    return min(range(len(lines)), key=lambda i: abs(lines[i] - edge))


def _from_left(edges: Sequence[float]) -> list[float]:
    return [edge - edges[0] for edge in edges]
