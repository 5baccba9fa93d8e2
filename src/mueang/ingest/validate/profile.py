"""What a file held, in a few figures: kept beside its version so that the next file can be held against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.normalise.convert import as_text
from mueang.ingest.validate.checks import column_of
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW, ColumnType, Rows, TableSchema

MOST_ROWS = 250_000
"""Rows that are looked at: of a longer file the first, since reading every text of a large one would take as long as publishing it."""
MOST_VALUES = {ColumnType.STRING: 60, ColumnType.INTEGER: 60, ColumnType.BOOLEAN: 2, ColumnType.YEAR: 200, ColumnType.PLACE: 1_000}
"""Different values up to which a column is one of categories, years or places; such values are kept."""
_EVEN_ONCE = (ColumnType.YEAR, ColumnType.PLACE)
"""Types whose values are kept though each stands in one row only: they tell of nobody."""


_MOST_JOINED = 2_000


@dataclass(frozen=True)
class ColumnProfile:
    """One column: the share of its rows that are filled, and its values where they are few; None where they are many."""

    filled: float = 0.0
    values: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Profile:
    """The rows of one file, and its columns by name."""

    rows: int = 0
    columns: Mapping[str, ColumnProfile] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the profile as JSON."""
        columns = {name: {"filled": one.filled, "values": None if one.values is None else list(one.values)} for name, one in self.columns.items()}
        return {"rows": self.rows, "columns": columns}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Profile:
        """Return the profile of its JSON; keys that are missing tell nothing."""
        columns = {name: ColumnProfile(one.get("filled") or 0.0, _values(one.get("values"))) for name, one in (raw.get("columns") or {}).items()}
        return cls(int(raw.get("rows") or 0), columns)

    def joined(self, before: Profile) -> Profile:
        """Return the profile with the values that stood there before, as where a file was added to what is there."""
        return Profile(self.rows, {name: _joined(one, before.columns.get(name)) for name, one in self.columns.items()})

    def without(self, names: Iterable[str]) -> Profile:
        """Return the profile without some columns, of which nothing may be kept."""
        hidden = set(names)
        return Profile(self.rows, {name: one for name, one in self.columns.items() if name not in hidden})


def profile_of(schema: TableSchema, rows: Rows, counted: int) -> Profile:
    """Return the profile of a table of so many rows."""
    columns = [column for column in schema.columns if column.type is not ColumnType.GEOMETRY]
    looks = [_Look(column.name, column.type) for column in columns]
    seen = 0
    for batch in rows((*(column.name for column in columns), SOURCE_ROW)):
        part = batch.slice(0, MOST_ROWS - seen)
        seen += part.num_rows
        for look in looks:
            look.look(part)
        if seen >= MOST_ROWS:
            break
    return Profile(counted, {look.name: look.profile(seen) for look in looks})


class _Look:
    """Counts what is filled, and gathers values as long as they are few."""

    def __init__(self, name: str, kind: ColumnType) -> None:
        self.name, self._kind, self._filled = name, kind, 0
        self._values: set[str] | None = set() if kind in MOST_VALUES else None

    def look(self, batch: pa.RecordBatch) -> None:
        column = column_of(batch, self.name)
        self._filled += len(column) - column.null_count
        if self._values is not None:
            self._values |= set(as_text(decoded(pc.unique(column)).drop_null()).to_pylist())
            self._values = self._values if len(self._values) <= MOST_VALUES[self._kind] else None

    def profile(self, rows: int) -> ColumnProfile:
        few = self._values is not None and (self._kind in _EVEN_ONCE or 2 * len(self._values) <= self._filled)
        return ColumnProfile(round(self._filled / rows, 4) if rows else 0.0, tuple(sorted(self._values or ())) if few else None)


def _joined(now: ColumnProfile, before: ColumnProfile | None) -> ColumnProfile:
    if before is None or before.values is None or now.values is None:
        return now
    values = sorted({*before.values, *now.values})
    return ColumnProfile(now.filled, tuple(values) if len(values) <= _MOST_JOINED else None)


def _values(raw: list[str] | None) -> tuple[str, ...] | None:
    return None if raw is None else tuple(raw)
