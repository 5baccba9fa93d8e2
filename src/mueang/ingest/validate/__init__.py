"""Check a typed table before it becomes a version: what the dataset declares, copies of rows, what changed since last time.

found = validate(schema, rows, declared, changes=changes, previous=last)
if not found.report.ok: ...
for fault in found.faults: print(fault.row + 1, fault.column, fault.value, fault.message.th)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mueang.base.report import Issue, Report
from mueang.ingest.validate.drift import Layout, Present, Previous, drift
from mueang.ingest.validate.profile import Profile, profile_of
from mueang.ingest.validate.rules import Fault, Faults, Rule
from mueang.tables.declared import DatasetSchema
from mueang.tables.schema import SOURCE_ROW, ColumnType, Rows, TableSchema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mueang.ingest.validate.holding import Changes, Holding

__all__ = ["Fault", "Faults", "Layout", "Previous", "Profile", "Rule", "Validation", "keyed", "validate"]


@dataclass(frozen=True)
class Validation:
    """What checking found, how many rows there are, and the medians and the profile to keep for the check of the next version.

    `faults` are the single cells that break a rule, all counted, the first listed.
    """

    report: Report
    rows: int = 0
    medians: dict[str, float] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    profile: Profile = field(default_factory=Profile)


def keyed(declared: DatasetSchema | None, keys: tuple[str, ...]) -> DatasetSchema:
    """Return the schema with another key: columns by which rows take the place of others. Without a schema only the key is declared."""
    known = declared or DatasetSchema(())
    if not keys or known.key == keys:
        return known
    unique = (*known.unique, known.key) if known.key and known.key not in known.unique else known.unique
    return replace(known, key=keys, unique=unique)


def validate(
    schema: TableSchema,
    rows: Rows,
    declared: DatasetSchema | None = None,
    *,
    changes: Changes | None = None,
    layout: Layout | None = None,
    previous: Previous | None = None,
) -> Validation:
    """Return the faults of a table.

    Errors are what the dataset declares and the table breaks; warnings are copies of rows and changes against the `previous`
    version. `changes` lists the values that reading changed: among them are those that are not of their column's type, which
    are missing in the rows. `layout` is that of the file. Numbers and days are read first; texts only where these leave rows that may be copies, or a
    check asks for them. Memory: 48 bytes a row up to ten million rows, and the faults that are listed.
    """
    from mueang.ingest.validate.holding import Holding

    holding = Holding(declared or DatasetSchema(()), schema, changes)
    counted, medians, alike = _look_at_numbers(schema, rows)
    copies = list(_copies(schema, rows, holding, alike, counted))
    holding.compare(rows)
    profile = profile_of(schema, rows, counted)
    changed = list(drift(Present(schema, medians, profile, layout), previous)) if previous else []
    return Validation(Report((*holding.issues(), *copies, *changed)), counted, medians, holding.faults(), profile)


def _look_at_numbers(schema: TableSchema, rows: Rows) -> tuple[int, dict[str, float], NDArray[np.bool_]]:
    """Return how many rows there are, the medians of their numbers, and which rows may be copies of others."""
    from mueang.ingest.validate.checks import Median
    from mueang.ingest.validate.repeats import Alike

    medians, alike = [Median(column.name) for column in schema.of_type(ColumnType.INTEGER, ColumnType.NUMBER)], Alike(schema)
    counted = 0
    for batch in rows(alike.columns or (SOURCE_ROW,)):
        counted += batch.num_rows
        alike.look(batch)
        for median in medians:
            median.look(batch)
    return counted, {median.column: value for median in medians if (value := median.value) is not None}, alike.found()


def _copies(schema: TableSchema, rows: Rows, holding: Holding, alike: NDArray[np.bool_], counted: int) -> Iterator[Issue]:
    """Look at the cells, and at whole rows where they may be copies; tell the copies."""
    from mueang.ingest.validate.repeats import Repeats, not_all

    repeats = Repeats(schema.names, among=alike) if schema.names and bool(alike.any()) else None
    wanted = dict.fromkeys((*(repeats.columns if repeats else ()), *(name for check in holding.checks for name in check.columns)))
    for batch in rows((*wanted, SOURCE_ROW)) if wanted else ():
        holding.look(batch)
        if repeats is not None:
            repeats.look(batch)
    yield from repeats.issues() if repeats else ()
    yield from not_all(counted)
