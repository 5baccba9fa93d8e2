"""Columns of bytes by their distinct values; one that numbers the rows, as the first of most registers does, without hashing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CODED_BYTES = pa.dictionary(pa.int32(), pa.binary())


def coded_bytes(column: pa.Array) -> pa.DictionaryArray:
    """Return the column by its distinct values."""
    if pa.types.is_dictionary(column.type):
        return column
    if not is_rising(column):
        return column.dictionary_encode()
    return pa.DictionaryArray.from_arrays(pa.array(np.arange(len(column), dtype=np.int32)), column, safe=False)


def numbers_rows(column: pa.DictionaryArray) -> bool:
    """Return whether each row has a value of its own, and these rise."""
    return len(column.dictionary) == len(column) and is_rising(column.dictionary)


def is_rising(values: pa.BinaryArray) -> bool:
    """Return whether each value is longer than the one before, or as long and greater; then no two are the same."""
    sizes = np.asarray(pc.binary_length(values).to_numpy(zero_copy_only=False))
    grown = np.diff(sizes)
    if bool((grown < 0).any()):
        return False
    greater = pc.greater(values[1:], values[:-1]).to_numpy(zero_copy_only=False)
    return bool(np.all((grown > 0) | greater))
