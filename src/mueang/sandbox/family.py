"""A program with all its children, found in /proc by their session or by a mark in their environment.

A session is left by `setsid`, a mark only by a child that is started with another environment: a program has to do both
to get away.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

MARK = "MUEANG_SANDBOX"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_STATE, _SESSION, _FLAGS, _RESIDENT_PAGES = 0, 3, 6, 21
"""Places in /proc/PID/stat, counted behind the name of the program."""
_OF_THE_KERNEL = 0x00200000
_PATIENCE_SECONDS, _CHANGING_SECONDS = 5.0, 0.002
Known = tuple[str, int]
"""A process by its number and that of its folder in /proc."""


@dataclass(frozen=True)
class Member:
    """One living process: its number, and the memory that it really holds."""

    pid: int
    resident_bytes: int


@dataclass(frozen=True)
class Family:
    """The processes of the session that `leader` began, or that carry the token; `without`: one that does and is no member."""

    leader: int
    token: str
    without: int | None = None
    _strangers: set[Known] = field(default_factory=set, repr=False, compare=False)

    def members(self) -> list[Member]:
        """Return the living members."""
        there = _processes()
        self._strangers.intersection_update(there)
        found = (self._member(process) for process in there if process not in self._strangers)
        return [member for member in found if member is not None]

    def kill(self) -> None:
        """Kill every member, also those that are born meanwhile."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.leader, signal.SIGKILL)
        until = time.monotonic() + _PATIENCE_SECONDS
        while (left := self.members()) and time.monotonic() < until:
            for member in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member.pid, signal.SIGKILL)
            time.sleep(0.001)

    def _member(self, process: Known) -> Member | None:
        """Return the process if it is a living member.

        One that is none never becomes one: no process joins a session, or gets another environment, from without.
        """
        path = Path("/proc") / process[0]
        if process[0] == str(self.without):
            return None
        try:
            fields = (path / "stat").read_text("utf-8", "replace").rpartition(") ")[2].split()
            foreign = int(fields[_SESSION]) != self.leader
            if fields[_STATE] == "Z" or (foreign and (int(fields[_FLAGS]) & _OF_THE_KERNEL or not self._is_marked(path))):
                self._strangers.add(process)
                return None
        except OSError:
            return None
        return Member(int(path.name), int(fields[_RESIDENT_PAGES]) * _PAGE)

    def _is_marked(self, path: Path) -> bool:
        with contextlib.suppress(ProcessLookupError):  # what is about to end
            return f"{MARK}={self.token}".encode() in _environment(path / "environ")
        return False


def _environment(file: Path) -> bytes:
    """Return the environment of a process; for a moment, while it becomes another program, it shows none."""
    for _ in range(5):
        if found := file.read_bytes():
            return found
        time.sleep(_CHANGING_SECONDS / 5)
    return b""


def _processes() -> list[Known]:
    """Return the processes that are there; the number of the file tells one from a later one of the same number."""
    with os.scandir("/proc") as entries:
        return [(entry.name, entry.inode()) for entry in entries if entry.name.isdigit()]
