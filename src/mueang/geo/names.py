"""Names of places as offices write them, brought to one form in which two writings of a name are equal."""

from __future__ import annotations

import re
from functools import lru_cache

from mueang.base.text import arabic_digits, squeeze

_ONE_SARA_AE = re.compile("เเ")
_SPLIT_SARA_AM = re.compile("ํ([่-๋]?)า|([่-๋])ํา")
_REPEATED_MARK = re.compile("([ัิ-ฺ็-๎])\\1+")
_THAI_WORD = re.compile(r"^(?:จังหวัด|กิ่งอำเภอ|อำเภอ|เขต|ตำบล|แขวง|(?:จ|อ|ต|ข)\s*\.|(?:จ|อ|ต)\s)\s*")
_ENGLISH_WORD = re.compile(r"^(?:changwat|amphoe|amphur|king amphoe|khet|tambon|tambol|khwaeng)\s+|\s+(?:province|sub-?district|sub district|district)$")
_PUNCTUATION = re.compile(r"[\s.,'’`\"“”_*()\-–/]+")
_OLD_ROMAN_MUEANG = re.compile("^(?:muang|meuang)(?=.)")

_BANGKOK_WORD = re.compile("(?:เขต|แขวง)")
_PROVINCE_WORD = re.compile(r"(?:กิ่งอำเภอ|อำเภอ|ตำบล|อ\s*\.|ต\s*\.)")

LEVEL_WORDS: dict[str, tuple[str, ...]] = {
    "province": ("จังหวัด", "จ."),
    "district": ("กิ่งอำเภอ", "อำเภอ", "อ.", "เขต"),
    "subdistrict": ("ตำบล", "ต.", "แขวง"),
}


@lru_cache(maxsize=1 << 16)
def normalise_name(text: str) -> str:
    """Return the name without level word, blanks, points and invisible or doubled marks, Latin letters in lower case.

    Applying it twice changes nothing. Empty if nothing but a level word was there.
    """
    now = arabic_digits(squeeze(text)).lower()
    while (then := _once(now)) != now:
        now = then
    return now


def mend_marks(text: str) -> str:
    """Return the text with แ and ำ as one letter each, where they were written as two, and doubled marks single."""
    text = _ONE_SARA_AE.sub("แ", text)
    text = _SPLIT_SARA_AM.sub(lambda m: f"{m[1] or m[2] or ''}ำ", text)
    return _REPEATED_MARK.sub(r"\1", text)


def _once(text: str) -> str:
    text = mend_marks(text)
    text = _THAI_WORD.sub("", text.strip())
    text = _ENGLISH_WORD.sub("", text)
    return _OLD_ROMAN_MUEANG.sub("mueang", _PUNCTUATION.sub("", text))


def stated_level(text: str) -> str | None:
    """Return the level that the name states itself by its first word (`เขตดุสิต`: district), or None."""
    clean = squeeze(text)
    for level, words in LEVEL_WORDS.items():
        if clean.startswith(words) and normalise_name(clean):
            return level
    return None


def says_bangkok(text: str) -> bool | None:
    """Return True if the level word is one of Bangkok (เขต, แขวง), False if it is one of the provinces (อำเภอ, ตำบล), else None."""
    clean = squeeze(text)
    if _BANGKOK_WORD.match(clean):
        return True
    return False if _PROVINCE_WORD.match(clean) else None
