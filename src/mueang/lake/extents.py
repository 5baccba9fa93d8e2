"""How far the values of a version reach, from what its files say of themselves: no row is read for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mueang.lake.names import stored_names
from mueang.tables.schema import Column, ColumnType, TableSchema

_SPANNING = (ColumnType.INTEGER, ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True)
class Extent:
    """Rows of a column that have a value; the least and the greatest of whole numbers, years, days and moments, None for other types."""

    filled: int = 0
    least: Any = None
    greatest: Any = None

    def __add__(self, other: Extent) -> Extent:
        least = [one.least for one in (self, other) if one.least is not None]
        greatest = [one.greatest for one in (self, other) if one.greatest is not None]
        return Extent(self.filled + other.filled, min(least, default=None), max(greatest, default=None))


def extents_of(files: Sequence[str], schema: TableSchema) -> dict[str, Extent]:
    """Return `{column: Extent}` of all rows of the files; a column that a file lacks has no value there."""
    found = {name: Extent() for name in schema.names}
    names = stored_names(schema)
    for path in files:
        with pq.ParquetFile(path) as file:
            there = {field.name: place for place, field in enumerate(file.schema_arrow)}
            for column in schema.columns:
                if names[column.name] in there:
                    found[column.name] += _extent(file, there[names[column.name]], column)
    return found


def values_of(files: Sequence[str], schema: TableSchema, column: str) -> set[str]:
    """Return the distinct values of a column of text. The rows of a group are looked at only where it names a value that is not found yet."""
    found: set[str] = set()
    for path in files:
        for coded in _coded(path, stored_names(schema)[column]):
            if not found.issuperset(coded.dictionary.to_pylist()):
                found.update(coded.dictionary.take(pc.unique(coded.indices.drop_null())).to_pylist())
    return found


def _coded(path: str, stored: str) -> Iterator[pa.DictionaryArray]:
    with pq.ParquetFile(path, read_dictionary=[stored]) as file:
        for group in range(file.num_row_groups if stored in file.schema_arrow.names else 0):
            yield from file.read_row_group(group, [stored])[stored].chunks


def _extent(file: pq.ParquetFile, place: int, column: Column) -> Extent:
    """Return the extent that is noted in the file, or that of the values where one group notes none."""
    groups = [file.metadata.row_group(group).column(place) for group in range(file.num_row_groups)]
    noted = [_noted(group.statistics, group.num_values, column.type) for group in groups]
    return sum((one for one in noted if one is not None), Extent()) if None not in noted else _read(file, place, column.type)


def _noted(statistics: pq.Statistics | None, rows: int, kind: ColumnType) -> Extent | None:
    if statistics is None or not statistics.has_null_count:
        return None
    filled = rows - statistics.null_count
    if not filled or kind not in _SPANNING:
        return Extent(filled)
    return Extent(filled, statistics.min, statistics.max) if statistics.has_min_max else None


def _read(file: pq.ParquetFile, place: int, kind: ColumnType) -> Extent:
    values: pa.ChunkedArray = file.read([file.schema_arrow.names[place]])[file.schema_arrow.names[place]]
    ends = pc.min_max(values).as_py() if kind in _SPANNING else {"min": None, "max": None}
    return Extent(len(values) - values.null_count, ends["min"], ends["max"])
