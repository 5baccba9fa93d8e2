"""The period that a round is for: its name, the one after it, and the day by which it is usually due.

Quarters are those of the Thai fiscal year, which begins in October and is named after the year in which it ends.
"""

from __future__ import annotations

from datetime import date, timedelta

from mueang.base.message import Message
from mueang.base.periods import MONTHS_EN, MONTHS_TH, to_buddhist
from mueang_site.rounds.models import Frequency

_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_DUE_DAY = 10
"""Of the month after the period: offices close their books in the first days."""
_WEEKS_FOR_ONCE = 2


def begun(frequency: str, day: date) -> date | None:
    """Return the first day of the period in which a day lies, None for a form without periods."""
    if frequency == Frequency.ONCE:
        return None
    month = {Frequency.MONTH: day.month, Frequency.QUARTER: (day.month - 1) // 3 * 3 + 1, Frequency.YEAR: 1}[Frequency(frequency)]
    return date(day.year, month, 1)


def last_ended(frequency: str, day: date) -> date | None:
    """Return the period that ended last before a day: what is usually asked then."""
    here = begun(frequency, day)
    return None if here is None else begun(frequency, here - timedelta(days=1))


def after(frequency: str, period: date | None) -> date | None:
    """Return the period that follows."""
    if period is None or frequency == Frequency.ONCE:
        return None
    months = period.year * 12 + period.month - 1 + _MONTHS[Frequency(frequency)]
    return date(months // 12, months % 12 + 1, 1)


def name_of(frequency: str, period: date | None) -> Message:
    """Return what people call a period: `มกราคม 2569`, `January 2026`; empty without one."""
    if period is None:
        return Message("", "")
    year = period.year
    if frequency == Frequency.MONTH:
        return Message(f"{MONTHS_TH[period.month - 1]} {to_buddhist(year)}", f"{MONTHS_EN[period.month - 1]} {year}")
    if frequency == Frequency.QUARTER:
        number, fiscal = (period.month + 2) // 3 % 4 + 1, year + (period.month >= 10)
        return Message(f"ไตรมาสที่ {number} ปีงบประมาณ {to_buddhist(fiscal)}", f"Quarter {number} of fiscal year {fiscal}")
    return Message(f"พ.ศ. {to_buddhist(year)}", f"{year}")


def usual_due(frequency: str, period: date | None, today: date) -> date:
    """Return the day by which offices are usually asked to file: never one that has passed."""
    following = after(frequency, period)
    day = following.replace(day=_DUE_DAY) if following else today + timedelta(weeks=_WEEKS_FOR_ONCE)
    return day if day > today else today + timedelta(days=7)
