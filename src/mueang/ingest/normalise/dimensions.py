"""Headings that are values of a dimension: years of either era, months, quarters, sexes, age groups; and what is left when these are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mueang.base.periods import MONTHS_EN, MONTHS_TH, MONTHS_TH_SHORT
from mueang.base.text import arabic_digits, squeeze


class Dimension(StrEnum):
    """What headings may count through; the value is the name of its column."""

    YEAR = "ปี"
    QUARTER = "ไตรมาส"
    MONTH = "เดือน"
    SEX = "เพศ"
    AGE = "กลุ่มอายุ"
    ITEM = "รายการ"


_SHORT_MONTHS = "|".join(r"\.?\s?".join(name.strip(".").split(".")) + r"\.?" for name in MONTHS_TH_SHORT)
_ENGLISH = "|".join([*MONTHS_EN, *(rf"{name[:3]}\b\.?" for name in MONTHS_EN)])
_MONTH = re.compile(rf"(?:เดือน\s*)?(?P<v>{'|'.join(MONTHS_TH)}|(?<![ก-๛])(?:{_SHORT_MONTHS})|(?i:\b(?:{_ENGLISH})))(?![ก-๛A-Za-z])")
_YEAR = re.compile(
    r"(?:ปี(?:งบประมาณ|การศึกษา|การผลิต|เพาะปลูก)?\s*)?(?:(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|(?i:\byear|B\.?E\.?|A\.?D\.?))\s*)?(?<!\d)(?P<v>(?:24|25|26|19|20)\d\d)(?!\d)"
)
_AFTER_MONTH = re.compile(r"^[\s'’./-]*(?P<v>\d{4}|\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?:^|_)(?P<v>[3-8]\d)(?=_|$)")
_QUARTER = re.compile(r"(?:ไตรมาส(?:ที่)?\s*/?\s*(?P<v>[1-4])|(?i:\bQ(?:uarter\s*)?(?P<w>[1-4])\b))")
_SEX = re.compile(r"(?:เพศ)?(?P<v>ชาย|หญิง)(?![ก-๛])|(?i:\b(?P<w>male|female|men|women)s?\b)")
_AGE = re.compile(
    r"(?:อายุ|กลุ่มอายุ|age)?\s*(?P<v>\d{1,3}\s*[-–]\s*\d{1,3}\s*(?:ปี|years?)?|(?:ต่ำกว่า|น้อยกว่า|under|<)\s*\d{1,3}\s*(?:ปี|years?)?"
    r"|\d{1,3}\s*(?:ปี|years?)?\s*(?:ขึ้นไป|and over|\+))(?![\dก-๛])",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")


@dataclass(frozen=True)
class Meaning:
    """The values that a heading names, by dimension in the order of `Dimension`, and the rest of its text."""

    values: tuple[tuple[Dimension, str], ...]
    rest: str

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions of which it names a value."""
        return tuple(dimension for dimension, _ in self.values)


def meaning(heading: str) -> Meaning:
    """Return what a heading says; a heading that names no value has none and is all rest."""
    text = arabic_digits(squeeze(heading))
    found: dict[Dimension, str] = {}
    for dimension, value, start, end in _taken(text):
        found[dimension] = value
        text = text[:start] + "\0" * (end - start) + text[end:]
    rest = " / ".join(part for piece in text.split(" / ") if (part := _bare(piece)))
    return Meaning(tuple((dimension, found[dimension]) for dimension in Dimension if dimension in found), rest)


def _bare(piece: str) -> str:
    joined = re.sub(r"\0+", " ", re.sub(r"_\0+_?|\0+_", "_", piece))
    return squeeze(_EMPTY_BRACKETS.sub("", joined)).strip(" /_-–:")


def _taken(text: str) -> Iterator[tuple[Dimension, str, int, int]]:
    year = _YEAR.search(text)
    month = _MONTH.search(text)
    if month:
        after = _AFTER_MONTH.match(text[month.end() :]) if not year or year.start() >= month.end() else None
        yield Dimension.MONTH, squeeze(month["v"]), month.start(), month.end() + (after.end() if after else 0)
        if after:
            yield Dimension.YEAR, _full(after["v"]), month.end(), month.end() + after.end()
            year = None
    if year:
        yield Dimension.YEAR, year["v"], year.start(), year.end()
    elif not month and (short := _SHORT_YEAR.search(text)) and "_" in text:
        yield Dimension.YEAR, _full(short["v"]), short.start(), short.end()
    for dimension, pattern in ((Dimension.QUARTER, _QUARTER), (Dimension.SEX, _SEX)):
        match = pattern.search(text)
        if match:
            yield dimension, match["v"] or match["w"], match.start(), match.end()
    age = _AGE.search(text)
    if age and not year:
        yield Dimension.AGE, squeeze(age["v"]), age.start(), age.end()


def _full(year: str) -> str:
    """Return a year of two digits as a Buddhist one: offices shorten no other."""
    return year if len(year) == 4 else f"25{year}"
