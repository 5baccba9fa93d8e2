"""The queue as those see it who look after it: a site administrator all of it, stewards what is of their organisations,
others what they asked for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Min, Q, When

from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.jobs.models import ACTIVE, Job
from mueang_site.jobs.queries import JobView, view_of
from mueang_site.jobs.registry import title_of

_TOLD = ("queued", "running", "failed")


@dataclass(frozen=True)
class KindStanding:
    """How many jobs of one kind wait, run and failed."""

    kind: str
    title: Message
    queued: int
    running: int
    failed: int


@dataclass(frozen=True)
class Standing:
    """How the queue stands. `waiting_seconds` is the age of the oldest job that could run and does not; 0 if none waits."""

    kinds: tuple[KindStanding, ...]
    waiting_seconds: float

    @property
    def running(self) -> int:
        """How many run."""
        return sum(kind.running for kind in self.kinds)

    @property
    def queued(self) -> int:
        """How many wait."""
        return sum(kind.queued for kind in self.kinds)

    @property
    def failed(self) -> int:
        """How many failed and were not tried again."""
        return sum(kind.failed for kind in self.kinds)


def standing(actor: Actor, *, now: datetime) -> Standing:
    """Return how the part of the queue stands that the actor looks after."""
    seen = _overseen(actor)
    totals = {f"n_{state}": Count("id", filter=Q(state=state)) for state in _TOLD}
    found = seen.filter(state__in=_TOLD).values("kind").annotate(**totals).order_by("kind")
    oldest = seen.filter(state="queued", run_after__lte=now).aggregate(at=Min("run_after"))["at"]
    kinds = tuple(KindStanding(row["kind"], title_of(row["kind"]), row["n_queued"], row["n_running"], row["n_failed"]) for row in found)
    return Standing(kinds, (now - oldest).total_seconds() if oldest else 0.0)


def listed(actor: Actor, *, now: datetime, states: Sequence[str] = (), kind: str = "", first: int = 0, count: int = 50) -> tuple[list[JobView], int]:
    """Return these jobs with how many there are in all.

    What runs comes first, then what waits in the order of its turns, then what is for later; of what ended the newest.
    """
    found = _overseen(actor)
    if states:
        found = found.filter(state__in=states)
    if kind:
        found = found.filter(kind=kind)
    ordered = (
        found.order_by("-state", Case(When(run_after__gt=now, then=1), default=0), "turn", "run_after", "created_at") if set(states) <= set(ACTIVE) else found
    )
    return [view_of(job, placed=False) for job in ordered[first : first + count]], found.count()


def oversees_others(actor: Actor) -> bool:
    """Return whether the actor sees more of the queue than what they asked for themselves."""
    return allows(actor, "job.oversee") or any(allows(actor, "job.oversee", id) for id in actor.roles)


def _overseen(actor: Actor) -> Any:
    jobs = Job.objects.select_related("organisation")
    if allows(actor, "job.oversee"):
        return jobs
    own = Q(requested_by_id=actor.user_id, requested_by__isnull=False)
    return jobs.filter(own | Q(organisation__in=[id for id in actor.roles if allows(actor, "job.oversee", id)]))
