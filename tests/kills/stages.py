"""The stages of a publication at which a kill may fall, and how a victim kills itself in one of them."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from django.db import connection

STAGES = ("staged", "writing", "written", "committed", "recording", "recorded")
"""staged: nothing is written; writing: Parquet files grow; written: files whole, no commit; committed: the lake has its
commit, no record names it; recording: inside the database transaction; recorded: the transaction is over."""
BETWEEN_FIRST_BYTE_AND_COMMIT = ("writing", "written", "committed", "recording")
STATEMENTS_IN_A_RECORDING = 40
SECONDS_AFTERWARDS = 0.02
"""So long after the transaction a kill may still fall."""


def die() -> None:
    """End as by `kill -9`: no handler, no `finally`, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)


class Stopwatch:
    """Measures how long each stage takes where nobody kills."""

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}

    def reached(self, stage: str) -> None:
        """Note when the stage begins."""
        self._begun.setdefault(stage, time.perf_counter())

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Note when the transaction begins."""
        self.reached("recording")
        yield

    def lengths(self) -> dict[str, float]:
        """Return the seconds of every stage but the last, which has no end."""
        return {stage: self._begun[after] - self._begun[stage] for stage, after in pairwise(STAGES)}


class Executioner:
    """Kills its own process at a drawn moment of the drawn stage, which takes so many seconds."""

    def __init__(self, stage: str, draw: random.Random, lengths: Mapping[str, float]) -> None:
        self._stage = stage
        self._delay = draw.uniform(0, lengths.get(stage, SECONDS_AFTERWARDS))
        self._statement = draw.randrange(STATEMENTS_IN_A_RECORDING)

    def reached(self, stage: str) -> None:
        """Start the clock when the stage begins."""
        if stage == self._stage:
            threading.Timer(self._delay, die).start()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Die before the drawn statement of the transaction, where that is the stage."""
        if self._stage != "recording":
            yield
            return
        seen = 0

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal seen
            if seen == self._statement:
                die()
            seen += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            yield
            die()
