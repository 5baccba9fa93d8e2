"""What organisations keep in the store, and how much they may: files as they came, and tables with all their versions.

Sizes stand in a table that changes when a file is kept or forgotten, a version recorded, or the store cleaned; no page
counts them. A quota holds for the organisation that has it together with those below that have none of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from mueang.base.errors import LimitReached
from mueang.base.message import Message
from mueang.base.text import show_size
from mueang_site import runtime
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor
from mueang_site.access.http import STATUS
from mueang_site.access.policies import allows, require
from mueang_site.catalogue.models import Dataset, Document, Holding, Kept, Resource, StorageDay, Version

if TYPE_CHECKING:
    from mueang_site.access.queries import OrganisationView, Quota

Sums = defaultdict[int, Counter[str]]
"""Organisation → kind of thing → bytes."""
GROWTH = timedelta(days=30)
_LARGEST = 3
_FULL = Message(
    "พื้นที่เก็บข้อมูลของ{holder}ไม่พอ ใช้ไป {used} จาก {limit} และไฟล์นี้ต้องใช้อีกราว {more} ที่ใช้มากที่สุด: {largest} "
    "ลบไฟล์ที่ส่งเข้าค้างไว้ หรือขอให้ผู้ดูแลระบบส่วนกลางเพิ่มพื้นที่ ข้อมูลเดิมไม่เปลี่ยน",
    "{holder} has no room for this: {used} of {limit} is used, and this takes about {more} more. Most is taken by: {largest}. "
    "Delete files that were handed in and not used, or ask the site administrator for more room. Nothing was changed.",
)
_UPLOADS = Message("ไฟล์ที่ส่งเข้า", "Files handed in")


class OverQuota(LimitReached):
    """The organisation has no room left; the message tells what takes it and how to make room."""

    code = "storage.quota"


STATUS[OverQuota] = 413


@dataclass(frozen=True)
class DatasetUse:
    """What one dataset takes, in bytes; without a slug files that belong to none yet."""

    slug: str
    title: Message
    organisation: Message
    sources: int
    tables: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.sources + self.tables


@dataclass(frozen=True)
class OfficeUse:
    """What one organisation takes, in bytes.

    quota  of the organisation that holds one for it; `pooled` is what all under that quota use
    grown  bytes more than a month ago; None where nothing is known from then
    """

    id: int
    slug: str
    name: Message
    sources: int
    tables: int
    grown: int | None
    quota: Quota | None
    pooled: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.sources + self.tables

    @property
    def own_quota(self) -> bool:
        """True where the quota is this organisation's own."""
        return self.quota is not None and self.quota.holder_id == self.id


def bytes_by_kind() -> dict[str, int]:
    """Return kind of thing (sources, tables of the lake) → bytes of all organisations together, for the operator."""
    found = dict(Holding.objects.values_list("kind").annotate(Sum("bytes")).order_by())
    return {kind: found.get(kind, 0) for kind in Kept.values}


def require_room(organisation_id: int, more: int) -> None:
    """Raise OverQuota unless the organisation may keep so many bytes more."""
    quota = access.quotas().get(organisation_id)
    if quota is None:
        return
    used = _used(quota.organisations)
    if used + more > quota.bytes:
        raise _over(quota, used, more)


def within_room(organisation_id: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a file as long as the organisation has room for them. Raises OverQuota."""
    quota = access.quotas().get(organisation_id)
    used = _used(quota.organisations) if quota else 0
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if quota is not None and used + size > quota.bytes:
            raise _over(quota, used, size)
        yield chunk


@transaction.atomic
def hold_source(organisation_id: int, sha256: str, size: int, *, dataset: Dataset | None, now: datetime) -> None:
    """Note that the organisation keeps a file; once, however often it was handed in."""
    _hold(organisation_id, Kept.SOURCE, sha256, size, dataset, now)


@transaction.atomic
def hold_version(version: Version, *, now: datetime) -> None:
    """Note what a new version takes: its table has grown, and its file belongs to the dataset from now on."""
    dataset = version.resource.dataset
    Holding.objects.filter(organisation=dataset.organisation_id, kind=Kept.SOURCE, key=version.source_sha256).update(dataset=dataset)
    hold_table(version.resource, now=now)


@transaction.atomic
def hold_table(resource: Resource, *, now: datetime) -> None:
    """Note what a table takes of the lake with all its versions."""
    dataset = resource.dataset
    _hold(dataset.organisation_id, Kept.LAKE, resource.table, runtime.lake().size(resource.table).bytes, dataset, now)


def measure_all(*, now: datetime) -> None:
    """Measure every table and every file that the catalogue names, forget what is gone, and note the sums of the day."""
    for resource in Resource.objects.select_related("dataset"):
        hold_table(resource, now=now)
    for sha256 in set(Holding.objects.filter(kind=Kept.SOURCE).values_list("key", flat=True)):
        if not runtime.settings().source(sha256).exists():
            Holding.objects.filter(kind=Kept.SOURCE, key=sha256).delete()
    for dataset, sha256 in _sources():
        path = runtime.settings().source(sha256)
        if path.exists():
            hold_source(dataset.organisation_id, sha256, path.stat().st_size, dataset=dataset, now=now)


def use_by_office(actor: Actor, *, now: datetime) -> tuple[OfficeUse, ...]:
    """Return what each organisation takes that the actor looks after, most first; those that take nothing and have no quota are left out.

    Raises NotAllowed for those who look after none.
    """
    offices = {office.id: office for office in access.organisations() if allows(actor, "storage.see", office.id)}
    if not offices:
        require(actor, "storage.see")
    sums, before, quotas = _sums(), _sums_before(now), access.quotas()
    found = [
        _use(office, sums, before, quotas.get(office.id)) for office in offices.values() if sum(sums[office.id].values()) or office.quota_bytes is not None
    ]
    return tuple(sorted(found, key=lambda one: (-one.total, one.slug)))


def _use(office: OrganisationView, sums: Sums, before: Mapping[int, int], quota: Quota | None) -> OfficeUse:
    taken = sums[office.id]
    total = sum(taken.values())
    grown = total - before[office.id] if office.id in before else None
    pooled = sum(sum(sums[member].values()) for member in quota.organisations) if quota else total
    return OfficeUse(office.id, office.slug, office.name, taken[Kept.SOURCE], taken[Kept.LAKE], grown, quota, pooled)


def largest(actor: Actor, *, limit: int = 10) -> tuple[DatasetUse, ...]:
    """Return the datasets that take most in the organisations that the actor looks after."""
    offices = [office.id for office in access.organisations() if allows(actor, "storage.see", office.id)]
    return _largest(offices, limit)


def _hold(organisation_id: int, kind: Kept, key: str, size: int, dataset: Dataset | None, now: datetime) -> None:
    told = {"bytes": size, "measured_at": now, **({"dataset": dataset} if dataset else {})}
    Holding.objects.update_or_create(organisation_id=organisation_id, kind=kind, key=key, defaults=told)
    day = timezone.localtime(now).date()
    StorageDay.objects.update_or_create(organisation_id=organisation_id, day=day, defaults={"bytes": _used([organisation_id])})


def _sources() -> Iterator[tuple[Dataset, str]]:
    for version in Version.objects.select_related("resource__dataset"):
        yield version.resource.dataset, version.source_sha256
    for document in Document.objects.exclude(sha256="").select_related("dataset"):
        yield document.dataset, document.sha256


def _used(organisations: Iterable[int]) -> int:
    found: int | None = Holding.objects.filter(organisation__in=organisations).aggregate(n=Sum("bytes"))["n"]
    return found or 0


def _sums() -> Sums:
    sums: Sums = defaultdict(Counter)
    for organisation, kind, size in Holding.objects.values_list("organisation", "kind").annotate(n=Sum("bytes")):
        sums[organisation][kind] = size
    return sums


def _sums_before(now: datetime) -> dict[int, int]:
    """Return what each organisation took a month ago, or on its first day if that is later."""
    month_ago = timezone.localtime(now - GROWTH).date()
    today = timezone.localtime(now).date()
    days = StorageDay.objects.filter(day__lt=today).order_by("-day").values_list("organisation", "day", "bytes")
    before: dict[int, int] = {}
    settled: set[int] = set()
    for organisation, day, size in days:
        if organisation not in settled:
            before[organisation] = size
        if day <= month_ago:
            settled.add(organisation)
    return before


def _largest(organisations: Iterable[int], limit: int) -> tuple[DatasetUse, ...]:
    names = ("dataset__slug", "dataset__title_th", "dataset__title_en", "organisation__name_th", "organisation__name_en")
    sizes = {kind: Sum("bytes", filter=Q(kind=kind), default=0) for kind in Kept.values}
    rows = Holding.objects.filter(organisation__in=list(organisations)).values_list(*names).annotate(n=Sum("bytes"), **sizes).order_by("-n")[:limit]
    return tuple(
        DatasetUse(slug or "", Message(th, en or th) if slug else _UPLOADS, Message(office_th, office_en or office_th), source, lake)
        for slug, th, en, office_th, office_en, _, source, lake in rows
    )


def _over(quota: Quota, used: int, more: int) -> OverQuota:
    most = _largest(quota.organisations, _LARGEST)
    th, en = ({"used": show_size(used, lang), "limit": show_size(quota.bytes, lang), "more": show_size(more, lang)} for lang in ("th", "en"))
    named_th = ", ".join(f"{one.title.th} {show_size(one.total, 'th')}" for one in most) or "–"
    named_en = ", ".join(f"{one.title.en} {show_size(one.total, 'en')}" for one in most) or "–"
    return OverQuota(Message(_FULL.th.format(holder=quota.holder.th, largest=named_th, **th), _FULL.en.format(holder=quota.holder.en, largest=named_en, **en)))
