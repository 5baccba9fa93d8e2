"""Headings that are numbers: years, days, or 1, 2, 3 over columns. A row of them looks like data and is none."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from mueang.ingest.dates import read_date
from mueang.ingest.normalise.kinds import Flag, Kind, look

LEAST_COUNTED = 3
"""So many numbers that count on by one are the labels of columns."""


def are_labels(inside: dict[int, str], below: dict[int, str], above: dict[int, str]) -> bool:
    """Return whether the numbers of a row are labels: years or days in order, or 1, 2, 3 without names above, over columns whose next values are none."""
    named = sum(i in above for i in inside) > 0.5 * len(inside)
    return any(_labels_by(inside, below, values) for values in ((_years, _days) if named else (_years, _days, _counts)))


def _labels_by(inside: dict[int, str], below: dict[int, str], values: Callable[[dict[int, str]], list[float]]) -> bool:
    found = values(inside)
    if len(found) < 2 or len(found) < 0.5 * len(inside):
        return False
    under = values({i: text for i, text in below.items() if i in inside})
    if not _in_order(found):
        return False
    other_era = len(found) > 2 and _steps(under) == _steps(found)
    return other_era or len(under) < 0.5 * len(found) or (len(found) > 2 and not _in_order(under))


def _steps(values: list[float]) -> list[float]:
    return [b - a for a, b in pairwise(values)]


def _in_order(values: list[float]) -> bool:
    steps = _steps(values)
    return all(step > 0 for step in steps) or all(step < 0 for step in steps) or (len(values) > 3 and _cycle(values))


def _cycle(years: list[float]) -> bool:
    """True for years that repeat group by group: 2560 2561 2560 2561."""
    once = len(dict.fromkeys(years))
    return once > 1 and len(years) % once == 0 and years == years[:once] * (len(years) // once)


def _years(inside: dict[int, str]) -> list[float]:
    seen = [look(text) for text in inside.values()]
    return [value for kind, flags, value in seen if kind in (Kind.INTEGER, Kind.YEAR) and flags & (Flag.BUDDHIST | Flag.GREGORIAN) and not flags & Flag.GROUPED]


def _days(inside: dict[int, str]) -> list[float]:
    """Return the dates among the cells, as numbers of days."""
    days = (read_date(text.removesuffix(" 00:00:00")) for text in inside.values())
    return [float(day.value.toordinal()) for day in days if day is not None]


def _counts(inside: dict[int, str]) -> list[float]:
    """Return the numbers of cells that count on by one from 0 or 1, as the days of a month do; none if they do not, or are few."""
    numbers = [value for kind, _, value in map(look, inside.values()) if kind is Kind.INTEGER]
    runs = len(numbers) >= LEAST_COUNTED and numbers[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(numbers))
    return numbers if runs else []
