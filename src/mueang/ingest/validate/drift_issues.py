"""How a file may differ from the one before it, each told with where and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class ColumnRenamed(Issue):
    """A column seems to be one of the last version under another name: `before` is the old name."""

    code = "form.renamed"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” น่าจะเป็น “{before}” ของรุ่นที่ {version} ใช้ชื่อเดิม หรือยืนยันว่าเป็นคอลัมน์ใหม่",
        "“{column}” seems to be “{before}” of version {version}. Use the old name, or leave it as a new column.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class OrderChanged(Issue):
    """The columns stand in another order; they are known by name."""

    code = "form.order"
    severity = "info"
    text = Message("ลำดับคอลัมน์ต่างจากรุ่นที่ {version} ระบบจับคู่ตามชื่อให้แล้ว", "The columns stand in another order than in version {version}; they are matched by name.")
    version: int


@dataclass(frozen=True, kw_only=True)
class UnitDiffers(Issue):
    """The heading states another unit than that of the last version."""

    code = "form.unit-heading"
    severity = "warning"
    text = Message(
        "หน่วยในหัวคอลัมน์ “{column}” เคยเป็น “{before}” ในรุ่นที่ {version} ไฟล์นี้เป็น “{after}” แปลงค่าในไฟล์ให้เป็นหน่วยเดิม หรือตั้งเป็นคอลัมน์ใหม่",
        "The unit of “{column}” was “{before}” in version {version} and is “{after}” here. Convert the values, or make it a new column.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class ValuesNew(Issue):
    """A column of few different values has some that it never had."""

    code = "form.values-new"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีค่าที่รุ่นที่ {version} ไม่มี {count} ค่า: {after} ตรวจตัวสะกด หรือยืนยันว่าเป็นค่าใหม่",
        "“{column}” has {count} values that version {version} has not: {after}. Check the spelling, or leave them as new ones.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class ValuesGone(Issue):
    """A few values that stood there are missing, while most are there."""

    code = "form.values-gone"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” ไม่มี {count} ค่าที่รุ่นที่ {version} มี: {before} ตรวจว่าไฟล์ครบ",
        "“{column}” lacks {count} values that version {version} has: {before}. Check that the file is whole.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class BlanksMore(Issue):
    """A column is far less filled than it was."""

    code = "form.blanks"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีค่าเพียง {after} ของแถว เคยมี {before} ในรุ่นที่ {version} ตรวจว่าไฟล์ครบ",
        "“{column}” is filled in {after} of the rows; in version {version} it was {before}. Check that the file is whole.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class RowsFewer(Issue):
    """The file has far fewer rows than the one before."""

    code = "form.rows"
    severity = "warning"
    text = Message(
        "ไฟล์นี้มี {after} แถว รุ่นที่ {version} มี {before} แถว ตรวจว่าไฟล์ครบ หรือเลือกเพิ่มต่อท้ายแทนการแทนที่ทั้งตาราง",
        "The file has {after} rows, version {version} has {before}. Check that it is whole, or add to what is there instead of replacing it.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class HeadingMoved(Issue):
    """The heading has another number of rows, or stands elsewhere: another year's layout. What it names is compared column by column."""

    code = "form.layout"
    severity = "info"
    text = Message(
        "หัวตารางเคยอยู่ที่แถว {before} ในรุ่นที่ {version} ไฟล์นี้อยู่ที่แถว {after} ระบบอ่านตามที่พบ",
        "The heading stood in row {before} in version {version} and stands in row {after} here; it was read where it stands.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class EraDiffers(Issue):
    """Years were written in one era and are written in the other now."""

    code = "form.era"
    severity = "warning"
    text = Message(
        "ปีในคอลัมน์ “{column}” เคยเขียนเป็น{before_th}ในรุ่นที่ {version} ไฟล์นี้เป็น{after_th} ตรวจว่าอ่านปีถูกต้อง",
        "Years in “{column}” were written in {before} in version {version} and are in {after} here. Check that they were read well.",
    )
    version: int
    before_th: str
    after_th: str


@dataclass(frozen=True, kw_only=True)
class PeriodsThere(Issue):
    """Rows would be added for years that are there already."""

    code = "form.periods"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {after} ซึ่งมีอยู่แล้วในรุ่นที่ {version} ถ้าเพิ่มต่อท้าย ช่วงเวลานี้จะมีสองชุด เลือกแทนที่เฉพาะช่วงเวลา หากเป็นข้อมูลที่แก้ไข",
        "“{column}” holds {after}, which version {version} has already: added, they would stand there twice. Replace the periods if the figures were revised.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class SameFile(Issue):
    """The very file was published before."""

    code = "form.same-file"
    severity = "warning"
    text = Message(
        "ไฟล์นี้ตรงกับไฟล์ของรุ่นที่ {version} ทุกไบต์ ตรวจว่าเลือกไฟล์ถูก",
        "This is byte for byte the file of version {version}. Check that it is the right one.",
    )
    version: int


@dataclass(frozen=True, kw_only=True)
class SameRows(Issue):
    """Publishing would change no row."""

    code = "form.same-rows"
    severity = "warning"
    text = Message(
        "ทุกแถวเหมือนรุ่นที่ {version} เผยแพร่แล้วจะไม่มีอะไรเปลี่ยน ตรวจว่าเลือกไฟล์ถูก",
        "Every row is as in version {version}: publishing would change nothing. Check that it is the right file.",
    )
    version: int
