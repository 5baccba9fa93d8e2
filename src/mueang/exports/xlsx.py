"""XLSX: one sheet, written row by row. Text stays text (codes keep their zeros, `=` starts no formula), dates are dates.

Excel keeps 15 digits and knows no day before 1 March 1900: longer whole numbers and older days are written as text. The
six parts of the file are plain XML and written here: openpyxl took five times as long for the same sheet.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa

from mueang.base.errors import LimitReached
from mueang.base.message import Message
from mueang.exports.rows import Rows, finite, texts
from mueang.tables.schema import Column, ColumnType

CELL_CHARACTERS = 32_767
LONGEST_EXACT = 10**15
OLDEST_DAY = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30).toordinal()
_DAY_SECONDS = 86_400
_TEXT, _DATE, _DATETIME, _TIME, _HEADING = range(1, 6)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_TEXTS = (ColumnType.STRING, ColumnType.PLACE, ColumnType.GEOMETRY)
_TOO_LONG = Message(
    "คอลัมน์ “{name}” มีค่ายาวกว่า 32,767 ตัวอักษรที่เซลล์ของ Excel รับได้ เอาคอลัมน์นี้ออก หรือดาวน์โหลดเป็น CSV หรือ JSON",
    "“{name}” holds a value of more than the 32,767 characters that a cell of Excel takes. Leave the column out, or take CSV or JSON.",
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = ((0, 0), (49, 0), (164, 0), (165, 0), (166, 0), (49, 1))
"""(number format, font) of each style, in the order of their numbers above; 49 is text."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    + "".join(f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0"/>' for number, font in _FORMATS)
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write(rows: Rows, path: Path, *, language: str, title: str) -> int:
    """Write the file and return how many rows it holds. Raises LimitReached (`export.cell`) for a text longer than a cell."""
    name = _sheet_name(title, language).translate(_ESCAPES)
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for part, text in (_PARTS | {"xl/workbook.xml": book}).items():
            archive.writestr(part, _HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_opening(rows.schema.names).encode())
            done = 0
            for batch in rows.batches:
                sheet.write(_lines(batch, rows.schema.columns, done + 2).encode())
                done += batch.num_rows
            sheet.write(b"</sheetData></worksheet>")
    return done


def _opening(names: tuple[str, ...]) -> str:
    widths = "".join(f'<col min="{i}" max="{i}" width="{min(max(len(name) + 2, 10), 40)}" customWidth="1"/>' for i, name in enumerate(names, 1))
    frozen = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    heading = "".join(_text(f"{_letters(i)}1", name, _HEADING) for i, name in enumerate(names))
    columns = f"<cols>{widths}</cols>" if names else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{frozen}{columns}<sheetData><row r="1">{heading}</row>'


def _lines(batch: pa.RecordBatch, columns: tuple[Column, ...], first: int) -> str:
    """Return the XML of the rows, the first of which has that number in the sheet."""
    numbers = range(first, first + batch.num_rows)
    cells = [_cells(values, column, _letters(i), numbers) for i, (values, column) in enumerate(zip(batch.columns, columns, strict=True))]
    return "".join(f'<row r="{number}">{"".join(row)}</row>' for number, row in zip(numbers, zip(*cells, strict=True), strict=bool(cells)))


def _cells(values: pa.Array, column: Column, letters: str, numbers: range) -> list[str]:
    if column.type in _TEXTS:
        plain: list[Any] = texts(values, column.type)
        if any(text is not None and len(text) > CELL_CHARACTERS for text in plain):
            raise LimitReached(_TOO_LONG.fill(name=column.name), code="export.cell")
    else:
        plain = (finite(values) if column.type is ColumnType.NUMBER else values).to_pylist()
    cell = _CELLS.get(column.type, _number)
    return ["" if value is None else cell(f"{letters}{number}", value) for number, value in zip(numbers, plain, strict=True)]


def _text(place: str, text: str, style: int = _TEXT) -> str:
    plain = _CONTROL.sub("\ufffd", text).translate(_ESCAPES)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'


def _number(place: str, value: float, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'


def _whole(place: str, value: int) -> str:
    return _number(place, value) if abs(value) < LONGEST_EXACT else _text(place, str(value))


def _yes(place: str, value: bool) -> str:
    return f'<c r="{place}" t="b"><v>{value:d}</v></c>'


def _day(place: str, value: date) -> str:
    return _number(place, value.toordinal() - _DAY_ZERO, _DATE) if value >= OLDEST_DAY else _text(place, value.isoformat())


def _moment(place: str, value: datetime) -> str:
    if value.date() < OLDEST_DAY:
        return _text(place, value.isoformat())
    return _number(place, value.toordinal() - _DAY_ZERO + _share_of_day(value.time()), _DATETIME)


def _clock(place: str, value: time) -> str:
    return _number(place, _share_of_day(value), _TIME)


def _share_of_day(value: time) -> float:
    return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000) / _DAY_SECONDS


_CELLS: dict[ColumnType, Callable[[str, Any], str]] = {
    ColumnType.STRING: _text,
    ColumnType.PLACE: _text,
    ColumnType.GEOMETRY: _text,
    ColumnType.INTEGER: _whole,
    ColumnType.BOOLEAN: _yes,
    ColumnType.DATE: _day,
    ColumnType.DATETIME: _moment,
    ColumnType.TIME: _clock,
}


def _letters(column: int) -> str:
    """Return the letters of a column of a sheet: A, B, ... Z, AA."""
    found = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found


def _sheet_name(title: str, language: str) -> str:
    plain = _NO_TITLE.sub(" ", title).strip().strip("'")[:31].strip()
    return plain or {"th": "ข้อมูล"}.get(language, "Data")
