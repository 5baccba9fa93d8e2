"""Verbs of the review: correct the reading, undo a correction, start over. Each reads the file again; a sample of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from mueang_site.access import audit
from mueang_site.access.actor import Actor
from mueang_site.submissions import looking
from mueang_site.submissions.actions import editable, queue_reading, require_options, subject_of
from mueang_site.submissions.corrections import Correction, options_of
from mueang_site.submissions.models import State
from mueang_site.submissions.queries import submission_for, table_shown

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission


def correct(actor: Actor, submission_id: UUID, corrections: Sequence[Correction], *, now: datetime) -> Submission:
    """Add corrections and read again. Raises BadInput for what is no option, Conflict when it has moved on."""
    submission = submission_for(actor, submission_id)
    return _reread(actor, submission, _first(submission), [*submission.corrections, *corrections], now)


def undo(actor: Actor, submission_id: UUID, place: int, *, now: datetime) -> Submission:
    """Take one correction back, counted from 0 or, below that, from the last."""
    submission = submission_for(actor, submission_id)
    left = list(submission.corrections)
    if -len(left) <= place < len(left):
        del left[place]
    return _reread(actor, submission, submission.first_options, left, now)


def start_over(actor: Actor, submission_id: UUID, *, now: datetime) -> Submission:
    """Take every correction back."""
    submission = submission_for(actor, submission_id)
    return _reread(actor, submission, submission.first_options, [], now)


def reread(actor: Actor, submission_id: UUID, *, options: dict[str, Any], table_name: str | None = None, now: datetime) -> Submission:
    """Read with other options than ever before, or another table of the file; earlier corrections are no longer told one by one.

    Raises BadInput for what is no option, Conflict when it has moved on.
    """
    submission = submission_for(actor, submission_id)
    return _reread(actor, submission, options | _headings_left(submission, table_name), [], now, table_name)


def _first(submission: Submission) -> dict[str, Any]:
    """Return the options that corrections are put over: by the columns of this file, where they were decided for another."""
    table = table_shown(submission)
    resolved = table["options"] if table and submission.first_options.get("headings") is not None and not submission.corrections else None
    return dict(resolved or submission.first_options)


def _reread(
    actor: Actor, submission: Submission, first: dict[str, Any], corrections: list[Correction], now: datetime, table_name: str | None = None
) -> Submission:
    """Show a sample, then queue the full reading: the sheets that the last one kept are there as long as none has begun."""
    options = options_of(first, corrections)
    require_options(options)
    with transaction.atomic():
        editable(actor, submission.pk, also=(State.READING,))
    looking.look(submission, options, submission.reading_number + 1)
    with transaction.atomic():
        locked = editable(actor, submission.pk, also=(State.READING,))
        before, locked.first_options, locked.corrections, locked.read_options = locked.corrections, first, corrections, options
        locked.table_name = locked.table_name if table_name is None else table_name
        queue_reading(actor, locked, now)
        audit.record(actor, "submission.correct", subject_of(locked), detail={"before": before, "after": corrections, "table": locked.table_name}, now=now)
    return locked


def _headings_left(submission: Submission, table_name: str | None) -> dict[str, Any]:
    """Return, where another table of the file is taken, the headings of the one left: what was decided holds for columns called so."""
    if table_name in (None, submission.table_name):
        return {}
    left = next((table for table in submission.reading.get("tables") or () if table["name"] == submission.table_name), None)
    return {"headings": left.get("headings") or []} if left else {}
