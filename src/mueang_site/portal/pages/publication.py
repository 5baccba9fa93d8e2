"""The page from which a steward steers what is published: undo, restore, withdraw, publish again; and what was done before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from mueang.base.errors import BadInput, NotAllowed
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.access.queries import history_of, organisation
from mueang_site.catalogue import queries, restoring, withdrawing
from mueang_site.catalogue.queries import Tombstone, VersionInfo
from mueang_site.portal.language import said, say, show_day, spoken
from mueang_site.portal.pages.provenance import change_of

if TYPE_CHECKING:
    from mueang_site.jobs.queries import JobView

VERBS = ("dataset.withdraw", "dataset.republish", "version.restore")
_ACTS = {
    "dataset.create": Message("สร้างชุดข้อมูล", "Created the dataset"),
    "version.publish": Message("เผยแพร่รุ่นที่ {number}", "Published version {number}"),
    "version.restore": Message("กู้คืนรุ่นที่ {restored_from} เป็นรุ่นที่ {number}", "Restored version {restored_from} as version {number}"),
    "dataset.withdraw": Message("เพิกถอนชุดข้อมูล", "Withdrew the dataset"),
    "dataset.republish": Message("เผยแพร่ชุดข้อมูลอีกครั้ง", "Published the dataset again"),
}
_UNKNOWN = Message("ไม่รู้จักคำสั่งนี้", "There is no such act.")
_MOST_ACTS = 30


@dataclass(frozen=True)
class ActShown:
    """One act in the history."""

    what: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class PublicationPage:
    """All that the page shows; `withdrawal` stands while the dataset is withdrawn."""

    slug: str
    title: str
    newest: VersionInfo | None
    newest_change: str
    before: int | None
    older: tuple[tuple[int, str], ...]
    chosen: int | None
    compare_href: str
    withdrawal: Tombstone | None
    may: Mapping[str, bool]
    acts: tuple[ActShown, ...]
    fault: Message | None = None


def build(actor: Actor, slug: str, *, wanted: str = "", fault: Message | None = None) -> PublicationPage:
    """Return the page. Raises NotFound, NotAllowed for those who may steer nothing here."""
    dataset = queries.metadata_for(actor, slug)
    may = _may(actor, organisation(dataset.organisation_slug).id, dataset.classification, dataset.state)
    if not any(may.values()):
        raise NotAllowed(code="not-allowed.dataset.withdraw")
    versions = queries.versions_for(actor, slug)
    newest, older = versions[0] if versions else None, versions[1:]
    known = [version.number for version in older]
    before = known[0] if known else None
    return PublicationPage(
        slug=slug,
        title=dataset.title(spoken()),
        newest=newest,
        newest_change=change_of(newest) if newest else "",
        before=before,
        older=tuple((version.number, f"{version.number} ({show_day(version.published_at)}, {_rows(version)})") for version in older),
        chosen=int(wanted) if wanted.isdecimal() and int(wanted) in known else before,
        compare_href=f"{reverse('compare', args=[slug])}?from={before}&to={newest.number}" if newest and before else "",
        withdrawal=queries.tombstone_for(actor, slug),
        may=may,
        acts=_acts(slug),
        fault=fault,
    )


def act(actor: Actor, slug: str, form: Mapping[str, Any], *, now: datetime) -> JobView | None:
    """Do what the form asks and return the job where one does it. Raises BadInput, NotFound, NotAllowed, Conflict."""
    reason = str(form.get("reason", ""))
    match form.get("act"):
        case "withdraw":
            withdrawing.withdraw(actor, slug, reason=reason, reason_en=str(form.get("reason_en", "")), now=now)
        case "republish":
            withdrawing.publish_again(actor, slug, reason=reason, now=now)
        case "undo":
            return restoring.undo(actor, slug, reason=reason, now=now)
        case "restore":
            number = str(form.get("number", ""))
            return restoring.restore(actor, slug, number=int(number) if number.isdecimal() and len(number) < 10 else 0, reason=reason, now=now)
        case _:
            raise BadInput(_UNKNOWN, code="dataset.act", field="act")
    return None


def may_steer(actor: Actor, organisation_id: int, classification: str, state: str) -> bool:
    """Return whether the page has anything for this actor."""
    return any(_may(actor, organisation_id, classification, state).values())


def _may(actor: Actor, organisation_id: int, classification: str, state: str) -> dict[str, bool]:
    return {verb.replace(".", "_"): allows(actor, verb, organisation_id, classification, state) for verb in VERBS}


def _rows(version: VersionInfo) -> str:
    return say(f"{version.rows:,} แถว", f"{version.rows:,} rows")


def _acts(slug: str) -> tuple[ActShown, ...]:
    """Return the newest acts that changed what readers see."""
    entries = [entry for entry in history_of("dataset", slug) if entry.verb in _ACTS]
    return tuple(
        ActShown(said(_filled(_ACTS[entry.verb], entry.detail)), entry.actor, entry.at, str(entry.detail.get("reason") or ""))
        for entry in reversed(entries[-_MOST_ACTS:])
    )


def _filled(words: Message, detail: Mapping[str, Any]) -> Message:
    return words.fill(number=detail.get("number"), restored_from=detail.get("restored_from"))
