"""What organisations keep and how much they may: a page for the operator and for those who administer an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.base.text import arabic_digits
from mueang_site.access.actions import set_quota
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.access.queries import organisations
from mueang_site.catalogue import storage
from mueang_site.catalogue.storage import DatasetUse, OfficeUse
from mueang_site.portal.language import said, say, show_size
from mueang_site.portal.pages.shown import Link, Pages, StateShown

SIZE = 50
GIGABYTE = 1 << 30
_NEARLY_FULL = 0.9
_NUMBER = Message("กรอกพื้นที่เป็นกิกะไบต์ เช่น 50 หรือ 0.5 หรือเว้นว่างถ้าไม่จำกัด", "Give the room in gigabytes, such as 50 or 0.5; leave it empty for no limit.")


@dataclass(frozen=True)
class OfficeShown:
    """One organisation; `share` is its part of what the one with most takes, in percent."""

    name: str
    href: str
    total: str
    share: int
    sources: str
    tables: str
    grown: str
    quota: str
    state: StateShown | None


@dataclass(frozen=True)
class DatasetShown:
    """One dataset among those that take most."""

    link: Link
    organisation: str
    total: str
    parts: str


@dataclass(frozen=True)
class StoragePage:
    """All that the page shows; `choices` are the organisations whose quota the actor may set."""

    sentence: str
    offices: tuple[OfficeShown, ...]
    pages: Pages
    datasets: tuple[DatasetShown, ...]
    choices: tuple[tuple[str, str], ...]
    fault: Message | None = None


def build(actor: Actor, parameters: Mapping[str, Any], *, now: datetime, fault: Message | None = None) -> StoragePage:
    """Return the page. Raises NotAllowed for those who look after no organisation."""
    found = storage.use_by_office(actor, now=now)
    pages = Pages.of(len(found), SIZE, parameters.get("page"))
    most = max((one.total for one in found), default=0)
    first = (pages.current - 1) * SIZE
    return StoragePage(
        sentence=_sentence(found),
        offices=tuple(_office(one, most) for one in found[first : first + SIZE]),
        pages=pages,
        datasets=tuple(_dataset(one) for one in storage.largest(actor)),
        choices=tuple((office.slug, said(office.name)) for office in organisations()) if allows(actor, "quota.set") else (),
        fault=fault,
    )


def choose_quota(actor: Actor, form: Mapping[str, Any], *, now: datetime) -> None:
    """Set the quota that the form asks for. Raises BadInput, NotAllowed, NotFound."""
    set_quota(actor=actor, organisation=str(form.get("organisation", "")), quota=_bytes(str(form.get("gigabytes", ""))), now=now)


def may_see(actor: Actor) -> bool:
    """Return whether the page has anything for this actor."""
    return allows(actor, "storage.see") or any(allows(actor, "storage.see", office) for office in actor.roles)


def _bytes(text: str) -> int | None:
    plain = arabic_digits(text).replace(",", "").strip()
    if not plain:
        return None
    try:
        size = float(plain) * GIGABYTE
    except ValueError as error:
        raise BadInput(_NUMBER, code="storage.quota", field="gigabytes") from error
    if not 0 <= size < 1 << 62:
        raise BadInput(_NUMBER, code="storage.quota", field="gigabytes")
    return int(size)


def _sentence(found: tuple[OfficeUse, ...]) -> str:
    total = show_size(sum(one.total for one in found))
    if not found:
        return say("ยังไม่มีข้อมูลในพื้นที่เก็บ", "Nothing is kept yet.")
    if len(found) == 1:
        return say(f"{said(found[0].name)}ใช้พื้นที่ {total}", f"{said(found[0].name)} takes {total}")
    return say(f"{len(found)} หน่วยงานใช้พื้นที่รวม {total}", f"{len(found)} organisations take {total}")


def _office(one: OfficeUse, most: int) -> OfficeShown:
    return OfficeShown(
        name=said(one.name),
        href=reverse("organisation", args=[one.slug]),
        total=show_size(one.total),
        share=round(100 * one.total / most) if most else 0,
        sources=show_size(one.sources),
        tables=show_size(one.tables),
        grown=_grown(one.grown),
        quota=_quota(one),
        state=_state(one),
    )


def _grown(grown: int | None) -> str:
    if grown is None:
        return say("เพิ่งเริ่มนับ", "counted from today")
    if grown == 0:
        return say("เท่าเดิม", "unchanged")
    return f"{'+' if grown > 0 else '−'}{show_size(abs(grown))}"


def _quota(one: OfficeUse) -> str:
    if one.quota is None:
        return say("ไม่จำกัด", "no limit")
    limit = show_size(one.quota.bytes)
    return limit if one.own_quota else say(f"ร่วมกับ{one.quota.holder.th} {limit}", f"{limit}, shared with {one.quota.holder.en}")


def _state(one: OfficeUse) -> StateShown | None:
    if one.quota is None:
        return None
    if one.pooled >= one.quota.bytes:
        return StateShown("bad", "warn", say("เต็ม", "Full"))
    percent = 100 * one.pooled // one.quota.bytes
    if percent >= 100 * _NEARLY_FULL:
        return StateShown("warn", "warn", say(f"ใช้ไป {percent}%", f"{percent}% used"))
    return StateShown("good", "check", say(f"ใช้ไป {percent}%", f"{percent}% used"))


def _dataset(one: DatasetUse) -> DatasetShown:
    return DatasetShown(
        link=Link(said(one.title), reverse("dataset", args=[one.slug]) if one.slug else ""),
        organisation=said(one.organisation),
        total=show_size(one.total),
        parts=say(
            f"ไฟล์ต้นฉบับ {show_size(one.sources)} ตารางทุกรุ่น {show_size(one.tables)}",
            f"files {show_size(one.sources)}, tables of all versions {show_size(one.tables)}",
        ),
    )


def _parts(files: str, tables: str) -> str:
    return say(f"ไฟล์ต้นฉบับ {files} ตารางทุกรุ่น {tables}", f"files {files}, tables of all versions {tables}")
