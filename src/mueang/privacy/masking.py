"""What a steward decided about columns with personal data, done to the rows: drop the column or mask its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from mueang.tables.schema import Column, ColumnType, TableSchema

_LETTER_OR_DIGIT = r"[\pL\pM\pN]"
MASK = "•"


def protected_schema(schema: TableSchema, *, drop: Iterable[str], mask: Iterable[str]) -> TableSchema:
    """Return the schema as `protect` leaves it: dropped columns gone, masked ones text.

    A column derived from a dropped or masked one goes, too: a place code made of an address would tell it again.
    """
    dropped, masked = set(drop), set(mask)
    told = {c.source_column for c in schema.columns if c.name in dropped | masked and c.source_column is not None}
    kept = [c for c in schema.columns if c.name not in dropped and not told & set(c.derived_from)]
    return TableSchema(tuple(_as_text(c) if c.name in masked else c for c in kept))


def protect(batches: Iterable[pa.RecordBatch], schema: TableSchema, *, drop: Iterable[str], mask: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Yield the batches under `protected_schema`: every letter and digit of a masked value becomes •; system columns stay."""
    masked = set(mask)
    kept = protected_schema(schema, drop=drop, mask=masked)
    for batch in batches:
        system = [name for name in batch.schema.names if name not in schema.names]
        names = [*kept.names, *system]
        arrays = [_masked(batch.column(name)) if name in masked else batch.column(name) for name in names]
        yield pa.RecordBatch.from_arrays(arrays, names=names)


def _masked(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.cast(values, pa.string()), pattern=_LETTER_OR_DIGIT, replacement=MASK)


def _as_text(column: Column) -> Column:
    raw = {**column.as_dict(), "type": ColumnType.STRING, "unit": None}
    return Column.from_dict(raw)
