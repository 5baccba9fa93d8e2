"""The loop that claims jobs and does them."""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from mueang.base.errors import DataRejected, MueangError
from mueang_site.jobs import planning, registry, words
from mueang_site.jobs.claiming import claim, reap
from mueang_site.jobs.models import Job
from mueang_site.jobs.running import Clock, JobStopped, LeaseLost, Released, Running, TookTooLong
from mueang_site.metering import metrics, request_id

log = logging.getLogger(__name__)
followed = logging.getLogger("mueang_site.metering")

POLL_SECONDS = 0.5
LOOK_ROUND_SECONDS = 5.0
"""How often a worker looks for jobs of dead workers and for what the clock asks for."""
PATIENCE = timedelta(seconds=20)
"""How long a function that is to stop may go on before its worker gives up and ends itself."""
ISSUES_KEPT = 200
_LONGEST_WAIT = 600.0


def back_off(attempt: int, share: float) -> timedelta:
    """Return how long to wait before the next attempt: about 2, 8, 32 ... seconds, at most ten minutes.

    `share`, from 0 to 1, spreads it by a quarter each way, so that jobs that broke together do not come back together.
    """
    return timedelta(seconds=min(2.0 * 4 ** max(attempt - 1, 0), _LONGEST_WAIT) * (0.75 + share / 2))


class Worker:
    """Claims one job after another until told to stop.

    short_only   leaves long work to other workers
    leave        ends the process; called when the function of a job does not stop although it must
    """

    def __init__(
        self, *, lease: timedelta, clock: Clock = timezone.now, name: str = "", short_only: bool = False, leave: Callable[[], None] = lambda: None
    ) -> None:
        self.name = name or f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._lease = lease
        self._clock = clock
        self._short_only = short_only
        self._leave = leave
        self._stopping = threading.Event()
        self._running: Running | None = None
        self._looked_at: float | None = None
        self._ended = ""

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
            self._give_back(self._running)

    def run(self) -> None:
        """Work until told to stop. A database that is away is waited for."""
        while not self._stopping.is_set():
            try:
                close_old_connections()
                self._look_round()
                busy = self.run_one()
            except Error as error:
                log.warning("the database does not answer: %s", type(error).__name__)
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
        """Do the job whose turn it is; False if none is due."""
        job = claim(worker=self.name, lease=self._lease, now=self._clock(), short_only=self._short_only)
        if job is None:
            return False
        running = self._running = Running(job, lease=self._lease, clock=self._clock, longest=registry.find(job.kind).longest)
        running.note(words.BEGUN.fill(attempt=job.attempt))
        try:
            held: AbstractContextManager[None] = running.beating(patience=PATIENCE, give_up=self._give_up) if beating else nullcontext()
            with request_id.carried(job.request or job.pk.hex[:10]), held:
                self._measured(running)
        finally:
            self._running = None
        return True

    def _measured(self, running: Running) -> None:
        """Do it, and tell the operator how long it took and how it ended."""
        began, self._ended = time.monotonic(), "lost"
        self._do(running)
        seconds, state = time.monotonic() - began, "done" if running.finished else self._ended
        metrics.JOBS.observe(seconds, running.kind, state)
        told = {"job": str(running.id), "kind": running.kind, "attempt": running.attempt, "state": state, "ms": round(seconds * 1000)}
        followed.info("job", extra={"told": told})

    def _look_round(self) -> None:
        """Take jobs from the dead and ask for what is planned, now and then."""
        if self._looked_at is not None and time.monotonic() - self._looked_at < min(LOOK_ROUND_SECONDS, self._lease.total_seconds() / 6):
            return
        self._looked_at = time.monotonic()
        reap(now=self._clock())
        planning.ask_for_planned(now=self._clock())

    def _do(self, running: Running) -> None:
        try:
            result = registry.find(running.kind).function(running)
            self._patiently(lambda: running.finish(result))
        except JobStopped as stopped:
            self._stopped(running, type(stopped))
        except MueangError as error:
            self._refused(running, error)
        except Exception:
            incident = secrets.token_hex(5)
            log.exception("job %s (%s) broke in attempt %s", running.id, running.kind, running.attempt, extra={"incident": incident})
            self._broke(running, incident)

    def _stopped(self, running: Running, reason: type[JobStopped]) -> None:
        if reason is LeaseLost:
            log.warning("job %s (%s) is held by another worker", running.id, running.kind)
        elif reason is Released:
            self._give_back(running)
        elif reason is TookTooLong:
            running.note(words.TOO_LONG, "error")
            self._let_go(running, state="failed", finished_at=self._clock(), code="job.too-long", **words.as_fields(words.TOO_LONG))
        else:
            running.note(words.CANCELLED)
            self._let_go(running, state="cancelled", finished_at=self._clock(), **words.as_fields(words.CANCELLED))

    def _refused(self, running: Running, error: MueangError) -> None:
        """End the job with the words of an expected failure: trying again would find the same."""
        running.note(words.EXPECTED.fill(code=error.code), "error")
        self._let_go(running, state="failed", finished_at=self._clock(), code=error.code, result=_found(error), **words.as_fields(error.message))

    def _broke(self, running: Running, incident: str) -> None:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        now = self._clock()
        running.note(words.BROKE.fill(incident=incident), "error")
        if running.attempt < self._patiently(lambda: Job.objects.values_list("max_attempts", flat=True).get(pk=running.id)):
            wait = back_off(running.attempt, random.random())  # noqa: S311 - spreads attempts, keeps no secret
            running.note(words.NEXT.fill(seconds=round(wait.total_seconds())))
            self._let_go(running, state="queued", run_after=now + wait, incident=incident, **words.as_fields(words.AGAIN))
        else:
            self._let_go(running, state="failed", finished_at=now, code="bug", incident=incident, **words.as_fields(words.BROKEN))

    def _give_up(self) -> None:
        """End a worker whose function does not stop although it must; what it held is free for others."""
        running = self._running
        if running is not None and running.reason is not None and not running.finished:
            log.error("job %s (%s) did not stop; its worker ends itself", running.id, running.kind)
            running.note(words.STUCK, "error")
            self._stopped(running, running.reason)
            self._leave()

    def _give_back(self, running: Running) -> None:
        """Queue the job as if this attempt had not been."""
        running.note(words.GIVEN_BACK)
        self._let_go(running, state="queued", attempt=running.attempt - 1, run_after=self._clock(), **words.as_fields(words.RESUMED))

    def _let_go(self, running: Running, **changes: Any) -> None:
        self._ended = str(changes["state"])
        self._patiently(lambda: running.give_back(**changes))

    def _patiently(self, act: Callable[[], Any]) -> Any:
        """Do it, waiting for a database that is away as long as the lease may hold."""
        deadline = time.monotonic() + self._lease.total_seconds()
        while True:
            try:
                return act()
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block or time.monotonic() > deadline:
                    raise
                connection.close()
                time.sleep(POLL_SECONDS)


def _found(error: MueangError) -> dict[str, Any] | None:
    """Return the report that an error carries, as the result of the job."""
    if not isinstance(error, DataRejected):
        return None
    return {"issues": [issue.as_dict() for issue in error.report.issues[:ISSUES_KEPT]], "count": len(error.report)}
