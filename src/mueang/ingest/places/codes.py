"""The columns of places: found in a first pass over the rows, their places decided in a second, added in a third."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.geo.addresses import address_of
from mueang.geo.columns import Cell, Profile, Role, assign_roles, code_of, recognise
from mueang.geo.gazetteer import Level, gazetteer
from mueang.geo.headings import heading_level, speaks_of_codes
from mueang.geo.resolve import Outcome, Resolver, assume, spoken_province, titled_province
from mueang.ingest.places.batches import Combinations, combinations, distinct, source_rows
from mueang.tables.schema import Column, ColumnType, TableSchema

MOST_DISTINCT = 20_000
"""A column with more distinct values than this holds no places: there are 8,441 of them."""
MOST_SAMPLED = 20_000
MOST_COMBINATIONS = 500_000
PROMISING = 0.3
"""Least share of the first values that must look like places for a column without a heading word to be followed."""
FIRST_LOOK = 200
_MAY_HOLD_PLACES = (ColumnType.STRING, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.PLACE)


@dataclass
class Candidate:
    """A column that may hold places, and the distinct values seen so far; None: too many, or nothing like a place."""

    position: int
    column: Column
    decided: Level | None
    values: set[Cell] | None = field(default_factory=set)

    @property
    def heading(self) -> str:
        """What the source and the reader call the column."""
        return f"{self.column.source_name or ''} {self.column.name} {self.column.title_th}"

    @property
    def numeric(self) -> bool:
        """True if the column holds numbers: these can be codes only."""
        return self.column.type.is_numeric

    @property
    def profile(self) -> Profile:
        """What the first pass learned."""
        return Profile(self.position, self.heading, self.values or (), self.numeric)

    def look(self, batch: pa.RecordBatch) -> None:
        """Add the distinct values of the batch, or give the column up."""
        if self.values is None:
            return
        news = not self.values
        self.values.update(distinct(batch.column(self.position)))
        if len(self.values) > MOST_DISTINCT or (news and not self._promises()):
            self.values = None

    def _promises(self) -> bool:
        if self.decided or heading_level(self.heading) or not self.values:
            return True
        some = sorted(self.values, key=str)[:: max(1, len(self.values) // FIRST_LOOK)]
        alike = sum(_is_like_a_place(value, self.numeric) for value in some)
        return alike >= PROMISING * len(some)


def _is_like_a_place(value: Cell, numeric: bool) -> bool:
    places = gazetteer()
    if places.parse_code(value) is not None or code_of(value, Level.SUBDISTRICT):
        return True
    text = str(value)
    if numeric:
        return False
    return len(address_of(text).parts) > 1 or (len(text) <= 60 and any(places.find(text, level) for level in Level))


class Search:
    """The first pass: which columns may hold places, with their distinct values and a sample of rows."""

    def __init__(self, schema: TableSchema, levels: Mapping[int, str]) -> None:
        self.candidates = [c for position, column in enumerate(schema.columns) if (c := _candidate(position, column, levels))]
        self._sample: set[tuple[Cell, ...]] = set()
        self._sampled = [c.position for c in self.candidates]

    def look(self, batch: pa.RecordBatch) -> None:
        """Learn from one batch."""
        for candidate in self.candidates:
            candidate.look(batch)
        live = [c.position for c in self.candidates if c.values is not None]
        if live != self._sampled:
            kept = [self._sampled.index(position) for position in live]
            self._sample = {tuple(row[i] for i in kept) for row in self._sample}
            self._sampled = live
        if live and len(self._sample) < MOST_SAMPLED:
            self._sample.update(combinations(batch, live).cells)

    def roles(self) -> tuple[Role, ...]:
        """Return the roles of the columns that hold places."""
        found = [place for c in self.candidates if c.values and (place := recognise(c.profile, c.decided))]
        rows = [dict(zip(self._sampled, cells, strict=True)) for cells in self._sample]
        return assign_roles(found, rows, gazetteer())


def _candidate(position: int, column: Column, levels: Mapping[int, str]) -> Candidate | None:
    if column.type not in _MAY_HOLD_PLACES or (column.source_column is None and column.type is not ColumnType.STRING):
        return None
    said = None if column.source_column is None else levels.get(column.source_column)
    if said == "none":
        return None
    candidate = Candidate(position, column, Level(said) if said else None)
    speaks = candidate.decided or heading_level(candidate.heading) or speaks_of_codes(candidate.heading)
    return candidate if speaks or column.type is not ColumnType.NUMBER else None


@dataclass
class Seen:
    """How often one combination of cells occurs, and where first."""

    count: int = 0
    row: int = 0


class Tree:
    """Roles that lie within each other (province, district, subdistrict), and what their rows mean."""

    def __init__(self, roles: Sequence[Role], decided: Mapping[int, Mapping[str, str]], within: str, titled: str = "") -> None:
        self.titled = titled
        self.roles = tuple(roles)
        self.positions = sorted({column.position for role in roles for column in role.columns})
        self.seen: dict[tuple[Cell, ...], Seen] = {}
        self._resolver = Resolver(roles, gazetteer(), decided, within)
        self._alone: dict[tuple[Cell, ...], tuple[Outcome, ...]] = {}
        self._outcomes: dict[tuple[Cell, ...], tuple[Outcome, ...]] = {}
        self._spoken: list[str] = ["" for _ in roles]
        self._last: tuple[pa.RecordBatch, Combinations] | None = None

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the combinations of the batch. Those beyond half a million are linked as well, but not counted."""
        found = self._combinations(batch)
        rows = source_rows(batch)
        for cells, first, count in zip(found.cells, found.first.tolist(), found.counts.tolist(), strict=True):
            seen = self.seen.get(cells)
            if seen is not None:
                seen.count += count
            elif len(self.seen) < MOST_COMBINATIONS:
                self.seen[cells] = Seen(count, int(rows[first]))

    def decide(self) -> bool:
        """Decide every combination seen, first by its row, then by the rest of its column; return whether the codes given before stand."""
        given, alone = self._outcomes, [self.alone(cells) for cells in self.seen]
        self._spoken = [spoken_province(outcomes) or titled_province(outcomes, self.titled) for outcomes in zip(*alone, strict=True)] or self._spoken
        self._outcomes = dict(zip(self.seen, map(self._assumed, alone), strict=True))
        return all(_codes(outcomes) == _codes(self.outcomes(cells)) for cells, outcomes in given.items())

    def outcomes(self, cells: tuple[Cell, ...]) -> tuple[Outcome, ...]:
        """Return what each role of these cells means, as far as it is decided."""
        if cells not in self._outcomes:
            alone = self.alone(cells)
            self._outcomes[cells] = self._assumed(alone) if cells in self.seen else alone
        return self._outcomes[cells]

    def met(self, batch: pa.RecordBatch) -> tuple[list[tuple[Cell, ...]], NDArray[np.intp]]:
        """Return the distinct cells of the batch, and for each row the place of its own."""
        found = self._combinations(batch)
        return found.cells, found.which

    def alone(self, cells: tuple[Cell, ...]) -> tuple[Outcome, ...]:
        """Return what each role of these cells means by the row alone."""
        if cells not in self._alone:
            self._alone[cells] = self._resolver.resolve(dict(zip(self.positions, cells, strict=True)))
        return self._alone[cells]

    def _assumed(self, alone: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        return tuple(map(assume, alone, self._spoken)) if any(self._spoken) else alone

    def _combinations(self, batch: pa.RecordBatch) -> Combinations:
        """Return the combinations of the batch, which is often looked at and given its codes one after the other."""
        if self._last is None or self._last[0] is not batch:
            self._last = batch, combinations(batch, self.positions)
        return self._last[1]

    def columns(self, batch: pa.RecordBatch) -> list[pa.DictionaryArray]:
        """Return the codes of the rows of the batch, one column a role."""
        found = self._combinations(batch)
        outcomes = [self.outcomes(cells) for cells in found.cells]
        which = pa.array(found.which)
        return [pa.array([row[index].code for row in outcomes], pa.string()).dictionary_encode().take(which) for index in range(len(self.roles))]


def _codes(outcomes: tuple[Outcome, ...]) -> list[str | None]:
    return [outcome.code for outcome in outcomes]


def trees(roles: Sequence[Role], decided: Mapping[int, Mapping[str, str]], within: str, titled: str = "") -> list[Tree]:
    """Return the roles grouped by what lies within each other."""
    group = list(range(len(roles)))
    for index, role in enumerate(roles):
        for above in role.above:
            group = [group[above] if g == group[index] else g for g in group]
    return [Tree(_regrouped(roles, [i for i, g in enumerate(group) if g == one]), decided, within, titled) for one in dict.fromkeys(group)]


def _regrouped(roles: Sequence[Role], members: Sequence[int]) -> list[Role]:
    return [replace(roles[i], above=tuple(members.index(above) for above in roles[i].above)) for i in members]


def shown(role: Role, cells: Mapping[int, Cell]) -> str:
    """Return the cell of a role as people read it: its first name, else its code."""
    by_name = sorted(role.columns, key=lambda column: column.holds != "names")
    return next((str(cells[c.position]) for c in by_name if cells.get(c.position) is not None), "")


def tally(tree: Tree, index: int) -> Iterator[tuple[dict[int, Cell], Outcome, Seen]]:
    """Return the cells, outcome and occurrences of one role, most frequent first."""
    for cells, seen in sorted(tree.seen.items(), key=lambda item: (-item[1].count, item[1].row)):
        yield dict(zip(tree.positions, cells, strict=True)), tree.outcomes(cells)[index], seen
