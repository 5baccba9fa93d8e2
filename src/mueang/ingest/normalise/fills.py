"""Labels that stand only in the first row of their group, without merged cells to say so: found by how the rows are built."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from mueang.geo.headings import heading_level
from mueang.ingest.normalise.kinds import Kind, look
from mueang.ingest.normalise.layout import cells
from mueang.ingest.normalise.scan import Scan
from mueang.ingest.sheet import Merge

MOST_FILLED = 0.6
"""Share of the rows that may hold the label: a column with more holes than that only lacks some data."""
NEARLY_ALL = 0.95
LEAST_ROWS = 4
LEAST_GROUPS = 3


def find_fills(scan: Scan) -> list[Merge]:
    """Return the rows for which each label of the first column holds, as blocks of merged cells would say it.

    The next column of labels must be full, each label stand once, and either the same rows come in every group, or the
    heading name a place, or every group have several rows.
    """
    rows = sorted(
        ((int(row), cells(scan.cells_of(small.rows, i))) for small in scan.small or () for i, row in enumerate(small.rows.numbers)), key=lambda one: one[0]
    )
    labels = [i for i in range(scan.width) if i not in scan.layout.typed]
    if len(rows) < LEAST_ROWS or len(labels) < 2 or not scan.layout.typed:
        return []
    first, second = labels[0], labels[1]
    heads = [place for place, (_, row) in enumerate(rows) if first in row]
    texts = [rows[place][1][first] for place in heads]
    full = sum(second in row for _, row in rows) >= NEARLY_ALL * len(rows)
    if not full or not heads or heads[0] != 0 or not 2 <= len(heads) <= MOST_FILLED * len(rows) or len(set(texts)) < len(texts):
        return []
    ends = [*heads, len(rows)]
    groups = [[row.get(second, "") for _, row in rows[a:b]] for a, b in pairwise(ends)]
    if any(look(text)[0] is not Kind.TEXT for text in texts) or not (_alike(groups) or _several(groups) or _is_place(scan, first)):
        return []
    return [Merge(rows[a][0], first, rows[b - 1][0], first) for a, b in pairwise(ends) if b - a > 1]


def _alike(groups: list[list[str]]) -> bool:
    """True if most rows of a group come again in another."""
    seen = Counter(text for group in groups for text in set(group))
    return sum(count > 1 for count in seen.values()) > 0.5 * len(seen)


def _several(groups: list[list[str]]) -> bool:
    return len(groups) >= LEAST_GROUPS and all(len(group) > 1 for group in groups)


def _is_place(scan: Scan, column: int) -> bool:
    names = [text for row in scan.marks.above for place, text in row if place == column]
    return any(heading_level(name) is not None or "ภาค" in name for name in names)
