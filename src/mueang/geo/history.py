"""What places were before: provinces that were set up out of others, and places that were abolished.

A row of an old table is right about its time: in a table of 2553 (2010) the district of Bueng Kan lies in Nong Khai. It is
linked to the place of today, and that is told. Sources: the acts that set up the provinces; `geothai.abolished`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from mueang.geo.gazetteer import Gazetteer, Level
from mueang.geo.spellings import sound

MOTHERS = {"35": "34", "37": "34", "27": "25", "38": "43", "39": "41", "49": "48", "56": "57"}
"""The province out of which a province was set up: Yasothon 2515 and Amnat Charoen 2536 of Ubon Ratchathani, Sa Kaeo 2536 of
Prachin Buri, Bueng Kan 2554 of Nong Khai, Nong Bua Lam Phu 2536 of Udon Thani, Mukdahan 2525 of Nakhon Phanom, Phayao 2520 of Chiang Rai."""


def was_in(code: str, province: str) -> bool:
    """Return whether a place lies today in a province that was part of the other one."""
    return MOTHERS.get(code[: Level.PROVINCE.digits]) == province[: Level.PROVINCE.digits]


def former(places: Gazetteer, text: str, level: Level, arounds: Sequence[Collection[str]]) -> frozenset[str]:
    """Return the places of today of a name that lay, at an earlier time, in one of each of the places around it.

    Without anything around it: those that took over a place of that name, if none of today bears it.
    """
    if not arounds:
        return frozenset(_taken_over(places, text, level, ""))
    nearest, *others = arounds
    found = {code for around in nearest for code in (*_taken_over(places, text, level, around), *_of_daughters(places, text, level, around))}
    return frozenset(code for code in found if all(_lies_or_lay(code, other) for other in others))


def _lies_or_lay(code: str, arounds: Collection[str]) -> bool:
    return any(code.startswith(around) or was_in(code, around) for around in arounds)


def _taken_over(places: Gazetteer, text: str, level: Level, around: str) -> Iterator[str]:
    for code in _abolished_names(level).get(sound(text), ()):
        if code.startswith(around):
            yield from (place.code for place in places.successors(code) if place.level is level)


def _of_daughters(places: Gazetteer, text: str, level: Level, around: str) -> Iterator[str]:
    """Yield the places of this name in the provinces set up out of the one around; the seat of such a province bore its name alone."""
    if len(around) != Level.PROVINCE.digits:
        return
    for daughter in (code for code, mother in MOTHERS.items() if mother == around):
        found = places.find(text, level, daughter) or places.sounding(text, level, daughter)
        seat = places.find("เมือง", level, daughter) if level is Level.DISTRICT and places.find(text, Level.PROVINCE, daughter) else ()
        yield from (place.code for place in found or seat)


@lru_cache(maxsize=len(Level))
def _abolished_names(level: Level) -> dict[str, tuple[str, ...]]:
    from geothai.abolished import abolished_areas

    found: dict[str, tuple[str, ...]] = {}
    for area in abolished_areas():
        if area.level == level and area.successors:
            for key in filter(None, dict.fromkeys(sound(name) for name in (area.name_th, area.name_en or ""))):
                found[key] = (*found.get(key, ()), area.code)
    return found
