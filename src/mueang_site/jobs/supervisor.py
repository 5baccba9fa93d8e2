"""One process that starts the others, starts dead and hung ones again, and leaves none behind.

Each child leads a process group of its own, so that whatever it started can be ended with it. A child that its
supervisor cannot end, because the supervisor itself was killed, ends by the kernel's word: see `die_with_parent`.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mueang_site.jobs.pulse import Watch

log = logging.getLogger(__name__)

GRACE_SECONDS = 25.0
LOOK_SECONDS = 0.2
STEADY_SECONDS = 60.0
LONGEST_BACK_OFF = 30.0
MISCONFIGURED = 78
"""Exit code by which a child says that starting it again is no use (EX_CONFIG)."""

_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36


def die_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel end this process when its parent, known by its id, ends. Linux alone knows how."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, by)
    if os.getppid() != parent:
        raise SystemExit(0)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent died, so that they can be ended and waited for."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


@dataclass(frozen=True)
class Program:
    """What a child is: its name in the log and its command."""

    name: str
    command: Sequence[str]


class Child:
    """A program that is kept running."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._started_at = 0.0
        self._start_at = 0.0

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self.process is not None and self.process.poll() is None

    def tend(self, now: float) -> int | None:
        """Start the program if it is due; if it ended, clear up after it, plan the next start and return its exit code."""
        if self.process is None:
            if now >= self._start_at:
                self._start(now)
            return None
        code = self.process.poll()
        if code is not None:
            self.clear()
            self._plan(now, code)
        return code

    def signal(self, number: signal.Signals) -> None:
        """Pass a signal on to the program, which passes it on to its own."""
        if self.process is not None and self.alive:
            self.process.send_signal(number)

    def clear(self) -> None:
        """End whatever is left of the group and wait for it."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-self.process.pid, 0)
        self.process = None

    def _start(self, now: float) -> None:
        self._started_at = now
        self.process = subprocess.Popen(self.program.command, start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own programs
        log.info("%s runs as process %s", self.program.name, self.process.pid)

    def _plan(self, now: float, code: int) -> None:
        self._failures = 0 if now - self._started_at >= STEADY_SECONDS else self._failures + 1
        wait = min(0.5 * 2 ** max(self._failures - 1, 0), LONGEST_BACK_OFF)
        self._start_at = now + wait
        log.warning("%s ended (%s); it starts again in %.1f s", self.program.name, code, wait)


class Supervisor:
    """Keeps the programs running until SIGTERM or SIGINT. To be used in the main thread.

    `watch` ends those of their processes that hang; they are started again like those that died.
    """

    def __init__(self, programs: Sequence[Program], *, watch: Watch | None = None, grace: float = GRACE_SECONDS) -> None:
        self._children = [Child(program) for program in programs]
        self._watch_for_hung = watch
        self._grace = grace
        self._asked = 0

    def run(self, *, tick: Callable[[], None] = lambda: None) -> int:
        """Run until asked to stop and return 0, or the exit code of a child that cannot run at all.

        `tick` is called a few times a second. A second signal ends everything at once.
        """
        adopt_orphans()
        before = {number: signal.signal(number, self._ask) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        try:
            return self._watch(tick)
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self, tick: Callable[[], None]) -> int:
        while not self._asked:
            for child in self._children:
                if child.tend(time.monotonic()) == MISCONFIGURED:
                    return MISCONFIGURED
            self._end_hung()
            tick()
            time.sleep(LOOK_SECONDS)
        return 0

    def _end_hung(self) -> None:
        if self._watch_for_hung is not None:
            sessions = {child.process.pid for child in self._children if child.process is not None}
            self._watch_for_hung.end_hung(sessions, now=time.monotonic())

    def _stop(self) -> None:
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while any(child.alive for child in self._children) and time.monotonic() < deadline and self._asked < 2:
            time.sleep(0.05)
        for child in self._children:
            child.clear()

    def _ask(self, number: int, frame: object) -> None:
        self._asked += 1
