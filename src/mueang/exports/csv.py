"""CSV by RFC 4180 in UTF-8, with a mark at its beginning by which Excel knows the encoding.

A text that Excel would run as a formula which calls a function or another program (`=HYPERLINK(...)`, `=cmd|...!A1`) gets
an apostrophe in front; all other text stays as it is, also `- ไม่ระบุ` and `+66`. JSON and Parquet hold every text untouched.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from mueang.exports.rows import Rows, texts
from mueang.tables.schema import ColumnType, TableSchema

_RUNS = re.compile(r"[\s\x00]*[=+\-@].*?([A-Za-z][\w.]*\s*\(|\|.*!)", re.DOTALL)


def write(rows: Rows, path: Path, *, language: str, title: str, bom: bool = True) -> int:  # noqa: ARG001 - one form for all writers
    """Write the file and return how many rows it holds."""
    done = 0
    with path.open("wb") as file:
        file.write(heading(rows.schema, bom=bom))
        for batch in rows.batches:
            file.write(lines(batch, rows.schema))
            done += batch.num_rows
    return done


def heading(schema: TableSchema, *, bom: bool = True) -> bytes:
    """Return the first line, behind the mark if it is wished."""
    return (codecs.BOM_UTF8 if bom else b"") + _written([list(map(harmless, schema.names))])


def lines(batch: pa.RecordBatch, schema: TableSchema) -> bytes:
    """Return the rows of a batch as lines."""
    return _written(zip(*(_cells(column, c.type) for column, c in zip(batch.columns, schema.columns, strict=True)), strict=True))


def _written(rows: Iterable[Sequence[str | None]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def harmless(text: str | None) -> str | None:
    """Return the text as a spreadsheet may open it."""
    return f"'{text}" if text and text.lstrip("\x00\t\r\n ")[:1] in _STARTS and _RUNS.match(text) else text


_STARTS = frozenset("=+-@")


def _cells(values: object, kind: ColumnType) -> list[str | None]:
    found = texts(values, kind)
    return list(map(harmless, found)) if kind in (ColumnType.STRING, ColumnType.PLACE) else found
