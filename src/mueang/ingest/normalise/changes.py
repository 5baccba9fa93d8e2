"""The kinds of change that a value may undergo, each an Issue; a change of form keeps the meaning as it stood."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.tables.distinct import coded_schema

CHANGES = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("column", pa.string(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("before", pa.string()),
        pa.field("after", pa.string()),
        pa.field("meaning", pa.bool_(), nullable=False),
    ]
)
"""Schema of the file that lists every changed value."""
CODED_CHANGES = coded_schema(CHANGES)
"""The same as it is written: each distinct text once for many rows."""


@dataclass(frozen=True, kw_only=True)
class Change(Issue):
    """A value was changed. `meaning` is True where more than the way of writing changed."""

    meaning = False


@dataclass(frozen=True, kw_only=True)
class BlanksTrimmed(Change):
    """Blanks at the ends were cut."""

    code = "value.blanks"
    severity = "info"
    text = Message("ตัดช่องว่างหัวท้าย {count} เซลล์ในคอลัมน์ “{column}”", "Blanks at the ends of {count} cells in “{column}” were cut.")


@dataclass(frozen=True, kw_only=True)
class InvisibleRemoved(Change):
    """No-break spaces at the ends and marks of no width were removed."""

    code = "value.invisible"
    severity = "warning"
    text = Message(
        "ตัดช่องว่างพิเศษ (no-break space) หรืออักขระที่มองไม่เห็น {count} เซลล์ในคอลัมน์ “{column}” แถวแรกคือแถว {row}",
        "{count} cells in “{column}” were padded with no-break spaces or held invisible marks, first row {row}; these were removed.",
    )


@dataclass(frozen=True, kw_only=True)
class ThaiDigits(Change):
    """Thai digits became Arabic ones."""

    code = "value.thai-digits"
    severity = "info"
    text = Message("แปลงเลขไทยเป็นเลขอารบิก {count} เซลล์ในคอลัมน์ “{column}”", "{count} cells in “{column}” changed from Thai to Arabic digits.")


@dataclass(frozen=True, kw_only=True)
class SeparatorsDropped(Change):
    """Thousands separators were dropped."""

    code = "value.separators"
    severity = "info"
    text = Message("ตัดจุลภาคคั่นหลักพัน {count} เซลล์ในคอลัมน์ “{column}”", "Thousands separators were dropped from {count} cells in “{column}”.")


@dataclass(frozen=True, kw_only=True)
class PercentDropped(Change):
    """The sign % was dropped from a number; the number itself is kept."""

    code = "value.percent"
    severity = "info"
    text = Message(
        "ตัดเครื่องหมาย % {count} เซลล์ในคอลัมน์ “{column}” ค่าตัวเลขคงเดิม", "The sign % was dropped from {count} cells in “{column}”; the numbers stay as they were."
    )


@dataclass(frozen=True, kw_only=True)
class FormChanged(Change):
    """A number, date, time or yes/no was written in the standard form."""

    code = "value.form"
    severity = "info"
    text = Message(
        "เขียนค่าในรูปแบบมาตรฐาน {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น “{after}”",
        "{count} cells in “{column}” were put in standard form, e.g. “{before}” as “{after}”.",
    )


@dataclass(frozen=True, kw_only=True)
class MissingRead(Change):
    """A mark such as - or N/A means no data."""

    code = "value.missing"
    severity = "info"
    text = Message("อ่าน “{before}” เป็น “ไม่มีข้อมูล” {count} เซลล์ในคอลัมน์ “{column}”", "“{before}” was read as missing in {count} cells of “{column}”.")
    meaning = True


@dataclass(frozen=True, kw_only=True)
class EraConverted(Change):
    """A Buddhist year became a Gregorian one."""

    code = "value.era"
    severity = "info"
    text = Message(
        "แปลงปี พ.ศ. เป็น ค.ศ. {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after}",
        "Buddhist years became Gregorian in {count} cells of “{column}”, e.g. “{before}” as {after}.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class ShortYearRead(Change):
    """A year of two digits became a full one."""

    code = "value.short-year"
    severity = "info"
    text = Message(
        "อ่านปีสองหลักเป็นปีเต็ม {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after}",
        "Two-digit years were read in full in {count} cells of “{column}”, e.g. “{before}” as {after}.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class ZoneDropped(Change):
    """The offset of a time zone was dropped; the clock time is kept."""

    code = "value.zone"
    severity = "info"
    text = Message(
        "ตัดเขตเวลา {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เวลาคงตามที่เขียนไว้",
        "The time zone was dropped in {count} cells of “{column}”, e.g. “{before}”; the clock time stays as written.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class CommaDecimalRead(Change):
    """A comma was the decimal sign."""

    code = "value.comma-decimal"
    severity = "warning"
    text = Message(
        "อ่านจุลภาคเป็นจุดทศนิยม {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after}",
        "Commas were read as decimal points in {count} cells of “{column}”, e.g. “{before}” as {after}.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class ScientificRead(Change):
    """A number was written with an exponent, as Excel does when it rounds long ones."""

    code = "value.scientific"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีตัวเลขแบบยกกำลัง เช่น “{before}” {count} เซลล์ ถ้าเป็นเลขประจำตัว เลขท้ายหายไปแล้วและกู้ไม่ได้ ให้ส่งออกใหม่โดยตั้งคอลัมน์เป็นข้อความ",
        "“{column}” has numbers with exponents such as “{before}” in {count} cells. If they are ids, their last digits are lost: export it again as text.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class NotOfType(Change):
    """A value does not fit the type of its column, and is missing in the table."""

    code = "value.not-of-type"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {count} ค่าที่ไม่ใช่ชนิดข้อมูลของคอลัมน์ เช่น แถว {row} “{before}” ให้หมายถึง “ไม่มีข้อมูล” หรือเปลี่ยนชนิดข้อมูลเป็นข้อความ",
        "“{column}” has {count} values that do not fit its type, e.g. row {row}: “{before}”. They are treated as no data; or make the column text.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class YearNotConverted(Change):
    """A Buddhist year before 2484 began on 1 April and is not converted without its month."""

    code = "value.ancient-year"
    severity = "warning"
    text = Message(
        "ปีก่อน พ.ศ. 2484 เริ่มวันที่ 1 เมษายน จึงไม่แปลง {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” ระบุปี ค.ศ. ในไฟล์",
        "Years before B.E. 2484 began on 1 April: {count} cells of “{column}” such as “{before}” were not converted. State the Gregorian year in the file.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class MojibakeMended(Change):
    """Garbled Thai was read again in the right encoding."""

    code = "value.mojibake"
    severity = "warning"
    text = Message(
        "ตัวอักษรในคอลัมน์ “{column}” เพี้ยนมาจากต้นทาง {count} เซลล์ เช่น “{before}” ซ่อมเป็น “{after}” ถ้ายังผิด ให้ส่งออกจากระบบต้นทางใหม่เป็น UTF-8",
        "Text in {count} cells of “{column}” came garbled by a wrong encoding, e.g. “{before}”; repaired to “{after}”. If still wrong, export again as UTF-8.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class FilledDown(Change):
    """The value of a merged block was given to each of its rows."""

    code = "value.filled-down"
    severity = "info"
    text = Message(
        "เติมค่าของเซลล์ที่ผสานลงทุกแถว {count} เซลล์ในคอลัมน์ “{column}” เช่น “{after}”",
        "The value of merged cells was given to each row: {count} cells of “{column}”, e.g. “{after}”.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class UnitDropped(Change):
    """The unit beside a number went to the column; the number itself is kept."""

    code = "value.unit"
    severity = "info"
    text = Message(
        "ย้ายหน่วยออกจากตัวเลข {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after} ค่าตัวเลขคงเดิม บันทึกหน่วยไว้ที่คอลัมน์",
        "The unit was taken from {count} cells of “{column}”, e.g. “{before}” as {after}; the numbers stay as they were and the column bears the unit.",
    )


@dataclass(frozen=True, kw_only=True)
class NegativeRead(Change):
    """Brackets or a minus at the end mean a number below zero, as in accounts."""

    code = "value.negative"
    severity = "warning"
    text = Message(
        "อ่านตัวเลขในวงเล็บหรือมีเครื่องหมายลบต่อท้ายเป็นค่าติดลบ {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after}",
        "Numbers in brackets or with a minus at the end were read as negative in {count} cells of “{column}”, e.g. “{before}” as {after}.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class SerialRead(Change):
    """A run of digits is a day: 25651231, or the 44926th day of Excel."""

    code = "value.digits-as-date"
    severity = "warning"
    text = Message(
        "อ่านตัวเลขเป็นวันที่ {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after} ถ้าไม่ใช่วันที่ ให้เปลี่ยนชนิดข้อมูลของคอลัมน์",
        "Digits were read as dates in {count} cells of “{column}”, e.g. “{before}” as {after}. If they are no dates, change the type of the column.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class MonthRead(Change):
    """A month is kept as its first day."""

    code = "value.month"
    severity = "info"
    text = Message(
        "เก็บเดือนเป็นวันแรกของเดือน {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after} และบันทึกว่าเป็นข้อมูลรายเดือน",
        "Months are kept as their first day in {count} cells of “{column}”, e.g. “{before}” as {after}; the column is marked as monthly.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class Rounded(Change):
    """A number has more digits than a number of the table can hold."""

    code = "value.rounded"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {count} ค่าที่ตัวเลขยาวเกิน 15 หลัก เช่น “{before}” เก็บได้ใกล้เคียงที่สุดเป็น {after} ถ้าต้องตรงทุกหลัก ให้เปลี่ยนคอลัมน์เป็นข้อความ",
        "{count} values of “{column}” have more digits than a number holds, e.g. “{before}”, kept as {after}. If every digit counts, make the column text.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class MarksMended(Change):
    """Thai marks typed twice, in the wrong order or in pieces were put right."""

    code = "value.marks"
    severity = "warning"
    text = Message(
        "แก้สระหรือวรรณยุกต์ที่พิมพ์ซ้ำ สลับลำดับ หรือแยกชิ้น {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น “{after}”",
        "Thai marks typed twice, in the wrong order or in pieces were mended in {count} cells of “{column}”, e.g. “{before}” as “{after}”.",
    )


@dataclass(frozen=True, kw_only=True)
class ValueJoined(Change):
    """A person said which value the text stands for."""

    code = "value.joined"
    severity = "info"
    text = Message(
        "แทนค่าตามที่เลือกไว้ {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น “{after}”",
        "{count} cells of “{column}” stand for another value, as was chosen, e.g. “{before}” for “{after}”.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class ValueLost(Change):
    """Excel shows that a value was lost: a formula that failed, a column too narrow for its number."""

    code = "value.lost"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {count} เซลล์ที่ค่าหายไปตั้งแต่ต้นทาง เช่น แถว {row} “{before}” ให้หมายถึง “ไม่มีข้อมูล” ถ้าต้องการค่า ให้ส่งออกจากไฟล์ต้นฉบับใหม่",
        "{count} cells of “{column}” lost their value before the file was saved, e.g. row {row}: “{before}”. They are no data; export again to have them.",
    )
    meaning = True


@dataclass(frozen=True, kw_only=True)
class NoteDropped(Change):
    """A mark that points to a note was dropped from a number."""

    code = "value.note"
    severity = "warning"
    text = Message(
        "ตัดเครื่องหมายหมายเหตุออกจากตัวเลข {count} เซลล์ในคอลัมน์ “{column}” เช่น “{before}” เป็น {after} อ่านหมายเหตุใต้ตารางว่าค่านั้นต่างจากค่าอื่นอย่างไร",
        "Marks that point to a note were dropped from {count} numbers of “{column}”, e.g. “{before}” as {after}. See the notes for what they mean.",
    )
    meaning = True


KINDS: tuple[type[Change], ...] = (
    BlanksTrimmed, InvisibleRemoved, ThaiDigits, SeparatorsDropped, PercentDropped, FormChanged, MissingRead, EraConverted, ShortYearRead, ZoneDropped,
    CommaDecimalRead, ScientificRead, NotOfType, YearNotConverted, MojibakeMended, FilledDown, UnitDropped,
    NegativeRead, SerialRead, MonthRead, Rounded, MarksMended, ValueJoined, ValueLost,
    NoteDropped,
)  # fmt: skip
NUMBER_OF: dict[type[Change], int] = {kind: i for i, kind in enumerate(KINDS, 1)}
"""Changes travel through arrays as small numbers; 0 is no change."""
