"""What every engine does, and what every engine does first: narrow the question to the permit."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import pyarrow as pa

from mueang.base.errors import BadQuery, NotAllowed
from mueang.base.message import Message
from mueang.lake.snapshot import Snapshot
from mueang.query.permit import Permit, restrict
from mueang.query.question import Question, Rows, columns_asked
from mueang.tables.schema import SYSTEM_COLUMNS, ColumnType, TableSchema

BATCH_ROWS = 8_192


class Engine(Protocol):
    """Answers questions about one snapshot at a time, never without a permit.

    The rules of every engine: missing values match only `is_null` and come last in either direction; text is ordered by
    code point; `contains` takes letters of either case; order is total by (`_version`, `_row`); sums and means of no
    values are missing, counts are 0.
    """

    def answer(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> pa.RecordBatchReader:
        """Return the rows of the answer as a stream of `answer_schema`. Raises NotAllowed, BadQuery, NotFound, LimitReached."""
        ...

    def count(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> int:
        """Return how many rows the whole answer has, whatever its limit and page."""
        ...


def narrow(snapshot: Snapshot, question: Question, permit: Permit, now: datetime) -> Question:
    """Return the question as the permit allows it. Raises TypeError without a permit, NotAllowed for that of another table."""
    if not isinstance(permit, Permit):
        raise TypeError("an engine answers only to a Permit")
    if permit.table != snapshot.table:
        raise NotAllowed(code="permit.table")
    narrowed = restrict(question, permit, now=now)
    _check_columns(snapshot.schema, narrowed)
    return narrowed


def _check_columns(schema: TableSchema, question: Question) -> None:
    """Refuse a question that was built upon another schema than the snapshot's."""
    for name in columns_asked(question) - set(SYSTEM_COLUMNS):
        here, asked = schema.get(name), question.schema.get(name)
        if here is None or asked is None or here.type is not asked.type:
            raise BadQuery(
                Message(f"คอลัมน์ “{name}” ไม่มีในรุ่นนี้ หรือเป็นข้อมูลคนละชนิด", f"“{name}” is not in this version, or is of another type."),
                code="query.column",
                field=name,
            )


def shown(question: Rows) -> tuple[str, ...]:
    """Return the columns of the answer without the system columns, each once.

    A page also carries the columns that it is sorted by, for the next page is asked by their last values.
    """
    keys = [sort.column for sort in question.sort] if question.limit is not None else []
    return tuple(dict.fromkeys(name for name in (*question.columns, *keys) if name not in SYSTEM_COLUMNS))


def answer_schema(question: Question) -> pa.Schema:
    """Return the Arrow schema of the answer: of rows with `_version` and `_row` last, of groups with their measures last."""
    if isinstance(question, Rows):
        fields = [pa.field(name, type_of(question.schema, name).arrow) for name in shown(question)]
        return pa.schema([*fields, *(pa.field(name, pa.int64()) for name in SYSTEM_COLUMNS)])
    return pa.schema([pa.field(column.name, column.type.arrow) for column in question.answer.columns])


def type_of(schema: TableSchema, name: str) -> ColumnType:
    """Return the type of a column, system columns included."""
    column = schema.get(name)
    return ColumnType.INTEGER if column is None or name in SYSTEM_COLUMNS else column.type
