"""The workbook in which an office fills in a form: drop-downs, checks of values, explanations, and whose it is.

Written by openpyxl, which knows comments, validations and protection; such a book is small. Headings are protected
without a password: against slips, not against people. Columns below them are open however far down somebody writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from mueang.base.message import Message
from mueang.tables.declared import Field
from mueang.tables.form import (
    CODES_SHEET,
    FILER_ROW,
    FILL_SHEET,
    FIRST_ROW,
    GUIDE_SHEET,
    HEADING_ROW,
    HELP_ROW,
    MOST_ROWS,
    REQUIRED_MARK,
    STAMP_SHEET,
    TITLE_ROW,
    Form,
    filer_line,
    heading_of,
    letters,
    shown_code,
)
from mueang.tables.schema import ColumnType

FONT = "TH SarabunPSK"
"""What offices have and write in; 16 points of it read as 11 of others."""
TYPE_NAMES = {
    ColumnType.STRING: Message("ข้อความ", "text"),
    ColumnType.INTEGER: Message("จำนวนเต็ม", "whole number"),
    ColumnType.NUMBER: Message("ตัวเลข", "number"),
    ColumnType.BOOLEAN: Message("ใช่ / ไม่ใช่", "yes or no"),
    ColumnType.DATE: Message("วันที่", "date"),
    ColumnType.DATETIME: Message("วันที่และเวลา", "date and time"),
    ColumnType.TIME: Message("เวลา", "time"),
    ColumnType.YEAR: Message("ปี พ.ศ.", "year"),
    ColumnType.PLACE: Message("รหัสพื้นที่", "place code"),
    ColumnType.GEOMETRY: Message("รูปทรงบนแผนที่", "shape"),
}
_HELP = f"กรอกตั้งแต่แถวที่ {FIRST_ROW + 1} หนึ่งแถวต่อหนึ่งรายการ ช่องที่มี {REQUIRED_MARK} ต้องกรอก ไม่ต้องใส่ยอดรวม ไม่แก้หัวตาราง"
_YES_NO = ("ใช่", "ไม่ใช่")
_HEADING_FILL, _GIVEN_FILL, _WRONG_FILL = (PatternFill("solid", start_color=colour) for colour in ("DCEBE1", "F1F1EE", "F8D7D3"))
_LINE = Border(*[Side(style="thin", color="B9C4BD")] * 4)
_LONGEST_PROMPT, _LONGEST_TITLE = 255, 32
_TEXTS = (ColumnType.STRING, ColumnType.PLACE)


@dataclass(frozen=True)
class Entry:
    """One cell that was filled in: what stands there, as text or number, and what is wrong with it."""

    value: str | int | float
    fault: str = ""


def workbook(form: Form, entries: Mapping[tuple[int, int], Entry] | None = None) -> bytes:
    """Return the workbook as XLSX; with `entries` by row of data and column, both from 0, it is filled in, and faults are marked."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = FILL_SHEET
    _fill_sheet(sheet, form)
    _guide(book.create_sheet(GUIDE_SHEET), form)
    lists = _lists(book.create_sheet(CODES_SHEET), form)
    _stamp(book.create_sheet(STAMP_SHEET), form)
    _enter(sheet, form, entries or {})
    for validation in _validations(form, lists):
        sheet.add_data_validation(validation)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def allowed(field: Field) -> Message | None:
    """Return in words what a column takes beyond its type: the values of its list, or how many there are."""
    if field.codes is None:
        return None
    codes = field.codes.codes
    shown = " · ".join(shown_code(code) for code in codes[:12])
    return Message(shown, shown) if len(codes) <= 12 else Message(f"{shown} … รวม {len(codes)} ค่า", f"{shown} … {len(codes)} values in all")


def _fill_sheet(sheet: Worksheet, form: Form) -> None:
    required = [form.schema.is_required(field.name) for field in form.schema.fields]
    _line(sheet, TITLE_ROW, form.title, Font(name=FONT, size=20, bold=True))
    _line(sheet, FILER_ROW, filer_line(form.stamp, form.due) if form.stamp else "", Font(name=FONT, size=16))
    _line(sheet, HELP_ROW, " ".join(filter(None, (form.instructions, _HELP))), Font(name=FONT, size=14, color="5A5A5A"))
    for place, field in enumerate(form.schema.fields):
        _heading(sheet, place, field, required=required[place])
        _open_column(sheet, place, field)
    _fill_given(sheet, form)
    _lay_out(sheet)
    _mark_missing(sheet, form, required)
    _protect(sheet)


def _lay_out(sheet: Worksheet) -> None:
    """Give rows the height that Thai marks need, keep the heading in sight, and let a printed sheet hold the width of the table."""
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 24, True
    for row, height in ((TITLE_ROW, 32), (FILER_ROW, 26), (HELP_ROW, 24), (HEADING_ROW, 52)):
        sheet.row_dimensions[row + 1].height = height
    sheet.freeze_panes = f"A{FIRST_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW + 1}:{HEADING_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)


def _line(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    cell = sheet.cell(row + 1, 1, text)
    cell.font = font
    cell.data_type = "s"


def _heading(sheet: Worksheet, place: int, field: Field, *, required: bool) -> None:
    cell = sheet.cell(HEADING_ROW + 1, place + 1, heading_of(field, required=required))
    cell.font, cell.fill, cell.border = Font(name=FONT, size=16, bold=True), _HEADING_FILL, _LINE
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    cell.data_type = "s"
    comment = Comment("\n".join(_explained(field, required=required)), "แบบฟอร์ม")
    comment.width, comment.height = 320, 150
    cell.comment = comment


def _explained(field: Field, *, required: bool) -> Iterator[str]:
    yield field.title_th or field.name
    if field.title_en:
        yield field.title_en
    yield f"ชนิดข้อมูล: {TYPE_NAMES[field.type].th}" + (f" หน่วย: {field.unit}" if field.unit else "")
    yield "ต้องกรอกทุกแถว" if required else "เว้นว่างได้ถ้าไม่มีข้อมูล"
    if field.description:
        yield field.description


def _open_column(sheet: Worksheet, place: int, field: Field) -> None:
    """Let people write anywhere below the heading; texts stay texts, so that codes keep their zeros."""
    column = sheet.column_dimensions[letters(place)]
    longest = max([len(field.name), *(len(shown_code(code)) for code in (field.codes.codes if field.codes else ()))])
    column.width = min(max(longest + 6, 14), 44)
    column.protection = Protection(locked=False)
    column.font = Font(name=FONT, size=16)
    if field.type in _TEXTS:
        column.number_format = "@"
    if field.type is ColumnType.DATE:
        column.number_format = "d/m/yyyy"


def _fill_given(sheet: Worksheet, form: Form) -> None:
    for row, given in enumerate(form.given, FIRST_ROW + 1):
        for place in range(len(form.schema.fields)):
            fixed = place < len(given)
            cell = sheet.cell(row, place + 1, given[place] if fixed else None)
            cell.font, cell.border, cell.protection = Font(name=FONT, size=16), _LINE, Protection(locked=fixed)
            cell.number_format = "@" if form.schema.fields[place].type in _TEXTS else "General"
            if fixed:
                cell.fill, cell.data_type = _GIVEN_FILL, "s"


def _enter(sheet: Worksheet, form: Form, entries: Mapping[tuple[int, int], Entry]) -> None:
    """Write what was filled in before; a fault colours its cell and tells itself in a comment."""
    for (row, place), entry in entries.items():
        cell = sheet.cell(FIRST_ROW + 1 + row, place + 1)
        if place < (len(form.given[row]) if row < len(form.given) else 0):
            continue
        cell.value, cell.font, cell.protection = entry.value, Font(name=FONT, size=16), Protection(locked=False)
        if isinstance(entry.value, str):
            cell.data_type = "s"
        if form.schema.fields[place].type in _TEXTS:
            cell.number_format = "@"
        if entry.fault:
            cell.fill = _WRONG_FILL
            cell.comment = Comment(entry.fault, "แบบฟอร์ม", width=320, height=90)


def _mark_missing(sheet: Worksheet, form: Form, required: list[bool]) -> None:
    """Colour what must be filled and is not, in rows that hold something."""
    last = letters(len(form.schema.fields) - 1)
    first = FIRST_ROW + 1
    for place in (place for place, needed in enumerate(required) if needed and place >= form.given_columns):
        column = letters(place)
        formula = f"AND(COUNTA($A{first}:${last}{first})>0,LEN(TRIM({column}{first}))=0)"
        sheet.conditional_formatting.add(f"{column}{first}:{column}{MOST_ROWS}", FormulaRule(formula=[formula], fill=_WRONG_FILL))


def _protect(sheet: Worksheet) -> None:
    guard = sheet.protection
    guard.sheet = True
    guard.formatCells = guard.formatColumns = guard.formatRows = guard.insertRows = guard.sort = guard.autoFilter = False


def _guide(sheet: Worksheet, form: Form) -> None:
    """Explain every column on a sheet that people can print."""
    sheet.append(["คอลัมน์", "ความหมาย", "ชนิดข้อมูล", "หน่วย", "ต้องกรอก", "ค่าที่ใช้ได้"])
    for field in form.schema.fields:
        said = allowed(field)
        needed = "ต้องกรอก" if form.schema.is_required(field.name) else ""
        sheet.append([field.name, field.description or field.title_th, TYPE_NAMES[field.type].th, field.unit or "", needed, said.th if said else ""])
    for width, column in zip((28, 48, 16, 14, 12, 60), "ABCDEF", strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.font = Font(name=FONT, size=16, bold=cell.row == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s"
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True


def _lists(sheet: Worksheet, form: Form) -> dict[int, str]:
    """Write the code lists on a hidden sheet and return the range of each column that has one."""
    sheet.sheet_state = "hidden"
    ranges: dict[int, str] = {}
    for place, field in enumerate(form.schema.fields):
        shown = [shown_code(code) for code in field.codes.codes] if field.codes else list(_YES_NO) if field.type is ColumnType.BOOLEAN else []
        column = letters(len(ranges))
        for row, text in enumerate(shown, 1):
            cell = sheet[f"{column}{row}"]
            cell.value, cell.number_format, cell.data_type = text, "@", "s"
        if shown:
            ranges[place] = f"'{CODES_SHEET}'!${column}$1:${column}${len(shown)}"
    return ranges


def _stamp(sheet: Worksheet, form: Form) -> None:
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    for row, (name, value) in enumerate((asdict(form.stamp) if form.stamp else {}).items(), 1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value).data_type = "s"


def _validations(form: Form, lists: dict[int, str]) -> Iterator[DataValidation]:
    for place, field in enumerate(form.schema.fields):
        made = DataValidation(**_rule(field, lists.get(place)), allow_blank=True, showErrorMessage=True, showInputMessage=True)
        made.promptTitle, made.prompt = field.name[:_LONGEST_TITLE], " ".join(_prompt(field, form))[:_LONGEST_PROMPT]
        made.errorTitle, made.error = field.name[:_LONGEST_TITLE], _refusal(field)[:_LONGEST_PROMPT]
        made.add(f"{letters(place)}{FIRST_ROW + 1}:{letters(place)}{MOST_ROWS}")
        yield made


def _prompt(field: Field, form: Form) -> Iterator[str]:
    yield "เลือกจากรายการ" if field.codes or field.type is ColumnType.BOOLEAN else TYPE_NAMES[field.type].th
    if field.unit:
        yield f"หน่วย: {field.unit}"
    if field.type is ColumnType.DATE:
        yield "เช่น 5/1/2569"
    yield "ต้องกรอก" if form.schema.is_required(field.name) else "เว้นว่างได้"
    if field.description:
        yield field.description


def _refusal(field: Field) -> str:
    return "เลือกค่าจากรายการเท่านั้น" if field.codes or field.type is ColumnType.BOOLEAN else f"ค่าที่ใช้ได้คือ {TYPE_NAMES[field.type].th} ตามช่วงที่กำหนด"


def _rule(field: Field, listed: str | None) -> dict[str, Any]:
    """Return what Excel itself checks. Days it only explains: whether 2569 is a year of ours it cannot know."""
    if listed:
        return {"type": "list", "formula1": listed}
    if not field.type.is_numeric:
        return {"type": None}
    wanted = field.conditions
    low = wanted.minimum if wanted.minimum is not None else wanted.above
    high = wanted.maximum if wanted.maximum is not None else wanted.below
    kind = "whole" if field.type is ColumnType.INTEGER else "decimal"
    if low is not None and high is not None:
        return {"type": kind, "operator": "between", "formula1": str(low), "formula2": str(high)}
    if high is not None:
        return {"type": kind, "operator": "lessThanOrEqual", "formula1": str(high)}
    return {"type": kind, "operator": "greaterThanOrEqual", "formula1": str(low if low is not None else -(10**15))}
