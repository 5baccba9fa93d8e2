"""Forms that are workbooks: titles, headings over two rows with merged cells, subtotals, footnotes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from mueang_site.demo.forms.texts import thai_digits
from mueang_site.demo.published import death_rates, district_name, districts_by_group, figures, joint_rate

_WRITTEN = datetime(2023, 12, 29, 9, 0)  # noqa: DTZ001 - a workbook keeps local time
_TITLE = Font(name="TH SarabunPSK", size=18, bold=True)
_BODY = Font(name="TH SarabunPSK", size=16)
_STRONG = Font(name="TH SarabunPSK", size=16, bold=True)
_SHADE = PatternFill("solid", fgColor="DDE5EA")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_THIN = Border(*(Side(style="thin") for _ in range(4)))
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
Cell = str | int | float | None


def traffic_deaths(path: Path) -> None:
    """Two title rows, ปี พ.ศ. over five years, a subtotal after each group of districts, footnotes; Thai digits here and there."""
    sheet = _sheet("อัตราตาย")
    years = [str(year) for year in range(2562, 2567)]
    _title(sheet, 1, "อัตราผู้เสียชีวิตจากอุบัติเหตุทางถนน จำแนกรายเขต กรุงเทพมหานคร พ.ศ. ๒๕๖๒ - ๒๕๖๖", columns=7)
    _title(sheet, 2, "(คนต่อประชากร ๑๐๐,๐๐๐ คน)", columns=7)
    _heading(sheet, 4, ["ลำดับที่", "เขต", "ปี พ.ศ.", None, None, None, None], [None, None, *map(thai_digits, years)])
    for merged in ("A4:A5", "B4:B5", "C4:G4"):
        sheet.merge_cells(merged)
    for cells, strong in _death_rows(years):
        _row(sheet, cells, strong=strong)
    _footnote(sheet, "หมายเหตุ: ๑. ทุกปีคิดต่อประชากรตามทะเบียนราษฎร ธันวาคม ๒๕๖๕  ๒. อัตราของกลุ่มเขตคิดจากผู้เสียชีวิตและประชากรรวมของกลุ่ม")
    _footnote(sheet, "ที่มา: ข้อมูลเปิดกรุงเทพมหานคร")
    sheet.column_dimensions["B"].width = 28
    _save(sheet, path)


def health_volunteers(path: Path) -> None:
    """One title row, a plain heading, the sum of the city below."""
    sheet = _sheet("อสส")
    rows = figures("health_volunteers")
    _title(sheet, 1, "จำนวนอาสาสมัครสาธารณสุขกรุงเทพมหานคร (อสส.) จำแนกตามแขวงที่ตั้งศูนย์บริการสาธารณสุข", columns=4)
    _heading(sheet, 3, ["ลำดับ", "เขต", "แขวง", "จำนวน อสส. (คน)"])
    for number, row in enumerate(rows, start=1):
        _row(sheet, [number, district_name(row["district"]), row["subdistrict"], int(row["volunteers"])])
    _row(sheet, [None, "รวมทั้งหมด", None, sum(int(row["volunteers"]) for row in rows)], strong=True)
    _save(sheet, path)


def basic_needs(path: Path) -> None:
    """The form of the จปฐ. report: ผ่านเกณฑ์ over number and per cent, one block of rows for each year."""
    sheet = _sheet("จปฐ นครสวรรค์")
    _title(sheet, 1, "ผลการสำรวจข้อมูลความจำเป็นพื้นฐาน (จปฐ.) จังหวัดนครสวรรค์ ปี ๒๕๕๒ - ๒๕๕๔", columns=8)
    upper = ["ปี พ.ศ.", "ข้อที่", "ตัวชี้วัด", "หน่วยนับ", "ผ่านเกณฑ์", None, "เป้าหมาย (ร้อยละ)", "จำนวนที่ต้องแก้ไข"]
    _heading(sheet, 3, upper, [None, None, None, None, "จำนวน", "ร้อยละ", None, None])
    for merged in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:G4", "H3:H4"):
        sheet.merge_cells(merged)
    for row in figures("basic_needs"):
        whole = [int(row["passed"]), float(row["percent"]), float(row["target"]), int(row["to_mend"])]
        _row(sheet, [int(row["year"]), int(row["number"]), row["indicator"], row["unit"], *whole])
    _footnote(sheet, "ที่มา: กรมการพัฒนาชุมชน กระทรวงมหาดไทย")
    sheet.column_dimensions["C"].width = 70
    _save(sheet, path)


def _death_rows(years: Sequence[str]) -> Iterable[tuple[list[Cell], bool]]:
    rates, everywhere = death_rates(), districts_by_group()
    number = 0
    for group, codes in everywhere.items():
        for code in codes:
            number += 1
            values: list[Cell] = [rates[code][year] for year in years]
            if number <= 3:
                values[0] = thai_digits(f"{rates[code][years[0]]:.2f}")
            yield [thai_digits(number), district_name(code), *values], False
        yield [None, f"รวมกลุ่ม{group}", *(joint_rate(codes, year) for year in years)], True
    every_code = [code for codes in everywhere.values() for code in codes]
    yield [None, "รวมกรุงเทพมหานคร", *(joint_rate(every_code, year) for year in years)], True


def _sheet(title: str) -> Worksheet:
    sheet: Any = Workbook().active
    sheet.title = title
    return sheet


def _title(sheet: Worksheet, row: int, text: str, *, columns: int) -> None:
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = _TITLE, _CENTRE
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def _heading(sheet: Worksheet, first: int, *rows: Sequence[str | None]) -> None:
    for offset, names in enumerate(rows):
        for column, name in enumerate(names, start=1):
            cell = sheet.cell(first + offset, column, name)
            cell.font, cell.alignment, cell.fill, cell.border = _STRONG, _CENTRE, _SHADE, _THIN


def _row(sheet: Worksheet, values: Sequence[Cell], *, strong: bool = False) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.font, cell.border = _STRONG if strong else _BODY, _THIN


def _footnote(sheet: Worksheet, text: str) -> None:
    sheet.cell(sheet.max_row + 1, 1, text).font = _BODY


def _save(sheet: Worksheet, path: Path) -> None:
    """Save the workbook so that the same figures give the same bytes: no clock in its parts."""
    book: Any = sheet.parent
    book.properties.creator = "Mueang"
    fresh = io.BytesIO()
    book.save(fresh)
    moment = _WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(fresh) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in sorted(old.namelist()):
            info = zipfile.ZipInfo(part, _WRITTEN.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", old.read(part)))
