"""A job in the hands of a worker: what its function is given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from mueang.base.message import Message
from mueang_site.access.actor import Actor, actor_for, system_actor
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
    """

    def __init__(self, job: Job, *, lease: timedelta, clock: Clock) -> None:
        self.id: UUID = job.pk
        self.kind = job.kind
        self.payload: Mapping[str, Any] = job.payload
        self.attempt = job.attempt
        self.finished = False
        self._job = job
        self._lease = lease
        self._clock = clock
        self._progress = _Progress()
        self._unwritten = False
        self._written_at = clock()
        self._stop: type[JobStopped] | None = None
        self._quiet = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def actor(self) -> Actor:
        """The person who asked for the job, as they stand now; the system if nobody did."""
        user = self._job.requested_by
        return actor_for(user) if user is not None else system_actor(self._job.requested_by_name)

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def progress(self, done: int, total: int | None = None, step: Message | None = None) -> None:
        """Tell how far the work is. Cheap: call it as often as you like. Raises JobStopped when the job is to stop."""
        known = self._progress
        self._progress = _Progress(done if total is None else min(done, total), total, step or known.step)
        self._unwritten = True
        if self._thread is None and self._clock() - self._written_at >= timedelta(seconds=FLUSH_SECONDS):
            self._beat()
        self.check()

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
        self._stop = self._stop or reason

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
            self._mark_done(result)
            self.finished = True

    def give_back(self, **changes: Any) -> bool:
        """Let go of the job with these changes to its row; False if another worker has it."""
        held_no_more = {"worker": "", "lease_until": None}
        return bool(self._mine().update(**self._told(), **{**held_no_more, **changes}))

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the lease by a thread with a connection of its own, whatever the function does meanwhile."""
        self._thread = threading.Thread(target=self._beat_until_quiet, name=f"heartbeat {self.id}", daemon=True)
        self._thread.start()
        try:
            yield
        finally:
            self._quiet.set()
            self._thread.join()

    def _beat_until_quiet(self) -> None:
        pause = min(FLUSH_SECONDS, self._lease.total_seconds() / 6)
        try:
            while not self._quiet.wait(pause):
                if self._unwritten or self._clock() - self._written_at >= self._lease / 4:
                    self._beat_or_wait()
        finally:
            connection.close()

    def _beat_or_wait(self) -> None:
        try:
            self._beat()
        except DatabaseError:
            connection.close()

    def _beat(self) -> None:
        now = self._clock()
        self._unwritten = False
        if self._mine().update(**self._told(), heartbeat_at=now, lease_until=now + self._lease):
            self._written_at = now
            if self._mine().filter(cancel_requested=True).exists():
                self.stop(Cancelled)
        elif not self.finished:
            self.stop(LeaseLost)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.id, state="running", worker=self._job.worker, attempt=self.attempt)

    def _told(self) -> dict[str, Any]:
        told = self._progress
        return {"done": told.done, "total": told.total, "step_th": told.step.th[:200], "step_en": told.step.en[:200]}

    def _mark_done(self, result: Mapping[str, Any] | None) -> None:
        told = self._told()
        told["done"] = told["total"] if told["total"] is not None else told["done"]
        if not self._mine().update(**told, state="done", result=result, worker="", lease_until=None, finished_at=self._clock(), message_th="", message_en=""):
            raise LeaseLost
