"""What may be read of jobs, always for an actor; the counts are for the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from mueang.base.errors import NotFound
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.jobs import journal, registry
from mueang_site.jobs.journal import Entry
from mueang_site.jobs.models import ACTIVE, RETRIED, STATES, Job


@dataclass(frozen=True)
class JobView:
    """A job as the one who asked for it sees it. `place` counts from 1 in the queue; `percent` is None while unknown.

    run_after   when it may begin; in the future for one that is tried again or planned
    worker      who runs it, by machine and process; heartbeat_at is that worker's last sign
    """

    id: UUID
    kind: str
    title: Message
    label: str
    state: str
    attempt: int
    max_attempts: int
    done: int
    total: int | None
    step: Message
    message: Message
    code: str
    incident: str
    result: Mapping[str, Any] | None
    payload: Mapping[str, Any]
    by: str
    organisation: Message | None
    worker: str
    created_at: datetime
    run_after: datetime
    heartbeat_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    place: int | None

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100."""
        if self.state == "done":
            return 100
        return None if not self.total else self.done * 100 // self.total

    @property
    def active(self) -> bool:
        """True while it waits or runs."""
        return self.state in ("queued", "running")


def job_for(actor: Actor, id: UUID | str) -> JobView:
    """Return the job for the one who asked for it and for those who look after the organisation. Raises NotFound."""
    found = _visible(actor).filter(pk=_uuid(id)).first()
    if found is None:
        raise NotFound
    return view_of(found)


def jobs_of(actor: Actor, *, active: bool = False, limit: int = 50) -> list[JobView]:
    """Return the newest jobs that the actor asked for."""
    found = Job.objects.select_related("organisation").filter(requested_by_id=actor.user_id, requested_by__isnull=False)
    return [view_of(job) for job in (found.filter(state__in=("queued", "running")) if active else found)[:limit]]


def about(actor: Actor, key: str, value: str, *, active: bool = False, limit: int = 10) -> list[JobView]:
    """Return the newest jobs whose payload has this value under this key, of those that the actor may see."""
    found = _visible(actor).filter(**{f"payload__{key}": value})
    return [view_of(job) for job in (found.filter(state__in=("queued", "running")) if active else found)[:limit]]


def log_of(actor: Actor, id: UUID | str) -> list[Entry]:
    """Return the lines of the job's log, the oldest first. Raises NotFound."""
    return journal.read(job_for(actor, id).id)


def may(actor: Actor, verb: str, id: UUID | str) -> bool:
    """Return whether the actor may do this (job.cancel, job.retry) to the job in the state that it is in. Raises NotFound."""
    job = _visible(actor).filter(pk=_uuid(id)).first()
    if job is None:
        raise NotFound
    fitting = ACTIVE if verb == "job.cancel" else RETRIED
    own = actor.signed_in and job.requested_by_id == actor.user_id
    return job.state in fitting and not (verb == "job.cancel" and job.cancel_requested) and (own or allows(actor, verb, job.organisation_id))


def counts() -> dict[str, int]:
    """Return state → how many jobs."""
    found = dict(Job.objects.values_list("state").annotate(Count("id")).order_by())
    return {state: found.get(state, 0) for state in STATES}


def counts_by_kind() -> list[tuple[str, str, int]]:
    """Return (kind, state, how many jobs) for every kind in every state that it has jobs in."""
    return list(Job.objects.values_list("kind", "state").annotate(Count("id")).order_by("kind", "state"))


def oldest_waiting_seconds(*, now: datetime) -> float:
    """Return how long the oldest job that could run has waited, in seconds; 0 if none waits."""
    oldest = Job.objects.filter(state="queued", run_after__lte=now).order_by("run_after").values_list("run_after", flat=True).first()
    return (now - oldest).total_seconds() if oldest else 0.0


def view_of(job: Job, *, placed: bool = True) -> JobView:
    """Return the job as a value; `placed` tells its place in the queue, too, which costs a count."""
    return JobView(
        id=job.pk,
        kind=job.kind,
        title=registry.title_of(job.kind),
        label=job.label,
        state=job.state,
        attempt=job.attempt,
        max_attempts=job.max_attempts,
        done=job.done,
        total=job.total,
        step=Message(job.step_th, job.step_en),
        message=Message(job.message_th, job.message_en),
        code=job.code,
        incident=job.incident,
        result=job.result,
        payload=job.payload,
        by=job.requested_by_name,
        organisation=Message(job.organisation.name("th"), job.organisation.name("en")) if job.organisation else None,
        worker=job.worker,
        created_at=job.created_at,
        run_after=job.run_after,
        heartbeat_at=job.heartbeat_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        place=_place(job) if placed and job.state == "queued" else None,
    )


def _visible(actor: Actor) -> Any:
    visible = Job.objects.select_related("organisation")
    if allows(actor, "job.see"):
        return visible
    own = Q(requested_by_id=actor.user_id, requested_by__isnull=False)
    return visible.filter(own | Q(organisation__in=[id for id in actor.roles if allows(actor, "job.see", id)]))


def _place(job: Job) -> int:
    same_turn = Q(run_after__lt=job.run_after) | Q(run_after=job.run_after, created_at__lt=job.created_at)
    return Job.objects.filter(Q(turn__lt=job.turn) | Q(same_turn, turn=job.turn), state="queued").count() + 1


def _uuid(id: UUID | str) -> UUID:
    try:
        return id if isinstance(id, UUID) else UUID(id)
    except ValueError:
        raise NotFound from None
