"""Run a program in a limited child.

What holds it: a family of its own (killed whole), limits of the kernel on address space, processor time, file size and
open files, a watchdog on the memory that the whole family really holds, a clock on the wall, no network where the
kernel lets us take it away, no new privileges, an environment that holds none of our secrets, and death with us if we
are killed. The words for the kernel are programs of util-linux (`unshare`, `setpriv`, `prlimit`), for code of our own
between fork and exec is unsafe beside threads.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from mueang.sandbox import family

Limit = Literal["wall", "memory", "cpu", "output", "processes", "cancelled"]
POLL_SECONDS = 0.1
ADDRESS_SPACE = 4 << 30
"""Polars and Arrow reserve far more addresses than they use: below 4 GB they abort at import."""
OUTPUT_BYTES = 256 << 20
STDERR_BYTES = 64 << 10
FILE_BYTES = 8 << 30
OPEN_FILES = 1024
PROCESSES = 64
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Completed:
    """How the program ended. `limit` says which limit ended it, None if it ended by itself; then `returncode` counts."""

    returncode: int
    stdout: str
    stderr: str
    limit: Limit | None
    seconds: float
    peak_bytes: int


def run(
    argv: Sequence[str],
    *,
    wall_seconds: float,
    memory_bytes: int,
    cwd: Path | str,
    env: Mapping[str, str] | None = None,
    on_poll: Callable[[], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    cpu_seconds: float | None = None,
) -> Completed:
    """Run the program to its end or to a limit, and return how it ended. Nothing of it is left running.

    `memory_bytes` is of the program with all its children; `env` adds to the few harmless variables that are passed on;
    `on_poll` is called a few times a second, `cancelled` asked; `cpu_seconds` is of each process, twice the time on the
    wall unless told. A program that is not there ends with 127. What `on_poll` raises ends the child and is raised.
    """
    token = secrets.token_hex(16)
    limits = kernel_limits(cpu_seconds or wall_seconds * 2 + 5, memory_bytes)
    with tempfile.TemporaryDirectory(prefix="mueang-sandbox-") as scratch, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 - running a program is what this is for
            [*wrapping(), *limits, *argv],
            cwd=cwd,
            env=environment(scratch, env or {}) | {family.MARK: token},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        relatives = family.Family(process.pid, token)
        watch = _Watch(process, relatives, started + wall_seconds, memory_bytes, (out, err), cancelled)
        try:
            limit = watch.until_end(on_poll)
        finally:
            relatives.kill()
            process.wait()
        seconds = time.monotonic() - started
        limit = limit or limit_of_kernel(process.returncode) or _limit_of_output(out, err)
        return Completed(process.returncode, _text(out), tail(err), limit, seconds, watch.peak)


class _Watch:
    """Looks at a running family until its first member ends or a limit breaks."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        relatives: family.Family,
        deadline: float,
        memory_bytes: int,
        files: tuple[IO[bytes], IO[bytes]],
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._process = process
        self._family = relatives
        self._deadline = deadline
        self._memory_bytes = memory_bytes
        self._files = files
        self._cancelled = cancelled
        self.peak = 0

    def until_end(self, on_poll: Callable[[], None] | None) -> Limit | None:
        pause = 0.002
        while self._running(pause):
            pause = min(pause * 1.5, POLL_SECONDS)
            if limit := self._broken():
                return limit
            if on_poll is not None:
                on_poll()
        return None

    def _running(self, pause: float) -> bool:
        try:
            self._process.wait(pause)
        except subprocess.TimeoutExpired:
            return True
        return False

    def _broken(self) -> Limit | None:
        members = self._family.members()
        held = sum(member.resident_bytes for member in members)
        self.peak = max(self.peak, held)
        tests: list[tuple[Limit, bool]] = [
            ("cancelled", self._cancelled is not None and self._cancelled()),
            ("memory", held > self._memory_bytes),
            ("processes", len(members) > PROCESSES),
            ("output", any(os.fstat(file.fileno()).st_size >= OUTPUT_BYTES for file in self._files)),
            ("wall", time.monotonic() > self._deadline),
        ]
        return next((limit for limit, broken in tests if broken), None)


def kernel_limits(cpu_seconds: float | None, memory_bytes: int) -> list[str]:
    """Return words that run a program under limits, which hold for each process of the family by itself.

    None: as long as it lives, and not behind others, for somebody waits for it.
    """
    seconds = None if cpu_seconds is None else max(1, round(cpu_seconds))
    return [
        "prlimit",
        f"--as={max(ADDRESS_SPACE, memory_bytes * 2)}",
        *([] if seconds is None else [f"--cpu={seconds}:{seconds + 2}"]),
        f"--fsize={FILE_BYTES}",
        f"--nofile={OPEN_FILES}",
        "--core=0",
        "--",
        *(("nice", "-n", "5") if seconds is not None else ()),
    ]


def limit_of_kernel(returncode: int) -> Limit | None:
    """Return which limit of the kernel ended a program, if one did."""
    if returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        return "cpu"
    return "output" if returncode in (-signal.SIGXFSZ, 128 + signal.SIGXFSZ) else None


def _limit_of_output(out: IO[bytes], err: IO[bytes]) -> Limit | None:
    return "output" if any(os.fstat(file.fileno()).st_size > OUTPUT_BYTES for file in (out, err)) else None


def environment(scratch: str, extra: Mapping[str, str]) -> dict[str, str]:
    """Return the few harmless variables of ours, those of the scratch folder, and `extra`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"} | kept | {"HOME": scratch, "TMPDIR": scratch} | dict(extra)


@functools.cache
def wrapping() -> tuple[str, ...]:
    """Return words that take away the network and new privileges, and let the program die with us: as many as the kernel allows."""
    alone = ("setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--")
    choices = [("unshare", "-n", "--", *alone), ("unshare", "-r", "-n", "--", *alone), alone]
    return next((words for words in choices if _works(words)), ())


def _works(words: Sequence[str]) -> bool:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        return shutil.which(words[0]) is not None and subprocess.run([*words, "true"], capture_output=True, timeout=5, check=False).returncode == 0  # noqa: S603
    return False


def network_is_cut() -> bool:
    """True if programs run here have no network; for `doctor`."""
    return "unshare" in wrapping()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(OUTPUT_BYTES).decode("utf-8", "replace")


def tail(file: IO[bytes]) -> str:
    """Return the end of what a program wrote."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - STDERR_BYTES))
    return file.read().decode("utf-8", "replace")
