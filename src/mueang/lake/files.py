"""Data files: streams of rows written as Parquet in bounded memory, in the order in which they come.

Row groups hold 122,880 rows (a multiple of DuckDB's vector, measured best), or fewer where rows are wide; compression is zstd.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mueang.lake.names import ORDER, ORDER_BITS, stored_names, stored_schema
from mueang.tables import encodings
from mueang.tables.distinct import CODED
from mueang.tables.schema import SOURCE_ROW, TableSchema

GROUP_ROWS = 122_880
GROUP_BYTES = 64 << 20
FILE_ROWS = 4 * GROUP_ROWS
"""An update rewrites whole files: smaller ones spare it more, larger ones are read a little faster."""

Written = Callable[[int], None]


def _silent(_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of a table.

    address      of a new file: where on this machine it was written; of one that a commit names: where the store has it
    first, last  the places in the order of the table between which its rows lie; None where nobody noted them
    """

    address: str
    rows: int
    bytes: int
    first: int | None = None
    last: int | None = None

    @property
    def name(self) -> str:
        """The name that commits use."""
        return self.address.rpartition("/")[2]


def as_stored(batches: Iterable[pa.RecordBatch], schema: TableSchema, whole: TableSchema, version: int) -> Iterator[pa.RecordBatch]:
    """Turn rows of `schema` into stored rows of the table's `whole` schema, with the system columns. Texts may come by their distinct values.

    What is not a finite number becomes missing and -0.0 becomes 0.0, so that every engine compares alike; columns that the rows lack are missing.
    Raises ValueError if `_row` does not ascend: it is half of the total order of the table.
    """
    last = -1
    for batch in batches:
        if batch.num_rows == 0:
            continue
        rows = batch.column(SOURCE_ROW).cast(pa.int64())
        last = _check_ascending(rows, last)
        yield _stored_batch(batch, schema, whole, version, rows)


def _check_ascending(rows: pa.Array, last: int) -> int:
    steps = pc.pairwise_diff(rows)
    if rows.null_count or rows[0].as_py() <= last or (pc.min(steps).as_py() or 1) < 1:
        raise ValueError("the column _row must be filled and ascend from row to row")
    return int(rows[-1].as_py())


def _stored_batch(batch: pa.RecordBatch, schema: TableSchema, whole: TableSchema, version: int, rows: pa.Array) -> pa.RecordBatch:
    target = stored_schema(whole)
    names = stored_names(whole)
    columns = []
    for column in whole.columns:
        kind = target.field(names[column.name]).type
        columns.append(_plain(batch.column(column.name), kind) if schema.get(column.name) else pa.nulls(batch.num_rows, kind))
    versions = pa.repeat(pa.scalar(version, pa.int64()), batch.num_rows)
    order = pc.add(pc.multiply(versions, 1 << ORDER_BITS), rows)
    return pa.record_batch([*columns, versions, rows, order], names=target.names)


def _plain(values: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_floating(kind):
        numbers = values.cast(kind)
        return pc.add(pc.if_else(pc.is_finite(numbers), numbers, None), 0.0)
    return values if values.type == CODED and pa.types.is_string(kind) else values.cast(kind)


def write_files(
    folder: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema, *, on_rows: Written = _silent, on_file: Callable[[DataFile], None] = _silent
) -> list[DataFile]:
    """Write stored rows as new files of the folder and return them, at least one.

    `on_rows` is told the rows written so far after every row group, `on_file` every file that is complete. If the rows break off, nothing is
    left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[DataFile] = []
    groups = _grouped(batches, schema)
    first = next(groups)
    path = folder
    try:
        while first is not None:
            told = _from(sum(file.rows for file in files), on_rows)
            path = folder / f"part-{uuid.uuid4()}.zstd.parquet"
            rows, last, following = _write_file(path, first, groups, on_rows=told)
            files.append(DataFile(str(path), rows, path.stat().st_size, *_span(first, last)))
            on_file(files[-1])
            first = following
    except BaseException:
        remove([*files, DataFile(str(path), 0, 0)] if path != folder else files)
        raise
    return files


def _from(start: int, on_rows: Written) -> Written:
    return lambda rows: on_rows(start + rows)


def _write_file(path: Path, first: pa.Table, groups: Iterator[pa.Table], *, on_rows: Written) -> tuple[int, pa.Table, pa.Table | None]:
    """Write one file and return its rows, its last group, and the first group of the next file, if there is one."""
    rows, last, group = 0, first, first
    with pq.ParquetWriter(path, first.schema, **encodings.settings(first)) as writer:
        while group is not None and rows < FILE_ROWS:
            writer.write_table(group, row_group_size=GROUP_ROWS)
            rows, last = rows + group.num_rows, group
            on_rows(rows)
            group = next(groups, None)
    return rows, last, group


def _span(first: pa.Table, last: pa.Table) -> tuple[int, int]:
    """Return the first and the last place in the order of the table, (0, -1) for no rows: rows are written in this order."""
    return (first[ORDER][0].as_py(), last[ORDER][-1].as_py()) if first.num_rows else (0, -1)


def remove(files: Iterable[DataFile]) -> None:
    """Unlink new files that are not in the store yet."""
    for file in files:
        Path(file.address).unlink(missing_ok=True)


def _grouped(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Gather batches into tables of one row group each; one empty table if there are no rows at all.

    A text of which most rows of the first group have one of their own leaves its dictionary: there it would only be held twice.
    """
    apart: list[str] | None = None
    for held in _full(batches):
        table = pa.Table.from_batches(held)
        apart = _apart(table) if apart is None else apart
        yield _decoded(table, apart).unify_dictionaries().combine_chunks()
    if apart is None:
        yield schema.empty_table()


def _full(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    held: list[pa.RecordBatch] = []
    rows, size = 0, 0.0
    for batch in batches:
        width = batch.nbytes / max(batch.num_rows, 1)
        while batch.num_rows:
            if rows >= GROUP_ROWS or size >= GROUP_BYTES:
                yield held
                held, rows, size = [], 0, 0.0
            room = min(GROUP_ROWS - rows, math.ceil((GROUP_BYTES - size) / width))
            held.append(batch.slice(0, room))
            rows, size, batch = rows + len(held[-1]), size + width * len(held[-1]), batch.slice(room)
    if held:
        yield held


def _apart(table: pa.Table) -> list[str]:
    return [field.name for field in table.schema if pa.types.is_dictionary(field.type) and not encodings.comes_again(table[field.name])]


def _decoded(table: pa.Table, names: Iterable[str]) -> pa.Table:
    for name in names:
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.string()))
    return table
