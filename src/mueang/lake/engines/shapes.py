"""What a question is apart from the values in it: questions of one shape are compiled once, and each puts in its own values.

Whole numbers are compared with any number exactly: bounds move to the next whole number, or the test is decided here. Values
keep the exact type of their column, for an index is passed over in silence where they do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

from mueang.lake.duck import literal
from mueang.lake.engines.engine import type_of
from mueang.lake.names import ORDER_BITS
from mueang.query.question import Condition, Question, Rows, Sort, Value, columns_asked
from mueang.tables.schema import SYSTEM_COLUMNS, Column, ColumnType, TableSchema

SQL_TYPES = {
    ColumnType.STRING: "VARCHAR",
    ColumnType.PLACE: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.YEAR: "INTEGER",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
    ColumnType.TIME: "TIME",
    ColumnType.GEOMETRY: "BLOB",
}
_WHOLE = {ColumnType.INTEGER: (-(2**63), 2**63 - 1), ColumnType.YEAR: (-(2**31), 2**31 - 1)}
NEVER = "never"


@dataclass(frozen=True)
class Slot:
    """The place of a value in the text of a question."""

    number: int
    kind: ColumnType


@dataclass(frozen=True)
class Test:
    """`column operator value`; operators are those of conditions, and `never`."""

    column: str
    operator: str
    slot: Slot | None = None


Tests = tuple[Test, ...]
"""Tests of which one must hold."""


@dataclass(frozen=True)
class Later:
    """How a row comes after the last one seen by one key: strictly beyond it, the same, and where the key's values end."""

    further: Tests
    same: Tests
    bound: Tests


@dataclass(frozen=True)
class Shape:
    """A question without its values: columns by place, its `where`, `having` and `after` as tests.

    order   of the last row seen: the slot of its place in the order of the table
    """

    question: Question
    where: tuple[Tests, ...] = ()
    having: tuple[Tests, ...] = ()
    after: tuple[Later, ...] = ()
    order: Slot | None = None


def places(schema: TableSchema) -> dict[str, str]:
    """Return `{column name: name in expressions}`, system columns included."""
    return {column.name: f"c{i}" for i, column in enumerate(schema.columns)} | {name: name for name in SYSTEM_COLUMNS}


def shape_of(question: Question, schema: TableSchema) -> tuple[Shape, list[str]]:
    """Return the shape of the question and, as SQL literals, the values that belong in its slots."""
    placed = _placed(question, schema)
    values = _Values()
    where = tuple(values.tests(type_of(placed.schema, c.column), c) for c in placed.where)
    if isinstance(placed, Rows):
        bare: Question = replace(placed, where=(), after=())
        after, order = values.later(placed.sort, placed.after, placed.schema), values.order(placed.after)
        return Shape(bare, where, (), after, order), values.texts
    having = tuple(values.tests(type_of(placed.answer, c.column), c) for c in placed.having)
    after = values.later(placed.order, placed.after, placed.schema)
    return Shape(replace(placed, where=(), having=(), after=()), where, having, after), values.texts


def typed(value: Any, kind: ColumnType) -> str:
    """Return the value as an SQL literal of exactly the column's type."""
    if kind in (ColumnType.STRING, ColumnType.PLACE):
        return literal(value)
    if isinstance(value, bool):
        return literal(value)
    text = value.isoformat() if hasattr(value, "isoformat") else repr(value)
    return f"CAST('{text}' AS {SQL_TYPES[kind]})"


def settled(operator: str, kind: ColumnType, value: Any) -> tuple[str, Any]:
    """Return operator and value that say the same in the column's own type; `never` or `not_null` where that decides it."""
    if value is None:
        return operator, None
    if kind in _WHOLE:
        return _settled_whole(_WHOLE[kind], operator, value)
    if kind is ColumnType.NUMBER:
        return operator, _decimal(value)
    if kind is ColumnType.DATETIME and isinstance(value, date) and not isinstance(value, datetime):
        return operator, datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return operator, small(value) if operator == "contains" else value


def _settled_whole(span: tuple[int, int], operator: str, value: float) -> tuple[str, Any]:
    lowest, highest = span
    if isinstance(value, float) and (math.isinf(value) or not value.is_integer()):
        if operator in ("eq", "ne"):
            return _always(operator == "ne")
        upward = operator in ("lt", "le")
        value = (highest if value > 0 else lowest - 1) if math.isinf(value) else math.floor(value)
        operator = "le" if upward else "gt"
    number = int(value)
    if lowest <= number <= highest:
        return operator, number
    return _always({"eq": False, "ne": True}.get(operator, (number > highest) == (operator in ("lt", "le"))))


def _always(yes: bool) -> tuple[str, None]:
    """Every filled value meets the test, or none does."""
    return ("not_null" if yes else NEVER), None


def _decimal(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def small(text: str) -> str:
    """Lower case letter by letter, as databases do: a letter stays one letter."""
    return "".join(letter.lower()[0] for letter in text)


@dataclass
class _Values:
    """Puts values aside, and slots in their place."""

    texts: list[str] = field(default_factory=list)

    def slot(self, value: Any, kind: ColumnType) -> Slot:
        self.texts.append(typed(value, kind))
        return Slot(len(self.texts) - 1, kind)

    def test(self, column: str, kind: ColumnType, operator: str, value: Any) -> Test:
        operator, value = settled(operator, kind, value)
        return Test(column, operator) if value is None else Test(column, operator, self.slot(value, kind))

    def tests(self, kind: ColumnType, condition: Condition) -> Tests:
        name, operator, value = condition.column, condition.operator, condition.value
        if operator in ("is_null", "not_null"):
            return (Test(name, operator),)
        if isinstance(value, tuple):
            return tuple(self.test(name, kind, "eq", one) for one in value)
        return (self.test(name, kind, operator, value),)

    def later(self, sorts: Sequence[Sort], after: Sequence[Value], schema: TableSchema) -> tuple[Later, ...]:
        return tuple(self._later(sort, value, type_of(schema, sort.column)) for sort, value in zip(sorts, after, strict=False))

    def _later(self, sort: Sort, value: Value, kind: ColumnType) -> Later:
        missing = Test(sort.column, "is_null")
        if value is None:
            return Later((), (missing,), (missing,))
        further, bound = ("lt", "le") if sort.descending else ("gt", "ge")
        beyond, same = self.test(sort.column, kind, further, value), self.test(sort.column, kind, "eq", value)
        return Later((beyond, missing), (same,), (self.test(sort.column, kind, bound, value), missing))

    def order(self, after: Sequence[Value]) -> Slot | None:
        return self.slot(order_of(after), ColumnType.INTEGER) if after else None


def order_of(after: Sequence[Value]) -> int:
    """Return the place in the order of the table of the last row seen."""
    version, row = after[-2:]
    return (cast("int", version) << ORDER_BITS) + cast("int", row)


def _placed(question: Question, schema: TableSchema) -> Question:
    """Return the question with columns called by place, about a table of the columns that it touches."""
    names = places(schema)
    touched = columns_asked(question)
    own: dict[str, Any] = {
        "schema": TableSchema(tuple(Column(names[c.name], c.type) for c in schema.columns if c.name in touched)),
        "where": tuple(replace(condition, column=names[condition.column]) for condition in question.where),
    }
    if isinstance(question, Rows):
        sort = tuple(replace(one, column=names[one.column]) for one in question.sort)
        return replace(question, **own, select=tuple(names[name] for name in question.columns), sort=sort)
    measures = tuple(replace(measure, column=names[measure.column]) if measure.column else measure for measure in question.measures)
    answer = dict(zip(question.columns, (*(names[name] for name in question.by), *(measure.name for measure in measures)), strict=True))
    return replace(
        question,
        **own,
        by=tuple(names[name] for name in question.by),
        measures=measures,
        having=tuple(replace(condition, column=answer[condition.column]) for condition in question.having),
        sort=tuple(replace(one, column=answer[one.column]) for one in question.sort),
    )
