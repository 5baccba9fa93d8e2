"""What the values of a column are like, gathered batch by batch in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.normalise.coded import Coded
from mueang.ingest.normalise.kinds import Flag, Kind

DISTINCT = 200
NUMBERS = 2_000
LONG_CELL = 32_767
"""More characters than a cell of Excel holds."""


@dataclass
class Profile:
    """Counts over the cells of one column.

    kinds     cells by kind            flags     cells by flag, for each kind
    texts     some distinct texts that are only text, with their counts
    longest   bytes of the longest cell, and its row
    numbers   the distinct numbers, until there are more than `NUMBERS`
    first     the first cell that holds anything
    """

    kinds: Counter[Kind] = field(default_factory=Counter)
    flags: Counter[tuple[Kind, Flag]] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    longest: int = 0
    longest_row: int | None = None
    low: float = np.inf
    high: float = -np.inf
    total: float = 0.0
    numbers: set[float] = field(default_factory=set)
    first_row: int | None = None
    first_text: str = ""

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

    def add(
        self,
        coded: Coded,
        kinds: npt.NDArray[np.uint8],
        flags: npt.NDArray[np.uint32],
        values: npt.NDArray[np.float64],
        kept: npt.NDArray[np.bool_],
        rows: npt.NDArray[np.int64],
    ) -> None:
        """Count the cells of the rows that are kept."""
        weights = np.bincount(coded.codes[kept], minlength=len(kinds))
        for kind in np.unique(kinds[weights > 0]).tolist():
            of_kind = kinds == kind
            self.kinds[Kind(kind)] += int(weights[of_kind].sum())
            self._add_flags(Kind(kind), flags[of_kind], weights[of_kind])
        self._add_values(values, weights)
        self._add_texts(coded, kinds, weights)
        self._note_longest(coded, kept, rows)
        self._note_first(coded, kinds, kept, rows)

    def _note_first(self, coded: Coded, kinds: npt.NDArray[np.uint8], kept: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64]) -> None:
        if self.first_row is None:
            places = np.flatnonzero((coded.take(kinds) != Kind.EMPTY) & kept)
            if places.size:
                self.first_row, self.first_text = int(rows[places[0]]), coded.texts[int(coded.codes[places[0]])].as_py()

    def _add_flags(self, kind: Kind, flags: npt.NDArray[np.uint32], weights: npt.NDArray[np.int64]) -> None:
        present = np.bitwise_or.reduce(flags) if flags.size else 0
        for flag in Flag:
            if present & flag:
                self.flags[kind, flag] += int(weights[(flags & flag) > 0].sum())

    def _add_values(self, values: npt.NDArray[np.float64], weights: npt.NDArray[np.int64]) -> None:
        real = ~np.isnan(values) & (weights > 0)
        if real.any():
            self.low = min(self.low, float(values[real].min()))
            self.high = max(self.high, float(values[real].max()))
            self.total += float((values[real] * weights[real]).sum())
            if len(self.numbers) <= NUMBERS:
                self.numbers.update(values[real][: NUMBERS + 1].tolist())

    def _add_texts(self, coded: Coded, kinds: npt.NDArray[np.uint8], weights: npt.NDArray[np.int64]) -> None:
        if len(self.texts) >= DISTINCT:
            return
        places = np.flatnonzero((kinds == Kind.TEXT) & (weights > 0))[:DISTINCT]
        for text, count in zip(coded.texts.take(pa.array(places)).to_pylist(), weights[places].tolist(), strict=True):
            self.texts[text] += count

    def _note_longest(self, coded: Coded, kept: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64]) -> None:
        sizes = pc.binary_length(coded.texts).to_numpy(zero_copy_only=False)
        longest = int(sizes.max()) if sizes.size else 0
        if longest > self.longest:
            place = np.flatnonzero((coded.codes == int(sizes.argmax())) & kept)
            if place.size:
                self.longest = longest
                self.longest_row = int(rows[place[0]])
