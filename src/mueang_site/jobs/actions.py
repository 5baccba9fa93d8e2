"""What changes jobs from outside: asking for one, and calling it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from mueang.base.errors import Conflict, NotFound
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.audit import record
from mueang_site.access.policies import require
from mueang_site.jobs import registry
from mueang_site.jobs.models import ACTIVE, Job
from mueang_site.jobs.queries import JobView, job_for, view_of

CANCELLED = Message("ยกเลิกงานแล้ว ข้อมูลเดิมไม่เปลี่ยน", "The job was cancelled. Nothing was changed.")


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    key: str | None = None,
    label: str = "",
    organisation_id: int | None = None,
    run_after: datetime | None = None,
) -> JobView:
    """Ask for a job and return it. Inside a transaction it is there only once that is committed.

    key              of two active jobs with the same key the second is not made: the first is returned
    label            what people see as its name
    organisation_id  whose stewards may see it, too

    Raises LookupError for an unknown kind.
    """
    task = registry.find(kind)
    if key is not None and (active := _active(key)) is not None:
        return view_of(active)
    job = Job(
        kind=kind,
        payload=dict(payload),
        key=key,
        label=label[:200],
        requested_by_id=actor.user_id,
        requested_by_name=actor.name[:200],
        organisation_id=organisation_id,
        max_attempts=task.max_attempts,
        created_at=now,
        run_after=run_after or now,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        active = _active(key) if key is not None else None
        if active is None:
            raise
        return view_of(active)
    return view_of(job)


@transaction.atomic
def cancel(*, actor: Actor, id: UUID | str, now: datetime) -> None:
    """Call a job off: at once if it waits, at its next step if it runs. Raises NotFound, NotAllowed, Conflict (it ended)."""
    job_for(actor, id)
    job = Job.objects.select_for_update().filter(pk=id).first()
    if job is None:
        raise NotFound
    if job.requested_by_id != actor.user_id or not actor.signed_in:
        require(actor, "job.cancel", job.organisation_id)
    if job.state not in ACTIVE:
        raise Conflict(Message("งานนี้จบแล้ว", "The job has ended."), code="conflict.job-ended")
    if job.state == "queued":
        job.state, job.finished_at = "cancelled", now
        job.message_th, job.message_en = CANCELLED.th, CANCELLED.en
    job.cancel_requested = True
    job.save()
    record(actor, "job.cancel", job, {"kind": job.kind}, now=now)


def _active(key: str) -> Job | None:
    return Job.objects.filter(key=key, state__in=ACTIVE).first()
