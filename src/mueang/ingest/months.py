"""Names of months as offices write them: in full, short, without points, misspelt; Thai and English."""

from __future__ import annotations

import re

from mueang.base.periods import MONTHS_EN, MONTHS_TH, MONTHS_TH_SHORT

_SPOKEN = ("มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา")
_CONSONANTS = re.compile("[^ก-ฮ]")
_TWICE = re.compile(r"(.)\1+")
_ALIKE = str.maketrans("ฏศษ", "ฎสส")
_MUTE = re.compile("ธ[ิีุู]?์$|ธ[ิีุู]?$")

_SHORT = "|".join(r"\.?\s?".join(name.strip(".").split(".")) + r"\.?" for name in MONTHS_TH_SHORT)
KNOWN = "|".join([*MONTHS_TH, _SHORT, *_SPOKEN])
"""Pattern of a Thai month as it should be written."""
THAI = rf"(?:{KNOWN}|[เก-ฮ][ก-๎]{{3,13}})"
"""Pattern of a word that may be a Thai month; `month_of` decides."""
ENGLISH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
"""Pattern of an English month, without regard to case."""
BEGINS = r"ม\.?\s?ค|มก|มี|เม\.?\s?[ยษสศ]|มิ|ก\.?\s?[พคย]|กุม|กร|กัน|ส\.?\s?ค|สิ|ต\.?\s?ค|ตุ|ธ\.?\s?ค|ธัน|เดือน|ประจำเดือน|จัน|อัง|ศุก|เส|อา"
"""Pattern of how dates and months begin in Thai, beside those that begin with พ and วัน."""


def _skeleton(name: str) -> str:
    """Return the consonants of a name, letters that are taken for each other made one: what misspellings leave as it is."""
    return _TWICE.sub(r"\1", _CONSONANTS.sub("", _MUTE.sub("", name)).translate(_ALIKE))


_NAMES = {name: i for names in (MONTHS_TH, _SPOKEN) for i, name in enumerate(names, 1)}
_NAMES |= {name.replace(".", ""): i for i, name in enumerate(MONTHS_TH_SHORT, 1)}
_SKELETONS = {_skeleton(name): i for i, name in enumerate(MONTHS_TH, 1)}
_ENGLISH = {name[:3].lower(): i for i, name in enumerate(MONTHS_EN, 1)}
_ENGLISH_NAME = re.compile(r"(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS_EN) + r"|sept)\.?", re.IGNORECASE)


def month_of(name: str) -> int | None:
    """Return the month (1-12) of a Thai or English name or abbreviation, however it is spelt, or None."""
    plain = re.sub(r"[.\s]", "", name)
    if plain[:1].isascii():
        return _ENGLISH.get(plain[:3].lower()) if _ENGLISH_NAME.fullmatch(plain) else None
    return _NAMES.get(plain) or (_SKELETONS.get(_skeleton(plain)) if len(plain) > 4 else None)
