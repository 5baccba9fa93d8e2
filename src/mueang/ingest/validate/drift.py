"""What changed since the last version: columns, types, units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mueang.base.report import Issue
from mueang.ingest.validate.issues import FormDiffers, TypeChanged, UnitGrew, UnitShrank
from mueang.ingest.validate.rules import TYPE_NAMES
from mueang.tables.schema import TableSchema

FACTORS = (10, 100, 1000)
NEARLY = 1.3
"""How far (as a factor) the ratio of two medians may lie from 10, 100 or 1,000 to be told as a change of unit."""


@dataclass(frozen=True)
class Previous:
    """The last version: its number, schema, and the medians of its numeric columns as `Validation.medians` gave them."""

    version: int
    schema: TableSchema
    medians: Mapping[str, float] = field(default_factory=dict)


def drift(schema: TableSchema, medians: Mapping[str, float], previous: Previous) -> Iterator[Issue]:
    """Return how the table differs from the last version."""
    added = [name for name in schema.names if name not in previous.schema.names]
    removed = [name for name in previous.schema.names if name not in schema.names]
    if added or removed:
        yield FormDiffers(version=previous.version, added=_listed(added), removed=_listed(removed))
    for column in schema.columns:
        before = previous.schema.get(column.name)
        if before and before.type is not column.type:
            names: dict[str, Any] = {"before_th": TYPE_NAMES[before.type], "after_th": TYPE_NAMES[column.type]}
            yield TypeChanged(column=column.name, version=previous.version, before=str(before.type), after=str(column.type), **names)
    for name, now in medians.items():
        yield from _unit(name, now, previous.medians.get(name, 0.0))


def _unit(column: str, now: float, before: float) -> Iterator[Issue]:
    if now * before <= 0:
        return
    for factor in FACTORS:
        if factor / NEARLY <= now / before <= factor * NEARLY:
            yield UnitGrew(column=column, ratio=f"{factor:,}", before=f"{before:g}", after=f"{now:g}")
        if factor / NEARLY <= before / now <= factor * NEARLY:
            yield UnitShrank(column=column, ratio=f"{factor:,}", before=f"{before:g}", after=f"{now:g}")


def _listed(names: list[str]) -> str:
    return " ".join(f"“{name}”" for name in names) or "–"
