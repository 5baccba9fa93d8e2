"""The review of what was understood: the sheet as it stands beside the table that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mueang.base.message import Message
from mueang.tables.schema import SOURCE_ROW, Column, ColumnType
from mueang_site.access.actor import Actor
from mueang_site.portal.language import said, say
from mueang_site.portal.pages import declared_faults
from mueang_site.portal.pages.columns import cell_text, decimals_by_column, type_of
from mueang_site.portal.pages.correcting import DELIMITERS, ENCODINGS, ERAS
from mueang_site.portal.pages.declared_faults import DeclaredFaults
from mueang_site.portal.pages.differing import Difference, differences
from mueang_site.portal.pages.provenance import WHY, left_out, said_of, understood
from mueang_site.submissions import queries
from mueang_site.submissions.queries import Change, Review

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
_MOST_COLUMNS = 40
_ROOM_OF_A_CELL, _ROOM_OF_A_ROW = 40, 60
_CORRECTABLE = (
    ColumnType.STRING,
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.BOOLEAN,
    ColumnType.YEAR,
    ColumnType.DATE,
    ColumnType.DATETIME,
    ColumnType.TIME,
    ColumnType.PLACE,
)


@dataclass(frozen=True)
class RawRow:
    """One row of the sheet: `kind` is head, out or empty; `why` says it in words; cells with more letters than `room` are folded."""

    row: int
    kind: str
    why: str
    cells: tuple[str, ...]
    span: int = 1

    @property
    def room(self) -> int:
        """How many letters of a cell are shown."""
        return _ROOM_OF_A_CELL if self.span == 1 else _ROOM_OF_A_ROW


@dataclass(frozen=True)
class CleanCell:
    """One value of the table; `kind` is changed (in meaning), conv (in form only) or empty; `before` the text of the file."""

    text: str
    kind: str
    before: str
    numeric: bool


@dataclass(frozen=True)
class CleanHead:
    """One heading of the table."""

    name: str
    under: str
    numeric: bool


@dataclass(frozen=True)
class ColumnForm:
    """One column of the source in the form of corrections."""

    position: int
    source_name: str
    name: str
    type: str
    years: bool
    choices: tuple[tuple[str, str], ...]


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
class ReviewPage:
    """All that the review shows. `named`: the format itself names the columns, so that no row is the heading."""

    submission: Submission
    summary: str
    questions: tuple[QuestionShown, ...]
    tables: tuple[str, ...]
    table_name: str
    named: bool
    raw_heads: tuple[str, ...]
    raw: tuple[RawRow, ...]
    heads: tuple[CleanHead, ...]
    rows: tuple[tuple[int, tuple[CleanCell, ...]], ...]
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


def build(actor: Actor, submission_id: UUID) -> ReviewPage:
    """Return the review of a submission. Raises NotFound."""
    submission = queries.submission_for(actor, submission_id)
    review = queries.review_for(actor, submission_id)
    table = review.table
    raw = _raw(review)
    return ReviewPage(
        submission=submission,
        summary=_summary(review),
        questions=tuple(_question(k, question) for k, question in enumerate(table.get("questions") or [])),
        tables=review.tables,
        table_name=str(table["name"]),
        named=table.get("attributes") is not None,
        raw_heads=_raw_heads(table, raw),
        raw=raw,
        heads=tuple(
            CleanHead(str(column["name"]), _under(column, review), review.schema.columns[k].type.is_numeric) for k, column in enumerate(table["columns"])
        ),
        rows=_clean(review),
        row_count=int(table["n_rows"]),
        understood=tuple(understood(table)),
        left_out=_left_out(table),
        said=_said(submission, table),
        changes=review.changes[:_MOST_CHANGES],
        changed=review.changed,
        columns=tuple(_column_form(column, review) for column in table["columns"] if column.get("source_column") is not None),
        declared=declared_faults.of_submission(actor, submission),
        differs=differences(submission.plan),
        is_text=submission.reading.get("format") in ("csv", "tsv", "text"),
    )


def _summary(review: Review) -> str:
    table = review.table
    out = len([row for row in table.get("excluded_rows") or [] if row["why"] != "blank"])
    rows, columns, sheet, changed = f"{int(table['n_rows']):,}", len(table["columns"]), table["name"], f"{review.changed:,}"
    summary = _SUMMARY if table.get("attributes") is None else _SUMMARY_OF_TABLE
    return said(summary.fill(rows=rows, columns=columns, sheet=sheet, out=out, changed=changed))


def _question(k: int, question: Mapping[str, Any]) -> QuestionShown:
    where = []
    if question.get("row") is not None:
        where.append(say(f"แถว {int(question['row']) + 1:,}", f"row {int(question['row']) + 1:,}"))
    if question.get("column"):
        where.append(say(f"คอลัมน์ “{question['column']}”", f"column “{question['column']}”"))
    choices = tuple((str(choice["value"]), said(Message(**choice["label"]))) for choice in question["choices"])
    return QuestionShown(f"question-{k}", said(Message(**question["message"])), " ".join(where), choices)


def _raw(review: Review) -> tuple[RawRow, ...]:
    heads = set(review.table.get("header_rows") or ())
    out = {int(row["row"]): str(row["why"]) for row in review.table.get("excluded_rows") or []}
    return tuple(_raw_row(row, cells, heads, out) for row, cells in review.raw)


def _raw_row(row: int, cells: tuple[str | None, ...], heads: set[int], out: Mapping[int, str]) -> RawRow:
    texts = tuple(cell or "" for cell in cells[:_MOST_COLUMNS])
    if row in out and texts and not any(texts[1:]):
        return RawRow(row, "out", _why(out[row]), texts[:1], len(texts))
    if row in heads:
        return RawRow(row, "head", say("หัวตาราง", "heading"), texts)
    if row in out:
        return RawRow(row, "out", _why(out[row]), texts)
    return RawRow(row, "", "", texts)


def _why(reason: str) -> str:
    return say(*WHY.get(reason, (reason, reason)))


def _clean(review: Review) -> tuple[tuple[int, tuple[CleanCell, ...]], ...]:
    changes = {(change.row, change.column): change for change in review.changes}
    decimals = decimals_by_column(review.schema.columns, review.rows)
    return tuple(
        (
            int(row[SOURCE_ROW]) + 1,
            tuple(
                _clean_cell(cell_text(column, row[column.name], decimals.get(column.name)), column.type.is_numeric, changes.get((row[SOURCE_ROW], column.name)))
                for column in review.schema.columns
            ),
        )
        for row in review.rows
    )


def _clean_cell(text: str, numeric: bool, change: Change | None) -> CleanCell:
    if change is None:
        return CleanCell(text, "", "", numeric)
    return CleanCell(text, "changed" if change.meaning else "conv", change.before or "", numeric)


def _left_out(table: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return (rows in words, reason, rows as the button names them) for each reason but blank rows."""
    rows: dict[str, list[str]] = {}
    for row in table.get("excluded_rows") or []:
        rows.setdefault(_why(str(row["why"])), []).append(str(row["row"]))
    blank = say(*WHY["blank"])
    entries = left_out(table.get("excluded_rows") or [])
    return tuple((entry.rows, entry.why, ",".join(rows[entry.why]) if entry.why != blank else "") for entry in entries)


def _said(submission: Submission, table: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return what was found in the file and in the table, the grave first; what was found in many columns is told once."""
    order = {"error": 0, "warning": 1, "info": 2}
    issues = [*(submission.reading.get("issues") or []), *(table.get("issues") or [])]
    alike: dict[tuple[str, str], list[str]] = {}
    for issue in sorted(issues, key=lambda issue: order.get(issue["severity"], 2)):
        if sentence := said_of(issue):
            alike.setdefault((issue["severity"], issue["code"]), []).append(sentence)
    return tuple(Said(severity, *_first_of(sentences)) for (severity, _), sentences in alike.items())


def _first_of(sentences: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the sentences that are shown at once from those that are folded away."""
    shown = len(sentences) if len(sentences) <= _FOLDED_FROM else 1
    return tuple(sentences[:shown]), tuple(sentences[shown:_MOST_SAID])


def _under(column: Mapping[str, Any], review: Review) -> str:
    known = review.schema.get(str(column["name"]))
    kind = type_of(known) if known else ""
    return f"{kind} ({column['unit']})" if column.get("unit") else kind


def _column_form(column: Mapping[str, Any], review: Review) -> ColumnForm:
    known = review.schema.get(str(column["name"]))
    choices = tuple((str(kind), say_type(kind)) for kind in _CORRECTABLE)
    return ColumnForm(
        position=int(column["source_column"]),
        source_name=str(column.get("source_name") or ""),
        name=str(column["name"]),
        type=str(known.type if known else column["type"]),
        years=known is not None and known.type in (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME),
        choices=choices,
    )


def say_type(kind: ColumnType) -> str:
    """Return a type in words."""
    return type_of(Column("", kind))


def _raw_heads(table: Mapping[str, Any], raw: Sequence[RawRow]) -> tuple[str, ...]:
    """Return what stands over the columns of the sheet: the names that the format gives, else letters as in spreadsheets."""
    if table.get("attributes") is not None:
        return tuple(table["attributes"])
    return tuple(_letter(k) for k in range(max((len(row.cells) * row.span for row in raw), default=0)))


def _letter(position: int) -> str:
    """Return the letter that spreadsheets give a column: A ... Z, AA ..."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
