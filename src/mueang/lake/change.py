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
from mueang.lake.content import Content, content_of
from mueang.lake.files import GROUP_ROWS, DataFile, write_files
from mueang.lake.match import Matcher, order_span, rows_in, rows_without
from mueang.lake.modes import Append, Mode, Replace, Update
from mueang.lake.names import stored_schema
from mueang.lake.snapshot import Snapshot
from mueang.tables.schema import TableSchema

SMALL_FILES = 32
"""So many files of less than one row group are written together at the next append, lest reading slows down."""
_REPEATED = Message(
    "ค่าในคอลัมน์หลัก {keys} ซ้ำกันหรือว่าง {n} รายการในไฟล์ใหม่ แก้ไฟล์ หรือเลือกคอลัมน์หลักใหม่",
    "{n} values of the key {keys} repeat or are missing in the new file. Mend the file, or choose another key.",
)


@dataclass(frozen=True)
class Change:
    """Files in and out (the names of those that go), the content afterwards, and how many old rows are lost."""

    added: tuple[DataFile, ...]
    gone: tuple[str, ...]
    content: Content
    lost_rows: int

    def figures(self, old: Snapshot, *, new_rows: int) -> dict[str, Any]:
        """Return rows, bytes, content and counts for the commit; a lost row counts as replaced while a new one can stand in for it."""
        replaced = min(self.lost_rows, new_rows)
        kept = sum(Path(file).stat().st_size for file in old.files if Path(file).name not in self.gone)
        return {
            "rows": self.content.rows,
            "lanes": list(self.content.lanes),
            "bytes": kept + sum(file.bytes for file in self.added),
            "added": new_rows - replaced,
            "replaced": replaced,
            "removed": self.lost_rows - replaced,
        }


@dataclass(frozen=True)
class Changer:
    """Works out the change that new files make to the snapshot `old`, whose rows hold the content `before`."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    old: Snapshot
    before: Content
    schema: TableSchema

    def change(self, new: Sequence[DataFile], mode: Mode) -> Change:
        """Return the change, rewriting those files of the table that hold rows to go. Raises Conflict (`lake.key-repeats`)."""
        fresh = content_of(self.connection, _paths(new), self.schema)
        if isinstance(mode, Replace):
            return Change(tuple(new), _names(self.old.files), fresh, self.old.rows)
        if isinstance(mode, Append):
            return self._appended(new, fresh)
        matcher = Matcher(self.connection, mode, self.schema, _paths(new))
        if isinstance(mode, Update) and (n := matcher.repeated()):
            raise Conflict(_REPEATED.fill(keys=" ".join(mode.keys), n=n), code="lake.key-repeats")
        gone = matcher.touched(self.old.files)
        lost = matcher.content(sorted(gone))
        again = [file for name in sorted(gone) if len(gone[name]) < rows_in(name) for file in self._written(rows_without(name, gone[name], self.schema))]
        return Change((*new, *again), _names(sorted(gone)), self.before - lost + fresh, lost.rows)

    def _appended(self, new: Sequence[DataFile], fresh: Content) -> Change:
        small = self._small_files()
        rows = (batch for file in small for batch in rows_without(file, None, self.schema))
        again = self._written(rows) if small else []
        return Change((*new, *again), _names(small), self.before + fresh, 0)

    def _written(self, rows: Iterator[pa.RecordBatch]) -> list[DataFile]:
        return write_files(self.folder, rows, stored_schema(self.schema))

    def _small_files(self) -> list[str]:
        small = [file for file in self.old.files if rows_in(file) < GROUP_ROWS]
        return sorted(small, key=order_span) if len(small) >= SMALL_FILES else []


def _paths(files: Sequence[DataFile]) -> list[str]:
    return [str(file.path) for file in files]


def _names(files: Sequence[str]) -> tuple[str, ...]:
    return tuple(Path(file).name for file in files)
