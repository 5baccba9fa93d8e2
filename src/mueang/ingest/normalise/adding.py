"""Rows that add up others: found by their numbers alone, in most columns at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]
SHARE = 0.6
"""Share of a row's columns that must be sums of the same rows."""
LEAST_VALUE = 10
"""Smaller numbers are sums of others too often by chance."""
LEAST_ROWS = 3
"""A total of the whole table adds up at least so many rows; of fewer it may be chance."""
COVERED = 0.75
"""Subtotals and what they add up make out this share of the rows, or they are no subtotals."""
ROUNDS = 3
_DIGITS = 10_000
_LARGEST = 1e14


@dataclass(frozen=True)
class Sum:
    """Row `row` adds up the rows from `start` to before `end`; `columns` of its numbers say so."""

    row: int
    start: int
    end: int
    columns: int

    @property
    def heads(self) -> bool:
        """True if it stands over the rows that it adds up."""
        return self.row < self.start


@dataclass(frozen=True)
class Sums:
    """Rows that surely add up others, and those of which it is likely only: one column says so."""

    totals: tuple[Sum, ...] = ()
    subtotals: tuple[Sum, ...] = ()
    doubtful: tuple[Sum, ...] = ()


def find_sums(values: Values) -> Sums:
    """Return the rows of a table (rows by columns, NaN where there is no number) that are sums of other rows.

    Subtotals are looked for first and taken away: a grand total adds up the others then, or them alone.
    """
    left = np.arange(len(values))
    totals: list[Sum] = []
    subtotals: list[Sum] = []
    doubtful: list[Sum] = []
    for _ in range(ROUNDS):
        found = _candidates(values[left])
        whole = [one for one in found if _is_whole(one, len(left))]
        sure = [one for one in whole if one.columns > 1] or _tiles([one for one in found if one.columns > 1 and one not in whole], len(left))
        if not sure:
            doubtful = [] if totals or subtotals else [one for one in whole if one.columns == 1 and one.end - one.start > 2 * LEAST_ROWS]
            break
        (totals if sure[0] in whole else subtotals).extend(_among(one, left) for one in sure)
        left = np.delete(left, [one.row for one in sure])
    return Sums(tuple(totals), tuple(sorted(subtotals, key=lambda one: one.row)), tuple(doubtful))


def _among(one: Sum, left: Keys) -> Sum:
    """Return the sum by the places of its rows in the whole table."""
    return Sum(int(left[one.row]), int(left[one.start]), int(left[one.end - 1]) + 1, one.columns)


def _is_whole(one: Sum, rows: int) -> bool:
    return one.end - one.start == rows - 1 >= LEAST_ROWS


def _tiles(found: Sequence[Sum], rows: int) -> list[Sum]:
    """Return the subtotals over their rows, or those under them, if there are several and with their rows they make out most of the table."""
    best: list[Sum] = []
    for heads in (True, False):
        own = [one for one in found if one.heads is heads]
        apart = [one for i, one in enumerate(own) if i == 0 or min(one.row, one.start) >= max(own[i - 1].row + 1, own[i - 1].end)]
        covered = sum(one.end - one.start + 1 for one in apart)
        if len(apart) > 1 and covered >= COVERED * rows and len(apart) > len(best):
            best = apart
    return best


def _candidates(values: Values) -> list[Sum]:
    """Return for each row the block next to it that it adds up in most columns, if there is one."""
    columns = [column for i in range(values.shape[1]) if (column := _exact(values[:, i])) is not None]
    if not columns or len(values) <= LEAST_ROWS:
        return []
    found = [*_blocks(columns, heads=True), *_blocks(columns, heads=False)]
    best: dict[int, Sum] = {}
    for one in sorted(found, key=lambda one: (one.columns, one.end - one.start)):
        best[one.row] = one
    return [best[row] for row in sorted(best)]


def _exact(column: Values) -> Keys | None:
    """Return the numbers of a column in ten-thousandths, 0 where there is none; None for a column without sums: few numbers, or too large."""
    there = np.isfinite(column)
    if there.sum() < 0.5 * len(column) or np.abs(column[there]).sum() * _DIGITS > _LARGEST:
        return None
    return np.round(np.where(there, column, 0.0) * _DIGITS).astype(np.int64)


def _blocks(columns: Sequence[Keys], *, heads: bool) -> list[Sum]:
    """Return the rows that add up those next to them: under them if they are heads, else over them."""
    rows = len(columns[0])
    before = [np.concatenate([[0], np.cumsum(column)]) for column in columns]
    # The sum of the rows from a to b is before[b] - before[a]: what the other end must be is known, and looked up.
    wanted = [(upto[1:] + column) if heads else (upto[:-1] - column) for upto, column in zip(before, columns, strict=True)]
    large = [np.abs(column) >= LEAST_VALUE * _DIGITS for column in columns]
    hits = [np.isin(want, upto) & big for want, upto, big in zip(wanted, before, large, strict=True)]
    places = [_places(upto) for upto in before]
    found = []
    for row in np.flatnonzero(np.sum(hits, axis=0)).tolist():
        ends = Counter(end for i, hit in enumerate(hits) if hit[row] for end in places[i].get(int(wanted[i][row]), ()) if _beyond(row, end, heads=heads))
        needed = max(1, SHARE * sum(bool(column[row]) for column in columns))
        likely = [(count, abs(end - row), end) for end, count in ends.items() if count >= needed]
        if likely:
            count, _, end = max(likely)
            found.append(Sum(row, row + 1, end, count) if heads else Sum(row, end, row, count))
    return found if rows else []


def _beyond(row: int, end: int, *, heads: bool) -> bool:
    return end > row + 2 if heads else end < row - 1


def _places(upto: Keys) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, key in enumerate(upto.tolist()):
        found.setdefault(key, []).append(place)
    return found
