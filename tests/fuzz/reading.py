"""Reads spoilt files in a child, and sees from outside whether it crashes, hangs or grows."""

from __future__ import annotations

import random
import resource
import signal
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz.mutate import others, spoilt, text

SLOWEST = 20.0
"""Seconds of the processor that a file of a megabyte at most may take."""
STILL = 150.0
"""Seconds without a word after which a reader stands still, on however busy a machine."""
MEMORY = 2 << 30
"""Bytes that reading one may take, all libraries included."""
_OTHERS = 0.25
"""Share of files that are no text."""


def file_of(seed: int, kept: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return the name and the content of the file of a seed."""
    draw = random.Random(seed)
    name, content = draw.choice(kept) if draw.random() < _OTHERS else text(draw)
    return name, spoilt(content, draw)


def read_on(seed: int, pipe: Connection, planted: str) -> None:
    """Read one file after another, telling the seed of each before."""
    from mueang.base.files import Source
    from mueang.flows.read import read
    from mueang.ingest.options import ReadOptions

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    options, kept = ReadOptions.from_dict({"places": {"on": False}}), others()
    while True:
        pipe.send(seed)
        signal.setitimer(signal.ITIMER_PROF, SLOWEST)
        name, content = file_of(seed, kept)
        _suffer(planted)
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            reading = read(Source.at(path), options, out=Path(folder), text=seed % 2 == 0)
            assert (reading.refused is None) == bool(reading.tables)
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > MEMORY:
            raise MemoryError
        seed += 1


def _suffer(planted: str) -> None:
    if planted == "crash":
        signal.raise_signal(signal.SIGSEGV)
    while planted == "hang":
        time.sleep(1)
    if planted == "spin":
        signal.setitimer(signal.ITIMER_PROF, 0.2)
    while planted == "spin":
        pass
    if planted == "fault":
        raise ValueError


def fuzzed(seconds: float, seed: int, planted: str = "", still: float = STILL) -> tuple[int, str | None]:
    """Return how many files were read or refused, and what befell the one that was not, with its seed."""
    here, there = get_context("spawn").Pipe(duplex=False)
    child = get_context("spawn").Process(target=read_on, args=(seed, there, planted), daemon=True)
    child.start()
    there.close()
    ends, at, fault = time.monotonic() + seconds, seed - 1, None
    try:
        while time.monotonic() < ends:
            if not here.poll(still):
                fault = f"seed {at} stood still"
                break
            at = here.recv()
    except EOFError:
        child.join()
        fault = f"seed {at} ended the program with {child.exitcode}"
    child.kill()
    child.join()
    return at - seed, fault
