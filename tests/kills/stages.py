"""The stages of a publication at which a kill may fall, and how a victim kills itself in one of them."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

STAGES = ("staged", "writing", "written", "committed", "recording", "recorded")
"""staged: nothing is written; writing: Parquet files grow; written: files whole, no commit; committed: the lake has its
commit, no record names it; recording: inside the database transaction; recorded: the transaction is over."""
BETWEEN_FIRST_BYTE_AND_COMMIT = ("writing", "written", "committed", "recording")
STATEMENTS_IN_A_RECORDING = 40
LONGEST_SECONDS = {"staged": 0.02, "writing": 0.25, "written": 0.12, "committed": 0.01, "recorded": 0.02}


def die() -> None:
    """End as by `kill -9`: no handler, no `finally`, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)


class Executioner:
    """Kills its own process at a drawn moment of the drawn stage."""

    def __init__(self, stage: str, draw: random.Random) -> None:
        self._stage = stage
        self._delay = draw.uniform(0, LONGEST_SECONDS.get(stage, 0))
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
