"""What the parsing of a format may have to say: parts that are not there, what was left out, what was kept as text."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class PartMissing(Issue):
    """A Shapefile lacks its .dbf or .shx."""

    code = "layer.part-missing"
    severity = "warning"
    text = Message(
        "ไม่พบไฟล์ {part} ของ “{layer}” {th} บีบอัดไฟล์ .shp .shx .dbf .prj รวมกันเป็น ZIP แล้วอัปโหลดใหม่ถ้าต้องการข้อมูลครบ",
        "“{layer}” lacks its {part}: {en} Zip .shp, .shx, .dbf and .prj together and upload again to have it whole.",
    )
    part: str
    layer: str
    th: str
    en: str


@dataclass(frozen=True, kw_only=True)
class CodePageIgnored(Issue):
    """The .cpg of a Shapefile names an encoding in which its attributes make no sense."""

    code = "layer.code-page"
    severity = "warning"
    text = Message(
        "ไฟล์ .cpg บอกว่าเป็น {named} แต่ข้อมูลเป็น {found} อ่านตามข้อมูลให้แล้ว ดูตัวอย่างว่าตัวอักษรอ่านถูกต้อง",
        "The .cpg says {named}, but the attributes are in {found} and were read as such. Check that the sample reads well.",
    )
    named: str
    found: str


@dataclass(frozen=True, kw_only=True)
class NestedKept(Issue):
    """Cells hold lists, which a table has no columns for."""

    code = "value.nested"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีรายการซ้อนอยู่ในเซลล์ {count} เซลล์ เช่น แถว {row} เก็บเป็นข้อความ JSON ถ้าต้องการแยกเป็นแถว ให้ส่งออกเป็นอีกตาราง",
        "{count} cells hold lists in “{column}”, first in row {row}. Lists were kept as JSON text; export them as a table of their own to have rows.",
    )


@dataclass(frozen=True, kw_only=True)
class NotRecords(Issue):
    """Among the records of JSON stand values that are no records."""

    code = "rows.not-record"
    severity = "warning"
    text = Message(
        "มี {count} รายการที่ไม่ใช่ object แถวแรกคือแถว {row} ไม่นำเข้า", "{count} values were left out, first in row {row}: among records only objects are read."
    )


@dataclass(frozen=True, kw_only=True)
class ArraysLeft(Issue):
    """JSON holds more arrays of records than are offered as tables."""

    code = "file.arrays"
    severity = "warning"
    text = Message(
        "ไฟล์มีรายการข้อมูล {found} ชุด อ่าน {count} ชุดที่มีแถวมากที่สุด ถ้าต้องการชุดอื่น ให้แยกไฟล์",
        "The file holds {found} arrays of records; the {count} with most rows were read. Split the file to have the others.",
    )
    found: int


@dataclass(frozen=True, kw_only=True)
class MembersLeft(Issue):
    """An archive also holds files that are no tables."""

    code = "archive.left"
    severity = "info"
    text = Message(
        "ในไฟล์บีบอัดมี {count} ไฟล์ที่ไม่ใช่ตาราง ไม่ได้อ่าน เช่น {example}", "Files in the archive that are no tables and were not read: {count}, e.g. {example}."
    )
    example: str


@dataclass(frozen=True, kw_only=True)
class MemberRefused(Issue):
    """A file of an archive could not be read; the others were."""

    code = "archive.refused"
    severity = "warning"
    text = Message("อ่าน “{file}” ในไฟล์บีบอัดไม่ได้: {th}", "“{file}” in the archive was not read: {en}")
    file: str
    th: str
    en: str


@dataclass(frozen=True, kw_only=True)
class LinksLeft(Issue):
    """KML links to data elsewhere, which is never fetched."""

    code = "layer.links"
    severity = "warning"
    text = Message(
        "ไฟล์มีลิงก์ไปยังข้อมูลที่อื่น {count} ลิงก์ ซึ่งไม่ได้อ่าน ถ้าต้องการข้อมูลนั้น ให้บันทึกเป็น KML ที่มีข้อมูลครบ",
        "Links to data elsewhere that were not followed: {count}. Save a KML that holds the data itself to have it.",
    )


@dataclass(frozen=True, kw_only=True)
class ShapesUnread(Issue):
    """Shapes could not be read; their rows are kept without."""

    code = "layer.unread-shapes"
    severity = "warning"
    text = Message(
        "อ่านรูปทรงไม่ได้ {count} แถว แถวแรกคือแถว {row} เก็บแถวไว้โดยไม่มีตำแหน่ง ตรวจพิกัดในไฟล์ต้นทาง",
        "{count} rows were kept without a position, as their shapes cannot be read, first row {row}. Check the coordinates in the source.",
    )


@dataclass(frozen=True, kw_only=True)
class BytesLeft(Issue):
    """A column holds bytes that are neither text nor shapes."""

    code = "column.bytes"
    severity = "warning"
    text = Message("คอลัมน์ “{column}” เป็นข้อมูลดิบ (binary) เช่น รูปภาพ ไม่นำเข้า", "“{column}” holds bytes, such as pictures, and was left out.")


@dataclass(frozen=True, kw_only=True)
class SheetGone(Issue):
    """The sheet that was read of the last file is not in this one."""

    code = "sheet.gone"
    severity = "warning"
    text = Message(
        "ไฟล์นี้ไม่มีแผ่นงาน “{sheet}” ที่ใช้ในไฟล์ครั้งก่อน จึงอ่านทุกแผ่น ตรวจว่าเลือกแผ่นถูก",
        "The sheet “{sheet}” of the last file is not in this one, so all sheets were read. Check that the right one is chosen.",
    )
    sheet: str


@dataclass(frozen=True, kw_only=True)
class SheetHidden(Issue):
    """A sheet of the workbook is hidden; it was read all the same."""

    code = "sheet.hidden"
    severity = "warning"
    text = Message(
        "แผ่นงาน “{sheet}” ถูกซ่อนไว้ในไฟล์ อ่านให้แล้ว ตรวจว่าตั้งใจให้เผยแพร่หรือไม่",
        "Sheet “{sheet}” is hidden in the file. It was read all the same: check whether it is meant to be published.",
    )
    sheet: str
