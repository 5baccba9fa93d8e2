"""The home page: state of the city, the data behind it, may it be used, how. One story, from the office's file to the map."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import MueangError
from mueang.documents.charts.figures import decimals_of, present, show
from mueang.documents.charts.sentences import glued, listed
from mueang.standard import LICENCES, TOPICS, DatasetMetadata
from mueang_site.access.actor import ANONYMOUS, Actor
from mueang_site.access.queries import districts
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.queries import VersionInfo
from mueang_site.portal.faces import current_face
from mueang_site.portal.language import said, say, show_day, spoken
from mueang_site.portal.pages import charting, mapping
from mueang_site.portal.pages.charting import ChartShown, Chosen
from mueang_site.portal.pages.columns import Uses, place_name, place_title, title_of, unit_of
from mueang_site.portal.pages.provenance import Reading, change_of, reading_of
from mueang_site.portal.pages.shown import DatasetItem, Link, StateShown, dataset_item
from mueang_site.portal.pages.snippets import Snippet, snippets
from mueang_site.search import queries as search

_LATEST = 4
_TRIED = 12
_ENOUGH = 0.8
_LATE = 3
_KEPT = 4


@dataclass(frozen=True)
class Stand:
    """How one place stands: its value and how far that is from the median of all."""

    name: str
    value: str
    against: str
    href: str


@dataclass(frozen=True)
class Figure:
    """One number that hangs on the thread to its source."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True)
class Story:
    """One dataset told from the office's file to the map."""

    dataset: Link
    chart: ChartShown
    headline: str
    figure: Figure
    reading: Reading
    change: str
    rows: int
    stands: tuple[Stand, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """What one may do, and with how many datasets."""

    state: StateShown
    count: int
    sentence: str


@dataclass(frozen=True)
class HomePage:
    """All that the home page shows; no story before the first dataset with a map."""

    story: Story | None
    city: str
    total: int
    offices: int
    latest: tuple[DatasetItem, ...]
    topics: tuple[tuple[Link, int], ...]
    empty_topics: tuple[str, ...]
    late: tuple[DatasetItem, ...]
    uses: tuple[Use, ...]
    snippet: Snippet | None
    download: Link | None


def build(actor: Actor, *, now: datetime, base: str) -> HomePage:
    """Return the home page as the actor may see it; the story is told of open data alone."""
    newest = search.find(actor, search.Asked(), kind="dataset", now=now, size=_TRIED)
    datasets = catalogue.metadata_of(actor, newest.keys)
    story, told = _story(now)
    late = search.find(actor, search.Asked(freshness=("late",)), kind="dataset", now=now, size=_LATE)
    counts = newest.facets.get("topic", {})
    return HomePage(
        story=story,
        city=said(current_face().owner),
        total=newest.total,
        offices=len(newest.facets.get("organisation", {})),
        latest=tuple(dataset_item(dataset, now=now, sentence=False) for dataset in datasets[:_LATEST]),
        topics=tuple((Link(say(TOPICS[code].th, TOPICS[code].en), f"{reverse('search')}?topic={code}"), count) for code, count in counts.items()),
        empty_topics=tuple(say(topic.th, topic.en) for topic in TOPICS if topic.code not in counts and topic.code != "other"),
        late=tuple(dataset_item(dataset, now=now, sentence=False) for dataset in catalogue.metadata_of(actor, late.keys)),
        uses=_uses(newest.facets.get("licence", {})),
        snippet=snippets(base, told, "")["curl"] if told else None,
        download=Link(story.dataset.label, f"{reverse('download', args=[told])}?format=xlsx") if story and told else None,
    )


def _uses(counts: Mapping[str, int]) -> tuple[Use, ...]:
    kinds = {"G0": ("good", "open"), "SA": ("good", "open"), "G2": ("good", "open"), "G5": ("warn", "person"), "U": ("idle", "stop")}
    titles = {
        "G0": ("ข้อมูลเปิด", "Open data"),
        "SA": ("ใช้สัญญาเดียวกัน", "Share-alike"),
        "G2": ("ไม่ใช้เพื่อการค้า", "Non-commercial"),
        "G5": ("มีเงื่อนไข", "Conditional"),
        "U": ("ไม่ได้ระบุ", "Not stated"),
    }
    return tuple(
        Use(StateShown(*kinds[licence.code], say(*titles[licence.code])), counts[licence.code], say(licence.th, licence.en))
        for licence in LICENCES
        if counts.get(licence.code)
    )


_told_before: dict[Hashable, tuple[Story | None, str]] = {}


def _story(now: datetime) -> tuple[Story | None, str]:
    """Return the story of the open dataset whose map is nearly full and whose file needed most mending, and its slug.

    It is told once for each state of the data and each language: every dataset that could tell one has to be drawn.
    """
    found = search.find(ANONYMOUS, search.Asked(place=("district", "province")), kind="dataset", now=now, size=_TRIED)
    datasets = catalogue.metadata_of(ANONYMOUS, found.keys)
    key = (spoken(), districts(), tuple((dataset.slug, dataset.content_hash, dataset.updated_at) for dataset in datasets))
    if key not in _told_before:
        if len(_told_before) >= _KEPT:
            _told_before.clear()
        _told_before[key] = _best_story(datasets, now)
    return _told_before[key]


def _best_story(datasets: Sequence[DatasetMetadata], now: datetime) -> tuple[Story | None, str]:
    told: list[tuple[int, Story, str]] = []
    for dataset in datasets:
        try:
            story = _tell(dataset, now)
        except MueangError:
            continue
        if story is not None:
            told.append((_mended(story.reading), story, dataset.slug))
    best = max(told, key=lambda entry: entry[0], default=None)
    return (best[1], best[2]) if best else (None, "")


def _mended(reading: Reading) -> int:
    """Return how much had to be mended: rows left out, and kinds of changes."""
    return sum(one.count for one in reading.left_out) + len(reading.said) + reading.more


def _tell(dataset: DatasetMetadata, now: datetime) -> Story | None:
    view = catalogue.table_for(ANONYMOUS, dataset.slug, now=now)
    uses = Uses.of(view.schema)
    if not uses.measures or uses.shapes or dataset.is_sample:
        return None
    version = catalogue.versions_for(ANONYMOUS, dataset.slug)[0]
    parameters = QueryDict()
    source = f"{dataset.credit(spoken())}, {show_day(version.published_at)}"
    mapped = mapping.build(view, parameters, source=source)
    chosen = charting.choose(view, uses, parameters, axes=uses.places)
    if mapped.chart is None or chosen is None:
        return None
    values = {row[chosen.axis.name]: row[chosen.value.name] for row in charting.grouped(view, chosen)}
    area = mapping.grid_for(list(values))
    if area is None or len(present(values.get(code) for code in area.codes)) < _ENOUGH * len(area.codes):
        return None
    return _told(dataset, version, mapped.chart, values, chosen, sorted(area.codes))


def _told(dataset: DatasetMetadata, version: VersionInfo, chart: ChartShown, values: Mapping[str, Any], chosen: Chosen, codes: list[str]) -> Story:
    address = reverse("dataset", args=[dataset.slug])
    missing = tuple(place_title(code) for code in codes if not present([values.get(code)]))
    return Story(
        dataset=Link(dataset.title(spoken()), address),
        chart=chart,
        headline=_headline(dataset.title(spoken()), values, codes) or chart.drawing.finding,
        figure=_figure(values, chosen, codes),
        reading=reading_of(version),
        change=change_of(version),
        rows=version.rows,
        stands=_stands(values, address, chosen),
        missing=missing,
    )


def _headline(title: str, values: Mapping[str, Any], codes: list[str]) -> str:
    """Return the finding for the top of the page; empty where there is no highest and no lowest."""
    there = {code: values[code] for code in codes if present([values.get(code)])}
    if len(set(there.values())) < 2:
        return ""
    subject = title.split(say(" ราย", " by "))[0]
    tops, bottoms = ([place_name(code) for code, value in there.items() if value == end] for end in (max(there.values()), min(there.values())))
    return say(
        f"{subject}{glued('สูงสุดที่', listed(tops, 'th'))} {glued('ต่ำสุดที่', listed(bottoms, 'th'))}",
        f"{subject}: highest in {listed(tops, 'en')}, lowest in {listed(bottoms, 'en')}",
    )


def _figure(values: Mapping[str, Any], chosen: Chosen, codes: list[str]) -> Figure:
    known = present(values.get(code) for code in codes)
    name = title_of(chosen.measure) if chosen.measure else say("จำนวนแถว", "rows")
    label = say(f"มัธยฐานของ {len(known)} พื้นที่ {name}", f"Median of {len(known)} places, {name}")
    return Figure(label, show(median(known), decimals_of(known)), unit_of(chosen.measure) if chosen.measure else "")


def _stands(values: Mapping[str, Any], address: str, chosen: Chosen) -> tuple[Stand, ...]:
    """Return how the places stand that have an office of their own on this site."""
    own = [place for _, place in districts() if place in values]
    known = present(values.values())
    decimals = decimals_of(known)
    return tuple(
        Stand(place_title(code), show(values[code], decimals), _against(values[code], known, decimals), f"{address}?view=map&pick={code}")
        for code in dict.fromkeys(own)
    )


def _against(value: float | None, known: list[float], decimals: int) -> str:
    if not present([value]) or value is None:
        return say("ไม่มีข้อมูล", "no data")
    gap = value - median(known)
    if show(abs(gap), decimals) == show(0, decimals):
        return say("เท่ากับมัธยฐาน", "at the median")
    word = say("สูงกว่ามัธยฐาน", "above the median by") if gap > 0 else say("ต่ำกว่ามัธยฐาน", "below the median by")
    return f"{word} {show(abs(gap), decimals)}"
