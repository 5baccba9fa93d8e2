"""The lake: one Delta table for each resource, one commit for each publish.

The records are the only truth: a commit that no version row names does not exist, and is never built upon. What kill -9
safety rests on: data files are complete in the store before the commit, the commit is one file that appears whole or not
at all (both outlive a loss of power before `write` returns), and a retry of the same job finds its own commit again.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from mueang.base.errors import Conflict, NotFound
from mueang.lake import log
from mueang.lake.change import Change, Changer, Old
from mueang.lake.compaction import runs
from mueang.lake.content import Content, Tally
from mueang.lake.duck import connect
from mueang.lake.evolve import joined
from mueang.lake.extents import Extent, extents_of, values_of
from mueang.lake.files import DataFile, as_stored, remove, write_files
from mueang.lake.folder import Folder
from mueang.lake.modes import Mode, Replace, mode_as_dict
from mueang.lake.names import stored_schema
from mueang.lake.plan import Plan, plan
from mueang.lake.removal import unnamed
from mueang.lake.restoring import figures
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Place, Store, Stored
from mueang.tables.schema import TableSchema

if TYPE_CHECKING:
    from mueang.lake.engines.native import Copies

Progress = Callable[[str, int], None]
"""Called with a stage (`writing`, `written`, `committed`) and the rows done."""

GRACE = timedelta(days=1)
"""So long a commit or a file that no record names is left to the job that may be about to name it."""
TAKEN_UP = GRACE / 2
"""So long a job that is run again takes up its own commit; later it writes anew, lest the commit be removed while it is recorded."""
_MOST_SNAPSHOTS = 10_000
_SNAPSHOTS: OrderedDict[tuple[str, str, int], Snapshot] = OrderedDict()
"""Snapshots seen by this process, the last used at the end. They never change; one whose files were erased elsewhere answers NotFound."""


def _silent(stage: str, rows: int) -> None:
    """Ignore progress."""


class Lake:
    """The tables of one store, or of the folder that is named. Instances share nothing but the store; several processes may use it."""

    def __init__(self, store: Store | Path | str, *, threads: int = 2, memory: str = "1GB", copies: Copies | None = None) -> None:
        """`copies` are the native copies on this machine, which are removed with what they were made of."""
        self.store: Store = Folder(store) if isinstance(store, Path | str) else store
        self._threads = threads
        self._memory = memory
        self._copies = copies

    def write(
        self,
        table_id: str,
        batches: Iterable[pa.RecordBatch],
        schema: TableSchema,
        *,
        mode: Mode,
        base: int | None,
        job: str,
        version_number: int,
        on_progress: Progress = _silent,
    ) -> Snapshot:
        """Write the rows upon `base` (the Delta version that the current version names; None: none yet) and return what stands then.

        `job` names the attempt: called again with the same job, base and number it returns the finished commit instead
        of writing twice. `version_number` becomes `_version` of the rows. Raises Conflict (`lake.type`, `lake.key`,
        `lake.key-repeats`, `lake.raced`), NotFound if the base is not there, Unavailable.
        """
        note: dict[str, Any] = {"job": job, "base": log.EMPTY if base is None else base, "number": version_number}
        with self.store.locked(table_id):
            latest = log.open_or_create(self.store.place(table_id))
            done = self._done(latest, table_id, note)
            if done is not None:
                on_progress("committed", done.rows)
                return done
            return self._write(latest, self.snapshot(table_id, note["base"]), batches, schema, mode, note, on_progress)

    def _write(
        self, latest: DeltaTable, old: Snapshot, batches: Iterable[pa.RecordBatch], schema: TableSchema, mode: Mode, note: dict[str, Any], on_progress: Progress
    ) -> Snapshot:
        place = self.store.place(old.table)
        table = self._upon(place, latest, old.delta_version)
        mode = mode if old.schema.columns else Replace()
        whole = joined(old.schema, schema, mode)
        stored = as_stored(batches, schema, whole, note["number"])
        before = self._old(old)
        with Tally(whole) as tally:
            new = write_files(place.drafts, stored, stored_schema(whole), on_rows=lambda rows: on_progress("writing", rows), on_file=tally.add)
            change = self._changed(place, before, whole, new, lambda changer: changer.change(new, mode, tally.total()))
        on_progress("written", change.content.rows)
        note |= change.figures(before, new_rows=sum(file.rows for file in new)) | {"mode": mode_as_dict(mode), "schema": whole.as_dict()}
        version = log.commit(place, table, added=change.added, gone=change.gone, schema=whole, note=note, whole=isinstance(mode, Replace))
        on_progress("committed", change.content.rows)
        return self._read_back(place, before, version)

    def _changed(self, place: Place, old: Old, schema: TableSchema, new: Sequence[DataFile], work_out: Callable[[Changer], Change]) -> Change:
        """Return the change that is worked out; if that fails, the new files are removed."""
        try:
            with self._connect([place.drafts]) as connection:
                return work_out(Changer(connection, place.drafts, old, schema, self.store.held))
        except BaseException:
            remove(new)
            raise

    def restore(self, table_id: str, *, to: int, base: int, job: str, version_number: int) -> Snapshot:
        """Commit once more, upon `base`, what the Delta version `to` held, and return what stands then: the same files, the same hash.

        Rows keep the `_version` that they came with. No data file is copied. Idempotent as `write` is. Raises Conflict
        (`lake.raced`), NotFound (`lake.absent`) if one of the two versions is not there or lacks a file, Unavailable.
        """
        note = {"job": job, "base": base, "number": version_number}
        with self.store.locked(table_id):
            latest = log.open_table(self.store.place(table_id))
            return self._done(latest, table_id, note) or self._restore(latest, self.snapshot(table_id, base), self.snapshot(table_id, to), note)

    def _restore(self, latest: DeltaTable, old: Snapshot, wanted: Snapshot, note: dict[str, Any]) -> Snapshot:
        place, before = self.store.place(old.table), self._old(old)
        if not self._is_whole(wanted):
            raise NotFound(code="lake.absent")
        with self._connect([]) as connection:
            note |= figures(connection, before, self._old(wanted), self.store.held)
        note |= {"mode": {"mode": "restore", "to": wanted.delta_version}, "schema": wanted.schema.as_dict()}
        version = log.commit_again(place, self._upon(place, latest, old.delta_version), wanted.delta_version, note=note)
        return self._read_back(place, before, version)

    def compact(self, table_id: str, *, base: int, job: str, version_number: int) -> Snapshot:
        """Write the small files of `base` together and return the commit that holds the same rows, or `base` if that gains nothing.

        Rows, order, hash and figures stay as they are, so that a record may serve its version from either commit. Idempotent
        as `write` is. Raises Conflict (`lake.raced`), NotFound, Unavailable.
        """
        note = {"job": job, "base": base, "number": version_number}
        with self.store.locked(table_id):
            latest = log.open_table(self.store.place(table_id))
            return self._done(latest, table_id, note) or self._compact(latest, self.snapshot(table_id, base), note)

    def _compact(self, latest: DeltaTable, old: Snapshot, note: dict[str, Any]) -> Snapshot:
        place, before = self.store.place(old.table), self._old(old)
        found = runs(before.files)
        if not found:
            return old
        change = self._changed(place, before, old.schema, (), lambda changer: changer.together(found))
        kept = {key: value for key, value in (log.note_of(place, old.delta_version) or {}).items() if key not in note}
        note |= kept | change.files_upon(before) | {"mode": {"mode": "compact"}}
        table = self._upon(place, latest, old.delta_version)
        version = log.commit(place, table, added=change.added, gone=change.gone, schema=old.schema, note=note, whole=False, moved=True)
        return self._read_back(place, before, version)

    def _done(self, latest: DeltaTable, table_id: str, note: dict[str, Any]) -> Snapshot | None:
        """Return what this very job committed before, if it is all there and not about to be removed."""
        place = self.store.place(table_id)
        version = log.find_commit(place, latest, job=note["job"], base=note["base"], number=note["number"])
        if version is None or (place.committed_at(version) or 0) < time.time() - TAKEN_UP.total_seconds():
            return None
        snapshot = self.snapshot(table_id, version)
        return snapshot if self._is_whole(snapshot) else None

    def _upon(self, place: Place, latest: DeltaTable, base: int) -> DeltaTable:
        """Return the table as it stood at `base`: a commit above it that no record names is undone."""
        return latest if latest.version() == base else log.undo(place, latest, base)

    def _old(self, snapshot: Snapshot) -> Old:
        place = self.store.place(snapshot.table)
        note = log.note_of(place, snapshot.delta_version)
        content = Content.of_note(note) if note else Content()
        return Old(snapshot, tuple(log.files_at(place, snapshot.delta_version)), content)

    def snapshot(self, table_id: str, delta_version: int) -> Snapshot:
        """Return one version as it stands. Raises NotFound (`lake.absent`) if it is not there or was not written by `write`, Unavailable."""
        key = (self.store.name, table_id, delta_version)
        found = _SNAPSHOTS.get(key) or self._load(table_id, delta_version)
        _SNAPSHOTS[key] = found
        _SNAPSHOTS.move_to_end(key)
        while len(_SNAPSHOTS) > _MOST_SNAPSHOTS:
            _SNAPSHOTS.popitem(last=False)
        return found

    def _load(self, table_id: str, delta_version: int) -> Snapshot:
        place = self.store.place(table_id)
        note = log.note_of(place, delta_version)
        if note is None and delta_version != log.EMPTY:
            raise NotFound(code="lake.absent")
        note = note or {**Content().noted(), "bytes": 0, "schema": {"columns": []}, "added": 0, "replaced": 0, "removed": 0}
        schema = TableSchema.from_dict(note["schema"])
        return Snapshot(
            table=table_id,
            delta_version=delta_version,
            rows=note["rows"],
            bytes=note["bytes"],
            content_hash=Content.of_note(note).digest(schema),
            schema=schema,
            added=note["added"],
            replaced=note["replaced"],
            removed=note["removed"],
            files=tuple(file.address for file in log.files_at(place, delta_version)),
        )

    def _is_whole(self, snapshot: Snapshot) -> bool:
        """True if every file of the version is there as long as it was written, and they hold the rows that the commit promised."""
        place = self.store.place(snapshot.table)
        there = {entry.name: entry.bytes for entry in place.entries()}
        files = log.files_at(place, snapshot.delta_version)
        return all(there.get(file.name) == file.bytes for file in files) and sum(file.rows for file in files) == snapshot.rows

    def _read_back(self, place: Place, old: Old, version: int) -> Snapshot:
        """Return the version that was just committed, read from the store. Raises RuntimeError if it is not what was written."""
        snapshot = self.snapshot(old.snapshot.table, version)
        stand = log.names_after(place, version, [file.name for file in old.files])
        if stand != {file.name for file in log.files_at(place, version)} or not self._is_whole(snapshot):
            raise RuntimeError(f"the commit {version} of {snapshot.table} does not read back as written")
        return snapshot

    def extents(self, snapshot: Snapshot) -> dict[str, Extent]:
        """Return how far the values of each column reach. Raises NotFound (`lake.absent`), Unavailable."""
        with self.store.held(snapshot.files) as here:
            return extents_of(here, snapshot.schema)

    def values(self, snapshot: Snapshot, column: str) -> set[str]:
        """Return the distinct values of a column of text. Raises NotFound (`lake.absent`), Unavailable."""
        with self.store.held(snapshot.files) as here:
            return values_of(here, snapshot.schema, column)

    def size(self, table_id: str) -> Stored:
        """Return what the table takes of the store, by the sizes of its files; zeros for a table that is not there."""
        place = self.store.place(table_id)
        entries = place.entries()
        newest = log.newest(place, entries)
        return Stored(
            bytes=sum(entry.bytes for entry in entries), files=sum(entry.is_data for entry in entries), newest_bytes=newest[1]["bytes"] if newest else 0
        )

    def plan(self, table_id: str, batches: Iterable[pa.RecordBatch], schema: TableSchema, *, mode: Mode, base: int | None) -> Plan:
        """Return what `write` would do. Raises what `write` would raise for types and keys; repeated keys are counted, not refused."""
        old = self.snapshot(table_id, base) if base is not None else None
        scratch = self.store.work / ".plans" / uuid.uuid4().hex
        try:
            return plan(old, batches, schema, mode, folder=scratch, connect=self._connect, hold=self.store.held)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _connect(self, folders: Iterable[Path]) -> duckdb.DuckDBPyConnection:
        return connect([*folders, *self.store.folders], threads=self._threads, memory=self._memory, spill=self.store.work / ".spill")

    def remove_unnamed(self, table_id: str, named: Iterable[int], *, grace: timedelta = GRACE) -> tuple[str, ...]:
        """Remove the files that no named Delta version uses and that are older than `grace`; return their names.

        `named` must hold every version that a record names, asked for just before. The grace covers a commit whose record is
        about to be written, and files that are about to be committed on another machine. A table that is being written is
        left for the next time. Raises Unavailable.
        """
        keep = set(named)
        try:
            with self.store.locked(table_id, wait=False):
                return self._remove_unnamed(table_id, keep, time.time() - grace.total_seconds())
        except Conflict:
            return ()
        finally:
            self._forget(table_id)

    def _remove_unnamed(self, table_id: str, keep: set[int], before: float) -> tuple[str, ...]:
        place = self.store.place(table_id)
        if {log.EMPTY, *keep} - {entry.commit for entry in place.entries()}:
            return ()  # records that know more than the store: one of the two was put back from a copy
        latest = log.open_table(place)
        if latest.version() not in keep and (place.committed_at(latest.version()) or before) < before:
            log.undo(place, latest, max(keep, default=log.EMPTY))
        doomed = unnamed(place, place.entries(), keep, before=before)
        place.remove(doomed)
        if self._copies is not None:
            self._copies.forget(table_id, but=keep)
        return tuple(doomed)

    def sweep(self, *, grace: timedelta = GRACE) -> None:
        """Remove from this machine what killed plans left here."""
        before = time.time() - grace.total_seconds()
        for folder in (self.store.work / ".plans").glob("*"):
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < before:
                    shutil.rmtree(folder, ignore_errors=True)

    def erase(self, table_id: str) -> None:
        """Remove the table with all its versions from the store, for good."""
        with self.store.locked(table_id):
            self.store.erase(table_id)
            if self._copies is not None:
                self._copies.forget(table_id)
        self._forget(table_id)

    def _forget(self, table_id: str) -> None:
        for key in [key for key in list(_SNAPSHOTS) if key[:2] == (self.store.name, table_id)]:
            _SNAPSHOTS.pop(key, None)
