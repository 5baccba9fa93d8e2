"""Columns of text by their distinct values: what holds of a value is found once, however many rows hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

CODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Distinct:
    """The values of a column, and for each row the place of its own, -1 where it has none. Values may be there that no row has."""

    values: pa.Array
    codes: NDArray[np.int32]


def distinct(column: pa.Array) -> Distinct:
    """Return the column by its distinct values."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if len(coded.dictionary) > len(coded):
        coded = coded.dictionary_decode().dictionary_encode()
    return Distinct(coded.dictionary, coded.indices.fill_null(-1).to_numpy(zero_copy_only=False))


def gathered(values: pa.Array, codes: NDArray[Any]) -> pa.DictionaryArray:
    """Return a column of text of which the rows hold the values at these places; what is missing may be among the values."""
    if not values.null_count:
        return pa.DictionaryArray.from_arrays(codes.astype(np.int32, copy=False), values)
    there = values.is_valid().to_numpy(zero_copy_only=False)
    places = (np.cumsum(there) - 1).astype(np.int32)[codes]
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=~there[codes]), values.drop_null())


def decoded(column: pa.Array) -> pa.Array:
    """Return the column with a value of its own in each row."""
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def coded_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with its columns of text by their distinct values."""
    columns = [column.dictionary_encode() if pa.types.is_string(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def coded_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema with its columns of text by their distinct values."""
    return pa.schema([field.with_type(CODED) if pa.types.is_string(field.type) else field for field in schema])


def coded_batches(path: Path, columns: Collection[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file, its columns of text by their distinct values; of some columns, if they are named."""
    texts = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for group in range(file.num_row_groups):
            # Group by group each column keeps the distinct values that it was written with.
            yield from file.read_row_group(group, columns).combine_chunks().to_batches()


def flags(which: pa.Array) -> NDArray[np.bool_]:
    """Return an array of yes and no for numpy; missing is no."""
    return np.asarray(pc.fill_null(which, False).to_numpy(zero_copy_only=False), dtype=bool)
