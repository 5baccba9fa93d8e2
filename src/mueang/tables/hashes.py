"""Hashes of rows, worked out column by column: equal rows have one hash, whatever batches they come in.

Two lanes of 64 bits, so that two different rows of ten million have one hash by chance once in 10^24. Not by intent: who
wants two rows with one hash can make them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.tables.distinct import distinct

LANES = 2
Hashes = NDArray[np.uint64]
_SEEDS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
_WORD = 8
_LONG = 512
"""From so many bytes on a text is taken as a whole by a hash of the standard library."""
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(_WORD + 1)], np.uint64)


def row_hashes(columns: Sequence[pa.Array], marks: Sequence[str]) -> Hashes:
    """Return the hashes of rows, one column a lane. `marks` tell the columns apart; a missing value adds nothing."""
    found = np.zeros((LANES, len(columns[0]) if columns else 0), np.uint64)
    for column, mark in zip(columns, marks, strict=True):
        for lane, seed in enumerate(_SEEDS):
            found[lane] += _cell_hashes(column, seed ^ _mark(mark))
    return np.column_stack([_mixed(lane) for lane in found])


def _mark(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def _cell_hashes(column: pa.Array, seed: int) -> Hashes:
    if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        coded = distinct(column)
        # The last place is that of rows without a value: their code is -1.
        return np.append(_text_hashes(coded.values, seed), np.uint64(0))[coded.codes]
    hashes = _mixed(_bits(column) + np.uint64(seed))
    return np.where(column.is_valid().to_numpy(zero_copy_only=False), hashes, np.uint64(0)) if column.null_count else hashes


def _bits(column: pa.Array) -> Hashes:
    """Return values of fixed size as numbers of 64 bits; 0.0 and -0.0 are one."""
    if pa.types.is_floating(column.type):
        numbers = column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0
    else:
        whole = column.cast(pa.int32()) if pa.types.is_date32(column.type) else column
        numbers = whole.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    bits: Hashes = numbers.view(np.uint64)
    return bits


def _text_hashes(values: pa.Array, seed: int) -> Hashes:
    """Return the hashes of texts, word by word of eight bytes, all texts at once."""
    _validity, ends, content = values.buffers()
    bounds = np.frombuffer(ends, np.int32)[values.offset : values.offset + len(values) + 1].astype(np.int64) if len(values) else np.zeros(1, np.int64)
    data = np.concatenate([np.frombuffer(content or b"", np.uint8)[bounds[0] : bounds[-1]], np.zeros(_WORD, np.uint8)])
    words = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    left, at = np.diff(bounds), bounds[:-1] - bounds[0]
    hashes = _mixed(left.astype(np.uint64) + np.uint64(seed))
    long = np.flatnonzero(left > _LONG)
    hashes[long] = [_long_hash(data[start : start + size].tobytes(), seed) for start, size in zip(at[long].tolist(), left[long].tolist(), strict=True)]
    still = np.flatnonzero((left > 0) & (left <= _LONG))
    while still.size:
        word = words[at[still]] & _MASKS[np.minimum(left[still], _WORD)]
        hashes[still] = _mixed(hashes[still] ^ word)
        at[still] += _WORD
        left[still] -= _WORD
        still = still[left[still] > 0]
    return hashes


def _long_hash(text: bytes, seed: int) -> int:
    return int.from_bytes(hashlib.blake2b(text, digest_size=8, key=seed.to_bytes(8, "little")).digest(), "little")


def _mixed(numbers: Hashes) -> Hashes:
    """Return each number with all its bits mixed (the finaliser of SplitMix64)."""
    mixed: Hashes = numbers ^ (numbers >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
