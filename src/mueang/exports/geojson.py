"""GeoJSON by RFC 7946: a collection of features in lon/lat WGS 84. The first column of shapes is the geometry."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyarrow as pa

from mueang.exports import json
from mueang.exports.rows import Rows, geojson, without_gaps
from mueang.tables.schema import ColumnType, TableSchema


def write(rows: Rows, path: Path, *, language: str, title: str) -> int:  # noqa: ARG001 - one form for all writers
    """Write the file and return how many features it holds."""
    geometry = rows.schema.of_type(ColumnType.GEOMETRY)[0].name
    others = TableSchema(tuple(column for column in rows.schema.columns if column.name != geometry))
    done = 0
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection",' + (b'"name":' + orjson.dumps(title) + b"," if title else b"") + b'"features":[')
        for batch in without_gaps(rows.batches):
            file.write(b",\n" if done else b"\n")
            file.write(b",\n".join(_features(batch, geometry, others)))
            done += batch.num_rows
        file.write(b"\n]}\n")
    return done


def _features(batch: pa.RecordBatch, geometry: str, others: TableSchema) -> list[bytes]:
    properties = json.objects(batch.select(list(others.names)), others) if others.columns else ({} for _ in range(batch.num_rows))
    shapes = geojson(batch.column(geometry))
    return [
        orjson.dumps({"type": "Feature", "geometry": None if shape is None else orjson.Fragment(shape), "properties": values})
        for shape, values in zip(shapes, properties, strict=True)
    ]
