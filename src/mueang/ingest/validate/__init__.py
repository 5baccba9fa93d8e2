"""Check a typed table before it becomes a version: what the dataset declares, copies of rows, what changed since last time.

result = validate(schema, rows, Constraints(required=("เขต",), key=("เขต", "ปี")), previous=last)
if not result.report.ok: ...
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mueang.base.report import Issue, Report
from mueang.ingest.validate.constraints import Constraints, Range
from mueang.ingest.validate.drift import TYPE_NAMES, Previous, drift
from mueang.ingest.validate.issues import ColumnAbsent, TypeDiffers
from mueang.tables.schema import SOURCE_ROW, ColumnType, Rows, TableSchema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mueang.ingest.validate.checks import Check

__all__ = ["Constraints", "Previous", "Range", "Validation", "validate"]


@dataclass(frozen=True)
class Validation:
    """What checking found, how many rows there are, and the medians to keep for the check of the next version."""

    report: Report
    rows: int = 0
    medians: dict[str, float] = field(default_factory=dict)


def validate(
    schema: TableSchema,
    rows: Rows,
    constraints: Constraints | None = None,
    *,
    declared: TableSchema | None = None,
    previous: Previous | None = None,
) -> Validation:
    """Return the faults of a table.

    Errors are what the dataset declares and the table breaks (`declared` columns and types, `constraints`); warnings are
    copies of rows and changes against the `previous` version. Numbers and days are read first; texts only where these leave
    rows that may be copies, or a check asks for them. Memory: 48 bytes a row up to ten million rows.
    """
    constraints = constraints or Constraints()
    absent, differing = list(_absent(schema, constraints, declared)), list(_differing(schema, declared))
    counted, medians, alike = _look_at_numbers(schema, rows)
    found = list(_issues(schema, rows, constraints, alike, counted))
    changed = list(drift(schema, medians, previous)) if previous else []
    return Validation(Report((*absent, *differing, *found, *changed)), counted, medians)


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


def _issues(schema: TableSchema, rows: Rows, constraints: Constraints, alike: NDArray[np.bool_], counted: int) -> Iterator[Issue]:
    """Return what the checks find; each has the rows that it needs."""
    from mueang.ingest.validate.repeats import Repeats, not_all

    checks = _checks(schema, constraints)
    compared = bool(schema.names) and bool(alike.any())
    if compared:
        checks.append(Repeats(schema.names, key=False, among=alike))
    wanted = dict.fromkeys(name for check in checks for name in check.columns)
    for batch in rows((*wanted, SOURCE_ROW)) if checks else ():
        for check in checks:
            check.look(batch)
    for check in checks:
        yield from check.issues()
    if not compared:
        yield from not_all(counted)


def _absent(schema: TableSchema, constraints: Constraints, declared: TableSchema | None) -> Iterator[Issue]:
    wanted = dict.fromkeys((*(declared.names if declared else ()), *constraints.columns))
    return (ColumnAbsent(column=name) for name in wanted if schema.get(name) is None)


def _differing(schema: TableSchema, declared: TableSchema | None) -> Iterator[Issue]:
    """Whole numbers do for numbers."""
    for wanted in declared.columns if declared else ():
        column = schema.get(wanted.name)
        fits = column is None or column.type is wanted.type or (column.type, wanted.type) == (ColumnType.INTEGER, ColumnType.NUMBER)
        if column is not None and not fits:
            names: dict[str, Any] = {"before_th": TYPE_NAMES[wanted.type], "after_th": TYPE_NAMES[column.type]}
            yield TypeDiffers(column=wanted.name, before=str(wanted.type), after=str(column.type), **names)


def _checks(schema: TableSchema, constraints: Constraints) -> list[Check]:
    from mueang.ingest.validate.checks import InList, InRange, Required
    from mueang.ingest.validate.repeats import Repeats

    there = set(schema.names)
    checks: list[Check] = [Required(name) for name in constraints.required if name in there]
    checks += [InRange(name, allowed) for name, allowed in constraints.ranges.items() if name in there]
    checks += [InList(name, codes) for name, codes in constraints.codes.items() if name in there]
    if constraints.key and set(constraints.key) <= there:
        checks.append(Repeats(constraints.key, key=True))
    return checks
