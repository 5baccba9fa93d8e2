"""What is told of tables that are made of several sheets, or of columns that are values of one dimension."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class TableWide(Issue):
    """Columns are values of one dimension: years, months, sexes."""

    code = "table.wide"
    severity = "info"
    text = Message(
        "หัวคอลัมน์ {count} คอลัมน์เป็นค่าของ “{dimension}” (เช่น “{example}”) แปลงเป็นตารางแนวยาวได้ {rows} แถว ด้วยตัวเลือก tidy",
        "The headings of {count} columns are values of “{dimension}” (such as “{example}”). The table can be made long, {rows} rows, by the option tidy.",
    )
    dimension: str
    example: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class TableTidied(Issue):
    """Columns were turned into rows."""

    code = "table.tidied"
    severity = "info"
    text = Message(
        "แปลง {count} คอลัมน์เป็นแถว: “{dimension}” และ “{value}” แต่ละค่ายังชี้กลับไปที่แถวและคอลัมน์เดิม",
        "{count} columns were turned into rows of “{dimension}” and “{value}”. Each value still leads to its row and column in the source.",
    )
    dimension: str
    value: str


@dataclass(frozen=True, kw_only=True)
class NotWide(Issue):
    """A long table was wanted of one without columns that are values."""

    code = "table.not-wide"
    severity = "warning"
    text = Message(
        "ไม่พบกลุ่มคอลัมน์ที่หัวเป็นปี เดือน หรือค่าอื่นของมิติเดียวกัน ตารางจึงคงเดิม ระบุคอลัมน์เองได้ด้วยตัวเลือก tidy.columns",
        "No columns were found whose headings are values of one dimension, such as years. The table was kept: name the columns by the option tidy.columns.",
    )


@dataclass(frozen=True, kw_only=True)
class SumsDropped(Issue):
    """Columns that add up others were left out of the long table."""

    code = "table.sums-dropped"
    severity = "warning"
    text = Message(
        "ไม่นำคอลัมน์ผลรวม {count} คอลัมน์ เช่น “{column}” เข้าตารางแนวยาว เพื่อไม่ให้นับซ้ำ",
        "{count} columns of sums, such as “{column}”, were left out of the long table to avoid double counting.",
    )


@dataclass(frozen=True, kw_only=True)
class SheetsStacked(Issue):
    """Sheets of one form were put one under the other."""

    code = "table.stacked"
    severity = "info"
    text = Message(
        "ต่อแผ่นงานที่มีหัวตารางเหมือนกัน {count} แผ่นเป็นตารางเดียว ชื่อแผ่นอยู่ในคอลัมน์ “{column}” แต่ละแผ่นยังเลือกแยกได้",
        "{count} sheets of one form were put one under the other; the name of the sheet is in “{column}”. Each can still be chosen by itself.",
    )


@dataclass(frozen=True, kw_only=True)
class SheetDiffers(Issue):
    """One of the stacked sheets has other columns than the first."""

    code = "table.stack-differs"
    severity = "warning"
    text = Message(
        "แผ่นงาน “{sheet}” มีคอลัมน์ไม่เหมือนแผ่นแรก: เพิ่ม {more} ขาด {fewer} ตรวจก่อนเผยแพร่",
        "The columns of sheet “{sheet}” differ from the first: more: {more}; missing: {fewer}. Check before publishing.",
    )
    sheet: str
    more: str
    fewer: str


@dataclass(frozen=True, kw_only=True)
class SheetsAlike(Issue):
    """Sheets of one form could be stacked, but their names are no months, years or places."""

    code = "table.alike"
    severity = "info"
    text = Message(
        "มี {count} แผ่นงานที่หัวตารางเหมือนกัน ต่อเป็นตารางเดียวที่มีคอลัมน์ชื่อแผ่นได้ ด้วยตัวเลือก stack",
        "{count} sheets have the same heading. They can be put one under the other, with a column of their names, by the option stack.",
    )
