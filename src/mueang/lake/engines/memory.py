"""The slow, obvious engine: every row a dictionary, every rule a line of Python. It is the oracle of the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cmp_to_key
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mueang.base.errors import LimitReached, NotFound
from mueang.base.message import Message
from mueang.lake.engines.engine import BATCH_ROWS, answer_schema, narrow, type_of
from mueang.lake.names import stored_names
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Hold, as_they_are
from mueang.query.permit import Permit
from mueang.query.question import Condition, Groups, Measure, Question, Rows, Sort
from mueang.tables.schema import SOURCE_ROW, VERSION, Column, ColumnType, TableSchema

Row = dict[str, Any]
ORDER = (Sort(VERSION), Sort(SOURCE_ROW))
_OVERFLOW = Message("ผลรวมใหญ่เกินกว่าจะแสดงได้", "The sum is too large to be shown.")


class MemoryEngine:
    """Answers from lists in memory. For specs and small tables. `hold` brings the files of a snapshot to this machine."""

    def __init__(self, *, hold: Hold = as_they_are) -> None:
        self._hold = hold

    def answer(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> pa.RecordBatchReader:
        """Return the answer as a stream."""
        asked = narrow(snapshot, question, permit, now)
        rows = answer_from(asked, self._rows(snapshot))
        schema = answer_schema(asked)
        try:
            table = pa.Table.from_pylist(rows, schema)
        except (OverflowError, pa.ArrowInvalid) as error:
            raise LimitReached(_OVERFLOW, code="query.overflow") from error
        return pa.RecordBatchReader.from_batches(schema, table.to_batches(BATCH_ROWS))

    def count(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> int:
        """Return the rows of the whole answer."""
        asked = narrow(snapshot, question, permit, now)
        found = _meeting(asked, self._rows(snapshot))
        return len(found) if isinstance(asked, Rows) else len(_grouped(replace(asked, after=()), found))

    def _rows(self, snapshot: Snapshot) -> list[Row]:
        with self._hold(snapshot.files) as files:
            return [row for file in files for row in _rows_of(file, snapshot)]


def _rows_of(file: str, snapshot: Snapshot) -> Iterable[Row]:
    try:
        table = pq.read_table(file, partitioning=None)
    except FileNotFoundError as error:
        raise NotFound(code="lake.absent") from error
    names = stored_names(snapshot.schema) if snapshot.own else {name: name for name in snapshot.schema.names}
    for position, raw in enumerate(table.to_pylist()):
        row = {column.name: _value(raw.get(names[column.name]), column) for column in snapshot.schema.columns}
        yield row | {VERSION: raw.get(VERSION, 0), SOURCE_ROW: raw.get(SOURCE_ROW, position)}


def _value(value: Any, column: Column) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if column.type is ColumnType.TIME and isinstance(value, str):
        return time.fromisoformat(value)
    if column.type is ColumnType.NUMBER and value is not None:
        return float(value)
    return value


def answer_from(question: Question, rows: list[Row]) -> list[Row]:
    """Return the answer to a question about these rows."""
    found = _meeting(question, rows)
    ordered = _grouped(question, found) if isinstance(question, Groups) else _page(question, found)
    return ordered[: question.limit]


def _page(question: Rows, rows: list[Row]) -> list[Row]:
    order = (*question.sort, *ORDER)
    return sorted(_later(rows, order, question.after, question.schema), key=_key(order))


def _later(rows: list[Row], order: Sequence[Sort], after: Sequence[Any], schema: TableSchema) -> list[Row]:
    if not after:
        return rows
    last = {sort.column: _like(value, schema, sort.column) for sort, value in reversed(list(zip(order, after, strict=True)))}
    return [row for row in rows if _compare(row, last, order) > 0]


def _meeting(question: Question, rows: list[Row]) -> list[Row]:
    return [row for row in rows if all(_meets(row[c.column], c, question.schema) for c in question.where)]


def _meets(value: Any, condition: Condition, schema: TableSchema) -> bool:
    if condition.operator in ("is_null", "not_null"):
        return (value is None) == (condition.operator == "is_null")
    if value is None:
        return False
    if isinstance(condition.value, tuple):
        return value in [_like(wanted, schema, condition.column) for wanted in condition.value]
    return _TESTS[condition.operator](value, _like(condition.value, schema, condition.column))


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "lt": lambda value, wanted: value < wanted,
    "le": lambda value, wanted: value <= wanted,
    "gt": lambda value, wanted: value > wanted,
    "ge": lambda value, wanted: value >= wanted,
    "contains": lambda value, wanted: _small(wanted) in _small(value),
}


def _small(text: str) -> str:
    """Lower case letter by letter, as databases do: a letter stays one letter."""
    return "".join(letter.lower()[0] for letter in text)


def _like(value: Any, schema: TableSchema, name: str) -> Any:
    """Return the value as one of the column: decimals for a number, midnight for a date among moments."""
    kind = type_of(schema, name)
    if kind is ColumnType.NUMBER and isinstance(value, int):
        return float(value)
    if kind is ColumnType.DATETIME and isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return value


def _key(order: Iterable[Sort]) -> Callable[[Row], Any]:
    def compare(one: Row, other: Row) -> int:
        return _compare(one, other, order)

    return cmp_to_key(compare)


def _compare(one: Row, other: Row, order: Iterable[Sort]) -> int:
    for sort in order:
        a, b = one[sort.column], other[sort.column]
        if a == b:
            continue
        if a is None or b is None:
            return 1 if a is None else -1
        return (1 if a > b else -1) * (-1 if sort.descending else 1)
    return 0


def _grouped(question: Groups, rows: list[Row]) -> list[Row]:
    groups: dict[tuple[Any, ...], list[Row]] = {} if question.by else {(): []}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in question.by), []).append(row)
    found = [dict(zip(question.by, key, strict=True)) | {m.name: _measure(m, members) for m in question.measures} for key, members in groups.items()]
    kept = [row for row in found if all(_meets(row[c.column], c, question.answer) for c in question.having)]
    return sorted(_later(kept, question.order, question.after, question.answer), key=_key(question.order))


def _measure(measure: Measure, rows: list[Row]) -> Any:
    if measure.column is None:
        return len(rows)
    values = [row[measure.column] for row in rows if row[measure.column] is not None]
    if measure.function == "count":
        return len(values)
    return _OF[measure.function](values) if values else None


_OF: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "mean": lambda values: sum(values) / len(values),
    "min": min,
    "max": max,
}
