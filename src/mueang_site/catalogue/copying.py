"""Which versions get a native copy on this machine: the newest ones of tables that are large, or that are asked often."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from mueang.base.errors import LimitReached, NotFound
from mueang.lake import Snapshot
from mueang_site import runtime
from mueang_site.catalogue.models import Version
from mueang_site.catalogue.table import snapshot_of
from mueang_site.jobs.running import Running

SMALLEST = 20_000
"""Tables of fewer rows are answered from their files as quickly."""


def copy_all(running: Running) -> int:
    """Make the copies that are wanted and not here, the largest tables first, as far as there is room for all of them; return how many."""
    copies, lake, taken, made = runtime.copies(), runtime.lake(), 0, 0
    if copies is None:
        return 0
    for snapshot in _wanted():
        if not copies.fits(snapshot, beside=taken):
            continue
        taken += copies.bytes_of(snapshot)
        if not copies.has(snapshot):
            try:
                copies.make(snapshot, hold=lake.store.held, folders=lake.store.folders, on_step=running.progress)
            except (NotFound, LimitReached):  # removed meanwhile, or too large for this machine
                continue
            made += 1
    return made


def _wanted() -> Iterator[Snapshot]:
    copies, least = runtime.copies(), runtime.settings().copy_rows
    newest = Version.objects.filter(resource=OuterRef("resource")).order_by("-number").values("pk")[:1]
    for version in Version.objects.filter(pk=Subquery(newest), row_count__gte=min(SMALLEST, least)).select_related("resource").order_by("-row_count", "pk"):
        snapshot = snapshot_of(version)
        if version.row_count >= least or (copies is not None and copies.is_wished(snapshot)):
            yield snapshot
