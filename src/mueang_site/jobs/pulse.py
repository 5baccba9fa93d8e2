"""A sign of life: every process touches a file of its own each second, and whoever keeps it running looks at the file.

A process that stands still, or whose work stands still, touches nothing. Only changes of the file count, timed by the
watcher's own clock: neither a machine that slept nor a clock that was set makes a living process look dead.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Collection
from pathlib import Path

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
STILL_SECONDS = 30.0
"""How long a process may give no sign before it counts as hung."""


def beat(folder: Path, *, alive: Callable[[], bool] = lambda: True) -> None:
    """Touch this process's file each second from a thread, as long as `alive` says so."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{_machine()}{os.getpid()}"
    file.touch()
    threading.Thread(target=_beat, args=(file, alive), name="pulse", daemon=True).start()


def _beat(file: Path, alive: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not pause.wait(BEAT_SECONDS):
        if alive():
            with contextlib.suppress(OSError):
                file.touch()


class Watch:
    """Looks at the files of the processes in some sessions, and ends those that gave no sign for too long."""

    def __init__(self, folder: Path, *, still_seconds: float = STILL_SECONDS) -> None:
        self._folder = folder
        self._still_seconds = still_seconds
        self._seen: dict[int, tuple[int, float]] = {}

    def end_hung(self, sessions: Collection[int], *, now: float) -> list[int]:
        """Kill the processes of these sessions that are hung and return their ids. `now` is of a clock that only goes on."""
        hung = [pid for pid, file in self._files() if self._is_still(pid, file, now) and _session(pid) in sessions]
        for pid in hung:
            log.error("process %s gave no sign for %s s and is ended", pid, self._still_seconds)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return hung

    def _files(self) -> list[tuple[int, Path]]:
        """Return the files of living processes of this machine; those of dead ones are removed."""
        found = [(int(file.name.rpartition(":")[2]), file) for file in self._folder.glob(f"{_machine()}*")]
        for pid, file in found:
            if _session(pid) is None:
                self._seen.pop(pid, None)
                file.unlink(missing_ok=True)
        return [(pid, file) for pid, file in found if file.exists()]

    def _is_still(self, pid: int, file: Path, now: float) -> bool:
        with contextlib.suppress(OSError):
            touched = file.stat().st_mtime_ns
            if pid not in self._seen or self._seen[pid][0] != touched:
                self._seen[pid] = touched, now
            return now - self._seen[pid][1] >= self._still_seconds
        return False


def _machine() -> str:
    return f"{socket.gethostname()}:"


def _session(pid: int) -> int | None:
    """Return the session of a living process; None if there is none."""
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None
