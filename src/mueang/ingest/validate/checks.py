"""The checks of single columns, each fed batch by batch and asked for its faults at the end. Texts are tried by their distinct values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.base.report import Issue
from mueang.ingest.validate.rules import Allowed, Fault, Rule
from mueang.ingest.validate.tally import Tally
from mueang.ingest.validate.told import issue_of
from mueang.tables.distinct import distinct, flags
from mueang.tables.schema import SOURCE_ROW

MOST_SAMPLED = 100_000
Wrong = Callable[[pa.Array], pa.Array]
"""Says of values which are wrong; of a missing one it may say what it likes."""


class Check(Protocol):
    """Learns from batches, then says what is wrong."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at."""
        ...

    @property
    def tally(self) -> Tally:
        """What it counted."""
        ...

    def look(self, batch: pa.RecordBatch) -> None:
        """Learn from one batch."""

    def faults(self) -> Iterator[Fault]:
        """Return the faults that are listed."""
        ...

    def issues(self) -> Iterator[Issue]:
        """Return what was found, in a few sentences."""
        ...


def rows_of(batch: pa.RecordBatch) -> pa.Array:
    """Return the physical rows of a batch."""
    return batch.column(batch.schema.get_field_index(SOURCE_ROW))


def column_of(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return a column of a batch."""
    return batch.column(batch.schema.get_field_index(name))


class Cells:
    """The values of a column must keep one rule."""

    def __init__(self, column: str, rule: Rule, allowed: Allowed, wrong: Wrong) -> None:
        self.columns = (column,)
        self.tally = Tally(self.columns, rule, allowed)
        self._wrong = wrong

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the values of the batch that break the rule."""
        values = column_of(batch, self.columns[0])
        mask = self._mask(values)
        if mask.any():
            self._note(rows_of(batch).filter(pa.array(mask)), values.filter(pa.array(mask)))

    def _note(self, rows: pa.Array, values: pa.Array) -> None:
        self.tally.add(rows, values)

    def _mask(self, values: pa.Array) -> NDArray[np.bool_]:
        if not pa.types.is_dictionary(values.type):
            return flags(pc.and_(self._wrong(values), pc.is_valid(values)))
        coded = distinct(values)
        wrong = np.append(flags(self._wrong(coded.values)), False)
        return wrong[coded.codes] if wrong.any() else np.zeros(len(values), np.bool_)

    def faults(self) -> Iterator[Fault]:
        """Return the faults that are listed."""
        return self.tally.faults()

    def issues(self) -> Iterator[Issue]:
        """Return the faults as one issue, with the first of them."""
        if self.tally.total:
            yield issue_of(self.tally)


class Required:
    """A column must be filled. Cells in which stands something that is not of the type are another fault, and not told twice."""

    def __init__(self, column: str, unfit: NDArray[np.int64] | None = None) -> None:
        self.columns = (column,)
        self.tally = Tally(self.columns, Rule.REQUIRED)
        self._unfit = np.zeros(0, np.int64) if unfit is None else unfit

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the empty cells of the batch."""
        values = column_of(batch, self.columns[0])
        if not values.null_count:
            return
        rows = rows_of(batch).filter(pc.is_null(values))
        if len(self._unfit):
            rows = rows.filter(pa.array(~np.isin(rows.to_numpy(zero_copy_only=False), self._unfit)))
        self.tally.add(rows, None)

    def faults(self) -> Iterator[Fault]:
        """Return the faults that are listed."""
        return self.tally.faults()

    def issues(self) -> Iterator[Issue]:
        """Return the empty cells as one issue."""
        if self.tally.total:
            yield issue_of(self.tally)


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
