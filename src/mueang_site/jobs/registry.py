"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from mueang_site.jobs.running import Running

Function = Callable[["Running"], Any]


@dataclass(frozen=True)
class Task:
    """A kind of job: its function, and how many times it is tried when it breaks unexpectedly or its worker dies."""

    kind: str
    function: Function
    max_attempts: int


_tasks: dict[str, Task] = {}


def task(kind: str, *, max_attempts: int = 3) -> Callable[[Function], Function]:
    """Register the function, in the `tasks` module of an app, as what does this kind of job.

    It is given the `Running` job and returns the result (JSON) or None. It must be idempotent: when a worker dies it is
    run again from the start; see `Running.effect`.
    """

    def register(function: Function) -> Function:
        known = _tasks.get(kind)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"two tasks are called {kind}: in {known.function.__module__} and {function.__module__}")
        _tasks[kind] = Task(kind, function, max_attempts)
        return function

    return register


def find(kind: str) -> Task:
    """Return the task of this kind, looking into the `tasks` modules of every app. Raises LookupError."""
    if kind not in _tasks:
        autodiscover_modules("tasks")
    if kind not in _tasks:
        raise LookupError(f"no task is called {kind}; there are {sorted(_tasks)}")
    return _tasks[kind]
