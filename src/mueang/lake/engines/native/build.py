"""How a native copy is made: the rows in the order of the table with an index on it, and each column sorted beside its rows.

DuckDB's indexes find rows but give no order. So every column that can be ordered also stands in a table of its own, sorted,
with the position of each value: a page in any order is a range of positions, however deep, and the rows of one value are
another. Every so many positions a value is noted (a fence); the fences fit in memory and lead to the right range.
"""

# ruff: noqa: S608 - names are our own by place; no text from outside becomes SQL
from __future__ import annotations

from collections.abc import Callable

import duckdb

from mueang.lake.engines.shapes import places
from mueang.lake.names import ORDER
from mueang.tables.schema import ColumnType, TableSchema

FORMAT = 1
"""Part of every copy's name: another way of building makes others."""
MOST_COLUMNS = 64
"""So many columns are sorted, the first ones; a question about others reads the rows."""
STEP = 2_048
MOST_FENCES = 4_096
BUILDING = "building"

Step = Callable[[int, int], None]
"""Called with the steps done and the steps in all."""


def sorted_columns(schema: TableSchema) -> dict[str, ColumnType]:
    """Return `{column by place: type}` of the columns that a copy holds sorted."""
    names = places(schema)
    ordered = [c for c in schema.columns if c.type is not ColumnType.GEOMETRY]
    return {names[c.name]: c.type for c in ordered[:MOST_COLUMNS]}


def fence_step(rows: int) -> int:
    """Return how many positions lie between two fences."""
    return max(STEP, -(-rows // MOST_FENCES))


def build(connection: duckdb.DuckDBPyConnection, source: str, schema: TableSchema, *, rows: int, on_step: Step) -> None:
    """Fill the database that is attached as `building` from the SQL `source`, which gives the rows in the order of the table.

    Memory stays within the connection's limit: what is sorted goes to its spill folder.
    """
    columns = sorted_columns(schema)
    steps = len(columns) + 2
    connection.execute(f"CREATE TABLE {BUILDING}.rows AS {source}")
    on_step(1, steps)
    for done, column in enumerate(columns, 2):
        _sort(connection, column, fence_step(rows))
        on_step(done, steps)
    connection.execute(f"CREATE UNIQUE INDEX by_order ON {BUILDING}.rows ({ORDER})")
    connection.execute(f"CHECKPOINT {BUILDING}")
    on_step(steps, steps)


def _sort(connection: duckdb.DuckDBPyConnection, column: str, step: int) -> None:
    rows, target, fences = (f"{BUILDING}.{name}" for name in ("rows", f"sorted_{column}", f"fences_{column}"))
    ordered = f"SELECT {column} AS k, {ORDER} AS o FROM {rows} ORDER BY k NULLS LAST, o"
    connection.execute(f"CREATE TABLE {target} AS SELECT row_number() OVER () - 1 AS p, k, o FROM ({ordered})")
    connection.execute(f"CREATE TABLE {fences} AS SELECT p, k, o FROM {target} WHERE p % {step} = 0 AND k IS NOT NULL ORDER BY p")
    connection.execute(f"CREATE TABLE {BUILDING}.filled_{column} AS SELECT count(k) AS n FROM {target}")
