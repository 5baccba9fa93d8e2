"""Rows that repeat others: the check of a key, and the search for exact copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.base.report import Issue
from mueang.ingest.normalise.convert import as_text
from mueang.ingest.validate.checks import column_of, rows_of
from mueang.ingest.validate.issues import KeyRepeats, NotAllCompared, RowsRepeat, ValueRepeats
from mueang.ingest.validate.rules import Allowed, Fault, Rule
from mueang.ingest.validate.tally import MOST_LISTED, Tally
from mueang.tables.distinct import decoded, flags
from mueang.tables.hashes import row_hashes
from mueang.tables.schema import SOURCE_ROW, ColumnType, Rows, TableSchema

MOST_COMPARED = 10_000_000
"""Rows that are compared with each other, at 24 bytes each: 240 MB. Rows beyond are not checked for repeats, which is told."""
_TEXTS = (ColumnType.STRING, ColumnType.PLACE, ColumnType.GEOMETRY)


class Alike:
    """Finds the rows that may be copies of others, by numbers and days alone: those are read soon, and rows that differ in them are no copies."""

    def __init__(self, schema: TableSchema) -> None:
        self.columns = tuple(column.name for column in schema.columns if column.type not in _TEXTS)
        self._running = [_Running(column.name) for column in schema.of_type(ColumnType.INTEGER)]
        self._hashes: list[NDArray[np.uint64]] = []
        self._compared = 0

    def look(self, batch: pa.RecordBatch) -> None:
        """Remember one hash for each row of the batch."""
        batch = batch.slice(0, max(0, MOST_COMPARED - self._compared))
        if not batch.num_rows:
            return
        self._compared += batch.num_rows
        self._running = [number for number in self._running if number.runs_on(batch)]
        if self.columns:
            self._hashes.append(row_hashes([column_of(batch, name) for name in self.columns], self.columns, lanes=1)[:, 0])

    def found(self) -> NDArray[np.bool_]:
        """Return for each row whether it may be a copy; none is where one number ascends from row to row."""
        if self._running:
            return np.zeros(self._compared, np.bool_)
        if not self._hashes:
            return np.ones(self._compared, np.bool_)
        hashes = np.concatenate(self._hashes)
        self._hashes.clear()  # ten million of them are 80 MB
        return _met_again(hashes)


class _Running:
    """A number that may ascend from row to row, as the running numbers of offices do."""

    def __init__(self, column: str) -> None:
        self._column, self._last = column, None

    def runs_on(self, batch: pa.RecordBatch) -> bool:
        numbers = column_of(batch, self._column)
        values = numbers.fill_null(0).to_numpy(zero_copy_only=False)
        before, self._last = self._last, values[-1]
        return not numbers.null_count and (before is None or before < values[0]) and bool((values[1:] > values[:-1]).all())


class Repeats:
    """Rows must differ in some columns. Rows are compared by two 64-bit hashes: two different ones are taken for equal once in 10^24 pairs of ten million."""

    def __init__(self, columns: Sequence[str], *, among: NDArray[np.bool_] | None = None) -> None:
        """`among` says of the first rows which may repeat others; the rest of them is not looked at."""
        self.columns, self._among = tuple(columns), among
        self._hashes: list[NDArray[np.uint64]] = []
        self._rows: list[NDArray[np.int64]] = []
        self._compared = 0

    def look(self, batch: pa.RecordBatch) -> None:
        """Remember the hashes of the rows of the batch."""
        batch = batch.slice(0, max(0, MOST_COMPARED - self._compared))
        before, self._compared = self._compared, self._compared + batch.num_rows
        if self._among is not None:
            batch = batch.filter(pa.array(self._among[before : self._compared]))
        if batch.num_rows:
            self._hashes.append(row_hashes([column_of(batch, name) for name in self.columns], self.columns))
            self._rows.append(rows_of(batch).to_numpy(zero_copy_only=False))

    def issues(self) -> Iterator[Issue]:
        """Return the copies as one issue, with the first that repeats an earlier row."""
        later, _ = self.found()
        if len(later):
            yield RowsRepeat(row=int(later[0]), count=len(later))

    def found(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows that repeat an earlier one, in order, and for each the one that it repeats."""
        if not self._hashes:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        hashes, rows = np.concatenate(self._hashes), np.concatenate(self._rows)
        alike = _met_again(hashes[:, 0])
        hashes, rows = hashes[alike], rows[alike]
        order = np.lexsort((rows, hashes[:, 1], hashes[:, 0]))
        same = (hashes[order[1:]] == hashes[order[:-1]]).all(axis=1)
        later, earlier = rows[order[1:]][same], rows[order[:-1]][same]
        by_row = np.argsort(later)
        return later[by_row], earlier[by_row]


class Unique:
    """No two rows may hold the same in some columns: those of a key, or of a group that is declared unique. Rows with a blank among them are passed over."""

    def __init__(self, columns: Sequence[str], rule: Rule) -> None:
        self.columns, self._rule = tuple(columns), rule
        self.tally = Tally(self.columns, rule, Allowed.plain(", ".join(columns)))
        self._others: list[int] = []

    def look_through(self, rows: Rows) -> None:
        """Look at all rows: once for those that may repeat others, by eight bytes a row, and again for those alone."""
        among = self._may_repeat(rows)
        if not among.any():
            return
        repeats = Repeats(self.columns, among=among)
        for batch in rows((*self.columns, SOURCE_ROW)):
            repeats.look(batch)
        later, earlier = repeats.found()
        self._others = earlier[:1].tolist()
        self._note(rows, later)

    def _may_repeat(self, rows: Rows) -> NDArray[np.bool_]:
        hashes, filled, compared = [], [], 0
        for batch in rows(self.columns):
            batch = batch.slice(0, max(0, MOST_COMPARED - compared))
            compared += batch.num_rows
            columns = [column_of(batch, name) for name in self.columns]
            hashes.append(row_hashes(columns, self.columns, lanes=1)[:, 0])
            filled.append(np.logical_and.reduce([flags(pc.is_valid(column)) for column in columns]))
        if not hashes:
            return np.zeros(0, np.bool_)
        known = np.concatenate(filled)
        among = np.zeros(len(known), np.bool_)
        among[known] = _met_again(np.concatenate(hashes)[known])
        return among

    def _note(self, rows: Rows, later: NDArray[np.int64]) -> None:
        """Count the rows that repeat others; of the first the values are looked up."""
        listed = later[:MOST_LISTED]
        self.tally.total = len(later) - len(listed)
        for batch in rows((*self.columns, SOURCE_ROW)) if len(listed) else ():
            found = batch.filter(pc.is_in(rows_of(batch), value_set=pa.array(listed)))
            self.tally.add(rows_of(found), _together([column_of(found, name) for name in self.columns]))

    def faults(self) -> Iterator[Fault]:
        """Return the rows that repeat an earlier one."""
        return self.tally.faults()

    def issues(self) -> Iterator[Issue]:
        """Return the repeats as one issue, with the first that repeats an earlier row."""
        if self.tally.total:
            names = " ".join(f"“{name}”" for name in self.columns)
            kind = KeyRepeats if self._rule is Rule.KEY else ValueRepeats
            yield kind(row=self.tally.first[0], other=self._others[0] + 1, count=self.tally.total, columns=names)


def _together(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the values of a key as one text a row."""
    texts = [as_text(decoded(column)) for column in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, ", ")


def not_all(rows: int) -> Iterator[Issue]:
    """Tell of a table with more rows than are compared."""
    if rows > MOST_COMPARED:
        yield NotAllCompared(compared=MOST_COMPARED, count=rows)


def _met_again(hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which hashes occur more than once: sorting one lane alone is quick, and mostly there are none."""
    ordered = np.sort(hashes)
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    return np.isin(hashes, again) if again.size else np.zeros(len(hashes), np.bool_)
