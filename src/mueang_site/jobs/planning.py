"""Jobs that the clock asks for: every worker looks, one of them asks, and of missed times only one is made up for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mueang_site.access.actor import system_actor
from mueang_site.jobs import actions, registry
from mueang_site.jobs.models import Plan
from mueang_site.jobs.registry import Every, Task


def ask_for_planned(*, now: datetime) -> int:
    """Ask for each planned job that is due and return how many were asked for. A kind that is new is due at once."""
    tasks = registry.planned()
    known = dict(Plan.objects.values_list("kind", "next_at"))
    return sum(_ask(task, task.every, known.get(task.kind), now=now) for task in tasks if task.every is not None)


def _ask(task: Task, every: Every, due: datetime | None, *, now: datetime) -> int:
    if due is None:
        due = Plan.objects.get_or_create(kind=task.kind, defaults={"next_at": now})[0].next_at
    if due > now:
        return 0
    with transaction.atomic():
        mine = Plan.objects.filter(kind=task.kind, next_at=due).update(next_at=every.after(now))
        if mine:
            actions.enqueue(task.kind, {}, actor=system_actor("clock"), now=now, key=f"planned:{task.kind}")
    return mine
