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
_LAYER = Message(
    "ยังอ่านไฟล์ {real} ไม่ได้ เปิดใน QGIS แล้วบันทึกเป็น GeoJSON หรือ GeoPackage แล้วอัปโหลดใหม่",
    "Files of the kind {real} are not read yet. Open it in QGIS, save it as GeoJSON or GeoPackage, and upload again.",
)
_LAYERS = ("GPX", "TopoJSON")
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
_UNSAFE_FILE = Message(
    "ไม่รับไฟล์นี้ เพราะ{th} ส่งออกจากโปรแกรมต้นทางใหม่แล้วอัปโหลด",
    "This file is refused because {en}. Export it again from its program and upload that.",
)
_NOTHING_INSIDE = Message(
    "ในไฟล์บีบอัดนี้ไม่มีไฟล์ที่อ่านเป็นตารางได้ มีเพียง {names} บีบอัดไฟล์ข้อมูล เช่น CSV, XLSX หรือ Shapefile แล้วอัปโหลดใหม่",
    "No file in this archive can be read as a table, only {names}. Zip data files such as CSV, XLSX or Shapefile and upload again.",
)
_NO_RECORDS = Message(
    "ไม่พบรายการข้อมูลในไฟล์ {kind} นี้ {th} ส่งออกใหม่เป็น CSV หรือ XLSX",
    "This {kind} file holds no records. {en} Export as CSV or XLSX.",
)
_LINE = Message(
    "บรรทัด {row} ของไฟล์ JSON Lines ไม่สมบูรณ์ คัดลอกหรือส่งออกจากต้นทางใหม่แล้วลองอีกครั้ง",
    "Line {row} of the JSON Lines file is not whole. Copy or export it again and retry.",
)
_SIZES = Message(
    "ไฟล์บอกจำนวนแถวไม่ตรงกับข้อมูลที่มีจริง ส่งออกจากต้นทางใหม่แล้วลองอีกครั้ง",
    "The file tells another number of rows than it holds. Export it again from its source and retry.",
)
_NO_TABLE = Message(
    "ไม่พบตารางในไฟล์นี้ ขอไฟล์ Excel หรือ CSV จากต้นทางแล้วอัปโหลดใหม่",
    "No table found. Ask for the Excel or CSV file at the source and upload that.",
)
_NO_TABLE_IN = Message(
    "เนื้อในเป็น {th} แต่ไม่พบตาราง ถ้ามีตาราง ขอไฟล์ Excel หรือ CSV จากต้นทางแล้วอัปโหลดใหม่",
    "The content is {en}, and no table was found in it. If it has one, ask for the Excel or CSV file at the source and upload that.",
)
_PART_MISSING = Message(
    "ระบบนี้ยังอ่านตารางใน {th} ไม่ได้ เพราะยังไม่ได้ติดตั้งส่วนเสริม [{extra}] ขอให้ผู้ดูแลระบบติดตั้ง {what} หรือส่งเป็น CSV หรือ XLSX",
    "Tables in {en} are not read here: the optional part [{extra}] is not installed. Let the operator install {what}, or upload CSV or XLSX.",
)
_PAGES = Message(
    "PDF นี้มี {pages} หน้า อ่านได้ไม่เกิน {most} หน้า แยกเฉพาะหน้าที่มีตารางแล้วอัปโหลดใหม่",
    "The PDF has {pages} pages; at most {most} are read. Take out the pages with the table and upload those.",
)
_COARSE = Message(
    "ภาพเล็กเกินกว่าจะอ่านได้ ถ่ายหรือสแกนใหม่ที่ความละเอียด 200 จุดต่อนิ้วขึ้นไป",
    "The picture is too small to be read. Scan or photograph it again at 200 dots an inch or more.",
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
    text = _LAYER if real.en in _LAYERS else _FORMAT
    return SourceError(Message(text.th.format(real=real.th), text.en.format(real=real.en)), code="refuse.type")


def password() -> SourceError:
    """The file is encrypted."""
    return SourceError(_PASSWORD, code="refuse.password")


def corrupt() -> SourceError:
    """The file breaks off, or is damaged."""
    return SourceError(_CORRUPT, code="refuse.corrupt")


def unsafe(th: str, en: str) -> SourceError:
    """The archive could harm the machine."""
    return SourceError(_UNSAFE.fill(th=th, en=en), code="refuse.unsafe")


def unsafe_file(th: str, en: str) -> SourceError:
    """The file itself, not an archive, could harm the machine or reach for other files."""
    return SourceError(_UNSAFE_FILE.fill(th=th, en=en), code="refuse.unsafe")


def entities() -> SourceError:
    """XML defines entities, by which it could grow without end or take in other files."""
    return unsafe_file("XML ข้างในมีนิยาม ENTITY", "its XML defines entities")


def nothing_inside(names: str) -> SourceError:
    """An archive without any file that is read."""
    return SourceError(_NOTHING_INSIDE.fill(names=names or "–"), code="refuse.no_table")


def no_json_records() -> SourceError:
    """JSON without an array of objects."""
    th, en = "JSON ต้องมี array ของ object ชั้นเดียวหรือซ้อนอยู่ใน object", "JSON needs an array of objects, at the top or inside objects."
    return SourceError(_NO_RECORDS.fill(kind="JSON", th=th, en=en), code="refuse.no_table")


def no_placemarks(links: int) -> SourceError:
    """KML without placemarks: it may only link to data elsewhere, which is never fetched."""
    th, en = ("ไฟล์นี้มีเพียงลิงก์ไปยังข้อมูลที่อื่น", "It only links to data elsewhere.") if links else ("ต้องมีหมุดหรือรูปทรง (Placemark)", "It needs placemarks.")
    return SourceError(_NO_RECORDS.fill(kind="KML", th=th, en=en), code="refuse.no_table")


def no_layers(kind: str) -> SourceError:
    """A container of layers without any layer of features."""
    return SourceError(_NO_RECORDS.fill(kind=kind, th="ไม่มีชั้นข้อมูลที่มีแถว", en="It has no layer of features."), code="refuse.no_table")


def broken_line(row: int) -> SourceError:
    """A line (0-based) of JSON Lines is cut or damaged."""
    return SourceError(_LINE.fill(row=row + 1), code="refuse.corrupt")


def wrong_sizes() -> SourceError:
    """The sizes that the file states are not those that it has."""
    return SourceError(_SIZES, code="refuse.corrupt")


def no_table() -> SourceError:
    """Nothing in the file is a table."""
    return SourceError(_NO_TABLE, code="refuse.no_table")


def no_table_in(real: Message) -> SourceError:
    """Nothing in a document or a picture is a table; `real` names its kind."""
    return SourceError(Message(_NO_TABLE_IN.th.format(th=real.th), _NO_TABLE_IN.en.format(en=real.en)), code="refuse.no_table")


def part_missing(real: Message, extra: str, what: str) -> SourceError:
    """Reading this kind needs an optional part that is not installed; `what` names what to install."""
    slots = {"extra": extra, "what": what}
    return SourceError(Message(_PART_MISSING.th.format(th=real.th, **slots), _PART_MISSING.en.format(en=real.en, **slots)), code="refuse.part-missing")


def too_many_pages(pages: int, most: int) -> SourceError:
    """The document has more pages than are read."""
    return SourceError(_PAGES.fill(pages=f"{pages:,}", most=most), code="refuse.size")


def too_coarse() -> SourceError:
    """The picture has too few points for anybody to read."""
    return SourceError(_COARSE, code="refuse.no_table")


def too_many_columns(row: int, most: int) -> SourceError:
    """A row (0-based) has more cells than any table."""
    return SourceError(_COLUMNS.fill(row=row + 1, most=f"{most:,}"), code="refuse.columns")


def no_such_sheet(name: str) -> SourceError:
    """The options name a sheet that is not there."""
    return SourceError(_SHEET.fill(name=name), code="refuse.sheet")


def too_large() -> SourceError:
    """The sheet would take more memory than is allowed."""
    return SourceError(_LARGE, code="refuse.size")
