"""What the values of a column are like, gathered batch by batch in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.ingest.normalise.coded import Coded
from mueang.ingest.normalise.forms import Mask, Places
from mueang.ingest.normalise.kinds import Flag, Kind
from mueang.ingest.normalise.looker import Looked

DISTINCT = 200
NUMBERS = 2_000
LONG_CELL = 32_767
"""More characters than a cell of Excel holds."""

_FLAGS = [(flag, int(flag)) for flag in Flag]


@dataclass
class Profile:
    """Counts over the cells of one column.

    kinds     cells by kind            flags     cells by flag, for each kind
    texts     some distinct texts that are only text, with their counts
    longest   bytes of the longest cell, and its row
    numbers   the distinct numbers, until there are more than `NUMBERS`
    first     the first cell that holds anything
    first_of  the first cell whose day must stand first, and the first whose month must
    """

    kinds: Counter[Kind] = field(default_factory=Counter)
    flags: Counter[tuple[Kind, Flag]] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    longest: int = 0
    longest_row: int | None = None
    low: float = np.inf
    numbers: set[float] = field(default_factory=set)
    first_row: int | None = None
    first_text: str = ""
    first_of: dict[Flag, tuple[int, str]] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """Cells with a value: neither empty nor a mark of missing data."""
        return sum(self.kinds.values()) - self.kinds[Kind.EMPTY] - self.kinds[Kind.MISSING]

    @property
    def judged(self) -> int:
        """Cells by which the type is judged: those that may mean "no data" among numbers do not count."""
        return self.cells - self.flagged(Flag.MAYBE_MISSING)

    @property
    def repeats(self) -> bool:
        """True if the numbers of the column occur about twice or more each."""
        return len(self.numbers) <= NUMBERS and 2 * len(self.numbers) <= self.cells

    @property
    def filled(self) -> int:
        """Cells that hold anything."""
        return sum(self.kinds.values()) - self.kinds[Kind.EMPTY]

    def of(self, *kinds: Kind) -> int:
        """Return how many cells are of any of the kinds."""
        return sum(self.kinds[kind] for kind in kinds)

    def flagged(self, flag: Flag, *kinds: Kind) -> int:
        """Return how many cells of the kinds (all, if none is named) bear the flag."""
        return sum(count for (kind, mark), count in self.flags.items() if mark is flag and (not kinds or kind in kinds))

    def add(self, coded: Coded, looked: Looked, kept: Mask, rows: Places) -> None:
        """Count the cells of the rows that are kept."""
        weights = np.bincount(coded.codes if kept.all() else coded.codes[kept], minlength=len(coded.texts))
        self._add_kinds(looked, weights)
        self._add_values(looked, weights)
        self._add_texts(coded, looked, weights)
        self._note_longest(coded, kept, rows)
        self._note_first(coded, looked, kept, rows)
        self._note_orders(coded, looked, kept, rows)

    def _note_orders(self, coded: Coded, looked: Looked, kept: Mask, rows: Places) -> None:
        for flag in (Flag.DAY_FIRST, Flag.MONTH_FIRST):
            if flag not in self.first_of and self.flagged(flag):
                places = np.flatnonzero((coded.take(looked.flags) & int(flag) > 0) & kept)
                self.first_of[flag] = int(rows[places[0]]), coded.texts.array[int(coded.codes[places[0]])].as_py()

    def _add_kinds(self, looked: Looked, weights: Places) -> None:
        kinds, counts = looked.kinds.astype(np.intp), weights.astype(np.float64)  # as they are counted: exact up to 2^53
        for kind, count in _of_each_kind(kinds, counts):
            self.kinds[kind] += count
        present = int(np.bitwise_or.reduce(looked.flags)) if len(looked.flags) else 0
        for flag, bit in _FLAGS:
            if present & bit:
                for kind, count in _of_each_kind(kinds, counts * (looked.flags & bit > 0)):
                    self.flags[kind, flag] += count

    def _add_values(self, looked: Looked, weights: Places) -> None:
        real = ~np.isnan(looked.values) & (weights > 0)
        if real.any():
            self.low = min(self.low, float(looked.values.min(where=real, initial=np.inf)))
            if len(self.numbers) <= NUMBERS:
                self.numbers.update(looked.values[real][: NUMBERS + 1].tolist())

    def _add_texts(self, coded: Coded, looked: Looked, weights: Places) -> None:
        if len(self.texts) >= DISTINCT:
            return
        places = np.flatnonzero((looked.kinds == Kind.TEXT) & (weights > 0))[:DISTINCT]
        for text, count in zip(coded.texts.array.take(pa.array(places)).to_pylist(), weights[places].tolist(), strict=True):
            self.texts[text] += count

    def _note_longest(self, coded: Coded, kept: Mask, rows: Places) -> None:
        sizes = coded.texts.sizes
        longest = int(sizes.max()) if sizes.size else 0
        if longest > self.longest:
            place = np.flatnonzero((coded.codes == int(sizes.argmax())) & kept)
            if place.size:
                self.longest = longest
                self.longest_row = int(rows[place[0]])

    def _note_first(self, coded: Coded, looked: Looked, kept: Mask, rows: Places) -> None:
        if self.first_row is None:
            places = np.flatnonzero((coded.take(looked.kinds) != Kind.EMPTY) & kept)
            if places.size:
                self.first_row, self.first_text = int(rows[places[0]]), coded.texts.array[int(coded.codes[places[0]])].as_py()


def _of_each_kind(kinds: Places, counts: npt.NDArray[np.float64]) -> Iterator[tuple[Kind, int]]:
    """Yield each kind that occurs, and how often."""
    found = np.bincount(kinds, counts)
    for kind in np.flatnonzero(found).tolist():
        yield Kind(kind), int(found[kind])
