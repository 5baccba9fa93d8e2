"""Months, quarters and halves of a year as offices name them, with their year or without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mueang.base.text import arabic_digits
from mueang.ingest.dates import gregorian
from mueang.ingest.months import ENGLISH, KNOWN, month_of

Unit = Literal["month", "quarter", "half-year"]

_YEAR = r"(?:\s*(?:ของ)?\s*(?P<fiscal>ปีงบประมาณ|งบประมาณ|ปีงบ|FY)?\s*(?:ปี)?\s*(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?[\s/-]*(?P<y>\d{4}|\d{2})(?!\d))?"
_MONTH = re.compile(rf"(?:เดือน\s*)?(?P<n>{KNOWN}|{ENGLISH})", re.IGNORECASE)
_QUARTER = re.compile(rf"(?:ไตรมาส(?:\s*ที่)?|quarter|qtr\.?|Q)\s*(?P<q>[1-4])(?![\d.]){_YEAR}", re.IGNORECASE)
_YEAR_AND_QUARTER = re.compile(r"(?P<y>\d{4})\s*[-/]?\s*(?P<fiscal>)?(?:Q|ไตรมาส(?:\s*ที่)?)\s*(?P<q>[1-4])", re.IGNORECASE)
_HALF = re.compile(rf"(?:(?:ครึ่งปี|ครึ่ง|ช่วงครึ่งปี)(?P<h>แรก|หลัง)|H(?P<n>[12])(?!\d)){_YEAR}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a year: its unit, the month of the calendar in which it begins, or of the fiscal year; `year` is Gregorian, None if not said."""

    unit: Unit
    month: int
    year: int | None = None
    fiscal: bool = False

    def begins(self, year: int, *, fiscal: bool) -> tuple[int, int]:
        """Return year and month in which it begins, if the year is that of the calendar, or the fiscal one, which begins in October."""
        if not fiscal:
            return year, self.month
        month = self.month if self.unit == "month" else (self.month + 8) % 12 + 1
        return (year - 1 if month >= 10 else year), month


def read_span(text: str) -> Span | None:
    """Return the month without its year, the quarter or the half year of a text, or None.

    Reads ม.ค., January, ไตรมาส 1, Q1/2566, 2023Q1, ไตรมาสที่ 2 ปีงบประมาณ 2566, ครึ่งปีแรก 2566, H1 2023.
    """
    if not 1 < len(text) < 48:
        return None
    plain = arabic_digits(text)
    found = _MONTH.fullmatch(plain)
    if found is not None:
        month = month_of(found["n"])
        return None if month is None else Span("month", month)
    found = _QUARTER.fullmatch(plain) or _YEAR_AND_QUARTER.fullmatch(plain)
    if found is not None:
        return _dated("quarter", 3 * int(found["q"]) - 2, found)
    found = _HALF.fullmatch(plain)
    return None if found is None else _dated("half-year", 1 if found["h"] == "แรก" or found["n"] == "1" else 7, found)


def _dated(unit: Unit, month: int, found: re.Match[str]) -> Span | None:
    if found["y"] is None:
        return Span(unit, month)
    written = int(found["y"])
    year = gregorian(written + 2500 if 40 <= written < 100 else written + 2000 if written < 40 else written)
    return None if year is None else Span(unit, month, year, bool(found["fiscal"]))
