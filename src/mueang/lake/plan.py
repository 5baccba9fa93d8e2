"""What a write would do, told before it is done: "+1,204 rows for มิ.ย. 2566, 0 replaced"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from mueang.lake.evolve import joined, missing_columns, new_columns
from mueang.lake.files import as_stored, write_files
from mueang.lake.match import Matcher
from mueang.lake.modes import Append, Mode, Replace, Update, UpdateGroups, UpdatePeriod
from mueang.lake.names import stored_schema
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Hold
from mueang.tables.schema import ColumnType, TableSchema

Connect = Callable[[Iterable[Path]], duckdb.DuckDBPyConnection]
MOST_PERIODS = 200
_PERIODS = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True)
class PeriodChange:
    """One period of the new file: how many rows it brings, and how many the table has of it. Dates are ISO text."""

    value: str | int | None
    new: int
    here: int


@dataclass(frozen=True)
class Plan:
    """What a write would do; JSON by `dataclasses.asdict`.

    rows                      rows of the new file
    added, replaced, removed  as the snapshot will say
    overlap                   for an append: rows of the new file whose key or period is there already
    repeated                  for an update: keys of the new file that repeat or are missing, which `write` refuses
    period, periods           the column that tells periods, and the first periods of the new file in order
    """

    rows: int
    added: int
    replaced: int
    removed: int
    overlap: int = 0
    repeated: int = 0
    period: str | None = None
    unit: str = "value"
    periods: tuple[PeriodChange, ...] = ()
    new_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()


def plan(old: Snapshot | None, batches: Iterable[pa.RecordBatch], schema: TableSchema, mode: Mode, *, folder: Path, connect: Connect, hold: Hold) -> Plan:
    """Return what writing the rows upon `old` would do. `folder` is scratch; `connect` opens DuckDB on folders; `hold` brings old files here."""
    mode = mode if old is not None and old.schema.columns else Replace()
    here = old.schema if old is not None else TableSchema()
    whole = joined(here, schema, mode)
    stored = as_stored(batches, schema, whole, 0)
    if old is None or not old.files:
        rows = _number_of(stored)
        return Plan(rows, rows, 0, 0)
    found = _counts(_number_of(stored), old.rows) if isinstance(mode, Replace) else _compared(old, stored, schema, whole, mode, folder, connect, hold)
    columns = {"new_columns": new_columns(here, schema), "missing_columns": missing_columns(here, schema)}
    return Plan(**(found | {name: tuple(c.name for c in values) for name, values in columns.items()}))


def _number_of(stored: Iterable[pa.RecordBatch]) -> int:
    return sum(batch.num_rows for batch in stored)


def _counts(rows: int, lost: int) -> dict[str, Any]:
    replaced = min(lost, rows)
    return {"rows": rows, "added": rows - replaced, "replaced": replaced, "removed": lost - replaced}


def _compared(
    old: Snapshot,
    stored: Iterable[pa.RecordBatch],
    schema: TableSchema,
    whole: TableSchema,
    mode: Update | UpdatePeriod | UpdateGroups | Append,
    folder: Path,
    connect: Connect,
    hold: Hold,
) -> dict[str, Any]:
    """Return what comes and goes where rows are held against those of the old version, by files that are written for it."""
    files = write_files(folder, stored, stored_schema(whole))
    with connect([folder]) as connection, hold(old.files) as there:
        shared = TableSchema(tuple(column for column in old.schema.columns if schema.get(column.name)))
        rows = sum(file.rows for file in files)
        return _Counting(connection, there, whole, shared, [file.address for file in files], rows).plan(mode)


@dataclass(frozen=True)
class _Counting:
    connection: duckdb.DuckDBPyConnection
    files: list[str]
    schema: TableSchema
    shared: TableSchema
    new: list[str]
    rows: int

    def plan(self, mode: Update | UpdatePeriod | UpdateGroups | Append) -> dict[str, Any]:
        match mode:
            case Update():
                matcher = self._matcher(mode)
                lost = matcher.concerned(self.files)
                return _counts(self.rows, lost) | {"repeated": matcher.repeated()}
            case UpdatePeriod():
                return _counts(self.rows, self._matcher(mode).concerned(self.files)) | self._periods(mode)
            case UpdateGroups():
                return _counts(self.rows, self._matcher(mode).concerned(self.files))
            case Append():
                return _counts(self.rows, 0) | self._overlap(mode)

    def _overlap(self, mode: Append) -> dict[str, Any]:
        period = self._period_of(mode)
        by_period = self._periods(period) if period else {}
        if mode.keys:
            return by_period | {"overlap": self._overlapping(Update(mode.keys))}
        whole_rows = Update(self.shared.names) if self.shared.columns else None
        asked = period or whole_rows
        return by_period | {"overlap": self._overlapping(asked) if asked else 0}

    def _overlapping(self, mode: Update | UpdatePeriod) -> int:
        return self._matcher(mode).overlapping(self.files)

    def _period_of(self, mode: Append) -> UpdatePeriod | None:
        """The column that was declared, else the first one that both sides hold and whose type tells time."""
        if mode.column:
            return UpdatePeriod(mode.column, mode.unit)
        found = [column for kind in _PERIODS for column in self.shared.of_type(kind)]
        return UpdatePeriod(found[0].name) if found else None

    def _periods(self, mode: UpdatePeriod) -> dict[str, Any]:
        found = self._matcher(mode).by_period(self.files, limit=MOST_PERIODS)
        return {"period": mode.column, "unit": mode.unit, "periods": tuple(PeriodChange(_plain(value), new, here) for value, new, here in found)}

    def _matcher(self, mode: Update | UpdatePeriod | UpdateGroups) -> Matcher:
        return Matcher(self.connection, mode, self.schema, self.new)


def _plain(value: object) -> str | int | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int) or value is None else str(value)
