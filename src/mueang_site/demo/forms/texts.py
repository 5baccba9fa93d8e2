"""Forms that are text: delimited files in the encodings, delimiters and habits that offices have."""

from __future__ import annotations

import calendar
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from mueang.base.periods import MONTHS_TH_SHORT, to_buddhist
from mueang_site.demo.published import district_name, figures

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WINDOWS_THAI = "cp874"
EXCEL_UNICODE = "utf-16"
UTF8_WITH_MARK = "utf-8-sig"


def thai_digits(text: object) -> str:
    """Return the text with its digits as Thai ones."""
    return str(text).translate(_THAI_DIGITS)


def with_commas(number: object) -> str:
    """Return a whole number with commas between thousands."""
    return f"{int(str(number)):,}"


def smoking_to_2567(path: Path) -> None:
    """Windows-874, years in Thai digits."""
    _rates(path, "smoking", ("2566", "2567"), "ร้อยละของประชากรที่สูบบุหรี่", encoding=WINDOWS_THAI, in_thai_digits=True)


def smoking_2568(path: Path) -> None:
    """Windows-874, years in Thai digits: the year that came later."""
    _rates(path, "smoking", ("2568",), "ร้อยละของประชากรที่สูบบุหรี่", encoding=WINDOWS_THAI, in_thai_digits=True)


def drinking_to_2567(path: Path) -> None:
    """UTF-8 with a byte-order mark, as Excel saves it."""
    _rates(path, "drinking", ("2566", "2567"), "ร้อยละของประชากรที่ดื่มแอลกอฮอล์", encoding=UTF8_WITH_MARK)


def drinking_2568(path: Path) -> None:
    """UTF-8 with a byte-order mark: the year that came later."""
    _rates(path, "drinking", ("2568",), "ร้อยละของประชากรที่ดื่มแอลกอฮอล์", encoding=UTF8_WITH_MARK)


def obesity(path: Path) -> None:
    """UTF-16 between tabs: what Excel calls Unicode text."""
    _rates(path, "obesity", ("2566", "2567", "2568"), "ร้อยละของประชากรที่มีภาวะอ้วน", encoding=EXCEL_UNICODE, delimiter="\t")


def population(path: Path) -> None:
    """Semicolons, thousands with commas, the sum of the city below."""
    header = ("รหัสเขต", "เขต", "ปี พ.ศ.", "ชาย", "หญิง", "อายุ 0-14 ปี", "อายุ 15-64 ปี", "อายุ 65 ปีขึ้นไป")
    keys = ("male", "female", "age_0_14", "age_15_64", "age_65_up")
    rows = [[row["district"], district_name(row["district"]), "2565", *(with_commas(row[key]) for key in keys)] for row in figures("population")]
    total = ["", "รวมกรุงเทพมหานคร", "2565", *(with_commas(sum(int(row[key]) for row in figures("population"))) for key in keys)]
    _write(path, [header, *rows, total], delimiter=";", encoding="utf-8")


def parks(path: Path) -> None:
    """Windows-874, areas with commas inside quotation marks."""
    header = ("รหัสเขต", "เขต", "จำนวนสวน (แห่ง)", "เนื้อที่ (ตร.ม.)")
    rows = [[row["district"], district_name(row["district"]), row["parks"], with_commas(row["square_metres"])] for row in figures("parks")]
    _write(path, [header, *rows], encoding=WINDOWS_THAI)


def pm25(path: Path) -> None:
    """Upright strokes between columns, Thai dates, a dash where a month has no reading."""
    header = ("วันสิ้นเดือน", "รหัสสถานี", "เขต", "จุดติดตั้ง", "PM2.5 เฉลี่ย (มคก./ลบ.ม.)", "จำนวนวันที่มีข้อมูล")
    stations = {row["station"]: row for row in figures("pm25_stations")}
    rows = [
        [
            _end_of(row["month"]),
            row["station"],
            district_name(stations[row["station"]]["district"]),
            stations[row["station"]]["site"],
            row["mean"] or "-",
            row["days"],
        ]
        for row in figures("pm25_monthly")
    ]
    _write(path, [header, *rows], delimiter="|", encoding="utf-8")


def schools(path: Path) -> None:
    """Short words before the names of places, and a sum below."""
    header = ("ตำบล", "อำเภอ", "จังหวัด", "ถึงประถมศึกษา", "ถึงมัธยมศึกษาตอนต้น", "มัธยมศึกษา", "ทุกระดับ")
    keys = ("primary", "lower_secondary", "secondary", "all_levels")
    rows = [[f"ต.{row['subdistrict']}", "อ.ตาคลี", "จ.นครสวรรค์", *(row[key] for key in keys)] for row in figures("schools")]
    total = ["รวม", "", "", *(sum(int(row[key]) for row in figures("schools")) for key in keys)]
    _write(path, [header, *rows, total], encoding=UTF8_WITH_MARK)


def field_visits(path: Path) -> None:
    """Invented: a plan of work that only its office sees. It says so in its first column's title and in every row."""
    header = ("ครั้งที่ (ข้อมูลสมมติ)", "วันที่", "เขต", "งาน", "สถานะ")
    tasks = ("สำรวจทางข้ามหน้าโรงเรียน", "ตรวจไฟส่องสว่างในซอย", "วัดเสียงริมถนน", "สำรวจทางลาดผู้ใช้รถเข็น", "ตรวจถังดับเพลิงในตลาด", "สำรวจที่ว่างทำสวน 15 นาที")
    rows = [
        [f"สมมติ {n}", f"{3 * n} {MONTHS_TH_SHORT[6 + n % 3]} 2569", "เขตบางรัก", task, ("ทำแล้ว", "รอผล", "กำหนดไว้")[n % 3]]
        for n, task in enumerate(tasks, start=1)
    ]
    _write(path, [header, *rows], encoding=UTF8_WITH_MARK)


def _rates(path: Path, table: str, years: Sequence[str], measure: str, *, encoding: str, delimiter: str = ",", in_thai_digits: bool = False) -> None:
    rows = [
        [row["district"], district_name(row["district"]), thai_digits(year) if in_thai_digits else year, row[year]] for year in years for row in figures(table)
    ]
    _write(path, [("รหัสเขต", "เขต", "ปี พ.ศ.", measure), *rows], encoding=encoding, delimiter=delimiter)


def _end_of(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{calendar.monthrange(year, number)[1]} {MONTHS_TH_SHORT[number - 1]} {to_buddhist(year)}"


def _write(path: Path, rows: Iterable[Sequence[object]], *, encoding: str, delimiter: str = ",") -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
