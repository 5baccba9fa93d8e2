"""Questions about submissions: one, its review, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import Q, QuerySet

from mueang.base.errors import NotAllowed, NotFound
from mueang.tables.schema import SOURCE_ROW, TableSchema
from mueang_site.access.actor import Actor
from mueang_site.submissions import keeping, looking
from mueang_site.submissions.actions import may, open_findings
from mueang_site.submissions.models import EDITABLE, OPEN, Finding, State, Submission
from mueang_site.submissions.schemas import schema_of

RAW_ROWS = 60
TABLE_ROWS = 50
CHANGES = 500


@dataclass(frozen=True)
class Change:
    """One value that reading changed; `meaning` is False where only its form did (Thai digits, the era of a year)."""

    row: int
    column: str
    code: str
    before: str | None
    after: str | None
    meaning: bool


@dataclass(frozen=True)
class Review:
    """What was understood of a file, beside the sheet as it stands.

    table     the chosen table of the reading, as the contract of `mueang read --json` has it
    tables    names of all tables that the file offers
    raw       (physical row, cells) of the first rows of the sheet; None is no cell
    rows      the first rows of the clean table
    changes   the first changed values; `changed` how many there are in all
    """

    table: dict[str, Any]
    tables: tuple[str, ...]
    raw: tuple[tuple[int, tuple[str | None, ...]], ...]
    rows: tuple[dict[str, Any], ...]
    changes: tuple[Change, ...]
    changed: int

    @property
    def schema(self) -> TableSchema:
        """The columns that were understood."""
        return schema_of(self.table)


@dataclass(frozen=True)
class Inbox:
    """What waits for one person: files to finish, files to decide about, and what was sent and waits for others."""

    to_finish: tuple[Submission, ...]
    to_decide: tuple[Submission, ...]
    sent: tuple[Submission, ...]

    @property
    def waiting(self) -> int:
        """How many things wait for this person."""
        return len(self.to_finish) + len(self.to_decide)


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    """Return the submissions of the offices in which the actor makes or decides about data."""
    offices = actor.organisations("editor")
    everything = Q() if actor.site_administrator else Q(organisation__in=offices)
    return Submission.objects.filter(everything).select_related("organisation", "dataset", "created_by", "decided_by")


def submission_for(actor: Actor, submission_id: UUID) -> Submission:
    """Return the submission. Raises NotFound when it is absent or hidden from the actor, NotAllowed when its rows are.

    What was read of a file, its changes and what was seen of personal data tell its rows: who may not read these sees none of it.
    """
    submission = visible_submissions(actor).filter(pk=submission_id).first()
    if submission is None or not may(actor, "dataset.discover", submission):
        raise NotFound
    if not may(actor, "rows.read", submission):
        raise NotAllowed(code="not-allowed.rows.read")
    return submission


def findings_for(actor: Actor, submission_id: UUID) -> tuple[Finding, ...]:
    """Return the findings of personal data of a submission. Raises NotFound."""
    return tuple(submission_for(actor, submission_id).findings.all())


def review_for(actor: Actor, submission_id: UUID) -> Review:
    """Return what was understood of the file. Raises NotFound, also while it is being read or was refused."""
    submission = submission_for(actor, submission_id)
    table = chosen_table(submission)
    if table is None:
        raise NotFound
    folder = keeping.reading_folder(submission.pk, submission.reading_number)
    changes = pq.ParquetFile(folder / table["changes"]) if table.get("changes") else None
    return Review(
        table=table,
        tables=tuple(t["name"] for t in submission.reading["tables"]),
        raw=_raw(folder / table["raw"]) if table.get("raw") else (),
        rows=_first(pq.ParquetFile(folder / table["data"]), TABLE_ROWS),
        changes=tuple(Change(**row) for row in _first(changes, CHANGES)) if changes is not None else (),
        changed=changes.metadata.num_rows if changes is not None else 0,
    )


def faults_for(actor: Actor, submission_id: UUID) -> tuple[Path, str]:
    """Return the list of the cells that break the declared schema, and a name for it. Raises NotFound where there is none."""
    submission = submission_for(actor, submission_id)
    return _beside(keeping.faults_file(submission.pk, submission.reading_number), submission, "ค่าที่ต้องแก้.csv")


def marked_for(actor: Actor, submission_id: UUID) -> tuple[Path, str]:
    """Return the copy of the workbook in which these cells are marked, and a name for it. Raises NotFound where there is none."""
    submission = submission_for(actor, submission_id)
    return _beside(keeping.marked_file(submission.pk, submission.reading_number), submission, "ค่าที่ต้องแก้.xlsx")


def is_marked(submission: Submission) -> bool:
    """Return whether there is such a copy."""
    return keeping.marked_file(submission.pk, submission.reading_number).exists()


def _beside(path: Path, submission: Submission, ending: str) -> tuple[Path, str]:
    if not submission.plan.get("n_faults") or not path.exists():
        raise NotFound
    return path, f"{Path(submission.file_name).stem}-{ending}"


@dataclass(frozen=True)
class Changes:
    """The first changed values of a reading, and how many there are in all."""

    first: tuple[Change, ...] = ()
    count: int = 0


def changes_for(actor: Actor, submission_id: UUID) -> Changes:
    """Return what the reading, or that of a sample, changed. Raises NotFound."""
    submission = submission_for(actor, submission_id)
    table = table_shown(submission)
    if table is None or not table.get("changes"):
        return Changes()
    file = pq.ParquetFile(folder_shown(submission) / table["changes"])
    return Changes(tuple(Change(**row) for row in _first(file, CHANGES)), file.metadata.num_rows)


def folder_shown(submission: Submission) -> Path:
    """Return the folder of the table that the review shows."""
    folder = keeping.look_folder if submission.state == State.READING else keeping.reading_folder
    return folder(submission.pk, submission.reading_number)


def table_shown(submission: Submission) -> dict[str, Any] | None:
    """Return the table of the review: that of the reading, or of the sample while the file is being read."""
    if submission.state != State.READING:
        return chosen_table(submission)
    reading = looking.looked(submission)
    return _chosen(reading["tables"], submission.table_name) if reading else None


def chosen_table(submission: Submission) -> dict[str, Any] | None:
    """Return the table of the reading that was chosen, the one with the most rows before anybody chose; None if there is none."""
    return _chosen(submission.reading.get("tables") or [], submission.table_name)


def _chosen(tables: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    named = [table for table in tables if table["name"] == name]
    return next(iter(named), None) or max(tables, key=lambda table: int(table["n_rows"]), default=None)


def inbox_for(actor: Actor) -> Inbox:
    """Return what waits for the actor, oldest first."""
    open_ones = visible_submissions(actor).filter(state__in=[*OPEN, State.REFUSED]).order_by("updated_at")
    own = [s for s in open_ones if s.created_by_id == actor.user_id]
    return Inbox(
        to_finish=tuple(s for s in own if s.state in (*EDITABLE, State.READING, State.REFUSED)),
        to_decide=tuple(s for s in open_ones if s.state == State.SUBMITTED and may(actor, "dataset.approve", s)),
        sent=tuple(s for s in own if s.state in (State.SUBMITTED, State.APPROVED)),
    )


def unresolved(submission: Submission) -> int:
    """Return how many findings of personal data wait for a steward."""
    return open_findings(submission)


def _first(file: pq.ParquetFile, rows: int) -> tuple[dict[str, Any], ...]:
    batch = next(file.iter_batches(batch_size=rows), None)
    return tuple(batch.to_pylist()) if batch is not None else ()


def _raw(path: Any) -> tuple[tuple[int, tuple[str | None, ...]], ...]:
    table = pq.read_table(path)
    head = table.filter(pc.less(table[SOURCE_ROW], RAW_ROWS))
    cells = [name for name in table.column_names if name != SOURCE_ROW]
    return tuple((row[SOURCE_ROW], tuple(row[name] for name in cells)) for row in head.to_pylist())
