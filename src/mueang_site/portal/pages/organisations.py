"""The pages of organisations: all of them as a tree, and what one has: who it is, its data, what is new, its offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse

from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.access.queries import OrganisationView, below, line, organisation, organisations
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.queries import Release
from mueang_site.faces.queries import worn_by
from mueang_site.faces.theme import SECTIONS
from mueang_site.portal.language import said, say
from mueang_site.portal.pages.columns import place_title
from mueang_site.portal.pages.headlines import FigureShown, figures
from mueang_site.portal.pages.provenance import change_of
from mueang_site.portal.pages.shown import DatasetItem, Link, Pages, dataset_item
from mueang_site.search import queries as search

SIZE = 10
_LATEST = 5
_HEADLINES = 4
_LONGEST = 200
MOST_DRAWN = 300
"""Offices that are drawn as a whole tree; of more, one level at a time."""
MOST_NAMED = 100
"""Offices that an address names: more would make it longer than servers take."""
KINDS = {
    "national": ("หน่วยงานระดับประเทศ", "National body"),
    "province": ("องค์กรระดับจังหวัด", "Provincial body"),
    "municipality": ("เทศบาล", "Municipality"),
    "subdistrict": ("องค์การบริหารส่วนตำบล", "Subdistrict organisation"),
    "department": ("สำนัก", "Department"),
    "district": ("สำนักงานเขต", "District office"),
    "office": ("สำนักงาน", "Office"),
    "other": ("หน่วยงาน", "Organisation"),
}


@dataclass(frozen=True)
class OfficeItem:
    """An organisation in the tree; `datasets` counts its own and those of the offices below it."""

    href: str
    name: str
    kind: str
    datasets: int
    offices: tuple[OfficeItem, ...]


@dataclass(frozen=True)
class TreePage:
    """All organisations, and how many datasets of theirs the reader may find."""

    offices: tuple[OfficeItem, ...]
    count: int
    datasets: int


@dataclass(frozen=True)
class ReleaseItem:
    """One version in a list of what is new."""

    href: str
    title: str
    number: int
    owner: str
    published_at: datetime
    change: str


@dataclass(frozen=True)
class OrganisationPage:
    """All that the page of one organisation shows; `sections` in the order in which they stand."""

    slug: str
    name: str
    kind: str
    place: str
    about: str
    above: tuple[Link, ...]
    sections: tuple[str, ...]
    q: str
    total: int
    found: int
    items: tuple[DatasetItem, ...]
    pages: Pages
    on_time: int
    late: int
    search_href: str
    late_href: str
    latest: tuple[ReleaseItem, ...]
    offices: tuple[OfficeItem, ...]
    website: str
    email: str
    phone: str
    settings_href: str
    headlines: tuple[FigureShown, ...]
    choose_href: str


def build_tree(actor: Actor, *, now: datetime) -> TreePage:
    """Return the page of all organisations."""
    offices = organisations()
    found = search.find(actor, search.Asked(), kind="dataset", now=now, size=0)
    return TreePage(_tree(offices, None, found.facets.get("organisation", {})), len(offices), found.total)


def build(actor: Actor, slug: str, parameters: QueryDict, *, now: datetime) -> OrganisationPage:
    """Return the page of one organisation as the actor may see it. Raises NotFound."""
    office = organisation(slug)
    offices = below(slug)
    own = (slug, *(one.slug for one in offices))
    q, wanted = parameters.get("q", "").strip()[:_LONGEST], parameters.get("page", "")
    everything = search.find(actor, search.Asked(organisation=own), kind="dataset", now=now, size=0)
    start = max(0, int(wanted[:5]) - 1) * SIZE if wanted.isdecimal() else 0
    found = search.find(actor, search.Asked(text=q, organisation=own), kind="dataset", now=now, start=start, size=SIZE)
    freshness = everything.facets.get("freshness", {})
    return OrganisationPage(
        slug=slug,
        name=said(office.name),
        kind=say(*KINDS[office.kind]),
        place=place_title(office.place) if office.place else "",
        about=said(office.about),
        above=_above(slug),
        sections=_sections(slug),
        q=q,
        total=everything.total,
        found=found.total,
        items=tuple(dataset_item(dataset, now=now) for dataset in catalogue.metadata_of(actor, found.keys)),
        pages=Pages.of(found.total, SIZE, wanted),
        on_time=freshness.get("on-time", 0),
        late=freshness.get("late", 0),
        search_href=_search(own) if len(own) <= MOST_NAMED else "",
        late_href=f"{_search(own)}&freshness=late" if len(own) <= MOST_NAMED else "",
        latest=releases(catalogue.newest_releases(actor, offices=own, limit=_LATEST)),
        offices=_tree(offices, slug, everything.facets.get("organisation", {})),
        website=office.website,
        email=office.email,
        phone=office.phone,
        settings_href=reverse("organisation-settings", args=[slug]) if allows(actor, "organisation.manage", office.id) else "",
        headlines=figures(actor, slug, now=now, most=_HEADLINES),
        choose_href=reverse("headlines-choose", args=[slug]) if allows(actor, "headline.choose", office.id) else "",
    )


def _sections(slug: str) -> tuple[str, ...]:
    """Return what the page shows, in the order that the organisation's own theme gives."""
    worn = worn_by([slug])
    return (worn.theme.sections if worn else ()) or SECTIONS


def releases(found: Sequence[Release]) -> tuple[ReleaseItem, ...]:
    """Return versions as a list shows them."""
    return tuple(
        ReleaseItem(
            href=f"{reverse('dataset', args=[one.slug])}?version={one.number}",
            title=said(one.titles),
            number=one.number,
            owner=said(one.office_names),
            published_at=one.published_at,
            change=change_of(one),
        )
        for one in found
    )


def _tree(offices: Sequence[OrganisationView], parent: str | None, counts: Mapping[str, int]) -> tuple[OfficeItem, ...]:
    """Return the offices below one; where there are very many, those that stand directly below it alone."""
    under: dict[str | None, list[OrganisationView]] = {}
    for office in offices:
        under.setdefault(office.parent, []).append(office)
    totals = _totals(offices, counts)
    return _branch(under, parent, totals, whole=len(_inside(under, parent)) <= MOST_DRAWN)


def _branch(under: Mapping[str | None, list[OrganisationView]], parent: str | None, totals: Mapping[str, int], *, whole: bool) -> tuple[OfficeItem, ...]:
    items = [_item(office, _branch(under, office.slug, totals, whole=True) if whole else (), totals) for office in under.get(parent, [])]
    return tuple(sorted(items, key=lambda item: (not item.offices, -item.datasets, item.name)))


def _item(office: OrganisationView, inside: tuple[OfficeItem, ...], totals: Mapping[str, int]) -> OfficeItem:
    return OfficeItem(reverse("organisation", args=[office.slug]), said(office.name), say(*KINDS[office.kind]), totals.get(office.slug, 0), inside)


def _inside(under: Mapping[str | None, list[OrganisationView]], parent: str | None) -> list[OrganisationView]:
    """Return the offices below one at every depth."""
    found = list(under.get(parent, []))
    for office in found:  # grows while it is walked
        found += under.get(office.slug, [])
    return found


def _totals(offices: Sequence[OrganisationView], counts: Mapping[str, int]) -> dict[str, int]:
    """Return slug → datasets of the office and of those below it."""
    parents = {office.slug: office.parent for office in offices}
    totals: dict[str, int] = {}
    for slug, count in counts.items():
        here: str | None = slug
        while here is not None:
            totals[here] = totals.get(here, 0) + count
            here = parents.get(here)
    return totals


def _above(slug: str) -> tuple[Link, ...]:
    """Return the organisations above, the highest first."""
    return tuple(Link(said(one.name), reverse("organisation", args=[one.slug])) for one in reversed(line(slug)[1:]))


def _search(slugs: Sequence[str]) -> str:
    asked = QueryDict(mutable=True)
    asked.setlist("organisation", list(slugs))
    return f"{reverse('search')}?{asked.urlencode()}"
