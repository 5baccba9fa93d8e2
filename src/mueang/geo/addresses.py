"""Several levels of place in one text: ต.บ้านใหม่ อ.เมือง จ.นครสวรรค์, a full address, Lat Yao, Chatuchak, Bangkok.

Words of levels say which part is which; what stands before, such as house and road, is not looked at. Without them only a
text that ends with a province names two levels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mueang.base.text import arabic_digits, squeeze
from mueang.geo.gazetteer import Gazetteer, Level, Place
from mueang.geo.history import former
from mueang.geo.names import mend_marks

_WORDS = (
    (Level.PROVINCE, r"จังหวัด|จว\s*\.|จ\s*\."),
    (Level.DISTRICT, r"กิ่งอำเภอ|กิ่ง\s*อ\s*\.|อำเภอ|(?<!ผ)(?<!พ)อ\s*\.|(?<!ใน)(?<!นอก)เขต"),
    (Level.SUBDISTRICT, r"(?<!ส่วน)(?<!เทศบาล)(?<!สุขภาพ)(?<!สภา)(?<!ใน)(?<!ศูนย์)(?<!ประจำ)ตำบล|(?<!อบ)(?<!ท)ต\s*\.|แขวง"),
)
_ANY_WORD = "|".join(words for _, words in _WORDS)
_NAME = rf"[ \t:]*(?P<name>[ก-๎(][ก-๎ฯ.()]*?(?:[ ]+นคร[ก-๎]+)?)(?=\s|[,/;0-9|\"]|$|{_ANY_WORD}|กทม|กรุงเทพ)"
_STATED = tuple((level, re.compile(rf"(?:{words}){_NAME}")) for level, words in _WORDS)
_CITY = re.compile(r"กรุงเทพ|กทม\.?|bangkok|krung ?thep", re.IGNORECASE)
_LATIN = r"\b(?:{before})\s+(?P<name>[a-z][a-z .'-]{{1,40}}?)(?=,|$|\d)|(?:^|[,;]\s?)(?P<after>[a-z][a-z .'-]{{1,40}}?){after}\b"
_ENGLISH = tuple(
    (level, re.compile(_LATIN.format(before=before, after=after), re.IGNORECASE))
    for level, before, after in (
        (Level.PROVINCE, "changwat|chang wat", r"\sprovince"),
        (Level.DISTRICT, r"amphoe|amphur|a\.|khet", r"(?<!sub)(?<!sub-)\sdistrict"),
        (Level.SUBDISTRICT, r"tambon|tambol|t\.|khwaeng", r"\ssub-?\s?district"),
    )
)
_PIECES = re.compile(r"\s*[,/;>|]\s*|\s+[-–]\s+")
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
LONGEST = 400
"""Characters beyond which a text is prose and no address."""


@dataclass(frozen=True)
class Address:
    """The parts that a text states, by level, as they are written, and its postcode."""

    parts: Mapping[Level, str]
    postcode: str = ""

    @property
    def deepest(self) -> Level | None:
        """The innermost level stated, None if none is."""
        return max(self.parts, key=lambda level: level.digits, default=None)


@lru_cache(maxsize=1 << 15)
def address_of(text: str) -> Address:
    """Return the parts of a text that words of levels name; none for prose and for a text of one name."""
    clean = mend_marks(arabic_digits(squeeze(text)))
    if len(clean) > LONGEST:
        return Address({})
    parts = {level: name for level, pattern in _STATED if (name := _last(pattern, clean))} or _english(clean)
    if parts and Level.PROVINCE not in parts and _CITY.search(clean):
        parts[Level.PROVINCE] = "กรุงเทพมหานคร"
    code = _POSTCODE.findall(clean)
    return Address(parts, code[-1] if code else "")


def _last(pattern: re.Pattern[str], text: str) -> str:
    """Return the last part of the level, with its word, which may tell Bangkok from the provinces."""
    names = [match[0].rstrip(" .()") for match in pattern.finditer(text) if match["name"].strip(" .()")]
    return names[-1] if names else ""


def _english(text: str) -> dict[Level, str]:
    found: dict[Level, str] = {}
    for level, pattern in _ENGLISH:
        if match := pattern.search(text):
            found[level] = (match["name"] or match["after"] or "").strip(" .,")
    return {level: name for level, name in found.items() if name}


Reading = Literal["", "spelling", "former"]
"""How a name was read: as it stands, by its sound alone, or as the name of a place as it was."""


@dataclass(frozen=True)
class Meant:
    """The codes that a text may mean, and how its names were read to mean them."""

    codes: frozenset[str] = frozenset()
    read: Reading = ""


def meant(text: str, level: Level, places: Gazetteer, *, fewest: int = 2) -> Meant:
    """Return the places of the level that a text of (at least so many) levels may mean; none if it states no level as deep, or contradicts itself."""
    address = address_of(text)
    if len(address.parts) >= fewest and address.deepest is not None and address.deepest.digits >= level.digits:
        return _inmost(address, level, places)
    return _before_province(text, level, places)


def _inmost(address: Address, level: Level, places: Gazetteer) -> Meant:
    """Go inwards from the province. A part that is in no list is passed over, but for that of the level itself."""
    arounds, read = frozenset([""]), list[Reading]()
    for part in (one for one in Level if one in address.parts):
        found = inside(address.parts[part], part, arounds, places)
        if not found.codes and part is level:
            return Meant()
        arounds = found.codes or arounds
        if part.digits <= level.digits:
            read.append(found.read)
    codes = _by_post(arounds, address.postcode)
    return Meant(frozenset(code[: level.digits] for code in codes if len(code) >= level.digits), max(read, default=""))


def inside(name: str, level: Level, arounds: frozenset[str], places: Gazetteer) -> Meant:
    """Return the places of a name inside any of those around it, by its letters, else by its sound, else as they were before."""
    by_letter = frozenset(place.code for around in arounds for place in places.find(name, level, around))
    by_sound = () if by_letter else (place.code for around in arounds for place in places.sounding(name, level, around))
    if codes := by_letter or frozenset(by_sound):
        return Meant(codes, "" if by_letter else "spelling")
    known = [around for around in arounds if around]
    return Meant(former(places, name, level, [known] if known else []), "former")


def _by_post(codes: frozenset[str], postcode: str) -> frozenset[str]:
    """Return those of several subdistricts that the postcode serves, or all if it decides nothing."""
    if len(codes) < 2 or not postcode:
        return codes
    import geothai

    served = {subdistrict.code for subdistrict in geothai.by_postal_code(postcode)}
    return frozenset(code for code in codes if any(one.startswith(code) for one in served)) or codes


def _before_province(text: str, level: Level, places: Gazetteer) -> Meant:
    """Read `ตาคลี นครสวรรค์`, `Lat Yao, Chatuchak, Bangkok`, `เมือง/นครสวรรค์`: names from the inmost to the province, without words."""
    if level is Level.PROVINCE:
        return Meant()
    pieces = [piece for piece in _PIECES.split(squeeze(text)) if piece]
    if len(pieces) < 2:
        pieces = squeeze(text).rsplit(" ", 1)
    if len(pieces) < 2:
        return Meant()
    province = _province(pieces[-1], places) or _province(pieces[0], places)
    if province is None:
        return Meant()
    rest = pieces[:-1] if _province(pieces[-1], places) else pieces[:0:-1]
    return _named_within(rest, level, province, places)


def _province(text: str, places: Gazetteer) -> Place | None:
    found = places.find(text, Level.PROVINCE)
    return found[0] if len(found) == 1 else None


def _named_within(pieces: list[str], level: Level, province: Place, places: Gazetteer) -> Meant:
    """Return the place of the first piece, within that of the second where there is one."""
    around = province.code
    if len(pieces) > 1 and level is Level.SUBDISTRICT:
        districts = places.find(pieces[1], Level.DISTRICT, around)
        around = districts[0].code if len(districts) == 1 else around
    wanted = pieces[0] if level is Level.SUBDISTRICT or len(pieces) == 1 else pieces[-1]
    return inside(wanted, level, frozenset([around]), places)
