"""What may be wrong with a form that came back. Each names its cell as the spreadsheet does, or the row of a page's grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class CellFault(Issue):
    """Something wrong in one cell. `cell` is its name in the sheet, `place` counts its column from 0 for a page that marks it."""

    severity = "error"
    sheet: str = ""
    cell: str = ""
    place: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as JSON: as every issue, with sheet, cell and place."""
        return {**super().as_dict(), "sheet": self.sheet, "cell": self.cell, "place": self.place}


@dataclass(frozen=True, kw_only=True)
class HeadingDiffers(CellFault):
    """A heading is not the one of the form: the layout was changed, and nothing is guessed."""

    code = "filled.heading"
    text = Message(
        "เซลล์ {cell} ต้องเป็นหัวตาราง “{column}” แต่พบ “{before}” ใช้แบบฟอร์มเดิมโดยไม่แก้หัวตาราง แล้วส่งใหม่",
        "Cell {cell} must be the heading “{column}” but holds “{before}”. Use the form with its heading unchanged and send again.",
    )


@dataclass(frozen=True, kw_only=True)
class HeadingMissing(CellFault):
    """The heading ends before all columns of the form have come."""

    code = "filled.heading-missing"
    text = Message(
        "เซลล์ {cell} ต้องเป็นหัวตาราง “{column}” แต่ว่าง คอลัมน์นี้ถูกลบหรือไม่ ใช้แบบฟอร์มเดิมแล้วส่งใหม่",
        "Cell {cell} must be the heading “{column}” but is empty. Was the column removed? Use the form as it was and send again.",
    )


@dataclass(frozen=True, kw_only=True)
class HeadingSurplus(CellFault):
    """A column was added that the form does not have."""

    code = "filled.heading-surplus"
    text = Message(
        "เซลล์ {cell} มีหัวตาราง “{before}” ซึ่งแบบฟอร์มนี้ไม่มี ลบคอลัมน์นี้แล้วส่งใหม่",
        "Cell {cell} holds the heading “{before}”, which the form does not have. Remove the column and send again.",
    )


@dataclass(frozen=True, kw_only=True)
class NoHeading(CellFault):
    """The heading of the form is nowhere in the file."""

    code = "filled.no-heading"
    text = Message(
        "ไม่พบหัวตารางของแบบฟอร์มนี้ เซลล์ {cell} ต้องเป็น “{column}” แต่พบ “{before}” ดาวน์โหลดแบบฟอร์ม กรอก แล้วส่งใหม่",
        "The heading of this form is not in the file. Cell {cell} must be “{column}” but holds “{before}”. Download the form, fill it in and send again.",
    )


@dataclass(frozen=True, kw_only=True)
class OtherFiler(CellFault):
    """The file was made for another office."""

    code = "filled.other-filer"
    text = Message(
        "ไฟล์นี้เป็นแบบฟอร์มของ “{before}” แต่กำลังส่งให้ “{after}” ดาวน์โหลดแบบฟอร์มของหน่วยงานนี้แล้วกรอกใหม่",
        "This file is the form of “{before}”, but it is being filed for “{after}”. Download the form of that office.",
    )


@dataclass(frozen=True, kw_only=True)
class OtherRound(CellFault):
    """The file was made for another round."""

    code = "filled.other-round"
    text = Message(
        "ไฟล์นี้เป็นแบบฟอร์มของรอบ “{before}” แต่กำลังส่งรอบ “{after}” ดาวน์โหลดแบบฟอร์มของรอบนี้แล้วกรอกใหม่",
        "This file is the form of the round “{before}”, but it is being filed for “{after}”. Download the form of this round.",
    )


@dataclass(frozen=True, kw_only=True)
class NothingFilled(CellFault):
    """The form came back with no row."""

    code = "filled.no-rows"
    text = Message(
        "ยังไม่มีข้อมูลสักแถว กรอกตั้งแต่เซลล์ {cell} หรือถ้ารอบนี้ไม่มีรายการ ให้กด “รอบนี้ไม่มีรายการ”",
        "There is no row yet. Fill it in from cell {cell}, or say that there is nothing to report this time.",
    )


@dataclass(frozen=True, kw_only=True)
class TooManyRows(CellFault):
    """The form came back with more rows than a form may have."""

    code = "filled.too-many"
    text = Message(
        "มีมากกว่า {count} แถว ซึ่งเกินที่แบบฟอร์มรับได้ ตรวจว่าเลือกไฟล์ถูก",
        "There are more than {count} rows, which is more than a form takes. Check that it is the right file.",
    )


@dataclass(frozen=True, kw_only=True)
class CellEmpty(CellFault):
    """A cell that must be filled is empty."""

    code = "filled.required"
    text = Message("เซลล์ {cell}: ต้องกรอก “{column}” ทุกแถว", "Cell {cell}: “{column}” must be filled in every row.")


@dataclass(frozen=True, kw_only=True)
class CellUnreadable(CellFault):
    """A cell holds something else than its column takes."""

    code = "filled.type"
    text = Message("เซลล์ {cell} “{column}”: “{before}” ไม่ใช่{wanted_th}", "Cell {cell}, “{column}”: “{before}” is no {wanted_en}.")
    wanted_th: str
    wanted_en: str


@dataclass(frozen=True, kw_only=True)
class CellDash(CellFault):
    """A dash stands for a number: it may mean zero or that nobody knows."""

    code = "filled.dash"
    text = Message(
        "เซลล์ {cell} “{column}”: “{before}” หมายถึง 0 หรือไม่มีข้อมูล ถ้าไม่มีเลยพิมพ์ 0 ถ้าไม่มีข้อมูลให้เว้นว่าง",
        "Cell {cell}, “{column}”: “{before}” may mean 0 or no data. Type 0 for none; leave it empty for no data.",
    )


@dataclass(frozen=True, kw_only=True)
class CellBroken(CellFault):
    """A formula of the sheet gave an error, or the column was too narrow when it was copied."""

    code = "filled.broken"
    text = Message(
        "เซลล์ {cell} “{column}”: พบ “{before}” สูตรให้ค่าไม่ได้ พิมพ์ค่าแทนสูตร", "Cell {cell}, “{column}”: “{before}” is an error of a formula. Type the value."
    )


@dataclass(frozen=True, kw_only=True)
class CellOutOfRange(CellFault):
    """A value lies outside the bounds of its column."""

    code = "filled.range"
    text = Message("เซลล์ {cell} “{column}”: {before} {bounds_th}", "Cell {cell}, “{column}”: {before} {bounds_en}.")
    bounds_th: str
    bounds_en: str


@dataclass(frozen=True, kw_only=True)
class CellWrongForm(CellFault):
    """A text is not of the length or pattern of its column."""

    code = "filled.pattern"
    text = Message("เซลล์ {cell} “{column}”: “{before}” ไม่ตรงรูปแบบที่กำหนด", "Cell {cell}, “{column}”: “{before}” is not of the form that is asked for.")


@dataclass(frozen=True, kw_only=True)
class CellNotListed(CellFault):
    """A value is not in the code list of its column."""

    code = "filled.code-list"
    text = Message(
        "เซลล์ {cell} “{column}”: “{before}” ไม่อยู่ในรายการ เลือกจากรายการ เช่น {choices}",
        "Cell {cell}, “{column}”: “{before}” is not on the list. Choose from it, such as {choices}.",
    )
    choices: str


@dataclass(frozen=True, kw_only=True)
class CellNearlyListed(CellFault):
    """A value is not in the code list of its column, but there is one like it."""

    code = "filled.code-list"
    text = Message(
        "เซลล์ {cell} “{column}”: “{before}” ไม่อยู่ในรายการ หมายถึง “{after}” หรือไม่",
        "Cell {cell}, “{column}”: “{before}” is not on the list. Is “{after}” meant?",
    )


@dataclass(frozen=True, kw_only=True)
class RowRepeats(CellFault):
    """Two rows hold the same where every row must differ."""

    code = "filled.repeats"
    text = Message(
        "เซลล์ {cell} “{column}”: “{before}” ซ้ำกับแถว {other} ต้องไม่ซ้ำกัน", "Cell {cell}, “{column}”: “{before}” repeats row {other}; no two rows may be the same."
    )
    other: int


@dataclass(frozen=True, kw_only=True)
class GivenChanged(CellFault):
    """A cell that came filled in was changed."""

    code = "filled.given"
    text = Message(
        "เซลล์ {cell} “{column}” ต้องเป็น “{after}” ตามแบบฟอร์ม แต่พบ “{before}” ใส่ค่าเดิมกลับแล้วส่งใหม่",
        "Cell {cell}, “{column}”, must be “{after}” as in the form but holds “{before}”. Put it back and send again.",
    )


@dataclass(frozen=True, kw_only=True)
class RowSurplus(CellFault):
    """A row stands below those that the form gives."""

    code = "filled.surplus-row"
    text = Message(
        "เซลล์ {cell} มี “{before}” แต่แบบฟอร์มนี้ไม่มีแถวนี้ ลบแถวนี้แล้วส่งใหม่", "Cell {cell} holds “{before}”, but the form has no such row. Remove it and send again."
    )
