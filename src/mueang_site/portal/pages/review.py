"""The review of what was understood: the sheet as it stands beside the table that came of it, and what can be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.portal.language import said, say
from mueang_site.portal.pages import declared_faults
from mueang_site.portal.pages.correcting import DELIMITERS, ENCODINGS, ERAS
from mueang_site.portal.pages.corrections import sentence
from mueang_site.portal.pages.declared_faults import DeclaredFaults
from mueang_site.portal.pages.differing import Difference, differences
from mueang_site.portal.pages.panel import ColumnForm, Looking, Panel, column_forms, panel_of
from mueang_site.portal.pages.provenance import WHY, left_out, said_of, understood
from mueang_site.portal.pages.sheet import Sheet, sheet_of, why_out
from mueang_site.submissions import looking as submissions_looking
from mueang_site.submissions import queries, windows
from mueang_site.submissions.queries import Change
from mueang_site.submissions.windows import Window

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_SUMMARY = Message(
    "อ่านได้ {rows} แถว {columns} คอลัมน์ จากแผ่นงาน “{sheet}” ไม่นำเข้า {out} แถว แก้ค่า {changed} เซลล์ ตรวจดูก่อนส่ง",
    "Read {rows} rows and {columns} columns from sheet “{sheet}”. {out} rows left out, {changed} cells changed. Check before sending.",
)
_SUMMARY_OF_TABLE = Message(_SUMMARY.th.replace("จากแผ่นงาน", "จากตาราง"), _SUMMARY.en.replace("from sheet", "from table"))
"""Layers and records are no sheets."""
_MOST_CHANGES = 100
_MOST_SAID = 40
_FOLDED_FROM = 2
"""Sentences of one kind that are shown before the rest is folded away."""
_SUMMARY_OF_SAMPLE = Message(
    "ดูจากตัวอย่าง {rows} แถว {columns} คอลัมน์ กำลังอ่านทั้งไฟล์ ผลนี้ยังเปลี่ยนได้",
    "By a sample of {rows} rows, {columns} columns. The whole file is being read; this may still change.",
)


@dataclass(frozen=True)
class QuestionShown:
    """A question for a person, with its choices; `where` names row and column."""

    name: str
    text: str
    where: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Said:
    """What was found of one kind: sentences shown at once, and those of further columns, folded away."""

    severity: str
    lines: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True)
class Moves:
    """Where the links beside the sheet lead: the window before and after, the next row with something to check."""

    before: str
    after: str
    problem: str


@dataclass(frozen=True)
class ReviewPage:
    """All that the review shows. `questions` are to be answered, `offers` may be; `provisional`: the file is being read still."""

    submission: Submission
    looking: Looking
    summary: str
    provisional: bool
    sampled: bool
    questions: tuple[QuestionShown, ...]
    offers: tuple[QuestionShown, ...]
    corrections: tuple[str, ...]
    tables: tuple[str, ...]
    table_name: str
    sheet: Sheet
    panel: Panel | None
    moves: Moves
    row_count: int
    understood: tuple[str, ...]
    left_out: tuple[tuple[str, str, str], ...]
    said: tuple[Said, ...]
    changes: tuple[Change, ...]
    changed: int
    columns: tuple[ColumnForm, ...]
    is_text: bool
    declared: DeclaredFaults
    differs: tuple[Difference, ...]
    may_rename: bool = True
    encodings: tuple[str, ...] = ENCODINGS
    delimiters: tuple[str, ...] = tuple(DELIMITERS)
    eras: tuple[str, ...] = ERAS


def build(actor: Actor, submission_id: UUID, looking: Looking | None = None) -> ReviewPage:
    """Return the review of a submission, provisional while it is being read. Raises NotFound, also while nothing can be shown."""
    looking = looking or Looking()
    window = windows.window_for(actor, submission_id, first=looking.first, only=looking.only)
    submission, table, sheet = window.submission, window.table, sheet_of(window)
    reading = submissions_looking.looked(submission) if window.provisional else submission.reading
    changes = queries.changes_for(actor, submission_id)
    asked = [(question.get("offer", False), _question(k, question)) for k, question in enumerate(table.get("questions") or [])]
    return ReviewPage(
        submission=submission,
        looking=looking,
        summary=_summary(window, changes.count),
        provisional=window.provisional,
        sampled=window.sampled,
        questions=tuple(question for offer, question in asked if not offer),
        offers=tuple(question for offer, question in asked if offer),
        corrections=tuple(sentence(one) for one in submission.corrections),
        tables=window.tables,
        table_name=str(table["name"]),
        sheet=sheet,
        panel=panel_of(window, sheet, looking),
        moves=_moves(sheet, looking),
        row_count=int(table["n_rows"]),
        understood=tuple(understood(table)),
        left_out=_left_out(table),
        said=_said(reading or {}, table),
        changes=changes.first[:_MOST_CHANGES],
        changed=changes.count,
        columns=column_forms(window),
        declared=declared_faults.of_submission(actor, submission),
        differs=differences(submission.plan),
        is_text=(reading or {}).get("format") in ("csv", "tsv", "text"),
    )


def _summary(window: Window, changed: int) -> str:
    table = window.table
    rows, columns = f"{int(table['n_rows']):,}", len(table["columns"])
    if window.sampled:
        return said(_SUMMARY_OF_SAMPLE.fill(rows=rows, columns=columns))
    out = len([row for row in table.get("excluded_rows") or [] if row["why"] != "blank"])
    summary = _SUMMARY if table.get("attributes") is None else _SUMMARY_OF_TABLE
    return said(summary.fill(rows=rows, columns=columns, sheet=table["name"], out=out, changed=f"{changed:,}"))


def _moves(sheet: Sheet, looking: Looking) -> Moves:
    only = f"&only={looking.only}" if looking.only else ""
    before, after = ("" if row is None else f"?from={row + 1}{only}#sheet" for row in (sheet.before, sheet.after))
    return Moves(before, after, f"?after={looking.first}")


def _question(k: int, question: Mapping[str, Any]) -> QuestionShown:
    where = []
    if question.get("row") is not None:
        where.append(say(f"แถว {int(question['row']) + 1:,}", f"row {int(question['row']) + 1:,}"))
    if question.get("column"):
        where.append(say(f"คอลัมน์ “{question['column']}”", f"column “{question['column']}”"))
    choices = tuple((str(choice["value"]), said(Message(**choice["label"]))) for choice in question["choices"])
    return QuestionShown(f"question-{k}", said(Message(**question["message"])), " ".join(where), choices)


def _left_out(table: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return (rows in words, reason, rows as the button names them) for each reason but blank rows."""
    rows: dict[str, list[str]] = {}
    for row in table.get("excluded_rows") or []:
        rows.setdefault(why_out(str(row["why"])), []).append(str(row["row"]))
    blank = say(*WHY["blank"])
    entries = left_out(table.get("excluded_rows") or [])
    return tuple((entry.rows, entry.why, ",".join(rows[entry.why]) if entry.why != blank else "") for entry in entries)


def _said(reading: Mapping[str, Any], table: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return what was found in the file and in the table, the grave first; what was found in many columns is told once."""
    order = {"error": 0, "warning": 1, "info": 2}
    issues = [*(reading.get("issues") or []), *(table.get("issues") or [])]
    alike: dict[tuple[str, str], list[str]] = {}
    for issue in sorted(issues, key=lambda issue: order.get(issue["severity"], 2)):
        if sentence := said_of(issue):
            alike.setdefault((issue["severity"], issue["code"]), []).append(sentence)
    return tuple(Said(severity, *_first_of(sentences)) for (severity, _), sentences in alike.items())


def _first_of(sentences: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the sentences that are shown at once from those that are folded away."""
    shown = len(sentences) if len(sentences) <= _FOLDED_FROM else 1
    return tuple(sentences[:shown]), tuple(sentences[shown:_MOST_SAID])
