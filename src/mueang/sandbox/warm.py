"""Call a function of the library in a limited child that need not import anything: milliseconds instead of a second.

A program of ours waits with all imports done and forks a child for each call (`mueang.sandbox.zygote`). It was started
with none of our secrets, without the network, and dies with us; it never touches the file that a call is about. The child
has limits, a session of its own and a watch on its memory and time, as programs run by `mueang.sandbox.run` have; at any of
them it is killed, and that is an ordinary end. One call at a time: a second waits, or goes without an answer.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mueang.sandbox import family
from mueang.sandbox.child import (
    ADDRESS_SPACE,
    FILE_BYTES,
    OPEN_FILES,
    OUTPUT_BYTES,
    POLL_SECONDS,
    PROCESSES,
    Completed,
    Limit,
    environment,
    kernel_limits,
    limit_of_kernel,
    tail,
    wrapping,
)
from mueang.sandbox.zygote import ANSWER, ERRORS, READY

IDLE_SECONDS = 900
_PROGRAM = "from mueang.sandbox.zygote import main; main()"
_ONE_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Threads that libraries start when they are imported: a fork would not take them along."""


@dataclass
class Warm:
    """A function that is called in limited children. `function` and `warming` (called once, before all) are named `module:name`."""

    function: str
    warming: str
    memory_bytes: int
    _one: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _waiting: _Zygote | None = field(default=None, init=False, repr=False)

    def start(self) -> None:
        """Begin to get ready, if it is not, without waiting."""
        if self._one.acquire(blocking=False):
            try:
                self._ready()
            finally:
                self._one.release()

    def __call__(
        self,
        arguments: Mapping[str, Any],
        *,
        folder: Path,
        wall_seconds: float,
        patience: float,
        on_poll: Callable[[], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        niceness: int = 0,
    ) -> Completed | None:
        """Return how the call ended: `stdout` is the JSON of what the function returned. None if nobody was free within `patience` seconds.

        The function works in `folder`, which has room for its files and is known to it by its whole path. `on_poll` is called
        a few times a second, `cancelled` asked; `niceness` is by how much the call steps back behind others.
        """
        until = time.monotonic() + patience
        if not self._one.acquire(timeout=patience):
            return None
        try:
            zygote = self._ready()
            if not zygote.is_ready(until - time.monotonic()):
                return None
            return zygote.call(arguments, folder, wall_seconds, self.memory_bytes, niceness, _Polling(on_poll, cancelled))
        finally:
            self._one.release()

    def stop(self) -> None:
        """End the program that waits."""
        with self._one:
            if self._waiting is not None:
                self._waiting.end()
                self._waiting = None

    def _ready(self) -> _Zygote:
        """Return the program that waits; a new one where there is none, or it was that of the process we were forked from."""
        if self._waiting is None or not self._waiting.lives or self._waiting.owner != os.getpid():
            if self._waiting is not None:
                self._waiting.close()
            self._waiting = _Zygote([self.function, self.warming, str(IDLE_SECONDS)], self.memory_bytes)
        return self._waiting


class _Zygote:
    """The program that waits, as its owner sees it."""

    def __init__(self, words: list[str], memory_bytes: int) -> None:
        self.owner = os.getpid()
        self._token = secrets.token_hex(16)
        self._limits = kernel_limits(None, memory_bytes)
        self._words = [*wrapping(), *self._limits, sys.executable, "-c", _PROGRAM, *words]
        self._process: subprocess.Popen[bytes] | None = None
        self._started = threading.Event()
        self._told = b""
        self._is_ready = False
        # What dies with its parent dies with the thread that started it: this one stays.
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        with tempfile.TemporaryDirectory(prefix="mueang-warm-") as scratch:
            env = environment(scratch, _ONE_THREAD) | {family.MARK: self._token}
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            try:
                self._process = subprocess.Popen(self._words, cwd=scratch, env=env, start_new_session=True, **pipes)  # type: ignore[call-overload]  # noqa: S603
            finally:
                self._started.set()
            self._process.wait()

    @property
    def lives(self) -> bool:
        return not self._started.is_set() or (self._process is not None and self._process.poll() is None)

    def is_ready(self, seconds: float) -> bool:
        """Wait until it answers calls, and return whether it does."""
        until = time.monotonic() + seconds
        if self._is_ready or not self._started.wait(max(0.0, seconds)) or self._process is None:
            return self._is_ready and self.lives
        self._is_ready = self._line(until - time.monotonic()) == READY
        return self._is_ready

    def call(self, arguments: Mapping[str, Any], folder: Path, wall_seconds: float, memory_bytes: int, niceness: int, polling: _Polling) -> Completed | None:
        """Have one child made for the call, and watch it to its end; None if the program that waits has died."""
        started = time.monotonic()
        (folder / ANSWER).unlink(missing_ok=True)
        limits = {"as": max(ADDRESS_SPACE, 2 * memory_bytes), "cpu": max(1, round(2 * wall_seconds)), "fsize": FILE_BYTES, "nofile": OPEN_FILES, "core": 0}
        told = json.dumps({"folder": str(folder), "arguments": arguments, "limits": limits, "niceness": niceness}).encode()
        child = self._begun(told)
        if child is None:
            self.end()
            return None
        relatives = family.Family(child, self._token, without=self._pid)
        watch = _Watch(relatives, started + wall_seconds, memory_bytes, folder / ANSWER, polling)
        try:
            limit = watch.until(self._ended)
        finally:
            relatives.kill()
        code = self._code(5)
        if code is None:
            self.end()
        return _completed(code, limit, folder, time.monotonic() - started, watch.peak)

    def _begun(self, told: bytes) -> int | None:
        """Hand the call over and return the number of the child."""
        if len(told) >= select.PIPE_BUF:
            raise ValueError("the arguments of a call are short: what is long stands in its folder")
        with contextlib.suppress(BrokenPipeError):
            os.write(self._process.stdin.fileno(), told)  # type: ignore[union-attr]
            word, _, number = (self._line(5) or "").partition(" ")
            return int(number) if word == "child" else None
        return None

    @property
    def _pid(self) -> int:
        return self._process.pid  # type: ignore[union-attr]

    def _ended(self, seconds: float) -> bool:
        """Return whether the child has ended, or nobody is there to say so, waiting so long."""
        return b"\n" in self._told or self._reads(seconds)

    def _code(self, seconds: float) -> int | None:
        word, _, number = (self._line(seconds) or "").partition(" ")
        return int(number) if word == "end" else None

    def _line(self, seconds: float) -> str | None:
        """Return the next line that the program tells; None if it tells none in time."""
        until = time.monotonic() + seconds
        while b"\n" not in self._told:
            before = self._told
            if not self._reads(until - time.monotonic()) or self._told == before:
                return None
        line, _, self._told = self._told.partition(b"\n")
        return line.decode()

    def _reads(self, seconds: float) -> bool:
        """Take in what the program tells, waiting so long; return whether something came, if only its end."""
        out = self._process.stdout.fileno()  # type: ignore[union-attr]
        if not select.select([out], [], [], max(0.0, seconds))[0]:
            return False
        self._told += os.read(out, select.PIPE_BUF)
        return True

    def end(self) -> None:
        """Kill it, with all that carries its token."""
        if self._started.wait(5) and self._process is not None:
            family.Family(self._pid, self._token).kill()
            self.close()

    def close(self) -> None:
        """Close our ends of its pipes."""
        for pipe in (self._process.stdin, self._process.stdout) if self._process is not None else ():
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


@dataclass(frozen=True)
class _Polling:
    """What its caller wants to do, and to be asked, while a call goes on."""

    on_poll: Callable[[], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def is_cancelled(self) -> bool:
        if self.on_poll is not None:
            self.on_poll()
        return self.cancelled is not None and self.cancelled()


@dataclass
class _Watch:
    """Looks at the child and its relatives until it ends or a limit breaks."""

    relatives: family.Family
    deadline: float
    memory_bytes: int
    answer: Path
    polling: _Polling
    peak: int = 0

    def until(self, ended: Any) -> Limit | None:
        pause = 0.01
        while not ended(pause):
            pause = min(pause * 1.5, POLL_SECONDS)
            if limit := self._broken():
                return limit
        return None

    def _broken(self) -> Limit | None:
        members = self.relatives.members()
        held = sum(member.resident_bytes for member in members)
        self.peak = max(self.peak, held)
        tests: list[tuple[Limit, bool]] = [
            ("cancelled", self.polling.is_cancelled()),
            ("memory", held > self.memory_bytes),
            ("processes", len(members) > PROCESSES),
            ("wall", time.monotonic() > self.deadline),
        ]
        return next((limit for limit, broken in tests if broken), None)


def _completed(code: int | None, limit: Limit | None, folder: Path, seconds: float, peak: int) -> Completed:
    errors, answer = "", ""
    with contextlib.suppress(OSError), (folder / ERRORS).open("rb") as file:
        errors = tail(file)
    if code == 0 and limit is None:
        too_much = (folder / ANSWER).stat().st_size >= OUTPUT_BYTES
        limit = "output" if too_much else None
        answer = "" if too_much else (folder / ANSWER).read_text(encoding="utf-8")
    ended = -signal.SIGKILL if code is None else code
    return Completed(ended, answer, errors, limit or limit_of_kernel(ended), seconds, peak)
