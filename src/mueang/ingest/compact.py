"""Dates written as one run of digits: 20221231, 25651231, 31122565, 651231, months as 6512 and 256512, serial numbers of Excel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal

from mueang.ingest.dates import gregorian

Compact = Literal["yyyymmdd", "ddmmyyyy", "yymmdd", "yyyymm", "yymm", "yy", "yyyymmddhhmmss", "serial"]

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
_FIRST_SERIAL, _LAST_SERIAL = 10_959, 73_050
"""Serial numbers of 1930 to 2099. Up to 60 Excel counts a day that never was."""
_SHORT_BUDDHIST = range(30, 90)
SHORT_YEARS = range(40, 76)
"""Numbers of two digits that are Buddhist years without their century where a heading says year: 2540 to 2575."""


def read_compact(digits: str, form: Compact) -> date | None:
    """Return the day (of months the first) that the digits mean in the form, in either era, or None."""
    if form == "serial":
        moment = read_serial(digits)
        return None if moment is None else moment.date()
    width = len(form)
    if not digits.isascii() or not digits.isdigit() or not width - 1 <= len(digits) <= width:
        return None
    plain = digits.zfill(width)
    start = form.index("y")
    written = plain[start : form.rindex("y") + 1]
    month, day = int(plain[form.index("m") :][:2]) if "m" in form else 4, int(plain[form.index("d") :][:2]) if "d" in form else 1
    return _day(written, month, day)


def _day(written: str, month: int, day: int) -> date | None:
    year = int(written)
    if len(written) == 2:
        year += 2500 if year in _SHORT_BUDDHIST else 2000
    found = gregorian(year, month=month)
    try:
        return None if found is None else date(found, month, day)
    except ValueError:
        return None


def read_serial(digits: str) -> datetime | None:
    """Return the moment of a serial number of Excel (days since the end of 1899), rounded to the second, or None."""
    try:
        number = float(digits)
    except ValueError:
        return None
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return _EPOCH + timedelta(seconds=round(number * 86_400))


def read_stamp(digits: str) -> datetime | None:
    """Return the moment of 20230103143000, in either era, or None."""
    day = read_compact(digits[:8], "yyyymmdd") if len(digits) == 14 and digits.isdigit() else None
    hour, minute, second = (int(digits[i : i + 2]) for i in (8, 10, 12)) if day else (0, 0, 0)
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    return datetime.combine(day, time(hour, minute, second))


def form_of(numbers: Iterable[float], forms: Iterable[Compact]) -> Compact | None:
    """Return the first of the forms in which every one of the whole numbers is a date, or None."""
    digits = [str(int(number)) for number in numbers if number == int(number) and number > 0]
    return next((form for form in forms if digits and all(read_compact(one, form) is not None for one in digits)), None)
