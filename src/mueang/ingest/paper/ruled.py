"""The grid of a ruled table: rules, cells, and cells that are merged because a rule between them is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mueang.ingest.paper.glyphs import Ink
from mueang.ingest.sheet import Merge

INKED = 0.3
RUN = 55
"""A rule runs on for at least the longer side divided by this; strokes of letters are shorter."""
NEAR = 0.004
"""Share of the longer side by which pieces of one rule may be apart."""
DRAWN = 0.45
"""An edge between two cells of which this share is drawn is there; copies break rules."""
CARRIED = 0.85
LEAST_SIDE = 0.006
LEAST_TABLE = 0.06

_Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid, merged or not, with its box on the picture (within its rules)."""

    row: int
    column: int
    down: int
    across: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Ruled:
    """One table: its size, its cells, its rules (left and top edges included), and its box."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    xs: tuple[int, ...]
    ys: tuple[int, ...]

    @property
    def merges(self) -> tuple[Merge, ...]:
        """The blocks of merged cells."""
        return tuple(
            Merge(cell.row, cell.column, cell.row + cell.down - 1, cell.column + cell.across - 1) for cell in self.cells if cell.down > 1 or cell.across > 1
        )


def tables_of(ink: Ink) -> tuple[list[Ruled], Ink]:
    """Return the ruled tables of a page from the top down, and its ink without the rules."""
    across, down = _rules(ink)
    found = [table for box in _regions(across | down) if (table := _table(across, down, box)) is not None]
    return sorted(found, key=lambda table: (table.ys[0], table.xs[0])), _without(ink, across, down)


def _rules(ink: Ink) -> tuple[_Mask, _Mask]:
    """Return where level and plumb rules are drawn."""
    import cv2

    dark = (ink > INKED).astype(np.uint8)
    run = max(20, max(ink.shape) // RUN)
    gap = np.ones((1, 3), np.uint8)
    across = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, gap), cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    down = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, gap.T), cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    return _thin(across, run, level=True), _thin(down, run, level=False)


def _thin(mask: _Mask, run: int, *, level: bool) -> _Mask:
    """Return the mask without what is too thick for a rule: shadows, fillings, pictures."""
    import cv2

    thick = max(8, run // 4)
    kernel = np.ones((thick, 1) if level else (1, thick), np.uint8)
    return mask & ~cv2.dilate(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8))  # type: ignore[no-any-return]


def _regions(rules: _Mask) -> Iterator[tuple[int, int, int, int]]:
    """Yield (left, top, right, bottom) of rules that hang together, over small breaks."""
    import cv2

    longer = max(rules.shape)
    reach = np.ones((max(3, longer // 150),) * 2, np.uint8)
    count, _, found, _ = cv2.connectedComponentsWithStats(cv2.dilate(rules, reach), connectivity=8)
    for left, top, width, height, _ in found[1:count]:
        if width > LEAST_TABLE * longer and height > LEAST_TABLE / 3 * longer:
            yield int(left), int(top), int(left + width), int(top + height)


def _table(across: _Mask, down: _Mask, box: tuple[int, int, int, int]) -> Ruled | None:
    left, top, right, bottom = box
    longer = max(across.shape)
    ys = [y + top for y in _places(across[top:bottom, left:right], longer, level=True)]
    xs = [x + left for x in _places(down[top:bottom, left:right], longer, level=False)]
    reach = max(3, round(NEAR * longer)) | 1
    level, plumb = _wider(across, (reach, 1)), _wider(down, (1, reach))
    ys = _carried(ys, xs, level)
    xs = _carried(xs, ys, plumb.T)
    if len(xs) < 3 or len(ys) < 3:
        return None
    cells = _cells(level, plumb, xs, ys, longer)
    return Ruled(len(ys) - 1, len(xs) - 1, tuple(cells), tuple(xs), tuple(ys))


def _places(mask: _Mask, longer: int, *, level: bool) -> list[int]:
    """Return where rules stand: the middles of pieces, those near each other as one, weighted by their lengths."""
    import cv2

    count, _, found, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    at, size = (1, 2) if level else (0, 3)
    pieces = sorted((float(middles[k][at]), int(found[k][size])) for k in range(1, count))
    groups: list[list[tuple[float, int]]] = []
    for piece in pieces:
        if groups and piece[0] - groups[-1][-1][0] <= NEAR * longer:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    places = [(sum(place * length for place, length in group) / sum(length for _, length in group), sum(length for _, length in group)) for group in groups]
    whole = mask.shape[1] if level else mask.shape[0]
    return _apart([round(place) for place, length in places if length >= max(longer / RUN, 0.04 * whole)], longer)


def _apart(places: Sequence[int], longer: int) -> list[int]:
    kept: list[int] = []
    for place in places:
        if not kept or place - kept[-1] > LEAST_SIDE * longer:
            kept.append(place)
    return kept


def _wider(mask: _Mask, reach: tuple[int, int]) -> _Mask:
    """Return the rules so wide that one which is not quite straight is met at its place; they grow no longer."""
    import cv2

    return cv2.dilate(mask, np.ones(reach, np.uint8))  # type: ignore[no-any-return]


def _carried(places: Sequence[int], crossing: Sequence[int], mask: _Mask) -> list[int]:
    """Return the rules of which at least one edge from crossing to crossing is drawn: what is no rule ends within a cell."""
    return [place for place in places if any(float(mask[place, a:b].mean()) > CARRIED for a, b in pairwise(crossing))]


def _cells(level: _Mask, plumb: _Mask, xs: Sequence[int], ys: Sequence[int], longer: int) -> Iterator[Cell]:
    """Yield the cells: those between which no edge is drawn are one, if they fill a rectangle."""
    right = [[_is_drawn(plumb[ys[r] : ys[r + 1], xs[c]]) for c in range(len(xs))] for r in range(len(ys) - 1)]
    under = [[_is_drawn(level[ys[r], xs[c] : xs[c + 1]]) for c in range(len(xs) - 1)] for r in range(len(ys))]
    taken: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            down_by, across_by = _reach(row, column, right, under, taken)
            taken |= {(r, c) for r in range(row, row + down_by) for c in range(column, column + across_by)}
            inset = max(2, round(0.0008 * longer))
            box = (xs[column] + inset, ys[row] + inset, xs[column + across_by] - inset, ys[row + down_by] - inset)
            yield Cell(row, column, down_by, across_by, *box)


def _reach(row: int, column: int, right: Sequence[Sequence[bool]], under: Sequence[Sequence[bool]], taken: set[tuple[int, int]]) -> tuple[int, int]:
    """Return how many rows and columns a cell covers: as far as no rule is met in its first row and column, and all within is open."""
    across = 1
    while column + across < len(right[row]) - 1 and not right[row][column + across] and (row, column + across) not in taken:
        across += 1
    down = 1
    while row + down < len(right) and _is_open(row + down, column, across, right, under):
        down += 1
    return down, across


def _is_open(row: int, column: int, across: int, right: Sequence[Sequence[bool]], under: Sequence[Sequence[bool]]) -> bool:
    """True if no rule parts this row from the one above, nor the cells of this row from each other."""
    inner = any(right[row][column + k] for k in range(1, across))
    return not inner and not any(under[row][column + k] for k in range(across))


def _is_drawn(line: npt.NDArray[np.uint8]) -> bool:
    trimmed = line[len(line) // 8 : len(line) - len(line) // 8]
    return bool(trimmed.size) and float(trimmed.mean()) > DRAWN


def _without(ink: Ink, across: _Mask, down: _Mask) -> Ink:
    """Return the ink with the rules taken out."""
    import cv2

    rules = cv2.dilate(across, np.ones((5, 3), np.uint8)) | cv2.dilate(down, np.ones((3, 5), np.uint8))
    return np.where(rules > 0, 0, ink).astype(np.float32)
