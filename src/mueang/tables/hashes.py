"""Hashes of rows, worked out column by column: equal rows have one hash, whatever batches they come in.

Two lanes of 64 bits, so that two different rows of ten million have one hash by chance once in 10^24. Not by intent: who
wants two rows with one hash can make them.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.tables.distinct import distinct, flags

LANES = 2
Hashes = NDArray[np.uint64]
_SEEDS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
_PIECE = 16_384
"""Rows that are hashed at a time: what they take stays in the cache of the processor."""
_WORD = 8
_LONG = 512
"""From so many bytes on a text is taken as a whole by a hash of the standard library."""
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(_WORD + 1)], np.uint64)


def row_hashes(columns: Sequence[pa.Array], marks: Sequence[str], *, lanes: int = LANES) -> Hashes:
    """Return the hashes of rows, one column a lane. `marks` tell the columns apart; a missing value adds nothing."""
    rows = len(columns[0]) if columns else 0
    cells = [_cells(column, _seeds(mark)[:lanes]) for column, mark in zip(columns, marks, strict=True)]
    found = np.zeros((lanes, rows), np.uint64)
    for start in range(0, rows, _PIECE):
        here = slice(start, start + _PIECE)
        for lane, sums in enumerate(found[:, here]):
            for cell in cells:
                sums += cell.hashes(lane, here)
            sums[:] = _mixed(sums)
    return found.T


def _seeds(mark: str) -> list[np.uint64]:
    own = int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "little")
    return [np.uint64(seed ^ own) for seed in _SEEDS]


class _Texts:
    """Cells of which each distinct value is hashed once."""

    def __init__(self, column: pa.Array, seeds: Sequence[np.uint64]) -> None:
        coded = distinct(column)
        hashes = _text_hashes(coded.values, seeds)
        # The last place is that of rows without a value: their code is -1.
        self._known = np.concatenate([hashes, np.zeros((len(seeds), 1), np.uint64)], axis=1)
        self._codes = coded.codes

    def hashes(self, lane: int, rows: slice) -> Hashes:
        hashes: Hashes = np.take(self._known[lane], self._codes[rows], mode="wrap")
        return hashes


class _Numbers:
    """Cells of fixed size, which are hashed one by one."""

    def __init__(self, column: pa.Array, seeds: Sequence[np.uint64]) -> None:
        self._bits, self._seeds = _bits(column), seeds
        self._there = flags(column.is_valid()) if column.null_count else None

    def hashes(self, lane: int, rows: slice) -> Hashes:
        hashes = _mixed(self._bits[rows] + self._seeds[lane])
        if self._there is not None:
            hashes *= self._there[rows]
        return hashes


def _cells(column: pa.Array, seeds: Sequence[np.uint64]) -> _Texts | _Numbers:
    kind = column.type
    return (_Texts if pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_binary(kind) else _Numbers)(column, seeds)


def _bits(column: pa.Array) -> Hashes:
    """Return values of fixed size as numbers of 64 bits, whatever where they are missing; 0.0 and -0.0 are one."""
    if pa.types.is_floating(column.type):
        numbers = _filled(column.cast(pa.float64()), 0.0) + 0.0
    else:
        numbers = _filled((column.cast(pa.int32()) if pa.types.is_date32(column.type) else column).cast(pa.int64()), 0)
    bits: Hashes = numbers.view(np.uint64)
    return bits


def _filled(column: pa.Array, missing: float) -> NDArray[Any]:
    numbers: NDArray[Any] = (column.fill_null(missing) if column.null_count else column).to_numpy(zero_copy_only=False)
    return numbers


def _text_hashes(values: pa.Array, seeds: Sequence[np.uint64]) -> Hashes:
    """Return the hashes of texts by lane, word by word of eight bytes, all texts that are so long at once."""
    data, starts, sizes = _content(values)
    words = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    steps = np.where(sizes <= _LONG, -(-sizes // _WORD), 0).astype(np.int16)
    order = np.argsort(-steps, kind="stable")
    at, left = starts[order], sizes[order]
    # How many texts, the longest first, have a word at each step.
    going = len(steps) - np.cumsum(np.bincount(steps, minlength=1))
    found = np.stack([_mixed(left.astype(np.uint64) + seed) for seed in seeds])
    for step, (now, then) in enumerate(itertools.pairwise([*going, 0])):
        word = words[at[:now] + step * _WORD]
        word[then:] &= _MASKS[left[then:now] - step * _WORD]
        for hashes in found:
            hashes[:now] = _mixed(hashes[:now] ^ word)
    known = np.empty_like(found)
    known[:, order] = found
    for place in np.flatnonzero(sizes > _LONG).tolist():
        text = data[starts[place] : starts[place] + sizes[place]].tobytes()
        known[:, place] = [_long_hash(text, int(seed)) for seed in seeds]
    return known


def _content(values: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Return the bytes of texts, with a word of nothing behind them, and for each text where it begins and its size."""
    _validity, ends, content = values.buffers()
    bounds = np.frombuffer(ends, np.int32)[values.offset : values.offset + len(values) + 1].astype(np.int64) if len(values) else np.zeros(1, np.int64)
    data = np.concatenate([np.frombuffer(content or b"", np.uint8)[bounds[0] : bounds[-1]], np.zeros(_WORD, np.uint8)])
    return data, bounds[:-1] - bounds[0], np.diff(bounds)


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
