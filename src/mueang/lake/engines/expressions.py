"""Questions as Ibis expressions: the text that every SQL engine is given, compiled to its own dialect.

Columns are called by place (c0, c1, ...), whatever the headers of offices hold; the answer gets its names back by
position. Values are put into the finished text, each in the exact type of its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from mueang.lake.engines.engine import shown
from mueang.lake.engines.shapes import NEVER, Shape, Slot, Test, Tests, shape_of
from mueang.lake.engines.sources import SOURCE
from mueang.lake.names import ORDER
from mueang.query.question import Groups, Measure, Question, Rows, Sort
from mueang.tables.schema import SYSTEM_COLUMNS, ColumnType, TableSchema

SHAPES = 1024
"""So many shapes of questions are kept compiled, the last asked."""
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
_SLOT = re.compile(r"\bVALUE_IN_SLOT\((\d+)\)", re.IGNORECASE)
_TESTS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column != value,
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
    "contains": lambda column, value: column.lower().contains(value),
}


def compiled(question: Question, schema: TableSchema, *, ordered: bool = False, counted: bool = False) -> str:
    """Return the SQL of the question, or of how many rows its answer has, over the table `source` with columns by place.

    `ordered`: the rows come in the order of the table already, and the question wishes no other. Compiling costs more than
    many an answer: what is asked alike of columns that stand alike is compiled once, whatever the table and the values.
    """
    shape, values = shape_of(question, schema)
    return _SLOT.sub(lambda found: values[int(found[1])], _compiled(shape, ordered, counted))


@lru_cache(maxsize=SHAPES)
def _compiled(shape: Shape, ordered: bool, counted: bool) -> str:
    if counted:
        return str(ibis.to_sql(_count(shape), dialect="duckdb"))
    return str(ibis.to_sql(_groups(shape) if isinstance(shape.question, Groups) else _rows(shape, ordered), dialect="duckdb"))


def _value_in_slot(number: Any) -> Any:
    """Stand in the text where a value will be put."""


_IN_SLOT = {kind: ibis.udf.scalar.builtin(_value_in_slot, name="value_in_slot", signature=((dt.int64,), dt.dtype(name))) for kind, name in _TYPES.items()}


def _rows(shape: Shape, ordered: bool) -> ir.Table:
    """Return the page of rows that the question asks for, with columns in the order of the answer."""
    question = shape.question
    assert isinstance(question, Rows)
    table = _source(question.schema)
    found = table.filter(*_all_of(table, shape.where), *_after(table, shape, _passed(table, shape.order)))
    if not ordered:
        found = found.order_by([*(_key(table[sort.column], sort) for sort in _telling(question.sort)), table[ORDER].asc()])
    limited = found if question.limit is None else found.limit(question.limit)
    return limited.select(*shown(question), *SYSTEM_COLUMNS)


def _groups(shape: Shape) -> ir.Table:
    """Return the measures by group, in the order that the question wishes."""
    question = shape.question
    assert isinstance(question, Groups)
    grouped = _grouped(shape)
    keys = [_key(grouped[f"a{question.columns.index(sort.column)}"], sort) for sort in _telling(question.order)]
    ordered = grouped.order_by(keys) if keys else grouped
    return ordered if question.limit is None else ordered.limit(question.limit)


def _grouped(shape: Shape, *, after: bool = True) -> ir.Table:
    """Return the groups in no order, their columns called by place (a0, a1, ...)."""
    question = shape.question
    assert isinstance(question, Groups)
    table = _source(question.schema)
    found = table.filter(*_all_of(table, shape.where), *(_after(table, shape, ibis.literal(False)) if after else ()))
    keys = {f"a{i}": found[name] for i, name in enumerate(question.by)}
    measures = {f"a{i}": _measured(found, measure) for i, measure in enumerate(question.measures, len(keys))}
    if not measures:
        return found.select(**keys).distinct()
    grouped = found.group_by(**keys).aggregate(**measures) if keys else found.aggregate(**measures)
    columns = {name: grouped[f"a{i}"] for i, name in enumerate(question.columns)}
    return grouped.filter(*(_any_in(columns, tests) for tests in shape.having)) if shape.having else grouped


def _count(shape: Shape) -> ir.Table:
    """Return one row: how many rows the whole answer has."""
    question = shape.question
    if isinstance(question, Rows):
        table = _source(question.schema)
        return table.filter(*_all_of(table, shape.where)).aggregate(n=lambda t: t.count())
    if question.by and not shape.having:
        shape = replace(shape, question=replace(question, measures=(), sort=()))
    return _grouped(shape, after=False).aggregate(n=lambda t: t.count())


def _telling(sorts: Sequence[Sort]) -> list[Sort]:
    """Leave out a second sort by the same column, which tells nothing."""
    first: dict[str, Sort] = {}
    for sort in sorts:
        first.setdefault(sort.column, sort)
    return list(first.values())


def _source(schema: TableSchema) -> ir.Table:
    """Return the table of expressions for one schema, whose columns are called by place."""
    columns = {c.name: _TYPES[c.type] for c in schema.columns}
    return ibis.table(columns | dict.fromkeys((*SYSTEM_COLUMNS, ORDER), "int64"), name=SOURCE)


def _all_of(table: ir.Table, where: Iterable[Tests]) -> list[Any]:
    return [_any_in(table, tests) for tests in where] or [ibis.literal(True)]


def _any_in(columns: ir.Table | dict[str, Any], tests: Tests) -> Any:
    found = [_test(columns[test.column], test) for test in tests]
    return reduce(lambda one, other: one | other, found) if found else ibis.literal(False)


def _passed(table: ir.Table, order: Slot | None) -> Any:
    """Return the test that a row stands later in the order of the table."""
    return ibis.literal(False) if order is None else table[ORDER] > _IN_SLOT[order.kind](order.number)


def _after(table: ir.Table, shape: Shape, later: Any) -> list[Any]:
    """Return the tests that a row comes after the last one seen; `later` decides where all keys are the same.

    The first key's bound is said apart, where engines use it to skip whole row groups.
    """
    if shape.order is None and not shape.after:
        return []
    for key in reversed(shape.after):
        later = _any_in(table, key.further) | (_any_in(table, key.same) & later)
    return [later, *([_any_in(table, shape.after[0].bound)] if shape.after else [])]


def _measured(table: ir.Table, measure: Measure) -> Any:
    if measure.column is None:
        return table.count()
    return getattr(table[measure.column], measure.function)()


def _key(column: Any, sort: Sort) -> Any:
    return column.desc(nulls_first=False) if sort.descending else column.asc(nulls_first=False)


def _test(column: Any, test: Test) -> Any:
    if test.operator == NEVER:
        return ibis.literal(False)
    if test.slot is None:
        return column.isnull() if test.operator == "is_null" else column.notnull()
    return _TESTS[test.operator](column, _IN_SLOT[test.slot.kind](test.slot.number))
