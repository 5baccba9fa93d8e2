"""Parquet and GeoParquet: columns of the types that the file gives, streamed; structs as dotted columns, lists as JSON text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.geo.crs import WGS84
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.issues import BytesLeft, NestedKept
from mueang.ingest.parse.layers import given_types
from mueang.ingest.parse.shapes import Shapes
from mueang.ingest.parse.values import texts_of
from mueang.ingest.sheet import GEOMETRY, MOST_COLUMNS, Sheet, batch_of
from mueang.ingest.sniff import Sniffed

BATCH_ROWS = 20_000
MANY_ROWS = 10_000_000
ROWS_A_BYTE = 50
"""A file of many rows that packs more of them in a byte holds no data: it would only take time."""


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register Parquet."""
    return {"parquet": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the one table of the file. Raises SourceError if it is cut, encrypted, or not of the sizes that it states."""
    with _opened(source) as file:
        rows, schema = file.metadata.num_rows, file.schema_arrow
    if rows > MANY_ROWS and rows > source.size * ROWS_A_BYTE:
        raise refusals.unsafe_file("บอกจำนวนแถวมากเกินกว่าขนาดไฟล์จะมีได้", "it states more rows than a file of its size holds")
    return [_Table(source, schema, rows, options).sheet()]


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(source.path, memory_map=False, pre_buffer=False) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise (refusals.password() if "ecrypt" in str(error) else refusals.corrupt()) from error


@dataclass
class _Table:
    """The table, and what is seen while its rows go by."""

    source: Source
    schema: pa.Schema
    rows: int
    options: ReadOptions
    done: int = 0
    nested: Counter[int] = field(default_factory=Counter)
    first_nested: dict[int, int] = field(default_factory=dict)
    shapes: Shapes | None = None

    def __post_init__(self) -> None:
        self.geometry, named = _geometry(self.schema)
        self.shapes = None if self.geometry is None else Shapes(named, self.options.crs, kept=self.options.headings is not None)
        flat = [one for one in _flat(self.schema.empty_table()).schema if one.name != self.geometry]
        self.kept = [one for one in flat if not _is_bytes(one.type)]
        self.left = [one.name for one in flat if _is_bytes(one.type)]
        if len(flat) > MOST_COLUMNS:
            raise refusals.too_many_columns(0, MOST_COLUMNS)

    def sheet(self) -> Sheet:
        return Sheet(
            Path(self.source.name).stem,
            self.batches,
            heading=tuple(one.name for one in self.kept),
            stores="values",
            types=given_types(self.kept),
            crs=self.shapes.crs if self.shapes else None,
            issues=tuple(BytesLeft(column=name) for name in self.left),
            remarks=self.remarks,
            asks=lambda: self.shapes.asks() if self.shapes else (),
            progress=lambda: min(1.0, self.done / max(1, self.rows)),
        )

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Make the rows anew. Raises SourceError if they are not as many as the file states."""
        self.done = 0
        self.nested.clear()
        if self.shapes:
            self.shapes.start()
        with _opened(self.source) as file:
            for batch in file.iter_batches(BATCH_ROWS):
                yield self._batch(batch)
                self.done += batch.num_rows
        if self.done != self.rows:
            raise refusals.wrong_sizes()

    def _batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        table = _flat(pa.Table.from_batches([batch])).combine_chunks()
        columns = [_whole(table.column(one.name)) for one in self.kept]
        for i, column in enumerate(columns):
            self._note_nested(i, column)
        made = batch_of(self.done, [texts_of(column) for column in columns], batch.num_rows)
        if self.shapes is None:
            return made
        return made.append_column(GEOMETRY, self.shapes.carried(_whole(table.column(self.geometry)).cast(pa.binary()), self.done))

    def _note_nested(self, i: int, column: pa.Array) -> None:
        if pa.types.is_nested(column.type) and column.null_count < len(column):
            self.nested[i] += len(column) - column.null_count
            self.first_nested.setdefault(i, self.done + int(pc.index(column.is_valid(), True).as_py()))

    def remarks(self, rows: int) -> tuple[Issue, ...]:  # noqa: ARG002
        """Return what was seen of the rows."""
        lists = [NestedKept(column=self.kept[i].name, count=count, row=self.first_nested[i]) for i, count in sorted(self.nested.items())]
        return (*lists, *(self.shapes.remarks() if self.shapes else ()))


def _flat(table: pa.Table) -> pa.Table:
    """Return the table with each struct as columns of dotted names."""
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    return table


def _whole(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    array = array if isinstance(array, pa.Array) else pa.concat_arrays(array.chunks)
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def _is_bytes(kind: pa.DataType) -> bool:
    kind = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
    return any(holds(kind) for holds in (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view))


def _geometry(schema: pa.Schema) -> tuple[str | None, str | None]:
    """Return the column of shapes (None: there is none) and the system that it names: GeoParquet states both."""
    try:
        geo = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
        name = geo.get("primary_column")
        column = geo.get("columns", {}).get(name, {})
        if name not in schema.names or column.get("encoding") != "WKB":
            return None, None
        return name, _system(column["crs"]) if "crs" in column else WGS84
    except (ValueError, AttributeError, TypeError):
        return None, None


def _system(stated: Any) -> str | None:
    """Return what PROJJSON names, None where the file says that it does not know."""
    if stated is None:
        return None
    identity = stated.get("id", {})
    if identity.get("authority") == "OGC" and str(identity.get("code")).startswith("CRS84"):
        return WGS84
    return f"{identity['authority']}:{identity['code']}" if "code" in identity else json.dumps(stated)
