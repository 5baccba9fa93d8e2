"""What is told of coordinates that were mended or left out, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.ingest.places.issues import CoordinateIssue


@dataclass(frozen=True, kw_only=True)
class CoordinatesZero(CoordinateIssue):
    """A coordinate of 0 stands for one that nobody took."""

    code = "coordinate.zero"
    severity = "warning"
    text = Message(
        "พิกัดเป็น 0 ใน {count} แถว แถวแรกคือ {row} ถือว่าไม่มีพิกัด เติมพิกัดในไฟล์ถ้ามี",
        "Coordinates are 0 in {count} rows, first in row {row}: taken as missing. Fill them in where they are known.",
    )


@dataclass(frozen=True, kw_only=True)
class CoordinatesUnread(CoordinateIssue):
    """Texts in a column of coordinates are none."""

    code = "coordinate.unread"
    severity = "warning"
    text = Message(
        "อ่านพิกัดไม่ได้ {count} แถว แถวแรกคือ {row} แถวเหล่านี้ไม่มีจุดบนแผนที่ แก้ในไฟล์",
        "Coordinates in {count} rows cannot be read, first in row {row}; these rows have no point. Mend them in the file.",
    )


@dataclass(frozen=True, kw_only=True)
class CoordinatesSigned(CoordinateIssue):
    """A minus or the letter of the wrong half of the earth stood before coordinates of Thailand."""

    code = "coordinate.sign"
    severity = "warning"
    text = Message(
        "พิกัดมีเครื่องหมายลบหรือซีกโลกผิด {count} แถว แถวแรกคือ {row} ใช้ค่าบวกแล้วจุดอยู่ในประเทศไทย ดูตำแหน่งบนแผนที่",
        "Coordinates in {count} rows had a wrong sign or letter, first in row {row}; without it they lie in Thailand. Check the map.",
    )


@dataclass(frozen=True, kw_only=True)
class CoordinatesShifted(CoordinateIssue):
    """Degrees had lost their decimal point; the only place of it that leads to Thailand was taken."""

    code = "coordinate.shift"
    severity = "warning"
    text = Message(
        "พิกัด {count} แถวไม่มีจุดทศนิยม แถวแรกคือ {row} ใส่จุดให้ค่าอยู่ในประเทศไทยแล้ว เช่น 13756331 เป็น 13.756331 ถูกต้องหรือไม่",
        "Coordinates in {count} rows had lost their decimal point, first in row {row}; it was put back (13756331 as 13.756331). Is that right?",
    )


@dataclass(frozen=True, kw_only=True)
class CoordinatesMixed(CoordinateIssue):
    """Rows of one pair of columns are in another system than the rest."""

    code = "coordinate.mixed"
    severity = "warning"
    text = Message(
        "คอลัมน์ {columns} มีพิกัดสองระบบปนกัน {count} แถวเป็นอีกระบบหนึ่ง ({crs}) แถวแรกคือ {row} แปลงให้เป็นระบบเดียวแล้ว ดูตำแหน่งบนแผนที่",
        "The columns {columns} mix two systems: {count} rows, first row {row}, are in {crs} and were brought to one. Check the map.",
    )
    columns: str
    crs: str


@dataclass(frozen=True, kw_only=True)
class CoordinatesElsewhere(CoordinateIssue):
    """Points lie outside the province that their rows name."""

    code = "coordinate.elsewhere"
    severity = "warning"
    text = Message(
        "พิกัด {count} จุดอยู่นอกจังหวัดที่ระบุในแถวเดียวกัน จุดแรกคือแถว {row} ตรวจว่าพิกัดผิดหรือชื่อจังหวัดผิด",
        "{count} points lie outside the province that their row names, first in row {row}. Check the coordinates or the province.",
    )
