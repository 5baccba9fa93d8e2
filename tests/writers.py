"""Writers of a lake in processes of their own, to be killed.

One process imports what they need and opens nothing; each writer is its fork, so that none pays for a start again and
none knows of another but what the store holds.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

import drawn
import stores
from mueang.flows.publish import publish
from mueang.lake import Lake, compaction, files, log, mode_from_dict

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["mueang.flows.publish", "mueang.lake.engines.duckdb", "shapely"])
Told = Callable[..., None]


@dataclass
class Writer:
    """A process that writes, and says at which stage it is."""

    process: ForkServerProcess
    words: Connection

    def ended(self) -> int | None:
        """Wait for its end, and return how it ended: by the number of a signal, negative, or with 0."""
        self.process.join()
        self.words.close()
        return self.process.exitcode

    def kill_within(self, seconds: float) -> None:
        """Kill it that long after its first word, unless it ended before."""
        self.words.recv()
        self.process.join(seconds)
        self.process.kill()
        self.ended()


def started(write: Callable[[Lake, Told], object], lake: Lake, *, at: str = "") -> Writer:
    """Start one that writes into the lake; it kills itself at the stage `at`, "writing:4" being the fourth time that it is reached."""
    words, mouth = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=_write, args=(mouth, write, stores.told(lake), at), daemon=True)
    process.start()
    mouth.close()
    return Writer(process, words)


def publishing(base: int, mode: dict[str, Any]) -> Callable[[Lake, Told], object]:
    """Return what publishes 3,000 rows."""
    return partial(_publish, base=base, mode=mode)


def restoring(base: int, to: int) -> Callable[[Lake, Told], object]:
    """Return what goes back to an earlier version."""
    return partial(_restore, base=base, to=to)


def compacting(base: int) -> Callable[[Lake, Told], object]:
    """Return what makes few large files of many small ones."""
    return partial(_compact, base=base)


def _publish(lake: Lake, tell: Told, *, base: int, mode: dict[str, Any]) -> None:
    schema, _ = drawn.table("k | v\n1 | 1")
    batches = drawn.batches(schema, [{"k": k, "v": -k} for k in range(3000)], size=100)
    publish(lake, "air", iter(batches), schema, mode=mode_from_dict(mode), base=base, job="job-2", number=2, on_progress=tell)


def _restore(lake: Lake, tell: Told, *, base: int, to: int) -> None:
    tell("staged")
    lake.restore("air", to=to, base=base, job="job-2", version_number=2)


def _compact(lake: Lake, tell: Told, *, base: int) -> None:
    tell("staged")
    lake.compact("air", base=base, job="job-2", version_number=2)


def _write(mouth: Connection, write: Callable[[Lake, Told], object], store: dict[str, str], at: str) -> None:
    """Write in this process, whose groups of rows are small enough for all stages to be reached."""
    told: list[str] = []

    def tell(stage: str, rows: int = 0) -> None:
        told.append(stage)
        mouth.send(stage)
        if at == f"{stage}:{told.count(stage)}":
            os.kill(os.getpid(), signal.SIGKILL)

    files.GROUP_ROWS = compaction.GROUP_ROWS = 500
    lake = stores.opened(**store)
    _tell_of_the_log(lake, tell)
    write(lake, tell)


def _tell_of_the_log(lake: Lake, tell: Told) -> None:
    """Say also when files are taken in and when the log gets its commit."""
    kind = type(lake.store.place("air"))
    commit, take = log._commit, kind.take

    def taking(place: Any, drafts: Any) -> None:
        tell("taking")
        take(place, drafts)
        tell("taken")

    def committing(*args: Any) -> Any:
        tell("committing")
        number = commit(*args)
        tell("in the log")
        return number

    kind.take, log._commit = taking, committing
