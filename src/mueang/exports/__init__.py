"""Tables as files that people take away: one writer for each format, the mirror of `ingest.parse`.

All writers stream in bounded memory, leave the system columns out, keep names and values as they are published (years
Gregorian) and have the same form: `write(rows, path, language=, title=)`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from mueang.base.errors import BadInput, LimitReached
from mueang.base.message import Message
from mueang.exports.rows import Rows, rows_of
from mueang.tables.schema import ColumnType, TableSchema

FORMATS = ("csv", "xlsx", "json", "geojson", "parquet")
XLSX_ROWS = 1_048_575
"""Rows that a sheet of Excel holds below its heading."""
_UNKNOWN = Message("ไม่มีรูปแบบไฟล์ “{format}” เลือกได้: {formats}", "There is no format “{format}”. Choose one of {formats}.")
_NO_SHAPE = Message(
    "ตารางนี้ไม่มีพิกัดหรือรูปทรง จึงทำเป็น GeoJSON ไม่ได้ ดาวน์โหลดเป็น CSV หรือ JSON", "The table has no places on the map, so it cannot be GeoJSON. Take CSV or JSON."
)
_TOO_MANY = Message(
    "ตารางนี้มีเกิน 1,048,575 แถวซึ่งมากกว่าที่ Excel รับได้ กรองให้เหลือน้อยลง หรือดาวน์โหลดเป็น CSV",
    "The table has more than the 1,048,575 rows that Excel holds. Filter it, or take CSV.",
)


def check(format: str, schema: TableSchema, *, rows: int | None = None) -> None:
    """Raise BadInput (`export.format`, `export.geometry`) or LimitReached (`export.rows`) if the format cannot hold the table."""
    if format not in FORMATS:
        raise BadInput(_UNKNOWN.fill(format=format, formats=" ".join(FORMATS)), code="export.format", field="format")
    if format == "geojson" and not schema.of_type(ColumnType.GEOMETRY):
        raise BadInput(_NO_SHAPE, code="export.geometry", field="format")
    if format == "xlsx" and rows is not None and rows > XLSX_ROWS:
        raise LimitReached(_TOO_MANY, code="export.rows")


def write(
    format: str, batches: Iterable[pa.RecordBatch], schema: TableSchema, path: Path | str, *, language: str = "th", title: str = "", bom: bool = True
) -> int:
    """Write the rows as a file at `path` and return how many. If it cannot be finished, no file is left.

    Columns are those of the batches, in their order; `schema` says what they are. `language` (th, en) and `title` are
    for formats that have a place for them, `bom` is of CSV: the mark by which Excel knows UTF-8. Raises what `check` raises.
    """
    rows = rows_of(batches, schema)
    check(format, rows.schema)
    writer = importlib.import_module(f"mueang.exports.{format}")
    path = Path(path)
    options = {"bom": bom} if format == "csv" else {}
    try:
        return int(writer.write(_limited(rows) if format == "xlsx" else rows, path, language=language, title=title, **options))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _limited(rows: Rows) -> Rows:
    def counted() -> Iterable[pa.RecordBatch]:
        done = 0
        for batch in rows.batches:
            done += batch.num_rows
            if done > XLSX_ROWS:
                raise LimitReached(_TOO_MANY, code="export.rows")
            yield batch

    return Rows(rows.schema, counted())


__all__ = ["FORMATS", "XLSX_ROWS", "check", "write"]
