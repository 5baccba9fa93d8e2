"""Write what was read: the typed rows, the sheet as it stood, and the list of changes, each as one Parquet file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from mueang.base.report import Issue
from mueang.base.text import distinct_names
from mueang.flows.ahead import Beside
from mueang.ingest.normalise.changes import CODED_CHANGES, KINDS
from mueang.ingest.normalise.convert import Converted, Noted
from mueang.ingest.normalise.headings import column_letters
from mueang.ingest.normalise.plan import Plan
from mueang.ingest.sheet import GEOMETRY, Sheet, column_names
from mueang.tables.distinct import CODED, coded_schema, decoded
from mueang.tables.schema import SOURCE_ROW, Column, TableSchema

ROW_GROUP = 122_880
RAW_ROWS = 300
"""Rows of the sheet that are kept as they stood, beside those left out."""
EXAMPLE = 120


def parquet(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Return a writer of a Parquet file, by what is quickest to write and to read again: it is passed on, not kept for years.

    Of the numbers of rows each group tells the first and the last.
    """
    texts = [field.name for field in schema if field.type == CODED]
    numbers = [field.name for field in schema if field.name in (SOURCE_ROW, "row")]
    encodings = {field.name: encoding for field in schema if (encoding := _encoding(field.type)) is not None}
    return pq.ParquetWriter(path, schema, compression="lz4", store_schema=False, use_dictionary=texts, column_encoding=encodings, write_statistics=numbers)


def _encoding(kind: pa.DataType) -> str | None:
    """Return how values of the type are written: whole numbers as steps from one to the next, others byte by byte; None: as they are."""
    if pa.types.is_integer(kind) or pa.types.is_date(kind):
        return "DELTA_BINARY_PACKED"
    return "BYTE_STREAM_SPLIT" if pa.types.is_floating(kind) else None


class TableWriter:
    """Writes the files of one table in a folder; without one it only counts. `placed` adds the columns of places to typed rows."""

    def __init__(self, out: Path | None, number: int, plan: Plan, placed: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None) -> None:
        self.rows = 0
        self._plan = plan
        self._placed = placed
        self._noted: dict[tuple[str, int], Noted] = {}
        self.data, self.raw, self.changes = (f"table-{number}{part}.parquet" if out else None for part in ("", "-raw", "-changes"))
        self._raw_schema = pa.schema([(SOURCE_ROW, pa.int64()), *((name, pa.string()) for name in column_names(plan.width))])
        schemas = {self.raw: self._raw_schema, self.changes: CODED_CHANGES}
        self._writers: dict[str | None, pq.ParquetWriter] = {name: parquet(out / name, schema) for name, schema in schemas.items() if out and name}
        self._out = out
        self._beside = Beside()

    def note_raw(self, batch: pa.RecordBatch, out: npt.NDArray[np.int64]) -> None:
        """Write down the rows of a batch of the sheet that a person will want to see as they stood: the first, and those left out."""
        if self.raw in self._writers:
            rows = batch.column(SOURCE_ROW).to_numpy()
            chosen = np.flatnonzero((rows < RAW_ROWS) | np.isin(rows, out))
            if chosen.size:
                self._beside(self._writers[self.raw].write_batch, _padded(batch.take(pa.array(chosen)), self._raw_schema))

    def discard(self) -> None:
        """Stop, and take the files away."""
        self._beside.stop()
        for name, writer in self._writers.items():
            writer.close()
            (self._out / str(name)).unlink()  # type: ignore[operator]

    def add(self, converted: Converted) -> None:
        """Write a batch of typed rows and its changes."""
        self.rows += converted.rows.num_rows
        if self._out is not None:
            self._beside(self._write_rows, converted.rows)
            for changes in converted.changes:
                self._beside(self._write_changes, changes)
        for noted in converted.noted:
            known = self._noted.setdefault((noted.column, noted.change), noted)
            if known is not noted:
                total = known.count + noted.count
                self._noted[noted.column, noted.change] = Noted(known.column, known.change, total, known.row, known.before, known.after)

    def _write_rows(self, rows: pa.RecordBatch) -> None:
        for start in range(0, rows.num_rows, ROW_GROUP):
            batch = rows.slice(start, ROW_GROUP)
            self._write(batch if self._placed is None else self._placed(batch))

    def _write(self, batch: pa.RecordBatch) -> None:
        self._opened(batch.schema).write_batch(batch)

    def _write_changes(self, changes: pa.RecordBatch) -> None:
        columns = [_sparing_dictionary(column) for column in changes.columns]
        self._writers[self.changes].write_table(pa.Table.from_arrays(columns, schema=changes.schema), ROW_GROUP)

    def _opened(self, schema: pa.Schema) -> pq.ParquetWriter:
        """Return the writer of the typed rows; whoever asks first tells their columns."""
        if self.data not in self._writers:
            self._writers[self.data] = parquet(self._out / str(self.data), schema)  # type: ignore[operator]
        return self._writers[self.data]

    def close(self) -> None:
        """Finish the files."""
        self._beside.close()
        if self._out is not None:
            self._opened(coded_schema(self._plan.schema.arrow()))
        for writer in self._writers.values():
            writer.close()

    def issues(self) -> Iterator[Issue]:
        """Yield one issue for each kind of change in each column."""
        for noted in self._noted.values():
            kind = KINDS[noted.change - 1]
            yield kind(column=noted.column, count=noted.count, row=noted.row, before=_short(noted.before), after=_short(noted.after))

    def add_text(self, sheet: Sheet) -> TableSchema:
        """Write every row of the sheet as it stands, and return the columns: all text, called by the heading where it has a name."""
        schema = _text_schema(self._plan, sheet)
        if self._out is None:
            self.rows = sum(batch.num_rows for batch in sheet.batches())
            return schema
        arrow = schema.arrow()
        order = pa.schema([(SOURCE_ROW, pa.int64()), *((name, pa.string()) for name in column_names(self._plan.width))])
        for batch in sheet.batches():
            self.note_raw(batch, np.array(self._plan.out, np.int64))
            padded = _padded(batch, order)
            self._write(pa.RecordBatch.from_arrays([*padded.columns[1:], padded.column(0)], schema=arrow))
            self.rows += batch.num_rows
        self.close()
        return schema


def _text_schema(plan: Plan, sheet: Sheet) -> TableSchema:
    found = {column.position: column.column for column in plan.columns}
    letters = [column_letters(i) for i in range(plan.width)]
    names = distinct_names([found[i].name if i in found else f"คอลัมน์ {letters[i]}" for i in range(plan.width)])
    heading = sheet.heading or ()
    sources = [found[i].source_name if i in found else (heading[i] if i < len(heading) else None) for i in range(plan.width)]
    return TableSchema(tuple(Column(name, source_name=source, source_column=i) for i, (name, source) in enumerate(zip(names, sources, strict=True))))


def _padded(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return the batch with all columns of the schema; where the batch has none there is no cell."""
    names = set(batch.schema.names) - {GEOMETRY}
    columns = [decoded(batch.column(field.name)) if field.name in names else pa.nulls(batch.num_rows, field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _sparing_dictionary(column: pa.Array) -> pa.ChunkedArray:
    """Return the column so that its texts are written row by row where nearly each row has one of its own: half the time, and fewer bytes.

    A row group goes without a dictionary from where a text stands twice in one: here that is the first row, which goes apart.
    """
    if not pa.types.is_dictionary(column.type) or 2 * len(column.dictionary) < len(column):
        return pa.chunked_array([column])
    text = column[0].as_py()
    first = pa.DictionaryArray.from_arrays(pa.array([None if text is None else 0], pa.int32()), pa.array([text or "", text or ""], pa.string()))
    return pa.chunked_array([first, column[1:]])


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= EXAMPLE else text[: EXAMPLE - 1] + "…"
