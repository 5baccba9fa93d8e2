"""Find documents that an actor may discover: what is hidden is neither shown nor counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
MOST_RANKED = 1000
"""Hits that are ranked one by one."""
EVERYWHERE = 20_000
"""Documents from which on a word is nearly everywhere as it stands: looking into compounds would cost much and add little."""
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


def find(actor: Actor, asked: Asked, *, kind: str, now: datetime, start: int = 0, size: int = 20, most: int | None = None) -> Found:
    """Return the documents of that kind that match, best first (newest first without a text), and the facet counts: all, or the `most` frequent."""
    here = shelf()
    if not len(here.order):
        return Found((), 0, {facet: {} for facet in FACETS})
    scores = _scores(asked.text, here)
    chosen = _visible(actor, kind, here)
    if scores is not None:
        chosen &= scores > 0
    tests = {facet: _test(facet, values, here, now) for facet in FACETS if (values := getattr(asked, facet))}
    matching = _narrowed(chosen, tests)
    newest_first = here.order[matching[here.order]]
    ordered = newest_first if asked.order == "newest" or scores is None else newest_first[np.argsort(-scores[newest_first], kind="stable")]
    page = [int(pk) for pk in here.pks[ordered[start : start + size]]]
    keys = dict(Document.objects.filter(pk__in=page).values_list("pk", "key")) if page else {}
    facets = {facet: _counts(facet, _narrowed(chosen, tests, leave_out=facet), here, now, most) for facet in FACETS}
    return Found(tuple(keys[pk] for pk in page if pk in keys), len(ordered), facets)


def newest(actor: Actor, *, kind: str, organisations: Sequence[str] | None = None, size: int) -> tuple[str, ...]:
    """Return the keys of the documents that changed last, of these organisations or of all."""
    here = shelf()
    if not len(here.order):
        return ()
    chosen = _visible(actor, kind, here)
    if organisations is not None:
        chosen &= here.is_one_of("organisation__slug", organisations)
    first = [int(pk) for pk in here.pks[here.order[chosen[here.order]][:size]]]
    keys = dict(Document.objects.filter(pk__in=first).values_list("pk", "key"))
    return tuple(keys[pk] for pk in first if pk in keys)


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


def _scores(text: str, here: Shelf) -> Any:
    """Return a score for each document, 0 where it does not match; None when nothing was asked.

    Documents with only some of the words count where none has all. Few hits are ranked one by one; of many, those that
    have it all in their titles come first, which is told by the index alone.
    """
    terms, words = plain(text).split(), words_of(text)
    if not terms:
        return None
    found, every = _hits(terms, words), True
    if not len(found.ids):
        found, every = lanes.by_words(words, every=False), False
    scores = np.zeros(len(here.order))
    scores[here.positions_of(found.ids)] = 1
    if len(found.ids) > MOST_RANKED:
        scores[here.positions_of(found.titled)] += _TITLE_WEIGHT
    elif len(found.ids):
        _rank(scores, found.ids, terms, words, here, every=every)
    return scores


def _hits(terms: list[str], words: list[str]) -> lanes.Hits:
    """Merge the lanes. A word that is nearly everywhere is not looked for in compounds."""
    found = lanes.by_words(words)
    if len(found.ids) > EVERYWHERE:
        return found
    found |= lanes.by_substrings(terms)
    return found | lanes.by_substrings(words) if words and words != terms else found


def _rank(scores: Any, ids: Any, terms: list[str], words: list[str], here: Shelf, *, every: bool) -> None:
    for pairs, weight in ((lanes.in_titles(terms, ids), _TITLE_WEIGHT), (lanes.ranks(words, every=every, ids=ids), 1.0)):
        places = here.positions_of(np.array(sorted(pairs), dtype=np.int64))
        scores[places] += weight * np.array([pairs[pk] for pk in here.pks[places].tolist()])


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


def _counts(facet: str, chosen: Any, here: Shelf, now: datetime, most: int | None) -> dict[str, int]:
    """Count a facet over what the other facets leave, so that a second tick never leads to nothing."""
    if facet == "freshness":
        late = int(np.count_nonzero(chosen & (here.columns["due_at"] < moment(now))))
        counted = {"on-time": int(np.count_nonzero(chosen)) - late, "late": late}
        return {name: count for name, count in counted.items() if count}
    levels = here.counts(_FIELD_OF.get(facet, facet), chosen, most)
    points = int(np.count_nonzero(chosen & here.columns["has_points"])) if facet == "place" else 0
    return {**levels, "points": points} if points else levels
