"""What the API says and takes of webhooks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from ninja import Field, Schema

from mueang_site.notices.queries import DeliveryView, WebhookView


class WebhookWanted(Schema):
    """An address to tell, and what of."""

    url: str = Field(max_length=500, description="https, or http where the operator has named it so")
    events: list[str] = Field(description="version.published, dataset.withdrawn, submission.submitted, submission.returned")


class NewSecret(Schema):
    """A webhook and its secret, which is told once."""

    id: str
    secret: str


class WebhookShape(Schema):
    """A webhook; `active` is false once its receiver has answered 410."""

    id: str
    organisation: str
    url: str
    events: list[str]
    active: bool
    created_at: datetime

    @classmethod
    def of(cls, webhook: WebhookView) -> WebhookShape:
        """Return the shape of a webhook."""
        return cls(**{**asdict(webhook), "id": str(webhook.id), "events": list(webhook.events)})


class Queued(Schema):
    """A notice that is on its way."""

    delivery: str


class DeliveryShape(Schema):
    """One notice and what came of it."""

    id: str
    event: str
    state: str = Field(description="waiting, delivered, given-up")
    attempts: int
    status: int | None = Field(description="The receiver's HTTP status")
    fault: str = Field(description="Why there is none")
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None

    @classmethod
    def of(cls, delivery: DeliveryView) -> DeliveryShape:
        """Return the shape of a delivery."""
        return cls(**{**asdict(delivery), "id": str(delivery.id)})
