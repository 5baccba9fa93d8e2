"""A job in the hands of a worker: what its function is given."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction

from mueang.base.message import Message
from mueang_site.access.actor import Actor, actor_for, system_actor
from mueang_site.jobs import journal, words
from mueang_site.jobs.journal import Entry, Level
from mueang_site.jobs.models import Job

Clock = Callable[[], datetime]

FLUSH_SECONDS = 0.5
"""How often progress reaches the database."""


class JobStopped(Exception):
    """The function of a job is to stop where it is; what it did outside `effect` must do no harm."""


class Cancelled(JobStopped):
    """Someone called the job off."""


class LeaseLost(JobStopped):
    """Another worker has the job, since this one was silent for too long."""


class Released(JobStopped):
    """This worker is shutting down and gives the job back."""


class TookTooLong(JobStopped):
    """The attempt took longer than its task allows."""


@dataclass
class Effect:
    """What the job leaves behind; the function sets `result`."""

    result: Mapping[str, Any] | None = None


@dataclass
class _Progress:
    done: int = 0
    total: int | None = None
    step: Message = field(default_factory=lambda: Message("", ""))


class Running:
    """One attempt at one job, held by lease.

    id, kind, payload   as they were asked for
    attempt             1 for the first; a job whose worker died comes back with the next number
    worker              the name of the worker that holds it
    """

    def __init__(self, job: Job, *, lease: timedelta, clock: Clock, longest: timedelta | None = None) -> None:
        self.id: UUID = job.pk
        self.kind = job.kind
        self.payload: Mapping[str, Any] = job.payload
        self.attempt = job.attempt
        self.worker = job.worker
        self.finished = False
        self._job = job
        self._lease = lease
        self._clock = clock
        self._progress = _Progress()
        self._lines: deque[Entry] = deque(maxlen=journal.LINES_KEPT)
        self._unwritten = False
        self._begun_at = self._written_at = clock()
        self._longest = longest
        self._stop: type[JobStopped] | None = None
        self._stopped_at: datetime | None = None
        self._quiet = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def actor(self) -> Actor:
        """The person who asked for the job, as they stand now; the system if nobody did."""
        user = self._job.requested_by
        return actor_for(user) if user is not None else system_actor(self._job.requested_by_name)

    @property
    def reason(self) -> type[JobStopped] | None:
        """Why the function is to stop; None while it may go on."""
        return self._stop

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def progress(self, done: int, total: int | None = None, step: Message | None = None) -> None:
        """Tell how far the work is. Cheap: call it as often as you like. Raises JobStopped when the job is to stop."""
        known = self._progress
        if step is not None and step != known.step:
            self.note(step)
        self._progress = _Progress(done if total is None else min(done, total), total, step or known.step)
        self._unwritten = True
        if self._thread is None and self._clock() - self._written_at >= timedelta(seconds=FLUSH_SECONDS):
            self._beat()
        self.check()

    def note(self, text: Message, level: Level = "info") -> None:
        """Add a line to the job's log: counts and names of steps, never a value from a file, never a secret."""
        self._lines.append(Entry(self._clock(), self.attempt, level, text))
        self._unwritten = True

    def cancelled(self) -> bool:
        """Return whether the function is to stop, for those that cannot be interrupted by an exception."""
        return self._stop is not None

    def check(self) -> None:
        """Raise JobStopped when the job is to stop."""
        if self._stop is not None:
            raise self._stop

    def heartbeat(self) -> None:
        """Push the lease on at once and tell whether the job is to stop. Raises JobStopped."""
        self._beat()
        self.check()

    def stop(self, reason: type[JobStopped]) -> None:
        """Make the function stop at its next step."""
        if self._stop is None:
            self._stop, self._stopped_at = reason, self._clock()

    @contextmanager
    def effect(self) -> Iterator[Effect]:
        """Open the one transaction in which the job takes effect and is marked as done, or neither.

        Raises LeaseLost before anything is done if another worker has the job: so however often it was begun, it
        takes effect once. The row of the job is locked first; record in the audit last.
        """
        self.check()
        with transaction.atomic():
            if not self._mine().update(heartbeat_at=self._clock()):
                raise LeaseLost
            effect = Effect()
            yield effect
            self._mark_done(effect.result)
        self.finished = True

    def finish(self, result: Mapping[str, Any] | None) -> None:
        """Mark the job as done, unless `effect` did. Raises LeaseLost."""
        if not self.finished:
            with transaction.atomic():
                self._mark_done(result)
            self.finished = True

    def give_back(self, **changes: Any) -> bool:
        """Let go of the job with these changes to its row; False if another worker has it."""
        held_no_more = {"worker": "", "lease_until": None}
        with transaction.atomic():
            mine = bool(self._mine().update(**self._told(), **{**held_no_more, **changes}))
            if mine:
                self._write_lines()
        return mine

    @contextmanager
    def beating(self, *, patience: timedelta, give_up: Callable[[], None]) -> Iterator[None]:
        """Keep the lease by a thread with a connection of its own, whatever the function does meanwhile.

        `give_up` is called in that thread when the function was to stop and did not for this long.
        """
        self._thread = threading.Thread(target=self._beat_until_quiet, args=(patience, give_up), name=f"heartbeat {self.id}", daemon=True)
        self._thread.start()
        try:
            yield
        finally:
            self._quiet.set()
            self._thread.join()

    def _beat_until_quiet(self, patience: timedelta, give_up: Callable[[], None]) -> None:
        pause = min(FLUSH_SECONDS, self._lease.total_seconds() / 6)
        try:
            while not self._quiet.wait(pause):
                self._look_at_the_clock()
                if self._unwritten or self._clock() - self._written_at >= self._lease / 4:
                    self._beat_or_wait()
                if self._stopped_at is not None and self._clock() - self._stopped_at >= patience:
                    give_up()
                    return
        finally:
            connection.close()

    def _look_at_the_clock(self) -> None:
        if self._longest is not None and self._clock() - self._begun_at > self._longest:
            self.stop(TookTooLong)

    def _beat_or_wait(self) -> None:
        try:
            self._beat()
        except Error:
            connection.close()

    def _beat(self) -> None:
        now = self._clock()
        self._unwritten = False
        with transaction.atomic():
            mine = self._mine().update(**self._told(), heartbeat_at=now, lease_until=now + self._lease)
            if mine:
                self._write_lines()
        if mine:
            self._written_at = now
            if self._mine().filter(cancel_requested=True).exists():
                self.stop(Cancelled)
        elif not self.finished:
            self.stop(LeaseLost)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.id, state="running", worker=self.worker, attempt=self.attempt)

    def _told(self) -> dict[str, Any]:
        told = self._progress
        return {"done": told.done, "total": told.total, "step_th": told.step.th[:200], "step_en": told.step.en[:200]}

    def _write_lines(self) -> None:
        lines = []
        while self._lines:
            lines.append(self._lines.popleft())
        try:
            journal.write(self.id, lines)
        except Error:
            self._lines.extendleft(reversed(lines))
            raise

    def _mark_done(self, result: Mapping[str, Any] | None) -> None:
        told = self._told()
        told["done"] = told["total"] if told["total"] is not None else told["done"]
        if not self._mine().update(**told, state="done", result=result, worker="", lease_until=None, finished_at=self._clock(), message_th="", message_en=""):
            raise LeaseLost
        self.note(words.DONE)
        self._write_lines()
