"""Data files of a store far away, kept on this machine for reading: bounded, shared by its processes, thrown away at any time.

A data file never changes, so a copy is right for ever. It is built beside and renamed; who reads it holds a lock that the
system frees when the process dies, and only what nobody holds is removed, the longest unused first.
"""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock

FETCHERS = 4
"""Files fetched at a time for one answer."""
UNUSED = timedelta(days=7)
"""A copy that nobody read for so long goes, however much room there is: its table may have been erased from the store."""
_CUT_OFF = timedelta(hours=1)
_PART = ".part"

Fetch = Callable[[str, Path], None]
"""Writes the file of this name (table/file) to the path."""


@dataclass
class _Lock:
    """One shared lock of this process, and how many of its readers lean on it."""

    descriptor: int
    readers: int = 1


@dataclass
class Cache:
    """Copies under `folder`, together at most `most_bytes` and whatever is being read."""

    folder: Path
    most_bytes: int
    _locks: dict[str, _Lock] = field(default_factory=dict, repr=False)
    _guard: Lock = field(default_factory=Lock, repr=False)

    @contextmanager
    def held(self, names: Sequence[str], fetch: Fetch) -> Iterator[list[str]]:
        """Give the files (table/file) as paths that stay there meanwhile; what is not here is fetched."""
        with ExitStack() as held:
            absent = [name for name in names if not self._hold(held, name)]
            if absent:
                self._brought(held, absent, fetch)
            yield [str(self.folder / name) for name in names]

    def _brought(self, held: ExitStack, names: Sequence[str], fetch: Fetch) -> None:
        with ThreadPoolExecutor(FETCHERS) as fetchers:
            list(fetchers.map(lambda name: self._fetched(name, fetch), names))
        for name in names:
            while not self._hold(held, name):  # removed by another process between its coming and our lock
                self._fetched(name, fetch)
        self.trim()

    @contextmanager
    def held_if_here(self, name: str) -> Iterator[Path | None]:
        """Give the copy as a path that stays there meanwhile, None if it is not here."""
        with ExitStack() as held:
            yield self.folder / name if self._hold(held, name) else None

    def make(self, name: str, fetch: Fetch) -> None:
        """Bring the copy here, or anew, and keep the bound."""
        self._fetched(name, fetch)
        self.trim()

    def names(self) -> dict[str, int]:
        """Return the names of the copies that are here, with their bytes."""
        return {str(path.relative_to(self.folder)): status.st_size for path, status in self._copies() if not path.name.startswith(".")}

    def keep(self, name: str, file: Path) -> None:
        """Take over a file of this machine as the copy of this name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        file.replace(path)

    def forget(self, prefix: str) -> None:
        """Remove the copies whose names begin so."""
        for path, _ in self._copies():
            if str(path.relative_to(self.folder)).startswith(prefix):
                path.unlink(missing_ok=True)

    def trim(self) -> None:
        """Remove copies until the bound is kept: those unused for long, then the longest unused; none that is held."""
        copies = sorted(self._copies(), key=lambda copy: copy[1].st_atime)
        room, now = self.most_bytes - sum(status.st_size for _, status in copies), time.time()
        for path, status in copies:
            allowed = _CUT_OFF if _PART in path.suffixes else UNUSED
            if (room < 0 or status.st_atime < now - allowed.total_seconds()) and _remove_if_free(path):
                room += status.st_size

    def _fetched(self, name: str, fetch: Fetch) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}{_PART}")
        try:
            fetch(name, draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _hold(self, held: ExitStack, name: str) -> bool:
        """Hold the copy until `held` is closed; False if it is not here."""
        with self._guard:
            lock = self._locks.get(name)
            if lock is None:
                descriptor = _locked(self.folder / name)
                if descriptor is None:
                    return False
                self._locks[name] = _Lock(descriptor)
            else:
                lock.readers += 1
        held.callback(self._release, name)
        return True

    def _release(self, name: str) -> None:
        with self._guard:
            lock = self._locks[name]
            lock.readers -= 1
            if not lock.readers:
                del self._locks[name]
                os.close(lock.descriptor)

    def _copies(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):
                yield path, path.stat()


def _locked(path: Path) -> int | None:
    """Open the copy, lock it against removal and note the reading; None if it is not here or was removed meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    status = os.fstat(descriptor)
    if not status.st_nlink:
        os.close(descriptor)
        return None
    os.utime(descriptor, ns=(time.time_ns(), status.st_mtime_ns))
    return descriptor


def _remove_if_free(path: Path) -> bool:
    """Remove the copy unless somebody reads it."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
