"""The loop that claims jobs and does them, and the reaper of jobs whose worker died."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from mueang.base.errors import DataRejected, MueangError
from mueang.base.message import Message
from mueang_site.jobs import registry
from mueang_site.jobs.actions import CANCELLED
from mueang_site.jobs.models import Job
from mueang_site.jobs.running import Clock, JobStopped, LeaseLost, Released, Running

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
ISSUES_KEPT = 200

BROKEN = Message("ระบบขัดข้อง ข้อมูลเดิมไม่เปลี่ยน", "Something broke. Nothing was changed.")
AGAIN = Message("ระบบขัดข้อง จะลองใหม่เอง", "Something broke; it will be tried again.")
RESUMED = Message("ระบบหยุดกลางคัน งานนี้จะเริ่มทำใหม่ ข้อมูลไม่เสียหาย", "The server stopped midway; this job is run again. No data was harmed.")
DIED = Message("ระบบหยุดกลางคันหลายครั้งขณะทำงานนี้ ข้อมูลเดิมไม่เปลี่ยน", "The server stopped midway several times while doing this. Nothing was changed.")


def back_off(attempt: int) -> timedelta:
    """Return how long to wait before the next attempt: 2, 8, 32 ... seconds, at most ten minutes."""
    return timedelta(seconds=min(2 * 4 ** max(attempt - 1, 0), 600))


class Worker:
    """Claims one job after another until told to stop."""

    def __init__(self, *, lease: timedelta, clock: Clock = timezone.now, name: str = "") -> None:
        self.name = name or f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._lease = lease
        self._clock = clock
        self._stopping = threading.Event()
        self._running: Running | None = None

    def stop(self) -> None:
        """Claim no more jobs. The one at hand goes on; see `release`."""
        self._stopping.set()

    def release(self) -> None:
        """Make the job at hand stop at its next step and give it back."""
        if self._running is not None:
            self._running.stop(Released)

    def abandon(self) -> None:
        """Give the job at hand back though its function still runs. The process must end right after."""
        if self._running is not None:
            _give_back(self._running, now=self._clock())

    def run(self) -> None:
        """Work until told to stop. A database that is away is waited for."""
        while not self._stopping.is_set():
            try:
                close_old_connections()
                reap(now=self._clock())
                busy = self.run_one()
            except DatabaseError:
                log.exception("the database does not answer")
                connection.close()
                busy = False
            if not busy:
                self._stopping.wait(POLL_SECONDS)

    def run_until_idle(self, *, beating: bool = True) -> int:
        """Do every job that is due and return how many there were.

        `beating=False` keeps all in this thread, for tests inside a transaction.
        """
        count = 0
        while self.run_one(beating=beating):
            count += 1
        return count

    def run_one(self, *, beating: bool = True) -> bool:
        """Do the job that has waited longest; False if none is due."""
        job = claim(worker=self.name, lease=self._lease, now=self._clock())
        if job is None:
            return False
        running = self._running = Running(job, lease=self._lease, clock=self._clock)
        try:
            held: AbstractContextManager[None] = running.beating() if beating else nullcontext()
            with held:
                self._do(running)
        finally:
            self._running = None
        return True

    def _do(self, running: Running) -> None:
        try:
            running.finish(registry.find(running.kind).function(running))
        except LeaseLost:
            log.warning("job %s (%s) is held by another worker", running.id, running.kind)
        except Released:
            _give_back(running, now=self._clock())
        except JobStopped:
            running.give_back(state="cancelled", finished_at=self._clock(), **_said(CANCELLED))
        except MueangError as error:
            running.give_back(state="failed", finished_at=self._clock(), code=error.code, result=_found(error), **_said(error.message))
        except Exception:
            incident = secrets.token_hex(5)
            log.exception("job %s (%s) broke in attempt %s", running.id, running.kind, running.attempt, extra={"incident": incident})
            self._broke(running, incident)

    def _broke(self, running: Running, incident: str) -> None:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        now = self._clock()
        if running.attempt < Job.objects.values_list("max_attempts", flat=True).get(pk=running.id):
            running.give_back(state="queued", run_after=now + back_off(running.attempt), incident=incident, **_said(AGAIN))
        else:
            running.give_back(state="failed", finished_at=now, code="bug", incident=incident, **_said(BROKEN))


def claim(*, worker: str, lease: timedelta, now: datetime) -> Job | None:
    """Take the job that has waited longest for this worker, or return None.

    On PostgreSQL rows that others are about to take are skipped; on SQLite the transaction is the only writer.
    """
    due = Job.objects.filter(state="queued", run_after__lte=now).order_by("run_after", "created_at")
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
    """Queue jobs again whose lease ran out, or end them after their last attempt. Return how many."""
    dead = list(Job.objects.filter(state="running", lease_until__lt=now))
    return sum(_reap_one(job, now=now) for job in dead)


def _reap_one(job: Job, *, now: datetime) -> int:
    if job.cancel_requested:
        changes: dict[str, Any] = {"state": "cancelled", "finished_at": now, **_said(CANCELLED)}
    elif job.attempt >= job.max_attempts:
        changes = {"state": "failed", "finished_at": now, "code": "job.worker-died", **_said(DIED)}
    else:
        changes = {"state": "queued", "run_after": now, **_said(RESUMED)}
    held = Job.objects.filter(pk=job.pk, state="running", worker=job.worker, attempt=job.attempt, lease_until__lt=now)
    reaped = held.update(worker="", lease_until=None, **changes)
    if reaped:
        log.warning("job %s (%s): its worker %s died in attempt %s", job.pk, job.kind, job.worker, job.attempt)
    return reaped


def _give_back(running: Running, *, now: datetime) -> None:
    """Queue the job as if this attempt had not been."""
    running.give_back(state="queued", attempt=running.attempt - 1, run_after=now, **_said(RESUMED))


def _said(message: Message) -> dict[str, str]:
    return {"message_th": message.th, "message_en": message.en}


def _found(error: MueangError) -> dict[str, Any] | None:
    """Return the report that an error carries, as the result of the job."""
    if not isinstance(error, DataRejected):
        return None
    return {"issues": [issue.as_dict() for issue in error.report.issues[:ISSUES_KEPT]], "count": len(error.report)}
