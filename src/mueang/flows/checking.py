"""Check: a file is read by what a schema says of its columns, and its rows are held against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.flows.read import Reading, Table, read
from mueang.ingest.declared import reading_by
from mueang.ingest.normalise.changes import NotOfType, YearNotConverted
from mueang.ingest.options import ReadOptions
from mueang.ingest.validate import Validation, validate
from mueang.ingest.validate.holding import Changes
from mueang.tables.declared import DatasetSchema
from mueang.tables.distinct import coded_batches

_UNFIT = (NotOfType.code, YearNotConverted.code)


@dataclass(frozen=True)
class Checked:
    """What became of one file: its reading, the table that the schema was held against, and what was found there."""

    reading: Reading
    table: Table
    found: Validation

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What forbids publishing, and what a person should look at."""
        return tuple(self.found.report)


def check(source: Source, declared: DatasetSchema, options: ReadOptions | None = None, *, out: Path) -> Checked:
    """Return the faults of the file against the schema; Parquet files are written in `out`. Raises SourceError for what cannot be read.

    Of several tables the one is taken that has most of the declared columns.
    """
    reading = read(source, reading_by(declared, options), out=out)
    if reading.refused is not None:
        raise reading.refused
    table = max(reading.tables, key=lambda one: (len(set(one.schema.names) & set(declared.names)), one.rows))
    return Checked(reading, table, held_against(declared, table, out))


def held_against(declared: DatasetSchema, table: Table, out: Path) -> Validation:
    """Return what is found in a table that was read into the folder `out`."""

    def rows(columns: Any) -> Iterator[pa.RecordBatch]:
        return coded_batches(out / str(table.data), columns)

    return validate(table.schema, rows, declared, changes=changes_of(out, table.changes, (issue.code for issue in table.issues)))


def changes_of(folder: Path, name: str | None, told: Iterable[str]) -> Changes | None:
    """Return the list of changed values of a reading, None where no value was told that is not of its column's type."""
    if name is None or not set(told) & set(_UNFIT):
        return None
    path = folder / name

    def changes() -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(path, read_dictionary=["column", "code"]) as file:
            yield from file.iter_batches(columns=["row", "column", "code", "before"])

    return changes
