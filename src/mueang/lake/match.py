"""Which rows of a table a new file concerns, and the table's files without them."""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from mueang.lake.duck import identifier, literal
from mueang.lake.modes import Append, Mode, Replace, Unit, Update, UpdatePeriod
from mueang.lake.names import ORDER, stored_names, stored_schema
from mueang.tables.schema import ColumnType, TableSchema


def period_sql(stored: str, kind: ColumnType, unit: Unit) -> str:
    """Return SQL for the period that a value lies in."""
    column = identifier(stored)
    if unit == "value" or kind not in (ColumnType.DATE, ColumnType.DATETIME):
        return column
    return f"date_trunc('{unit}', {column})::DATE"


class Matcher:
    """Compares the rows of new files with those of a table by the keys of a mode. Missing keys match missing keys."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, mode: Mode, schema: TableSchema, new: Sequence[str]) -> None:
        self._connection = connection
        self._schema = schema
        self.keys = _keys(mode, schema)
        self._new = _source(new)
        columns = ", ".join(f"{key} AS k{i}" for i, key in enumerate(self.keys))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT {columns}, count(*) AS n FROM {self._new} GROUP BY ALL")

    def repeated(self) -> int:
        """Return how many keys occur more than once in the new files, or are missing in part."""
        blank = " OR ".join(f"k{i} IS NULL" for i in range(len(self.keys)))
        return self._number(f"SELECT count(*) FROM wanted WHERE n > 1 OR {blank}")

    def touched(self, files: Sequence[str]) -> dict[str, int]:
        """Return, for every file that holds a concerned row, how many it holds."""
        if not files:
            return {}
        found = self._connection.execute(f"SELECT filename, count(*) FROM {_source(files)} b SEMI JOIN wanted ON {self._on()} GROUP BY ALL").fetchall()
        return dict(found)

    def kept(self, files: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Stream the rows of `files` that are not concerned, in the order of the table."""
        target = stored_schema(self._schema)
        query = f"SELECT b.* EXCLUDE (filename) FROM {_source(files)} b ANTI JOIN wanted ON {self._on()} ORDER BY {ORDER}"
        return _stream(self._connection, query, target)

    def overlapping(self, files: Sequence[str]) -> int:
        """Return how many rows of the new files have a key that `files` hold already."""
        if not files:
            return 0
        keys = ", ".join(f"{key} AS h{i}" for i, key in enumerate(self.keys))
        same = " AND ".join(f"k{i} IS NOT DISTINCT FROM h{i}" for i in range(len(self.keys)))
        here = f"SELECT DISTINCT {keys} FROM {_source(files)}"
        return self._number(f"SELECT coalesce(sum(n), 0) FROM wanted SEMI JOIN ({here}) h ON {same}")

    def by_period(self, files: Sequence[str], *, limit: int) -> list[tuple[object, int, int]]:
        """Return (first key, rows in the new files, rows in `files`) for the first keys of the new files in order."""
        new = "SELECT k0 AS k, sum(n)::BIGINT AS n FROM wanted GROUP BY ALL"
        here = f"SELECT {self.keys[0]} AS k, count(*) AS n FROM {_source(files)} GROUP BY ALL"
        query = f"SELECT w.k, w.n, coalesce(h.n, 0) FROM ({new}) w LEFT JOIN ({here}) h ON w.k IS NOT DISTINCT FROM h.k ORDER BY w.k LIMIT {limit}"
        return self._connection.execute(query).fetchall()

    def _on(self) -> str:
        return " AND ".join(f"{key} IS NOT DISTINCT FROM k{i}" for i, key in enumerate(self.keys))

    def _number(self, query: str) -> int:
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return int(found[0])


def all_rows(connection: duckdb.DuckDBPyConnection, files: Sequence[str], schema: TableSchema) -> Iterator[pa.RecordBatch]:
    """Stream every row of the files, in the order of the table."""
    return _stream(connection, f"SELECT * EXCLUDE (filename) FROM {_source(files)} ORDER BY {ORDER}", stored_schema(schema))


def _keys(mode: Mode, schema: TableSchema) -> tuple[str, ...]:
    names = stored_names(schema)
    match mode:
        case Update(keys):
            return tuple(identifier(names[key]) for key in keys)
        case UpdatePeriod(column, unit):
            found = schema.get(column)
            assert found is not None
            return (period_sql(names[column], found.type, unit),)
        case Append() | Replace():
            raise ValueError("rows are matched only by keys or a period")


def _source(files: Sequence[str]) -> str:
    return f"read_parquet({literal([str(file) for file in files])}, union_by_name = true, filename = true)"


def _stream(connection: duckdb.DuckDBPyConnection, query: str, target: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in connection.execute(query).to_arrow_reader(8_192):
        have = set(batch.schema.names)
        columns = [batch.column(f.name).cast(f.type) if f.name in have else pa.nulls(batch.num_rows, f.type) for f in target]
        yield pa.record_batch(columns, schema=target)


def rows_in(file: str | Path) -> int:
    """Return the number of rows by the file's footer."""
    return int(pq.ParquetFile(file).metadata.num_rows)
