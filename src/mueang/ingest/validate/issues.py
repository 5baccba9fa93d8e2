"""What checking a table before publishing may have to say."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class ColumnAbsent(Issue):
    """A column that the dataset declares is not in the table."""

    code = "column.absent"
    severity = "error"
    text = Message(
        "ไม่มีคอลัมน์ “{column}” ที่ชุดข้อมูลนี้กำหนดไว้ ตรวจหัวตาราง หรือแก้ข้อกำหนดของชุดข้อมูล",
        "The column “{column}”, which the dataset declares, is missing. Check the heading or the declaration.",
    )


@dataclass(frozen=True, kw_only=True)
class TypeDiffers(Issue):
    """A column is of another type than the dataset declares."""

    code = "column.type"
    severity = "error"
    text = Message(
        "คอลัมน์ “{column}” เป็น{after_th} แต่ชุดข้อมูลนี้กำหนดเป็น{before_th} แก้ค่าที่อ่านไม่ได้ หรือเลือกชนิดข้อมูลใหม่",
        "“{column}” is {after}, but the dataset declares {before}. Mend the values or choose the type again.",
    )
    before_th: str
    after_th: str


@dataclass(frozen=True, kw_only=True)
class ValueMissing(Issue):
    """A column that must be filled has empty cells."""

    code = "cell.required"
    severity = "error"
    text = Message("คอลัมน์ “{column}” ต้องมีค่าทุกแถว แต่ว่าง {count} แถว แถวแรกคือ {row}", "“{column}” must be filled; {count} rows are empty, first at row {row}.")


@dataclass(frozen=True, kw_only=True)
class ValueBreaks(Issue):
    """Values break a rule of their column. Subclasses say which kind of rule."""

    rule_th: str
    rule_en: str


_BREAKS = Message(
    "แถว {row} คอลัมน์ “{column}” เป็น “{before}” แต่{rule_th} (รวม {count} แถว)",
    "Row {row}, “{column}” is “{before}” but {rule_en}; {count} rows in all.",
)


@dataclass(frozen=True, kw_only=True)
class ValueOfOtherType(ValueBreaks):
    """Values are not of the type that the dataset declares."""

    code = "cell.type"
    severity = "error"
    text = _BREAKS


@dataclass(frozen=True, kw_only=True)
class ValueOutOfRange(ValueBreaks):
    """Values lie outside the bounds that the dataset declares."""

    code = "cell.range"
    severity = "error"
    text = _BREAKS


@dataclass(frozen=True, kw_only=True)
class TextOfOtherLength(ValueBreaks):
    """Texts are shorter or longer than the dataset declares."""

    code = "cell.length"
    severity = "error"
    text = _BREAKS


@dataclass(frozen=True, kw_only=True)
class TextOfOtherPattern(ValueBreaks):
    """Texts are not written as the pattern demands that the dataset declares."""

    code = "cell.pattern"
    severity = "error"
    text = _BREAKS


@dataclass(frozen=True, kw_only=True)
class NoSuchPlace(ValueBreaks):
    """Values are in no official list of places of the level that the dataset declares."""

    code = "cell.place"
    severity = "error"
    text = _BREAKS


@dataclass(frozen=True, kw_only=True)
class ValueNotListed(Issue):
    """A value is not in the code list of its column, and none there is like it."""

    code = "cell.code-list"
    severity = "error"
    text = Message(
        "แถว {row} คอลัมน์ “{column}”: “{before}” ไม่อยู่ในรหัสรายการ ({count} แถว)", "Row {row}, “{column}”: “{before}” is not in the code list ({count} rows)."
    )


@dataclass(frozen=True, kw_only=True)
class ValueNearlyListed(ValueNotListed):
    """A value is not in the code list of its column, but there is one like it."""

    code = "cell.code-list"
    severity = "error"
    text = Message(
        "แถว {row} คอลัมน์ “{column}”: “{before}” ไม่อยู่ในรหัสรายการ ใกล้เคียง “{after}” ({count} แถว)",
        "Row {row}, “{column}”: “{before}” is not in the code list. Nearest: “{after}” ({count} rows).",
    )


@dataclass(frozen=True, kw_only=True)
class ColumnUndeclared(Issue):
    """The table has a column that the dataset does not declare."""

    code = "column.undeclared"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” ไม่มีในโครงสร้างตารางของชุดข้อมูลนี้ เพิ่มในโครงสร้าง หรือเอาคอลัมน์นี้ออก",
        "“{column}” is not in the schema of the dataset. Add it to the schema, or leave the column out.",
    )


@dataclass(frozen=True, kw_only=True)
class KeyRepeats(Issue):
    """Rows share a key that must be unique."""

    code = "rows.key"
    severity = "error"
    text = Message(
        "ค่าใน {columns} ต้องไม่ซ้ำ แต่ซ้ำ {count} แถว เช่น แถว {row} ซ้ำกับแถว {other}",
        "{columns} must be unique, but {count} rows repeat, e.g. row {row} repeats row {other}.",
    )
    columns: str
    other: int


@dataclass(frozen=True, kw_only=True)
class ValueRepeats(KeyRepeats):
    """Values repeat that must differ in every row."""

    code = "cell.unique"
    severity = "error"
    text = KeyRepeats.text


@dataclass(frozen=True, kw_only=True)
class RowsRepeat(Issue):
    """Rows are exact copies of others."""

    code = "rows.copies"
    severity = "warning"
    text = Message(
        "{count} แถวซ้ำกันทุกคอลัมน์ แถวแรกคือ {row} ตัดแถวซ้ำ หรือเก็บไว้ทั้งหมด", "{count} rows are exact copies, first at row {row}. Remove the copies or keep all."
    )


@dataclass(frozen=True, kw_only=True)
class NotAllCompared(Issue):
    """The table has more rows than are compared with each other; the rest was not checked for repeats."""

    code = "rows.not-compared"
    severity = "warning"
    text = Message("ตรวจแถวซ้ำเฉพาะ {compared} แถวแรก จากทั้งหมด {count} แถว", "Only the first {compared} of {count} rows were checked for repeats.")
    compared: int


@dataclass(frozen=True, kw_only=True)
class FormDiffers(Issue):
    """The table has other columns than the last version."""

    code = "form.drift"
    severity = "warning"
    text = Message(
        "รูปแบบไฟล์ต่างจากรุ่นที่ {version}: เพิ่มคอลัมน์ {added} ไม่มีคอลัมน์ {removed} ตรวจก่อนใช้วิธีอ่านเดิม",
        "The form differs from version {version}: new {added}, missing {removed}. Check before the saved way is used.",
    )
    version: int
    added: str
    removed: str


@dataclass(frozen=True, kw_only=True)
class TypeChanged(Issue):
    """A column is of another type than in the last version."""

    code = "form.type"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” เคยเป็น{before_th}ในรุ่นที่ {version} แต่ไฟล์นี้เป็น{after_th} ตรวจว่าอ่านถูกต้อง",
        "“{column}” was {before} in version {version} but is {after} here. Check that it was read well.",
    )
    version: int
    before_th: str
    after_th: str


@dataclass(frozen=True, kw_only=True)
class UnitGrew(Issue):
    """The values are about 10, 100 or 1,000 times those of the last version."""

    code = "form.unit"
    severity = "warning"
    text = Message(
        "ค่าในคอลัมน์ “{column}” สูงกว่ารุ่นก่อนราว {ratio} เท่า หน่วยวัดอาจเปลี่ยน ระบุหน่วยก่อนเผยแพร่",
        "Values in “{column}” are about {ratio} times the last version. The unit may have changed; state it before publishing.",
    )
    ratio: str


@dataclass(frozen=True, kw_only=True)
class UnitShrank(Issue):
    """The values are about a 10th, 100th or 1,000th of those of the last version."""

    code = "form.unit"
    severity = "warning"
    text = Message(
        "ค่าในคอลัมน์ “{column}” เหลือราว 1 ใน {ratio} ของรุ่นก่อน หน่วยวัดอาจเปลี่ยน ระบุหน่วยก่อนเผยแพร่",
        "Values in “{column}” are about 1/{ratio} of the last version. The unit may have changed; state it before publishing.",
    )
    ratio: str


@dataclass(frozen=True, kw_only=True)
class QuestionsOpen(Issue):
    """Questions that only a person can decide were left open; the table stands as it was read."""

    code = "questions.open"
    severity = "warning"
    text = Message(
        "ยังไม่ได้เลือก {count} เรื่องในหน้าตรวจการอ่าน ย้อนกลับไปเลือก หรือข้ามไว้แล้วส่งต่อได้",
        "{count} questions about the reading are open. Go back and choose, or skip them and send.",
    )
