"""Years, months and dates as Thai offices write them.

Years are kept Gregorian (2023) and shown in the Buddhist era in Thai (พ.ศ. 2566). Before B.E. 2484 the year began on
1 April, so adding 543 is wrong by one for January to March of those years: such years are not converted here.
"""

from __future__ import annotations

from datetime import date, datetime

ERA = 543
MONTHS_TH = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม")
MONTHS_TH_SHORT = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
BUDDHIST_YEARS = range(2484, 2643)
GREGORIAN_YEARS = range(1800, 2101)


def to_buddhist(year: int) -> int:
    """Return the Buddhist-era year of a Gregorian year."""
    return year + ERA


def to_gregorian(year: int) -> int:
    """Return the Gregorian year of a year in either era; years of B.E. 2484-2642 are taken as Buddhist.

    Raises ValueError for a year in neither range.
    """
    if year in BUDDHIST_YEARS:
        return year - ERA
    if year in GREGORIAN_YEARS:
        return year
    raise ValueError(f"{year} is a year of neither era")


def show_year(year: int, language: str) -> str:
    """Return a Gregorian year as people read it: พ.ศ. in Thai, C.E. in English, digits only."""
    return str(to_buddhist(year)) if language == "th" else str(year)


def show_date(day: date, language: str, *, short: bool = True) -> str:
    """Return `19 พ.ย. 2569` or `19 Nov 2026` (short), `19 พฤศจิกายน 2569` or `19 November 2026` (full)."""
    if language == "th":
        return f"{day.day} {(MONTHS_TH_SHORT if short else MONTHS_TH)[day.month - 1]} {to_buddhist(day.year)}"
    month = MONTHS_EN[day.month - 1]
    return f"{day.day} {month[:3] if short else month} {day.year}"


def show_months(first: date, months: int, language: str) -> str:
    """Return a span of whole months by its first day: `ม.ค. 2569` or `Jan 2026` for one, `ม.ค.–มี.ค. 2569` for three, over two years `ต.ค. 2568–มี.ค. 2569`."""
    last = date(first.year + (first.month + months - 2) // 12, (first.month + months - 2) % 12 + 1, 1)
    names, years = ([_short_month(day, language) for day in (first, last)], [show_year(day.year, language) for day in (first, last)])
    if months == 1:
        return f"{names[0]} {years[0]}"
    return f"{names[0]}{'' if first.year == last.year else f' {years[0]}'}–{names[1]} {years[1]}"


def _short_month(day: date, language: str) -> str:
    return MONTHS_TH_SHORT[day.month - 1] if language == "th" else MONTHS_EN[day.month - 1][:3]


def show_time(moment: datetime, language: str) -> str:
    """Return `14.30 น.` or `14:30`, in the time zone that the moment carries."""
    return moment.strftime("%H.%M น." if language == "th" else "%H:%M")
