"""Tables read from pictures: what a person has still to look at, the words by which it is looked at, and the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pyarrow.parquet as pq

from mueang.base.errors import NotFound
from mueang.base.message import Message
from mueang.ingest.paper.keeping import picture_name
from mueang_site.access.actor import Actor
from mueang_site.submissions import correcting, keeping
from mueang_site.submissions.reviewing import paper_sheets

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_CONFIRMED = Message("ตรวจกับภาพ {cells} เซลล์ ยืนยัน {totals} ยอดรวม", "Checked {cells} cells against the picture, confirmed {totals} totals")


@dataclass(frozen=True)
class PaperCellSeen:
    """One cell of the sheet: its text, how sure that is, whether a person must look at it, and its box on the picture of its page."""

    row: int
    column: int
    text: str
    confidence: float
    how: str
    check: str
    page: int
    left: int
    top: int
    width: int
    height: int
    doubtful: bool


@dataclass(frozen=True)
class PaperSeen:
    """The sheet that is looked at: its cells, sums of its columns of numbers, and those that no person has confirmed."""

    sheet: str
    cells: tuple[PaperCellSeen, ...]
    pages: tuple[int, ...]
    totals: Mapping[int, str]
    open_totals: tuple[int, ...]

    @cached_property
    def doubtful(self) -> tuple[PaperCellSeen, ...]:
        """The cells that a person must look at."""
        return tuple(cell for cell in self.cells if cell.doubtful)


def seen_of(submission: Submission) -> PaperSeen | None:
    """Return the sheet that is looked at: that of the chosen table, else the first with something open; None if no picture was read."""
    sheets = paper_sheets(submission)
    sheet = next((one for one in sheets if one["doubtful"] or one["open_totals"]), next(iter(sheets), None))
    if sheet is None or sheet["cells"] is None:
        return None
    rows = pq.read_table(keeping.reading_folder(submission.pk, submission.reading_number) / sheet["cells"]).to_pylist()
    totals = {int(column): str(total) for column, total in sheet["totals"].items()}
    return PaperSeen(sheet["sheet"], tuple(PaperCellSeen(**row) for row in rows), tuple(sheet["pages"]), totals, tuple(sheet["open_totals"]))


def confirm(actor: Actor, submission_id: UUID, *, sheet: str, cells: Mapping[str, str], totals: Mapping[str, str], now: datetime) -> Submission:
    """Keep what a person saw in cells (`{"row,column": text}`) and the sums that were confirmed, and read again with them.

    Raises NotFound, NotAllowed, BadInput for what is no cell, Conflict when it has moved on.
    """
    said = {"cells": {sheet: dict(cells)}, "totals": {sheet: dict(totals)}}
    label = _CONFIRMED.fill(cells=len(cells), totals=len(totals))
    return correcting.correct(actor, submission_id, [{"kind": "paper", "option": {"paper": said}, "label": label.as_dict()}], now=now)


def picture_of(submission: Submission, page: int) -> Path:
    """Return the picture of a page. Raises NotFound."""
    path = keeping.paper_folder(submission.pk, submission.reading_number) / picture_name(page)
    if not path.is_file():
        raise NotFound
    return path


def size_of(submission: Submission, page: int) -> tuple[int, int]:
    """Return width and height of the picture of a page in points, by the frame header of its JPEG (ITU-T T.81, B.2.2). Raises NotFound."""
    content = picture_of(submission, page).read_bytes()
    at = 2
    while at + 9 < len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in (0xC0, 0xC1, 0xC2):
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 2 + length
    raise NotFound
