"""What a table tells of itself for the catalogue: its years and the level of its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mueang.tables.schema import ColumnType, TableSchema

_CODES = "^(?:[0-9]{2}){1,3}$"
_YEARS = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)


def facts_of(batches: Iterable[pa.RecordBatch], schema: TableSchema) -> dict[str, Any]:
    """Return `first_year`, `last_year` (Gregorian) and `place_length` (digits of the finest place codes), where there are any.

    What is no code in a column of the source that holds places (a word for "not stated") does not count.
    """
    years: set[int] = set()
    lengths: Counter[int] = Counter()
    for batch in batches:
        for column in schema.of_type(*_YEARS):
            years |= _bounds(batch.column(column.name), column.type)
        for column in schema.of_type(ColumnType.PLACE):
            lengths.update(_lengths(batch.column(column.name)))
    facts: dict[str, Any] = {}
    if years:
        facts |= {"first_year": min(years), "last_year": max(years)}
    if lengths:
        facts["place_length"] = max(lengths)
    return facts


def _bounds(values: pa.Array, kind: ColumnType) -> set[int]:
    years = values if kind is ColumnType.YEAR else pc.year(values)
    bounds = pc.min_max(years).as_py()
    return {bounds["min"], bounds["max"]} - {None}


def _lengths(codes: pa.Array) -> dict[int, int]:
    counts = pc.value_counts(pc.utf8_length(codes.filter(pc.match_substring_regex(codes, _CODES))))
    return {row["values"]: row["counts"] for row in counts.to_pylist()}
