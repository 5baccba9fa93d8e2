"""One text to one standard value, with the number of the change. The rules that the quick ways must agree with."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from mueang.base.periods import ERA
from mueang.base.text import arabic_digits, has_thai_digits
from mueang.ingest.compact import SHORT_YEARS, read_compact, read_serial, read_stamp
from mueang.ingest.dates import Day, gregorian, read_date, read_moment, read_month, read_time
from mueang.ingest.marks import mend_marks
from mueang.ingest.measures import read_measure, read_negative, read_noted
from mueang.ingest.normalise import changes as made
from mueang.ingest.normalise.changes import NUMBER_OF, Change
from mueang.ingest.normalise.kinds import ANCIENT_BUDDHIST, MISSING, MISSING_NUMBERS, read_year_text
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.normalise.words import NO, YES
from mueang.ingest.numbers import INVISIBLE, Number, bare, narrow, read_number
from mueang.ingest.text.garbled import repair
from mueang.tables.schema import ColumnType

Read = tuple[Any, int]
_WORDED = (ColumnType.STRING, ColumnType.PLACE, ColumnType.BOOLEAN)
_LOST = re.compile(r"###|#(?!n/a|null)[a-z]")
TOLD_APART = 10.0**13
"""Amounts up to here keep their satang in a number of the table."""
_NO_BREAKS = frozenset(INVISIBLE + "\u00a0\u2007\u202f\u3000")


def read_cell(text: str, plan: ColumnPlan) -> Read:
    """Return the value of the text in its column (None: missing) and the number of the change that was made (0: none)."""
    # Of garbled letters one is a soft hyphen, which is dropped elsewhere.
    whole = repair(text, plan.mojibake) if plan.type in _WORDED else text
    cell = bare(whole)
    if not cell:
        return None, 0
    if whole != text:
        return _READERS[plan.type](cell, plan)[0], NUMBER_OF[made.MojibakeMended]
    low = cell.lower()
    if low in MISSING or low in plan.missing or (low in MISSING_NUMBERS and plan.type not in _WORDED):
        return None, NUMBER_OF[made.ValueLost if _LOST.match(low) else made.MissingRead]
    if plan.values and cell in plan.values:
        return _READERS[plan.type](plan.values[cell], plan)[0], NUMBER_OF[made.ValueJoined]
    value, change = _READERS[plan.type](cell, plan)
    trimmed = _trimmed(text, cell)
    if change is None or (trimmed == NUMBER_OF[made.InvisibleRemoved] and not change.meaning):
        return value, trimmed
    return value, NUMBER_OF[change]


def _trimmed(text: str, cell: str) -> int:
    if text == cell:
        return 0
    return NUMBER_OF[made.InvisibleRemoved if any(mark in _NO_BREAKS for mark in text if mark not in cell or mark in INVISIBLE) else made.BlanksTrimmed]


_Found = tuple[Any, type[Change] | None]


def _text(cell: str, plan: ColumnPlan) -> _Found:
    mended = mend_marks(cell)
    if plan.values and mended in plan.values:
        return plan.values[mended], made.ValueJoined
    return mended, made.MarksMended if mended != cell else None


def _number(cell: str, plan: ColumnPlan) -> _Found:
    number, change = _read_number(cell, plan)
    if number is None:
        return None, made.NotOfType
    value = float(number.value)
    return value, made.Rounded if is_rounded(cell, value) else change


def _integer(cell: str, plan: ColumnPlan) -> _Found:
    number, change = _read_number(cell, plan)
    exact = None if number is None else number.value if isinstance(number.value, int) else _whole(cell, number.value)
    if exact is None or abs(exact) >= 2**63:
        return None, made.NotOfType
    return exact, change


def _read_number(cell: str, plan: ColumnPlan) -> tuple[Number | None, type[Change] | None]:
    number = read_number(cell, comma_decimal=plan.comma_decimal)
    if number is not None:
        return number, _number_change(number, cell, plan)
    measure = read_measure(cell) if plan.unit is not None else None
    if measure is not None:
        return (measure.number, made.UnitDropped) if measure.unit == plan.unit else (None, None)
    below = read_negative(cell)
    if below is not None:
        return below, made.NegativeRead
    noted = read_noted(cell)
    return noted, None if noted is None else made.NoteDropped


def is_rounded(cell: str, value: float) -> bool:
    """True if a large number of the text lost digits: a whole one beyond 2^53, an amount whose satang no longer fit."""
    if abs(value) < TOLD_APART:
        return False
    exact = _decimal(cell)
    return exact is not None and exact != Decimal(repr(value)) and exact != Decimal(value)


def _whole(cell: str, value: float) -> int | None:
    """Return a whole number that is written with a point or an exponent, or None for one that is not whole."""
    exact = _decimal(cell)
    number = Decimal(value) if exact is None else exact
    return int(number) if number == number.to_integral_value() else None


def _decimal(cell: str) -> Decimal | None:
    try:
        return Decimal(narrow(cell).replace(",", "").rstrip("% "))
    except InvalidOperation:
        return None


def _number_change(number: Number, cell: str, plan: ColumnPlan) -> type[Change] | None:
    if plan.comma_decimal and "," in cell:
        return made.CommaDecimalRead
    if number.scientific:
        return made.ScientificRead
    if number.grouped:
        return made.SeparatorsDropped
    if number.percent:
        return made.PercentDropped
    if plan.comma_decimal and cell.count(".") > 1:
        return made.SeparatorsDropped
    return made.ThaiDigits if number.thai else made.FormChanged if narrow(cell) != cell or cell.endswith(".") else None


def _year(cell: str, plan: ColumnPlan) -> _Found:
    number = read_number(cell) or read_noted(cell)
    written = int(number.value) if number is not None and number.value == int(number.value) else read_year_text(cell)
    if written is not None and plan.form == "yy" and written in SHORT_YEARS:
        return written + 2500 - ERA, made.ShortYearRead
    year = None if written is None else gregorian(written, plan.era)
    if written is None or year is None:
        return None, made.YearNotConverted if written in ANCIENT_BUDDHIST else made.NotOfType
    if year != written:
        return year, made.EraConverted
    return year, made.ThaiDigits if has_thai_digits(cell) else None if cell == str(year) else made.FormChanged


def _date(cell: str, plan: ColumnPlan) -> _Found:
    day = read_date(cell, day_first=plan.day_first, era=plan.era)
    if day is not None:
        return day.value, _day_change(day)
    if plan.form is not None and (found := read_compact(arabic_digits(cell), plan.form)) is not None:
        return found, made.SerialRead
    month = read_month(cell, era=plan.era) if plan.column.period == "month" else None
    if month is not None:
        return month.value, made.MonthRead
    moment = read_moment(cell, day_first=plan.day_first, era=plan.era)
    if moment is None or moment.value.time() != time():
        return None, made.NotOfType
    return moment.value.date(), _day_change(moment.day)


def _day_change(day: Day) -> type[Change] | None:
    if day.short:
        return made.ShortYearRead
    if day.buddhist:
        return made.EraConverted
    if day.thai_digits:
        return made.ThaiDigits
    return made.FormChanged if day.rewritten else None


def _moment(cell: str, plan: ColumnPlan) -> _Found:
    moment = read_moment(cell, day_first=plan.day_first, era=plan.era)
    if moment is not None:
        return moment.value, _day_change(moment.day) or (made.ZoneDropped if moment.zoned else None)
    if plan.form == "yyyymmddhhmmss" and (exact := read_stamp(arabic_digits(cell))) is not None:
        return exact, made.SerialRead
    if plan.form == "serial" and (serial := read_serial(arabic_digits(cell))) is not None:
        return serial, made.SerialRead
    day = read_date(cell, day_first=plan.day_first, era=plan.era)
    if day is None:
        return None, made.NotOfType
    return datetime.combine(day.value, time()), _day_change(day)


def _time(cell: str, plan: ColumnPlan) -> _Found:  # noqa: ARG001
    clock = read_time(cell)
    if clock is None:
        return None, made.NotOfType
    plain = arabic_digits(cell)
    return clock, None if plain == cell and plain in (clock.isoformat(), clock.isoformat("minutes")) else made.FormChanged


def _boolean(cell: str, plan: ColumnPlan) -> _Found:  # noqa: ARG001
    low = cell.lower()
    if low in YES or low in NO or low in "01":
        return low in YES or low == "1", None if low in ("true", "false") else made.FormChanged
    return None, made.NotOfType


def _place(cell: str, plan: ColumnPlan) -> _Found:
    return _text(cell, plan)


_READERS = {
    ColumnType.STRING: _text,
    ColumnType.INTEGER: _integer,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.DATETIME: _moment,
    ColumnType.TIME: _time,
    ColumnType.YEAR: _year,
    ColumnType.PLACE: _place,
}


def written(value: Any) -> str | None:
    """Return a value as it is shown in the list of changes."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else str(value)
