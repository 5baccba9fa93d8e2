"""Verbs that write: create and describe a dataset, record a version. One transaction, one audit entry each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Coalesce

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.access.audit import Subject
from mueang_site.catalogue import findable, storage, tiles
from mueang_site.catalogue.description import Description
from mueang_site.catalogue.models import Dataset, DatasetState, Resource, Version
from mueang_site.notices import actions as notices
from mueang_site.search import actions as search

if TYPE_CHECKING:
    from mueang.flows.publish import Receipt

_TAKEN = Message("มีชุดข้อมูลที่ใช้ชื่อในลิงก์นี้แล้ว ตั้งชื่ออื่น", "A dataset of that name in the link exists. Choose another.")
_WITHDRAWN = Message(
    "ชุดข้อมูลนี้ถูกเพิกถอนไปแล้ว จึงเผยแพร่รุ่นใหม่ไม่ได้ เผยแพร่ชุดข้อมูลอีกครั้งก่อน",
    "The dataset was withdrawn, so no version can be published. Publish the dataset again first.",
)


@dataclass(frozen=True)
class Publication:
    """What a version is recorded with beside the receipt of the lake.

    headings               of all columns of its file
    schema_number          of the declared schema that it was checked against
    restored_from, reason  of a version that restores an earlier one: its number, and why
    """

    source_sha256: str
    source_name: str
    read_options: dict[str, Any]
    headings: list[str]
    mode: dict[str, Any]
    report: dict[str, Any]
    schema_number: int | None = None
    restored_from: int | None = None
    reason: str = ""


@transaction.atomic
def create_dataset(actor: Actor, *, organisation_id: int, description: Description, now: datetime) -> Dataset:
    """Create a draft dataset with an empty table. Raises BadInput, Conflict (slug taken), NotAllowed."""
    policies.require(actor, "dataset.create", organisation_id, description.classification)
    description.check()
    if Dataset.objects.filter(slug=description.slug).exists():
        raise Conflict(_TAKEN, code="dataset.slug")
    dataset = Dataset(organisation_id=organisation_id, created_at=now, updated_at=now)
    _apply(dataset, description)
    dataset.save()
    Resource.objects.create(dataset=dataset, table=uuid.uuid4().hex)
    audit.record(actor, "dataset.create", subject_of(dataset), detail=description.as_dict(), now=now)
    return dataset


@transaction.atomic
def describe_dataset(actor: Actor, dataset: Dataset, *, description: Description, now: datetime) -> None:
    """Change the description of a dataset; the slug stays. Raises BadInput, NotAllowed."""
    policies.require(actor, "dataset.edit", dataset.organisation_id, dataset.classification, dataset.state)
    description.check()
    before = describe_as_dict(dataset)
    _apply(dataset, description)
    dataset.updated_at = now
    dataset.save()
    index(dataset)
    audit.record(actor, "dataset.describe", subject_of(dataset), detail=_changes(before, describe_as_dict(dataset)), now=now)


def describe_as_dict(dataset: Dataset) -> dict[str, Any]:
    """Return what people said about the dataset, as the form holds it."""
    names = Description.__dataclass_fields__
    return Description.from_dict({name: getattr(dataset, name) for name in names}).as_dict()


def resource_of(dataset: Dataset) -> Resource:
    """Return the table of the dataset."""
    return Resource.objects.get(dataset=dataset, name="data")


def lock_resource(dataset: Dataset) -> Resource:
    """Return the table of the dataset, locked until the caller's transaction ends: one publication at a time."""
    return Resource.objects.select_for_update(of=("self",)).get(dataset=dataset, name="data")


@transaction.atomic
def record_version(actor: Actor, dataset: Dataset, *, number: int, receipt: Receipt, publication: Publication, now: datetime) -> Version:
    """Make a commit of the lake the current version: version, dataset, index and audit in one transaction.

    Raises Conflict when the number is no longer the next one, because another publication came first, and when the
    dataset was withdrawn meanwhile.
    """
    resource = lock_resource(dataset)
    if Dataset.objects.select_for_update().get(pk=dataset.pk).state == DatasetState.WITHDRAWN:
        raise Conflict(_WITHDRAWN, code="version.withdrawn")
    if number != next_number(resource):
        raise overtaken()
    version = Version.objects.create(
        resource=resource,
        number=number,
        delta_version=receipt.snapshot.delta_version,
        schema=receipt.snapshot.schema.as_dict(),
        schema_number=publication.schema_number,
        content_hash=receipt.snapshot.content_hash,
        row_count=receipt.snapshot.rows,
        added=receipt.snapshot.added,
        replaced=receipt.snapshot.replaced,
        removed=receipt.snapshot.removed,
        mode=publication.mode,
        source_sha256=publication.source_sha256,
        source_name=publication.source_name,
        read_options=publication.read_options,
        report=publication.report,
        published_by=actor.name,
        published_at=now,
        restored_from=publication.restored_from,
        reason=publication.reason,
    )
    if publication.restored_from is None:
        options = {**publication.read_options, "headings": publication.headings}
        resource.recipe = {"mode": publication.mode, "read_options": options, "table": publication.report.get("name")}
        resource.save(update_fields=["recipe"])
    storage.hold_version(version, now=now)
    tiles.ask_for_version(actor, version, now=now)
    dataset.state, dataset.updated_at = DatasetState.PUBLISHED, now
    dataset.save(update_fields=["state", "updated_at"])
    index(dataset)
    announce("version.published", dataset, {"version": number, "rows": version.row_count, "content_hash": version.content_hash}, now=now)
    audit.record(actor, _verb(publication), subject_of(dataset), detail=_recorded(version), now=now)
    return version


def announce(event: str, dataset: Dataset, data: dict[str, Any], *, now: datetime) -> None:
    """Tell the webhooks of the owner what happened to the dataset, in the caller's transaction."""
    said = {"dataset": dataset.slug, "title_th": dataset.title_th, "title_en": dataset.title_en, **data}
    notices.announce(event, organisation_id=dataset.organisation_id, classification=dataset.classification, data=said, now=now)


def _verb(publication: Publication) -> str:
    return "version.publish" if publication.restored_from is None else "version.restore"


def _recorded(version: Version) -> dict[str, Any]:
    detail = {"number": version.number, "rows": version.row_count, "source": version.source_sha256, "content": version.content_hash}
    return detail if version.restored_from is None else {**detail, "restored_from": version.restored_from, "reason": version.reason}


def overtaken() -> Conflict:
    """Return the conflict that another publication came first."""
    message = Message("มีการเผยแพร่รุ่นอื่นไปก่อน ตรวจแล้วเผยแพร่อีกครั้ง", "Another version was published first. Check and publish again.")
    return Conflict(message, code="version.number")


def next_number(resource: Resource) -> int:
    """Return the number that the next version of the table will have."""
    newest = Version.objects.filter(resource=resource).first()
    return newest.number + 1 if newest else 1


def current_commit(resource: Resource) -> int | None:
    """Return the commit of the lake that the current version names, None before the first one."""
    newest = Version.objects.filter(resource=resource).first()
    return newest.commit if newest else None


def tables() -> list[str]:
    """Return the names in the lake of all tables of the catalogue."""
    return list(Resource.objects.order_by("pk").values_list("table", flat=True))


def named_commits(table: str) -> set[int]:
    """Return the commits that versions of the table name, as it is at this moment: all else may be removed."""
    return set(Version.objects.filter(resource__table=table).values_list(Coalesce("served_commit", "delta_version"), flat=True))


@transaction.atomic
def serve_from(table: str, *, number: int, before: int, commit: int) -> bool:
    """Let the version be read from another commit, which holds the same rows; False if it is no longer read from `before`.

    Nothing changes for anybody who reads, so that the record of acts is not told.
    """
    version = Version.objects.select_for_update(of=("self",)).get(resource__table=table, number=number)
    if version.commit != before:
        return False
    version.served_commit = commit
    version.save(update_fields=["served_commit"])
    return True


def _apply(dataset: Dataset, description: Description) -> None:
    for name, value in description.as_dict().items():
        if name != "slug" or not dataset.slug:
            setattr(dataset, name, value)


def index(dataset: Dataset) -> None:
    """Tell the search index of a published dataset, in the caller's transaction."""
    if dataset.state == DatasetState.PUBLISHED:
        search.put(findable.of(dataset))


def subject_of(dataset: Dataset) -> Subject:
    """Return how the audit names a dataset."""
    return Subject("dataset", dataset.slug, dataset.title_th, dataset.organisation_id)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}
