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
from mueang.ingest.validate.issues import ValueMissing, ValueNearlyListed, ValueNotListed, ValueOutOfRange
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW

MOST_SAMPLED = 100_000
MOST_TOLD = 20
LIKENESS = 75.0


class Check(Protocol):
    """Learns from batches, then says what is wrong."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        ...

    def look(self, batch: pa.RecordBatch) -> None:
        """Learn from one batch."""

    def issues(self) -> Iterator[Issue]:
        """Return what was found."""


def rows_of(batch: pa.RecordBatch) -> pa.Array:
    """Return the physical rows of a batch."""
    return batch.column(batch.schema.get_field_index(SOURCE_ROW))


def column_of(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return a column of a batch."""
    return batch.column(batch.schema.get_field_index(name))


class Required:
    """A column must be filled."""

    def __init__(self, column: str) -> None:
        self.columns = (column,)
        self._column, self._empty, self._first = column, 0, -1

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the empty cells of the batch."""
        values = column_of(batch, self._column)
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
        self.columns = (column,)
        self._column, self._allowed = column, allowed
        self._count, self._first, self._example = 0, -1, ""

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the values of the batch that lie outside."""
        values = column_of(batch, self._column)
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
        self.columns = (column,)
        self._column, self._codes = column, tuple(codes)
        self._unknown: dict[str, tuple[int, int]] = {}

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the values of the batch that are not in the list."""
        values = decoded(column_of(batch, self._column)).cast(pa.string())
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


class Median:
    """The median of a column, from every n-th value: exact up to 100,000 values, near it beyond."""

    def __init__(self, column: str) -> None:
        self.column = column
        self._values: NDArray[np.float64] = np.empty(0)
        self._step, self._seen = 1, 0

    def look(self, batch: pa.RecordBatch) -> None:
        """Take every n-th value of the batch."""
        values = column_of(batch, self.column).drop_null().to_numpy(zero_copy_only=False)
        finite = np.isfinite(values)
        values = values if finite.all() else values[finite]
        start = -self._seen % self._step
        self._seen += len(values)
        self._values = np.concatenate([self._values, values[start :: self._step].astype(np.float64)])
        while len(self._values) > MOST_SAMPLED:
            self._values, self._step = self._values[::2], self._step * 2

    @property
    def value(self) -> float | None:
        """The median, or None if the column is empty."""
        return float(np.median(self._values)) if len(self._values) else None
