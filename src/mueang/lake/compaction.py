"""Small files that follow one another become one: which they are, and their rows in the order of the table."""

# ruff: noqa: S608 - names and paths are quoted by `literal`; no text from outside becomes SQL
from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from mueang.lake.duck import literal
from mueang.lake.files import GROUP_BYTES, GROUP_ROWS, DataFile
from mueang.lake.match import BATCH_ROWS
from mueang.lake.names import ORDER, stored_schema
from mueang.tables.schema import TableSchema


def runs(files: Sequence[DataFile]) -> list[list[DataFile]]:
    """Return the runs of files worth writing as one: smaller than a row group and next to each other, or laid across each other.

    Files that lie apart in the order of the table still do afterwards: pages are read from them without a sort. Files
    whose place nobody noted are left alone.
    """
    known = sorted((file for file in files if file.first is not None), key=lambda file: (file.first, file.last))
    found = itertools.groupby(_clusters(known), key=_is_loose)
    together = [[file for cluster in clusters for file in cluster] for loose, clusters in found if loose]
    return [run for run in together if len(run) > 1]


def _clusters(files: Sequence[DataFile]) -> Iterator[list[DataFile]]:
    """Yield the files by groups that share no place with each other."""
    held: list[DataFile] = []
    for file in files:
        if held and _span(file)[0] > max(_span(other)[1] for other in held):
            yield held
            held = []
        held.append(file)
    if held:
        yield held


def _is_loose(cluster: Sequence[DataFile]) -> bool:
    return len(cluster) > 1 or (cluster[0].rows < GROUP_ROWS and cluster[0].bytes < GROUP_BYTES)


def _span(file: DataFile) -> tuple[int, int]:
    assert file.first is not None
    assert file.last is not None
    return file.first, file.last


def in_order(connection: duckdb.DuckDBPyConnection, files: Sequence[str], schema: TableSchema) -> Iterator[pa.RecordBatch]:
    """Stream the rows of the files in the order of the table, in the form of its schema; a sort too large for the memory goes to disk."""
    target = stored_schema(schema)
    query = f"SELECT * FROM read_parquet({literal(list(files))}, union_by_name = true) ORDER BY {ORDER}"
    for batch in connection.cursor().execute(query).to_arrow_reader(BATCH_ROWS):
        have = set(batch.schema.names)
        columns = [batch.column(f.name).cast(f.type) if f.name in have else pa.nulls(batch.num_rows, f.type) for f in target]
        yield pa.record_batch(columns, schema=target)
