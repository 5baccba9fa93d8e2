"""Housekeeping: what no version names does not exist, and is removed."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.areas import tiles as area_tiles
from mueang_site.areas.archives import CUTTING
from mueang_site.catalogue import actions, compacting, copying, restoring, storage, tiles
from mueang_site.jobs.registry import Every, task
from mueang_site.jobs.running import Running

NIGHTLY = Every(timedelta(days=1), timedelta(hours=2, minutes=30))
BEFORE_CLEANING = Every(timedelta(days=1), timedelta(hours=1, minutes=30))
OFTEN = Every(timedelta(minutes=10))
GRACE = timedelta(days=1)
CACHE_DAYS = 30
CACHE_BYTES = 20 << 30
"""So much may downloads, and so much may differences, take when they are cleaned; the oldest go first."""


@task("catalogue.clean", title=Message("ลบไฟล์ที่ไม่มีรุ่นใดใช้", "Removing files that no version uses"), every=NIGHTLY)
def clean(running: Running) -> dict[str, int]:
    """Remove commits and files that no version names, cut-off uploads and old derived files."""
    lake = runtime.lake()
    removed, tables = 0, actions.tables()
    for done, table in enumerate(tables):
        running.progress(done, len(tables))
        removed += len(lake.remove_unnamed(table, actions.named_commits(table), grace=GRACE))
    lake.sweep(grace=GRACE)
    removed += _remove_older(runtime.settings().sources, "incoming-*", GRACE)
    for folder in ("downloads", "differences"):
        removed += _remove_older(runtime.settings().cache / folder, "*", timedelta(days=CACHE_DAYS))
        removed += _remove_beyond(runtime.settings().cache / folder, CACHE_BYTES)
    removed += area_tiles.sweep(grace=GRACE) + tiles.sweep(grace=GRACE)
    storage.measure_all(now=running.now())
    return {"removed": removed}


@task("catalogue.compact", title=Message("รวมไฟล์ย่อยของตาราง", "Writing small files of tables together"), every=BEFORE_CLEANING)
def compact(running: Running) -> dict[str, int]:
    """Let versions of many small files be read from fewer; the same rows."""
    return {"tables": compacting.compact_all(running)}


@task("catalogue.copy", title=Message("ทำสำเนาที่มีดัชนีของตารางใหญ่", "Making indexed copies of large tables"), every=OFTEN)
def copy(running: Running) -> dict[str, int]:
    """Let tables that are large or asked often be answered from a copy on this machine."""
    return {"copies": copying.copy_all(running)}


@task("catalogue.restore", title=Message("กู้คืนรุ่นก่อน", "Restoring an earlier version"))
def restore(running: Running) -> None:
    """Make an earlier version the newest one again, as a new version: commit it in the lake, then record it with the job's end."""
    prepared = restoring.prepare(running.payload)
    receipt = restoring.write(prepared, running)
    with running.effect() as effect:
        effect.result = restoring.record(running.actor, prepared, receipt, now=running.now())


@task(tiles.KIND, title=Message("เตรียมแผนที่ของข้อมูล", "Preparing the map of the data"))
def cut(running: Running) -> dict[str, int]:
    """Make the archive of a version; one that is there is left alone."""
    table, number = str(running.payload["table"]), int(running.payload["number"])
    made = tiles.make(table, number, now=running.now(), on_zoom=lambda done, total: running.progress(done, total, CUTTING))
    return {"tiles": made}


def _remove_older(folder: Path, pattern: str, age: timedelta) -> int:
    before = time.time() - age.total_seconds()
    old = [path for path in folder.glob(pattern) if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _remove_beyond(folder: Path, most_bytes: int) -> int:
    """Remove the oldest files until the others take no more than so many bytes."""
    files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in folder.glob("*") if path.is_file())
    room, removed = most_bytes - sum(size for _, size, _ in files), 0
    for _, size, path in files:
        if room >= 0:
            break
        path.unlink(missing_ok=True)
        room, removed = room + size, removed + 1
    return removed
