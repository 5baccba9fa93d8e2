"""Who does which job: taking one from the queue, and taking it from a worker that is dead."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q

from mueang_site.jobs import journal, words
from mueang_site.jobs.models import Job

log = logging.getLogger(__name__)


def turn_of(kind: str, organisation_id: int | None) -> int:
    """Return the turn of a job that is asked for now.

    The jobs of one kind for one organisation wait in a line, and the lines take turns: the first of every line comes
    before the second of any. So two hundred files of one office do not make another office wait.
    """
    mine = Q(kind=kind, organisation_id=organisation_id) if organisation_id is not None else Q(kind=kind, organisation__isnull=True)
    waiting = Job.objects.filter(state="queued").aggregate(last=Max("turn", filter=mine), now=Min("turn"))
    return int(waiting["last"] + 1 if waiting["last"] is not None else waiting["now"] or 0)


def claim(*, worker: str, lease: timedelta, now: datetime, short_only: bool = False) -> Job | None:
    """Take the job whose turn it is for this worker, or return None. `short_only` leaves long work to others.

    On PostgreSQL rows that others are about to take are skipped; on SQLite the transaction is the only writer.
    """
    due = Job.objects.filter(state="queued", run_after__lte=now).order_by("turn", "run_after", "created_at")
    if short_only:
        due = due.filter(long=False)
    if not due.exists():
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state, job.worker, job.attempt = "running", worker, job.attempt + 1
        job.lease_until, job.heartbeat_at, job.started_at = now + lease, now, now
        fields = {name: getattr(job, name) for name in ("state", "worker", "attempt", "lease_until", "heartbeat_at", "started_at")}
        taken = Job.objects.filter(pk=job.pk, state="queued").update(**fields, done=0, total=None)
    return job if taken else None


def reap(*, now: datetime) -> int:
    """Queue jobs again whose lease ran out, or end them after their last attempt. Return how many.

    A row that its worker holds is passed over: a worker that stands still in the middle of its effect must not make
    the others wait for it.
    """
    dead = list(Job.objects.filter(state="running", lease_until__lt=now).values_list("pk", flat=True))
    return sum(_reap_one(id, now=now) for id in dead)


@transaction.atomic
def _reap_one(id: UUID, *, now: datetime) -> int:
    job = Job.objects.select_for_update(skip_locked=True).filter(pk=id, state="running", lease_until__lt=now).first()
    if job is None:
        return 0
    if job.cancel_requested:
        changes: dict[str, Any] = {"state": "cancelled", "finished_at": now, **words.as_fields(words.CANCELLED)}
    elif job.attempt >= job.max_attempts:
        changes = {"state": "failed", "finished_at": now, "code": "job.worker-died", **words.as_fields(words.DIED)}
    else:
        changes = {"state": "queued", "run_after": now, **words.as_fields(words.RESUMED)}
    journal.write(job.pk, [journal.Entry(now, job.attempt, "warning", words.SILENT.fill(attempt=job.attempt))])
    log.warning("job %s (%s): its worker %s died in attempt %s", job.pk, job.kind, job.worker, job.attempt)
    return Job.objects.filter(pk=job.pk).update(worker="", lease_until=None, **changes)
