"""What one may ask of a table: some of its rows, or values by group. A question that is wrong refuses to exist."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, get_args

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.tables.schema import SYSTEM_COLUMNS, Column, ColumnType, TableSchema

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "is_null", "not_null"]
Function = Literal["count", "sum", "mean", "min", "max"]
Value = str | int | float | bool | date | datetime | time | None

_TAKES: dict[ColumnType, tuple[type, ...]] = {
    ColumnType.STRING: (str,),
    ColumnType.PLACE: (str,),
    ColumnType.INTEGER: (int, float),
    ColumnType.NUMBER: (int, float),
    ColumnType.YEAR: (int,),
    ColumnType.BOOLEAN: (bool,),
    ColumnType.DATE: (date,),
    ColumnType.DATETIME: (datetime, date),
    ColumnType.TIME: (time,),
    ColumnType.GEOMETRY: (),
}
_SYSTEM_TYPE = ColumnType.INTEGER
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def _bad(th: str, en: str, code: str, field: str | None = None) -> BadQuery:
    return BadQuery(Message(th, en), code=code, field=field)


def column_of(schema: TableSchema, name: str) -> Column:
    """Return the column, system columns included. Raises BadQuery (`query.column`) if there is none of that name."""
    if name in SYSTEM_COLUMNS:
        return Column(name, _SYSTEM_TYPE)
    column = schema.get(name)
    if column is None:
        raise _bad(f"ตารางนี้ไม่มีคอลัมน์ “{name}”", f"The table has no column “{name}”.", "query.column", name)
    return column


@dataclass(frozen=True)
class Condition:
    """`column operator value`. `in` takes a tuple; `contains` text, letters of either case; nulls match only `is_null`."""

    column: str
    operator: Operator
    value: Value | tuple[Value, ...] = None

    def __post_init__(self) -> None:
        if self.operator not in get_args(Operator):
            raise _bad(f"ไม่รู้จักตัวเปรียบเทียบ “{self.operator}”", f"Unknown operator “{self.operator}”.", "query.operator", self.column)
        if (self.operator == "in") != isinstance(self.value, tuple):
            raise _bad("ตัวเปรียบเทียบ in ใช้กับรายการค่าเท่านั้น", "The operator in takes a list of values.", "query.value", self.column)

    def check(self, schema: TableSchema) -> None:
        """Raise BadQuery if the column is missing or the value is of another type than the column."""
        column = column_of(schema, self.column)
        if self.operator in ("is_null", "not_null"):
            return
        if self.operator == "contains" and column.type not in (ColumnType.STRING, ColumnType.PLACE):
            raise _bad(f"คอลัมน์ “{self.column}” ไม่ใช่ข้อความ", f"“{self.column}” is not text.", "query.value", self.column)
        for value in self.value if isinstance(self.value, tuple) else (self.value,):
            self._check_value(column, value)

    def _check_value(self, column: Column, value: Value) -> None:
        wanted = _TAKES[column.type]
        if not isinstance(value, wanted) or _is_of_narrower_type(value, wanted) or not _is_plain(value):
            raise _bad(
                f"ค่า “{value}” ใช้กับคอลัมน์ “{self.column}” ไม่ได้",
                f"“{value}” does not fit the column “{self.column}” ({column.type}).",
                "query.value",
                self.column,
            )


def _is_of_narrower_type(value: Value, wanted: tuple[type, ...]) -> bool:
    """In Python True is a whole number and a moment is a date; in a table they are not."""
    return any(isinstance(value, narrow) and narrow not in wanted for narrow in (bool, datetime))


def _is_plain(value: Value) -> bool:
    """True for what a table can hold: finite numbers, times without a zone, text of characters."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, datetime | time):
        return value.tzinfo is None
    return not isinstance(value, str) or not _UNWRITABLE.search(value)


@dataclass(frozen=True)
class Sort:
    """Order by one column; missing values always come last."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Rows:
    """Some rows of a table.

    select   names of the columns wanted, in order; empty: all of them
    where    conditions that must all hold
    sort     order; (`_version`, `_row`) always follows, so that every order is total
    after    the sort values, `_version` and `_row` of the last row seen (keyset paging); empty: from the start
    limit    most rows wanted; None: all
    """

    schema: TableSchema
    select: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    sort: tuple[Sort, ...] = ()
    after: tuple[Value, ...] = ()
    limit: int | None = None

    def __post_init__(self) -> None:
        for name in (*self.select, *(s.column for s in self.sort)):
            column_of(self.schema, name)
        _check_where(self.where, self.schema)
        if any(column_of(self.schema, s.column).type is ColumnType.GEOMETRY for s in self.sort):
            raise _bad("เรียงตามรูปทรงไม่ได้", "Rows cannot be sorted by a shape.", "query.sort")
        _check_names_differ(self.select, "query.select")
        self._check_after()
        _check_limit(self.limit)

    def _check_after(self) -> None:
        names = (*(s.column for s in self.sort), *SYSTEM_COLUMNS)
        if self.after and (len(self.after) != len(names) or None in self.after[len(self.sort) :]):
            raise _bad("เครื่องหมายหน้าถัดไปใช้กับการเรียงลำดับนี้ไม่ได้", "The cursor belongs to another order.", "query.cursor")
        for name, value in zip(names, self.after, strict=False):
            if value is not None:
                Condition(name, "eq", value).check(self.schema)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the answer, without the system columns, which always follow."""
        return self.select or self.schema.names


@dataclass(frozen=True)
class Measure:
    """A value computed over the rows of a group. `count` without a column counts rows, with one its non-missing values."""

    function: Function
    column: str | None = None

    @property
    def name(self) -> str:
        """The name of the measure in the answer: `mean_pm25`, `count`."""
        return f"{self.function}_{self.column}" if self.column else self.function

    def column_in(self, schema: TableSchema) -> Column:
        """Return the measure as a column of the answer: counts are whole, means are not, the others as the column itself."""
        if self.column is None or self.function == "count":
            return Column(self.name, ColumnType.INTEGER)
        return Column(self.name, ColumnType.NUMBER if self.function == "mean" else column_of(schema, self.column).type)

    def check(self, schema: TableSchema) -> None:
        """Raise BadQuery if the function cannot be computed of the column."""
        if self.function not in get_args(Function) or (self.column is None and self.function != "count"):
            raise _bad(f"คำนวณ “{self.name}” ไม่ได้", f"“{self.name}” cannot be computed.", "query.measure")
        if self.column is None:
            return
        column = column_of(schema, self.column)
        if self.function in ("sum", "mean") and not column.type.is_numeric:
            raise _bad(f"คอลัมน์ “{self.column}” ไม่ใช่ตัวเลข", f"“{self.column}” is not numeric.", "query.measure", self.column)
        if column.type is ColumnType.GEOMETRY and self.function != "count":
            raise _bad("คำนวณค่าจากรูปทรงไม่ได้", "No value can be computed of a shape.", "query.measure", self.column)


@dataclass(frozen=True)
class Groups:
    """Measures by the distinct values of the columns `by`; no measures: the values alone.

    having   conditions on measures, by their names in the answer, that must all hold
    sort     order by columns of the answer; the groups' own order, missing last, always follows
    after    the values of `by` of the last group seen, for groups in their own order; empty: from the start
    limit    most groups wanted; None: all
    """

    schema: TableSchema
    by: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    where: tuple[Condition, ...] = ()
    limit: int | None = None
    having: tuple[Condition, ...] = ()
    sort: tuple[Sort, ...] = ()
    after: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        if not self.by and not self.measures:
            raise _bad("ต้องเลือกคอลัมน์หรือค่าที่จะคำนวณ", "Name a column or a measure.", "query.measure")
        for name in self.by:
            if column_of(self.schema, name).type is ColumnType.GEOMETRY:
                raise _bad("จัดกลุ่มตามรูปทรงไม่ได้", "Rows cannot be grouped by a shape.", "query.group", name)
        for measure in self.measures:
            measure.check(self.schema)
        _check_names_differ(self.columns, "query.group")
        _check_where(self.where, self.schema)
        self._check_answer()
        self._check_after()
        _check_limit(self.limit)

    def _check_answer(self) -> None:
        for name in (condition.column for condition in self.having):
            if name not in self.columns[len(self.by) :]:
                raise _bad(f"ไม่มีค่าที่คำนวณชื่อ “{name}”", f"No measure is called “{name}”.", "query.having", name)
        _check_where(self.having, self.answer)
        for name in (sort.column for sort in self.sort):
            if name not in self.columns:
                raise _bad(f"คำตอบไม่มีคอลัมน์ “{name}”", f"The answer has no column “{name}”.", "query.sort", name)

    def _check_after(self) -> None:
        if self.after and (self.sort or len(self.after) != len(self.by)):
            raise _bad("เครื่องหมายหน้าถัดไปใช้กับการเรียงลำดับนี้ไม่ได้", "The cursor belongs to another order.", "query.cursor")
        for name, value in zip(self.by, self.after, strict=False):
            if value is not None:
                Condition(name, "eq", value).check(self.schema)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the answer."""
        return (*self.by, *(measure.name for measure in self.measures))

    @property
    def answer(self) -> TableSchema:
        """The columns of the answer with their types."""
        return TableSchema((*(column_of(self.schema, name) for name in self.by), *(measure.column_in(self.schema) for measure in self.measures)))

    @property
    def order(self) -> tuple[Sort, ...]:
        """The whole order of the groups."""
        return (*self.sort, *(Sort(name) for name in self.by))


Question = Rows | Groups


def columns_asked(question: Question) -> set[str]:
    """Return every column that the question touches, be it only to filter or to sort."""
    touched = {condition.column for condition in question.where}
    if isinstance(question, Rows):
        return touched | set(question.columns) | {s.column for s in question.sort}
    return touched | set(question.by) | {m.column for m in question.measures if m.column}


def _check_where(where: Iterable[Condition], schema: TableSchema) -> None:
    for condition in where:
        condition.check(schema)


def _check_names_differ(names: tuple[str, ...], code: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise _bad(f"ชื่อ “{name}” ซ้ำกันในคำตอบ", f"“{name}” would stand twice in the answer.", code, name)


def _check_limit(limit: int | None) -> None:
    if limit is not None and limit < 0:
        raise _bad("จำนวนแถวต้องไม่ติดลบ", "The limit must not be negative.", "query.limit")
