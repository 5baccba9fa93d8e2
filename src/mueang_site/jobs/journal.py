"""What a job tells of itself while it runs: few lines, of our own words.

A line is a `Message` of ours with counts and names of steps in it; never the text of an exception, never a value from
a file: those who may see a job need not be those who may see its data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from mueang.base.message import Message
from mueang_site.jobs.models import Line

if TYPE_CHECKING:
    from uuid import UUID

Level = Literal["info", "warning", "error"]
LINES_KEPT = 200
LONGEST_LINE = 300


@dataclass(frozen=True)
class Entry:
    """A line of a job's log."""

    at: datetime
    attempt: int
    level: str
    text: Message


def write(job_id: UUID, entries: Iterable[Entry]) -> None:
    """Add the lines to the job's log, of which the newest are kept."""
    lines = [_line(job_id, entry) for entry in entries]
    if not lines:
        return
    Line.objects.bulk_create(lines)
    kept = Line.objects.filter(job_id=job_id).order_by("-id").values_list("id", flat=True)
    surplus = kept[LINES_KEPT : LINES_KEPT + 1].first()
    if surplus is not None:
        Line.objects.filter(job_id=job_id, id__lte=surplus).delete()


def read(job_id: UUID) -> list[Entry]:
    """Return the lines of the job, the oldest first."""
    return [Entry(line.at, line.attempt, line.level, Message(line.text_th, line.text_en)) for line in Line.objects.filter(job_id=job_id)]


def _line(job_id: UUID, entry: Entry) -> Line:
    th, en = entry.text.th[:LONGEST_LINE], entry.text.en[:LONGEST_LINE]
    return Line(job_id=job_id, at=entry.at, attempt=entry.attempt, level=entry.level, text_th=th, text_en=en)
