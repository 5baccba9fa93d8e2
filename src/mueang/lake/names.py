"""The names under which columns are stored.

Delta and DuckDB take `PM` and `pm` for one column, and Spark refuses blanks, commas and brackets in the names of Delta
columns; headers of offices hold all of these. A stored name is the column's own wherever that is allowed. It depends
only on the columns before it, so that columns added later change none.
"""

from __future__ import annotations

import re

import pyarrow as pa

from mueang.tables.schema import SOURCE_ROW, VERSION, ColumnType, TableSchema

ORDER = "_order"
"""`_version` and `_row` as one number, ascending in every file: one comparison pages through a table of any size."""
ORDER_BITS = 40
SYSTEM = (VERSION, SOURCE_ROW, ORDER)
_FORBIDDEN = re.compile(r"[ ,;{}()\n\t=\x00]")


def stored_names(schema: TableSchema) -> dict[str, str]:
    """Return `{column name: stored name}` in the order of the columns."""
    taken = set(SYSTEM)
    names: dict[str, str] = {}
    for name in schema.names:
        names[name] = _free(_FORBIDDEN.sub("_", name) or "_", taken)
        taken.add(names[name].casefold())
    return names


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{name}~{number}", number + 1
    return candidate


def stored_type(kind: ColumnType) -> pa.DataType:
    """Return the Arrow type in the file. Delta has no time of day: it is kept as text `HH:MM:SS.ffffff`."""
    return pa.string() if kind is ColumnType.TIME else kind.arrow


def stored_schema(schema: TableSchema) -> pa.Schema:
    """Return the Arrow schema of the files: the columns by stored name, then the system columns."""
    names = stored_names(schema)
    own = [pa.field(names[c.name], stored_type(c.type)) for c in schema.columns]
    return pa.schema([*own, *(pa.field(name, pa.int64()) for name in SYSTEM)])
