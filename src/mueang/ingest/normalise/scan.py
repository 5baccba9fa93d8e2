"""One pass over the rows of a sheet: profiles of the columns, and the rows that are or may be no data."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.ingest.normalise import rows as row_rules
from mueang.ingest.normalise.coded import Rows
from mueang.ingest.normalise.forms import Mask
from mueang.ingest.normalise.judge import Cells, Marks, Reason, judge
from mueang.ingest.normalise.layout import Layout
from mueang.ingest.normalise.looker import Looked, Looker
from mueang.ingest.normalise.plan import Excluded
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.questions import Question
from mueang.ingest.sheet import GEOMETRY, Merge, batch_of_rows
from mueang.tables.schema import SOURCE_ROW

HELD = 20_000
LISTED = {"blank": 1_000}
LISTED_OTHERS = 10_000
SMALL_ROWS = 5_000
"""The rows of a table of no more are looked at once again, one against the other."""
_DOUBTS = (Reason.TOTAL, Reason.SPARSE, Reason.UNLABELLED)


@dataclass(frozen=True)
class Held:
    """A row that may be no data; the end of the pass decides."""

    row: int
    reason: Reason
    cells: list[str | None]


@dataclass(frozen=True)
class Small:
    """Rows of data of a small table, and the numbers in its columns of numbers (NaN: none)."""

    rows: Rows
    values: dict[int, npt.NDArray[np.float64]]


@dataclass
class Scan:
    """What the pass gathers. Memory is bounded: counts, a few texts a column, the rows held back, numbers of rows left out, a small table."""

    layout: Layout
    marks: Marks
    chosen_out: frozenset[int] = frozenset()
    chosen_as: Mapping[int, str] = field(default_factory=dict)
    chosen_in: frozenset[int] = frozenset()
    lookers: dict[int, Looker] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    listed: list[Excluded] = field(default_factory=list)
    out: array[int] = field(default_factory=lambda: array("q"))
    counts: dict[str, int] = field(default_factory=dict)
    first_of: dict[str, Excluded] = field(default_factory=dict)
    width: int = 0
    rows: int = 0
    last_row: int | None = None
    physical_rows: int = 0
    geometry: str | None = None
    groups: list[tuple[int, str]] = field(default_factory=list)
    fills: list[Merge] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    small: list[Small] | None = field(default_factory=list)

    def add(self, batch: pa.RecordBatch, *, certain: bool = False) -> Rows:
        """Take in one batch of the sheet, and return those of its rows that are not above the table; with `certain` all of them are data."""
        numbers = batch.column(SOURCE_ROW).to_numpy()
        if len(numbers):
            self.physical_rows = max(self.physical_rows, int(numbers[-1]) + 1)
        rows = Rows.of(batch, self.layout.first_row)
        if len(rows):
            self.width = max(self.width, sum(name.startswith("c") for name in batch.schema.names))
            self.geometry = GEOMETRY if GEOMETRY in batch.schema.names else self.geometry
            self._take_in(rows, certain=certain)
        return rows

    def _take_in(self, rows: Rows, *, certain: bool) -> None:
        numbers = rows.numbers
        coded = [rows.coded(i) for i in range(self.width)]
        looked = [self.lookers.setdefault(i, Looker()).classify(column.texts) for i, column in enumerate(coded)]
        kept: Mask = np.ones(len(numbers), np.bool_)
        if not certain:
            columns = [Cells(column, seen.kinds) for column, seen in zip(coded, looked, strict=True)]
            kept = self._set_aside(rows, judge(columns, len(rows), self.layout, self.marks))
        for i, (column, seen) in enumerate(zip(coded, looked, strict=True)):
            self.profiles.setdefault(i, Profile()).add(column, seen, kept, numbers)
        self._keep_if_small(rows, looked, kept)
        if kept.any():
            self.rows += int(kept.sum())
            self.last_row = max(self.last_row or 0, int(numbers[kept][-1]))

    def _set_aside(self, rows: Rows, reasons: npt.NDArray[np.uint8]) -> Mask:
        """Leave out or hold back the rows that have a reason, after a person's choices; return which are data."""
        if self.chosen_out:
            reasons[np.isin(rows.numbers, list(self.chosen_out))] = Reason.CHOSEN
        if self.chosen_in:
            reasons[np.isin(rows.numbers, list(self.chosen_in))] = Reason.DATA
        back: list[Held] = []
        for i in np.flatnonzero(reasons).tolist():
            held = Held(int(rows.numbers[i]), Reason(int(reasons[i])), [])
            if held.reason is Reason.BLANK:
                self.exclude(Excluded(held.row, "blank"))
                continue
            back += self._doubt(Held(held.row, held.reason, self.cells_of(rows, i)))
        self.take_back(back)
        kept: Mask = reasons == Reason.DATA
        return kept

    def _keep_if_small(self, rows: Rows, looked: list[Looked], kept: Mask) -> None:
        """Keep the rows of a small table with their numbers; of a table that is none, nothing."""
        if self.small is not None and not self.marks.plain:
            values = {i: rows.coded(i).take(looked[i].values)[kept] for i in self.layout.typed if i < len(looked)}
            self.small = [*self.small, Small(rows.where(kept), values)] if self.rows + len(rows) <= SMALL_ROWS else None

    def cells_of(self, rows: Rows, i: int) -> list[str | None]:
        """Return the cells of one of the rows."""
        sources = (rows.source(k) for k in range(self.width))
        return [None if source is None else source[i].as_py() for source in sources]

    def _doubt(self, held: Held) -> list[Held]:
        """Hold the row back, or leave it out; return it if it is data because too many are held."""
        if held.reason in _DOUBTS and len(self.held) < HELD:
            self.held.append(held)
        elif held.reason in (Reason.SPARSE, Reason.UNLABELLED):
            return [held]
        else:
            why = self.chosen_as.get(held.row) if held.reason is Reason.CHOSEN else None
            self.exclude(Excluded(held.row, why or held.reason.name.lower(), row_rules.row_text(held.cells)))
        return []

    def doubted(self) -> npt.NDArray[np.int64]:
        """Return the rows that are left out so far, and those held back."""
        return np.array([*self.out, *(held.row for held in self.held)], np.int64)

    def copy(self) -> Scan:
        """Return the state of the pass, to be settled without an effect on this one."""
        found = replace(self, lookers={}, profiles=deepcopy(self.profiles), counts={**self.counts}, first_of={**self.first_of})
        return replace(found, held=[*self.held], listed=[*self.listed], out=self.out[:], groups=[*self.groups], fills=[*self.fills], asked=[*self.asked])

    def exclude(self, excluded: Excluded) -> None:
        """Leave a row out. Blank rows are known again by their blanks; the numbers of the others are kept."""
        why = excluded.why
        self.counts[why] = self.counts.get(why, 0) + 1
        self.first_of.setdefault(why, excluded)
        if why != "blank":
            self.out.append(excluded.row)
        if self.counts[why] <= LISTED.get(why, LISTED_OTHERS):
            self.listed.append(excluded)

    def take_groups(self, held: Sequence[Held]) -> None:
        """Leave out rows that name a group, and remember the names."""
        for one in held:
            text = row_rules.row_text(one.cells)
            self.groups.append((one.row, text))
            self.exclude(Excluded(one.row, "group", text))

    def leave_out_again(self, excluded: Sequence[Excluded]) -> None:
        """Leave out rows that were counted as data."""
        for one in excluded:
            self.exclude(one)
        rows = {one.row for one in excluded}
        kept = [int(row) for small in self.small or () for row in small.rows.numbers if int(row) not in rows]
        self.rows, self.last_row = self.rows - len(excluded), max(kept, default=self.last_row)

    def take_back(self, held: Sequence[Held]) -> None:
        """Count rows that were held back as data after all."""
        if held:
            inside = sorted(held, key=lambda one: one.row)
            rows = batch_of_rows(0, [one.cells for one in inside])
            self.add(rows.set_column(0, SOURCE_ROW, pa.array([one.row for one in inside], pa.int64())), certain=True)
