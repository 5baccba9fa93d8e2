"""Choose, order and drop headline figures: for stewards of the organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mueang.base.errors import LimitReached, NotFound
from mueang.base.message import Message
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.access.queries import organisation
from mueang_site.catalogue.queries import dataset_for, table_for
from mueang_site.headlines.choice import Choice
from mueang_site.headlines.models import Headline

MOST = 8
"""As many as stand on one sheet of A4."""


@transaction.atomic
def add(actor: Actor, *, office: str, dataset: str, choice: Choice, now: datetime) -> Headline:
    """Put a figure after those that are there. Raises BadInput, LimitReached, NotAllowed, NotFound."""
    owner = organisation(office)
    policies.require(actor, "headline.choose", owner.id)
    choice.check(table_for(actor, dataset, now=now).schema)
    kept = list(Headline.objects.select_for_update().filter(organisation_id=owner.id))
    if len(kept) >= MOST:
        raise LimitReached(Message(f"หนึ่งหน้าแสดงได้ {MOST} ตัวเลข เอาตัวเลขอื่นออกก่อน", f"One page holds {MOST} figures. Take one away first."))
    position = max((one.position for one in kept), default=0) + 1
    made = Headline.objects.create(organisation_id=owner.id, dataset=dataset_for(actor, dataset), position=position, created_at=now, **choice.as_dict())
    audit.record(actor, "headline.add", _subject(made), {"dataset": dataset, **choice.as_dict()}, now=now)
    return made


@transaction.atomic
def remove(actor: Actor, *, office: str, headline_id: int, now: datetime) -> None:
    """Take a figure away. Raises NotAllowed, NotFound."""
    found = _found(actor, office, headline_id)
    subject = _subject(found)
    found.delete()
    audit.record(actor, "headline.remove", subject, now=now)


@transaction.atomic
def move_up(actor: Actor, *, office: str, headline_id: int, now: datetime) -> None:
    """Let a figure change places with the one before it; the first stays. Raises NotAllowed, NotFound."""
    found = _found(actor, office, headline_id)
    before = Headline.objects.filter(organisation_id=found.organisation_id, position__lt=found.position).order_by("-position").first()
    if before is None:
        return
    place, found.position, before.position = before.position, 0, found.position
    found.save(update_fields=["position"])  # no two stand at one position, so one of them steps aside
    before.save(update_fields=["position"])
    found.position = place
    found.save(update_fields=["position"])
    audit.record(actor, "headline.move", _subject(found), {"position": found.position}, now=now)


def _found(actor: Actor, office: str, headline_id: int) -> Headline:
    owner = organisation(office)
    policies.require(actor, "headline.choose", owner.id)
    found = Headline.objects.select_for_update().filter(organisation_id=owner.id, pk=headline_id).first()
    if found is None:
        raise NotFound
    return found


def _subject(headline: Headline) -> audit.Subject:
    return audit.Subject("headline", str(headline.pk), headline.title_th, headline.organisation_id)
