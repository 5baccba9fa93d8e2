"""JSON: an array of objects, one a line, in UTF-8 without escapes. Shapes are GeoJSON geometries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from mueang.exports.rows import Rows, finite, geojson, without_gaps
from mueang.tables.schema import ColumnType, TableSchema


def write(rows: Rows, path: Path, *, language: str, title: str) -> int:  # noqa: ARG001 - one form for all writers
    """Write the file and return how many rows it holds."""
    done = 0
    with path.open("wb") as file:
        file.write(b"[")
        for batch in without_gaps(rows.batches):
            file.write(b",\n" if done else b"\n")
            file.write(b",\n".join(map(orjson.dumps, objects(batch, rows.schema))))
            done += batch.num_rows
        file.write(b"\n]\n")
    return done


def objects(batch: pa.RecordBatch, schema: TableSchema) -> Iterator[dict[str, Any]]:
    """Return the rows as objects that orjson writes."""
    columns = [_values(values, column.type) for values, column in zip(batch.columns, schema.columns, strict=True)]
    names = schema.names
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)) if names else ({} for _ in range(batch.num_rows))


def _values(values: pa.Array, kind: ColumnType) -> list[Any]:
    if kind is ColumnType.GEOMETRY:
        return [None if text is None else orjson.Fragment(text) for text in geojson(values)]
    return list((finite(values) if kind is ColumnType.NUMBER else values).to_pylist())
