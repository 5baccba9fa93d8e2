"""The record of every act, chained: each entry carries the SHA-256 of its content and of the entry before it.

`record` writes inside the caller's transaction, so that the act and its entry stand or fall together. Numbers have no
gaps: the row `AuditHead` is held from `record` to the end of the transaction. Call it last, for whoever waits for the
head holds what it has locked so far.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from mueang_site.access.actor import Actor
from mueang_site.access.models import AuditEntry, AuditHead
from mueang_site.metering import request_id

FIRST = "0" * 64
"""What the first entry names as the one before it."""


@dataclass(frozen=True)
class Subject:
    """The thing acted on, as it will stand in the record: `label` is how people called it at the time."""

    kind: str
    id: str
    label: str
    organisation_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What `verify` found. `broken` is the number of the first entry that does not hold, None if all hold."""

    entries: int
    broken: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """True if the chain is whole."""
        return self.broken is None


def record(actor: Actor, verb: str, subject: Subject | models.Model, detail: Mapping[str, Any] | None = None, *, now: datetime) -> AuditEntry:
    """Add the act to the chain. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{verb} is recorded outside a transaction: the act could stand without its entry")
    about = subject if isinstance(subject, Subject) else subject_of(subject)
    head = _held_head()
    entry = AuditEntry(
        number=head.number + 1,
        at=now.astimezone(UTC),
        actor_id=actor.user_id,
        actor=_text(actor.name, 200),
        verb=verb,
        subject_kind=about.kind,
        subject_id=about.id,
        subject_label=_text(about.label, 300),
        organisation_id=about.organisation_id,
        detail=plain(detail or {}),
        request=request_id.current() or None,
        previous=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(number=entry.number, hash=entry.hash)
    return entry


def subject_of(thing: models.Model) -> Subject:
    """Return a row of the database as a subject: kind from its class, label from its text, organisation if it has one."""
    organisation = getattr(thing, "organisation_id", None)
    if thing._meta.model_name == "organisation":
        organisation = thing.pk
    return Subject(str(thing._meta.model_name), str(thing.pk), str(thing), organisation)


def verify() -> Verdict:
    """Walk the chain from the first entry and name the first that was changed, removed or put in."""
    previous, number = FIRST, 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            return Verdict(number, number, "missing")
        if entry.previous != previous or entry.hash != hash_of(entry):
            return Verdict(number, number, "changed")
        previous = entry.hash
    head = AuditHead.objects.filter(pk=1).first()
    if head is not None and (head.number, head.hash) != (number, previous):
        return Verdict(number, number + 1, "missing")
    return Verdict(number)


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256, in hexadecimal, of all that the entry says and of the hash before it."""
    content = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor,
        entry.verb,
        entry.subject_kind,
        entry.subject_id,
        entry.subject_label,
        entry.organisation_id,
        entry.detail,
        *([entry.request] if entry.request else []),
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return the value as JSON that every database gives back unchanged: fractions, dates and the like become text."""
    if isinstance(value, Mapping):
        return {_text(str(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if value is None or isinstance(value, (bool, int)):
        return value
    return _text(str(value))


def _text(text: str, most: int | None = None) -> str:
    """Return the text without what PostgreSQL refuses to keep: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:most]


def _held_head() -> AuditHead:
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"number": 0, "hash": FIRST})
    return head
