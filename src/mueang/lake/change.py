"""What one commit does to a table: which files come, which go, and the content that results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang.lake.compaction import in_order, runs
from mueang.lake.content import MIXED, Content, content_of
from mueang.lake.files import DataFile, write_files
from mueang.lake.log import noted
from mueang.lake.match import Matcher, rows_in, rows_without
from mueang.lake.modes import Append, Mode, Replace, Update
from mueang.lake.names import stored_schema
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Hold
from mueang.tables.schema import TableSchema

SMALL_FILES = 32
"""So many small files that follow one another are written together at the next append, lest reading slows down."""
_REPEATED = Message(
    "ค่าในคอลัมน์หลัก {keys} ซ้ำกันหรือว่าง {n} รายการในไฟล์ใหม่ แก้ไฟล์ หรือเลือกคอลัมน์หลักใหม่",
    "{n} values of the key {keys} repeat or are missing in the new file. Mend the file, or choose another key.",
)


@dataclass(frozen=True)
class Old:
    """What a write starts from: the version, its files as the commit names them, and the content of its rows."""

    snapshot: Snapshot
    files: tuple[DataFile, ...]
    content: Content

    @property
    def addresses(self) -> list[str]:
        """Where the store has the files."""
        return _addresses(self.files)


@dataclass(frozen=True)
class Change:
    """Files in and out (the names of those that go), the content afterwards, and how many old rows are lost."""

    added: tuple[DataFile, ...]
    gone: tuple[str, ...]
    content: Content
    lost_rows: int

    def figures(self, old: Old, *, new_rows: int) -> dict[str, Any]:
        """Return rows, bytes, content and counts for the commit; a lost row counts as replaced while a new one can stand in for it."""
        replaced = min(self.lost_rows, new_rows)
        return {
            **self.content.noted(),
            **self.files_upon(old),
            "added": new_rows - replaced,
            "replaced": replaced,
            "removed": self.lost_rows - replaced,
        }

    def files_upon(self, old: Old) -> dict[str, Any]:
        """Return all files afterwards, and their bytes."""
        files = [*(kept for kept in old.files if kept.name not in self.gone), *self.added]
        return {"bytes": sum(file.bytes for file in files), "files": noted(files)}


@dataclass(frozen=True)
class Changer:
    """Works out the change that new files make to what is there; `hold` brings old files to this machine where they have to be read."""

    connection: duckdb.DuckDBPyConnection
    drafts: Path
    old: Old
    schema: TableSchema
    hold: Hold

    def change(self, new: Sequence[DataFile], mode: Mode, fresh: Content) -> Change:
        """Return the change by new files of the content `fresh`, rewriting those files of the table that hold rows to go.

        Raises Conflict (`lake.key-repeats`).
        """
        if isinstance(mode, Replace):
            return Change(tuple(new), _names(self.old.addresses), fresh, self.old.content.rows)
        if isinstance(mode, Append):
            return self._appended(new, fresh)
        with self.hold(self.old.addresses) as here:
            return self._updated(new, mode, fresh, here)

    def _updated(self, new: Sequence[DataFile], mode: Mode, fresh: Content, here: Sequence[str]) -> Change:
        matcher = Matcher(self.connection, mode, self.schema, _addresses(new))
        if isinstance(mode, Update) and (n := matcher.repeated()):
            raise Conflict(_REPEATED.fill(keys=" ".join(mode.keys), n=n), code="lake.key-repeats")
        gone = matcher.touched(here)
        lost = matcher.content(sorted(gone))
        again = [file for name in sorted(gone) if len(gone[name]) < rows_in(name) for file in self._written(rows_without(name, gone[name], self.schema))]
        return Change((*new, *again), _names(sorted(gone)), self._before() - lost + fresh, lost.rows)

    def _appended(self, new: Sequence[DataFile], fresh: Content) -> Change:
        small = [file for run in runs(self.old.files) for file in run]
        if len(small) < SMALL_FILES:
            return Change(tuple(new), (), self._before() + fresh, 0)
        together = self.together(runs(self.old.files))
        return Change((*new, *together.added), together.gone, self._before() + fresh, 0)

    def _before(self) -> Content:
        """Return the content of the old rows, hashed anew if it was taken as release 1 did."""
        if self.old.content.kind == MIXED:
            return self.old.content
        with self.hold(self.old.addresses) as here:
            return content_of(self.connection, here, self.schema)

    def together(self, found: Sequence[Sequence[DataFile]]) -> Change:
        """Return the change that writes each run of files as one, row by row the same in the order of the table."""
        written = [file for run in found for file in self._together(_addresses(run))]
        return Change(tuple(written), _names(_addresses([file for run in found for file in run])), self.old.content, 0)

    def _together(self, run: Sequence[str]) -> list[DataFile]:
        with self.hold(run) as here:
            written = self._written(in_order(self.connection, here, self.schema))
            if content_of(self.connection, here, self.schema) != content_of(self.connection, _addresses(written), self.schema):
                raise RuntimeError(f"writing {len(run)} files together changed what they hold")
        return written

    def _written(self, rows: Iterator[pa.RecordBatch]) -> list[DataFile]:
        return write_files(self.drafts, rows, stored_schema(self.schema))


def _addresses(files: Sequence[DataFile]) -> list[str]:
    return [file.address for file in files]


def _names(addresses: Sequence[str]) -> tuple[str, ...]:
    return tuple(address.rpartition("/")[2] for address in addresses)
