"""What is told of tables on paper."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class ReadFromPicture(Issue):
    """The table was read from a picture; nothing of it may be published before a person has looked at it."""

    code = "paper.read"
    severity = "warning"
    text = Message(
        "ตารางนี้อ่านจากภาพ {count} เซลล์ มี {doubtful} เซลล์ที่อ่านได้ไม่แน่ใจ ตรวจกับภาพก่อนเผยแพร่",
        "This table was read from a picture: {doubtful} of {count} cells are doubtful. Check them against the picture before publishing.",
    )
    doubtful: int


@dataclass(frozen=True, kw_only=True)
class SumsDiffer(Issue):
    """Numbers do not add up to the totals that stand on the paper."""

    code = "paper.sums-differ"
    severity = "warning"
    text = Message(
        "ตัวเลข {count} เซลล์รวมกันไม่ได้เท่ากับยอดรวมในเอกสาร อาจอ่านผิด หรือยอดรวมในเอกสารผิด",
        "{count} numbers do not add up to the totals on the paper: some were read wrong, or the totals are.",
    )


@dataclass(frozen=True, kw_only=True)
class PaperPagesJoined(Issue):
    """A table on paper goes on over several pages; it was read as one."""

    code = "paper.pages-joined"
    severity = "info"
    text = Message("ตารางต่อเนื่องกัน {count} หน้า จึงรวมเป็นตารางเดียว", "The table goes on over {count} pages and was read as one.")
