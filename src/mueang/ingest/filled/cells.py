"""One cell of a form: what it says as a value of its column, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any

from mueang.base.message import Message
from mueang.base.periods import show_date
from mueang.base.text import squeeze
from mueang.ingest import dates
from mueang.ingest.filled.issues import CellBroken, CellDash, CellFault, CellNearlyListed, CellNotListed, CellOutOfRange, CellUnreadable, CellWrongForm
from mueang.ingest.numbers import read_number
from mueang.tables.declared import CodeList, Field
from mueang.tables.form import shown_code
from mueang.tables.schema import ColumnType

Fault = Callable[..., CellFault]
"""A fault that only lacks its place."""
LIKENESS = 75.0
CHOICES_TOLD = 3
WANTED = {
    ColumnType.INTEGER: Message("จำนวนเต็ม พิมพ์เป็นตัวเลข เช่น 12", "whole number; type digits such as 12"),
    ColumnType.NUMBER: Message("ตัวเลข พิมพ์เช่น 12.5", "number; type digits such as 12.5"),
    ColumnType.BOOLEAN: Message("ใช่ หรือ ไม่ใช่", "yes or no"),
    ColumnType.DATE: Message("วันที่ พิมพ์เช่น 5 ม.ค. 2569 หรือ 5/1/2569", "date; type it as 2026-01-05 or 5/1/2026"),
    ColumnType.DATETIME: Message("วันที่และเวลา พิมพ์เช่น 5/1/2569 14:30", "date and time; type it as 2026-01-05 14:30"),
    ColumnType.TIME: Message("เวลา พิมพ์เช่น 14:30", "time; type it as 14:30"),
    ColumnType.YEAR: Message("ปี พ.ศ. พิมพ์เช่น 2569", "year; type it as 2026"),
}
_YES = frozenset({"ใช่", "มี", "จริง", "yes", "y", "true", "1", "✓", "x"})
_NO = frozenset({"ไม่ใช่", "ไม่", "ไม่มี", "เท็จ", "no", "n", "false", "0"})
_DASHES = frozenset("-–—−")
_ERRORS = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)|#{2,}")


def read_cell(field: Field, text: str) -> tuple[Any, Fault | None]:
    """Return the value of a text that is not empty, and what is wrong with it; a value that is wrong is None."""
    plain = squeeze(text)
    if _ERRORS.fullmatch(plain):
        return None, partial(CellBroken, before=plain)
    if field.codes is not None:
        return _from_list(field, field.codes, plain)
    value = _READERS.get(field.type, squeeze)(plain)
    if value is None:
        return None, _unreadable(field, plain)
    fault = _out_of_bounds(field, value, plain) or _wrong_form(field, value)
    return (None, fault) if fault else (value, None)


def bounds_of(field: Field) -> Message | None:
    """Return in words which values a column takes, None if it takes all of its type."""
    wanted = field.conditions
    low, high = (wanted.minimum, wanted.above)[wanted.minimum is None], (wanted.maximum, wanted.below)[wanted.maximum is None]
    if low is not None and high is not None and wanted.above is None and wanted.below is None:
        return Message(f"ต้องอยู่ระหว่าง {_said(low, 'th')} ถึง {_said(high, 'th')}", f"must lie between {_said(low, 'en')} and {_said(high, 'en')}")
    parts = [
        (wanted.minimum, "ต้องไม่น้อยกว่า", "must be at least"),
        (wanted.above, "ต้องมากกว่า", "must be more than"),
        (wanted.maximum, "ต้องไม่เกิน", "must be at most"),
        (wanted.below, "ต้องน้อยกว่า", "must be less than"),
    ]
    said = [(f"{th} {_said(bound, 'th')}", f"{en} {_said(bound, 'en')}") for bound, th, en in parts if bound is not None]
    return Message(" และ".join(th for th, _ in said), " and ".join(en for _, en in said)) if said else None


def _from_list(field: Field, codes: CodeList, text: str) -> tuple[Any, Fault | None]:
    """Return the value that a text stands for: itself, or what it means."""
    found = text if text in codes.values else codes.meant_by(text)
    if found is None:
        return None, _unlisted(codes, text)
    value = _READERS.get(field.type, squeeze)(found)
    return value, None if value is not None else _unreadable(field, text)


def _unlisted(codes: CodeList, text: str) -> Fault:
    from rapidfuzz import fuzz, process

    shown = [shown_code(code) for code in codes.codes]
    near = process.extractOne(text, shown, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    if near:
        return partial(CellNearlyListed, before=text, after=near[0])
    return partial(CellNotListed, before=text, choices=" · ".join(shown[:CHOICES_TOLD]))


def _unreadable(field: Field, text: str) -> Fault:
    if text in _DASHES and field.type.is_numeric:
        return partial(CellDash, before=text)
    wanted = WANTED[field.type]
    return partial(CellUnreadable, before=text, wanted_th=wanted.th, wanted_en=wanted.en)


def _out_of_bounds(field: Field, value: Any, text: str) -> Fault | None:
    wanted = field.conditions
    outside = (
        (wanted.minimum is not None and value < wanted.minimum)
        or (wanted.maximum is not None and value > wanted.maximum)
        or (wanted.above is not None and value <= wanted.above)
        or (wanted.below is not None and value >= wanted.below)
    )
    said = bounds_of(field) if outside else None
    return partial(CellOutOfRange, before=text, bounds_th=said.th, bounds_en=said.en) if said else None


def _wrong_form(field: Field, value: Any) -> Fault | None:
    wanted = field.conditions
    if not isinstance(value, str):
        return None
    short = wanted.min_length is not None and len(value) < wanted.min_length
    long = wanted.max_length is not None and len(value) > wanted.max_length
    unlike = wanted.pattern is not None and not re.fullmatch(wanted.pattern, value)
    return partial(CellWrongForm, before=value) if short or long or unlike else None


def _said(bound: Any, language: str) -> str:
    return show_date(bound, language) if isinstance(bound, date) else f"{bound:,}" if isinstance(bound, int | float) else str(bound)


def _whole(text: str) -> int | None:
    number = read_number(text)
    whole = number is not None and not number.percent and float(number.value).is_integer()
    return int(number.value) if number is not None and whole else None


def _number(text: str) -> float | None:
    number = read_number(text)
    return float(number.value) if number is not None else None


def _yes_or_no(text: str) -> bool | None:
    word = text.lower()
    return True if word in _YES else False if word in _NO else None


def _date(text: str) -> date | None:
    day = dates.read_date(text)
    if day is not None:
        return day.value
    moment = dates.read_moment(text)
    return moment.value.date() if moment is not None and moment.value.time() == time() else None


def _moment(text: str) -> datetime | None:
    moment = dates.read_moment(text)
    day = dates.read_date(text) if moment is None else None
    return moment.value if moment is not None else datetime.combine(day.value, time()) if day is not None else None


def _year(text: str) -> int | None:
    number = _whole(re.sub(r"^(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)\s*", "", text))
    return dates.gregorian(number) if number is not None else None


_READERS: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.INTEGER: _whole,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: _yes_or_no,
    ColumnType.DATE: _date,
    ColumnType.DATETIME: _moment,
    ColumnType.TIME: dates.read_time,
    ColumnType.YEAR: _year,
}
