"""The Delta log of one table: opening a version, and committing files as one atomic step.

Ours only: no deletion vectors, no column mapping, logs never cleaned up, so that any version named in the records can
be read by any engine from its list of files. On every store a number is taken once: who comes second is refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, TableFeatures, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.schema import Schema as DeltaSchema
from deltalake.transaction import AddAction, RemoveAction

from mueang.base.errors import Conflict, NotFound
from mueang.base.message import Message
from mueang.lake.files import DataFile
from mueang.lake.names import ORDER, SYSTEM, stored_schema
from mueang.lake.storage import Entry, Place
from mueang.tables.schema import ColumnType, TableSchema

EMPTY = 0
"""The Delta version that every table starts with: no rows, only the system columns. The base of a first write."""
_FOR_EVER = "interval 36500 days"
_SETTINGS = {"delta.logRetentionDuration": _FOR_EVER, "delta.deletedFileRetentionDuration": _FOR_EVER, "delta.checkpointInterval": "10"}
"""Delta reads every commit since the last checkpoint to open a table; from a store far away each is a request, or two."""
_HOOKS = PostCommitHookProperties(cleanup_expired_logs=False)
_ALONE = CommitProperties(max_commit_retries=0)
_META = "mueang"


def open_or_create(place: Place) -> DeltaTable:
    """Return the latest state of the table; one without rows is started if there is none."""
    if place.committed_at(EMPTY) is None:
        try:
            with place.faults():
                return DeltaTable.create(place.uri, schema=stored_schema(TableSchema()), configuration=_SETTINGS, storage_options=place.options)
        except DeltaError:  # another was quicker
            if place.committed_at(EMPTY) is None:
                raise
    with place.faults():
        return DeltaTable(place.uri, storage_options=place.options)


def open_table(place: Place, version: int | None = None) -> DeltaTable:
    """Return the table at a Delta version, the latest without one. Raises NotFound (`lake.absent`)."""
    if place.committed_at(version or EMPTY) is None:
        raise NotFound(code="lake.absent")
    with place.faults():
        return DeltaTable(place.uri, version=version, storage_options=place.options)


def _reopened(place: Place, table: DeltaTable) -> DeltaTable:
    with place.faults():
        table.update_incremental()
    return table


def note_of(place: Place, version: int) -> dict[str, Any] | None:
    """Return what we wrote beside a commit, or None for a commit of another kind.

    Read from the log itself: `DeltaTable.history` numbers commits wrongly at any but the latest version.
    """
    for line in (place.commit_text(version) or "").splitlines():
        info = json.loads(line).get("commitInfo", {})
        if _META in info:
            return dict(json.loads(info[_META]))
    return None


def noted(files: Iterable[DataFile]) -> list[list[Any]]:
    """Return the files as a note tells them: whoever reads the note of a version need not follow the log."""
    return [[file.name, file.rows, file.bytes, file.first, file.last] for file in files]


def files_at(place: Place, version: int) -> list[DataFile]:
    """Return the data files of a version, by name, from its note or else from the log. Raises NotFound (`lake.absent`)."""
    note = note_of(place, version) or {}
    if "files" in note:
        return sorted((DataFile(f"{place.uri}/{name}", *rest) for name, *rest in note["files"]), key=lambda file: file.name)
    return files_of(open_table(place, version))


def names_after(place: Place, version: int, names: Iterable[str]) -> set[str]:
    """Return the names of the data files that stand after the commit, where `names` stood before."""
    present = set(names)
    for line in (place.commit_text(version) or "").splitlines():
        action = json.loads(line)
        present -= {action["remove"]["path"]} if "remove" in action else set()
        present |= {action["add"]["path"]} if "add" in action else set()
    return present


def files_of(table: DeltaTable) -> list[DataFile]:
    """Return the data files of the opened version, by name."""
    found = table.get_add_actions(flatten=True)
    first, last = f"min.{ORDER}", f"max.{ORDER}"
    names = ["path", "num_records", "size_bytes", *(name for name in (first, last) if name in found.schema.names)]
    rows = zip(*(found.column(name).to_pylist() for name in names), strict=True)
    base = table.table_uri.removeprefix("file://").rstrip("/")
    return sorted((DataFile(f"{base}/{path}", *rest) for path, *rest in rows), key=lambda file: file.name)


def newest(place: Place, entries: Iterable[Entry]) -> tuple[int, dict[str, Any]] | None:
    """Return number and note of the newest commit that holds rows of ours: behind it may stand undone commits and clean-ups."""
    numbers = sorted((entry.commit for entry in entries if entry.commit is not None), reverse=True)
    return next(((number, note) for number in numbers if (note := note_of(place, number))), None)


def find_commit(place: Place, latest: DeltaTable, *, job: str, base: int, number: int) -> int | None:
    """Return the Delta version that this very job committed upon this base, or None."""
    if latest.transaction_version(job) != number:
        return None
    for version in range(latest.version(), base, -1):
        if _is_ours(note_of(place, version), job, base, number):
            return version
    return None


def _is_ours(note: dict[str, Any] | None, job: str, base: int, number: int) -> bool:
    return note is not None and (note["job"], note["base"], note["number"]) == (job, base, number)


def undo(place: Place, table: DeltaTable, version: int) -> DeltaTable:
    """Make an earlier version the latest again, by a commit that nobody names. Raises Conflict if another wrote meanwhile."""
    _attempt(place, lambda: table.restore(version, commit_properties=_ALONE, post_commithook_properties=_HOOKS))
    return _reopened(place, table)


def commit_again(place: Place, table: DeltaTable, version: int, *, note: dict[str, Any]) -> int:
    """Commit once more, with our note, what an earlier version held, and return the number; no data file is written.

    Raises Conflict (`lake.raced`) if another wrote since `table` was opened.
    """
    wanted = open_table(place, version)
    if set(wanted.file_uris()) == set(table.file_uris()):
        schema = table.schema()
        return _commit(place, table, note, lambda: table.create_write_transaction([], "append", schema, **_noted(note)))
    return _commit(place, table, note, lambda: table.restore(version, **_noted(note)))


def commit(
    place: Place,
    table: DeltaTable,
    *,
    added: Sequence[DataFile],
    gone: Sequence[str],
    schema: TableSchema,
    note: dict[str, Any],
    whole: bool,
    moved: bool = False,
) -> int:
    """Commit files added and gone as one version and return its number. It is on the disk when this returns.

    `whole`: the added files are all there is, of a schema of their own (Delta removes the rest). Otherwise columns new to the table are added
    first, by a commit that nobody names. `moved`: the rows are the same as before, in other files. Raises Conflict (`lake.raced`) if another
    wrote since `table` was opened.
    """
    place.take([file.address for file in added])
    ready = _with_moments(place, table, schema)
    ready = ready if whole else _widened(place, ready, schema)
    actions = [*(_add(file, moved) for file in added), *(RemoveAction(name, not moved, _now()) for name in ([] if whole else gone))]
    mode = "overwrite" if whole else "append"
    return _commit(place, ready, note, lambda: ready.create_write_transaction(actions, mode, stored_schema(schema), **_noted(note)))


def _commit(place: Place, table: DeltaTable, note: dict[str, Any], write: Callable[[], Any]) -> int:
    """Write the commit that follows `table` and return its number. An answer that was lost on the way is made up for by reading."""
    before: int = table.version()
    try:
        _attempt(place, write)
    except Conflict:
        if note_of(place, before + 1) != note:
            raise
    place.settle((before, before + 1))
    return before + 1


def _attempt(place: Place, write: Callable[[], Any]) -> None:
    try:
        with place.faults():
            write()
    except CommitFailedError as error:
        raise _raced() from error


def _noted(note: dict[str, Any]) -> dict[str, Any]:
    properties = CommitProperties(
        custom_metadata={_META: json.dumps(note, ensure_ascii=False)}, app_transactions=[Transaction(note["job"], note["number"])], max_commit_retries=0
    )
    return {"commit_properties": properties, "post_commithook_properties": _HOOKS}


def _with_moments(place: Place, table: DeltaTable, schema: TableSchema) -> DeltaTable:
    """Allow columns of moments without time zone, which Delta wants said once for a table; a commit that nobody names."""
    if not schema.of_type(ColumnType.DATETIME) or "timestampNtz" in (table.protocol().reader_features or ()):
        return table
    feature = TableFeatures.TimestampWithoutTimezone
    _attempt(
        place,
        lambda: table.alter.add_feature(feature, allow_protocol_versions_increase=True, commit_properties=_ALONE, post_commithook_properties=_HOOKS),
    )
    return _reopened(place, table)


def _widened(place: Place, table: DeltaTable, schema: TableSchema) -> DeltaTable:
    here = {field.name for field in table.schema().fields}
    fresh = [field for field in DeltaSchema.from_arrow(stored_schema(schema)).fields if field.name not in here and field.name not in SYSTEM]
    if not fresh:
        return table
    _attempt(place, lambda: table.alter.add_columns(fresh, commit_properties=_ALONE, post_commithook_properties=_HOOKS))
    return _reopened(place, table)


def _add(file: DataFile, moved: bool) -> AddAction:
    figures = {"numRecords": file.rows, "minValues": {ORDER: file.first}, "maxValues": {ORDER: file.last}, "nullCount": {ORDER: 0}}
    stats = figures if file.rows else {"numRecords": 0}
    return AddAction(path=file.name, size=file.bytes, partition_values={}, modification_time=_now(), data_change=not moved, stats=json.dumps(stats))


def _now() -> int:
    return int(time.time() * 1000)


def _raced() -> Conflict:
    return Conflict(Message("มีผู้เขียนตารางนี้พร้อมกัน ลองใหม่อีกครั้ง", "The table was written by another at the same time. Try again."), code="lake.raced")
