"""What was read from a picture waits for a person's eyes: nothing of it is sent, approved or published before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mueang.base.errors import BadInput
from mueang.base.message import Message

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_OPEN = Message(
    "ตารางนี้อ่านจากภาพ เหลือ {cells} เซลล์ที่ต้องตรวจและ {totals} ยอดรวมที่ต้องยืนยัน ตรวจกับภาพให้ครบก่อนส่ง",
    "This table was read from a picture: {cells} cells must be checked and {totals} totals confirmed against it before it is sent.",
)


def open_of(submission: Submission) -> tuple[int, int]:
    """Return how many cells and how many totals of the table that is meant no person has looked at."""
    sheets = paper_sheets(submission)
    return sum(int(one["doubtful"]) for one in sheets), sum(len(one["open_totals"]) for one in sheets)


def require_reviewed(submission: Submission) -> None:
    """Raise BadInput while anything that was read from a picture waits for a person's eyes."""
    cells, totals = open_of(submission)
    if cells or totals:
        raise BadInput(_OPEN.fill(cells=f"{cells:,}", totals=f"{totals:,}"), code="submission.unreviewed")


def paper_sheets(submission: Submission) -> list[dict[str, Any]]:
    """Return the sheet of the chosen table; all of them, where it was made of several."""
    sheets: list[dict[str, Any]] = submission.reading.get("paper") or []
    return [one for one in sheets if one["sheet"] == submission.table_name] or sheets
