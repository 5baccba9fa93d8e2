"""What one text could be. The rules for one cell; `coded` applies them to whole columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from enum import IntEnum, IntFlag

from mueang.base.periods import GREGORIAN_YEARS
from mueang.base.text import arabic_digits, has_thai_digits
from mueang.ingest.dates import Day, read_date, read_moment, read_month, read_time
from mueang.ingest.measures import is_censored, read_measure, read_negative, read_noted
from mueang.ingest.months import BEGINS
from mueang.ingest.numbers import MOST_DIGITS, Number, bare, read_number

LONGEST_TYPED = 48
"""No number, date or time is longer."""

MISSING = frozenset(
    ["-", "--", "---", "–", "—", "―", "_", ".", "..", "...", "…", "n/a", "#n/a", "n.a.", "null", "<na>", "#null!", "ไม่มีข้อมูล", "ไม่มีค่า",
     "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#spill!", "#calc!", "#getting_data", "(null)", "<null>", "\\n", "ยังไม่มีข้อมูล", "ไม่พบข้อมูล", "ไม่ปรากฏข้อมูล",
     "0000-00-00", "0000-00-00 00:00:00", "00/00/0000",
     *("#" * width for width in range(3, 41))]
)  # fmt: skip
"""Texts, in lower case, that mean "no data" in a cell of any column; ##### is what Excel shows of a value that is wider than its column."""

MISSING_NUMBERS = frozenset(
    ["na", "nan", "nd", "n.d.", "n/d", "x", "none", "nil", "missing", "unknown", "*", "**", "?", "ไม่มี", "ไม่ระบุ", "ไม่ทราบ", "ไม่แน่ชัด", "ไม่ปรากฏ", "ไม่ได้ระบุ",
     "ไม่พบ", "ไม่ได้รายงาน", "ไม่รายงาน", "ยกเลิก", "ว่าง", "n/r"]
)  # fmt: skip
"""Texts, in lower case, that mean "no data" only among numbers and dates: Nan is a province, NA a code."""

TRUE = frozenset(["true", "yes", "จริง", "ใช่"])
FALSE = frozenset(["false", "no", "เท็จ", "ไม่ใช่"])
ANCIENT_BUDDHIST = range(2400, 2643)
"""Years that can only be Buddhist; those before 2484 are recognised, but not converted."""
_YEAR = re.compile(r"(?:(?:ประจำ)?ปี(?:งบประมาณ|การศึกษา|บัญชี|การผลิต|เพาะปลูก|ที่)?\s*|งบประมาณ\s*)?(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?\s*(?P<y>\d{4})")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d]")
_WORD = re.compile(rf"(?!ปี|ประจำปี|งบประมาณ|พ\.?\s?[ศคย]|พฤ|พุธ|ค\.?\s?ศ|วัน|เวลา|ที่|ร้อยละ|มาก|น้อย|ไม่เ|เกิน|{BEGINS})[ก-ฮเ-ไ]")
"""A Thai word with which no year, day or time begins."""


class Kind(IntEnum):
    """What a text could be."""

    EMPTY = 0
    MISSING = 1
    INTEGER = 2
    NUMBER = 3
    YEAR = 4
    DATE = 5
    DATETIME = 6
    TIME = 7
    BOOLEAN = 8
    TEXT = 9


class Flag(IntFlag):
    """What else is to be known of a text when the type of its column is chosen."""

    LEADING_ZERO = 1
    GROUPED = 2
    UNGROUPED = 4
    THAI = 8
    PERCENT = 16
    SCIENTIFIC = 32
    THIRTEEN = 64
    LONG = 128
    BUDDHIST = 256
    GREGORIAN = 512
    DAY_FIRST = 1024
    MONTH_FIRST = 2048
    EITHER_FIRST = 4096
    SHORT_YEAR = 8192
    COMMA_DECIMAL = 16384
    NEGATIVE = 32768
    MAYBE_MISSING = 65536
    MONTH = 1 << 17
    MONTH_DIGITS = 1 << 18
    MEASURE = 1 << 19
    BELOW_ZERO = 1 << 20
    CENSORED = 1 << 21
    DOTTED = 1 << 22
    NOTED = 1 << 23
    FRACTION = 1 << 24


Seen = tuple[Kind, Flag, float]
_NAN = math.nan
_NONE = Flag(0)


def look(text: str) -> Seen:
    """Return what the text could be, its flags, and its value if it is a number (else NaN)."""
    cell = bare(text)
    if not cell:
        return Kind.EMPTY, _NONE, _NAN
    if len(cell) > LONGEST_TYPED:
        return Kind.TEXT, _NONE, _NAN
    low = cell.lower()
    if low in MISSING:
        return Kind.MISSING, _NONE, _NAN
    if low in MISSING_NUMBERS:
        return Kind.TEXT, Flag.MAYBE_MISSING, _NAN
    if not _DIGIT.search(cell):
        return (Kind.BOOLEAN if low in TRUE or low in FALSE else Kind.TEXT), _NONE, _NAN
    if _WORD.match(cell):
        return Kind.TEXT, _NONE, _NAN
    number = read_number(cell)
    return _number(number) if number is not None else _temporal(cell)


def _number(number: Number) -> Seen:
    flags = Flag.THAI if number.thai else _NONE
    for holds, flag in (
        (number.leading_zero, Flag.LEADING_ZERO),
        (number.grouped, Flag.GROUPED),
        (not number.grouped and abs(number.value) >= 1000, Flag.UNGROUPED),
        (number.percent, Flag.PERCENT),
        (number.scientific, Flag.SCIENTIFIC),
        (number.value < 0, Flag.NEGATIVE),
    ):
        if holds:
            flags |= flag
    if isinstance(number.value, float):
        return Kind.NUMBER, flags, number.value
    return Kind.INTEGER, flags | _integer_flags(number), float(number.value)


def _integer_flags(number: Number) -> Flag:
    flags = year_flag(int(number.value)) if not number.grouped and number.digits == 4 else _NONE
    if number.digits == 13:
        flags |= Flag.THIRTEEN
    return flags | (Flag.LONG if number.digits > MOST_DIGITS else _NONE)


def year_flag(value: int) -> Flag:
    """Return the era in which a whole number could be a year."""
    if value in ANCIENT_BUDDHIST:
        return Flag.BUDDHIST
    return Flag.GREGORIAN if value in GREGORIAN_YEARS else _NONE


def _temporal(cell: str) -> Seen:
    year = read_year_text(cell)
    if year is not None:
        return Kind.YEAR, year_flag(year), float(year)
    day = read_date(cell)
    if day is not None:
        return Kind.DATE, _day_flags(day, cell), _NAN
    if read_time(cell) is not None:
        return Kind.TIME, _NONE, _NAN
    moment = read_moment(cell)
    if moment is not None:
        return Kind.DATETIME, _day_flags(moment.day), _NAN
    return Kind.TEXT, _hint(cell), _NAN


def _hint(cell: str) -> Flag:
    """Return what a text would be if its column bears it out; by itself it is only text."""
    month = read_month(cell)
    if month is not None:
        return _day_flags(month) | Flag.MONTH | (_NONE if _LETTER.search(cell) else Flag.MONTH_DIGITS)
    if read_number(cell, comma_decimal=True) is not None:
        return Flag.COMMA_DECIMAL
    below = read_negative(cell)
    if below is not None:
        part = Flag.GROUPED | Flag.FRACTION if isinstance(below.value, float) else Flag.GROUPED if below.grouped else _NONE
        return Flag.BELOW_ZERO | part
    for flag, reads in _HINTS:
        if reads(cell):
            return flag
    return _NONE


_HINTS: tuple[tuple[Flag, Callable[[str], object]], ...] = (
    (Flag.MEASURE, read_measure),
    (Flag.NOTED, read_noted),
    (Flag.CENSORED, is_censored),
)


def _day_flags(day: Day, cell: str = "") -> Flag:
    flags = {"day": Flag.DAY_FIRST, "month": Flag.MONTH_FIRST, "either": Flag.EITHER_FIRST}.get(day.order, _NONE)
    flags |= Flag.BUDDHIST if day.buddhist else Flag.GREGORIAN
    if day.short and day.order:
        flags |= Flag.SHORT_YEAR | (Flag.DOTTED if "." in cell else _NONE)
    return flags | (Flag.THAI if day.thai_digits else _NONE)


def read_year_text(cell: str) -> int | None:
    """Return the year, as written, of "พ.ศ. 2562", "ปี 2562" or "ปีงบประมาณ ๒๕๖๒", or None; bare digits are a number."""
    found = _YEAR.fullmatch(arabic_digits(cell)) if cell[:1] in "ปพคง" else None
    if found is None or not year_flag(int(found["y"])):
        return None
    return int(found["y"])


def is_typed(text: str | None) -> bool:
    """True for a number, a date, a time or a mark of missing data."""
    return text is not None and look(text)[0] not in (Kind.EMPTY, Kind.TEXT, Kind.BOOLEAN)


def has_digits_of_thai(text: str) -> bool:
    """True if a digit is Thai."""
    return has_thai_digits(text)
