"""What is to be said, and what asked, about a column as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.issues import HeadingMissing, TotalsKept
from mueang.ingest.normalise.changes import NotOfType
from mueang.ingest.normalise.kinds import Flag, Kind
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.normalise.profile import LONG_CELL, Profile
from mueang.ingest.normalise.rows import is_total
from mueang.ingest.options import ReadOptions
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import ColumnType

_TIME_NAME = re.compile(r"วันที่|เวลา|(?:^|[^a-z])(?:date|time|timestamp|start|stop|begin|end)(?:$|[^a-z])", re.IGNORECASE)
_KEY_NAME = re.compile(r"รหัส|(?:^|[^a-z])code(?:$|[^a-z])|code$", re.IGNORECASE)
_TEXT: dict[str, object] = {"type": "string"}
_TEMPORAL = (ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True, kw_only=True)
class LeadingZeros(Issue):
    """The column holds codes that begin with 0."""

    code = "column.leading-zeros"
    severity = "info"
    text = Message("คอลัมน์ “{column}” มีรหัสที่ขึ้นต้นด้วย 0 เก็บเป็นข้อความเพื่อไม่ให้ 0 หาย", "“{column}” holds codes that start with 0 and is kept as text.")


@dataclass(frozen=True, kw_only=True)
class LongDigits(Issue):
    """The column holds ids of 13 digits, or longer ones."""

    code = "column.ids"
    severity = "info"
    text = Message(
        "คอลัมน์ “{column}” เป็นเลขประจำตัวหลายหลัก เก็บเป็นข้อความเพื่อไม่ให้เลขเพี้ยน",
        "“{column}” holds long identification numbers and is kept as text, so that no digit is lost.",
    )


@dataclass(frozen=True, kw_only=True)
class SeparatorsMixed(Issue):
    """Only some of the numbers have thousands separators."""

    code = "column.separators"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีเครื่องหมายจุลภาคคั่นหลักพันเพียงบางเซลล์ ({count} เซลล์) อ่านเป็นตัวเลขเดียวกันแล้ว",
        "Only some cells of “{column}” have thousands separators ({count} cells). All were read as numbers.",
    )


@dataclass(frozen=True, kw_only=True)
class DayMonthUnclear(Issue):
    """Nothing tells the day from the month."""

    code = "column.day-month"
    severity = "warning"
    text = Message(
        "วันที่ในคอลัมน์ “{column}” เช่น “{before}” อ่านได้ทั้ง วัน/เดือน และ เดือน/วัน ทั้งคอลัมน์บอกไม่ได้ เลือกลำดับที่ถูก",
        "Dates in “{column}” such as “{before}” can be day/month or month/day and the column does not decide. Choose the order.",
    )


@dataclass(frozen=True, kw_only=True)
class DayMonthMixed(Issue):
    """Some dates can only be day first, others only month first."""

    code = "column.day-month-mixed"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีทั้งวันที่แบบ วัน/เดือน และ เดือน/วัน ({count} เซลล์) แถวแรกที่ต่างจากแถวอื่นคือแถว {row} “{before}” เลือกลำดับของวันที่ที่อ่านได้สองแบบ",
        "“{column}” mixes day/month and month/day dates ({count} cells), first row {row}: “{before}”. Choose the order of those that can be read both ways.",
    )


@dataclass(frozen=True, kw_only=True)
class ShortYears(Issue):
    """Dates in digits have years of two digits."""

    code = "column.short-years"
    severity = "warning"
    text = Message(
        "วันที่ในคอลัมน์ “{column}” เช่น “{before}” มีปีสองหลัก อาจเป็น พ.ศ. หรือ ค.ศ. เลือกหนึ่งอย่างสำหรับทั้งคอลัมน์",
        "Dates in “{column}” such as “{before}” have two-digit years, B.E. or A.D. Choose one for the whole column.",
    )


@dataclass(frozen=True, kw_only=True)
class ErasMixed(Issue):
    """Years of both eras stand in one column."""

    code = "column.eras"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มีทั้งปี พ.ศ. และ ค.ศ. ({count} เซลล์เป็น ค.ศ.) แปลงเป็นปีเดียวกันแล้ว ยืนยันหรือแก้",
        "“{column}” mixes Buddhist and Gregorian years ({count} cells are Gregorian). Converted to one era; confirm or edit.",
    )


@dataclass(frozen=True, kw_only=True)
class NumbersNotDates(Issue):
    """The name says date or time, the values are numbers that are none."""

    code = "column.not-dates"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” ชื่อเหมือนวันที่หรือเวลา แต่ค่าเป็นตัวเลข เช่น “{before}” ซึ่งไม่ใช่วันที่ คงค่าไว้ตามเดิม ตรวจการส่งออกจากต้นทาง",
        "“{column}” is named like a date or time, but holds numbers such as “{before}” that are no dates. They were kept as they are: check the export.",
    )


@dataclass(frozen=True, kw_only=True)
class KeysBlank(Issue):
    """A column of codes is blank in some rows."""

    code = "column.blank-codes"
    severity = "warning"
    text = Message(
        "คอลัมน์รหัส “{column}” ว่าง {count} แถว ตรวจว่าตั้งใจเว้นหรือขาดหาย", "The code column “{column}” is blank in {count} rows: check whether they are missing."
    )


@dataclass(frozen=True, kw_only=True)
class CellLong(Issue):
    """A cell holds more text than a spreadsheet could."""

    code = "cell.long"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” แถว {row} มีเซลล์ยาว {count} ไบต์ ยาวเกินกว่าที่ Excel เก็บได้ (32,767 ตัวอักษร) เก็บไว้ครบ",
        "“{column}”, row {row}: a cell of {count} bytes is longer than Excel can hold (32,767 characters). It was kept whole.",
    )


def issues_of(plan: ColumnPlan, profile: Profile) -> Iterator[Issue]:
    """Yield what is to be said of the column."""
    name = plan.column.name
    if plan.type is ColumnType.STRING:
        yield from _of_text(plan, profile)
    if plan.type.is_numeric and profile.flagged(Flag.GROUPED) > 0 and profile.flagged(Flag.UNGROUPED):
        yield SeparatorsMixed(column=name, count=profile.flagged(Flag.GROUPED))
    if plan.type in (*_TEMPORAL, ColumnType.YEAR):
        yield from _of_time(plan, profile)
    if plan.type.is_numeric and profile.flagged(Flag.NEGATIVE) and _TIME_NAME.search(name):
        yield NumbersNotDates(column=name, before=profile.first_text, row=profile.first_row)
    if profile.longest > LONG_CELL:
        yield CellLong(column=name, row=profile.longest_row, count=profile.longest)
    blank = profile.kinds[Kind.EMPTY]
    if _KEY_NAME.search(name) and 0 < blank < profile.cells:
        yield KeysBlank(column=name, count=blank)


def totals_kept(plan: ColumnPlan, profile: Profile) -> Iterator[Issue]:
    """Yield a word on values that add up others of the same column: รวม, ทั่วประเทศ."""
    if plan.type is ColumnType.STRING and len(profile.texts) > 1:
        for text, count in profile.texts.items():
            if is_total(text):
                yield TotalsKept(column=plan.column.name, before=text.strip(), count=count)


def _of_text(plan: ColumnPlan, profile: Profile) -> Iterator[Issue]:
    if profile.flagged(Flag.LEADING_ZERO, Kind.INTEGER):
        yield LeadingZeros(column=plan.column.name, count=profile.flagged(Flag.LEADING_ZERO, Kind.INTEGER))
    elif profile.flagged(Flag.LONG) or profile.flagged(Flag.THIRTEEN) * 2 > profile.cells > 0:
        yield LongDigits(column=plan.column.name, count=profile.flagged(Flag.LONG) + profile.flagged(Flag.THIRTEEN))


def _of_time(plan: ColumnPlan, profile: Profile) -> Iterator[Issue]:
    name, example = plan.column.name, profile.first_text[:40]
    if profile.flagged(Flag.DAY_FIRST) and profile.flagged(Flag.MONTH_FIRST):
        yield _mixed(plan, profile)
    elif unclear_order(plan, profile):
        yield DayMonthUnclear(column=name, before=example, row=profile.first_row)
    if profile.flagged(Flag.SHORT_YEAR) and plan.era is None:
        yield ShortYears(column=name, before=example, row=profile.first_row)
    if profile.flagged(Flag.BUDDHIST) and profile.flagged(Flag.GREGORIAN) and plan.era is None:
        yield ErasMixed(column=name, count=profile.flagged(Flag.GREGORIAN))


def _mixed(plan: ColumnPlan, profile: Profile) -> DayMonthMixed:
    """Return that the order changes within the column, with the first date of the rarer order."""
    rarer = min((Flag.DAY_FIRST, Flag.MONTH_FIRST), key=profile.flagged)
    row, text = profile.first_of[rarer]
    return DayMonthMixed(column=plan.column.name, count=profile.flagged(rarer), row=row, before=text[:40])


def unclear_order(plan: ColumnPlan, profile: Profile) -> bool:
    """True if the dates can be read either way. Those in the Buddhist era are of Thai form: the day stands first."""
    either = profile.flagged(Flag.EITHER_FIRST)
    decided = profile.flagged(Flag.DAY_FIRST) or profile.flagged(Flag.MONTH_FIRST) or profile.flagged(Flag.BUDDHIST) == profile.cells
    return plan.type in _TEMPORAL and either > 0 and not decided


def questions_of(plan: ColumnPlan, profile: Profile, options: ReadOptions) -> Iterator[Question]:
    """Yield what a person must decide about the column."""
    chosen = options.column(plan.position)
    mixed = plan.type in _TEMPORAL and all(profile.flagged(flag) for flag in (Flag.DAY_FIRST, Flag.MONTH_FIRST, Flag.EITHER_FIRST))
    if (mixed or unclear_order(plan, profile)) and chosen.day_first is None:
        unclear = DayMonthUnclear(column=plan.column.name, before=profile.first_text[:40], row=profile.first_row)
        issue = _mixed(plan, profile) if mixed else unclear
        yield _question(
            issue, plan, [("day", "วัน/เดือน/ปี", "day/month/year", {"day_first": True}), ("month", "เดือน/วัน/ปี", "month/day/year", {"day_first": False})]
        )
    if plan.type in _TEMPORAL and profile.flagged(Flag.SHORT_YEAR) and chosen.era is None:
        issue_of_era = ShortYears(column=plan.column.name, before=profile.first_text[:40], row=profile.first_row)
        yield _question(issue_of_era, plan, [("be", "พ.ศ.", "B.E.", {"era": "be"}), ("ce", "ค.ศ.", "A.D.", {"era": "ce"})])


def misfit_questions(plans: Iterable[ColumnPlan], issues: Iterable[Issue], options: ReadOptions) -> Iterator[Question]:
    """Yield, for each column with values that do not fit its type, the question whether it keeps the type."""
    by_name = {plan.column.name: plan for plan in plans}
    for issue in issues:
        plan = by_name.get(issue.column or "")
        if issue.code == NotOfType.code and plan is not None and options.chosen(plan.position, plan.column.name).type is None:
            keep: dict[str, object] = {"type": str(plan.type)}
            choices = [("missing", "ให้หมายถึง “ไม่มีข้อมูล”", "Treat as no data", keep), ("text", "เปลี่ยนทั้งคอลัมน์เป็นข้อความ", "Make the column text", _TEXT)]
            yield _question(issue, plan, choices)


def heading_question(first_row: int) -> Question:
    """Return the question where the heading is, for a sheet in which none was found."""
    issue = HeadingMissing()
    here = Choice("first", Message(f"แถว {first_row + 1} เป็นหัวตาราง", f"Row {first_row + 1} is the heading"), {"header_rows": [first_row]})
    return Question(issue.code, issue.message, (here, Choice("none", Message("ไม่มีหัวตาราง", "No heading"), {"header_rows": []})), row=first_row)


def _question(issue: Issue, plan: ColumnPlan, choices: list[tuple[str, str, str, dict[str, object]]]) -> Question:
    made = tuple(Choice(value, Message(th, en), {"columns": {str(plan.position): option}}) for value, th, en, option in choices)
    return Question(issue.code, issue.message, made, column=issue.column, row=issue.row)
