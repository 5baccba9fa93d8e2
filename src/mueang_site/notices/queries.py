"""What may be read of webhooks: by those who manage the organisation alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mueang.base.errors import NotFound
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows, require
from mueang_site.notices.models import Delivery, Webhook

LOG_LENGTH = 100


@dataclass(frozen=True)
class WebhookView:
    """A webhook without its secret."""

    id: UUID
    organisation: str
    url: str
    events: tuple[str, ...]
    active: bool
    created_at: datetime


@dataclass(frozen=True)
class DeliveryView:
    """One notice and what came of it. `status` is the receiver's HTTP status, `fault` why none came."""

    id: UUID
    event: str
    state: str
    attempts: int
    status: int | None
    fault: str
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None


def webhooks_of(actor: Actor, organisation: str) -> list[WebhookView]:
    """Return the webhooks of the organisation, oldest first. Raises NotFound, NotAllowed."""
    office = access.organisation(organisation)
    require(actor, "organisation.manage", office.id)
    found = Webhook.objects.filter(organisation_id=office.id)
    return [WebhookView(hook.pk, office.slug, hook.url, tuple(hook.events), hook.active, hook.created_at) for hook in found]


def deliveries_of(actor: Actor, webhook_id: UUID) -> list[DeliveryView]:
    """Return the newest notices to the webhook. Raises NotFound."""
    found = Delivery.objects.filter(webhook=managed(actor, webhook_id))[:LOG_LENGTH]
    return [DeliveryView(d.pk, d.event, d.state, d.attempts, d.status, d.fault, d.created_at, d.tried_at, d.next_at) for d in found]


def managed(actor: Actor, webhook_id: UUID) -> Webhook:
    """Return the webhook for those who manage its organisation. Hidden and absent look the same: raises NotFound."""
    webhook = Webhook.objects.select_related("organisation").filter(pk=webhook_id).first()
    if webhook is None or not allows(actor, "organisation.manage", webhook.organisation_id):
        raise NotFound
    return webhook
