"""Rows of a batch taken by the distinct combinations of a few columns: the work is done once for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.geo.columns import Cell
from mueang.tables.distinct import Distinct
from mueang.tables.distinct import distinct as by_value
from mueang.tables.schema import SOURCE_ROW

_DENSE = 1 << 40
_TABLE = 8
"""So many times as large as the batch a table of all keys may be; it spares sorting them."""


@dataclass(frozen=True)
class Combinations:
    """Distinct cells of some columns: `cells[which[i]]` are those of row i; `first` and `counts` go with `cells`."""

    cells: list[tuple[Cell, ...]]
    which: NDArray[np.intp]
    first: NDArray[np.intp]
    counts: NDArray[np.intp]


def combinations(batch: pa.RecordBatch, positions: Sequence[int]) -> Combinations:
    """Return the distinct combinations of the columns at `positions`; empty text counts as missing."""
    key = np.zeros(batch.num_rows, dtype=np.int64)
    columns = [by_value(batch.column(position)) for position in positions]
    for column in columns:
        key = key * (len(column.values) + 1) + column.codes + 1
        if key.max(initial=0) > _DENSE:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    first, which, counts = _groups(key)
    return Combinations(list(zip(*(_cells(column, first) for column in columns), strict=True)), which, first, counts)


def _cells(column: Distinct, rows: NDArray[np.intp]) -> list[Cell]:
    """Return the cells of some rows; each distinct value is looked at once. The last place is that of rows without a value."""
    cells = [*_all_cells(column.values), None]
    return [cells[code] for code in column.codes[rows].tolist()]


def _groups(key: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return for each distinct key where it stands first, for each row the place of its key, and how often each key occurs."""
    most = int(key.max(initial=0)) + 1
    if most > _TABLE * max(1, len(key)):
        _, first, which, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        return first, which, counts
    counts = np.bincount(key, minlength=most)
    there = np.flatnonzero(counts)
    place = np.empty(most, np.intp)
    place[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    first = place[there]
    place[there] = np.arange(len(there))
    return first, place[key], counts[there]


def source_rows(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """Return the physical rows of the batch."""
    rows: NDArray[np.int64] = batch.column(batch.schema.get_field_index(SOURCE_ROW)).to_numpy(zero_copy_only=False)
    return rows


def distinct(column: pa.Array) -> list[Cell]:
    """Return the distinct values of a column, without missing and empty ones."""
    found = by_value(column)
    there = np.zeros(len(found.values) + 1, bool)
    there[found.codes] = True  # the last place is that of rows without a value
    return [cell for cell in _all_cells(found.values.filter(pa.array(there[:-1]))) if cell is not None]


def _all_cells(values: pa.Array) -> list[Cell]:
    """Return the values; a text that is blank is missing."""
    cells: list[Cell] = values.to_pylist()
    if pa.types.is_string(values.type):
        return [cell if cell and not cell.isspace() else None for cell in cells]  # type: ignore[union-attr]
    return cells
