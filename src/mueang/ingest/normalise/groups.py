"""Groups among the rows: names that stand in rows of their own, and rows that add up the others of their group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from mueang.base.report import Issue
from mueang.ingest.normalise import rows as row_rules
from mueang.ingest.normalise.adding import Sum, Sums, find_sums
from mueang.ingest.normalise.group_issues import GroupsNamed, SumsFound, sums_question
from mueang.ingest.normalise.layout import cells
from mueang.ingest.normalise.plan import Excluded
from mueang.ingest.normalise.scan import Held, Scan
from mueang.ingest.options import ReadOptions

LEAST_GROUPS = 2
ROWS_OF_A_GROUP = 1.5
"""Groups have so many rows at least, on average: names of rows that lack their numbers have none."""


def are_groups(bare: Sequence[Held], scan: Scan) -> bool:
    """Return whether rows that hold a name alone name the rows below them: the first stands over all data, and each has rows."""
    if len(bare) < LEAST_GROUPS or scan.small is None:
        return False
    data = sorted(int(row) for small in scan.small for row in small.rows.numbers)
    rows = [held.row for held in bare]
    if not data or rows[0] > data[0] or rows[-1] > data[-1]:
        return False
    one_column = len({min(cells(held.cells)) for held in bare}) == 1
    counts = [np.searchsorted(data, after) - np.searchsorted(data, row) for row, after in pairwise([*rows, data[-1] + 1])]
    names = {row_rules.row_text(held.cells) for held in bare}
    return one_column and len(names) == len(bare) and all(counts) and len(data) >= ROWS_OF_A_GROUP * len(bare)


def leave_out_sums(scan: Scan, options: ReadOptions) -> Iterator[Issue]:
    """Leave out the rows of a small table that add up others, remember whose names stand over groups, and yield what is told."""
    if scan.groups:
        yield GroupsNamed(count=len(scan.groups), row=scan.groups[0][0], before=scan.groups[0][1])
    found, rows = _sums(scan)
    out = [one for one in (*found.totals, *found.subtotals) if rows[one.row] not in scan.chosen_in]
    if out:
        texts = _texts(scan, [rows[one.row] for one in out])
        scan.leave_out_again([Excluded(rows[one.row], "total" if one in found.totals else "subtotal", texts[rows[one.row]][1]) for one in out])
        yield SumsFound(count=len(out), row=rows[out[0].row], before=texts[rows[out[0].row]][1][:60])
        if not scan.groups and options.groups is not False and out == [*found.totals, *found.subtotals] and _name_groups(found.subtotals, found):
            scan.groups.extend((rows[one.row], texts[rows[one.row]][0]) for one in found.subtotals)
            yield GroupsNamed(count=len(scan.groups), row=scan.groups[0][0], before=scan.groups[0][1])
    undecided = {*options.included_rows, *options.excluded_rows}
    scan.asked.extend(sums_question(rows[one.row]) for one in found.doubtful if rows[one.row] not in undecided)


def _sums(scan: Scan) -> tuple[Sums, list[int]]:
    """Return the sums among the rows of a small table, and the row of the sheet for each of its rows."""
    typed = sorted(scan.layout.typed - {scan.marks.lead})
    parts = [small for small in scan.small or () if len(small.rows)]
    if not parts or not typed:
        return Sums(), []
    numbers = np.concatenate([small.rows.numbers for small in parts])
    nothing = [np.full(len(small.rows), np.nan) for small in parts]
    values = np.stack([np.concatenate([small.values.get(i, none) for small, none in zip(parts, nothing, strict=True)]) for i in typed], axis=1)
    order = np.argsort(numbers, kind="stable")
    return find_sums(values[order]), numbers[order].tolist()


def _texts(scan: Scan, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return for each row its first name, and all that stands in it."""
    found: dict[int, tuple[str, str]] = {}
    for small in scan.small or ():
        for i in np.flatnonzero(np.isin(small.rows.numbers, rows)).tolist():
            held = scan.cells_of(small.rows, i)
            names = [text for place, text in cells(held).items() if place not in scan.layout.typed]
            found[int(small.rows.numbers[i])] = (names[0] if names else "", row_rules.row_text(held))
    return found


def _name_groups(subtotals: Sequence[Sum], found: Sums) -> bool:
    """True if subtotals stand over their rows: their names are then those of groups."""
    return (
        len(subtotals) >= LEAST_GROUPS and all(one.heads for one in subtotals) and not any(one.heads and one.start > subtotals[0].row for one in found.totals)
    )
