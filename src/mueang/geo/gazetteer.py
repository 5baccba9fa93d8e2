"""The official list of places: 77 provinces, their districts and subdistricts, with codes and names.

Source: the package `geothai` (codes of the Department of Provincial Administration, TIS 1099). It is read once, when
first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from mueang.base.message import Message
from mueang.base.text import arabic_digits, squeeze
from mueang.geo.names import normalise_name, says_bangkok
from mueang.geo.spellings import SHORT_FORMS, sound

BANGKOK = "10"
LIKENESS = 74.0
"""Least likeness (0-100) of a name that is suggested: one letter of four may differ (สาธร, สาทร)."""
SHORTEST_BEGINNING = 4
"""Least letters of a name that is completed for a suggestion (สุพรรณ, สุพรรณบุรี)."""
LEAD = 6.0
"""How much likelier the first suggestion must be than the second to stand alone."""

_CODE = re.compile(r"(?:TH)?[ -]?(\d{2})[ -]?(\d{2})?[ -]?(\d{2})?(?:00)*(?:\.0+)?", re.IGNORECASE)
_PADDING = re.compile("(?:00)+$")
_BRACKETS = re.compile(r"(.+?)\s*\((.+)\)")
_ALIASES = {
    "province": {"กทม": "10", "กรุงเทพ": "10", "กรุงเทพมหานครฯ": "10", "bangkokmetropolis": "10", "krungthepmahanakhon": "10", "อยุธยา": "14", "ayutthaya": "14"},
    "district": {"ป้อมปราบ": "1008", "pomprap": "1008"},
    "subdistrict": {},
}


class Level(StrEnum):
    """The three levels that have official codes."""

    PROVINCE = "province"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"

    @property
    def digits(self) -> int:
        """Length of a code of this level."""
        return {Level.PROVINCE: 2, Level.DISTRICT: 4, Level.SUBDISTRICT: 6}[self]

    @property
    def label(self) -> Message:
        """The word for the level where Bangkok and the provinces are both meant."""
        return _LABELS[self]


_LABELS = {
    Level.PROVINCE: Message("จังหวัด", "provinces"),
    Level.DISTRICT: Message("อำเภอหรือเขต", "districts"),
    Level.SUBDISTRICT: Message("ตำบลหรือแขวง", "subdistricts"),
}
_BANGKOK_WORDS = {Level.PROVINCE: "", Level.DISTRICT: "เขต", Level.SUBDISTRICT: "แขวง"}
_WORDS = {Level.PROVINCE: "จังหวัด", Level.DISTRICT: "อำเภอ", Level.SUBDISTRICT: "ตำบล"}


@dataclass(frozen=True, slots=True)
class Place:
    """One place. Names come without the level word; `parent` is the code of the place around it, None for a province."""

    code: str
    level: Level
    name_th: str
    name_en: str
    parent: str | None = None

    @property
    def word(self) -> str:
        """The Thai word for its level: เขต and แขวง in Bangkok, none for Bangkok itself."""
        return (_BANGKOK_WORDS if self.code.startswith(BANGKOK) else _WORDS)[self.level]

    @property
    def title_th(self) -> str:
        """Level word and name: เขตดุสิต, อำเภอตาคลี, กรุงเทพมหานคร."""
        return self.word + self.name_th


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place whose name is like the one that was not found. `likeness` runs from 0 to 100."""

    place: Place
    likeness: float


class Gazetteer:
    """All places, found by code or by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.code: place for place in places}
        self._found: dict[tuple[str, Level], tuple[Place, ...]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def get(self, code: str | None) -> Place | None:
        """Return the place of an official code, or None."""
        return self._places.get(code) if code else None

    def of_level(self, level: Level, within: str = "") -> tuple[Place, ...]:
        """Return the places of a level, all or those inside the place `within`, by code."""
        return tuple(place for place in self._by_level[level] if place.code.startswith(within))

    def parse_code(self, value: object) -> str | None:
        """Return the official code that a cell states (`1001`, `10-01`, `TH1001`, `1001.0`, `100100`), or None."""
        code = code_digits(value)
        return code if code in self._places else None

    def find(self, text: str, level: Level, within: str = "") -> tuple[Place, ...]:
        """Return every place of the level (inside `within`) that has this name in Thai or English.

        Equal names after `normalise_name`; then `เมือง` as the capital district; then a name cut by ฯ. Of several, those that
        fit the level word: เขต and แขวง are of Bangkok alone (`เขตชนบท` is no place), อำเภอ and ตำบล rather of the provinces.
        """
        found = self._found.get((text, level))
        if found is None:
            found = self._found[text, level] = _fitting(text, self._named(normalise_name(text), level))
        return tuple(place for place in found if place.code.startswith(within)) if within else found

    def _named(self, key: str, level: Level) -> tuple[Place, ...]:
        found = self._by_name[level].get(key)
        if found is None and key in ("เมือง", "mueang") and level is Level.DISTRICT:
            return self._capitals
        if found is None and key.endswith("ฯ") and len(key) > 3:
            return self._beginning(key[:-1], level)
        return found or ()

    def _beginning(self, key: str, level: Level) -> tuple[Place, ...]:
        return tuple(place for place in self._by_level[level] if normalise_name(place.name_th).startswith(key))

    def sounding(self, text: str, level: Level, within: str = "") -> tuple[Place, ...]:
        """Return the places of the level (inside `within`) whose name sounds like this one or that are called so in short. Always to be told."""
        short = SHORT_FORMS.get(normalise_name(text)) if level is Level.PROVINCE else None
        found = (self._places[short],) if short else _fitting(text, self._by_sound[level].get(sound(text), ()))
        return tuple(place for place in found if place.code.startswith(within))

    def suggest(self, text: str, level: Level, within: str = "", limit: int = 3) -> tuple[Suggestion, ...]:
        """Return places of nearly this name, best first; one alone if it leads clearly. To be shown, never applied."""
        from rapidfuzz import fuzz, process

        wanted = normalise_name(text)
        keys = self._by_name[level] if not within else {k: v for k, v in self._by_name[level].items() if any(p.code.startswith(within) for p in v)}
        hits = process.extract(wanted, keys.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=limit)
        if not hits and len(wanted) >= SHORTEST_BEGINNING:
            begun = [place for place in self._beginning(wanted, level) if place.code.startswith(within)]
            return tuple(Suggestion(place, LIKENESS) for place in begun[:limit])
        found = {p.code: Suggestion(p, score) for key, score, _ in reversed(hits) for p in keys[key] if p.code.startswith(within)}
        ranked = sorted(found.values(), key=lambda s: (-s.likeness, s.place.code))
        clear = len(ranked) > 1 and ranked[0].likeness - ranked[1].likeness >= LEAD
        return tuple(ranked[:1] if clear else ranked[:limit])

    def successors(self, code: str) -> tuple[Place, ...]:
        """Return the places in force that took over an abolished code; none if the code never was, or no successor is known."""
        places = (self.get(successor) for successor in _abolished().get(code, ()))
        return tuple(place for place in places if place)

    def path_th(self, place: Place) -> str:
        """Return the place with all around it: แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร."""
        return " ".join(p.title_th for p in self._upwards(place))

    def path_en(self, place: Place) -> str:
        """Return the place with all around it: Lat Yao, Chatuchak, Bangkok."""
        return ", ".join(p.name_en for p in self._upwards(place))

    def _upwards(self, place: Place) -> list[Place]:
        path = [place]
        while (parent := self.get(path[-1].parent)) is not None:
            path.append(parent)
        return path

    @cached_property
    def _by_level(self) -> dict[Level, tuple[Place, ...]]:
        return {level: tuple(p for p in self._places.values() if p.level is level) for level in Level}

    @cached_property
    def _by_name(self) -> Mapping[Level, dict[str, tuple[Place, ...]]]:
        return {level: self._names_of(level) for level in Level}

    def _names_of(self, level: Level) -> dict[str, tuple[Place, ...]]:
        named: dict[str, dict[str, Place]] = {}
        for place in self._by_level[level]:
            for name in (*_writings(place.name_th), place.name_en):
                named.setdefault(normalise_name(name), {})[place.code] = place
        for alias, code in _ALIASES[level].items():
            named.setdefault(alias, {})[code] = self._places[code]
        return {key: tuple(places.values()) for key, places in named.items()}

    @cached_property
    def _by_sound(self) -> Mapping[Level, dict[str, tuple[Place, ...]]]:
        return {level: self._sounds_of(level) for level in Level}

    def _sounds_of(self, level: Level) -> dict[str, tuple[Place, ...]]:
        sounding: dict[str, dict[str, Place]] = {}
        for name, places in self._by_name[level].items():
            if key := sound(name):
                sounding.setdefault(key, {}).update((place.code, place) for place in places)
        return {key: tuple(places.values()) for key, places in sounding.items()}

    @cached_property
    def _capitals(self) -> tuple[Place, ...]:
        """Districts called เมือง and the name of their province."""
        return tuple(d for d in self._by_level[Level.DISTRICT] if d.parent and d.name_th == f"เมือง{self._places[d.parent].name_th}")


def code_digits(value: object) -> str | None:
    """Return the digits of what looks like a place code, trailing pairs of zeros cut, known or not; else None."""
    if value is None or isinstance(value, bool):
        return None
    match = _CODE.fullmatch(arabic_digits(squeeze(str(value))))
    if match is None:
        return None
    digits = "".join(part for part in match.groups() if part)
    return digits[:2] + _PADDING.sub("", digits[2:])


def _fitting(text: str, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the places that fit the level word: เขต and แขวง are of Bangkok alone, อำเภอ and ตำบล of Bangkok only for want of another."""
    bangkok = says_bangkok(text) if found else None
    if bangkok is None:
        return found
    fitting = tuple(place for place in found if place.code.startswith(BANGKOK) is bangkok)
    return fitting if fitting or bangkok else found


def _writings(name: str) -> tuple[str, ...]:
    """Return the names in `ปอภาร (ปอพาน)`: whole, before and within the brackets."""
    match = _BRACKETS.fullmatch(name)
    return (name, match[1], match[2]) if match else (name,)


@cache
def _abolished() -> dict[str, tuple[str, ...]]:
    from geothai.abolished import abolished_areas

    return {area.code: area.successors for area in abolished_areas()}


@cache
def gazetteer() -> Gazetteer:
    """Return the official list of places, read once."""
    return Gazetteer(_read())


def _read() -> Iterable[Place]:
    import geothai

    for province in geothai.provinces():
        yield Place(province.code, Level.PROVINCE, province.name_th, province.name_en)
        for district in geothai.districts(province.code):
            yield Place(district.code, Level.DISTRICT, district.name_th.removeprefix("เขต"), district.name_en, province.code)
            for sub in geothai.subdistricts(district.code):
                yield Place(sub.code, Level.SUBDISTRICT, sub.name_th, sub.name_en, district.code)
