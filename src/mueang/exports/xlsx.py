"""XLSX: one sheet, written row by row. Text stays text (codes keep their zeros, `=` starts no formula), dates are dates.

Excel keeps 15 digits and knows no day before 1 March 1900: longer whole numbers and older days are written as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mueang.base.errors import LimitReached
from mueang.base.message import Message
from mueang.exports.rows import Rows, finite, texts
from mueang.tables.schema import Column, ColumnType, TableSchema

CELL_CHARACTERS = 32_767
LONGEST_EXACT = 10**15
OLDEST_DAY = date(1900, 3, 1)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MISTAKEN = re.compile(r"[\s=+\-@#\d๐-๙.,]")
"""How a text begins that Excel might take for something else when it is edited."""
_TEXTS = (ColumnType.STRING, ColumnType.PLACE, ColumnType.GEOMETRY)
_TOO_LONG = Message(
    "คอลัมน์ “{name}” มีค่ายาวกว่า 32,767 ตัวอักษรที่เซลล์ของ Excel รับได้ เอาคอลัมน์นี้ออก หรือดาวน์โหลดเป็น CSV หรือ JSON",
    "“{name}” holds a value of more than the 32,767 characters that a cell of Excel takes. Leave the column out, or take CSV or JSON.",
)


def write(rows: Rows, path: Path, *, language: str, title: str) -> int:
    """Write the file and return how many rows it holds. Raises LimitReached (`export.cell`) for a text longer than a cell."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title, language))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(rows.schema.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(column.name) + 2, 10), 40)
    sheet.append([_text(sheet, name, bold=True) for name in rows.schema.names])
    done = 0
    try:
        for batch in rows.batches:
            for row in zip(*_columns(sheet, batch, rows.schema), strict=True):
                sheet.append(row)
            done += batch.num_rows
    finally:
        sheet.close()
    book.save(path)
    return done


def _columns(sheet: Any, batch: pa.RecordBatch, schema: TableSchema) -> Iterable[list[Any]]:
    return [_cells(sheet, values, column) for values, column in zip(batch.columns, schema.columns, strict=True)]


def _cells(sheet: Any, values: pa.Array, column: Column) -> list[Any]:
    if column.type in _TEXTS:
        found = texts(values, column.type)
        if any(text is not None and len(text) > CELL_CHARACTERS for text in found):
            raise LimitReached(_TOO_LONG.fill(name=column.name), code="export.cell")
        return [None if text is None else _text(sheet, text) for text in found]
    plain: list[Any] = (finite(values) if column.type is ColumnType.NUMBER else values).to_pylist()
    if column.type is ColumnType.INTEGER:
        return [value if value is None or abs(value) < LONGEST_EXACT else _text(sheet, str(value)) for value in plain]
    if column.type in (ColumnType.DATE, ColumnType.DATETIME):
        return [value if value is None or value.timetuple() >= OLDEST_DAY.timetuple() else _text(sheet, value.isoformat()) for value in plain]
    return plain


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Return a cell of text that Excel takes neither for a number nor for a formula."""
    plain = _CONTROL.sub("\ufffd", text)
    if not bold and not _MISTAKEN.match(plain):
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(title: str, language: str) -> str:
    plain = _NO_TITLE.sub(" ", title).strip().strip("'")[:31].strip()
    return plain or {"th": "ข้อมูล"}.get(language, "Data")
