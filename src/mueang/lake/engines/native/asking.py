"""The SQL of a question about a native copy: of the few rows that the sorted columns lead to, fetched through the index, or of all rows in their order."""

# ruff: noqa: S608 - names are our own by place, values are typed literals
from __future__ import annotations

from collections.abc import Sequence

import duckdb

from mueang.lake.engines.expressions import compiled
from mueang.lake.engines.native.narrowing import Copy, narrow_question, narrowed, order_at
from mueang.lake.engines.shapes import places, typed
from mueang.lake.engines.sources import upon
from mueang.lake.names import ORDER, SYSTEM
from mueang.query.question import Question, Rows, columns_asked
from mueang.tables.schema import ColumnType, TableSchema


def native_sql(asked: Question, schema: TableSchema, copy: Copy, cursor: duckdb.DuckDBPyConnection) -> str:
    """Return the SQL that answers the question, which was narrowed to its permit, from the copy.

    Where to look may take a few short queries first. Whatever they find, the question is asked whole of the rows found.
    """
    orders = narrowed(asked, copy, cursor)
    if orders is None and (places_alone := narrow_question(asked)) is not None:
        orders = _orders(places_alone, schema, copy, cursor)
    if orders is not None:
        return upon(_fetched(orders, asked, schema, copy), compiled(asked, schema))
    ordered = isinstance(asked, Rows) and not asked.sort
    return upon(f"(SELECT * FROM {copy.rows})", compiled(asked, schema, ordered=ordered))


def _orders(question: Rows, schema: TableSchema, copy: Copy, cursor: duckdb.DuckDBPyConnection) -> list[int]:
    found = cursor.execute(upon(f"(SELECT * FROM {copy.rows})", compiled(question, schema))).to_arrow_table()
    version, row = found.columns[-2], found.columns[-1]
    return [order_at(*place) for place in zip(version.to_pylist(), row.to_pylist(), strict=True)]


def _fetched(orders: Sequence[int], asked: Question, schema: TableSchema, copy: Copy) -> str:
    """Return SQL for these rows. Literals of the index's own type, and nothing to order by in the same breath: else the index is not used."""
    names, touched = places(schema), columns_asked(asked)
    columns = [names[column.name] for column in schema.columns if column.name in touched]
    wanted = ", ".join(typed(order, ColumnType.INTEGER) for order in orders)
    where = f"{ORDER} IN ({wanted})" if orders else "false"
    return f"MATERIALIZED (SELECT {', '.join([*columns, *SYSTEM])} FROM {copy.rows} WHERE {where})"
