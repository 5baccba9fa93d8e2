"""A large CSV as a ministry hands it out: Windows-874, Buddhist dates, money with separators, codes with zeros, blanks, quotes.

The same size gives the same bytes. Numbers and money are drawn for each row; names and texts repeat as they do in registers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mueang.geo.gazetteer import Level, gazetteer

HEADINGS = ("ลำดับ", "วันที่เบิกจ่าย", "รหัสหน่วยงาน", "จังหวัด", "อำเภอ", "รายการ", "จำนวน", "จำนวนเงิน (บาท)", "ปีงบประมาณ", "หมายเหตุ")
STEP = 100_000
WORKS = ("โครงการซ่อมแซมถนน", "โครงการก่อสร้างท่อระบายน้ำ", "โครงการขุดลอกคลอง", "จัดซื้อวัสดุสำนักงาน", "โครงการติดตั้งไฟฟ้าสาธารณะ", "โครงการอบรมผู้สูงอายุ", "ปรับปรุงอาคาร")
VILLAGES = (
    "บ้านหนองบัว",
    "บ้านใหม่พัฒนา",
    "บ้านโคกสูง",
    "บ้านท่าช้าง",
    "บ้านดอนแก้ว",
    "บ้านห้วยทราย",
    "ชุมชนสันติสุข",
    "บางน้ำผึ้ง",
    "บ้านโนนสะอาด",
    "บ้านปากคลอง",
    "ทุ่งสว่าง",
    "บ้านหนองแวง",
)
REMARKS = ("", "", "", "", "", "", "-", "เบิกจ่ายแล้ว", '"ตาม ""แผน"" พัฒนา, ระยะที่ 2"')


@dataclass(frozen=True)
class Made:
    """What a reader must find in the file: money in satang."""

    rows: int
    pieces: int
    satang: int
    blank_money: int


def make(path: Path, size: int) -> Made:
    """Write a file of about `size` bytes, whole rows only, and return what it holds."""
    draw = np.random.default_rng(874)
    names = _places()
    rows = pieces = satang = blank = 0
    with path.open("wb") as file:
        file.write((",".join(HEADINGS) + "\r\n").encode("cp874"))
        while file.tell() < size:
            text, drawn = _rows(draw, rows, names)
            file.write(text.encode("cp874"))
            rows, pieces, satang, blank = rows + STEP, pieces + drawn.pieces, satang + drawn.satang, blank + drawn.blank_money
    return Made(rows, pieces, satang, blank)


def _places() -> pa.Array:
    """Return `province,district` of every district."""
    places = gazetteer()
    known = {place.code: place.name_th for place in places.of_level(Level.PROVINCE)}
    return pa.array([f"{known[place.code[:2]]},{place.name_th}" for place in places.of_level(Level.DISTRICT)])


def _rows(draw: np.random.Generator, first: int, places: pa.Array) -> tuple[str, Made]:
    year, month, day = draw.integers(2560, 2567, STEP), draw.integers(1, 13, STEP), draw.integers(1, 29, STEP)
    satang = (draw.lognormal(11.5, 1.6, STEP) * 100).astype(np.int64) + 100_000
    pieces, missing = draw.integers(1, 500, STEP), draw.random(STEP) < 0.03
    money = pa.array([f'"{value // 100:,}.{value % 100:02}"' for value in satang.tolist()])
    columns = [
        _text(np.arange(first + 1, first + STEP + 1)),
        pc.binary_join_element_wise(_text(day), _text(month), _text(year), "/"),
        pc.utf8_lpad(_text(draw.integers(1, 7_850, STEP)), 5, "0"),
        places.take(pa.array(draw.integers(0, len(places), STEP))),
        _works(draw),
        _text(pieces),
        pc.if_else(pa.array(missing), "", money),
        _text(year + (month >= 10)),
        pa.array(REMARKS).take(pa.array(draw.integers(0, len(REMARKS), STEP))),
    ]
    lines = pc.binary_join_element_wise(*columns, ",")
    return "\r\n".join(lines.to_pylist()) + "\r\n", Made(STEP, int(pieces.sum()), int(satang[~missing].sum()), int(missing.sum()))


def _works(draw: np.random.Generator) -> pa.Array:
    """Return what was paid for: some ten thousand texts that come again and again."""
    work, village = (pa.array(of).take(pa.array(draw.integers(0, len(of), STEP))) for of in (WORKS, VILLAGES))
    return pc.binary_join_element_wise(work, village, "หมู่ที่", _text(draw.integers(1, 100, STEP)), " ")


def _text(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())
