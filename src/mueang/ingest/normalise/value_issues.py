"""What is to be said about the values of a column as a whole: years of the budget, telephones without their zero, per cent in some cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.normalise import meanings
from mueang.ingest.normalise.decide import MAJORITY
from mueang.ingest.normalise.kinds import Flag, Kind
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.normalise.words import units_of
from mueang.tables.schema import ColumnType


@dataclass(frozen=True, kw_only=True)
class FiscalYears(Issue):
    """The years are those of the budget."""

    code = "column.fiscal-year"
    severity = "info"
    text = Message(
        "คอลัมน์ “{column}” เป็นปีงบประมาณ (1 ต.ค. ของปีก่อนหน้า–30 ก.ย.) เก็บเป็นปีที่สิ้นสุดและบันทึกไว้ที่คอลัมน์",
        "“{column}” holds fiscal years (1 October of the year before to 30 September), kept as the year in which they end; the column says so.",
    )


@dataclass(frozen=True, kw_only=True)
class ZeroLost(Issue):
    """Telephone numbers have lost the zero that they begin with."""

    code = "column.zero-lost"
    severity = "warning"
    text = Message(
        "เลขในคอลัมน์ “{column}” เช่น “{before}” น่าจะเป็นหมายเลขโทรศัพท์ที่เลข 0 ข้างหน้าหายไป {count} เซลล์ เก็บตามที่เขียน ส่งออกใหม่โดยตั้งคอลัมน์เป็นข้อความ",
        "{count} numbers of “{column}” such as “{before}” are probably telephone numbers without their first 0. Kept as they stand: export again as text.",
    )


@dataclass(frozen=True, kw_only=True)
class PercentMixed(Issue):
    """Only some cells bear the sign %."""

    code = "column.percent"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีเครื่องหมาย % เพียง {count} เซลล์ ค่าที่ไม่มีเครื่องหมายอาจเป็นสัดส่วน (0.12) หรือร้อยละ (12) คงตัวเลขไว้ตามเดิม ตรวจกับต้นทาง",
        "Only {count} cells of “{column}” bear %; the others may be shares (0.12) or per cent (12). The numbers stay as they were: check with the source.",
    )


@dataclass(frozen=True, kw_only=True)
class UnitsMixed(Issue):
    """The cells bear several units."""

    code = "column.units"
    severity = "warning"
    text = Message(
        "ตัวเลขในคอลัมน์ “{column}” ใช้หน่วยต่างกันหรือมีหน่วยเพียงบางเซลล์ เช่น {before} เก็บเป็นข้อความ แยกหน่วยหรือแปลงเป็นหน่วยเดียวก่อนจึงจะรวมยอดได้",
        "The numbers of “{column}” bear several units, or only some bear one, e.g. {before}. It is kept as text: use one unit before adding up.",
    )


@dataclass(frozen=True, kw_only=True)
class RangesAsDays(Issue):
    """A spreadsheet made days of ranges: 5-9 became the fifth of September."""

    code = "column.ranges"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” เป็นช่วงตัวเลข เช่น “{before}” แต่มี {count} เซลล์เป็นวันที่ โปรแกรมตารางคำนวณอาจเปลี่ยนช่วง เช่น 5-9 เป็นวันที่ แก้ในไฟล์ต้นทางโดยตั้งคอลัมน์เป็นข้อความ",
        "“{column}” holds ranges such as “{before}”, but {count} cells are dates: a spreadsheet may have made days of ranges such as 5-9. "
        "Mend them in the source, with the column as text.",
    )


_RANGE = re.compile(r"\d{1,3}\s?[-–]\s?\d{1,3}(?:\s?ปี)?")


def issues_of(plan: ColumnPlan, profile: Profile) -> Iterator[Issue]:
    """Yield what is to be said of the values."""
    name = plan.column.name
    if plan.column.period == "fiscal-year":
        yield FiscalYears(column=name)
    percent = profile.flagged(Flag.PERCENT)
    if plan.type.is_numeric and 0 < percent < profile.of(Kind.INTEGER, Kind.NUMBER):
        yield PercentMixed(column=name, count=percent)
    if plan.type is ColumnType.STRING:
        yield from _of_text(plan, profile)


def _of_text(plan: ColumnPlan, profile: Profile) -> Iterator[Issue]:
    name, whole = plan.column.name, profile.of(Kind.INTEGER)
    short = sum(10**7 <= number < 10**9 for number in profile.numbers)
    if whole and meanings.says_phone(name) and short == len(profile.numbers) and not profile.flagged(Flag.LEADING_ZERO):
        yield ZeroLost(column=name, count=whole, before=profile.first_text[:20])
    units, plain = units_of(profile), profile.of(Kind.INTEGER, Kind.NUMBER)
    if len(units) + (plain > 0) > 1 and units and profile.flagged(Flag.MEASURE) + plain >= MAJORITY * profile.judged:
        yield UnitsMixed(column=name, before=" ".join(f"“{unit}”" for unit, _ in units.most_common(3)), count=len(units))
    ranges = [text for text in profile.texts if _RANGE.fullmatch(text.strip())]
    days = profile.of(Kind.DATE, Kind.DATETIME)
    if days and len(ranges) > 1 and sum(profile.texts[text] for text in ranges) >= days:
        yield RangesAsDays(column=name, count=days, before=ranges[0])
