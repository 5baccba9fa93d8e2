"""What is told of groups among the rows, and of rows that add up others without saying so."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.questions import Choice, Question


@dataclass(frozen=True, kw_only=True)
class GroupsNamed(Issue):
    """Names of groups stand in rows of their own over the rows of the group."""

    code = "rows.groups"
    severity = "warning"
    text = Message(
        "มี {count} แถวที่เป็นชื่อกลุ่มของแถวใต้ลงไป แถวแรกคือแถว {row} (“{before}”) ย้ายชื่อกลุ่มไปไว้เป็นคอลัมน์",
        "{count} rows name the group of the rows below, first row {row} (“{before}”). The name became a column beside each of its rows.",
    )


@dataclass(frozen=True, kw_only=True)
class SumsFound(Issue):
    """Rows add up others in most columns, though no word says so."""

    code = "rows.sums"
    severity = "warning"
    text = Message(
        "ไม่นำเข้า {count} แถวที่ตัวเลขเท่ากับผลรวมของแถวอื่นในคอลัมน์ส่วนใหญ่ แถวแรกคือแถว {row} (“{before}”) ถ้าเป็นข้อมูลให้เลือกเก็บไว้",
        "{count} rows whose numbers add up other rows in most columns were left out, first row {row} (“{before}”). If they are data, choose to keep them.",
    )


@dataclass(frozen=True, kw_only=True)
class SumDoubtful(Issue):
    """One column of a row adds up all others."""

    code = "rows.sum-doubtful"
    severity = "warning"
    text = Message(
        "ตัวเลขในแถว {row} เท่ากับผลรวมของแถวอื่นทั้งหมด อาจเป็นแถวยอดรวม เก็บไว้ก่อน",
        "The number in row {row} is the sum of all other rows. It may be a total; it was kept for now.",
    )


def sums_question(row: int) -> Question:
    """Return the question whether a row is a total."""
    issue = SumDoubtful(row=row)
    total = Choice("total", Message("เป็นแถวยอดรวม ไม่นำเข้า", "It is a total: leave it out"), {"excluded_rows": [row]})
    data = Choice("data", Message("เป็นข้อมูล", "It is data"), {"included_rows": [row]})
    return Question(issue.code, issue.message, (total, data), row=row)
