"""The lake: one Delta table for each resource, one commit for each publish.

The records are the only truth: a commit that no version row names does not exist, and is never built upon. What kill -9
safety rests on: data files are complete and fsynced before the commit, the commit is one file that appears whole or not
at all (and is fsynced before `write` returns), and a retry of the same job finds its own commit again.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from mueang.base.errors import Conflict, NotFound
from mueang.lake import log
from mueang.lake.change import Change, Changer
from mueang.lake.content import Content
from mueang.lake.duck import connect
from mueang.lake.evolve import joined
from mueang.lake.files import DataFile, as_stored, remove, write_files
from mueang.lake.match import rows_in
from mueang.lake.modes import Mode, Replace, mode_as_dict
from mueang.lake.names import stored_schema
from mueang.lake.plan import Plan, plan
from mueang.lake.restoring import figures
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Folder, Stored
from mueang.tables.schema import TableSchema

Progress = Callable[[str, int], None]
"""Called with a stage (`writing`, `written`, `committed`) and the rows done."""

_SNAPSHOTS: dict[tuple[str, str, int], Snapshot] = {}
"""Snapshots seen by this process. They never change; one whose files were erased elsewhere answers NotFound."""


def _silent(stage: str, rows: int) -> None:
    """Ignore progress."""


class Lake:
    """The tables under one folder. Instances share nothing but the folder; several processes may use it."""

    def __init__(self, root: Path | str, *, threads: int = 2, memory: str = "1GB") -> None:
        self.folder = Folder(root)
        self._threads = threads
        self._memory = memory

    @property
    def root(self) -> Path:
        """The folder."""
        return self.folder.root

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
        `lake.key-repeats`, `lake.raced`), NotFound if the base is not there.
        """
        with self.folder.locked(table_id):
            folder = self.folder.table(table_id)
            latest = log.open_table(folder) if self.folder.has(table_id) else log.create(folder)
            note: dict[str, Any] = {"job": job, "base": log.EMPTY if base is None else base, "number": version_number}
            done = self._done(latest, table_id, note)
            if done is not None:
                on_progress("committed", done.rows)
                return done
            return self._write(latest, self.snapshot(table_id, note["base"]), batches, schema, mode, note, on_progress)

    def restore(self, table_id: str, *, to: int, base: int, job: str, version_number: int) -> Snapshot:
        """Commit once more, upon `base`, what the Delta version `to` held, and return what stands then: the same files, the same hash.

        Rows keep the `_version` that they came with. No data file is copied. Idempotent as `write` is. Raises Conflict
        (`lake.raced`), NotFound (`lake.absent`) if one of the two versions is not there or lacks a file.
        """
        with self.folder.locked(table_id):
            latest = log.open_table(self.folder.table(table_id))
            note = {"job": job, "base": base, "number": version_number}
            return self._done(latest, table_id, note) or self._restore(latest, self.snapshot(table_id, base), self.snapshot(table_id, to), note)

    def _restore(self, latest: DeltaTable, old: Snapshot, wanted: Snapshot, note: dict[str, Any]) -> Snapshot:
        folder = self.folder.table(old.table)
        if not self._is_whole(wanted.table, wanted.delta_version):
            raise NotFound(code="lake.absent")
        with self._connect([folder]) as connection:
            note |= figures(connection, old, wanted)
        mode = {"mode": "restore", "to": wanted.delta_version}
        note |= {"lanes": list(self._content(wanted).lanes), "mode": mode, "schema": wanted.schema.as_dict()}
        version = log.commit_restored(self._upon(latest, old.delta_version), wanted.delta_version, note=note)
        return self._read_back(old.table, version, wanted.rows)

    def _done(self, latest: DeltaTable, table_id: str, note: dict[str, Any]) -> Snapshot | None:
        """Return what this very job committed before, if it is all there."""
        version = log.find_commit(self.folder.table(table_id), latest, job=note["job"], base=note["base"], number=note["number"])
        return self.snapshot(table_id, version) if version is not None and self._is_whole(table_id, version) else None

    def _upon(self, latest: DeltaTable, base: int) -> DeltaTable:
        """Return the table as it stood at `base`: a commit above it that no record names is undone."""
        return latest if latest.version() == base else log.restore(latest, base)

    def _write(
        self, latest: DeltaTable, old: Snapshot, batches: Iterable[pa.RecordBatch], schema: TableSchema, mode: Mode, note: dict[str, Any], on_progress: Progress
    ) -> Snapshot:
        folder = self.folder.table(old.table)
        table = self._upon(latest, old.delta_version)
        mode = mode if old.schema.columns else Replace()
        whole = joined(old.schema, schema, mode)
        stored = as_stored(batches, schema, whole, note["number"])
        new = write_files(folder, stored, stored_schema(whole), on_rows=lambda rows: on_progress("writing", rows))
        change = self._change(old, new, whole, mode)
        on_progress("written", change.content.rows)
        note |= change.figures(old, new_rows=sum(file.rows for file in new)) | {"mode": mode_as_dict(mode), "schema": whole.as_dict()}
        version = log.commit(table, added=change.added, gone=change.gone, whole=isinstance(mode, Replace), schema=whole, note=note)
        on_progress("committed", change.content.rows)
        return self._read_back(old.table, version, change.content.rows)

    def _change(self, old: Snapshot, new: list[DataFile], whole: TableSchema, mode: Mode) -> Change:
        folder = self.folder.table(old.table)
        try:
            with self._connect([folder]) as connection:
                return Changer(connection, folder, old, self._content(old), whole).change(new, mode)
        except BaseException:
            remove(new)
            raise

    def _content(self, snapshot: Snapshot) -> Content:
        note = log.note_of(self.folder.table(snapshot.table), snapshot.delta_version)
        return Content(note["rows"], tuple(note["lanes"])) if note else Content()

    def snapshot(self, table_id: str, delta_version: int) -> Snapshot:
        """Return one version as it stands. Raises NotFound (`lake.absent`) if it is not there or was not written by `write`."""
        key = (str(self.root), table_id, delta_version)
        if key not in _SNAPSHOTS:
            _SNAPSHOTS[key] = self._load(table_id, delta_version)
        return _SNAPSHOTS[key]

    def _load(self, table_id: str, delta_version: int) -> Snapshot:
        folder = self.folder.table(table_id)
        table = log.open_table(folder, delta_version)
        note = log.note_of(folder, delta_version)
        if note is None and delta_version != log.EMPTY:
            raise NotFound(code="lake.absent")
        note = note or {"rows": 0, "bytes": 0, "lanes": Content().lanes, "schema": {"columns": []}, "added": 0, "replaced": 0, "removed": 0}
        schema = TableSchema.from_dict(note["schema"])
        return Snapshot(
            table=table_id,
            delta_version=delta_version,
            rows=note["rows"],
            bytes=note["bytes"],
            content_hash=Content(note["rows"], tuple(note["lanes"])).digest(schema),
            schema=schema,
            added=note["added"],
            replaced=note["replaced"],
            removed=note["removed"],
            files=tuple(sorted(table.file_uris())),
        )

    def _is_whole(self, table_id: str, version: int) -> bool:
        """True if every file of the version is there and holds the rows that the commit promised."""
        snapshot = self._load(table_id, version)
        return all(Path(file).is_file() for file in snapshot.files) and sum(map(rows_in, snapshot.files)) == snapshot.rows

    def _read_back(self, table_id: str, version: int, rows: int) -> Snapshot:
        snapshot = self.snapshot(table_id, version)
        if snapshot.rows != rows or not self._is_whole(table_id, version):
            raise RuntimeError(f"the commit {version} of {table_id} does not read back as written")
        return snapshot

    def size(self, table_id: str) -> Stored:
        """Return what the table takes of the store, by the sizes of its files; zeros for a table that is not there."""
        sizes = self.folder.sizes(table_id)
        data = [name for name in sizes if "/" not in name]
        newest = log.newest(self.folder.table(table_id))
        return Stored(bytes=sum(sizes.values()), files=len(data), newest_bytes=newest[1]["bytes"] if newest else 0)

    def plan(self, table_id: str, batches: Iterable[pa.RecordBatch], schema: TableSchema, *, mode: Mode, base: int | None) -> Plan:
        """Return what `write` would do. Raises what `write` would raise for types and keys; repeated keys are counted, not refused."""
        old = self.snapshot(table_id, base) if base is not None else None
        scratch = self.root / ".plans" / uuid.uuid4().hex
        try:
            return plan(old, batches, schema, mode, folder=scratch, connect=self._connect)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _connect(self, folders: Iterable[Path]) -> duckdb.DuckDBPyConnection:
        return connect(folders, threads=self._threads, memory=self._memory, spill=self.root / ".spill")

    def remove_unnamed(self, table_id: str, named: Iterable[int], *, grace: timedelta = timedelta(days=1)) -> tuple[str, ...]:
        """Remove the files that no named Delta version uses and that are older than `grace`; return their names.

        `named` must hold every version that a record names. The grace covers a commit whose record is about to be
        written. A table that is being written is left for the next time.
        """
        keep = sorted(set(named))
        try:
            with self.folder.locked(table_id, wait=False):
                return self._remove_unnamed(table_id, keep, grace) if self.folder.has(table_id) else ()
        except Conflict:
            return ()

    def _remove_unnamed(self, table_id: str, keep: list[int], grace: timedelta) -> tuple[str, ...]:
        folder = self.folder.table(table_id)
        latest = log.open_table(folder)
        if latest.version() not in keep and log.age_of(folder, latest.version()) >= grace.total_seconds():
            latest = log.restore(latest, keep[-1] if keep else log.EMPTY)
        removed = latest.vacuum(
            retention_hours=int(grace.total_seconds() // 3600), dry_run=False, enforce_retention_duration=False, full=True, keep_versions=keep
        )
        self._forget(table_id)
        return tuple(removed)

    def erase(self, table_id: str) -> None:
        """Remove the table with all its versions from the disk, for good."""
        with self.folder.locked(table_id):
            self.folder.erase(table_id)
        self._forget(table_id)

    def _forget(self, table_id: str) -> None:
        for key in [key for key in _SNAPSHOTS if key[:2] == (str(self.root), table_id)]:
            _SNAPSHOTS.pop(key, None)
