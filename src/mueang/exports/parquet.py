"""Parquet with zstd. Our table schema travels in the metadata; shapes make it GeoParquet 1.1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from mueang.exports.rows import Rows, shapes, without_gaps
from mueang.tables.schema import Column, ColumnType

GROUP_ROWS = 122_880
SCHEMA_KEY = "mueang.schema"
_DIMENSIONS = {False: "", True: " Z"}


def write(rows: Rows, path: Path, *, language: str, title: str) -> int:
    """Write the file and return how many rows it holds."""
    schema = rows.schema.arrow(system=())
    geometry = {column.name: _Seen(column) for column in rows.schema.of_type(ColumnType.GEOMETRY)}
    done, held = 0, 0
    group: list[pa.RecordBatch] = []
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3) as writer:
        for batch in without_gaps(rows.batches):
            for seen in geometry.values():
                seen.add(batch)
            group, held, done = [*group, batch], held + batch.num_rows, done + batch.num_rows
            if held >= GROUP_ROWS:
                writer.write_table(pa.Table.from_batches(group, schema), row_group_size=GROUP_ROWS)
                group, held = [], 0
        writer.write_table(pa.Table.from_batches(group, schema), row_group_size=GROUP_ROWS)
        writer.add_key_value_metadata(_metadata(rows, geometry, language, title))
    return done


class _Seen:
    """What kinds of shapes a column holds and where, gathered while it is written."""

    def __init__(self, column: Column) -> None:
        self._name = column.name
        self._types: set[str] = set()
        self._bounds: Any = np.array([np.inf, np.inf, -np.inf, -np.inf])

    def add(self, batch: pa.RecordBatch) -> None:
        found = shapes(batch.column(self._name))
        found = found[~shapely.is_missing(found)]
        self._types |= {shape.geom_type + _DIMENSIONS[bool(shape.has_z)] for shape in found}
        if len(found):
            low, high = self._bounds[:2], self._bounds[2:]
            bounds = shapely.total_bounds(found)
            self._bounds = np.concatenate([np.fmin(low, bounds[:2]), np.fmax(high, bounds[2:])])

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of GeoParquet; without `crs` it means longitude and latitude in WGS 84."""
        bbox = {"bbox": self._bounds.tolist()} if np.isfinite(self._bounds).all() else {}
        return {"encoding": "WKB", "geometry_types": sorted(self._types)} | bbox


def _metadata(rows: Rows, geometry: dict[str, _Seen], language: str, title: str) -> dict[str, str]:
    found = {SCHEMA_KEY: json.dumps(rows.schema.as_dict(), ensure_ascii=False), "title": title, "language": language}
    if geometry:
        columns = {name: seen.as_dict() for name, seen in geometry.items()}
        found["geo"] = json.dumps({"version": "1.1.0", "primary_column": next(iter(geometry)), "columns": columns}, ensure_ascii=False)
    return found
