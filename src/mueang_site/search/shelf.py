"""What every document counts under, in the memory of each process: facets and orders are read off columns of numbers.

One row a document, some forty bytes. A process brings its shelf up to date by the log of changes, so a publication costs
the reading of one document; a shelf that the log no longer reaches, or that saw a transaction which was taken back, is read anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection

from mueang_site.search.models import Change, Document

WORDS = ("kind", "classification", "organisation__slug", "topic", "licence", "place_level")
"""Fields that hold one of a few words, kept as numbers."""
_FIELDS = ("pk", *WORDS, "organisation_id", "has_points", "due_at", "updated_at")
_FAR = np.iinfo(np.int64).max
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shelf:
    """The documents as they stood at one change. `columns` are arrays of equal length, `order` their positions, newest first."""

    number: int
    stamp: str
    words: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Any]
    order: Any

    @property
    def pks(self) -> Any:
        """The ids of the documents, by position."""
        return self.columns["pk"]

    def is_one_of(self, field: str, values: Iterable[str]) -> Any:
        """Return which documents have one of these words in the field."""
        wanted = set(values)
        codes = [code for code, word in enumerate(self.words[field]) if word in wanted]
        return np.isin(self.columns[field], codes)

    def counts(self, field: str, chosen: Any, most: int | None = None) -> dict[str, int]:
        """Return how many of the chosen documents have each word, the most frequent first, `most` of them; those without one are left out."""
        found = np.bincount(self.columns[field][chosen], minlength=len(self.words[field]))
        words, codes = self.words[field], np.nonzero(found)[0]
        if most is not None and len(codes) > most:
            codes = codes[found[codes] >= np.partition(found[codes], -most - 1)[-most - 1]]  # one more, for an empty word may be among them
        pairs = [(words[code], int(found[code])) for code in codes.tolist() if words[code]]
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:most])

    def positions_of(self, wanted: Any) -> Any:
        """Return where these documents stand, given in order of their ids; those that are not here are left out."""
        sorter = self.columns["by_pk"]
        places = np.searchsorted(self.pks, wanted, sorter=sorter)
        there = places < len(sorter)
        positions = sorter[places[there]]
        return positions[self.pks[positions] == wanted[there]]


_EMPTY = Shelf(0, "", dict.fromkeys(WORDS, ()), {}, np.array([], dtype=np.int64))
_held = _EMPTY
_lock = threading.Lock()


def shelf() -> Shelf:
    """Return the documents as they stand now: one question to the database, more only where something changed."""
    global _held  # noqa: PLW0603 - what the process remembers
    number, stamp = head()
    held = _held
    if stamp and held.stamp == stamp:
        return held
    with _lock:
        changed = _changed_since(_held) if stamp else None
        found = _read(Document.objects.all(), _EMPTY) if changed is None else _with_changes(_held, changed)
        _held = Shelf(number, stamp, found.words, found.columns, found.order)
        return _held


def head() -> tuple[int, str]:
    """Return number and stamp of the last change. In SQL, for every request of the API asks it and the ORM would take most of its time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, stamp FROM search_head WHERE id = 1")
        return cursor.fetchone() or (0, "")


def _changed_since(held: Shelf) -> list[int] | None:
    """Return the documents that changed after the shelf was read, None if the log cannot tell."""
    if not held.stamp or not Change.objects.filter(number=held.number, stamp=held.stamp).exists():
        return None
    return list(Change.objects.filter(number__gt=held.number).values_list("document_id", flat=True).distinct())


def _with_changes(held: Shelf, changed: list[int]) -> Shelf:
    kept = ~np.isin(held.pks, changed)
    left = Shelf(held.number, held.stamp, held.words, {name: column[kept] for name, column in held.columns.items() if name != "by_pk"}, held.order)
    return _read(Document.objects.filter(pk__in=changed), left)


def _read(documents: Any, left: Shelf) -> Shelf:
    """Return the shelf of the documents that are left and of these."""
    rows = list(documents.values_list(*_FIELDS).iterator(chunk_size=5000))
    values = dict(zip(_FIELDS, zip(*rows, strict=True) if rows else [()] * len(_FIELDS), strict=True))
    words = {field: tuple(dict.fromkeys((*left.words[field], *values[field]))) for field in WORDS}
    codes = {field: {word: code for code, word in enumerate(known)} for field, known in words.items()}
    fresh = {
        **{field: np.array([codes[field][word] for word in values[field]], dtype=np.int32) for field in WORDS},
        "pk": np.array(values["pk"], dtype=np.int64),
        "organisation_id": np.array(values["organisation_id"], dtype=np.int64),
        "has_points": np.array(values["has_points"], dtype=bool),
        "due_at": np.array([_FAR if due is None else moment(due) for due in values["due_at"]], dtype=np.int64),
        "updated_at": np.array([moment(at) for at in values["updated_at"]], dtype=np.int64),
    }
    columns: dict[str, Any] = {name: np.concatenate([left.columns[name], column]) if name in left.columns else column for name, column in fresh.items()}
    columns["by_pk"] = np.argsort(columns["pk"], kind="stable")
    return Shelf(0, "", words, columns, np.lexsort((columns["pk"], columns["updated_at"]))[::-1])


def moment(at: datetime) -> int:
    """Return the moment in microseconds since 1970."""
    return round((at - _ZERO).total_seconds() * 1_000_000)
