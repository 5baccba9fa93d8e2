"""Find documents that an actor may discover: what is hidden is neither shown nor counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mueang_site.access import visibility
from mueang_site.access.actor import Actor
from mueang_site.search import lanes
from mueang_site.search.actions import plain, words_of
from mueang_site.search.models import Document

FACETS = ("organisation", "topic", "licence", "place", "freshness")
_ANY_WORD_WEIGHT = 0.1
_TITLE_WEIGHT = 5.0


@dataclass(frozen=True)
class Asked:
    """What a person typed and ticked. Facet values of one facet widen, different facets narrow."""

    text: str = ""
    organisation: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    freshness: tuple[str, ...] = ()
    order: str = "relevance"


@dataclass(frozen=True)
class Found:
    """Keys of one page in order, how many there are in all, and counts by facet value."""

    keys: tuple[str, ...]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def find(actor: Actor, asked: Asked, *, kind: str, now: datetime, start: int = 0, size: int = 20) -> Found:
    """Return the documents of that kind that match, best first (newest first without a text), and the facet counts."""
    visible = Document.objects.filter(kind=kind).filter(visibility.admitted(actor, "dataset.discover", "published"))
    ranks = _ranks(asked.text)
    if ranks is not None:
        visible = visible.filter(pk__in=list(ranks))
    matching = _narrowed(visible, asked, now)
    order = dict(matching.values_list("pk", "updated_at"))
    if asked.order == "newest" or ranks is None:
        ordered = sorted(order, key=lambda pk: (order[pk], pk), reverse=True)
    else:
        ordered = sorted(order, key=lambda pk: (ranks[pk], order[pk], pk), reverse=True)
    page = ordered[start : start + size]
    keys = dict(Document.objects.filter(pk__in=page).values_list("pk", "key"))
    return Found(tuple(keys[pk] for pk in page), len(ordered), _facets(visible, asked, now))


def _ranks(text: str) -> dict[int, float] | None:
    """Merge the lanes; None when nothing was asked. Documents with only some of the words come last."""
    terms = plain(text).split()
    if not terms:
        return None
    words = words_of(text)
    ranks: defaultdict[int, float] = defaultdict(float)
    for pk, share in {**lanes.by_substrings(words), **lanes.by_substrings(terms)}.items():
        ranks[pk] += 1 + _TITLE_WEIGHT * share
    for pk, rank in lanes.by_words(words, every=True).items():
        ranks[pk] += 1 + rank
    if not ranks:
        ranks.update({pk: _ANY_WORD_WEIGHT * rank for pk, rank in lanes.by_words(words, every=False).items()})
    return ranks


def _narrowed(documents: QuerySet[Document], asked: Asked, now: datetime, *, leave_out: str = "") -> QuerySet[Document]:
    for facet in FACETS:
        values = getattr(asked, facet)
        if values and facet != leave_out:
            documents = documents.filter(_condition(facet, values, now))
    return documents


def _condition(facet: str, values: tuple[str, ...], now: datetime) -> Q:
    if facet == "organisation":
        return Q(organisation__slug__in=values)
    if facet == "place":
        return Q(place_level__in=values) | (Q(has_points=True) if "points" in values else Q())
    if facet == "freshness":
        late = Q(due_at__lt=now)
        wanted = {"late": late, "on-time": ~late}
        return Q() if set(values) >= set(wanted) else wanted.get(values[0], Q(pk__in=[]))
    return Q(**{f"{facet}__in": values})


def _facets(visible: QuerySet[Document], asked: Asked, now: datetime) -> dict[str, dict[str, int]]:
    """Count each facet over what the other facets leave, so that a second tick never leads to nothing."""
    counts: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        rest = _narrowed(visible, asked, now, leave_out=facet)
        counts[facet] = _freshness(rest, now) if facet == "freshness" else _places(rest) if facet == "place" else _values(rest, facet)
    return counts


def _values(documents: QuerySet[Document], facet: str) -> dict[str, int]:
    name = "organisation__slug" if facet == "organisation" else facet
    rows = documents.exclude(**{name: ""}).values(name).annotate(n=Count("pk")).order_by("-n", name)
    return {row[name]: row["n"] for row in rows}


def _places(documents: QuerySet[Document]) -> dict[str, int]:
    levels = _values(documents, "place_level")
    points = documents.filter(has_points=True).count()
    return {**levels, "points": points} if points else levels


def _freshness(documents: QuerySet[Document], now: datetime) -> dict[str, int]:
    late = documents.filter(due_at__lt=now).count()
    return {name: count for name, count in (("on-time", documents.count() - late), ("late", late)) if count}
