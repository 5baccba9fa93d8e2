"""Numbers that stand in a cell with something beside them: a unit, a currency, brackets that mean less than nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mueang.ingest.months import KNOWN
from mueang.ingest.numbers import LONGEST, Number, narrow, read_number

BAHT = "บาท"
_NUMBER = r"[+-]?[\d,]*\d(?:\.\d+)?"
_OF_ADDRESSES = r"ถนน|ถ\.|ซอย|ซ\.|หมู่|ม\.\s?\d|ตรอก|แยก|แขวง|ตำบล|ต\.(?!ร)|เขต|อำเภอ|อ\.|จังหวัด|จ\.|ชั้น|ห้อง|อาคาร|บ้าน|โรงเรียน|วัด"
_THAI_UNIT = rf"(?!(?:{KNOWN}|น\.?|ที่|ปีที่)(?:\b|$)|{_OF_ADDRESSES})[ก-ฮเ-ไ][ก-๎./]{{1,19}}(?:\s?\([ก-๎./]{{1,12}}\))?"
_SIZES = r"[kmc]m[²2³3]?|m[²2³3]|sq\.?\s?(?:km|m)\.?|km/h|ha|rai|ml|hrs?|mins?|persons?|people|baht|thb|usd"
_AMOUNTS = r"[mkµu]g(?:/(?:m[³3]|l))?|pp[mb]|°\s?[CF]|db(?:\(?a\)?)?|[kMG]?Wh?|[KMGT]B"
_WITH_UNIT = re.compile(
    rf"(?P<before>฿|\$|THB\s|USD\s|ร้อยละ\s*)?\s*(?P<n>{_NUMBER})(?:\s*(?P<unit>{_THAI_UNIT}|(?i:{_SIZES}|{_AMOUNTS})|฿|\$)|(?P<dash>\.[-–]+))?"
)
_BRACKETS = re.compile(r"\(\s*(?P<n>[\d,]*\d(?:\.\d+)?)\s*\)|(?P<m>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)-")
_NOTED = re.compile(rf"(?P<n>{_NUMBER})\s?(?:\*{{1,3}}|[†‡¹²³⁴⁵⁶]\)?/?|[rpe]|(?<=\s)\d\d?[/)])")
_CENSORED = re.compile(r"(?:[<>≤≥]=?|มากกว่า|น้อยกว่า|ไม่เกิน|เกิน)\s*[\d,]*\d(?:\.\d+)?|[\d,]*\d(?:\.\d+)?\+")
_MARKS = {"฿": BAHT, "$": "USD", "thb": BAHT, "usd": "USD", "baht": BAHT, "ร้อยละ": "%"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and the unit that stands with it."""

    number: Number
    unit: str


def read_measure(text: str) -> Measure | None:
    """Return the number and unit of 1,250 บาท, 35 คน, ฿20, 1,500.-, ร้อยละ 12.5, or None. One that bears no unit is none."""
    found = _WITH_UNIT.fullmatch(narrow(text)) if len(text) <= LONGEST else None
    if found is None or not (found["unit"] or found["before"] or found["dash"]):
        return None
    number = read_number(found["n"])
    if number is None or number.leading_zero:
        return None
    mark = (found["unit"] or found["before"] or "").strip()
    return Measure(number, BAHT if found["dash"] else _MARKS.get(mark.lower(), mark))


def read_negative(text: str) -> Number | None:
    """Return the number of the accounts' (1,234) and 1,234-, which are less than nothing, or None."""
    found = _BRACKETS.fullmatch(narrow(text)) if len(text) <= LONGEST else None
    number = read_number(found["n"] or found["m"]) if found else None
    return None if number is None or number.leading_zero else replace(number, value=-number.value)


def read_noted(text: str) -> Number | None:
    """Return the number of 1,234*, 12.5¹ and 7 r, which point to a note, or None."""
    found = _NOTED.fullmatch(narrow(text)) if len(text) <= LONGEST else None
    return read_number(found["n"]) if found else None


def is_censored(text: str) -> bool:
    """True for <5, >100, 10+: a bound, not a number."""
    return len(text) <= LONGEST and _CENSORED.fullmatch(narrow(text)) is not None
