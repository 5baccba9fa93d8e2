"""A sample of a sheet: its first rows, some from all over it, and its last, so that a reading can be shown before all rows are read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from mueang.ingest.sheet import Reentry, Sheet
from mueang.tables.schema import SOURCE_ROW

CELLS, WHOLE_CELLS = 5_000, 40_000
"""Cells of a sample; a sheet of no more than the second is taken as a whole, for that costs hardly more."""
LEAST_ROWS, MOST_ROWS = 120, 500
PIECES = 8
WHOLE_BYTES = 1 << 21
"""A longer text is not looked through for its end."""
HEAD_BYTES, PIECE_BYTES = 1 << 18, 1 << 15

Batches = list[pa.RecordBatch]


@dataclass
class Sample:
    """Some rows of a sheet. `whole` is True once these were made and are all that it has."""

    of: Sheet
    starts: Sequence[tuple[int, int]] = ()
    whole: bool = field(default=False, init=False)

    @property
    def sheet(self) -> Sheet:
        """The sheet with the rows of the sample only. What it could say of all its rows it does not say."""
        return replace(self.of, batches=self._batches, remarks=lambda rows: (), asks=lambda: (), progress=lambda: None)  # noqa: ARG005

    def _batches(self) -> Iterator[pa.RecordBatch]:
        text = self.of.reentry
        if text is not None and text.size > WHOLE_BYTES:
            return _joined(_of_text(text, self.starts))
        return _joined(self._of_rows())

    def _of_rows(self) -> Iterator[pa.RecordBatch]:
        """Take the sheet as a whole if it is small, else rows from all over it where all are there, and its first where they are not."""
        taken: Batches = []
        batches = self.of.batches()
        for batch in batches:
            taken.append(batch)
            if _rows(taken) * _width(taken) > WHOLE_CELLS:
                break
        else:
            self.whole = True
            return iter(taken)
        if self.of.rows is not None:
            taken += batches
        return _spread(taken, _wanted(_width(taken)))


@dataclass(frozen=True)
class _Wanted:
    """How many rows are taken: from the head, and from each piece."""

    head: int
    piece: int


def _wanted(width: int) -> _Wanted:
    rows = min(MOST_ROWS, max(LEAST_ROWS, CELLS // max(1, width)))
    return _Wanted(rows // 2, rows // 2 // PIECES)


def _spread(batches: Batches, wanted: _Wanted) -> Iterator[pa.RecordBatch]:
    """Yield the first rows and as many others at even distances, the last of them at the end."""
    rows = _rows(batches)
    yield from _between(batches, 0, wanted.head)
    for at in np.linspace(wanted.head, rows - wanted.piece, PIECES).astype(int).tolist():
        yield from _between(batches, at, at + wanted.piece)


def _of_text(text: Reentry, starts: Sequence[tuple[int, int]]) -> Iterator[pa.RecordBatch]:
    """Yield rows from the head and from pieces all over the text; where no starts are known the numbers of the later ones are estimated."""
    row, byte = starts[0] if starts else (0, 0)
    head = list(text.between(row, byte, byte + HEAD_BYTES))
    wanted, mean = _wanted(_width(head)), HEAD_BYTES / max(1, _rows(head))
    taken = min(wanted.head, max(0, _rows(head) - 1))
    yield from _between(head, 0, taken)
    for at in np.linspace(byte + HEAD_BYTES, text.size - PIECE_BYTES, PIECES).astype(int).tolist():
        piece = _piece(text, starts, at, max(taken, int(at / mean)), wanted.piece)
        if piece and _last_row(piece) >= taken and _width(piece) == _width(head):
            yield from _after(piece, taken)
            taken = _last_row(piece) + 1


def _piece(text: Reentry, starts: Sequence[tuple[int, int]], at: int, row: int, most: int) -> Batches:
    """Return some rows from about a byte of the text; the last piece goes to its end, where totals and notes stand."""
    last = at >= text.size - PIECE_BYTES
    near = bisect_right([byte for _, byte in starts], at) - 1
    known = near >= 0
    row, first = starts[near] if known else (row, at)
    end = text.size if last else first + PIECE_BYTES
    rows = list(text.between(row, first, end))
    # At a byte that is no start the first row is a part of one, and so may be the one at which the piece ends.
    whole = _between(rows, int(not known), _rows(rows) - int(not last))
    return _between(whole, _rows(whole) - most, _rows(whole)) if last else _between(whole, 0, most)


def _joined(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches of the same columns as one: what each costs by itself is then spent once."""
    waiting: Batches = []
    for batch in batches:
        if waiting and batch.schema != waiting[-1].schema:
            yield pa.concat_batches(waiting)
            waiting = []
        waiting.append(batch)
    if waiting:
        yield pa.concat_batches(waiting)


def _between(batches: Batches, first: int, end: int) -> Batches:
    found, at = [], 0
    for batch in batches:
        a, b = max(first, at), min(end, at + batch.num_rows)
        if a < b:
            found.append(batch.slice(a - at, b - a))
        at += batch.num_rows
    return found


def _after(batches: Batches, row: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows from one on: no row is taken twice."""
    for batch in batches:
        yield batch.slice(int(np.searchsorted(batch.column(SOURCE_ROW).to_numpy(), row)))


def _rows(batches: Batches) -> int:
    return sum(batch.num_rows for batch in batches)


def _width(batches: Batches) -> int:
    return max((batch.num_columns for batch in batches), default=1) - 1


def _last_row(batches: Batches) -> int:
    return int(batches[-1].column(SOURCE_ROW)[-1].as_py()) if batches else -1
