"""The checks, each fed batch by batch and asked for its issues at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.base.report import Issue
from mueang.ingest.validate.constraints import Range
from mueang.ingest.validate.issues import KeyRepeats, NotAllCompared, RowsRepeat, ValueMissing, ValueNearlyListed, ValueNotListed, ValueOutOfRange
from mueang.tables.distinct import decoded
from mueang.tables.hashes import row_hashes
from mueang.tables.schema import SOURCE_ROW

MOST_COMPARED = 10_000_000
"""Rows that are compared with each other, at 24 bytes each: 240 MB. Rows beyond are not checked for repeats, which is told."""
MOST_SAMPLED = 100_000
MOST_TOLD = 20
LIKENESS = 75.0


class Check(Protocol):
    """Learns from batches, then says what is wrong."""

    def look(self, batch: pa.RecordBatch) -> None:
        """Learn from one batch."""

    def issues(self) -> Iterator[Issue]:
        """Return what was found."""


def rows_of(batch: pa.RecordBatch) -> pa.Array:
    """Return the physical rows of a batch."""
    return batch.column(batch.schema.get_field_index(SOURCE_ROW))


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    return batch.column(batch.schema.get_field_index(name))


class Required:
    """A column must be filled."""

    def __init__(self, column: str) -> None:
        self._column, self._empty, self._first = column, 0, -1

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the empty cells of the batch."""
        values = _column(batch, self._column)
        if not values.null_count:
            return
        if not self._empty:
            self._first = pc.min(rows_of(batch).filter(pc.is_null(values))).as_py()
        self._empty += values.null_count

    def issues(self) -> Iterator[Issue]:
        """Return the empty cells as one issue."""
        if self._empty:
            yield ValueMissing(column=self._column, row=self._first, count=self._empty)


class InRange:
    """The values of a column must lie between two bounds."""

    def __init__(self, column: str, allowed: Range) -> None:
        self._column, self._allowed = column, allowed
        self._count, self._first, self._example = 0, -1, ""

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the values of the batch that lie outside."""
        values = _column(batch, self._column)
        outside = pa.scalar(value=False)
        if self._allowed.minimum is not None:
            outside = pc.or_(outside, pc.less(values, self._allowed.minimum))
        if self._allowed.maximum is not None:
            outside = pc.or_(outside, pc.greater(values, self._allowed.maximum))
        wrong = values.filter(outside) if isinstance(outside, pa.Array) else values.slice(0, 0)
        if len(wrong) and not self._count:
            self._first, self._example = rows_of(batch).filter(outside)[0].as_py(), str(wrong[0].as_py())
        self._count += len(wrong)

    def issues(self) -> Iterator[Issue]:
        """Return the values outside as one issue, with the first of them."""
        if self._count:
            low, high = (str(bound) if bound is not None else "" for bound in (self._allowed.minimum, self._allowed.maximum))
            yield ValueOutOfRange(column=self._column, row=self._first, count=self._count, before=self._example, minimum=low, maximum=high)


class InList:
    """The values of a column must be in a code list."""

    def __init__(self, column: str, codes: Sequence[str]) -> None:
        self._column, self._codes = column, tuple(codes)
        self._unknown: dict[str, tuple[int, int]] = {}

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the values of the batch that are not in the list."""
        values = decoded(_column(batch, self._column)).cast(pa.string())
        wrong = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=pa.array(self._codes, pa.string()))))
        found = pa.table({"value": values.filter(wrong), "row": rows_of(batch).filter(wrong)})
        for one in found.group_by("value").aggregate([("row", "min"), ("row", "count")]).to_pylist():
            first, count = self._unknown.get(one["value"], (one["row_min"], 0))
            self._unknown[one["value"]] = (first, count + one["row_count"])

    def issues(self) -> Iterator[Issue]:
        """Return the most frequent unknown values, each with the nearest code."""
        from rapidfuzz import fuzz, process

        frequent = sorted(self._unknown.items(), key=lambda item: (-item[1][1], item[1][0]))
        for value, (row, count) in frequent[:MOST_TOLD]:
            told: dict[str, Any] = {"column": self._column, "row": row, "count": count, "before": value}
            near = process.extractOne(value, self._codes, scorer=fuzz.ratio, score_cutoff=LIKENESS)
            yield ValueNearlyListed(**told, after=near[0]) if near else ValueNotListed(**told)


class Repeats:
    """Rows must differ in some columns: those of a key, or all of them.

    Rows are compared by two 64-bit hashes: two different rows are taken for equal once in 10^24 pairs of ten million.
    """

    def __init__(self, columns: Sequence[str], *, key: bool) -> None:
        self._columns, self._key = tuple(columns), key
        self._hashes: list[NDArray[np.uint64]] = []
        self._rows: list[NDArray[np.int64]] = []
        self._compared = self._seen = 0

    def look(self, batch: pa.RecordBatch) -> None:
        """Remember the hashes of the rows of the batch."""
        self._seen += batch.num_rows
        batch = batch.slice(0, max(0, MOST_COMPARED - self._compared))
        self._compared += batch.num_rows
        if batch.num_rows:
            self._hashes.append(row_hashes([_column(batch, name) for name in self._columns], self._columns))
            self._rows.append(rows_of(batch).to_numpy(zero_copy_only=False))

    def issues(self) -> Iterator[Issue]:
        """Return the repeats as one issue, with the first that repeats an earlier row."""
        if self._hashes:
            yield from self._repeats(np.concatenate(self._hashes), np.concatenate(self._rows))
        if self._seen > self._compared:
            yield NotAllCompared(compared=self._compared, count=self._seen)

    def _repeats(self, hashes: NDArray[np.uint64], rows: NDArray[np.int64]) -> Iterator[Issue]:
        alike = _met_again(hashes[:, 0])
        hashes, rows = hashes[alike], rows[alike]
        order = np.lexsort((rows, hashes[:, 1], hashes[:, 0]))
        same = (hashes[order[1:]] == hashes[order[:-1]]).all(axis=1)
        if not same.any():
            return
        later, earlier = rows[order[1:]][same], rows[order[:-1]][same]
        first = int(np.argmin(later))
        if self._key:
            names = " ".join(f"“{name}”" for name in self._columns)
            yield KeyRepeats(row=int(later[first]), other=int(earlier[first]) + 1, count=int(same.sum()), columns=names)
        else:
            yield RowsRepeat(row=int(later[first]), count=int(same.sum()))


def _met_again(hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which hashes occur more than once: sorting one lane alone is quick, and mostly there are none."""
    ordered = np.sort(hashes)
    return np.isin(hashes, np.unique(ordered[1:][ordered[1:] == ordered[:-1]]))


class Median:
    """The median of a column, from every n-th value: exact up to 100,000 values, near it beyond."""

    def __init__(self, column: str) -> None:
        self.column = column
        self._values: NDArray[np.float64] = np.empty(0)
        self._step, self._seen = 1, 0

    def look(self, batch: pa.RecordBatch) -> None:
        """Take every n-th value of the batch."""
        values = _column(batch, self.column).drop_null().cast(pa.float64()).to_numpy(zero_copy_only=False)
        values = values[np.isfinite(values)]
        start = -self._seen % self._step
        self._seen += len(values)
        self._values = np.concatenate([self._values, values[start :: self._step]])
        while len(self._values) > MOST_SAMPLED:
            self._values, self._step = self._values[::2], self._step * 2

    @property
    def value(self) -> float | None:
        """The median, or None if the column is empty."""
        return float(np.median(self._values)) if len(self._values) else None
