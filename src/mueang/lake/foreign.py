"""Tables that the lake did not write, as snapshots that engines can answer about: Parquet files and Delta folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mueang.base.errors import SourceError
from mueang.base.message import Message
from mueang.lake import log
from mueang.lake.folder import FolderPlace
from mueang.lake.names import SYSTEM
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import LOG
from mueang.tables.schema import Column, ColumnType, TableSchema

SCHEMA_KEY = b"mueang.schema"
_CANNOT = {"deletionVectors", "columnMapping"}
_DAMAGED = Message("ไฟล์ไม่สมบูรณ์ หรือไม่ใช่ Parquet คัดลอกจากต้นทางใหม่แล้วลองอีกครั้ง", "The file is incomplete, or no Parquet. Copy it again and retry.")
_FEATURES = Message(
    "ตาราง Delta นี้ใช้ {features} ซึ่งยังอ่านไม่ได้ เขียนตารางใหม่โดยไม่ใช้สิ่งนี้",
    "This Delta table uses {features}, which cannot be read here. Write it again without.",
)
_KINDS: tuple[tuple[Callable[[pa.DataType], bool], ColumnType], ...] = (
    (pa.types.is_boolean, ColumnType.BOOLEAN),
    (pa.types.is_integer, ColumnType.INTEGER),
    (pa.types.is_floating, ColumnType.NUMBER),
    (pa.types.is_decimal, ColumnType.NUMBER),
    (pa.types.is_date, ColumnType.DATE),
    (pa.types.is_timestamp, ColumnType.DATETIME),
    (pa.types.is_time, ColumnType.TIME),
)


def parquet_file(path: Path | str) -> Snapshot:
    """Return the Parquet file as a snapshot. Our own schema in its metadata rules; else Arrow's types tell.

    Raises SourceError (`refuse.corrupt`) for a file that is no Parquet.
    """
    path = Path(path)
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(_DAMAGED, code="refuse.corrupt") from error
    schema = _schema_of(file.schema_arrow, file.metadata.metadata or {})
    return Snapshot(path.stem, 0, file.metadata.num_rows, path.stat().st_size, "", schema, files=(str(path.resolve()),), own=False)


def delta_folder(path: Path | str, version: int | None = None) -> Snapshot:
    """Return a version of a Delta table, the latest without one. Raises NotFound, SourceError (`refuse.delta`)."""
    path = Path(path).resolve()
    if (own := _version_of_ours(path, version)) is not None:
        from mueang.lake.lake import Lake

        return Lake(path.parent).snapshot(path.name, own)
    table = log.open_table(FolderPlace(path), version)
    cannot = _CANNOT & {*(table.protocol().reader_features or ())}
    if cannot or table.metadata().configuration.get("delta.columnMapping.mode", "none") != "none":
        raise SourceError(_FEATURES.fill(features=" ".join(sorted(cannot or {"columnMapping"}))), code="refuse.delta")
    files = tuple(sorted(table.file_uris()))
    schema = _schema_of(pa.schema(table.schema().to_arrow()), {})
    rows = sum(pq.ParquetFile(file).metadata.num_rows for file in files)
    return Snapshot(path.name, table.version(), rows, sum(Path(file).stat().st_size for file in files), "", schema, files=files, own=False)


def is_delta(path: Path | str) -> bool:
    """True for the folder of a Delta table."""
    return (Path(path) / LOG).is_dir()


def _version_of_ours(path: Path, version: int | None) -> int | None:
    place = FolderPlace(path)
    if version is None:
        found = log.newest(place, place.entries())
        return found[0] if found else None
    return version if log.note_of(place, version) else None


def _schema_of(arrow: pa.Schema, metadata: dict[bytes, bytes]) -> TableSchema:
    if SCHEMA_KEY in metadata:
        return TableSchema.from_dict(json.loads(metadata[SCHEMA_KEY]))
    shapes = set(json.loads(metadata[b"geo"])["columns"]) if b"geo" in metadata else set()
    return TableSchema(tuple(Column(field.name, _kind(field, shapes)) for field in arrow if field.name not in SYSTEM))


def described(arrow: pa.Schema, schema: TableSchema) -> TableSchema:
    """Return the schema of an answer: columns of the table as they are described there, measures by their type."""
    return TableSchema(tuple(schema.get(field.name) or Column(field.name, _kind(field, set())) for field in arrow if field.name not in SYSTEM))


def _kind(field: pa.Field, shapes: set[str]) -> ColumnType:
    if field.name in shapes:
        return ColumnType.GEOMETRY
    return next((kind for test, kind in _KINDS if test(field.type)), ColumnType.STRING)
