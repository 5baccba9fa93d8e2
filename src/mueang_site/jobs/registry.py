"""Which function does which kind of job, and which kinds are asked for by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from mueang.base.message import Message

if TYPE_CHECKING:
    from mueang_site.jobs.running import Running

Function = Callable[["Running"], Any]

LONGEST = timedelta(hours=2)
"""How long an attempt may take unless its task says otherwise."""
_FIRST_MONDAY = datetime(2001, 1, 1)  # noqa: DTZ001 - counted on the clock of the site, whatever its zone does


@dataclass(frozen=True)
class Every:
    """Times that come back: each `period`, counted on the site's own clock from Monday midnight plus `offset`."""

    period: timedelta
    offset: timedelta = timedelta()

    def after(self, moment: datetime) -> datetime:
        """Return the first of the times that lies after the moment."""
        start = _FIRST_MONDAY + self.offset
        passed = (timezone.localtime(moment).replace(tzinfo=None) - start) // self.period
        return timezone.make_aware(start + (passed + 1) * self.period)


@dataclass(frozen=True)
class Task:
    """A kind of job.

    title          what people call it
    max_attempts   how many times it is tried when it breaks unexpectedly or its worker dies
    longest        what an attempt may take; one that takes longer is ended as failed
    every          when it is asked for without anybody asking, if it is
    """

    kind: str
    title: Message
    function: Function
    max_attempts: int
    longest: timedelta
    every: Every | None


_tasks: dict[str, Task] = {}


def task(
    kind: str, *, title: Message | None = None, max_attempts: int = 3, longest: timedelta = LONGEST, every: Every | None = None
) -> Callable[[Function], Function]:
    """Register the function, in the `tasks` module of an app, as what does this kind of job.

    It is given the `Running` job and returns the result (JSON) or None. It must be idempotent: when a worker dies it is
    run again from the start; see `Running.effect`.
    """

    def register(function: Function) -> Function:
        known = _tasks.get(kind)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"two tasks are called {kind}: in {known.function.__module__} and {function.__module__}")
        _tasks[kind] = Task(kind, title or Message(kind, kind), function, max_attempts, longest, every)
        return function

    return register


def find(kind: str) -> Task:
    """Return the task of this kind, looking into the `tasks` modules of every app. Raises LookupError."""
    if kind not in _tasks:
        autodiscover_modules("tasks")
    if kind not in _tasks:
        raise LookupError(f"no task is called {kind}; there are {sorted(_tasks)}")
    return _tasks[kind]


def title_of(kind: str) -> Message:
    """Return what people call this kind of job; its bare name if no app does it any more."""
    try:
        return find(kind).title
    except LookupError:
        return Message(kind, kind)


def planned() -> list[Task]:
    """Return the tasks that the clock asks for."""
    autodiscover_modules("tasks")
    return [task for task in _tasks.values() if task.every is not None]
