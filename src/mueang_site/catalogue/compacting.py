"""Many small files become few: the newest version of a table is read from another commit that holds the same rows."""

from __future__ import annotations

from mueang.base.errors import Conflict, NotFound
from mueang_site import runtime
from mueang_site.catalogue import actions
from mueang_site.catalogue.models import Version
from mueang_site.jobs.running import Running

MANY_FILES = 8
"""A version of so many files is worth a look: publications write files together only when they are many more."""


def compact_all(running: Running) -> int:
    """Compact the newest version of every table and return how many changed; what is published meanwhile waits for the next night."""
    tables, changed = actions.tables(), 0
    for done, table in enumerate(tables):
        running.progress(done, len(tables))
        newest = Version.objects.filter(resource__table=table).order_by("-number").first()
        changed += newest is not None and _compact(table, newest, str(running.id))
    return changed


def _compact(table: str, version: Version, job: str) -> bool:
    lake, before = runtime.lake(), version.commit
    try:
        if len(lake.snapshot(table, before).files) < MANY_FILES:
            return False
        commit = lake.compact(table, base=before, job=job, version_number=version.number).delta_version
    except (Conflict, NotFound):
        return False
    return commit != before and actions.serve_from(table, number=version.number, before=before, commit=commit)
