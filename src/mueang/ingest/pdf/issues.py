"""What is told of tables of PDFs."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class PagesJoined(Issue):
    """A table goes on over several pages; it was read as one, and headings that stand on each page once."""

    code = "pdf.pages-joined"
    severity = "info"
    text = Message(
        "ตารางต่อเนื่องกัน {count} หน้า (หน้า {first} ถึง {last}) จึงรวมเป็นตารางเดียว และไม่นำหัวตารางที่ซ้ำทุกหน้าเข้า {repeats} แถว",
        "The table goes on over {count} pages ({first} to {last}) and was read as one; {repeats} rows of repeated headings were left out.",
    )
    first: int
    last: int
    repeats: int


@dataclass(frozen=True, kw_only=True)
class ColumnsBeside(Issue):
    """Columns that were too wide for the paper stand on pages of their own; they were put beside the others."""

    code = "pdf.columns-beside"
    severity = "warning"
    text = Message(
        "ตารางกว้างกว่าหน้ากระดาษ {count} คอลัมน์อยู่ในหน้าถัดไป จึงนำมาต่อด้านขวา ตรวจว่าแถวตรงกัน",
        "The table is wider than its paper: {count} columns stand on later pages and were put at its right. Check that the rows agree.",
    )


@dataclass(frozen=True, kw_only=True)
class LettersUnknown(Issue):
    """The font in the PDF does not tell what some letters are; they stand as �."""

    code = "pdf.letters-unknown"
    severity = "warning"
    text = Message(
        "แบบอักษรใน PDF ไม่บอกว่าเป็นตัวอักษรใด {count} ตัว แสดงเป็น � แก้ในตาราง หรือขอไฟล์ต้นฉบับ",
        "The fonts of the PDF do not tell what {count} letters are; they stand as �. Correct them, or ask for the original file.",
    )


@dataclass(frozen=True, kw_only=True)
class WithoutRules(Issue):
    """A table without rules was found by how its parts stand under each other."""

    code = "pdf.without-rules"
    severity = "warning"
    text = Message(
        "ตารางใน{sheet} ไม่มีเส้น จึงแบ่งคอลัมน์ตามช่องว่าง ตรวจว่าแบ่งถูก",
        "The table on {sheet} has no rules: its columns were parted by the blanks between them. Check that they are right.",
    )
    sheet: str


@dataclass(frozen=True, kw_only=True)
class PagesAsPictures(Issue):
    """Some pages hold a picture instead of text; this part of the file was not read as text."""

    code = "pdf.pages-as-pictures"
    severity = "warning"
    text = Message(
        "มี {count} หน้าที่เป็นภาพ ไม่ใช่ข้อความ จึงไม่ได้อ่านหน้าเหล่านั้น",
        "{count} pages are pictures without text and were not read.",
    )
