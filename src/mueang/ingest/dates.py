"""Dates and times as offices write them, in either era, with Thai, English or no month names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from mueang.base.periods import BUDDHIST_YEARS, ERA, GREGORIAN_YEARS
from mueang.base.text import arabic_digits, has_thai_digits
from mueang.ingest.months import ENGLISH, THAI, month_of

Order = Literal["", "day", "month", "either"]

_ERA_MARK = r"(?:ปี\s*)?(?:(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|B\.?E\.?|A\.?D\.?)\s*)?"
_YEAR = r"(?P<y>\d{4}|\d{2})(?!\d)"
_TIED = r"[\s./-]*"
_WEEKDAY = r"(?:วัน)?(?:(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)(?:ที่)?\s*,?\s*)?(?:วันที่|ที่)?\s*"
_WEEKDAY_EN = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"

_YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})")
_DIGITS = re.compile(r"(?P<d>\d{1,2})\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})")
_THAI_NAMED = re.compile(rf"(?:วัน\S{{2,10}}ที่\s*|{_WEEKDAY})(?P<d>\d{{1,2}}){_TIED}(?:เดือน\s*)?(?P<n>{THAI})[\s./,-]*{_ERA_MARK}{_YEAR}")
_ENGLISH_NAMED = re.compile(rf"{_WEEKDAY_EN}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_TIED}(?P<n>{ENGLISH})[\s,/-]*{_YEAR}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY_EN}(?P<n>{ENGLISH})[\s-]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE)
_THAI_MONTH = re.compile(rf"(?:ประจำ)?(?:เดือน)?\s*(?P<n>{THAI})[\s./,-]*{_ERA_MARK}{_YEAR}")
_ENGLISH_MONTH = re.compile(rf"(?P<n>{ENGLISH})[\s,/-]*{_YEAR}", re.IGNORECASE)
_YEAR_AND_MONTH = re.compile(rf"(?P<y>\d{{4}})[\s/-]+(?P<n>{THAI}|{ENGLISH})", re.IGNORECASE)
_MONTH_IN_DIGITS = re.compile(r"(?:(?P<y>\d{4})[-/](?P<m>\d{2})|(?P<m2>\d{1,2})[-/](?P<y2>\d{4}))")
_TIME = re.compile(
    r"(?:เวลา\s*)?(?P<h>\d{1,2})(?P<s>[:.])(?P<m>\d{2})(?:[:.](?P<sec>\d{2})(?:\.(?P<f>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?|น\.?|hrs?\.?)?\s*(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?"
)
SHORT_BUDDHIST_FROM = 40
"""A two-digit year of this or more among dates of digits is taken as Buddhist (2540-2599): as A.D. it would lie ahead."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date read from text: which era it was in, and whether the order of day and month is certain."""

    value: date
    buddhist: bool = False
    short: bool = False
    thai_digits: bool = False
    order: Order = ""
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with time. `zoned`: the text gave an offset, which is not kept."""

    day: Day
    value: datetime
    zoned: bool = False


def read_date(text: str, *, day_first: bool = True, era: str | None = None) -> Day | None:
    """Return the date of a text without blanks at its ends, or None; a date that no calendar has is None."""
    if not 5 < len(text) < 48:
        return None
    plain = arabic_digits(text)
    found = _YEAR_FIRST.fullmatch(plain)
    if found:
        return _day(found["y"], int(found["m"]), int(found["d"]), era=era, thai=plain != text, order="", rewritten=found["s"] != "-" or len(plain) != 10)
    found = _DIGITS.fullmatch(plain)
    if found:
        return _ordered(found, day_first=day_first, era=era, thai=plain != text)
    return _named(plain, era=era, thai=has_thai_digits(text))


def _ordered(found: re.Match[str], *, day_first: bool, era: str | None, thai: bool) -> Day | None:
    first, second = int(found["d"]), int(found["m"])
    order: Order = "day" if first > 12 else "month" if second > 12 else "either" if first != second else ""
    month, day = (second, first) if order == "day" or (order != "month" and day_first) else (first, second)
    return _day(found["y"], month, day, era=era, thai=thai, order=order)


def _named(plain: str, *, era: str | None, thai: bool) -> Day | None:
    found = _THAI_NAMED.fullmatch(plain) or _ENGLISH_NAMED.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    return None if found is None else _of_month(found, int(found["d"]), era=era, thai=thai)


def _of_month(found: re.Match[str], day: int, *, era: str | None, thai: bool) -> Day | None:
    """Return the day of a month that is named; a two-digit year beside a Thai name is Buddhist."""
    month = month_of(found["n"])
    if month is None:
        return None
    if not found["n"].isascii():
        era = era or _era_of(found.groupdict().get("era")) or ("be" if len(found["y"]) == 2 else None)
    return _day(found["y"], month, day, era=era, thai=thai, order="")


def _era_of(mark: str | None) -> str | None:
    return None if mark is None else "be" if mark[0] in "พBb" else "ce"


def read_month(text: str, *, era: str | None = None) -> Day | None:
    """Return the first day of a month with its year: ม.ค. 2569, มกราคม 66, มค-66, Jan-23, 2566-01, 01/2566; else None."""
    if not 4 < len(text) < 48:
        return None
    plain = arabic_digits(text)
    found = _THAI_MONTH.fullmatch(plain) or _ENGLISH_MONTH.fullmatch(plain) or _YEAR_AND_MONTH.fullmatch(plain)
    if found is not None:
        return _of_month(found, 1, era=era, thai=plain != text)
    found = _MONTH_IN_DIGITS.fullmatch(plain)
    if found is None:
        return None
    year, month = (found["y"], found["m"]) if found["y"] else (found["y2"], found["m2"])
    return _day(year, int(month), 1, era=era, thai=plain != text, order="")


def _day(written: str, month: int, day: int, *, era: str | None, thai: bool, order: Order, rewritten: bool = True) -> Day | None:
    short = len(written) == 2
    year = gregorian(_full_year(int(written), era) if short else int(written), era if not short else None, month=month)
    if year is None:
        return None
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    buddhist = int(written) != year % (100 if short else 10_000)
    return Day(value, buddhist, short, thai, order, rewritten or buddhist)


def _full_year(short: int, era: str | None) -> int:
    if era == "be" or (era is None and short >= SHORT_BUDDHIST_FROM):
        return 2500 + short
    return 2000 + short


def gregorian(year: int, era: str | None = None, *, month: int | None = None) -> int | None:
    """Return the Gregorian year of a year in either era, or None for one of neither.

    Years of B.E. 2400-2483 began on 1 April: they are converted only where a month from April on is known.
    """
    if year in BUDDHIST_YEARS and era != "ce":
        return year - ERA
    if 2400 <= year < BUDDHIST_YEARS.start and era != "ce" and month is not None and month >= 4:
        return year - ERA
    return year if year in GREGORIAN_YEARS and era != "be" else None


def read_time(text: str, *, dated: bool = False) -> time | None:
    """Return the time of 14:05, 14.05 น., 2:05 PM, 14:05:09.25, or None; the offset of a zone is not kept.

    Without a date (`dated`) 08:15-16:30 is no time with an offset, but from when to when.
    """
    found = _TIME.fullmatch(arabic_digits(text)) if 3 < len(text) < 32 else None
    if found is None or (found["s"] == "." and not found["half"]):
        return None
    if found["zone"] and not dated and not found["sec"]:
        return None
    return _time(found)


def _time(found: re.Match[str]) -> time | None:
    hour, half = int(found["h"]), (found["half"] or "").lower()
    if half[:1] in ("a", "p"):
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    try:
        return time(hour, int(found["m"]), int(found["sec"] or 0), int((found["f"] or "0").ljust(6, "0")[:6]))
    except ValueError:
        return None


def read_moment(text: str, *, day_first: bool = True, era: str | None = None) -> Moment | None:
    """Return the date and time of a text without blanks at its ends, or None."""
    head, tail = _split_moment(text)
    clock = read_time(tail, dated=True) if tail else None
    day = read_date(head, day_first=day_first, era=era) if clock is not None else None
    if day is None or clock is None:
        return None
    return Moment(day, datetime.combine(day.value, clock), zoned=bool(re.search(r"(?:Z|[+-]\d{2}:?\d{0,2})$", tail)))


def _split_moment(text: str) -> tuple[str, str]:
    """Return the text cut where the time begins: at the T of ISO, or at the last blank before digits and a colon."""
    found = re.search(r"(?<=[\d๐-๙])(?:T|,?\s+(?:-\s*)?(?:เวลา\s*)?|\s*เวลา\s*)(?=[\d๐-๙]{1,2}[:.][\d๐-๙]{2}(?:\D|$))", text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")
