"""The count of what publishing would change. It is made upon one version and holds only while that one stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mueang_site.access.actor import Actor
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import declaring
from mueang_site.jobs import actions as jobs
from mueang_site.submissions.models import EDITABLE, State, Submission

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset

LONG_BYTES = 20 << 20
"""A file of this size takes minutes, and is left alone by workers that keep themselves free."""


def base_of(dataset: Dataset | None) -> int:
    """Return the number of the version that stands, 0 before the first one."""
    return catalogue.next_number(catalogue.resource_of(dataset)) - 1 if dataset else 0


def holds(submission: Submission, *, seen: int | None = None) -> bool:
    """Return whether what was counted is what publishing would do now, and is what a person has `seen` where that is known."""
    base = submission.plan.get("base")
    return base == base_of(submission.dataset) and submission.plan.get("schema") == schema_of(submission.dataset) and seen in (None, base)


def schema_of(dataset: Dataset | None) -> int | None:
    """Return the number of the schema that is declared, None where none is."""
    declared = declaring.declared_of(dataset)
    return declared.number if declared else None


def count_again(actor: Actor, submission: Submission, *, now: datetime) -> None:
    """Forget the count and queue a new one, in the caller's transaction. An overlap that was accepted is asked about again."""
    submission.plan, submission.updated_at = {}, now
    submission.mode = {name: value for name, value in submission.mode.items() if name != "overlap_accepted"}
    submission.save()
    enqueue(actor, "submission.plan", submission, now, asked=now.isoformat(), base=base_of(submission.dataset))


def count_waiting_again(actor: Actor, dataset: Dataset, *, now: datetime) -> None:
    """Queue new counts for the files that wait to join a dataset of which a version was just published."""
    for submission in Submission.objects.select_for_update().filter(dataset=dataset, state__in=(*EDITABLE, State.SUBMITTED)):
        count_again(actor, submission, now=now)


def enqueue(actor: Actor, kind: str, submission: Submission, now: datetime, **payload: Any) -> None:
    """Queue a job about the submission; the same work is queued once."""
    jobs.enqueue(
        kind,
        {"submission": str(submission.pk), **payload},
        actor=actor,
        now=now,
        key=":".join(map(str, [kind, submission.pk, *payload.values()])),
        label=submission.file_name,
        organisation_id=submission.organisation_id,
        long=submission.file_size >= LONG_BYTES,
    )
