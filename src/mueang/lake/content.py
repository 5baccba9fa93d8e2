"""What a set of rows holds, in whatever order: a sum of a hash of every row.

Sums can be added and taken away, so that a version's hash follows from its base and the files that came and went. A
missing value adds nothing to its row: a column added later, empty in the old rows, leaves their hashes as they were.

A sum tells contents apart by chance, not by intent: who wants two contents with one sum can make them, with any hash under
it. What was handed in is sealed by the SHA-256 of its file.
"""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa

from mueang.lake.duck import identifier, literal
from mueang.lake.files import DataFile, as_stored
from mueang.lake.names import stored_names, stored_type
from mueang.tables.distinct import CODED, coded_batches
from mueang.tables.hashes import LANES, row_hashes
from mueang.tables.schema import TableSchema

_MODULUS = 1 << 64
_AT_ONCE = 2
"""Files that are read at the same time."""
MD5, MIXED = 1, 2
"""How rows are hashed: by MD5 in release 1, since then column by column. Sums of one kind say nothing about sums of the other."""


@dataclass(frozen=True)
class Content:
    """How many rows, the sum of their hashes as two numbers of 64 bits, and how they were hashed."""

    rows: int = 0
    lanes: tuple[int, ...] = (0,) * LANES
    kind: int = MIXED

    def __add__(self, other: Content) -> Content:
        self._require_same(other)
        return Content(self.rows + other.rows, tuple((a + b) % _MODULUS for a, b in zip(self.lanes, other.lanes, strict=True)), self.kind)

    def __sub__(self, other: Content) -> Content:
        self._require_same(other)
        return Content(self.rows - other.rows, tuple((a - b) % _MODULUS for a, b in zip(self.lanes, other.lanes, strict=True)), self.kind)

    def _require_same(self, other: Content) -> None:
        if self.kind != other.kind:
            raise ValueError("contents hashed in two ways cannot be added")

    def digest(self, schema: TableSchema) -> str:
        """Return the content hash: of the rows, and of the columns' names and types, whatever their order."""
        columns = sorted((column.name, str(column.type)) for column in schema.columns)
        return hashlib.sha256(repr((self.kind, columns, self.rows, self.lanes)).encode()).hexdigest()

    def noted(self) -> dict[str, Any]:
        """Return the content as the note of a commit tells it."""
        return {"rows": self.rows, "lanes": list(self.lanes), "hash": self.kind}

    @classmethod
    def of_note(cls, note: dict[str, Any]) -> Content:
        """Return the content that a note tells; notes of release 1 do not say how rows were hashed."""
        return cls(note["rows"], tuple(note["lanes"]), note.get("hash", MD5))


class Tally:
    """The content of new files, each hashed as it stands on the disk while the next one is written."""

    def __init__(self, schema: TableSchema) -> None:
        self._schema, self._pool = schema, ThreadPoolExecutor(1)
        self._contents: list[Future[Content]] = []

    def add(self, file: DataFile) -> None:
        """Have the file hashed soon."""
        self._contents.append(self._pool.submit(_content_of_file, file.address, self._schema))

    def total(self) -> Content:
        """Wait for all files, and return the content of them together."""
        return sum((content.result() for content in self._contents), Content())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)


def content_of(connection: duckdb.DuckDBPyConnection, files: Sequence[str], schema: TableSchema, *, among: str = "") -> Content:
    """Return the content of stored files as they stand on the disk; a column that no file has counts as missing.

    `among` is SQL of ours that follows the files and leaves some of their rows; it is answered by `connection`.
    """
    if among and files:
        return _sum(_among(connection, files, schema, among), schema)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return sum(pool.map(lambda file: _content_of_file(file, schema), files), Content())


def digest_of(batches: Iterable[pa.RecordBatch], schema: TableSchema) -> str:
    """Return the content hash that a version would have of which these were the rows."""
    return _sum(as_stored(batches, schema, schema, 0), schema).digest(schema)


def _content_of_file(file: str, schema: TableSchema) -> Content:
    return _sum(coded_batches(Path(file)), schema)


def _sum(batches: Iterable[pa.RecordBatch], schema: TableSchema) -> Content:
    return sum((_content(batch, schema) for batch in batches), Content())


def _among(connection: duckdb.DuckDBPyConnection, files: Sequence[str], schema: TableSchema, among: str) -> Iterator[pa.RecordBatch]:
    source = f"read_parquet({literal(list(files))}, union_by_name = true) {among}"
    present = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    names = [identifier(name) for name in stored_names(schema).values() if name in present]
    yield from connection.execute(f"SELECT {', '.join(names) or 'NULL AS nothing'} FROM {source}").to_arrow_reader()


def _content(batch: pa.RecordBatch, schema: TableSchema) -> Content:
    names, there = stored_names(schema), set(batch.schema.names)
    known = [column for column in schema.columns if names[column.name] in there]
    arrays = [_as_stored(batch.column(names[column.name]), stored_type(column.type)) for column in known]
    if not arrays:
        return Content(batch.num_rows)
    sums = row_hashes(arrays, [column.name for column in known]).sum(axis=0, dtype=np.uint64)
    return Content(batch.num_rows, tuple(int(lane) for lane in sums))


def _as_stored(values: pa.Array, kind: pa.DataType) -> pa.Array:
    return values if values.type in (kind, CODED) else values.cast(kind)
