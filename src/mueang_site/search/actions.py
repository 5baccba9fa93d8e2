"""Put things into the index and take them out, in the transaction of whoever changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from mueang.base import thai
from mueang.base.text import arabic_digits, squeeze
from mueang_site.search import lanes
from mueang_site.search.models import Change, Document, Head

CHANGES_KEPT = 1000


@dataclass(frozen=True)
class Findable:
    """What the index is told of one thing. `titles` and `texts` in every language that it has; years Gregorian."""

    kind: str
    key: str
    organisation_id: int
    classification: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    updated_at: datetime
    topic: str = ""
    licence: str = ""
    place_level: str = ""
    has_points: bool = False
    first_year: int | None = None
    last_year: int | None = None
    due_at: datetime | None = None


def plain(text: str) -> str:
    """Return the text as both sides of a search compare it: composed, lower case, Arabic digits, single blanks."""
    return arabic_digits(squeeze(text)).lower()


def words_of(text: str) -> list[str]:
    """Return the words of a text, blanks and punctuation left out."""
    return [word for word in (w.strip() for w in thai.segment(plain(text))) if any(char.isalnum() for char in word)]


@transaction.atomic
def put(thing: Findable) -> None:
    """Index the thing in place of what was known of it."""
    title, body = " ".join(thing.titles), " ".join(thing.texts)
    texts = {
        "title_words": " ".join(words_of(title)),
        "body_words": " ".join(words_of(body)),
        "title_raw": plain(title),
        "raw": plain(f"{title} {body}"),
    }
    document, _ = Document.objects.update_or_create(
        kind=thing.kind,
        key=thing.key,
        defaults={
            **texts,
            "organisation_id": thing.organisation_id,
            "classification": thing.classification,
            "topic": thing.topic,
            "licence": thing.licence,
            "place_level": thing.place_level,
            "has_points": thing.has_points,
            "first_year": thing.first_year,
            "last_year": thing.last_year,
            "due_at": thing.due_at,
            "updated_at": thing.updated_at,
        },
    )
    _log(document.pk)
    lanes.write(document.pk, title_words=texts["title_words"], body_words=texts["body_words"], title=texts["title_raw"], body=texts["raw"])


@transaction.atomic
def remove(kind: str, key: str) -> None:
    """Take the thing out of the index."""
    for document in Document.objects.filter(kind=kind, key=key):
        _log(document.pk)
        lanes.remove(document.pk)
        document.delete()


def _log(document_id: int) -> None:
    """Note the change for the shelves of all processes; what only old shelves would need is forgotten."""
    Head.objects.get_or_create(pk=1, defaults={"stamp": uuid4().hex})
    head = Head.objects.select_for_update().get(pk=1)
    head.number, head.stamp = head.number + 1, uuid4().hex
    head.save()
    Change.objects.create(number=head.number, stamp=head.stamp, document_id=document_id)
    Change.objects.filter(number__lte=head.number - CHANGES_KEPT).delete()
