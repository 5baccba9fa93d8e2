"""The files of a snapshot as SQL: which rows they give, under which names and types, and in which order."""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pyarrow.parquet as pq

from mueang.base.errors import NotFound
from mueang.lake.duck import identifier, literal
from mueang.lake.engines.shapes import SQL_TYPES, places
from mueang.lake.match import order_span
from mueang.lake.names import ORDER, ORDER_BITS, SYSTEM, stored_names
from mueang.lake.snapshot import Snapshot
from mueang.tables.schema import SOURCE_ROW, VERSION, Column, ColumnType

SOURCE = "source"
"""What the rows are called in the SQL that asks."""


def in_order_of(snapshot: Snapshot) -> tuple[str, ...] | None:
    """Return the snapshot's files as they follow one another in the order of the table, None if they do not."""
    if snapshot.own:
        return in_order(snapshot.files)
    return snapshot.files if len(snapshot.files) == 1 else None


def in_order(files: Sequence[str]) -> tuple[str, ...] | None:
    """Return the files as they follow one another in the order of the table, None if they overlap.

    They are then read one after the other: a whole table in little memory, where sorting would have to hold it all, and a
    page no further than it goes.
    """
    try:
        spans = sorted((*order_span(file), file) for file in files)
    except FileNotFoundError as error:
        raise NotFound(code="lake.absent") from error
    apart = all(one[1] < other[0] for one, other in itertools.pairwise(spans))
    return tuple(file for _, _, file in spans) if apart else None


def upon(source: str, asked: str) -> str:
    """Return the whole query: what `compiled` gives, over the SQL in brackets that gives the rows."""
    named = f'"{SOURCE}" AS {source}'
    return f"WITH {named}, {asked[5:]}" if asked.startswith("WITH ") else f"WITH {named} {asked}"


def sql_of(asked: str, snapshot: Snapshot) -> str:
    """Return the whole query: what `compiled` gives, over the files of the snapshot."""
    return upon(f"({source_sql(snapshot)})", asked)


def source_sql(snapshot: Snapshot) -> str:
    """Return the SQL that reads the snapshot's files, with columns by place and the system columns; without files, no rows."""
    if not snapshot.files:
        return _nothing_sql(snapshot)
    files = literal(list(snapshot.files))
    if snapshot.own:
        names, by_place = stored_names(snapshot.schema), places(snapshot.schema)
        columns = [f"{_stored(c, names[c.name])} AS {by_place[c.name]}" for c in snapshot.schema.columns]
        return f"SELECT {', '.join([*columns, *SYSTEM])} FROM read_parquet({files}, union_by_name = true)"
    return _foreign_sql(snapshot, files)


def ordered_sql(snapshot: Snapshot) -> str:
    """Return the SQL that reads the snapshot's files in the order of the table."""
    files = in_order_of(snapshot)
    return source_sql(replace(snapshot, files=files)) if files else f"SELECT * FROM ({source_sql(snapshot)}) ORDER BY {ORDER}"


def _nothing_sql(snapshot: Snapshot) -> str:
    by_place = places(snapshot.schema)
    columns = [f"CAST(NULL AS {SQL_TYPES[c.type]}) AS {by_place[c.name]}" for c in snapshot.schema.columns]
    return f"SELECT {', '.join([*columns, *(f'0::BIGINT AS {name}' for name in SYSTEM)])} WHERE false"


def _stored(column: Column, name: str) -> str:
    return f"CAST({identifier(name)} AS TIME)" if column.type is ColumnType.TIME else identifier(name)


def _foreign_sql(snapshot: Snapshot, files: str) -> str:
    """Read a file that the lake did not write: cast to our types, missing where a number is not finite, system columns where it has none."""
    by_place = places(snapshot.schema)
    here = set(pq.read_schema(snapshot.files[0]).names)
    version = VERSION if VERSION in here else "0::BIGINT"
    row = SOURCE_ROW if SOURCE_ROW in here else "file_row_number"
    columns = [f"{_plain(c)} AS {by_place[c.name]}" for c in snapshot.schema.columns]
    system = [f"{version} AS {VERSION}", f"{row} AS {SOURCE_ROW}", f"({version} << {ORDER_BITS}) + {row} AS {ORDER}"]
    return f"SELECT {', '.join([*columns, *system])} FROM read_parquet({files}, file_row_number = true)"


def _plain(column: Column) -> str:
    name = f"CAST({identifier(column.name)} AS {SQL_TYPES[column.type]})"
    return f"CASE WHEN isfinite({name}) THEN {name} END" if column.type is ColumnType.NUMBER else name
