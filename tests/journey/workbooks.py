"""Workbooks as offices write them, with the rows that a right reading gives. The figures are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

DISTRICTS = (
    ("1001", "พระนคร"),
    ("1002", "ดุสิต"),
    ("1004", "บางรัก"),
    ("1007", "ปทุมวัน"),
    ("1008", "ป้อมปราบศัตรูพ่าย"),
    ("1009", "พระโขนง"),
    ("1013", "สัมพันธวงศ์"),
)
NAMES = ("รหัสเขต", "เขต", "ปี พ.ศ.", "จุดเสี่ยง", "จำนวนจุด / เฝ้าระวัง", "ระบายแห้งเฉลี่ย (นาที)", "วันที่สำรวจ")
"""The columns of the clean table that come from the sheet, with the name that the editor gives to the fourth."""

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_HEADING = ("รหัสเขต", "เขต", "ปี พ.ศ.", "จำนวนจุด", None, "ระบายแห้งเฉลี่ย (นาที)", "วันที่สำรวจ")
_UNDER = (None, None, None, "เสี่ยง", "เฝ้าระวัง", None, None)
Row = tuple[str, str, int, int, int, float, date]


@dataclass(frozen=True)
class Figures:
    """What an office counted in one district and year (Buddhist)."""

    code: str
    district: str
    year: int
    risky: int
    watched: int
    minutes: float
    surveyed: date

    def row(self) -> Row:
        """Return the row of the clean table."""
        return (self.code, self.district, self.year - 543, self.risky, self.watched, self.minutes, self.surveyed)

    def cells(self) -> list[object]:
        """Return the cells as the office writes them: Thai digits, Buddhist years of two digits in dates."""
        day = f"{self.surveyed.day:02}/{self.surveyed.month:02}/{(self.surveyed.year + 543) % 100}"
        return [self.code, self.district, thai(self.year), thai(self.risky), thai(self.watched), self.minutes, day]


def thai(number: int) -> str:
    """Return the number with Thai digits."""
    return f"{number:,}".translate(_THAI) if number < 2400 else str(number).translate(_THAI)


def figures(year: int, districts: Sequence[tuple[str, str]] = DISTRICTS, *, more: int = 0) -> list[Figures]:
    """Return invented figures; `more` makes them differ from those of another survey."""
    return [
        Figures(code, name, year, (year - 2560) * 3 + 2 * k + more, 7 + k + more if k else 1200, 20.25 + 1.25 * k, date(year - 543, 6, k + 1))
        for k, (code, name) in enumerate(districts)
    ]


def write(path: Path, by_year: Sequence[list[Figures]]) -> Path:
    """Write the workbook: titles, a heading of two rows with merged cells, a sum after each year, notes at the end."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "น้ำท่วมขัง"
    first, last = by_year[0][0].year, by_year[-1][0].year
    sheet.append(["ตารางที่ ๓ จุดเสี่ยงน้ำท่วมขังในกรุงเทพมหานคร จำแนกรายเขต"])
    sheet.append([f"ปีงบประมาณ พ.ศ. {thai(first)} - {thai(last)}"])
    sheet.append([])
    sheet.append(_HEADING)
    sheet.append(_UNDER)
    for merged in ("A1:G1", "D4:E4", "A4:A5", "B4:B5", "C4:C5", "F4:F5", "G4:G5"):
        sheet.merge_cells(merged)
    for counted in by_year:
        for one in counted:
            sheet.append(one.cells())
        sheet.append([f"รวมปี {thai(counted[0].year)}", None, None, thai(sum(one.risky for one in counted)), thai(sum(one.watched for one in counted))])
    sheet.append([])
    sheet.append(["หมายเหตุ: ข้อมูลสมมติสำหรับการทดสอบ"])
    sheet.append(["ที่มา: สำนักยุทธศาสตร์และประเมินผล"])
    book.save(path)
    return path
