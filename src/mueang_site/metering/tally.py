"""Counts that only grow, kept by each process in a file of its own and added up when somebody asks.

A file is mapped into memory: adding costs no call of the system, and what a killed process counted stays. Records follow
one another: length of the key (4 bytes), key padded to 8, value (8 bytes); the first 8 bytes say where they end. Room is
reserved on the disk before it is used, so that a full disk refuses a new key instead of ending the process.
"""

from __future__ import annotations

import mmap
import os
import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_START = 8
_ROOM = 1 << 16
_LONGEST_KEY = 400


class Tally:
    """The counts of one process. Threads may share it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o640)
        self._lock = threading.Lock()
        self._places: dict[str, int] = {}
        self._end = _START
        self._reserve(_ROOM)

    def add(self, key: str, amount: float = 1.0) -> None:
        """Add to the count of this key. Raises OSError for a new key when the disk is full."""
        with self._lock:
            place = self._places.get(key) or self._new(key)
            struct.pack_into("<d", self._map, place, struct.unpack_from("<d", self._map, place)[0] + amount)

    def _new(self, key: str) -> int:
        text = key.encode()[:_LONGEST_KEY]
        place = self._end + _padded(4 + len(text))
        if place + 8 > len(self._map):
            self._reserve(2 * len(self._map))
        struct.pack_into("<I", self._map, self._end, len(text))
        self._map[self._end + 4 : self._end + 4 + len(text)] = text
        self._end = place + 8
        struct.pack_into("<Q", self._map, 0, self._end)
        self._places[key] = place
        return place

    def _reserve(self, size: int) -> None:
        os.posix_fallocate(self._descriptor, 0, size)
        self._map = mmap.mmap(self._descriptor, size)


def add(folder: Path, key: str, amount: float = 1.0) -> None:
    """Add to a count of this process. Counting never stops the work: where it cannot be done it is left out."""
    with suppress(OSError):
        _own(folder, os.getpid()).add(key, amount)


def total(folder: Path) -> dict[str, float]:
    """Return every count, over all processes since `begin_anew`."""
    found: Counter[str] = Counter()
    for file in folder.glob("*.tally"):
        with suppress(OSError, struct.error, UnicodeDecodeError):
            found.update(_read(file.read_bytes()))
    return dict(found)


def begin_anew(folder: Path) -> None:
    """Forget what earlier processes of this machine counted; to be called before the first new one."""
    for file in folder.glob(f"{_machine()}.*.tally"):
        file.unlink(missing_ok=True)


def _read(content: bytes) -> dict[str, float]:
    found, place = {}, _START
    (end,) = struct.unpack_from("<Q", content)
    while place < end:
        (length,) = struct.unpack_from("<I", content, place)
        value_at = place + _padded(4 + length)
        found[content[place + 4 : place + 4 + length].decode()] = struct.unpack_from("<d", content, value_at)[0]
        place = value_at + 8
    return found


def _padded(size: int) -> int:
    return -(-size // 8) * 8


def _machine() -> str:
    return socket.gethostname().replace("/", "_")


@lru_cache(maxsize=8)
def _own(folder: Path, pid: int) -> Tally:
    return Tally(folder / f"{_machine()}.{pid}.{os.urandom(3).hex()}.tally")
