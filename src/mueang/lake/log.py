"""The Delta log of one table: opening a version, and committing files as one atomic step.

Ours only: no deletion vectors, no column mapping, logs never cleaned up, so that any version named in the records can
be read by any engine from its list of files.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, TableFeatures, Transaction
from deltalake.exceptions import CommitFailedError
from deltalake.schema import Schema as DeltaSchema
from deltalake.transaction import AddAction, RemoveAction

from mueang.base.errors import Conflict, NotFound
from mueang.base.message import Message
from mueang.lake.files import DataFile
from mueang.lake.names import SYSTEM, stored_schema
from mueang.lake.storage import LOG, sync_file, sync_folder
from mueang.tables.schema import ColumnType, TableSchema

EMPTY = 0
"""The Delta version that every table starts with: no rows, only the system columns. The base of a first write."""
_FOR_EVER = "interval 36500 days"
_SETTINGS = {"delta.logRetentionDuration": _FOR_EVER, "delta.deletedFileRetentionDuration": _FOR_EVER}
_HOOKS = PostCommitHookProperties(cleanup_expired_logs=False)
_META = "mueang"


def create(folder: Path) -> DeltaTable:
    """Start a table without rows."""
    folder.mkdir(parents=True, exist_ok=True)
    return DeltaTable.create(str(folder), schema=stored_schema(TableSchema()), configuration=_SETTINGS)


def open_table(folder: Path, version: int | None = None) -> DeltaTable:
    """Return the table at a Delta version, the latest without one. Raises NotFound (`lake.absent`)."""
    if not _entry(folder, version or EMPTY).is_file():
        raise NotFound(code="lake.absent")
    return DeltaTable(str(folder), version=version)


def note_of(folder: Path, version: int) -> dict[str, Any] | None:
    """Return what we wrote beside a commit, or None for a commit of another kind.

    Read from the log itself: `DeltaTable.history` numbers commits wrongly at any but the latest version.
    """
    entry = _entry(folder, version)
    for line in entry.read_text("utf-8").splitlines() if entry.is_file() else ():
        info = json.loads(line).get("commitInfo", {})
        if _META in info:
            return dict(json.loads(info[_META]))
    return None


def newest(folder: Path) -> tuple[int, dict[str, Any]] | None:
    """Return number and note of the newest commit that holds rows of ours: behind it may stand undone commits and clean-ups."""
    numbers = sorted((int(entry.stem) for entry in (folder / LOG).glob("*.json") if entry.stem.isdigit()), reverse=True)
    return next(((number, note) for number in numbers if (note := note_of(folder, number))), None)


def find_commit(folder: Path, latest: DeltaTable, *, job: str, base: int, number: int) -> int | None:
    """Return the Delta version that this very job committed upon this base, or None."""
    if latest.transaction_version(job) != number:
        return None
    for version in range(latest.version(), base, -1):
        note = note_of(folder, version)
        if note and (note["job"], note["base"], note["number"]) == (job, base, number):
            return version
    return None


def age_of(folder: Path, version: int) -> float:
    """Return the seconds since the commit was written."""
    return time.time() - _entry(folder, version).stat().st_mtime


def _entry(folder: Path, version: int) -> Path:
    return folder / LOG / f"{version:020d}.json"


def restore(table: DeltaTable, version: int) -> DeltaTable:
    """Make an earlier version the latest again, by a new commit. Raises Conflict if another wrote meanwhile."""
    try:
        table.restore(version, commit_properties=CommitProperties(max_commit_retries=0), post_commithook_properties=_HOOKS)
    except CommitFailedError as error:
        raise _raced() from error
    return DeltaTable(table.table_uri)


def commit_restored(table: DeltaTable, version: int, *, note: dict[str, Any]) -> int:
    """Commit once more, with our note, what an earlier version held, and return the number; no data file is written.

    Raises Conflict (`lake.raced`) if another wrote since `table` was opened.
    """
    folder = Path(table.table_uri.removeprefix("file://"))
    before: int = table.version()
    wanted = open_table(folder, version)
    try:
        if set(wanted.file_uris()) == set(table.file_uris()):
            table.create_write_transaction([], mode="append", schema=table.schema(), commit_properties=_noted(note), post_commithook_properties=_HOOKS)
        else:
            table.restore(version, commit_properties=_noted(note), post_commithook_properties=_HOOKS)
    except CommitFailedError as error:
        raise _raced() from error
    _sync_commits(folder, before, before + 1)
    return before + 1


def commit(table: DeltaTable, *, added: Sequence[DataFile], gone: Sequence[str], whole: bool, schema: TableSchema, note: dict[str, Any]) -> int:
    """Commit files added and gone as one version and return its number. It is on the disk when this returns.

    `whole`: the added files are all there is, of a schema of their own (Delta removes the rest). Otherwise columns new to the table are added
    first, by a commit that nobody names. Raises Conflict (`lake.raced`) if another wrote since `table` was opened.
    """
    folder = Path(table.table_uri.removeprefix("file://"))
    sync_folder(folder)
    try:
        table = _with_moments(table, schema)
        table = table if whole else _widened(table, schema)
        before: int = table.version()
        table.create_write_transaction(
            [*(_add(file) for file in added), *(RemoveAction(name, True, _now()) for name in ([] if whole else gone))],
            mode="overwrite" if whole else "append",
            schema=stored_schema(schema),
            commit_properties=_noted(note),
            post_commithook_properties=_HOOKS,
        )
    except CommitFailedError as error:
        raise _raced() from error
    _sync_commits(folder, before, before + 1)
    return before + 1


def _noted(note: dict[str, Any]) -> CommitProperties:
    return CommitProperties(
        custom_metadata={_META: json.dumps(note, ensure_ascii=False)}, app_transactions=[Transaction(note["job"], note["number"])], max_commit_retries=0
    )


def _sync_commits(folder: Path, *versions: int) -> None:
    for version in versions:
        sync_file(_entry(folder, version))
    sync_folder(folder / LOG)


def _with_moments(table: DeltaTable, schema: TableSchema) -> DeltaTable:
    """Allow columns of moments without time zone, which Delta wants said once for a table; a commit that nobody names."""
    if not schema.of_type(ColumnType.DATETIME) or "timestampNtz" in (table.protocol().reader_features or ()):
        return table
    table.alter.add_feature(
        TableFeatures.TimestampWithoutTimezone,
        allow_protocol_versions_increase=True,
        commit_properties=CommitProperties(max_commit_retries=0),
        post_commithook_properties=_HOOKS,
    )
    return DeltaTable(table.table_uri)


def _widened(table: DeltaTable, schema: TableSchema) -> DeltaTable:
    here = {field.name for field in table.schema().fields}
    fresh = [field for field in DeltaSchema.from_arrow(stored_schema(schema)).fields if field.name not in here and field.name not in SYSTEM]
    if not fresh:
        return table
    table.alter.add_columns(fresh, commit_properties=CommitProperties(max_commit_retries=0), post_commithook_properties=_HOOKS)
    return DeltaTable(table.table_uri)


def _add(file: DataFile) -> AddAction:
    return AddAction(
        path=file.path.name, size=file.bytes, partition_values={}, modification_time=_now(), data_change=True, stats=json.dumps({"numRecords": file.rows})
    )


def _now() -> int:
    return int(time.time() * 1000)


def _raced() -> Conflict:
    return Conflict(Message("มีผู้เขียนตารางนี้พร้อมกัน ลองใหม่อีกครั้ง", "The table was written by another at the same time. Try again."), code="lake.raced")
