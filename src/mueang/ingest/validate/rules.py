"""Rules that a declared column or key makes, and the cells that break them: each fault says row, column, value and rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mueang.base.message import Message
from mueang.tables.schema import ColumnType


class Rule(StrEnum):
    """What a value, or a row, must keep; the names are those of Frictionless where it has one."""

    TYPE = "type"
    REQUIRED = "required"
    UNIQUE = "unique"
    KEY = "primaryKey"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    ABOVE = "exclusiveMinimum"
    BELOW = "exclusiveMaximum"
    MIN_LENGTH = "minLength"
    MAX_LENGTH = "maxLength"
    PATTERN = "pattern"
    CODES = "enum"
    PLACES = "places"

    @property
    def text(self) -> Message:
        """The rule in words, with a slot `allowed`."""
        return _TEXTS[self]


_TEXTS: Mapping[Rule, Message] = {
    Rule.TYPE: Message("ต้องเป็นข้อมูลชนิด “{allowed}”", "must be of the type “{allowed}”"),
    Rule.REQUIRED: Message("ต้องมีค่า", "must be filled"),
    Rule.UNIQUE: Message("ต้องไม่ซ้ำกับแถวอื่น", "must differ in every row"),
    Rule.KEY: Message("คอลัมน์หลัก ({allowed}) ต้องไม่ซ้ำกับแถวอื่น", "the key ({allowed}) must differ in every row"),
    Rule.MINIMUM: Message("ต้องไม่น้อยกว่า {allowed}", "must be at least {allowed}"),
    Rule.MAXIMUM: Message("ต้องไม่มากกว่า {allowed}", "must be at most {allowed}"),
    Rule.ABOVE: Message("ต้องมากกว่า {allowed}", "must be greater than {allowed}"),
    Rule.BELOW: Message("ต้องน้อยกว่า {allowed}", "must be less than {allowed}"),
    Rule.MIN_LENGTH: Message("ต้องยาวอย่างน้อย {allowed} ตัวอักษร", "must have at least {allowed} characters"),
    Rule.MAX_LENGTH: Message("ต้องยาวไม่เกิน {allowed} ตัวอักษร", "must have at most {allowed} characters"),
    Rule.PATTERN: Message("ต้องตรงกับรูปแบบ {allowed}", "must match the pattern {allowed}"),
    Rule.CODES: Message("ต้องเป็นค่าในรหัสรายการ {allowed}", "must be in the code list {allowed}"),
    Rule.PLACES: Message("ต้องเป็นชื่อหรือรหัสทางการของ{allowed}", "must be an official name or code: {allowed}"),
}

TYPE_NAMES: Mapping[ColumnType, str] = {
    ColumnType.STRING: "ข้อความ", ColumnType.INTEGER: "จำนวนเต็ม", ColumnType.NUMBER: "ตัวเลข", ColumnType.BOOLEAN: "ใช่/ไม่ใช่", ColumnType.DATE: "วันที่",
    ColumnType.DATETIME: "วันและเวลา", ColumnType.TIME: "เวลา", ColumnType.YEAR: "ปี", ColumnType.PLACE: "รหัสพื้นที่", ColumnType.GEOMETRY: "รูปทรงบนแผนที่",
}  # fmt: skip


@dataclass(frozen=True)
class Allowed:
    """What a rule allows, in words of both languages: most are the same in both."""

    th: str = ""
    en: str = ""

    @classmethod
    def plain(cls, text: str) -> Allowed:
        """Return what reads alike in both languages."""
        return cls(text, text)


@dataclass(frozen=True)
class Fault:
    """One cell (or the cells of one key in one row) that breaks a rule.

    row      0-based physical row of the source; people count from 1
    columns  names of the columns: one, but for keys of several
    value    what stands there, None where nothing does
    near     a value that may have been meant
    """

    row: int
    columns: tuple[str, ...]
    value: str | None
    rule: Rule
    allowed: Allowed = Allowed()
    near: str | None = None

    @property
    def column(self) -> str:
        """The columns in one text."""
        return ", ".join(self.columns)

    @property
    def message(self) -> Message:
        """The rule in words, with the value that may have been meant."""
        words = self.rule.text
        said = Message(words.th.format(allowed=self.allowed.th), words.en.format(allowed=self.allowed.en))
        return said if self.near is None else Message(f"{said.th} ใกล้เคียง “{self.near}”", f"{said.en}; nearest: “{self.near}”")


@dataclass(frozen=True)
class Count:
    """How many cells break one rule of one column."""

    columns: tuple[str, ...]
    rule: Rule
    count: int
    allowed: Allowed = Allowed()


@dataclass(frozen=True)
class Faults:
    """All faults counted, the first of each rule listed by row."""

    counts: tuple[Count, ...] = ()
    listed: tuple[Fault, ...] = field(default=(), repr=False)

    @property
    def total(self) -> int:
        """How many faults there are, listed or not."""
        return sum(one.count for one in self.counts)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)
