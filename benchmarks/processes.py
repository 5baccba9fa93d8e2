"""What processes and all those below them take of the machine, as the kernel tells it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from installation import descendants


def memory_of(pid: int) -> int:
    """Return the kilobytes that the process and all below it hold together; pages that they share count once."""
    return sum(map(_held, {pid, *descendants(pid)}))


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def processor_of(pid: int) -> float:
    """Return the processor's seconds of the process and all below it."""
    return sum(map(_worked, {pid, *descendants(pid)}))


def _worked(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
