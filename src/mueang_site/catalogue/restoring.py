"""Return to an earlier version: it becomes a new one with the next number, and nothing is lost. A job does it, as it publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.base.message import Message
from mueang.flows.publish import Receipt
from mueang.tables.schema import TableSchema
from mueang_site import runtime
from mueang_site.access.actor import Actor
from mueang_site.catalogue import queries
from mueang_site.catalogue.actions import Publication, lock_resource, record_version
from mueang_site.catalogue.models import Dataset, DatasetState, Resource, Version
from mueang_site.catalogue.withdrawing import locked, required
from mueang_site.jobs import actions as jobs

if TYPE_CHECKING:
    from mueang_site.jobs.queries import JobView
    from mueang_site.jobs.running import Running

WRITING = Message("กู้คืนรุ่นที่ {number}", "Restoring version {number}")
_NEWEST = Message("รุ่นที่ {number} ใช้อยู่แล้ว เลือกรุ่นก่อนหน้า", "Version {number} is the current one. Choose an earlier version.")
_FIRST = Message("ไม่มีรุ่นก่อนหน้าให้กลับไป ถ้าไม่ต้องการเผยแพร่ต่อ ให้เพิกถอนชุดข้อมูล", "There is no version before this one. To stop publishing, withdraw the dataset.")
_RACED = Message("มีการเผยแพร่รุ่นอื่นไปก่อน ดูรุ่นล่าสุดแล้วกู้คืนอีกครั้ง", "Another version was published first. Look at it, then restore again.")


@dataclass(frozen=True)
class Prepared:
    """All that the restoring needs, settled before anything is written."""

    dataset: Dataset
    table: str
    wanted: Version
    base: Version
    reason: str

    @property
    def number(self) -> int:
        """The number that the restored version will have."""
        return self.base.number + 1


@transaction.atomic
def restore(actor: Actor, slug: str, *, number: int, reason: str, now: datetime) -> JobView:
    """Ask for version `number` to become the newest one and return the job.

    Raises BadInput (no reason, the newest version), NotFound, NotAllowed, Conflict (not published).
    """
    dataset = locked(actor, slug, "version.restore", DatasetState.PUBLISHED)
    newest = _newest(lock_resource(dataset))
    if number == newest.number:
        raise BadInput(_NEWEST.fill(number=number), code="version.newest", field="number")
    if not Version.objects.filter(resource=newest.resource, number=number).exists():
        raise NotFound
    return jobs.enqueue(
        "catalogue.restore",
        {"dataset": slug, "to": number, "base": newest.number, "reason": required(reason)},
        actor=actor,
        now=now,
        key=f"catalogue.restore:{dataset.pk}",
        label=dataset.title_th,
        organisation_id=dataset.organisation_id,
    )


def undo(actor: Actor, slug: str, *, reason: str, now: datetime) -> JobView:
    """Take the latest publication back: ask for the version before it to be restored. Raises what `restore` raises."""
    versions = queries.versions_for(actor, slug)
    if len(versions) < 2:
        raise BadInput(_FIRST, code="version.first")
    return restore(actor, slug, number=versions[1].number, reason=reason, now=now)


def prepare(payload: Mapping[str, Any]) -> Prepared:
    """Settle what will be restored and upon which version. Raises Conflict when another version came first, or the dataset is withdrawn."""
    dataset = Dataset.objects.select_related("organisation").get(slug=payload["dataset"])
    resource = Resource.objects.get(dataset=dataset, name="data")
    base = _newest(resource)
    if base.number != payload["base"]:
        raise Conflict(_RACED, code="version.number")
    wanted = Version.objects.get(resource=resource, number=payload["to"])
    return Prepared(dataset, resource.table, wanted, base, str(payload["reason"]))


def write(prepared: Prepared, running: Running) -> Receipt:
    """Commit in the lake what the version held; a retry of the same job finds its own commit."""
    running.progress(0, 2, WRITING.fill(number=prepared.wanted.number))
    snapshot = runtime.lake().restore(prepared.table, to=prepared.wanted.commit, base=prepared.base.commit, job=str(running.id), version_number=prepared.number)
    running.progress(1, 2)
    return Receipt(replace(snapshot, schema=TableSchema.from_dict(prepared.wanted.schema)), str(running.id), prepared.number)


def record(actor: Actor, prepared: Prepared, receipt: Receipt, *, now: datetime) -> dict[str, Any]:
    """Make the commit the current version, in the caller's transaction."""
    wanted = prepared.wanted
    publication = Publication(
        source_sha256=wanted.source_sha256,
        source_name=wanted.source_name,
        read_options=wanted.read_options,
        headings=[],
        mode=wanted.mode,
        report=wanted.report,
        schema_number=wanted.schema_number,
        restored_from=wanted.number,
        reason=prepared.reason,
    )
    version = record_version(actor, prepared.dataset, number=prepared.number, receipt=receipt, publication=publication, now=now)
    return {"dataset": prepared.dataset.slug, "version": version.number, "restored_from": wanted.number}


def _newest(resource: Resource) -> Version:
    newest = Version.objects.filter(resource=resource).select_related("resource").first()
    if newest is None:
        raise NotFound
    return newest
