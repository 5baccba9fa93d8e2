"""What the texts of a column have in common: one unit, a pair of words for yes and no."""

from __future__ import annotations

import re
from collections import Counter

from mueang.ingest.measures import read_measure
from mueang.ingest.normalise.kinds import Flag, Kind
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.numbers import bare

PAIRS: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(yes.split()), frozenset(no.split()))
    for yes, no in (
        ("true yes y t จริง ใช่", "false no n f เท็จ ไม่ใช่"),
        ("มี", "ไม่มี"),
        ("ได้", "ไม่ได้"),
        ("ผ่าน", "ไม่ผ่าน"),
        ("✓ ✔ ☑ √ /", "✗ ✘ ✕ × x ☐"),
    )
)
"""Words for yes and for no that belong together."""
YES: frozenset[str] = frozenset().union(*(yes for yes, _ in PAIRS))
NO: frozenset[str] = frozenset().union(*(no for _, no in PAIRS))
_SCALE = re.compile("พัน|หมื่น|แสน|ล้าน|[kMG](?!m)")
OTHER_UNITS = 0.05
"""Share of the measures that may bear another unit."""


def is_pair(profile: Profile) -> bool:
    """True if the cells are words for yes and for no of one pair, each at least once, and nothing else."""
    found = {bare(text).lower() for text in profile.texts}
    return profile.of(Kind.TEXT) == profile.cells and any(found <= yes | no and found & yes and found & no for yes, no in PAIRS)


def units_of(profile: Profile) -> Counter[str]:
    """Return the units that texts of the column bear, with their counts."""
    units: Counter[str] = Counter()
    for text, count in profile.texts.items():
        measure = read_measure(bare(text))
        if measure is not None:
            units[measure.unit] += count
    return units


def usual_unit(profile: Profile) -> tuple[str | None, int]:
    """Return the unit that the texts bear, and how many cells do; (None, 0) where there are several."""
    units = units_of(profile)
    if not units:
        return None, 0
    unit, count = units.most_common(1)[0]
    if count < (1 - OTHER_UNITS) * units.total() or len(profile.texts) < 2:
        return None, 0
    if _SCALE.match(unit) and profile.of(Kind.INTEGER, Kind.NUMBER):
        return None, 0  # 1.2 ล้าน beside 500,000: the same column counts in two ways.
    return unit, _scaled(profile.flagged(Flag.MEASURE), count, units.total())


def _scaled(measured: int, count: int, seen: int) -> int:
    """Return how many of all measures bear the unit, by the share of those that were seen."""
    return measured if count == seen else measured * count // seen


def has_fractions(profile: Profile) -> bool:
    """True if a text with a unit is no whole number."""
    found = (read_measure(bare(text)) for text in profile.texts)
    return any(measure is not None and isinstance(measure.number.value, float) for measure in found)
