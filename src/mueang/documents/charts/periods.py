"""Periods on an axis: years (Gregorian, shown Buddhist in Thai) or dates; dates that all begin or end a month are months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from mueang.base.periods import MONTHS_EN, MONTHS_TH_SHORT, show_date, show_year, to_buddhist
from mueang.documents.charts.values import Language

Period = int | date


def period_label(period: Period, language: Language, *, months: bool = False) -> str:
    """Return the period as people read it; `months` leaves out the day."""
    if isinstance(period, int):
        return show_year(period, language)
    if not months:
        return show_date(period, language)
    if language == "th":
        return f"{MONTHS_TH_SHORT[period.month - 1]} {to_buddhist(period.year)}"
    return f"{MONTHS_EN[period.month - 1][:3]} {period.year}"


def are_months(periods: Sequence[Period]) -> bool:
    """True if every period is the first day of a month, or every one the last."""
    days = [period for period in periods if isinstance(period, date)]
    if not days or len(days) < len(periods):
        return False
    return all(day.day == 1 for day in days) or all((day + timedelta(days=1)).day == 1 for day in days)


def period_span(periods: Sequence[Period], language: Language) -> str:
    """Return `ปี 2560–2567`, `2017–2024`, `ม.ค. 2566–มิ.ย. 2567`; one period alone is not a span."""
    if not periods:
        return ""
    first, last = (period_label(period, language, months=are_months(periods)) for period in (periods[0], periods[-1]))
    span = first if first == last else f"{first}–{last}"
    return f"ปี {span}" if language == "th" and isinstance(periods[0], int) else span


def place_of(period: Period) -> float:
    """Return where the period lies on a line of time: years, or days."""
    return float(period) if isinstance(period, int) else float(period.toordinal())
