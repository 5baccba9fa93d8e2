"""Coordinates as people write them: degrees, minutes and seconds, two numbers in one cell, links to maps, UTM and MGRS.

A link is read as text and never followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mueang.base.text import arabic_digits, squeeze

Order = Literal["lat lon", "lon lat", ""]

_SIGNS = str.maketrans({"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "″": '"', "”": '"', "“": '"', "−": "-", "–": "-", "，": ","})
_WORDS = (
    (re.compile(r"(\d+)\s*d\s*(\d+)\s*m\s*([\d.]+)\s*s(?![a-df-mo-rt-vx-z])", re.IGNORECASE), "\\1°\\2'\\3\""),
    (re.compile(r"ฟิลิปดา|พิลิปดา|วินาที|seconds?\b|secs?\b|''", re.IGNORECASE), '"'),
    (re.compile(r"ลิปดา|นาที|minutes?\b|mins?\b", re.IGNORECASE), "'"),
    (re.compile(r"องศา|degrees?\b|degs?\b", re.IGNORECASE), "°"),
    (re.compile(r"(?:ละติ?จู[ดต]|เส้นรุ้ง|latitude|lat)\s*(?:ที่|\.)?\s*[:=]?", re.IGNORECASE), " N "),
    (re.compile(r"(?:ลองจิ?จู[ดต]|ลองติจู[ดต]|ลองกิจูด|เส้นแวง|longitude|long|lng|lon)\s*(?:ที่|\.)?\s*[:=]?", re.IGNORECASE), " E "),
    (re.compile(r"ตะวันออก|east\b", re.IGNORECASE), " E "),
    (re.compile(r"ตะวันตก|west\b", re.IGNORECASE), " W "),
    (re.compile(r"เหนือ|north\b", re.IGNORECASE), " N "),
    (re.compile(r"ใต้|south\b", re.IGNORECASE), " S "),
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = (
    rf"(?:(?P<before>[NSEW])[\s:.]*)?(?P<sign>-)?(?:"
    rf"(?P<d>\d{{1,3}})(?:\s*°\s*|\s*[:\-]\s*|\s+)(?P<m>\d{{1,2}})(?:(?:\s*'\s*|\s*[:\-]\s*|\s+)(?P<s>{_NUMBER})\s*\"?|\s*'(?!\d))"
    rf"|(?P<dm>\d{{1,3}})\s*°\s*(?P<mm>{_NUMBER})\s*'?"
    rf"|(?P<decimal>{_NUMBER})\s*°?"
    rf")\s*(?P<after>[NSEW](?![a-z]))?"
)
_ANGLE_ALONE = re.compile(_ANGLE, re.IGNORECASE)
_PARTED = re.compile(r"\s*(?:[;|/]|,\s+|(?<=[NSEW\"'°])\s*,?\s*(?=[\dNSEW-])|,(?=[NSEW])|\s+(?=[NSEW]\s*\d))\s*", re.IGNORECASE)
_GAP = r"[\s,;/|]*"
_AT_SIGN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"([NS].*?){_GAP}([EW].*)",
        rf"([EW].*?){_GAP}([NS].*)",
        rf"(.*?[NS]){_GAP}([-\d].*)",
        rf"(.*?[EW]){_GAP}([-\d].*)",
        rf'(.*?"){_GAP}([-\d].*)',
        rf"(.*?'){_GAP}(-?\d+\s*°.*)",
    )
)
_TWO_DECIMALS = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;\s/|]\s*(-?\d{1,3}(?:\.\d+)?)")
_COMMA_DECIMALS = re.compile(r"(-?\d{1,3},\d+)\s*[;\s/|]\s*(-?\d{1,3},\d+)")
_BRACKETS = re.compile(r"^[\s\[({'\"]+|[\s\])}'\"]+$")
_POINT = re.compile(r"(?:SRID=\d+;)?\s*POINT\s*(?:Z\s*)?\(\s*(-?[\d.]+)[\s,]+(-?[\d.]+)[^)]*\)", re.IGNORECASE)
_PARAMETERS = "q|ll|sll|query|center|destination|daddr|cbll|viewpoint|mlat"
_IN_LINK: tuple[tuple[re.Pattern[str], Order], ...] = (
    (re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)"), "lat lon"),
    (re.compile(r"!2d(-?\d+\.\d+)!3d(-?\d+\.\d+)"), "lon lat"),
    (re.compile(rf"[?&](?:{_PARAMETERS})=(?:loc:)?(-?\d+\.\d+)(?:,|\+|&mlon=|\s)+(-?\d+\.\d+)"), "lat lon"),
    (re.compile(r"(?:/place/|/search/|/dir/+|@)(-?\d+\.\d+)[,+\s]+(-?\d+\.\d+)"), "lat lon"),
)
_NAMED_IN_LINK = re.compile(r"/(?:place|search|dir)/+([^/@?]+)")
_LINK = re.compile(r"https?://|maps\.|goo\.gl", re.IGNORECASE)
_UTM = re.compile(
    r"(?:UTM|zone|โซน)?\s*(4[78])\s*([NPQ])?\s*[,:]?\s*(?:E\s*)?(\d{6}(?:\.\d+)?)\s*(?:m?E)?[\s,/]+(?:N\s*)?(\d{6,7}(?:\.\d+)?)\s*(?:m?N)?", re.IGNORECASE
)
_MGRS = re.compile(r"(4[78])\s*([NPQ])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*(\d{2,5})\s*(\d{2,5})", re.IGNORECASE)
_MGRS_COLUMNS = {47: "JKLMNPQR", 48: "STUVWXYZ"}
_MGRS_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_MGRS_FIRST_ROW = {47: 0, 48: 5}
_BAND_FROM = {"N": 0, "P": 880_000, "Q": 1_760_000}
"""Northing, in metres, at which a band begins, a little early."""
_CYCLE = 2_000_000
LONGEST, LONGEST_WRITTEN = 2_000, 160
"""Characters of a link, and of two coordinates in any writing; what is longer is prose."""


@dataclass(frozen=True)
class Position:
    """Two numbers of one cell. In degrees as they stand, `order` "" where the text does not tell which is the latitude; in a `crs`: east, north."""

    first: float
    second: float
    order: Order = ""
    crs: str | None = None


@dataclass(frozen=True)
class Angle:
    """An angle in degrees. `axis` is what its letter or word says it is, "" if there is none."""

    degrees: float
    axis: Literal["lat", "lon", ""] = ""


@lru_cache(maxsize=1 << 15)
def angle(text: str) -> Angle | None:
    """Return the angle that a text writes: 13.7563, 13,7563, 13°45'30"N, 13 45 30, 13-45-30, ละติจูด 13 องศา 45 ลิปดา. None if it is none."""
    match = _ANGLE_ALONE.fullmatch(_plain(text))
    return _angle(match) if match else None


def _plain(text: str) -> str:
    plain = arabic_digits(squeeze(text[:LONGEST_WRITTEN])).translate(_SIGNS)
    for pattern, sign in _WORDS:
        plain = pattern.sub(sign, plain)
    return squeeze(_BRACKETS.sub("", plain) if not plain.endswith(("'", '"')) else plain)


def _angle(match: re.Match[str]) -> Angle | None:
    degrees = _number(match["decimal"] or match["dm"] or match["d"])
    minutes, seconds = _number(match["m"] or match["mm"]), _number(match["s"])
    letters = {letter.upper() for letter in (match["before"], match["after"]) if letter}
    if minutes >= 60 or seconds >= 60 or len(letters) > 1:
        return None
    size = degrees + minutes / 60 + seconds / 3600
    letter = letters.pop() if letters else ""
    return Angle(-size if match["sign"] or letter in ("S", "W") else size, "lat" if letter in ("N", "S") and letter else "lon" if letter else "")


def _number(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0


@lru_cache(maxsize=1 << 15)
def position(text: str) -> Position | None:
    """Return the two coordinates that a text writes, or None."""
    if len(text) > LONGEST:
        return None
    if _LINK.search(text):
        return _of_link(text)
    if len(text) > LONGEST_WRITTEN:
        return None
    clean = squeeze(arabic_digits(text)).removeprefix("geo:")
    if match := _POINT.fullmatch(clean):
        return Position(float(match[1]), float(match[2]), "lon lat")
    return _of_grid(clean) or _of_numbers(clean) or _of_angles(_plain(clean))


def _of_link(text: str) -> Position | None:
    """Return the position that a link to a map names: of its place before that of its view."""
    from urllib.parse import unquote

    plain = unquote(text)
    named = _NAMED_IN_LINK.search(plain)
    if named and (found := _of_angles(_plain(named[1].replace("+", " ")))):
        return found
    return next((Position(float(match[1]), float(match[2]), order) for pattern, order in _IN_LINK if (match := pattern.search(plain))), None)


def _of_grid(text: str) -> Position | None:
    if match := _UTM.fullmatch(text):
        return Position(float(match[3]), float(match[4]), "lon lat", f"EPSG:326{match[1]}")
    match = _MGRS.fullmatch(text)
    return _of_mgrs(match) if match and len(match[5]) == len(match[6]) else None


def _of_mgrs(match: re.Match[str]) -> Position | None:
    zone, band, size = int(match[1]), match[2].upper(), 10 ** (5 - len(match[5]))
    column, row = _MGRS_COLUMNS[zone].find(match[3].upper()), _MGRS_ROWS.find(match[4].upper())
    if column < 0:
        return None
    north = (row - _MGRS_FIRST_ROW[zone]) % len(_MGRS_ROWS) * 100_000 + int(match[6]) * size
    north += _CYCLE if north < _BAND_FROM[band] - 100_000 else 0
    # The square is meant by its middle.
    return Position((column + 1) * 100_000 + int(match[5]) * size + size / 2 * (size > 1), north + size / 2 * (size > 1), "lon lat", f"EPSG:326{zone}")


def _of_numbers(text: str) -> Position | None:
    bare = _BRACKETS.sub("", text)
    if match := _COMMA_DECIMALS.fullmatch(bare):
        return Position(_number(match[1]), _number(match[2]))
    match = _TWO_DECIMALS.fullmatch(bare)
    return Position(float(match[1]), float(match[2])) if match and ("." in match[1] or "." in match[2]) else None


def _of_angles(plain: str) -> Position | None:
    for halves in _halves(plain):
        matches = [_ANGLE_ALONE.fullmatch(half) for half in halves]
        angles = [one for match in matches if match and (one := _angle(match))]
        if len(angles) == len(halves) == 2 and (found := _of_two(angles[0], angles[1])):
            whole = all(match and match["decimal"] and match["decimal"].isdecimal() for match in matches)
            return None if whole and not found.order else found
    return None


def _of_two(one: Angle, other: Angle) -> Position | None:
    if one.axis and one.axis == other.axis:
        return None
    order: Order = "lat lon" if one.axis == "lat" or other.axis == "lon" else "lon lat" if one.axis or other.axis else ""
    return Position(one.degrees, other.degrees, order)


def _halves(plain: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to part a text into two angles: at the letter of the other axis, at a sign, in the middle of six numbers."""
    yield from (match.groups() for pattern in _AT_SIGN if (match := pattern.fullmatch(plain)))
    yield tuple(part.strip(" ,") for part in _PARTED.split(plain) if part.strip(" ,"))
    yield tuple(plain.replace(",", " ").split())
    numbers = plain.replace(",", " ").split()
    if len(numbers) == 6:
        yield " ".join(numbers[:3]), " ".join(numbers[3:])
