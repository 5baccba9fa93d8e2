"""Which columns of a table hold places, of which level, and which of them speak of the same place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from mueang.base.text import arabic_digits
from mueang.geo.addresses import Meant, address_of, inside, meant
from mueang.geo.gazetteer import Gazetteer, Level, code_digits, gazetteer
from mueang.geo.headings import heading_level, speaks_of_addresses, speaks_of_codes, speaks_of_villages
from mueang.geo.history import was_in
from mueang.geo.names import stated_level

Cell = str | int | float | None
Holds = Literal["codes", "part codes", "names", "addresses"]

CODES_KNOWN = {Level.PROVINCE: 0.95, Level.DISTRICT: 0.8, Level.SUBDISTRICT: 0.8}
"""Least share of distinct values that must be codes in force (or abolished). A plain count from 1 to 77 hits 63 provinces: 82%."""
LEVEL_STATED = 0.8
"""Least share of distinct values that must state their level for a column without a heading word."""
NAMES_KNOWN_WITH_HEADING = 0.5
NAMES_KNOWN_ALONE = {Level.PROVINCE: (0.8, 3), Level.DISTRICT: (0.9, 5)}
"""Without a heading word: least share of names known, and least number of them. Subdistricts share their names with villages and schools."""
ADDRESSES = {True: 0.5, False: 0.9}
"""Least share of distinct values that must state a district or subdistrict, under a heading that speaks of addresses, and under another."""
SEVERAL, INMOST = 0.3, 0.8
"""Least share of them that must state several levels, and for subdistricts to be taken rather than the districts around them."""
FEWEST_CODES = 5
"""Distinct codes of subdistricts or villages from which on they are sure under a heading that speaks of codes: of all numbers one in 130 is one."""
VILLAGE_DIGITS = 8
SAME_PLACE = 0.8
"""Least share of rows in which two columns must agree to speak of one place."""


@dataclass(frozen=True)
class Profile:
    """What is known of a column that may hold places: its position in the table, heading and distinct values."""

    position: int
    heading: str
    values: Collection[Cell]
    numeric: bool = False

    @cached_property
    def level(self) -> Level | None:
        """The level that the heading names."""
        return heading_level(self.heading)


@dataclass(frozen=True)
class PlaceColumn:
    """A column of places. `sure` is False while only a companion column can confirm it."""

    position: int
    level: Level
    holds: Holds
    sure: bool = True

    def meanings(self, cell: Cell, places: Gazetteer) -> frozenset[str]:
        """Return the codes that a cell may mean: none if unknown, several if its row must decide."""
        if cell is None:
            return frozenset()
        if self.holds == "addresses":
            stated = meant(str(cell), self.level, places, fewest=1)
            return stated.codes if not stated.read else frozenset()
        if self.holds == "names":
            return frozenset(place.code for place in places.find(str(cell), self.level))
        if self.holds == "codes":
            code = code_of(cell, self.level)
            return frozenset([code]) if places.get(code) else frozenset()
        return _by_last_digits(self.level).get(_two_digits(cell) or "", frozenset())

    def otherwise(self, cell: Cell, arounds: Sequence[frozenset[str]], places: Gazetteer) -> Meant:
        """Return what a cell means that means nothing by its letters inside what is around it: several levels in one, another spelling, an old code."""
        if cell is None or self.holds == "part codes":
            return Meant()
        if self.holds == "codes":
            return Meant(frozenset(place.code for place in places.successors(code_of(cell, self.level)) if place.level is self.level), "former")
        several = meant(str(cell), self.level, places, fewest=1 if self.holds == "addresses" else 2)
        if several.codes or self.holds == "addresses":
            return several
        return _within(str(cell), self.level, arounds, places)


def _within(name: str, level: Level, arounds: Sequence[frozenset[str]], places: Gazetteer) -> Meant:
    """Return the places of a name in the nearest around; what is around that must fit, as it is or as it was."""
    nearest, *others = arounds or [frozenset([""])]
    found = inside(name, level, nearest, places)
    fitting = (code for code in found.codes if all(_fits(code, other, found.read) for other in others))
    return Meant(frozenset(fitting), found.read)


def _fits(code: str, around: frozenset[str], read: str) -> bool:
    return any(code.startswith(one) or (read == "former" and was_in(code, one)) for one in around)


@dataclass(frozen=True)
class Role:
    """The columns that speak of one place of each row. `above` are the roles around it, nearest first (indices)."""

    level: Level
    columns: tuple[PlaceColumn, ...]
    above: tuple[int, ...] = ()

    @property
    def position(self) -> int:
        """Position of the column that people read: the first of names, else the first."""
        return next((c.position for c in self.columns if c.holds == "names"), self.columns[0].position)


def recognise(profile: Profile, decided: Level | None = None, places: Gazetteer | None = None) -> PlaceColumn | None:
    """Return what places the column holds, by its heading and its distinct values, or None.

    Numbers are never places by their range: they must be codes in the list, under a heading word (else `sure` is False).
    """
    places = places or gazetteer()
    if decided is not None:
        return _as_decided(profile, decided, places)
    return _as_codes(profile, places) or _as_part_codes(profile) or _as_names(profile, places) or _as_addresses(profile, places)


def _as_decided(profile: Profile, level: Level, places: Gazetteer) -> PlaceColumn:
    codes = sum(_is_code(value, level, places) for value in profile.values)
    if codes * 2 >= len(profile.values):
        return PlaceColumn(profile.position, level, "codes")
    parts = sum(_two_digits(value) is not None for value in profile.values)
    return PlaceColumn(profile.position, level, "part codes" if parts * 2 >= len(profile.values) else "names")


def _as_codes(profile: Profile, places: Gazetteer) -> PlaceColumn | None:
    levels = [level for value in profile.values if (level := _code_level(value, places))]
    level = max(Level, key=levels.count)
    if not levels or levels.count(level) < CODES_KNOWN[level] * len(profile.values) or profile.level not in (None, level):
        return None
    many = level is Level.SUBDISTRICT and len(levels) >= FEWEST_CODES and (speaks_of_codes(profile.heading) or speaks_of_villages(profile.heading))
    return PlaceColumn(profile.position, level, "codes", sure=profile.level is level or many)


def _as_part_codes(profile: Profile) -> PlaceColumn | None:
    """Two digits of a district within its province, or of a subdistrict within its district."""
    if profile.level not in (Level.DISTRICT, Level.SUBDISTRICT) or not speaks_of_codes(profile.heading):
        return None
    known = sum((_two_digits(value) or "") in _by_last_digits(profile.level) for value in profile.values)
    return (
        PlaceColumn(profile.position, profile.level, "part codes", sure=False)
        if profile.values and known >= CODES_KNOWN[profile.level] * len(profile.values)
        else None
    )


def _as_names(profile: Profile, places: Gazetteer) -> PlaceColumn | None:
    if profile.numeric:
        return None
    if profile.level is not None:
        known = sum(_is_named(str(value), profile.level, places) for value in profile.values)
        return PlaceColumn(profile.position, profile.level, "names") if known and known >= NAMES_KNOWN_WITH_HEADING * len(profile.values) else None
    return next((PlaceColumn(profile.position, level, "names") for level in Level if _names_speak_for_themselves(profile, level, places)), None)


def _names_speak_for_themselves(profile: Profile, level: Level, places: Gazetteer) -> bool:
    known = _names_known(profile, level, places)
    stated = sum(stated_level(str(value)) == level for value in profile.values)
    if known and min(known, stated) >= LEVEL_STATED * len(profile.values):
        return True
    share, least = NAMES_KNOWN_ALONE.get(level, (2.0, 0))
    return known >= least and known >= share * len(profile.values)


def _is_named(text: str, level: Level, places: Gazetteer) -> bool:
    """True if a place of the level is named, however it is spelt, alone or among other levels."""
    return bool(places.find(text, level) or places.sounding(text, level) or meant(text, level, places).codes)


def _as_addresses(profile: Profile, places: Gazetteer) -> PlaceColumn | None:
    """Texts of several levels: the inmost level that enough of them state."""
    if profile.numeric or profile.level is not None or not profile.values:
        return None
    addresses, said = [address_of(str(value)) for value in profile.values], speaks_of_addresses(profile.heading)
    least = ADDRESSES[said] * len(profile.values)
    if sum(len(address.parts) > 1 for address in addresses) < SEVERAL * len(addresses):
        return None
    # Under another heading a district alone may be that of an office in charge.
    for level, enough in ((Level.SUBDISTRICT, max(least, INMOST * len(profile.values))), *([(Level.DISTRICT, least)] if said else [])):
        if sum(bool(meant(str(value), level, places, fewest=1).codes) for value in profile.values) >= enough:
            return PlaceColumn(profile.position, level, "addresses")
    return None


def _names_known(profile: Profile, level: Level, places: Gazetteer) -> int:
    return sum(bool(places.find(str(value), level)) for value in profile.values)


def _code_level(value: Cell, places: Gazetteer) -> Level | None:
    return next((level for level in Level if _is_code(value, level, places)), None)


def _is_code(value: Cell, level: Level, places: Gazetteer) -> bool:
    code = code_of(value, level)
    return bool(code) and (places.get(code) is not None or bool(places.successors(code)))


def code_of(value: Cell, level: Level) -> str:
    """Return the digits of a code of the level, also of a subdistrict before the number of a village; empty if it is none."""
    code = code_digits(value) or ""
    if level is Level.SUBDISTRICT and not code:
        village = arabic_digits(str(value).strip().removesuffix(".0"))
        return village[: level.digits] if len(village) == VILLAGE_DIGITS and village.isdecimal() else ""
    return code if len(code) == level.digits else ""


def _two_digits(value: Cell) -> str | None:
    text = str(value).strip().removesuffix(".0")
    return text.zfill(2) if text.isdecimal() and len(text) <= 2 else None


@cache
def _by_last_digits(level: Level) -> dict[str, frozenset[str]]:
    """Return the codes of a level by their last two digits."""
    grouped: dict[str, set[str]] = {}
    for place in gazetteer().of_level(level):
        grouped.setdefault(place.code[-2:], set()).add(place.code)
    return {digits: frozenset(codes) for digits, codes in grouped.items()}


def assign_roles(found: Iterable[PlaceColumn], sample: Sequence[Mapping[int, Cell]], places: Gazetteer | None = None) -> tuple[Role, ...]:
    """Return the roles of the columns found, provinces first.

    Columns of one level that agree in most rows of the sample share a role. Columns that are not sure stay only if a sure
    one confirms them: codes by names of the same level, two digits by agreeing names or a level above.
    """
    places = places or gazetteer()
    columns = sorted(found, key=lambda c: (tuple(Level).index(c.level), not c.sure, c.position))
    groups: list[list[PlaceColumn]] = []
    for column in columns:
        partner = next((group for group in groups if _same_place(column, group[0], sample, places)), None)
        if partner is not None:
            partner.append(column)
        elif column.sure or (column.holds == "part codes" and any(group[0].level.digits < column.level.digits for group in groups)):
            groups.append([column])
    return tuple(Role(group[0].level, tuple(sorted(group, key=lambda c: c.position)), _above(group[0], groups)) for group in groups)


def _same_place(one: PlaceColumn, other: PlaceColumn, sample: Sequence[Mapping[int, Cell]], places: Gazetteer) -> bool:
    if one.level is not other.level:
        return False
    pairs = {(row.get(one.position), row.get(other.position)) for row in sample}
    both = [(a, b) for a, b in ((one.meanings(a, places), other.meanings(b, places)) for a, b in pairs) if a and b and 1 in (len(a), len(b))]
    return bool(both) and sum(bool(a & b) for a, b in both) >= SAME_PLACE * len(both)


def _above(column: PlaceColumn, groups: Sequence[Sequence[PlaceColumn]]) -> tuple[int, ...]:
    """Return, level by level upwards, the group nearest to the column in the table."""
    nearest: dict[Level, int] = {}
    for index, group in enumerate(groups):
        best = nearest.get(group[0].level)
        if group[0].level.digits < column.level.digits and (best is None or _distance(column, group) < _distance(column, groups[best])):
            nearest[group[0].level] = index
    return tuple(nearest[level] for level in sorted(nearest, key=lambda level: -level.digits))


def _distance(column: PlaceColumn, group: Sequence[PlaceColumn]) -> int:
    return min(abs(column.position - other.position) for other in group)
