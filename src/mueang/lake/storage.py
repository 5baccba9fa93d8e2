"""Where tables live. What differs between a folder and a bucket is said behind these two names and nowhere else."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mueang.base.errors import BadInput, Conflict
from mueang.base.message import Message

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
LOG = "_delta_log"

Hold = Callable[[Sequence[str]], AbstractContextManager[list[str]]]
"""Turns addresses of data files into paths of this machine that stay there as long as they are held."""


@dataclass(frozen=True)
class Stored:
    """What a table takes of the store.

    bytes         of all versions, with the log and with what no version names and is not yet removed
    files         data files of all versions
    newest_bytes  of the newest commit with rows alone, as its files are
    """

    bytes: int = 0
    files: int = 0
    newest_bytes: int = 0


@dataclass(frozen=True)
class Entry:
    """A file of a table, data or log: its name below the table, its bytes, and when it was written (seconds since 1970)."""

    name: str
    bytes: int
    modified: float

    @property
    def is_data(self) -> bool:
        """True for a data file."""
        return "/" not in self.name and self.name.endswith(".parquet")

    @property
    def commit(self) -> int | None:
        """The number of the commit that the file is, None for any other file."""
        stem, _, kind = self.name.removeprefix(f"{LOG}/").partition(".")
        return int(stem) if self.name.startswith(f"{LOG}/") and kind == "json" and stem.isdecimal() else None


class Place(Protocol):
    """One table in a store."""

    uri: str
    options: dict[str, str] | None
    """Where Delta finds the table, and with what."""

    @property
    def drafts(self) -> Path:
        """The folder of this machine in which new data files are written."""
        ...

    def entries(self) -> list[Entry]:
        """Return every file of the table; nothing for a table that is not there."""
        ...

    def commit_text(self, version: int) -> str | None:
        """Return the entry of the log, None if it is not there."""
        ...

    def committed_at(self, version: int) -> float | None:
        """Return when the commit was written (seconds since 1970), None if it is not there."""
        ...

    def take(self, drafts: Sequence[str]) -> None:
        """Make the data files complete in the store, so that a commit may name them. It outlives a loss of power when this returns."""
        ...

    def settle(self, versions: Iterable[int]) -> None:
        """Wait until the commits outlive a loss of power."""
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Remove data files, drafts or taken; what is not there is let be."""
        ...

    def faults(self) -> AbstractContextManager[None]:
        """Tell faults of the store, whoever met them, as Unavailable."""
        ...


class Store(Protocol):
    """Tables by their ids."""

    name: str
    """Tells stores apart; it holds no key."""
    work: Path
    """A folder of this machine for what is not kept."""
    folders: tuple[Path, ...]
    """Where the paths that `held` gives may lie."""

    def place(self, table_id: str) -> Place:
        """Return the place of the table. Raises BadInput (`lake.id`) for an id that could name anything else."""
        ...

    def locked(self, table_id: str, *, wait: bool = True) -> AbstractContextManager[None]:
        """Hold the table's lock on this machine. Raises Conflict (`lake.busy`) if another holds it and `wait` is false.

        It spares work; what keeps two machines from writing one version is that Delta's log takes each number once.
        """
        ...

    def held(self, addresses: Sequence[str]) -> AbstractContextManager[list[str]]:
        """Give the data files as paths of this machine. Raises NotFound (`lake.absent`) if one is gone."""
        ...

    def erase(self, table_id: str) -> None:
        """Remove the table with every file of every version. It vanishes in one step, then its files go."""
        ...

    def tables(self) -> tuple[str, ...]:
        """Return the ids of the tables that are there."""
        ...

    def check(self) -> None:
        """Raise Unavailable if the store does not do all that the lake needs of it."""
        ...


def checked(table_id: str) -> str:
    """Return the id. Raises BadInput for one that could name anything but a table."""
    if not _ID.fullmatch(table_id):
        raise BadInput(Message("รหัสตารางไม่ถูกรูปแบบ", "The table id is not well formed."), code="lake.id", field="table")
    return table_id


def as_they_are(addresses: Sequence[str]) -> AbstractContextManager[list[str]]:
    """Hold files that are paths of this machine already."""
    return nullcontext(list(addresses))


@contextmanager
def locked(folder: Path, table_id: str, *, wait: bool) -> Iterator[None]:
    """Hold the lock of the table among those who use this folder. The system frees it when the process dies."""
    locks = folder / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / checked(table_id)).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(Message("ตารางนี้กำลังถูกเขียนอยู่ ลองใหม่ภายหลัง", "The table is being written. Try again later."), code="lake.busy") from error
        yield
