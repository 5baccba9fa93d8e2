"""The page of search: what was asked, facets with counts, hits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from mueang.standard import LICENCES, TOPICS
from mueang_site.access.actor import Actor
from mueang_site.access.queries import names_of
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.documents import queries as documents
from mueang_site.portal.language import said, say
from mueang_site.portal.pages.shown import DatasetItem, Pages, dataset_item
from mueang_site.search import queries as search

SIZE = 10
MOST_OFFICES = 20
"""Organisations that the facet offers; the others are found by their own pages."""
_LONGEST = 200
_PLACES = {
    "province": ("รายจังหวัด", "By province"),
    "district": ("รายเขตหรืออำเภอ", "By district"),
    "subdistrict": ("รายแขวงหรือตำบล", "By subdistrict"),
    "points": ("มีพิกัด", "With positions"),
}
_FRESHNESS = {"on-time": ("เป็นปัจจุบัน", "Up to date"), "late": ("เลยกำหนดปรับปรุง", "Overdue")}
_TITLES = {
    "organisation": ("หน่วยงาน", "Organisation"),
    "topic": ("เรื่อง", "Topic"),
    "licence": ("สิทธิการใช้", "Right to use"),
    "place": ("พื้นที่", "Area"),
    "freshness": ("ความเป็นปัจจุบัน", "Timeliness"),
}
_SHOWN = ("licence", "topic", "place", "freshness", "organisation")


@dataclass(frozen=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    ticked: bool


@dataclass(frozen=True)
class Facet:
    """One facet with its values; `more` counts those that are not offered."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: int


@dataclass(frozen=True)
class Ticked:
    """A value that narrows the hits, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class SearchPage:
    """All that the page of search shows."""

    q: str
    total: int
    items: tuple[DatasetItem, ...]
    facets: tuple[Facet, ...]
    ticked: tuple[Ticked, ...]
    order: str
    pages: Pages


def asked_of(parameters: QueryDict) -> search.Asked:
    """Return what the address asks for."""
    facets: dict[str, Any] = {name: tuple(parameters.getlist(name)) for name in search.FACETS}
    order = "newest" if parameters.get("order") == "newest" else "relevance"
    return search.Asked(text=parameters.get("q", "").strip()[:_LONGEST], order=order, **facets)


def build(actor: Actor, parameters: QueryDict, *, now: datetime) -> SearchPage:
    """Return the page for what the address asks."""
    asked = asked_of(parameters)
    wanted = parameters.get("page", "")
    start = (int(wanted) - 1) * SIZE if wanted.isdecimal() and int(wanted) > 0 else 0
    found = search.find(actor, asked, kind="dataset", now=now, start=min(start, 100_000), size=SIZE)
    papers = documents.counts_of(actor, found.keys)
    facets = tuple(_facet(name, found.facets.get(name, {}), asked) for name in _SHOWN)
    return SearchPage(
        q=asked.text,
        total=found.total,
        items=tuple(dataset_item(dataset, now=now, documents=papers.get(dataset.slug, 0)) for dataset in catalogue.metadata_of(actor, found.keys)),
        facets=tuple(facet for facet in facets if facet.choices),
        ticked=tuple(_ticked(parameters, facets)),
        order=asked.order if asked.text else "newest",
        pages=Pages.of(found.total, SIZE, wanted),
    )


def _facet(name: str, counts: dict[str, int], asked: search.Asked) -> Facet:
    chosen = getattr(asked, name)
    values = _offered(counts, chosen) if name == "organisation" else [*counts, *(value for value in chosen if value not in counts)]
    labels = _labels(name, values)
    choices = tuple(Choice(value, labels.get(value, value), counts.get(value, 0), value in chosen) for value in values)
    return Facet(name, say(*_TITLES[name]), choices, len(counts.keys() - set(values)))


def _offered(counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """Return the organisations with most hits, and those that are ticked: a country has thousands."""
    first = list(itertools.islice(counts, MOST_OFFICES))
    return [*first, *(value for value in chosen if value not in first)]


def _labels(name: str, values: Sequence[str]) -> dict[str, str]:
    if name == "organisation":
        return {slug: said(office) for slug, office in names_of(values).items()}
    if name in ("topic", "licence"):
        return {code.code: say(code.th, code.en) for code in (TOPICS if name == "topic" else LICENCES)}
    return {value: say(*words) for value, words in (_PLACES if name == "place" else _FRESHNESS).items()}


def _ticked(parameters: QueryDict, facets: tuple[Facet, ...]) -> list[Ticked]:
    return [Ticked(choice.label, _without(parameters, facet.name, choice.value)) for facet in facets for choice in facet.choices if choice.ticked]


def _without(parameters: QueryDict, name: str, value: str) -> str:
    rest = parameters.copy()
    rest.setlist(name, [other for other in parameters.getlist(name) if other != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"
