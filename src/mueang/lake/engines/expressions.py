"""Questions as Ibis expressions: the text that every SQL engine is given, compiled to its own dialect.

Columns are called by place (c0, c1, ...), whatever the headers of offices hold; the answer gets its names back by
position. Comparisons are made in the column's own type, so that no engine rounds a bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, reduce
from typing import Any, cast

import ibis
import ibis.expr.types as ir

from mueang.lake.engines.engine import shown, type_of
from mueang.lake.names import ORDER, ORDER_BITS
from mueang.query.question import Condition, Groups, Measure, Question, Rows, Sort, Value, columns_asked
from mueang.tables.schema import SYSTEM_COLUMNS, Column, ColumnType, TableSchema

SOURCE = "source"
_TYPES = {
    ColumnType.STRING: "string",
    ColumnType.PLACE: "string",
    ColumnType.INTEGER: "int64",
    ColumnType.NUMBER: "float64",
    ColumnType.YEAR: "int32",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "date",
    ColumnType.DATETIME: "timestamp",
    ColumnType.TIME: "time",
    ColumnType.GEOMETRY: "binary",
}
_WHOLE = {ColumnType.INTEGER: (-(2**63), 2**63 - 1), ColumnType.YEAR: (-(2**31), 2**31 - 1)}
_TESTS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column != value,
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
}


def places(schema: TableSchema) -> dict[str, str]:
    """Return `{column name: name in expressions}`, system columns included."""
    return {column.name: f"c{i}" for i, column in enumerate(schema.columns)} | {name: name for name in SYSTEM_COLUMNS}


def compiled(question: Question, schema: TableSchema, *, ordered: bool = False, counted: bool = False) -> str:
    """Return the SQL of the question, or of how many rows its answer has, over the table `source` with columns by place.

    `ordered`: the rows come in the order of the table already, and the question wishes no other. Compiling costs more than
    many an answer: what is asked alike of columns that stand alike is compiled once, whatever the table.
    """
    return _compiled(_placed(question, schema), ordered, counted)


@lru_cache(maxsize=1024)
def _compiled(question: Question, ordered: bool, counted: bool) -> str:
    if counted:
        return str(ibis.to_sql(_count(question), dialect="duckdb"))
    return str(ibis.to_sql(_groups(question) if isinstance(question, Groups) else _rows(question, ordered), dialect="duckdb"))


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


def _rows(question: Rows, ordered: bool) -> ir.Table:
    """Return the page of rows that the question asks for, with columns in the order of the answer."""
    source = _Source(question.schema)
    table = source.table
    found = table.filter(*source.all_of(question.where), *source.after(question))
    if not ordered:
        found = found.order_by([*(source.key(sort) for sort in _telling(question.sort)), table[ORDER].asc()])
    limited = found if question.limit is None else found.limit(question.limit)
    return limited.select(*shown(question), *SYSTEM_COLUMNS)


def _groups(question: Groups) -> ir.Table:
    """Return the measures by group, in the order that the question wishes."""
    grouped = _grouped(question)
    keys = [_key(grouped[f"a{question.columns.index(sort.column)}"], sort) for sort in _telling(question.order)]
    ordered = grouped.order_by(keys) if keys else grouped
    return ordered if question.limit is None else ordered.limit(question.limit)


def _grouped(question: Groups) -> ir.Table:
    """Return the groups in no order, their columns called by place (a0, a1, ...)."""
    source = _Source(question.schema)
    found = source.table.filter(*source.all_of(question.where), *source.after_group(question))
    keys = {f"a{i}": found[name] for i, name in enumerate(question.by)}
    measures = {f"a{i}": _measured(found, measure) for i, measure in enumerate(question.measures, len(keys))}
    if not measures:
        return found.select(**keys).distinct()
    grouped = found.group_by(**keys).aggregate(**measures) if keys else found.aggregate(**measures)
    tests = [_test(grouped[f"a{question.columns.index(c.column)}"], type_of(question.answer, c.column), c) for c in question.having]
    return grouped.filter(*tests) if tests else grouped


def _count(question: Question) -> ir.Table:
    """Return one row: how many rows the whole answer has."""
    if isinstance(question, Rows):
        source = _Source(question.schema)
        return source.table.filter(*source.all_of(question.where)).aggregate(n=lambda t: t.count())
    measures = question.measures if question.having or not question.by else ()
    whole = Groups(question.schema, by=question.by, measures=measures, where=question.where, having=question.having)
    return _grouped(whole).aggregate(n=lambda t: t.count())


def _telling(sorts: Sequence[Sort]) -> list[Sort]:
    """Leave out a second sort by the same column, which tells nothing."""
    first: dict[str, Sort] = {}
    for sort in sorts:
        first.setdefault(sort.column, sort)
    return list(first.values())


class _Source:
    """The table of expressions for one schema, whose columns are called by place."""

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        columns = {c.name: _TYPES[c.type] for c in schema.columns}
        self.table = ibis.table(columns | dict.fromkeys((*SYSTEM_COLUMNS, ORDER), "int64"), name=SOURCE)

    def column(self, name: str) -> Any:
        return self.table[name]

    def key(self, sort: Sort) -> Any:
        return _key(self.column(sort.column), sort)

    def all_of(self, where: Sequence[Condition]) -> list[Any]:
        return [self.test(condition) for condition in where] or [ibis.literal(True)]

    def test(self, condition: Condition) -> Any:
        return _test(self.column(condition.column), type_of(self.schema, condition.column), condition)

    def after(self, question: Rows) -> list[Any]:
        """Return the test that a row comes after the last one seen, in the question's order."""
        if not question.after:
            return []
        *values, version, row = question.after
        order = (cast("int", version) << ORDER_BITS) + cast("int", row)
        return [self._later(question.sort, values, self.table[ORDER] > order), *self._bound(question.sort, values)]

    def after_group(self, question: Groups) -> list[Any]:
        """Return the test that a row belongs to a group after the last one seen."""
        if not question.after:
            return []
        return [self._later(question.order, question.after, ibis.literal(False)), *self._bound(question.order, question.after)]

    def _later(self, sorts: Sequence[Sort], values: Sequence[Value], later: Any) -> Any:
        """Return the test of coming later by these keys; `later` decides where all of them are the same."""
        for sort, value in reversed(list(zip(sorts, values, strict=True))):
            beyond, level = self._beyond(sort, value)
            later = beyond | (level & later)
        return later

    def _beyond(self, sort: Sort, value: Value) -> tuple[Any, Any]:
        """Return the tests that a value comes strictly after `value`, and that it is the same."""
        column, kind = self.column(sort.column), type_of(self.schema, sort.column)
        if value is None:
            return ibis.literal(False), column.isnull()
        further = _compare(column, kind, "lt" if sort.descending else "gt", value)
        return further | column.isnull(), column.notnull() & _compare(column, kind, "eq", value)

    def _bound(self, sorts: Sequence[Sort], values: Sequence[Value]) -> list[Any]:
        """Say the first key's bound apart, where engines use it to skip whole row groups."""
        if not sorts or values[0] is None:
            return []
        column, kind = self.column(sorts[0].column), type_of(self.schema, sorts[0].column)
        return [_compare(column, kind, "le" if sorts[0].descending else "ge", values[0]) | column.isnull()]


def _measured(table: ir.Table, measure: Measure) -> Any:
    if measure.column is None:
        return table.count()
    return getattr(table[measure.column], measure.function)()


def _key(column: Any, sort: Sort) -> Any:
    return column.desc(nulls_first=False) if sort.descending else column.asc(nulls_first=False)


def _test(column: Any, kind: ColumnType, condition: Condition) -> Any:
    match condition.operator:
        case "is_null":
            return column.isnull()
        case "not_null":
            return column.notnull()
        case "contains":
            return column.lower().contains(_small(cast("str", condition.value)))
        case "in":
            tests = [_compare(column, kind, "eq", value) for value in cast("tuple[Value, ...]", condition.value)]
            return reduce(lambda one, other: one | other, tests, ibis.literal(False))
    return _compare(column, kind, condition.operator, condition.value)


def _compare(column: Any, kind: ColumnType, operator: str, value: Any) -> Any:
    if kind in _WHOLE:
        return _compare_whole(column, _WHOLE[kind], operator, value)
    if kind is ColumnType.NUMBER:
        value = _decimal(value)
    elif kind is ColumnType.DATETIME and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return _TESTS[operator](column, ibis.literal(value, type=_TYPES[kind]))


def _compare_whole(column: Any, span: tuple[int, int], operator: str, value: float) -> Any:
    """Compare whole numbers with any number, exactly: bounds are moved to the next whole number, or decided here."""
    lowest, highest = span
    if isinstance(value, float) and (math.isinf(value) or not value.is_integer()):
        if operator in ("eq", "ne"):
            return _always(column, operator == "ne")
        upward = operator in ("lt", "le")
        value = (highest if value > 0 else lowest - 1) if math.isinf(value) else math.floor(value)
        operator = "le" if upward else "gt"
    number = int(value)
    if lowest <= number <= highest:
        return _TESTS[operator](column, ibis.literal(number, type="int64"))
    return _always(column, {"eq": False, "ne": True}.get(operator, (number > highest) == (operator in ("lt", "le"))))


def _always(column: Any, yes: bool) -> Any:
    """Every filled value meets the test, or none does."""
    return column.notnull() if yes else ibis.literal(False)


def _decimal(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _small(text: str) -> str:
    return "".join(letter.lower()[0] for letter in text)
