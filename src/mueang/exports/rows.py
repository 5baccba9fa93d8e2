"""What a writer is given, and how values look as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from mueang.tables.schema import SYSTEM_COLUMNS, Column, ColumnType, TableSchema

DECIMALS = 7
"""Of degrees: about a centimetre."""


@dataclass(frozen=True)
class Rows:
    """Batches that hold exactly the columns of the schema, in its order and types."""

    schema: TableSchema
    batches: Iterable[pa.RecordBatch]


def rows_of(batches: Iterable[pa.RecordBatch], schema: TableSchema) -> Rows:
    """Return the rows without system columns; the columns are those of the batches, described by `schema`."""
    reader = iter(batches)
    first = next(reader, None)
    names = batches.schema.names if isinstance(batches, pa.RecordBatchReader) else first.schema.names if first is not None else schema.names
    found = (schema.get(name) for name in names if name not in SYSTEM_COLUMNS)
    columns = tuple(column for column in found if column is not None)
    whole = chain([] if first is None else [first], reader)
    return Rows(TableSchema(columns), (_plain(batch, columns) for batch in whole))


def _plain(batch: pa.RecordBatch, columns: tuple[Column, ...]) -> pa.RecordBatch:
    return pa.record_batch([batch.column(c.name).cast(c.type.arrow) for c in columns], names=[c.name for c in columns])


def texts(values: pa.Array, kind: ColumnType) -> list[str | None]:
    """Return the values as text: ISO dates, `true` and `false`, shortest decimals, WKT; None where missing."""
    found: list[str | None] = _TEXTS.get(kind, _by_cast)(values)
    return found


def _by_cast(values: pa.Array) -> list[str | None]:
    found: list[str | None] = values.cast(pa.string()).to_pylist()
    return found


def _numbers(values: pa.Array) -> list[str | None]:
    return [None if value is None else repr(value).removesuffix(".0") for value in values.to_pylist()]


def _clock(values: pa.Array) -> list[str | None]:
    return [None if value is None else value.isoformat() for value in values.to_pylist()]


def _wkt(values: pa.Array) -> list[str | None]:
    return [None if shape is None else shapely.to_wkt(shape, rounding_precision=DECIMALS) for shape in shapes(values)]


_TEXTS: dict[ColumnType, Callable[[pa.Array], list[str | None]]] = {
    ColumnType.NUMBER: _numbers,
    ColumnType.DATETIME: _clock,
    ColumnType.TIME: _clock,
    ColumnType.GEOMETRY: _wkt,
}


def shapes(values: pa.Array) -> Any:
    """Return the shapes of WKB as an array of shapely, None where missing."""
    return shapely.from_wkb(values.to_numpy(zero_copy_only=False))


def geojson(values: pa.Array) -> list[str | None]:
    """Return GeoJSON geometries as text (RFC 7946): rings turned right, coordinates of seven decimals."""
    turned = shapely.orient_polygons(shapes(values))
    rounded = shapely.transform(turned, lambda points: np.round(points, DECIMALS), include_z=False)
    found: list[str | None] = shapely.to_geojson(rounded).tolist()
    return found


def without_gaps(rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Leave out batches without rows."""
    return (batch for batch in rows if batch.num_rows)


def finite(values: pa.Array) -> pa.Array:
    """Return numbers with missing values where they are not finite: JSON has no word for these."""
    return pc.if_else(pc.is_finite(values), values, None)
