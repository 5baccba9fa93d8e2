"""Check a typed table before it becomes a version: what the dataset declares, copies of rows, what changed since last time.

result = validate(schema, batches, Constraints(required=("เขต",), key=("เขต", "ปี")), previous=last)
if not result.report.ok: ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mueang.base.report import Issue, Report
from mueang.ingest.validate.constraints import Constraints, Range
from mueang.ingest.validate.drift import TYPE_NAMES, Previous, drift
from mueang.ingest.validate.issues import ColumnAbsent, TypeDiffers
from mueang.tables.schema import ColumnType, TableSchema

if TYPE_CHECKING:
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
    batches: Iterable[pa.RecordBatch],
    constraints: Constraints | None = None,
    *,
    declared: TableSchema | None = None,
    previous: Previous | None = None,
) -> Validation:
    """Return the faults of a table in one pass over its rows (columns by name, and `_row`).

    Errors are what the dataset declares and the table breaks (`declared` columns and types, `constraints`); warnings are
    copies of rows and changes against the `previous` version. Memory: 48 bytes a row up to ten million rows.
    """
    from mueang.ingest.validate.checks import Median

    constraints = constraints or Constraints()
    absent, differing = list(_absent(schema, constraints, declared)), list(_differing(schema, declared))
    checks = _checks(schema, constraints)
    medians = [Median(column.name) for column in schema.of_type(ColumnType.INTEGER, ColumnType.NUMBER)]
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for check in checks:
            check.look(batch)
        for median in medians:
            median.look(batch)
    known = {median.column: value for median in medians if (value := median.value) is not None}
    found = [issue for check in checks for issue in check.issues()]
    changed = list(drift(schema, known, previous)) if previous else []
    return Validation(Report((*absent, *differing, *found, *changed)), rows, known)


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
    from mueang.ingest.validate.checks import InList, InRange, Repeats, Required

    there = set(schema.names)
    checks: list[Check] = [Required(name) for name in constraints.required if name in there]
    checks += [InRange(name, allowed) for name, allowed in constraints.ranges.items() if name in there]
    checks += [InList(name, codes) for name, codes in constraints.codes.items() if name in there]
    if constraints.key and set(constraints.key) <= there:
        checks.append(Repeats(constraints.key, key=True))
    if there:
        checks.append(Repeats(schema.names, key=False))
    return checks
