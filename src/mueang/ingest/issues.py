"""What reading may have to say about a file, its structure and its headings. What it says about values is in `changes`."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class EncodingConverted(Issue):
    """The file was not in UTF-8."""

    code = "file.encoding"
    severity = "info"
    text = Message(
        "ไฟล์นี้ใช้รหัสอักขระ {encoding} แปลงเป็น UTF-8 ให้แล้ว ดูตัวอย่างว่าตัวอักษรอ่านถูกต้อง",
        "The file uses {encoding} and was converted to UTF-8. Check that the sample reads well.",
    )
    encoding: str


@dataclass(frozen=True, kw_only=True)
class BytesReplaced(Issue):
    """Bytes that are no character of the encoding became �."""

    code = "file.unreadable"
    severity = "warning"
    text = Message(
        "มี {count} ตัวอักษรที่อ่านไม่ออกในรหัสอักขระ {encoding} แทนด้วย � ตรวจไฟล์ต้นทางหรือเลือกรหัสอื่น",
        "{count} characters are unreadable in the encoding {encoding} and were replaced by �. Check the source or choose another encoding.",
    )
    encoding: str


@dataclass(frozen=True, kw_only=True)
class NameDiffers(Issue):
    """The name of the file does not tell what it is."""

    code = "file.name"
    severity = "warning"
    text = Message(
        "ชื่อไฟล์ลงท้าย .{extension} แต่เนื้อในเป็น {real} อ่านตามเนื้อในให้แล้ว",
        "The name ends in .{extension} but the content is {real}; it was read as what it is.",
    )
    extension: str
    real: str


@dataclass(frozen=True, kw_only=True)
class LineBreaks(Issue):
    """Cells hold line breaks, so lines of the file are not rows of the table."""

    code = "file.line-breaks"
    severity = "warning"
    text = Message(
        "บางเซลล์มีการขึ้นบรรทัดใหม่ ไฟล์มี {lines} บรรทัดแต่มี {count} แถว นับตามแถว",
        "Some cells hold line breaks: {lines} physical lines make {count} records. Rows are counted, not lines.",
    )
    lines: int


@dataclass(frozen=True, kw_only=True)
class SheetEmpty(Issue):
    """A sheet has no rows of data: it is blank, or a form that nobody filled in."""

    code = "sheet.empty"
    severity = "warning"
    text = Message("แผ่นงาน “{sheet}” ไม่มีแถวข้อมูล เป็นแผ่นว่างหรือแบบฟอร์มเปล่า", "Sheet “{sheet}” has no rows of data: it is blank or an empty form.")
    sheet: str


@dataclass(frozen=True, kw_only=True)
class ManySheets(Issue):
    """The file has several sheets, each read as a table of its own."""

    code = "file.sheets"
    severity = "info"
    text = Message("ไฟล์มี {count} แผ่นงาน แต่ละแผ่นเป็นตารางแยกกัน เลือกแผ่นที่จะเผยแพร่", "The file has {count} sheets, each read as a table. Choose the one to publish.")


@dataclass(frozen=True, kw_only=True)
class ManyTables(Issue):
    """The file has several layers, or files inside, each read as a table of its own."""

    code = "file.tables"
    severity = "info"
    text = Message("ไฟล์มี {count} ตาราง แต่ละตารางแยกกัน เลือกตารางที่จะเผยแพร่", "The file has {count} tables, each on its own. Choose the one to publish.")


@dataclass(frozen=True, kw_only=True)
class HeadingMissing(Issue):
    """No row is clearly the heading."""

    code = "heading.missing"
    severity = "warning"
    text = Message("ไม่พบแถวหัวตารางที่ชัดเจน คลิกแถวที่เป็นหัวตาราง หรือเลือก “ไม่มีหัวตาราง”", "No clear heading row. Click the heading row or choose “No heading”.")


@dataclass(frozen=True, kw_only=True)
class HeadingJoined(Issue):
    """The heading has several rows, joined into one name a column."""

    code = "heading.joined"
    severity = "info"
    text = Message(
        "หัวตารางมี {count} แถวและมีเซลล์ที่ผสาน รวมเป็นชื่อเดียว เช่น “{example}” แก้ชื่อได้ที่หัวคอลัมน์",
        "The heading has {count} rows with merged cells, joined into one name, e.g. “{example}”. Edit names at the column heads.",
    )
    example: str


@dataclass(frozen=True, kw_only=True)
class HeadingUnits(Issue):
    """A row of the heading holds units only."""

    code = "heading.units"
    severity = "warning"
    text = Message(
        "แถว {row} เป็นแถวหน่วยวัด เช่น “{example}” นับเป็นส่วนหนึ่งของหัวตารางและบันทึกเป็นหน่วยของคอลัมน์",
        "Row {row} holds units such as “{example}”. It was taken as part of the heading and kept as the columns' unit.",
    )
    example: str


@dataclass(frozen=True, kw_only=True)
class HeadingSpare(Issue):
    """Another row of names stands above the title: names for a machine, or an older heading."""

    code = "heading.spare"
    severity = "warning"
    text = Message(
        "แถว {row} เหนือชื่อเรื่องก็เป็นชื่อคอลัมน์ด้วย เช่น “{example}” ใช้หัวตารางที่อยู่ติดข้อมูลแทน",
        "Row {row}, above the title, also holds column names such as “{example}”. The header next to the data was used.",
    )
    example: str


@dataclass(frozen=True, kw_only=True)
class HeadingElsewhere(Issue):
    """The place that was chosen for the heading of the last file is not that of this one."""

    code = "heading.elsewhere"
    severity = "warning"
    text = Message(
        "แถว {row} ที่เลือกเป็นหัวตารางในไฟล์ครั้งก่อน ไม่ใช่หัวตารางของไฟล์นี้ จึงหาหัวตารางใหม่ ตรวจดูว่าถูกต้อง",
        "Row {row}, chosen for the heading of the last file, is not the heading of this one. The heading was looked for anew: check it.",
    )


@dataclass(frozen=True, kw_only=True)
class DecisionLost(Issue):
    """A column about which something was decided for the last file is not in this one, or cannot be told from others."""

    code = "column.decision-lost"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” ที่เคยแก้การอ่านไว้ ไม่พบในไฟล์นี้หรือแยกจากคอลัมน์ชื่อเดียวกันไม่ได้ จึงไม่ใช้สิ่งที่แก้ไว้ ตรวจคอลัมน์ของไฟล์นี้",
        "“{column}”, corrected in the last file, is missing here or cannot be told from columns of the same name. The correction was not used: check.",
    )


@dataclass(frozen=True, kw_only=True)
class HeadingRepeats(Issue):
    """Several columns have the same heading."""

    code = "heading.repeats"
    severity = "warning"
    text = Message(
        "มี {count} คอลัมน์ชื่อ “{column}” ซ้ำกัน เติมเลขต่อท้ายไว้ก่อน ตั้งชื่อใหม่ให้ต่างกัน",
        "{count} columns share the name “{column}”. Numbers were added; rename them.",
    )


@dataclass(frozen=True, kw_only=True)
class HeadingBlank(Issue):
    """A column with values has no heading."""

    code = "heading.blank"
    severity = "warning"
    text = Message(
        "คอลัมน์ที่ {position} ไม่มีหัวตาราง ตั้งชื่อไว้ก่อนว่า “{column}” ตั้งชื่อใหม่", "Column {position} has no heading. It is called “{column}” for now; rename it."
    )
    position: int


@dataclass(frozen=True, kw_only=True)
class HeadingMended(Issue):
    """A heading began with the remains of a byte order mark."""

    code = "heading.mended"
    severity = "warning"
    text = Message(
        "หัวคอลัมน์ “{before}” มีเศษของรหัสอักขระที่เสียไป อ่านเป็น “{after}”",
        "The header “{before}” begins with the remains of a lost encoding mark. It was read as “{after}”.",
    )


@dataclass(frozen=True, kw_only=True)
class ColumnStray(Issue):
    """A column without heading holds a few cells outside the table."""

    code = "column.stray"
    severity = "warning"
    text = Message(
        "พบ {count} เซลล์นอกตารางในคอลัมน์ที่ {position} ซึ่งไม่มีหัวตาราง เช่น “{before}” ในแถว {row} ไม่นำเข้า",
        "{count} stray cells were left out, outside the table in column {position}, which has no heading, e.g. “{before}” in row {row}.",
    )
    position: int


@dataclass(frozen=True, kw_only=True)
class TotalRows(Issue):
    """Rows that add up others."""

    code = "rows.total"
    severity = "warning"
    text = Message(
        "ไม่นำเข้าแถวยอดรวม {count} แถว แถวแรกคือแถว {row} (“{before}”) เพื่อไม่ให้นับซ้ำ",
        "{count} total rows were left out to avoid double counting, first row {row} (“{before}”).",
    )


@dataclass(frozen=True, kw_only=True)
class TotalsKept(Issue):
    """Values such as รวม stand among the values of a column."""

    code = "rows.totals-kept"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีค่า “{before}” {count} แถวปนกับรายการย่อย นำเข้าไว้ ระวังนับซ้ำเมื่อรวมยอด",
        "“{column}” has “{before}” in {count} rows among its parts. They were kept; mind double counting when adding up.",
    )


@dataclass(frozen=True, kw_only=True)
class Footnotes(Issue):
    """Notes under the table."""

    code = "rows.footnote"
    severity = "info"
    text = Message(
        "แถวท้ายตาราง {count} แถวเป็นหมายเหตุ แถวแรกคือแถว {row} ย้ายไปไว้ในคำอธิบายชุดข้อมูลแล้ว",
        "{count} rows of notes under the table were moved to the description, first row {row}.",
    )


@dataclass(frozen=True, kw_only=True)
class BlankRows(Issue):
    """Rows without any value."""

    code = "rows.blank"
    severity = "info"
    text = Message("ไม่นำเข้าแถวว่าง {count} แถว แถวแรกคือแถว {row}", "{count} blank rows were left out, first row {row}.")


@dataclass(frozen=True, kw_only=True)
class RepeatedHeadings(Issue):
    """The heading occurs again among the rows."""

    code = "rows.heading"
    severity = "warning"
    text = Message("ไม่นำเข้าหัวตารางที่พิมพ์ซ้ำกลางข้อมูล {count} แถว แถวแรกคือแถว {row}", "{count} repeated header rows among the data were left out, first row {row}.")


@dataclass(frozen=True, kw_only=True)
class Fragments(Issue):
    """Rows that are pieces of a record broken by line breaks."""

    code = "rows.fragment"
    severity = "warning"
    text = Message(
        "มี {count} แถวที่เป็นเศษของระเบียนซึ่งขาดเพราะการขึ้นบรรทัดใหม่ แถวแรกคือแถว {row} ไม่นำเข้า ส่งออกจากระบบต้นทางใหม่",
        "{count} rows were left out as fragments of records broken by line breaks, first row {row}. Export again from the source.",
    )


@dataclass(frozen=True, kw_only=True)
class LabelsOnly(Issue):
    """Rows among the data hold a label and nothing else."""

    code = "rows.label-only"
    severity = "warning"
    text = Message(
        "มี {count} แถวที่มีเพียงชื่อ ไม่มีค่า เช่น แถว {row} “{before}” อาจเป็นหัวข้อย่อยหรือข้อมูลที่ขาด เก็บไว้ ตรวจก่อนส่ง",
        "{count} rows hold a label and no values, e.g. row {row}: “{before}”. They may head a section or lack their data; they were kept: check.",
    )


@dataclass(frozen=True, kw_only=True)
class PersonExcluded(Issue):
    """Rows that a person chose to leave out."""

    code = "rows.chosen"
    severity = "info"
    text = Message("ไม่นำเข้า {count} แถวตามที่เลือกไว้ แถวแรกคือแถว {row}", "{count} rows were left out as chosen, first row {row}.")


@dataclass(frozen=True, kw_only=True)
class YearInTitle(Issue):
    """The year stands only in the title or the heading."""

    code = "context.year"
    severity = "warning"
    text = Message(
        "ปี {before} ระบุไว้เฉพาะใน “{where}” ไม่มีคอลัมน์ปี บันทึกเป็นปีของข้อมูลทั้งตาราง ตรวจก่อนรวมกับปีอื่น",
        "The year {before} stands only in “{where}”; there is no year column. It was kept as the year of the whole table: check before joining other years.",
    )
    where: str


@dataclass(frozen=True, kw_only=True)
class CrsMissing(Issue):
    """The layer does not name its coordinate system."""

    code = "layer.crs-missing"
    severity = "warning"
    text = Message(
        "ไฟล์ไม่ได้บอกระบบพิกัดที่รู้จัก (เช่น ไม่มีไฟล์ .prj) ค่าที่มีน่าจะเป็น {likely} ยืนยันถ้าตำแหน่งบนแผนที่ถูกต้อง",
        "The file names no known coordinate system (such as no .prj). The values look like {likely}. Confirm if the map looks right.",
    )
    likely: str


@dataclass(frozen=True, kw_only=True)
class CrsTransformed(Issue):
    """The shapes were carried into longitude and latitude."""

    code = "layer.transformed"
    severity = "info"
    text = Message(
        "แปลงพิกัดจาก {crs} เป็นลองจิจูด ละติจูด (WGS 84) ด้วย {how}",
        "Coordinates were transformed from {crs} to longitude and latitude (WGS 84) by {how}.",
    )
    crs: str
    how: str


@dataclass(frozen=True, kw_only=True)
class UnitDoubtful(Issue):
    """A share or rate bears the unit of a count."""

    code = "column.unit"
    severity = "warning"
    text = Message(
        "หน่วยของคอลัมน์ “{column}” ระบุว่า “{before}” แต่ชื่อบอกว่าเป็นสัดส่วนหรือร้อยละ ตรวจหน่วยวัดกับต้นทาง",
        "“{column}” gives its unit as “{before}”, but its name says a share or per cent. Check the unit with the source.",
    )
