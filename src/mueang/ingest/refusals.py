"""Why a file is not read, in words that say what to do. Each function makes a SourceError to be raised."""

from __future__ import annotations

from mueang.base.errors import SourceError
from mueang.base.message import Message

_EMPTY = Message("ไฟล์นี้ไม่มีข้อมูล ตรวจว่าบันทึกแผ่นงานที่ถูกต้อง", "The file has no data. Check that the right sheet was saved.")
_TYPE = Message(
    "ชื่อไฟล์ลงท้าย {ext} แต่เนื้อในเป็น {real} ส่งออกเป็น CSV หรือ XLSX แล้วอัปโหลดใหม่",
    "The name ends in {ext} but the content is {real}. Export as CSV or XLSX and upload again.",
)
_FORMAT = Message(
    "ยังอ่านไฟล์ {real} ไม่ได้ ส่งออกเป็น CSV หรือ XLSX แล้วอัปโหลดใหม่",
    "Files of the kind {real} are not read yet. Export as CSV or XLSX and upload again.",
)
_PASSWORD = Message(
    "ไฟล์นี้ตั้งรหัสผ่านไว้ เปิดใน Excel เอารหัสผ่านออก บันทึก แล้วอัปโหลดใหม่",
    "The file is password-protected. Remove the password in Excel, save and upload again.",
)
_CORRUPT = Message(
    "ไฟล์ไม่สมบูรณ์ อาจคัดลอกมาไม่ครบ คัดลอกจากต้นทางใหม่แล้วลองอีกครั้ง",
    "The file is incomplete, perhaps cut while copying. Copy it again and retry.",
)
_UNSAFE = Message(
    "ไม่รับไฟล์บีบอัดนี้ เพราะ{th} บีบอัดใหม่เฉพาะไฟล์ข้อมูลแล้วอัปโหลด",
    "This archive is refused because {en}. Zip only the data files and upload again.",
)
_NO_TABLE = Message(
    "ไม่พบตารางในไฟล์นี้ ยังอ่านตารางจากภาพหรือเอกสารสแกนไม่ได้ ขอไฟล์ Excel หรือ CSV จากต้นทางแล้วอัปโหลดใหม่",
    "No table found. Pictures and scans are not read: ask for the Excel or CSV file at the source and upload that.",
)
_COLUMNS = Message(
    "แถว {row} มีมากกว่า {most} คอลัมน์ ตรวจว่าไฟล์ขึ้นบรรทัดใหม่ทุกแถวและใช้ตัวคั่นที่ถูกต้อง แล้วส่งออกใหม่",
    "Row {row} has more than {most} columns. Check that each row ends with a line break and that the separator is right, then export again.",
)
_SHEET = Message("ไม่มีแผ่นงานชื่อ “{name}” ในไฟล์นี้ เลือกแผ่นงานที่มี", "The file has no sheet called “{name}”. Choose one that is there.")
_LARGE = Message(
    "แผ่นงานกางออกแล้วใหญ่เกินกว่าจะอ่านได้อย่างปลอดภัย บันทึกเป็น CSV หรือลบแถวและคอลัมน์ว่างท้ายแผ่นงาน",
    "The sheet is too large to be opened safely. Save it as CSV, or delete the empty rows and columns at its end.",
)


def empty() -> SourceError:
    """The file has no data."""
    return SourceError(_EMPTY, code="refuse.empty")


def wrong_type(extension: str, real: Message) -> SourceError:
    """The content is of a kind that is not read; `real` names it in words for people."""
    if not extension:
        return unread_format(real)
    ending = f".{extension}"
    return SourceError(Message(_TYPE.th.format(ext=ending, real=real.th), _TYPE.en.format(ext=ending, real=real.en)), code="refuse.type")


def unread_format(real: Message) -> SourceError:
    """The name tells the truth, but this kind is not read."""
    return SourceError(Message(_FORMAT.th.format(real=real.th), _FORMAT.en.format(real=real.en)), code="refuse.type")


def password() -> SourceError:
    """The file is encrypted."""
    return SourceError(_PASSWORD, code="refuse.password")


def corrupt() -> SourceError:
    """The file breaks off, or is damaged."""
    return SourceError(_CORRUPT, code="refuse.corrupt")


def unsafe(th: str, en: str) -> SourceError:
    """The archive could harm the machine."""
    return SourceError(_UNSAFE.fill(th=th, en=en), code="refuse.unsafe")


def no_table() -> SourceError:
    """Nothing in the file is a table."""
    return SourceError(_NO_TABLE, code="refuse.no_table")


def too_many_columns(row: int, most: int) -> SourceError:
    """A row (0-based) has more cells than any table."""
    return SourceError(_COLUMNS.fill(row=row + 1, most=f"{most:,}"), code="refuse.columns")


def no_such_sheet(name: str) -> SourceError:
    """The options name a sheet that is not there."""
    return SourceError(_SHEET.fill(name=name), code="refuse.sheet")


def too_large() -> SourceError:
    """The sheet would take more memory than is allowed."""
    return SourceError(_LARGE, code="refuse.size")
