"""Questions about datasets, always asked for an actor: hidden and absent look the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mueang.base.errors import Gone, NotFound
from mueang.base.message import Message
from mueang.base.periods import show_date
from mueang.query import Permit
from mueang.standard import FREQUENCIES, DatasetMetadata
from mueang.tables.schema import TableSchema
from mueang_site.access import policies, visibility
from mueang_site.access.actor import Actor
from mueang_site.catalogue.models import Dataset, DatasetState, Version, Withdrawal
from mueang_site.catalogue.table import TableView, snapshot_of
from mueang_site.search import queries as search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class VersionInfo:
    """One published version, as its page lists it."""

    number: int
    published_at: datetime
    published_by: str
    rows: int
    added: int
    replaced: int
    removed: int
    mode: dict[str, object]
    source_name: str
    source_sha256: str
    content_hash: str
    report: dict[str, object]
    schema_number: int | None
    restored_from: int | None
    reason: str


@dataclass(frozen=True)
class Tombstone:
    """What stands in the place of a withdrawn dataset: who took it back, when and why."""

    slug: str
    title: Message
    organisation: Message
    reason: Message
    by: str
    at: datetime
    contact_name: str
    contact_email: str


@dataclass(frozen=True)
class Release:
    """One version of a published dataset, as lists of what is new and feeds tell it. `key` never changes."""

    key: str
    slug: str
    titles: Message
    descriptions: Message
    office: str
    office_names: Message
    number: int
    published_at: datetime
    rows: int
    added: int
    replaced: int
    removed: int


def visible_datasets(actor: Actor) -> QuerySet[Dataset]:
    """Return the datasets that the actor may discover, in whatever state."""
    condition = visibility.NOTHING
    for state in DatasetState.values:
        condition |= visibility.admitted(actor, "dataset.discover", state) & Q(state=state)
    return Dataset.objects.filter(condition).select_related("organisation")


def sight_of(actor: Actor) -> object:
    """Return what tells apart who is told what of datasets: equal for actors who find the same and may open the same documents."""
    readable = visibility.offices_by_class(actor, "rows.read", DatasetState.PUBLISHED)
    return [readable, *(visibility.offices_by_class(actor, "dataset.discover", state) for state in DatasetState.values)]


def dataset_for(actor: Actor, slug: str) -> Dataset:
    """Return the dataset. Raises NotFound when it is absent or hidden from the actor, Gone when it was withdrawn from them."""
    dataset = Dataset.objects.filter(slug=slug).select_related("organisation").order_by().first()
    if dataset is None or not _may_discover(actor, dataset):
        stone = tombstone_for(actor, slug)
        raise _gone(stone) if stone else NotFound
    return dataset


def _may_discover(actor: Actor, dataset: Dataset) -> bool:
    """One dataset at hand is looked up in the table of permissions: in SQL every organisation of the actor would have to be named."""
    return policies.allows(actor, "dataset.discover", dataset.organisation_id, dataset.classification, dataset.state)


def tombstone_for(actor: Actor, slug: str) -> Tombstone | None:
    """Return who withdrew the dataset, when and why, for those who could find it while it was published; None for any other dataset."""
    remembered = Dataset.objects.filter(visibility.admitted(actor, "dataset.remember", DatasetState.WITHDRAWN), slug=slug, state=DatasetState.WITHDRAWN)
    found = _open_withdrawals(remembered).first()
    return _tombstone(found) if found else None


def withdrawn_for(actor: Actor, *, limit: int) -> tuple[Tombstone, ...]:
    """Return the withdrawn datasets that the actor still sees, as those who look after them do, last withdrawn first."""
    seen = visible_datasets(actor).filter(state=DatasetState.WITHDRAWN)
    return tuple(_tombstone(withdrawal) for withdrawal in _open_withdrawals(seen)[:limit])


def _open_withdrawals(datasets: QuerySet[Dataset]) -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(dataset__in=datasets, ended_at__isnull=True).select_related("dataset__organisation")


def _tombstone(withdrawal: Withdrawal) -> Tombstone:
    dataset = withdrawal.dataset
    return Tombstone(
        slug=dataset.slug,
        title=Message(dataset.title_th, dataset.title_en or dataset.title_th),
        organisation=Message(dataset.organisation.name("th"), dataset.organisation.name("en")),
        reason=Message(withdrawal.reason, withdrawal.reason_en or withdrawal.reason),
        by=withdrawal.withdrawn_by,
        at=withdrawal.withdrawn_at,
        contact_name=dataset.contact_name,
        contact_email=dataset.contact_email,
    )


def _gone(stone: Tombstone) -> Gone:
    day = timezone.localtime(stone.at).date()
    return Gone(
        Message(
            f"“{stone.title.th}” เพิกถอนแล้วเมื่อ {show_date(day, 'th')} โดย {stone.by} ({stone.organisation.th}) เหตุผล: {stone.reason.th}",
            f"“{stone.title.en}” was withdrawn on {show_date(day, 'en')} by {stone.by} ({stone.organisation.en}). Reason: {stone.reason.en}",
        )
    )


def metadata_for(actor: Actor, slug: str) -> DatasetMetadata:
    """Return the description of the dataset and of its current version. Raises NotFound."""
    return describe(dataset_for(actor, slug))


def metadata_of(actor: Actor, slugs: Iterable[str]) -> tuple[DatasetMetadata, ...]:
    """Return the descriptions of these datasets in the order given, without those hidden from the actor."""
    wanted = list(slugs)
    named = Dataset.objects.filter(slug__in=wanted).select_related("organisation").order_by()
    found = {dataset.slug: dataset for dataset in named if _may_discover(actor, dataset)}
    versions = _current_versions(found.values())
    return tuple(described(found[slug], versions.get(found[slug].pk)) for slug in wanted if slug in found)


def describe(dataset: Dataset) -> DatasetMetadata:
    """Return the row as the value that every page and protocol renders."""
    return described(dataset, _current_versions([dataset]).get(dataset.pk))


_TOLD = ("number", "published_at", "row_count", "content_hash", "schema", "resource__dataset_id")
"""What a description tells of a version."""


def _current_versions(datasets: Iterable[Dataset]) -> dict[int, Version]:
    """Return dataset id → its newest version, by one question for all of them; what only its own page tells is left behind."""
    newest = Version.objects.filter(resource=OuterRef("resource")).order_by("-number").values("pk")[:1]
    found = Version.objects.filter(resource__dataset__in=list(datasets), pk=Subquery(newest)).select_related("resource").only(*_TOLD)
    return {version.resource.dataset_id: version for version in found}


def described(dataset: Dataset, version: Version | None) -> DatasetMetadata:
    """Return a dataset and its current version as the value that every page and protocol renders."""
    return DatasetMetadata(
        slug=dataset.slug,
        title_th=dataset.title_th,
        title_en=dataset.title_en,
        description_th=dataset.description_th,
        description_en=dataset.description_en,
        organisation_slug=dataset.organisation.slug,
        organisation_th=dataset.organisation.name_th,
        organisation_en=dataset.organisation.name_en,
        keywords=tuple(dataset.keywords),
        topic=dataset.topic,
        category=dataset.category,
        classification=dataset.classification,
        licence=dataset.licence,
        licence_note=dataset.licence_note,
        source=dataset.source,
        source_en=dataset.source_en,
        source_url=dataset.source_url,
        frequency=dataset.frequency,
        contact_name=dataset.contact_name,
        contact_email=dataset.contact_email,
        is_sample=dataset.is_sample,
        state=dataset.state,
        created_at=dataset.created_at,
        updated_at=version.published_at if version else dataset.updated_at,
        version=version.number if version else None,
        row_count=version.row_count if version else None,
        content_hash=version.content_hash if version else None,
        schema=TableSchema.from_dict(version.schema) if version else TableSchema(),
    )


def current_version(dataset: Dataset) -> Version | None:
    """Return the newest version of the dataset, or None before the first publication."""
    return Version.objects.filter(resource__dataset=dataset).select_related("resource").first()


def version_of_file(dataset: Dataset, sha256: str) -> int | None:
    """Return the number of the newest version that was read from these very bytes, None if none was."""
    return Version.objects.filter(resource__dataset=dataset, source_sha256=sha256).values_list("number", flat=True).first()


def due_at(frequency: str, updated_at: datetime) -> datetime | None:
    """Return when the next update is late: half a period over the promised one; None where none is promised."""
    days = FREQUENCIES[frequency].days
    return updated_at + timedelta(days=days * 1.5) if days else None


def versions_for(actor: Actor, slug: str) -> tuple[VersionInfo, ...]:
    """Return the versions of the dataset, newest first. Raises NotFound."""
    return tuple(version_info(version) for version in Version.objects.filter(resource__dataset=dataset_for(actor, slug)))


def newest_releases(actor: Actor, *, offices: Sequence[str] | None = None, slugs: Iterable[str] | None = None, limit: int) -> tuple[Release, ...]:
    """Return the newest versions of published datasets that the actor may discover: of these offices or datasets, or of all.

    No version is among the newest unless its dataset is among as many that changed last, which the index knows.
    """
    keys = search.newest(actor, kind="dataset", organisations=offices, size=limit) if slugs is None else tuple(slugs)
    named = Dataset.objects.filter(slug__in=keys, state=DatasetState.PUBLISHED).order_by()
    datasets = [dataset for dataset in named if _may_discover(actor, dataset)]
    versions = Version.objects.filter(resource__dataset__in=datasets).select_related("resource__dataset__organisation")
    newest = versions.defer("report", "schema", "read_options").order_by("-published_at", "-pk")
    return tuple(_release(version) for version in newest[:limit])


def table_for(actor: Actor, slug: str, *, now: datetime, number: int | None = None) -> TableView:
    """Return the rows of the dataset's current or numbered version, as far as the actor may see them.

    Raises NotFound (hidden, absent, no such version) and NotAllowed (may be discovered, but not read).
    """
    dataset = dataset_for(actor, slug)
    policies.require(actor, "rows.read", dataset.organisation_id, dataset.classification, dataset.state)
    version = current_version(dataset) if number is None else _numbered(dataset, number)
    if version is None:
        raise NotFound
    permit = Permit(version.resource.table, purpose=actor.purpose)
    return TableView(snapshot_of(version), permit, number=version.number, now=now)


def source_of(actor: Actor, slug: str, number: int) -> tuple[str, str]:
    """Return (sha256, name) of the file that a version was read from, for people of the owning office. Raises NotFound, NotAllowed."""
    dataset = dataset_for(actor, slug)
    policies.require(actor, "dataset.edit", dataset.organisation_id, dataset.classification, dataset.state)
    version = _numbered(dataset, number)
    return version.source_sha256, version.source_name


def _numbered(dataset: Dataset, number: int) -> Version:
    version = Version.objects.filter(resource__dataset=dataset, number=number).select_related("resource").first()
    if version is None:
        raise NotFound
    return version


def _release(version: Version) -> Release:
    dataset = version.resource.dataset
    office = dataset.organisation
    return Release(
        key=f"{version.resource.table}/{version.number}",
        slug=dataset.slug,
        titles=Message(dataset.title_th, dataset.title_en or dataset.title_th),
        descriptions=Message(dataset.description_th, dataset.description_en or dataset.description_th),
        office=office.slug,
        office_names=Message(office.name_th, office.name_en or office.name_th),
        number=version.number,
        published_at=version.published_at,
        rows=version.row_count,
        added=version.added,
        replaced=version.replaced,
        removed=version.removed,
    )


def version_info(version: Version) -> VersionInfo:
    """Return a version as others see it; a report that was not read is empty."""
    return VersionInfo(
        number=version.number,
        published_at=version.published_at,
        published_by=version.published_by,
        rows=version.row_count,
        added=version.added,
        replaced=version.replaced,
        removed=version.removed,
        mode=version.mode,
        source_name=version.source_name,
        source_sha256=version.source_sha256,
        content_hash=version.content_hash,
        report={} if "report" in version.get_deferred_fields() else version.report,
        schema_number=version.schema_number,
        restored_from=version.restored_from,
        reason=version.reason,
    )
