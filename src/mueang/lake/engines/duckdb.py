"""DuckDB, embedded: questions as SQL over exactly the files of the snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from mueang.base.errors import LimitReached, NotFound
from mueang.base.message import Message
from mueang.lake.compare import Side, check_keys, difference_schema, difference_sql
from mueang.lake.duck import connect
from mueang.lake.engines.deadlines import DEADLINES
from mueang.lake.engines.engine import BATCH_ROWS, answer_schema, narrow
from mueang.lake.engines.expressions import compiled
from mueang.lake.engines.memory import answer_from
from mueang.lake.engines.native.asking import native_sql
from mueang.lake.engines.native.copies import Copies, OpenCopies
from mueang.lake.engines.shapes import places
from mueang.lake.engines.sources import in_order_of, sql_of
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Hold, as_they_are
from mueang.query.permit import Permit
from mueang.query.question import Question, Rows
from mueang.tables.schema import TableSchema

_TOO_LARGE = Message("คำถามนี้ใช้หน่วยความจำมากเกินไป กรองให้แคบลงแล้วลองใหม่", "The question needs too much memory. Narrow it and try again.")
_TOO_LONG = Message(
    "ตอบไม่เสร็จภายใน {seconds} วินาที จึงหยุด กรองให้แคบลงแล้วลองใหม่", "No answer within {seconds} s, so it was stopped. Narrow the question and try again."
)
_OVERFLOW = Message("ผลรวมใหญ่เกินกว่าจะแสดงได้", "The sum is too large to be shown.")


class DuckDBEngine:
    """Answers by one connection for the whole process, with a cursor for each question.

    folders   the only folders whose files may be read
    hold      brings the files of a snapshot into these folders for as long as an answer is read
    copies    native copies, from which a version is read if there is one of it
    threads   of all questions together; memory: of all together; seconds: longest time for one answer, None for no end
    """

    def __init__(
        self,
        folders: Iterable[Path | str],
        *,
        hold: Hold = as_they_are,
        threads: int = 2,
        memory: str = "1GB",
        seconds: float | None = None,
        spill: Path | str | None = None,
        copies: Copies | None = None,
    ) -> None:
        own = [copies.cache.folder] if copies else []
        self._connection = connect([*folders, *own], threads=threads, memory=memory, spill=spill)
        self._copies = OpenCopies(copies, self._connection) if copies else None
        self._seconds = seconds
        self._hold = hold

    def answer(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> pa.RecordBatchReader:
        """Return the answer as a stream; it holds a cursor until it is read to its end or dropped."""
        asked = narrow(snapshot, question, permit, now)
        schema = answer_schema(asked)
        if not snapshot.files:
            return _without_files(asked, schema)
        batches = self._from_copy(asked, snapshot, schema) or self._asked([snapshot], lambda here: sql_of(*_expressed(asked, here)), schema)
        return pa.RecordBatchReader.from_batches(schema, batches)

    def count(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> int:
        """Return the rows of the whole answer."""
        asked = narrow(snapshot, question, permit, now)
        if not snapshot.files:
            return len(answer_from(replace(asked, limit=None), []))
        batches = self._asked([snapshot], lambda here: sql_of(compiled(asked, here.schema, counted=True), here), pa.schema([("n", pa.int64())]))
        return sum(batch.column(0)[0].as_py() for batch in batches)

    def compare(self, before: Snapshot, after: Snapshot, permit: Permit, *, keys: Sequence[str] = (), now: datetime) -> pa.RecordBatchReader:
        """Return the rows that differ as a stream of `compare.difference_schema`, as far as the permit shows them.

        Files that both versions name are never opened: their rows cancel out. Raises as `answer` does, and BadQuery for a
        key by which rows cannot be matched.
        """
        questions = [narrow(snapshot, Rows(snapshot.schema), permit, now) for snapshot in (before, after)]
        common = set(before.files) & set(after.files)
        apart = [replace(one, files=tuple(file for file in one.files if file not in common)) for one in (before, after)]
        was, now_is = (_side(replace(one, files=()), question).schema for one, question in zip(apart, questions, strict=True))
        check_keys(keys, was, now_is)
        schema = difference_schema(was, now_is)

        def sql(before: Snapshot, after: Snapshot) -> str:
            return difference_sql(_side(before, questions[0]), _side(after, questions[1]), keys)

        return pa.RecordBatchReader.from_batches(schema, self._asked(apart, sql, schema))

    def _from_copy(self, asked: Question, snapshot: Snapshot, schema: pa.Schema) -> Iterator[pa.RecordBatch] | None:
        """Answer from the native copy of the version, None if there is none. One that cannot be read is removed: the files are the truth."""
        if self._copies is None or (copy := self._copies.of(snapshot)) is None:
            return None
        try:
            return self._run(lambda cursor: native_sql(asked, snapshot.schema, copy, cursor), schema, ExitStack())
        except (duckdb.CatalogException, duckdb.BinderException):  # closed meanwhile to make room for others
            return None
        except NotFound:
            self._copies.drop(snapshot)
            return None

    def _asked(self, snapshots: Sequence[Snapshot], sql: Callable[..., str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Run the query over the files of the snapshots now (faults show here), and yield its batches under the names and types of `schema`."""
        with ExitStack() as holding:
            here = [replace(one, files=tuple(holding.enter_context(self._hold(one.files)))) for one in snapshots]
            held = holding.pop_all()
        return self._run(lambda _: sql(*here), schema, held)

    def _run(self, sql: Callable[[duckdb.DuckDBPyConnection], str], schema: pa.Schema, held: ExitStack) -> Iterator[pa.RecordBatch]:
        """Run the query now, and yield its batches; what is `held` is let go when they are read, or at a fault."""
        try:
            cursor = held.enter_context(self._connection.cursor())
            with self._limits(cursor):
                reader = cursor.execute(sql(cursor)).to_arrow_reader(BATCH_ROWS)
        except BaseException:
            held.close()
            raise
        return self._batches(held, cursor, reader, schema)

    def _batches(self, held: ExitStack, cursor: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        with held:
            while (batch := self._next(cursor, reader)) is not None:
                yield self._named(batch, schema)

    def _named(self, batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
        try:
            return pa.record_batch([column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)], schema=schema)
        except pa.ArrowInvalid as error:
            raise self._explained(error) from error

    def _next(self, cursor: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
        """Read on. Only our own time counts: who takes the rows may take hours to write them down."""
        with self._limits(cursor):
            return next(reader, None)

    @contextmanager
    def _limits(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        try:
            with DEADLINES.within(self._seconds, cursor.interrupt) if self._seconds else nullcontext():
                yield
        except (duckdb.OutOfMemoryException, duckdb.InterruptException, duckdb.IOException, pa.ArrowInvalid, OSError) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> Exception:
        text = str(error)
        if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in text:
            return LimitReached(_TOO_LARGE, code="limit.memory")
        if isinstance(error, duckdb.InterruptException) or "INTERRUPT" in text:
            return LimitReached(_TOO_LONG.fill(seconds=self._seconds), code="limit.time")
        if isinstance(error, pa.ArrowInvalid):
            return LimitReached(_OVERFLOW, code="query.overflow")
        return NotFound(code="lake.absent")


def _expressed(asked: Question, snapshot: Snapshot) -> tuple[str, Snapshot]:
    if isinstance(asked, Rows) and not asked.sort and (files := in_order_of(snapshot)):
        return compiled(asked, snapshot.schema, ordered=True), replace(snapshot, files=files)
    return compiled(asked, snapshot.schema), snapshot


def _side(snapshot: Snapshot, asked: Question) -> Side:
    assert isinstance(asked, Rows)
    shown_columns = TableSchema(tuple(column for column in snapshot.schema.columns if column.name in asked.columns))
    return Side(sql_of(compiled(asked, snapshot.schema, ordered=True), snapshot), shown_columns, places(snapshot.schema))


def _without_files(question: Question, schema: pa.Schema) -> pa.RecordBatchReader:
    """Answer about a table that holds nothing: no rows, or one row of counts 0 where nothing groups them."""
    return pa.RecordBatchReader.from_batches(schema, pa.Table.from_pylist(answer_from(question, []), schema).to_batches())
