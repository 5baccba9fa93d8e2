"""Tables in a folder: whatever only a folder can do (fsync, rename, unlink) is said here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from mueang.lake.storage import LOG, Entry, as_they_are, checked, locked


class FolderPlace:
    """One table as a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.uri = str(path)
        self.options: dict[str, str] | None = None

    @property
    def drafts(self) -> Path:
        """The folder itself: a file that no commit names does not exist."""
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path

    def entries(self) -> list[Entry]:
        """Return every file of the table."""
        return [*_entries_in(self.path, ""), *_entries_in(self.path / LOG, f"{LOG}/")]

    def commit_text(self, version: int) -> str | None:
        """Return the entry of the log."""
        try:
            return self._commit(version).read_text("utf-8")
        except FileNotFoundError:
            return None

    def committed_at(self, version: int) -> float | None:
        """Return when the commit was written."""
        try:
            return self._commit(version).stat().st_mtime
        except FileNotFoundError:
            return None

    def take(self, drafts: Sequence[str]) -> None:
        """Wait until the files, and their names, are on the disk."""
        for draft in drafts:
            _sync(Path(draft))
        _sync(self.path)

    def settle(self, versions: Iterable[int]) -> None:
        """Wait until the commits, and their names, are on the disk."""
        for version in versions:
            _sync(self._commit(version))
        _sync(self.path / LOG)

    def remove(self, names: Iterable[str]) -> None:
        """Unlink data files."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def faults(self) -> AbstractContextManager[None]:
        """Let faults of the disk be what they are."""
        return nullcontext()

    def _commit(self, version: int) -> Path:
        return self.path / LOG / f"{version:020d}.json"


class Folder:
    """Tables as sub-folders of one folder, each named by the table's id."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        self.name = str(self.root)
        self.work = self.root
        self.folders: tuple[Path, ...] = (self.root,)

    def place(self, table_id: str) -> FolderPlace:
        """Return the place of the table."""
        return FolderPlace(self.root / checked(table_id))

    def locked(self, table_id: str, *, wait: bool = True) -> AbstractContextManager[None]:
        """Hold the table's lock: one writer or cleaner at a time."""
        return locked(self.root, table_id, wait=wait)

    def held(self, addresses: Sequence[str]) -> AbstractContextManager[list[str]]:
        """Give the files where they are."""
        return as_they_are(addresses)

    def erase(self, table_id: str) -> None:
        """Remove the table: it vanishes by a rename, then is unlinked."""
        path = self.place(table_id).path
        doomed = self.root / f".erased-{table_id}"
        shutil.rmtree(doomed, ignore_errors=True)
        if path.exists():
            path.rename(doomed)
            _sync(self.root)
            shutil.rmtree(doomed)

    def tables(self) -> tuple[str, ...]:
        """Return the ids of the tables that are there."""
        if not self.root.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.root.iterdir() if (path / LOG).is_dir()))

    def check(self) -> None:
        """Be content: whether the data folder can be written is asked elsewhere."""


def _entries_in(folder: Path, prefix: str) -> Iterator[Entry]:
    """Yield the files of a folder; one that vanishes meanwhile is left out."""
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        for entry in found:
            with suppress(FileNotFoundError):
                if entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    yield Entry(prefix + entry.name, status.st_size, status.st_mtime)


def _sync(path: Path) -> None:
    """Wait until the file, or the names in the folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
