"""Hold the rows of a table against what its dataset declares: which checks there are, and what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.base.report import Issue
from mueang.ingest.normalise.changes import NotOfType, YearNotConverted
from mueang.ingest.validate.checks import Cells, Check, Required, Wrong
from mueang.ingest.validate.issues import ColumnAbsent, ColumnUndeclared, TypeDiffers
from mueang.ingest.validate.listed import Listed
from mueang.ingest.validate.placed import Placed
from mueang.ingest.validate.repeats import Unique
from mueang.ingest.validate.rules import TYPE_NAMES, Allowed, Faults, Rule
from mueang.ingest.validate.tally import Tally
from mueang.ingest.validate.told import issue_of
from mueang.tables.declared import TEXTS, DatasetSchema, Field
from mueang.tables.distinct import decoded
from mueang.tables.frictionless.fields import whole
from mueang.tables.lexical import as_text
from mueang.tables.schema import SOURCE_ROW, Column, ColumnType, Rows, TableSchema

Changes = Callable[[], Iterable[pa.RecordBatch]]
"""Gives the list of changed values anew, as `mueang.ingest.normalise.changes.CHANGES` has it."""

_UNFIT = pa.array([NotOfType.code, YearNotConverted.code])
_BOUNDS: Sequence[tuple[Rule, str, Callable[[pa.Array, object], pa.Array]]] = (
    (Rule.MINIMUM, "minimum", pc.less),
    (Rule.MAXIMUM, "maximum", pc.greater),
    (Rule.ABOVE, "above", pc.less_equal),
    (Rule.BELOW, "below", pc.greater_equal),
)
_LENGTHS: Sequence[tuple[Rule, str, Callable[[pa.Array, object], pa.Array]]] = (
    (Rule.MIN_LENGTH, "min_length", pc.less),
    (Rule.MAX_LENGTH, "max_length", pc.greater),
)


class Holding:
    """The checks of one table: columns that are absent, cells of another type, single cells, then rows against each other."""

    def __init__(self, declared: DatasetSchema, table: TableSchema, changes: Changes | None = None) -> None:
        """`changes` lists the changed values of the reading: from it come the values that are not of their column's type."""
        self._declared, self._table = declared, table
        self._named = tuple(dict.fromkeys((*declared.names, *declared.key)))
        self._there = {name: column for name in self._named if (column := table.get(name)) is not None}
        self._unfit = list(self._not_of_type(changes)) if changes is not None else []
        rows_unfit = {tally.columns[0]: rows for tally, rows in self._unfit}
        self.checks = [check for name in self._there for check in self._of_column(name, rows_unfit.get(name))]
        self._unique = [Unique(names, rule) for rule, names in _groups(declared) if set(names) <= set(self._there)]

    def look_through(self, rows: Rows) -> None:
        """Look at all rows."""
        wanted = dict.fromkeys(name for check in self.checks for name in check.columns)
        for batch in rows((*wanted, SOURCE_ROW)) if wanted else ():
            self.look(batch)
        self.compare(rows)

    def look(self, batch: pa.RecordBatch) -> None:
        """Look at single cells of a batch."""
        for check in self.checks:
            check.look(batch)

    def compare(self, rows: Rows) -> None:
        """Hold the rows against each other, one key after the other: what one of them takes is free again for the next."""
        for unique in self._unique:
            unique.look_through(rows)

    def faults(self) -> Faults:
        """Return all cells that break a rule, counted, and the first of each rule listed by row and column."""
        place = {name: k for k, name in enumerate(self._named)}
        every: list[Check | Unique] = [*self.checks, *self._unique]
        tallies = [*(tally for tally, _ in self._unfit), *(check.tally for check in every)]
        listed = [*(fault for tally, _ in self._unfit for fault in tally.faults()), *(fault for check in every for fault in check.faults())]
        listed.sort(key=lambda fault: (fault.row, place[fault.columns[0]]))
        return Faults(tuple(tally.count for tally in tallies if tally.total), tuple(listed))

    def issues(self) -> Iterator[Issue]:
        """Return what was found in a few sentences: columns first, then cells, then rows."""
        yield from self._columns()
        yield from (issue_of(tally) for tally, _ in self._unfit if tally.total)
        every: list[Check | Unique] = [*self.checks, *self._unique]
        for check in every:
            yield from check.issues()

    def _columns(self) -> Iterator[Issue]:
        yield from (ColumnAbsent(column=name) for name in self._named if name not in self._there)
        yield from (type_differs(one, self._there[one.name]) for one in self._declared.fields if self._is_other(one))
        if self._declared.fields:
            yield from (ColumnUndeclared(column=column.name) for column in self._table.columns if _is_surplus(column, self._declared))

    def _is_other(self, one: Field) -> bool:
        column = self._there.get(one.name)
        return column is not None and not fits(column.type, one.type)

    def _not_of_type(self, changes: Changes) -> Iterator[tuple[Tally, NDArray[np.int64]]]:
        """Return for each declared column the cells in which stands something that is not of its type, and all their rows."""
        found: dict[str, tuple[Tally, list[NDArray[np.int64]]]] = {}
        for batch in changes():
            unfit = batch.filter(pc.is_in(decoded(batch.column("code")), value_set=_UNFIT))
            names = decoded(unfit.column("column"))
            for name in pc.unique(names).to_pylist():
                column = self._there.get(name)
                if column is not None:
                    words = Allowed(TYPE_NAMES[column.type], str(column.type))
                    tally, rows = found.setdefault(name, (Tally((name,), Rule.TYPE, words), []))
                    here = unfit.filter(pc.equal(names, name))
                    tally.add(here.column("row"), here.column("before"))
                    rows.append(here.column("row").to_numpy(zero_copy_only=False))
        yield from ((tally, np.concatenate(rows)) for tally, rows in found.values())

    def _of_column(self, name: str, unfit: NDArray[np.int64] | None) -> Iterator[Check]:
        if self._declared.is_required(name):
            yield Required(name, unfit)
        one = self._declared.get(name)
        if one is not None and fits(self._there[name].type, one.type):
            yield from cell_checks(one)


def cell_checks(one: Field) -> Iterator[Cells]:
    """Return the checks of single values that a field makes, for columns of its type."""
    conditions = one.conditions
    for rule, name, wrong in _BOUNDS:
        bound = getattr(conditions, name)
        if bound is not None:
            yield Cells(one.name, rule, Allowed.plain(as_text(bound)), partial(_against, wrong, bound))
    for rule, name, wrong in _LENGTHS:
        length = getattr(conditions, name)
        if length is not None:
            yield Cells(one.name, rule, Allowed.plain(str(length)), partial(_length_against, wrong, length))
    if conditions.pattern is not None:
        yield Cells(one.name, Rule.PATTERN, Allowed.plain(conditions.pattern), _not_matching(conditions.pattern))
    if one.codes is not None:
        yield Listed(one.name, one.codes, one.type)
    if one.places is not None:
        yield Placed(one.name, one.places)


def type_differs(one: Field, column: Column) -> TypeDiffers:
    """Return that a column is of another type than its field."""
    words: dict[str, str] = {"before_th": TYPE_NAMES[one.type], "after_th": TYPE_NAMES[column.type]}
    return TypeDiffers(column=one.name, before=str(one.type), after=str(column.type), **words)  # type: ignore[arg-type]


def fits(found: ColumnType, wanted: ColumnType) -> bool:
    """Return whether values of one type do for another: whole numbers for numbers, codes of places for texts."""
    return found is wanted or (found, wanted) == (ColumnType.INTEGER, ColumnType.NUMBER) or (found in TEXTS and wanted in TEXTS)


def _groups(declared: DatasetSchema) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    if declared.key:
        yield Rule.KEY, declared.key
    yield from ((Rule.UNIQUE, names) for names in declared.unique)
    yield from ((Rule.UNIQUE, (one.name,)) for one in declared.fields if one.conditions.unique and (one.name,) != declared.key)


def _is_surplus(column: Column, declared: DatasetSchema) -> bool:
    return column.source_column is not None and declared.get(column.name) is None


def _against(wrong: Callable[[pa.Array, object], pa.Array], bound: object, values: pa.Array) -> pa.Array:
    return wrong(values, bound)


def _length_against(wrong: Callable[[pa.Array, object], pa.Array], length: int, values: pa.Array) -> pa.Array:
    return wrong(pc.utf8_length(values), length)


def _not_matching(pattern: str) -> Wrong:
    """Arrow matches by RE2: in time proportional to the text, whatever the pattern."""
    return lambda values: pc.invert(pc.match_substring_regex(values, whole(pattern)))
