"""Which rows of a table a new file concerns, and the table's files without them."""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mueang.lake.content import Content, content_of
from mueang.lake.duck import identifier, literal
from mueang.lake.modes import Append, Mode, Replace, Unit, Update, UpdateGroups, UpdatePeriod
from mueang.lake.names import ORDER, stored_names, stored_schema
from mueang.tables.schema import ColumnType, TableSchema

BATCH_ROWS = 8_192
_FILE_TEXT = "'the file'"
_FILE, _COUNT = '"the file"', '"how many"'
"""Names of our own hold a blank, which no stored name does: a column of an office can be called anything."""


def _wanted(number: int) -> str:
    return f'"key {number}"'


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
        columns = ", ".join(f"{key} AS {_wanted(i)}" for i, key in enumerate(self.keys))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT {columns}, count(*) AS {_COUNT} FROM {self._new} GROUP BY ALL")

    def repeated(self) -> int:
        """Return how many keys occur more than once in the new files, or are missing in part."""
        blank = " OR ".join(f"{_wanted(i)} IS NULL" for i in range(len(self.keys)))
        return self._number(f"SELECT count(*) FROM wanted WHERE {_COUNT} > 1 OR {blank}")

    def touched(self, files: Sequence[str]) -> dict[str, pa.Array]:
        """Return, for every file that holds concerned rows, the `_order` of these rows."""
        if not files:
            return {}
        query = f"SELECT {_FILE}, list({ORDER}) FROM {_source(files)} b SEMI JOIN wanted ON {self._on()} GROUP BY ALL"
        found = self._connection.execute(query).to_arrow_table()
        return {name: orders.values for name, orders in zip(found[0].to_pylist(), found[1], strict=True)}

    def concerned(self, files: Sequence[str]) -> int:
        """Return how many rows of `files` are concerned."""
        return self._number(f"SELECT count(*) FROM {_source(files)} b SEMI JOIN wanted ON {self._on()}") if files else 0

    def content(self, files: Sequence[str]) -> Content:
        """Return the content of the concerned rows of `files`."""
        return content_of(self._connection, files, self._schema, among=f"b SEMI JOIN wanted ON {self._on()}")

    def overlapping(self, files: Sequence[str]) -> int:
        """Return how many rows of the new files have a key that `files` hold already."""
        if not files:
            return 0
        keys = ", ".join(f"{key} AS h{i}" for i, key in enumerate(self.keys))
        same = " AND ".join(f"{_wanted(i)} IS NOT DISTINCT FROM h{i}" for i in range(len(self.keys)))
        here = f"SELECT DISTINCT {keys} FROM {_source(files)}"
        return self._number(f"SELECT coalesce(sum({_COUNT}), 0) FROM wanted SEMI JOIN ({here}) h ON {same}")

    def by_period(self, files: Sequence[str], *, limit: int) -> list[tuple[object, int, int]]:
        """Return (first key, rows in the new files, rows in `files`) for the first keys of the new files in order."""
        new = f"SELECT {_wanted(0)} AS k, sum({_COUNT})::BIGINT AS n FROM wanted GROUP BY ALL"
        here = f"SELECT {self.keys[0]} AS k, count(*) AS n FROM {_source(files)} GROUP BY ALL"
        query = f"SELECT w.k, w.n, coalesce(h.n, 0) FROM ({new}) w LEFT JOIN ({here}) h ON w.k IS NOT DISTINCT FROM h.k ORDER BY w.k LIMIT {limit}"
        return self._connection.execute(query).fetchall()

    def _on(self) -> str:
        return " AND ".join(f"{key} IS NOT DISTINCT FROM {_wanted(i)}" for i, key in enumerate(self.keys))

    def _number(self, query: str) -> int:
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return int(found[0])


def rows_without(file: str, gone: pa.Array | None, schema: TableSchema) -> Iterator[pa.RecordBatch]:
    """Stream the rows of a file in its order, without those whose `_order` is `gone`, in the form of the table's schema."""
    target = stored_schema(schema)
    for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS):
        kept = batch if gone is None else batch.filter(pc.invert(pc.is_in(batch.column(ORDER), value_set=gone)))
        have = set(kept.schema.names)
        columns = [kept.column(f.name).cast(f.type) if f.name in have else pa.nulls(kept.num_rows, f.type) for f in target]
        yield pa.record_batch(columns, schema=target)


@functools.lru_cache(maxsize=4096)
def order_span(file: str) -> tuple[int, int]:
    """Return the first and the last place in the order of the table that the file holds, by its footer; (0, -1) for no rows. Files never change."""
    metadata = pq.ParquetFile(file).metadata
    column = metadata.schema.names.index(ORDER)
    groups = [metadata.row_group(number).column(column).statistics for number in range(metadata.num_row_groups)]
    bounds = [(int(group.min), int(group.max)) for group in groups if group is not None and group.has_min_max]
    return (min(low for low, _ in bounds), max(high for _, high in bounds)) if bounds else (0, -1)


def _keys(mode: Mode, schema: TableSchema) -> tuple[str, ...]:
    names = stored_names(schema)
    match mode:
        case Update(keys) | UpdateGroups(keys):
            return tuple(identifier(names[key]) for key in keys)
        case UpdatePeriod(column, unit):
            found = schema.get(column)
            assert found is not None
            return (period_sql(names[column], found.type, unit),)
        case Append() | Replace():
            raise ValueError("rows are matched only by keys or a period")


def _source(files: Sequence[str]) -> str:
    return f"read_parquet({literal([str(file) for file in files])}, union_by_name = true, filename = {_FILE_TEXT})"


def rows_in(file: str | Path) -> int:
    """Return the number of rows by the file's footer."""
    return int(pq.ParquetFile(file).metadata.num_rows)
