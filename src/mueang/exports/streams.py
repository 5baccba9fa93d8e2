"""Tables on their way while they are still being read: pieces of bytes, a batch at a time, in memory that does not grow."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from mueang.exports import csv
from mueang.exports.rows import Rows, rows_of, without_gaps
from mueang.tables.schema import Column, ColumnType, TableSchema

_SHAPES = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": json.dumps({"crs": "OGC:CRS84"})}


def pieces(format: str, batches: Iterable[pa.RecordBatch], schema: TableSchema) -> Iterator[bytes]:
    """Yield the rows as `csv` or `arrow`, without system columns. The columns are those of the batches, described by `schema`."""
    return _WRITERS[format](rows_of(batches, schema))


def _csv(rows: Rows) -> Iterator[bytes]:
    yield csv.heading(rows.schema)
    for batch in without_gaps(rows.batches):
        yield csv.lines(batch, rows.schema)


def _arrow(rows: Rows) -> Iterator[bytes]:
    """Yield an Arrow IPC stream. Shapes are WKB under the extension type geoarrow.wkb; titles and units stand beside the columns."""
    schema = pa.schema([_field(column) for column in rows.schema.columns])
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, schema) as writer:
        yield _taken(sink)
        for batch in without_gaps(rows.batches):
            writer.write_batch(pa.record_batch(batch.columns, schema=schema))
            yield _taken(sink)
    yield _taken(sink)


def _field(column: Column) -> pa.Field:
    said = {"title_th": column.title_th, "title_en": column.title_en, "unit": column.unit or ""}
    known = {name: text for name, text in said.items() if text} | (_SHAPES if column.type is ColumnType.GEOMETRY else {})
    return pa.field(column.name, column.type.arrow, metadata=known or None)


def _taken(sink: io.BytesIO) -> bytes:
    piece = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return piece


_WRITERS: dict[str, Callable[[Rows], Iterator[bytes]]] = {"csv": _csv, "arrow": _arrow}

__all__ = ["pieces"]
