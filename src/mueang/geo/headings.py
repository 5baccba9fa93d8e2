"""What the heading of a column says about places and coordinates."""

from __future__ import annotations

import re
from typing import Literal

from mueang.base.text import squeeze
from mueang.geo.gazetteer import Level
from mueang.geo.names import mend_marks

Axis = Literal["lat", "lon", "y", "x", "pair"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LATIN_WORD = re.compile("[a-z]+")
_NOT_A_DISTRICT = re.compile("ขอบเขต|เขตเลือกตั้ง|เขตพื้นที่|เขตเมือง|เขตสุขภาพ|เขตปศุสัตว์|เขตตรวจราชการ|เขตการปกครอง|วิทยาเขต|ในเขต|นอกเขต")
_THAI_LEVELS = ((Level.SUBDISTRICT, ("ตำบล", "แขวง")), (Level.DISTRICT, ("อำเภอ", "เขต")), (Level.PROVINCE, ("จังหวัด",)))
_WORDS = {
    Level.SUBDISTRICT: {"subdistrict", "tambon", "tambol", "tumbon", "tam", "khwaeng", "sdcode", "sdname", "sdistrict", "adm3"},
    Level.DISTRICT: {"district", "amphoe", "amphur", "amphor", "ampher", "amp", "khet", "dcode", "dname", "adm2"},
    Level.PROVINCE: {"province", "changwat", "prov", "jangwat", "pcode", "pname", "adm1"},
}
_SHORT_WORDS = {"ta": Level.SUBDISTRICT, "am": Level.DISTRICT, "ch": Level.PROVINCE}
_CODE_WORDS = {"code", "id", "pcode", "dcode", "sdcode", "no"}
_VILLAGE_WORDS = {"village", "vill", "villcode", "moo", "mooban", "muban", "vid", "vcode"}
_ADDRESS_WORDS = ("ที่อยู่", "ที่ตั้ง", "สถานที่", "พื้นที่", "ภูมิลำเนา", "จุดเกิดเหตุ", "บริเวณ", "ท้องที่", "ตั้งอยู่")
_LATIN_ADDRESS_WORDS = {"address", "addr", "location", "place", "area", "site"}
_AXES: dict[str, Axis] = {
    "lat": "lat", "latitude": "lat", "lon": "lon", "lng": "lon", "long": "lon", "longitude": "lon",
    "x": "x", "easting": "x", "east": "x", "e": "x", "xcoord": "x", "pointx": "x",
    "y": "y", "northing": "y", "north": "y", "n": "y", "ycoord": "y", "pointy": "y",
    "coords": "pair", "coord": "pair", "coordinates": "pair", "coordinate": "pair", "latlong": "pair", "latlng": "pair", "latlon": "pair",
    "gps": "pair", "wgs": "pair", "mgrs": "pair", "utm": "pair",
}  # fmt: skip
_NARROWEST: tuple[Axis, ...] = ("lat", "lon", "x", "y", "pair")
_ZONE = re.compile(r"(?<!\d)(4[78])\s*(?:N\b|P\b|Q\b)?", re.IGNORECASE)
_ZONE_LETTER = re.compile(r"(?<=\d)[npq](?![a-z])", re.IGNORECASE)
_DATUM = re.compile(r"(indian|อินเดียน|1975|2518)|wgs\s*_?-?(?:19)?84", re.IGNORECASE)
_THAI_LAT = re.compile("ละติ?จู[ดต]|เส้นรุ้ง")
_THAI_LON = re.compile("ลองจิ?จู[ดต]|ลองติจู[ดต]|ลองกิจูด|เส้นแวง")
_AXIS_WORDS = re.compile(r"(?<![a-z])(?:latitude|lat|longitude|long|lng|lon|easting|northing|east|north|x|y|e|n)(?![a-z])", re.IGNORECASE)


def latin_words(heading: str) -> list[str]:
    """Return the Latin words of a heading in lower case, camel case taken apart and `sub district` joined."""
    words = _LATIN_WORD.findall(_CAMEL.sub(" ", heading).lower())
    joined = " ".join(words).replace("sub district", "subdistrict")
    return joined.split()


def heading_level(heading: str) -> Level | None:
    """Return the level of place that a heading names, or None if it names none or several."""
    clean = _NOT_A_DISTRICT.sub("", mend_marks(squeeze(heading)))
    levels = {level for level, words in _THAI_LEVELS if any(word in clean for word in words)}
    latin = latin_words(clean)
    levels |= {level for level, words in _WORDS.items() if words.intersection(latin)}
    if len(latin) > 1 and latin[0] in _SHORT_WORDS and _CODE_WORDS.intersection(latin[1:]):
        levels.add(_SHORT_WORDS[latin[0]])
    return levels.pop() if len(levels) == 1 else None


def speaks_of_codes(heading: str) -> bool:
    """True if the heading says that the column holds codes."""
    return "รหัส" in heading or bool(_CODE_WORDS.intersection(latin_words(heading)))


def speaks_of_villages(heading: str) -> bool:
    """True if the heading speaks of villages, whose codes begin with that of their subdistrict."""
    return any(word in heading for word in ("หมู่บ้าน", "หมู่ที่")) or bool(_VILLAGE_WORDS.intersection(latin_words(heading)))


def speaks_of_addresses(heading: str) -> bool:
    """True if the heading speaks of where something is, on whatever level."""
    return any(word in heading for word in _ADDRESS_WORDS) or bool(_LATIN_ADDRESS_WORDS.intersection(latin_words(heading)))


def axis(heading: str) -> Axis | None:
    """Return which coordinate a heading names: degrees (`lat`, `lon`), plane (`y` north, `x` east) or both in one cell (`pair`)."""
    thai_lat, thai_lon = _THAI_LAT.search(heading), _THAI_LON.search(heading)
    if thai_lat or thai_lon:
        return "pair" if thai_lat and thai_lon else "lat" if thai_lat else "lon"
    found = {_AXES[word] for word in latin_words(_ZONE_LETTER.sub("", heading)) if word in _AXES} or _thai_axes(heading)
    if found >= {"lat", "lon"}:
        return "pair"
    if found >= {"x", "y"}:
        return "pair"
    # The narrowest word is meant: lat of lat_y, the letter of utm_e.
    return next((one for one in _NARROWEST if one in found), None)


def _thai_axes(heading: str) -> set[Axis]:
    if "พิกัด" not in heading:
        return set()
    return {"x"} if "ตะวันออก" in heading else {"y"} if "เหนือ" in heading else {"pair"}


def stated_system(heading: str) -> str | None:
    """Return the plane system that headings state with zone and datum (`X (UTM 47N, Indian 1975)`), None if one of the two is missing."""
    zone, datum = _ZONE.search(heading), _DATUM.search(heading)
    if not zone or not datum:
        return None
    return f"EPSG:{240 if datum[1] else 326}{zone[1]}"


def without_axis(heading: str) -> str:
    """Return the heading without its word for the axis: equal for the two columns of one pair."""
    bare = _THAI_LON.sub("", _THAI_LAT.sub("", _CAMEL.sub(" ", heading).replace("_", " ")))
    return squeeze(_AXIS_WORDS.sub("", bare)).lower()
