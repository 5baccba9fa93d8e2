"""Token buckets in one small file that all web processes of a machine share.

The file never grows: it holds a fixed number of buckets in sets of four, and a newcomer takes the place of the one in its
set that was used longest ago. Losing the file loses nothing but counts.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

SETS = 1 << 14
WAYS = 4
_BUCKET = struct.Struct("<Qdd")
"""Name (64 bits of a hash), requests left, seconds since the epoch at which that was so."""
_SET_BYTES = WAYS * _BUCKET.size


@dataclass(frozen=True)
class Taken:
    """What came of asking: whether the request may pass, how many more may at once, seconds until the next may."""

    passes: bool
    left: int
    wait: float


class Buckets:
    """The buckets in the file at `path`, which is made if it is not there."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
        os.ftruncate(self._file, SETS * _SET_BYTES)
        self._memory = mmap.mmap(self._file, SETS * _SET_BYTES)
        self._lock = threading.Lock()

    def take(self, name: str, *, per_minute: int, now: float) -> Taken:
        """Take one request out of the bucket of that name, which holds a minute's worth and fills evenly. `now` in seconds since the epoch."""
        code = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little") or 1
        start = code % SETS * _SET_BYTES
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, _SET_BYTES, start)
            try:
                return self._take(code, start, per_minute, now)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, _SET_BYTES, start)

    def _take(self, code: int, start: int, per_minute: int, now: float) -> Taken:
        place, left = self._find(code, start, per_minute, now)
        passes = left >= 1
        left -= passes
        _BUCKET.pack_into(self._memory, place, code, left, now)
        return Taken(passes, int(left), 0.0 if left >= 1 else (1 - left) * 60 / per_minute)

    def _find(self, code: int, start: int, per_minute: int, now: float) -> tuple[int, float]:
        """Return where the bucket stands and what it holds now; for a new one the place used longest ago, full."""
        places = [(start + way * _BUCKET.size, *_BUCKET.unpack_from(self._memory, start + way * _BUCKET.size)) for way in range(WAYS)]
        for place, name, left, at in places:
            if name == code:
                gained = max(now - at, 0) * per_minute / 60
                return place, min(left + gained, per_minute)
        oldest = min(places, key=lambda bucket: bucket[3])
        return oldest[0], float(per_minute)
