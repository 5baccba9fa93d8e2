"""What is told of layers: shapes that were mended, systems that the coordinates deny, parts that do not fit each other."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class ShapesMended(Issue):
    """Shapes cross themselves or are otherwise not valid; they were mended, or are missing where they cannot be."""

    code = "layer.invalid-shapes"
    severity = "warning"
    text = Message(
        "รูปทรง {count} รูปไม่ถูกต้อง ({where_th}) ซ่อมแล้ว {mended} รูป ซ่อมไม่ได้ {left} รูป เนื้อที่เปลี่ยนมากที่สุด {change}% ดูบนแผนที่ แก้ในไฟล์ต้นทางถ้าไม่ตรง",
        "{count} shapes are invalid ({where}): {mended} were repaired, {left} cannot be; the area of one changed by {change}% at most. "
        "Check the map, and mend the source where it is wrong.",
    )
    where: str
    where_th: str
    mended: int
    left: int
    change: str


@dataclass(frozen=True, kw_only=True)
class SystemInferred(Issue):
    """The layer names no coordinate system, and only one puts its shapes in Thailand."""

    code = "layer.crs-inferred"
    severity = "warning"
    text = Message(
        "ไฟล์ไม่ได้บอกระบบพิกัดที่รู้จัก (เช่น ไม่มีไฟล์ .prj) ค่าพิกัดอยู่ในประเทศไทยเมื่ออ่านเป็น {crs} เท่านั้น จึงอ่านตามนั้น ดูตำแหน่งบนแผนที่",
        "The file names no known coordinate system (such as no .prj). Only read as {crs} do its coordinates lie in Thailand, so they were. Check the map.",
    )
    crs: str


@dataclass(frozen=True, kw_only=True)
class SystemDenied(Issue):
    """The coordinates cannot be of the system that the layer names."""

    code = "layer.crs-denied"
    severity = "warning"
    text = Message(
        "ไฟล์บอกระบบพิกัด {named} แต่ค่าพิกัดไม่ใช่ระบบนั้น น่าจะเป็น {likely} เลือกระบบพิกัดที่ถูกต้อง",
        "The file names the coordinate system {named}, but its coordinates are not of it; they look like {likely}. Choose the right one.",
    )
    named: str
    likely: str


@dataclass(frozen=True, kw_only=True)
class AxesSwapped(Issue):
    """All shapes of the layer have latitude before longitude."""

    code = "layer.axes-swapped"
    severity = "warning"
    text = Message(
        "พิกัดของรูปทรงเขียนละติจูดก่อนลองจิจูด สลับให้แล้วรูปทรงจึงอยู่ในประเทศไทย ดูตำแหน่งบนแผนที่",
        "The shapes have latitude before longitude and were put right; so they lie in Thailand. Check the map.",
    )


@dataclass(frozen=True, kw_only=True)
class RecordsUnequal(Issue):
    """A Shapefile has not as many shapes as rows of attributes."""

    code = "layer.records"
    severity = "warning"
    text = Message(
        "“{layer}” มีรูปทรง {shapes} รูปแต่มีข้อมูลใน .dbf {rows} แถว อ่านทั้งหมด ส่วนที่เกินไม่มีคู่ เปรียบเทียบกับไฟล์ต้นฉบับ",
        "“{layer}” has {shapes} shapes but {rows} rows of attributes. All were read; those beyond have no counterpart. Compare the original.",
    )
    layer: str
    shapes: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class HeadMended(Issue):
    """The head of a part of a Shapefile, or its index, says otherwise than the part itself, which was believed."""

    code = "layer.head"
    severity = "warning"
    text = Message(
        "ส่วน {part} ของ “{layer}” บอกจำนวนหรือตำแหน่งของข้อมูลไม่ตรงกับข้อมูลที่มี อ่านตามข้อมูลที่มี เปรียบเทียบจำนวนแถวกับไฟล์ต้นฉบับ",
        "The {part} of “{layer}” tells the number or places of its records wrongly; what is there was read. Compare the number of rows with the original.",
    )
    part: str
    layer: str
