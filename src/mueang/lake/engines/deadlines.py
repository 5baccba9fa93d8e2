"""One thread that ends what takes too long, for all questions of a process: a thread for each would cost more than a short question does."""

from __future__ import annotations

import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOKS_EVERY = 1.0
"""Seconds after which the thread looks again at the latest; it ends when nothing is under way."""
_AGAIN = 0.05


class _Alarm:
    """What is to be done when the time has come; nothing once the work is done."""

    __slots__ = ("act",)

    def __init__(self, act: Callable[[], object]) -> None:
        self.act: Callable[[], object] | None = act


class Deadlines:
    """The alarms of one process."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, _Alarm]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._looks_at: float | None = None

    @contextmanager
    def within(self, seconds: float, act: Callable[[], object]) -> Iterator[None]:
        """Call `act` from another thread unless the block ends within so many seconds; then again and again until it ends.

        An interrupt that comes between two queries is lost: the next one would run without an end.
        """
        alarm = _Alarm(act)
        self._set(time.monotonic() + seconds, alarm)
        try:
            yield
        finally:
            alarm.act = None

    def _set(self, at: float, alarm: _Alarm) -> None:
        with self._changed:
            while len(self._due) > 1 and self._due[0][2].act is None:
                heapq.heappop(self._due)
            heapq.heappush(self._due, (at, next(self._numbers), alarm))
            if self._looks_at is None:
                self._looks_at = time.monotonic()
                threading.Thread(target=self._watch, name="deadlines", daemon=True).start()
            elif at < self._looks_at:
                self._changed.notify()

    def _watch(self) -> None:
        while (acts := self._waited()) is not None:
            for act in acts:
                act()

    def _waited(self) -> list[Callable[[], object]] | None:
        """Wait for a while and return what is due by then; None, once nothing is under way."""
        with self._changed:
            idle = not self._due
            self._looks_at = min([time.monotonic() + _LOOKS_EVERY, *(at for at, _, _ in self._due[:1])])
            self._changed.wait(max(self._looks_at - time.monotonic(), 0))
            if idle and not self._due:
                self._looks_at = None
                return None
            return self._taken(time.monotonic())

    def _taken(self, now: float) -> list[Callable[[], object]]:
        """Take out what is due and what is done, and return what is to be called."""
        due = []
        while self._due and (self._due[0][0] <= now or self._due[0][2].act is None):
            alarm = heapq.heappop(self._due)[2]
            due += [alarm] if alarm.act else []
        for alarm in due:
            heapq.heappush(self._due, (now + _AGAIN, next(self._numbers), alarm))
        return [act for alarm in due if (act := alarm.act)]


DEADLINES = Deadlines()
"""Those of this process."""


def _begin_anew() -> None:
    DEADLINES.__init__()  # type: ignore[misc]


os.register_at_fork(after_in_child=_begin_anew)
