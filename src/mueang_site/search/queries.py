"""Find documents that an actor may discover: what is hidden is neither shown nor counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

import numpy as np

from mueang_site.access import visibility
from mueang_site.access.actor import Actor
from mueang_site.search import lanes
from mueang_site.search.actions import plain, words_of
from mueang_site.search.models import Document
from mueang_site.search.shelf import Shelf, head, moment, shelf

_FIELD_OF = {"organisation": "organisation__slug", "place": "place_level"}
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
    here = shelf()
    if not len(here.order):
        return Found((), 0, {facet: {} for facet in FACETS})
    ranks = _ranks(asked.text)
    chosen = _visible(actor, kind, here)
    if ranks is not None:
        hits = np.zeros(len(chosen), dtype=bool)
        hits[here.positions_of(ranks)] = True
        chosen &= hits
    tests = {facet: _test(facet, values, here, now) for facet in FACETS if (values := getattr(asked, facet))}
    matching = _narrowed(chosen, tests)
    newest_first = here.order[matching[here.order]]
    ordered = newest_first if asked.order == "newest" or ranks is None else _best_first(newest_first, ranks, here)
    page = [int(pk) for pk in here.pks[ordered[start : start + size]]]
    keys = dict(Document.objects.filter(pk__in=page).values_list("pk", "key")) if page else {}
    facets = {facet: _counts(facet, _narrowed(chosen, tests, leave_out=facet), here, now) for facet in FACETS}
    return Found(tuple(keys[pk] for pk in page if pk in keys), len(ordered), facets)


def state() -> str:
    """Return what changes with every change of the index: a key for caches of what was found."""
    return head()[1]


def _visible(actor: Actor, kind: str, here: Shelf) -> Any:
    """Return which documents of the kind the actor may discover: the table of permissions, class by class."""
    admitted = np.zeros(len(here.order), dtype=bool)
    for classification, offices in visibility.offices_by_class(actor, "dataset.discover", "published").items():
        of_class = here.is_one_of("classification", [classification])
        admitted |= of_class if offices is None else of_class & np.isin(here.columns["organisation_id"], offices)
    return admitted & here.is_one_of("kind", [kind])


def _best_first(newest_first: Any, ranks: Mapping[int, float], here: Shelf) -> Any:
    found = np.array([ranks[int(pk)] for pk in here.pks[newest_first]])
    return newest_first[np.argsort(-found, kind="stable")]


def _ranks(text: str) -> dict[int, float] | None:
    """Merge the lanes; None when nothing was asked. Documents with only some of the words come last."""
    terms = plain(text).split()
    if not terms:
        return None
    words = words_of(text)
    ranks: defaultdict[int, float] = defaultdict(float)
    substrings = lanes.by_substrings(terms)
    for pk, share in ({**lanes.by_substrings(words), **substrings} if words != terms else substrings).items():
        ranks[pk] += 1 + _TITLE_WEIGHT * share
    for pk, rank in lanes.by_words(words, every=True).items():
        ranks[pk] += 1 + rank
    if not ranks:
        ranks.update({pk: _ANY_WORD_WEIGHT * rank for pk, rank in lanes.by_words(words, every=False).items()})
    return ranks


def _narrowed(chosen: Any, tests: Mapping[str, Any], *, leave_out: str = "") -> Any:
    return reduce(and_, (test for facet, test in tests.items() if facet != leave_out), chosen)


def _test(facet: str, values: tuple[str, ...], here: Shelf, now: datetime) -> Any:
    if facet == "place":
        placed = here.is_one_of("place_level", values)
        return placed | here.columns["has_points"] if "points" in values else placed
    if facet == "freshness":
        late = here.columns["due_at"] < moment(now)
        return (late & ("late" in values)) | (~late & ("on-time" in values))
    return here.is_one_of(_FIELD_OF.get(facet, facet), values)


def _counts(facet: str, chosen: Any, here: Shelf, now: datetime) -> dict[str, int]:
    """Count a facet over what the other facets leave, so that a second tick never leads to nothing."""
    if facet == "freshness":
        late = int(np.count_nonzero(chosen & (here.columns["due_at"] < moment(now))))
        counted = {"on-time": int(np.count_nonzero(chosen)) - late, "late": late}
        return {name: count for name, count in counted.items() if count}
    levels = here.counts(_FIELD_OF.get(facet, facet), chosen)
    points = int(np.count_nonzero(chosen & here.columns["has_points"])) if facet == "place" else 0
    return {**levels, "points": points} if points else levels
