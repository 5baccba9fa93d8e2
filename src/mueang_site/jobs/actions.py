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
from mueang_site.jobs import journal, registry, words
from mueang_site.jobs.claiming import turn_of
from mueang_site.jobs.models import ACTIVE, RETRIED, Job
from mueang_site.jobs.queries import JobView, job_for, view_of
from mueang_site.metering import request_id

_ENDED = Message("งานนี้จบแล้ว", "The job has ended.")
_NOT_FAILED = Message("ลองใหม่ได้เฉพาะงานที่ไม่สำเร็จหรือถูกยกเลิก", "Only a job that failed or was cancelled can be tried again.")
_UNDER_WAY = Message("งานเดียวกันนี้กำลังทำหรือรอคิวอยู่แล้ว", "The same work waits or runs already.")


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
    long: bool = False,
) -> JobView:
    """Ask for a job and return it. Inside a transaction it is there only once that is committed.

    key              of two active jobs with the same key the second is not made: the first is returned
    label            what people see as its name
    organisation_id  whose stewards may see it, too
    long             takes minutes: a worker that keeps itself free for short work leaves it alone

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
        request=request_id.current(),
        max_attempts=task.max_attempts,
        turn=turn_of(kind, organisation_id),
        long=long,
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
    job = _locked(actor, "job.cancel", id)
    if job.state not in ACTIVE:
        raise Conflict(_ENDED, code="conflict.job-ended")
    said = words.CANCEL_ASKED
    if job.state == "queued":
        job.state, job.finished_at, said = "cancelled", now, words.CANCELLED
        job.message_th, job.message_en = words.CANCELLED.th, words.CANCELLED.en
    job.cancel_requested = True
    job.save()
    _tell(job, said, now)
    record(actor, "job.cancel", job, {"kind": job.kind}, now=now)


@transaction.atomic
def retry(*, actor: Actor, id: UUID | str, now: datetime) -> None:
    """Queue a job again that failed or was called off, with as many attempts as at first.

    Raises NotFound, NotAllowed, Conflict (it did not fail, or the same work is under way).
    """
    job = _locked(actor, "job.retry", id)
    if job.state not in RETRIED:
        raise Conflict(_NOT_FAILED, code="conflict.job-not-failed")
    if job.key is not None and _active(job.key) is not None:
        raise Conflict(_UNDER_WAY, code="conflict.job-under-way")
    job.state, job.run_after, job.finished_at, job.cancel_requested = "queued", now, None, False
    job.max_attempts = job.attempt + registry.find(job.kind).max_attempts
    job.turn = turn_of(job.kind, job.organisation_id)
    job.message_th = job.message_en = job.code = job.incident = ""
    job.result, job.done, job.total = None, 0, None
    job.save()
    _tell(job, words.RETRY_ASKED, now)
    record(actor, "job.retry", job, {"kind": job.kind}, now=now)


def _locked(actor: Actor, verb: str, id: UUID | str) -> Job:
    """Return the job, locked, if it is the actor's own or they may do this to jobs of its organisation."""
    job_for(actor, id)
    job = Job.objects.select_for_update().filter(pk=id).first()
    if job is None:
        raise NotFound
    if job.requested_by_id != actor.user_id or not actor.signed_in:
        require(actor, verb, job.organisation_id)
    return job


def _tell(job: Job, said: Message, now: datetime) -> None:
    journal.write(job.pk, [journal.Entry(now, job.attempt, "info", said)])


def _active(key: str) -> Job | None:
    return Job.objects.filter(key=key, state__in=ACTIVE).first()
