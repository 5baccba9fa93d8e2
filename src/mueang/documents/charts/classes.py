"""Classes of a map: five of about equally many places, fewer where values repeat."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from mueang.documents.charts.figures import present, show
from mueang.documents.charts.values import LegendEntry, Subject

NO_DATA = 0
MOST = 5
_SHADES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@dataclass(frozen=True)
class Classes:
    """The lowest value of each class but the first; a value belongs to the last class that begins at or under it."""

    cuts: tuple[float, ...]

    @property
    def shades(self) -> tuple[int, ...]:
        """The steps of the ramp (1-5) that the classes take, lightest first."""
        return _SHADES[len(self.cuts) + 1]

    def shade(self, value: float | None) -> int:
        """Return the step of the ramp for the value, 0 for no data."""
        kept = present([value])
        return self.shades[bisect_right(self.cuts, kept[0])] if kept else NO_DATA


def quantile_classes(values: Iterable[float | None], count: int = MOST) -> Classes:
    """Return classes with about equally many values in each; equal values are never parted."""
    ordered = sorted(present(values))
    if not ordered:
        return Classes(())
    starts = {ordered[len(ordered) * k // count] for k in range(1, count)}
    return Classes(tuple(sorted(starts - {ordered[0]})))


def legend(values: Iterable[float | None], classes: Classes, subject: Subject, decimals: int) -> tuple[LegendEntry, ...]:
    """Return one entry for each class, told by its lowest and highest value, then one for places without data."""
    given = list(values)
    held: dict[int, list[float]] = {shade: [] for shade in classes.shades}
    for value in present(given):
        held[classes.shade(value)].append(value)
    entries = [LegendEntry(shade, _range(inside, decimals), len(inside)) for shade, inside in held.items() if inside]
    missing = len(given) - len(present(given))
    if missing:
        entries.append(LegendEntry(NO_DATA, subject.say("ไม่มีข้อมูล", "No data"), missing))
    return tuple(entries)


def _range(values: list[float], decimals: int) -> str:
    low, high = show(min(values), decimals), show(max(values), decimals)
    if low == high:
        return low
    return f"{low} – {high}" if "−" in low + high else f"{low}–{high}"
