"""Tables without rules: lines that leave the same gaps free from top to bottom, and of which some parts are numbers.

Prose in columns also leaves gaps. What tells it apart is that it holds hardly a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mueang.ingest.pdf.grid import Grid
from mueang.ingest.pdf.letters import Box, Cluster, Letter, Line, lines_of

GAP = 0.4
"""A gap that is wider than this share of the height of a letter in every line parts two columns."""
LEAST_ROWS = 3
FILLED = 0.6
NUMBERS = 0.6
APART = 2.5
"""Lines further apart than so many heights belong to different tables."""
_NUMBER = re.compile(r"[-(]?[\d๐-๙][\d๐-๙,./ ]*[%)]?|-")

_Span = tuple[float, float]


def tables(letters: Sequence[Letter]) -> list[Grid]:
    """Return the tables that the letters of a page form."""
    return [grid for run in _runs(lines_of(letters)) if (grid := _grid(run)) is not None]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield runs of lines that stand close to each other and leave the same gaps free."""
    run: list[Line] = []
    gaps: list[_Span] = []
    for line in lines:
        left = _common(gaps, _gaps(line)) if run else _gaps(line)
        settled = len(run) >= LEAST_ROWS and len(left) < len(gaps)
        if run and (not left or settled or line.box.top - run[-1].box.bottom > APART * _height(line)):
            yield run
            run, left = [], _gaps(line)
        run, gaps = [*run, line], left
    yield run


def _height(line: Line) -> float:
    return line.clusters[0].first.height


def _gaps(line: Line) -> list[_Span]:
    """Return the gaps of a line, with the margins beside it."""
    inked = [cluster.first for cluster in line.clusters if cluster.text.strip()]
    ends = [(float("-inf"), inked[0].x0), *((before.x1, after.x0) for before, after in pairwise(inked)), (inked[-1].x1, float("inf"))]
    return [span for span in ends if span[1] - span[0] > GAP * _height(line)]


def _common(one: Sequence[_Span], other: Sequence[_Span]) -> list[_Span]:
    """Return the gaps that are free in both and lie between columns, margins included."""
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    wide = [span for span in both if span[1] - span[0] > GAP * 10]
    return wide if any(span[0] > float("-inf") and span[1] < float("inf") for span in wide) else []


def _grid(run: Sequence[Line]) -> Grid | None:
    if len(run) < LEAST_ROWS:
        return None
    columns = _columns(run)
    rows = [tuple(_cell(line, left, right) for left, right in columns) for line in run]
    filled = sum(bool(cell) for row in rows for cell in row)
    if len(columns) < 2 or filled < FILLED * len(rows) * len(columns) or not any(_is_numeric([row[i] for row in rows[1:]]) for i in range(len(columns))):
        return None
    boxes = [line.box for line in run]
    edges = (columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1])
    return Grid(tuple(rows), (), edges, Box(edges[0], boxes[0].top, edges[-1], max(box.bottom for box in boxes)), ruled=False)


def _columns(run: Sequence[Line]) -> list[_Span]:
    """Return what all lines together cover from left to right."""
    gap = GAP * max(map(_height, run))
    found: list[_Span] = []
    for letter in sorted((cluster.first for line in run for cluster in line.clusters if cluster.text.strip()), key=lambda one: one.x0):
        if found and letter.x0 - found[-1][1] < gap:
            found[-1] = (found[-1][0], max(found[-1][1], letter.x1))
        else:
            found.append((letter.x0, letter.x1))
    return found


def _cell(line: Line, left: float, right: float) -> str | None:
    inside: tuple[Cluster, ...] = tuple(cluster for cluster in line.clusters if left <= cluster.first.middle[0] <= right)
    return Line(inside).text or None


def _is_numeric(cells: Sequence[str | None]) -> bool:
    texts = [cell for cell in cells if cell]
    return len(texts) >= LEAST_ROWS - 1 and sum(_NUMBER.fullmatch(text) is not None for text in texts) >= NUMBERS * len(texts)
