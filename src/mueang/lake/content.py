"""What a set of rows holds, in whatever order: a sum of the MD5 of every row.

Sums can be added and taken away, so that a version's hash follows from its base and the files that came and went. A
missing value adds nothing to its row: a column added later, empty in the old rows, leaves their hashes as they were.

A sum tells contents apart by chance, not by intent: who wants two contents with one sum can make them, with any hash under
it (MD5 takes a third of the time of SHA-256 here). What was handed in is sealed by the SHA-256 of its file.
"""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from mueang.lake.duck import identifier, literal
from mueang.lake.names import stored_names, stored_type
from mueang.tables.schema import ColumnType, TableSchema

_LANES = ("(h & 18446744073709551615)::UBIGINT", "(h >> 64)::UBIGINT")
_MODULUS = 1 << 64
_MARK = "\x1f"


@dataclass(frozen=True)
class Content:
    """How many rows, and the sum of their hashes as two numbers of 64 bits."""

    rows: int = 0
    lanes: tuple[int, ...] = (0,) * len(_LANES)

    def __add__(self, other: Content) -> Content:
        return Content(self.rows + other.rows, tuple((a + b) % _MODULUS for a, b in zip(self.lanes, other.lanes, strict=True)))

    def __sub__(self, other: Content) -> Content:
        return Content(self.rows - other.rows, tuple((a - b) % _MODULUS for a, b in zip(self.lanes, other.lanes, strict=True)))

    def digest(self, schema: TableSchema) -> str:
        """Return the content hash: of the rows, and of the columns' names and types, whatever their order."""
        columns = sorted((column.name, str(column.type)) for column in schema.columns)
        return hashlib.sha256(repr((1, columns, self.rows, self.lanes)).encode()).hexdigest()


def content_of(connection: duckdb.DuckDBPyConnection, files: Sequence[str], schema: TableSchema, *, among: str = "") -> Content:
    """Return the content of stored files, read by `connection`; a column that no file has counts as missing.

    `among` is SQL of ours that follows the files and leaves some of their rows.
    """
    if not files:
        return Content()
    source = f"read_parquet({literal(list(files))}, union_by_name = true) {among}"
    present = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    names = stored_names(schema)
    parts = [_part(c.name, names[c.name], c.type) for c in sorted(schema.columns, key=lambda c: c.name) if names[c.name] in present]
    lanes = ", ".join(f"sum({lane})" for lane in _LANES)
    row = f"concat({', '.join(parts)})" if parts else "''"  # concat leaves missing parts out
    found = connection.execute(f"SELECT count(*), {lanes} FROM (SELECT md5_number({row}) AS h FROM {source})").fetchone()
    assert found is not None
    return Content(found[0], tuple(int(lane or 0) % _MODULUS for lane in found[1:]))


def _part(name: str, stored: str, kind: ColumnType) -> str:
    """Return SQL for one cell: a mark that no value but text holds, which column, the value; NULL if it is missing.

    Text could hold the mark, so its length stands before it.
    """
    column = identifier(stored)
    tag = f"'{_MARK}{hashlib.sha256(name.encode()).hexdigest()[:8]}='"
    if kind is ColumnType.GEOMETRY:
        return f"{tag} || md5({column})"
    if stored_type(kind) == pa.string():
        return f"{tag} || strlen({column}) || ':' || {column}"
    return f"{tag} || {column}::VARCHAR"
