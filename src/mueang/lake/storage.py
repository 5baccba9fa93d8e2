"""Where tables live: today a local folder. Whatever only a folder can do (lock, fsync, unlink) is said here and nowhere else."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mueang.base.errors import BadInput, Conflict
from mueang.base.message import Message

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
LOG = "_delta_log"


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


class Folder:
    """Tables as sub-folders of one folder, each named by the table's id."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()

    def table(self, table_id: str) -> Path:
        """Return the folder of the table. Raises BadInput for an id that could name anything else."""
        if not _ID.fullmatch(table_id):
            raise BadInput(Message("รหัสตารางไม่ถูกรูปแบบ", "The table id is not well formed."), code="lake.id", field="table")
        return self.root / table_id

    def has(self, table_id: str) -> bool:
        """True if the table has a log."""
        return (self.table(table_id) / LOG).is_dir()

    def sizes(self, table_id: str) -> dict[str, int]:
        """Return `{name below the table's folder: bytes}` of every file there, data and log; nothing for a table that is not there."""
        folder = self.table(table_id)
        return {f"{place}{name}": size for place in ("", f"{LOG}/") for name, size in _sizes_in(folder / place)}

    @contextmanager
    def locked(self, table_id: str, *, wait: bool = True) -> Iterator[None]:
        """Hold the table's lock: one writer or cleaner at a time on this machine. The system frees it when the process dies.

        Raises Conflict (`lake.busy`) if another holds it and `wait` is false.
        """
        self.table(table_id)
        locks = self.root / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / table_id).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(Message("ตารางนี้กำลังถูกเขียนอยู่ ลองใหม่ภายหลัง", "The table is being written. Try again later."), code="lake.busy") from error
            yield

    def erase(self, table_id: str) -> None:
        """Remove the table with every file of every version. It vanishes in one step (a rename), then is unlinked."""
        folder = self.table(table_id)
        doomed = self.root / f".erased-{table_id}"
        shutil.rmtree(doomed, ignore_errors=True)
        if folder.exists():
            folder.rename(doomed)
            sync_folder(self.root)
            shutil.rmtree(doomed)

    def tables(self) -> tuple[str, ...]:
        """Return the ids of the tables that are there."""
        if not self.root.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.root.iterdir() if (path / LOG).is_dir()))


def _sizes_in(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield names and bytes of the files in a folder; a file that vanishes meanwhile is left out."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.is_file(follow_symlinks=False):
                    yield entry.name, entry.stat(follow_symlinks=False).st_size


def sync_file(path: Path) -> None:
    """Wait until the content of the file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
