"""Housekeeping: what no version names does not exist, and is removed."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

from mueang_site import runtime
from mueang_site.access.actor import system_actor
from mueang_site.catalogue.actions import named_commits
from mueang_site.jobs import actions as jobs
from mueang_site.jobs.registry import task
from mueang_site.jobs.running import Running

EVERY = timedelta(days=1)
GRACE = timedelta(days=1)
CACHE_DAYS = 30


@task("catalogue.clean")
def clean(running: Running) -> dict[str, int]:
    """Remove commits and files that no version names, cut-off uploads and old derived files; then plan the next time."""
    lake = runtime.lake()
    named = named_commits()
    removed = 0
    for done, (table, commits) in enumerate(named.items()):
        running.progress(done, len(named))
        removed += len(lake.remove_unnamed(table, commits, grace=GRACE))
    removed += _remove_older(runtime.settings().sources, "incoming-*", GRACE)
    removed += _remove_older(runtime.settings().cache / "downloads", "*", timedelta(days=CACHE_DAYS))
    plan_cleaning(running.now() + EVERY, now=running.now())
    return {"removed": removed}


def plan_cleaning(at: datetime, *, now: datetime) -> None:
    """Ask for the cleaning of that day, once however often it is asked for."""
    jobs.enqueue("catalogue.clean", {}, actor=system_actor("housekeeping"), now=now, key=f"clean:{at:%Y-%m-%d}", run_after=at)


def _remove_older(folder: Path, pattern: str, age: timedelta) -> int:
    before = time.time() - age.total_seconds()
    old = [path for path in folder.glob(pattern) if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
