"""Verbs of webhooks: register, give another secret, try, remove; and `announce`, by which the site tells what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from mueang.base.errors import BadInput, Conflict, LimitReached
from mueang.base.message import Message
from mueang.outbound import Allowed
from mueang_site import runtime
from mueang_site.access import audit
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor, system_actor
from mueang_site.access.policies import require
from mueang_site.jobs import actions as jobs
from mueang_site.notices import signing
from mueang_site.notices.models import Delivery, Webhook
from mueang_site.notices.queries import managed

EVENTS = {
    "version.published": Message("เผยแพร่รุ่นใหม่", "A version was published."),
    "dataset.withdrawn": Message("เพิกถอนชุดข้อมูล", "A dataset was withdrawn."),
    "submission.submitted": Message("ส่งไฟล์ให้ตรวจ", "A file was sent for review."),
    "submission.returned": Message("ส่งไฟล์กลับให้แก้ไข", "A file was returned for change."),
}
PING = "ping"
MOST_WEBHOOKS = 10
TOLD_CLASSES = ("01", "02")
"""Of data of other classes nothing leaves the house, not even that it changed."""
KEPT = timedelta(days=30)
_NO_EVENTS = Message("เลือกเหตุการณ์อย่างน้อยหนึ่งเรื่อง: {events}", "Choose at least one event: {events}.")
_THERE = Message("ที่อยู่นี้ลงทะเบียนแล้ว", "The address is registered already.")
_TOO_MANY = Message("หน่วยงานหนึ่งลงทะเบียนได้ {most} ที่อยู่", "An organisation may register {most} addresses.")


@dataclass(frozen=True)
class NewSecret:
    """A webhook with its secret, at the only moment when it is told."""

    id: UUID
    secret: str


@transaction.atomic
def register(actor: Actor, *, organisation: str, url: str, events: Iterable[str], now: datetime) -> NewSecret:
    """Register an address of the organisation. Raises NotAllowed (also for a host that the operator has not named), BadInput, Conflict, LimitReached."""
    office = access.organisation(organisation)
    require(actor, "organisation.manage", office.id)
    wanted = sorted(set(events))
    if not wanted or set(wanted) - set(EVENTS):
        raise BadInput(_NO_EVENTS.fill(events=" ".join(EVENTS)), code="webhook.events", field="events")
    Allowed(runtime.settings().outbound).check_place(url)
    there = Webhook.objects.filter(organisation_id=office.id)
    if there.filter(url=url).exists():
        raise Conflict(_THERE, code="conflict.webhook")
    if there.count() >= MOST_WEBHOOKS:
        raise LimitReached(_TOO_MANY.fill(most=MOST_WEBHOOKS), code="limit.webhooks")
    webhook = Webhook.objects.create(organisation_id=office.id, url=url, events=wanted, created_by_id=actor.user_id, created_at=now)
    audit.record(actor, "webhook.register", webhook, {"events": wanted}, now=now)
    return _secret(webhook)


@transaction.atomic
def renew_secret(actor: Actor, webhook_id: UUID, *, now: datetime) -> NewSecret:
    """Give the webhook another secret; the one before signs nothing more. Raises NotFound."""
    webhook = managed(actor, webhook_id)
    webhook.turn, webhook.active = webhook.turn + 1, True
    webhook.save(update_fields=["turn", "active"])
    audit.record(actor, "webhook.renew-secret", webhook, {"turn": webhook.turn}, now=now)
    return _secret(webhook)


@transaction.atomic
def ping(actor: Actor, webhook_id: UUID, *, now: datetime) -> UUID:
    """Send a notice that says nothing, to see whether it arrives, and return its id. Raises NotFound."""
    webhook = managed(actor, webhook_id)
    delivery = _queue(webhook, PING, {}, now)
    audit.record(actor, "webhook.ping", webhook, now=now)
    return delivery.pk


@transaction.atomic
def remove(actor: Actor, webhook_id: UUID, *, now: datetime) -> None:
    """Remove the webhook with its log; what waits is no longer sent. Raises NotFound."""
    webhook = managed(actor, webhook_id)
    audit.record(actor, "webhook.remove", webhook, now=now)
    webhook.delete()


def announce(event: str, *, organisation_id: int, classification: str, data: Mapping[str, Any], now: datetime) -> None:
    """Tell what happened to those whom the organisation, or one above it, wants told; in the caller's transaction, so that it is told if it is so."""
    if classification not in TOLD_CLASSES:
        return
    for webhook in Webhook.objects.filter(organisation_id__in=access.line_of(organisation_id), active=True).select_related("organisation"):
        if event in webhook.events:
            _queue(webhook, event, data, now)


def forget_old(now: datetime) -> int:
    """Remove deliveries that ended long ago and return how many."""
    removed, _ = Delivery.objects.filter(created_at__lt=now - KEPT).exclude(state="waiting").delete()
    return removed


def enqueue(delivery: Delivery, *, at: datetime, now: datetime) -> None:
    """Ask for the next attempt."""
    jobs.enqueue(
        "notices.deliver",
        {"delivery": str(delivery.pk)},
        actor=system_actor("notices"),
        now=now,
        key=f"deliver:{delivery.pk}:{delivery.attempts}",
        label=delivery.event,
        organisation_id=delivery.webhook.organisation_id,
        run_after=at,
    )


def _queue(webhook: Webhook, event: str, data: Mapping[str, Any], now: datetime) -> Delivery:
    said = {"event": event, "at": now.isoformat(), "organisation": webhook.organisation.slug, "data": dict(data)}
    delivery = Delivery.objects.create(webhook=webhook, event=event, body=orjson.dumps(said).decode(), created_at=now, next_at=now)
    enqueue(delivery, at=now, now=now)
    return delivery


def _secret(webhook: Webhook) -> NewSecret:
    return NewSecret(webhook.pk, signing.secret_of(webhook.pk, webhook.turn))
