"""A copy of a whole data folder, taken while the site serves, and its way back.

The database is copied first, as it stood at one moment; then the files. Files of versions are never changed once their
version is on record, so all that the copied record names is in the copy. What was erased between the two moments is
noticed, and the copy is begun anew. `manifest.json` is written last and holds the SHA-256 of every file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mueang import __version__
from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.base.message import Message
from mueang_site.commands import copies, release
from mueang_site.runtime import Settings

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
ROUNDS = 3
PIECE = 1 << 20
_LEFT_OUT = ("cache", "backups")
"""Folders that hold nothing but what can be made again, and copies."""
_READY = ".ready"
_OWN_WAY = ("mueang.sqlite3", "mueang.sqlite3-wal", "mueang.sqlite3-shm", "upgrade.json")

_NOT_EMPTY = Message("{path} มีไฟล์อยู่แล้ว เลือกโฟลเดอร์ใหม่", "{path} is not empty. Name a new folder.")
_NO_BACKUP = Message("{path} ไม่ใช่ข้อมูลสำรองที่สมบูรณ์ (ไม่มี manifest.json)", "{path} is no whole backup: it has no manifest.json.")
_DAMAGED = Message("ข้อมูลสำรองเสียหาย: {path} ใช้ข้อมูลสำรองชุดอื่น ไม่มีสิ่งใดถูกเปลี่ยน", "The backup is damaged: {path}. Use another; nothing was changed.")
_RESTLESS = Message("มีไฟล์ถูกลบระหว่างสำรองข้อมูลซ้ำหลายครั้ง ({path}) ลองใหม่ภายหลัง", "Files were erased during the backup again and again ({path}). Try again later.")
_OTHER_KIND = Message(
    "ข้อมูลสำรองนี้มาจาก {kind} ตั้งค่า DATABASE_URL ให้เป็นฐานข้อมูลชนิดเดียวกัน", "The backup comes from {kind}. Set DATABASE_URL to a database of that kind."
)
_FULL_DATABASE = Message("ฐานข้อมูลปลายทางมีตารางอยู่แล้ว ใช้ฐานข้อมูลว่าง", "The database to restore into has tables already. Name an empty one.")


@dataclass(frozen=True)
class Copied:
    """What a backup or a return from it moved."""

    files: int
    bytes: int
    versions: int


_State = tuple[int, int, int]
"""By which a file is known to be the same as when it was copied: bytes, time of the last change, place on the disk."""


@dataclass(frozen=True)
class _File:
    path: str
    bytes: int
    sha256: str


def back_up(settings: Settings, to: Path, *, now: datetime) -> Copied:
    """Copy database and files to the folder `to`, which must be new or empty. Raises BadInput, Conflict."""
    if to.exists() and any(to.iterdir()):
        raise BadInput(_NOT_EMPTY.fill(path=to), code="backup.not-empty", field="to")
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _ in range(ROUNDS):
        lacking, copied = _attempt(settings, to, now)
        if not lacking:
            return copied
        for part in (DATABASE, FILES):
            shutil.rmtree(to / part)
    raise Conflict(_RESTLESS.fill(path=lacking), code="backup.restless")


def _attempt(settings: Settings, to: Path, now: datetime) -> tuple[str, Copied]:
    """Copy once; return what of the record's files is missing in the copy, and what was copied."""
    files: dict[str, tuple[_State, _File]] = {}
    _gather(settings, to, files)  # before, too: what people are at work on may be gone once it is published
    (to / DATABASE).mkdir(mode=0o700)
    with _record_at_one_moment(settings, to / DATABASE / copies.name_of(settings)) as alias:
        _gather(settings, to, files)
        lacking, versions = _missing(settings, to / FILES, alias)
    if lacking:
        return lacking, Copied(0, 0, 0)
    found = [file for _, file in files.values()]
    database = _described(to, to / DATABASE / copies.name_of(settings))
    content = {
        "release": release.written(settings) or release.FIRST,
        "program": __version__,
        "made_at": now.isoformat(timespec="seconds"),
        "database": copies.name_of(settings),
        "tables": "s3" if settings.s3 else "lake",
        "versions": versions,
        "files": [vars(file) for file in (database, *found)],
    }
    draft = to / f"{MANIFEST}.draft"
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8")
    copies.settle(draft, to / MANIFEST)
    return "", Copied(len(found), sum(file.bytes for file in (database, *found)), versions)


@contextmanager
def _record_at_one_moment(settings: Settings, copy: Path) -> Iterator[str]:
    """Copy the database and yield the alias under which the record of that very moment can be asked."""
    from django.db import connection, connections, transaction

    if not copies.is_postgresql(settings):
        copies.copy_database(settings, copy)
        connections.settings["backup"] = {**connections.settings["default"], "NAME": str(copy)}
        connections["backup"].settings_dict["OPTIONS"] = {}
        yield "backup"
        connections["backup"].close()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        copies.copy_database(settings, copy, snapshot=str(cursor.fetchone()[0]))
        yield "default"


def _gather(settings: Settings, to: Path, files: dict[str, tuple[_State, _File]]) -> None:
    """Copy the files that are not copied yet as they stand now. What vanishes meanwhile is left out."""
    for path in _files_of(settings.data_dir):
        name = str(path.relative_to(settings.data_dir))
        with suppress(FileNotFoundError):
            state = _state(path)
            if name not in files or files[name][0] != state:
                files[name] = state, _copy(path, to / FILES / name, f"{FILES}/{name}")


def _state(path: Path) -> _State:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _files_of(folder: Path) -> Iterator[Path]:
    """Yield the files to copy; of a table its log before its data, so that whatever a commit in the copy names is there."""
    for top in sorted(folder.iterdir()):
        if top.is_file() and top.name not in _OWN_WAY and not top.name.startswith("."):
            yield top
        elif top.is_dir() and top.name not in _LEFT_OUT:
            yield from _below(top)


def _below(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        entries = sorted(folder.iterdir(), key=lambda path: (path.name != "_delta_log", path.is_file(), path.name != "_last_checkpoint", path.name))
        for path in entries:
            if path.is_symlink() or path.name.startswith((".", "incoming-")):
                continue
            if path.is_dir():
                yield from _below(path)
            else:
                yield path


def _copy(source: Path, target: Path, name: str) -> _File:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as read:
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        with target.open("wb") as write:
            os.fchmod(write.fileno(), os.fstat(read.fileno()).st_mode & 0o777)
            while piece := read.read(PIECE):
                digest.update(piece)
                size += write.write(piece)
            write.flush()
            os.fsync(write.fileno())
    return _File(name, size, digest.hexdigest())


def _described(top: Path, path: Path) -> _File:
    with path.open("rb") as file:
        return _File(str(path.relative_to(top)), path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _missing(settings: Settings, files: Path, alias: str) -> tuple[str, int]:
    """Return the first thing that the record names and the copied files lack, and how many versions the record has."""
    from mueang.lake import Lake
    from mueang_site.catalogue import naming

    lake, count = None if settings.s3 else Lake(files / "lake"), 0
    for named in naming.named_by_the_record(using=alias):
        count += 1
        try:
            wanted = [Path(file) for file in lake.snapshot(named.table, named.commit).files] if lake else []
        except NotFound:
            return f"{named.table} {named.commit}", count
        absent = next((path for path in [*wanted, _source(files, named.source_sha256)] if not path.is_file()), None)
        if absent is not None:
            return absent.name, count
    absent = next((path for sha256 in naming.documents_of_the_record(using=alias) if not (path := _source(files, sha256)).is_file()), None)
    return (absent.name if absent else ""), count


def _source(files: Path, sha256: str) -> Path:
    return files / "sources" / sha256[:2] / sha256


def put_back(settings: Settings, source: Path) -> Copied:
    """Make the data folder anew from a backup, every file held against its hash before anything is in place.

    The data folder must be new or empty, the database of PostgreSQL as well. Raises BadInput, Conflict.
    """
    manifest = _manifest(source)
    beside = settings.data_dir / release.RESTORING
    ready = beside / _READY
    if not ready.exists():
        _refuse_unfit(settings, manifest)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o750, parents=True)
        for file in manifest["files"]:
            _checked_copy(source, file, beside)
        if copies.is_postgresql(settings):
            copies.put_back(settings, beside / Path(manifest["database"]).name)
            (beside / manifest["database"]).unlink()
        ready.touch()
    _move_up(beside, settings.data_dir)
    return Copied(len(manifest["files"]) - 1, sum(int(file["bytes"]) for file in manifest["files"]), int(manifest["versions"]))


def _move_up(beside: Path, folder: Path) -> None:
    """Give every finished part its place; after a crash the rest is moved by the next run."""
    for path in beside.iterdir():
        if path.name != _READY:
            path.rename(folder / path.name)
    (beside / _READY).unlink()
    beside.rmdir()


def _checked_copy(source: Path, told: dict[str, Any], beside: Path) -> None:
    name = str(told["path"])
    inner = name.removeprefix(f"{FILES}/") if name.startswith(f"{FILES}/") else _place_of_database(name)
    if ".." in Path(inner).parts or Path(inner).is_absolute():
        raise Conflict(_DAMAGED.fill(path=name), code="backup.damaged")
    try:
        found = _copy(source / name, beside / inner, name)
    except FileNotFoundError:
        raise Conflict(_DAMAGED.fill(path=name), code="backup.damaged") from None
    if (found.bytes, found.sha256) != (told["bytes"], told["sha256"]):
        raise Conflict(_DAMAGED.fill(path=name), code="backup.damaged")


def _place_of_database(name: str) -> str:
    return "mueang.sqlite3" if name.endswith(copies.SQLITE) else Path(name).name


def _manifest(source: Path) -> dict[str, Any]:
    try:
        return json.loads((source / MANIFEST).read_text("utf-8"))  # type: ignore[no-any-return]
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise BadInput(_NO_BACKUP.fill(path=source), code="backup.none", field="from") from None


def _refuse_unfit(settings: Settings, manifest: dict[str, Any]) -> None:
    if int(manifest["release"]) > release.RELEASE:
        raise release.newer(settings, f"release {manifest['release']}", f"release {release.RELEASE}")
    if manifest["database"] != copies.name_of(settings):
        raise BadInput(_OTHER_KIND.fill(kind="PostgreSQL" if manifest["database"] == copies.POSTGRESQL else "SQLite"), code="backup.kind", field="DATABASE_URL")
    if any(path.is_file() for path in settings.data_dir.rglob("*") if release.RESTORING not in path.parts):
        raise BadInput(_NOT_EMPTY.fill(path=settings.data_dir), code="backup.not-empty", field="data-dir")
    if copies.is_postgresql(settings) and copies.tables(settings):
        raise BadInput(_FULL_DATABASE, code="backup.not-empty", field="DATABASE_URL")
