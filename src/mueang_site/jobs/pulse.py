"""A sign of life: every process touches a file of its own each second, and whoever keeps it running looks at the file.

A process that stands still, or whose work stands still, touches nothing. Only changes of the file count, timed by the
watcher's own clock: neither a machine that slept nor a clock that was set makes a living process look dead. Nor does a
machine with too much to do: who waits for a processor or a disk has had no chance to give a sign.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
_STATE, _USER, _KERNEL = 0, 11, 12
"""Places in /proc/PID/stat, counted behind the name of the program."""
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


def living(folder: Path) -> list[int]:
    """Return the processes of this machine, other than this one, that have a file here and still live."""
    return sorted(pid for pid, _ in Watch(folder)._files() if pid != os.getpid())


class Watch:
    """Looks at the files of the processes in some sessions, and ends those that gave no sign for too long."""

    def __init__(self, folder: Path, *, still_seconds: float = STILL_SECONDS) -> None:
        self._folder = folder
        self._still_seconds = still_seconds
        self._seen: dict[int, _Sign] = {}

    def end_hung(self, sessions: Collection[int], *, now: float) -> list[int]:
        """Kill the processes of these sessions that are hung and return their ids. `now` is of a clock that only goes on."""
        hung = [pid for pid, file in self._files() if self._is_still(pid, file, now) and _session(pid) in sessions]
        for pid in hung:
            log.error("process %s gave no sign for %s s and is ended", pid, self._still_seconds)
            del self._seen[pid]
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
            touched, worked = file.stat().st_mtime_ns, _worked_seconds(pid)
            sign = self._seen.get(pid)
            if sign is None or sign.touched != touched:
                sign = self._seen[pid] = _Sign(touched, now, worked)
            had_its_chance = worked - sign.worked >= self._still_seconds or not _waits_for_the_machine(pid)
            return now - sign.at >= self._still_seconds and had_its_chance
        return False


@dataclass(frozen=True)
class _Sign:
    """The last sign of a process: when its file was touched, when that was first seen, how long it had worked until then."""

    touched: int
    at: float
    worked: float


def _worked_seconds(pid: int) -> float:
    """Return how long the process has held a processor; 0 where the kernel does not tell."""
    with contextlib.suppress(OSError):
        fields = _stat(Path("/proc") / str(pid))
        return (int(fields[_USER]) + int(fields[_KERNEL])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _waits_for_the_machine(pid: int) -> bool:
    """Return whether a thread of the process could go on if it were given a processor or a disk."""
    with contextlib.suppress(OSError):
        return any(_stat(thread)[_STATE] in ("R", "D") for thread in (Path("/proc") / str(pid) / "task").iterdir())
    return False


def _stat(folder: Path) -> list[str]:
    return (folder / "stat").read_text("utf-8", "replace").rpartition(") ")[2].split()


def _machine() -> str:
    return f"{socket.gethostname()}:"


def _session(pid: int) -> int | None:
    """Return the session of a living process; None if there is none."""
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None
