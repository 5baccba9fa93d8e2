"""Routes by which an organisation's administrators have programs told what happens."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from mueang_site.access.actor import Actor
from mueang_site.api.rest import shapes, webhook_shapes
from mueang_site.api.rest.asking import now
from mueang_site.api.rest.sign_in import signed_in
from mueang_site.notices import actions, queries

PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), shapes.Problem)
router = Router(tags=["webhooks"], auth=signed_in)


@router.get("/organisations/{office}/webhooks", response={200: list[webhook_shapes.WebhookShape], **PROBLEMS}, summary="List webhooks")
def list_webhooks(request: HttpRequest, office: str) -> list[webhook_shapes.WebhookShape]:
    """Return the addresses that the organisation has told of events, without their secrets."""
    return [webhook_shapes.WebhookShape.of(webhook) for webhook in queries.webhooks_of(_actor(request), office)]


@router.post("/organisations/{office}/webhooks", response={201: webhook_shapes.NewSecret, **PROBLEMS}, summary="Register a webhook")
def register_webhook(request: HttpRequest, office: str, body: webhook_shapes.WebhookWanted) -> Status[webhook_shapes.NewSecret]:
    """Have an address told of events of the organisation and of those below it. The secret is told now and never again."""
    made = actions.register(_actor(request), organisation=office, url=body.url, events=body.events, now=now())
    return Status(201, webhook_shapes.NewSecret(id=str(made.id), secret=made.secret))


@router.delete("/webhooks/{webhook_id}", response={204: None, **PROBLEMS}, summary="Remove a webhook")
def remove_webhook(request: HttpRequest, webhook_id: UUID) -> Status[None]:
    """Tell the address nothing more; its log goes, too."""
    actions.remove(_actor(request), webhook_id, now=now())
    return Status(204, None)


@router.post("/webhooks/{webhook_id}/secret", response={200: webhook_shapes.NewSecret, **PROBLEMS}, summary="Give another secret")
def renew_secret(request: HttpRequest, webhook_id: UUID) -> webhook_shapes.NewSecret:
    """Sign with another secret from now on, and take up a webhook again whose receiver had said that it is gone."""
    made = actions.renew_secret(_actor(request), webhook_id, now=now())
    return webhook_shapes.NewSecret(id=str(made.id), secret=made.secret)


@router.post("/webhooks/{webhook_id}/ping", response={202: webhook_shapes.Queued, **PROBLEMS}, summary="Try a webhook")
def ping_webhook(request: HttpRequest, webhook_id: UUID) -> Status[webhook_shapes.Queued]:
    """Send a notice of the event `ping`; the log of deliveries tells what came of it."""
    return Status(202, webhook_shapes.Queued(delivery=str(actions.ping(_actor(request), webhook_id, now=now()))))


@router.get("/webhooks/{webhook_id}/deliveries", response={200: list[webhook_shapes.DeliveryShape], **PROBLEMS}, summary="List deliveries")
def list_deliveries(request: HttpRequest, webhook_id: UUID) -> list[webhook_shapes.DeliveryShape]:
    """Return the last hundred notices, newest first, and what came of each."""
    return [webhook_shapes.DeliveryShape.of(delivery) for delivery in queries.deliveries_of(_actor(request), webhook_id)]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
