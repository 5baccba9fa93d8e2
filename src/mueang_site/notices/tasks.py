"""Sending a notice, again and again until it is taken or given up."""

from __future__ import annotations

from datetime import timedelta

from mueang.base.errors import MueangError
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.jobs.registry import Every, task
from mueang_site.jobs.running import Running
from mueang_site.notices import actions, mail, signing
from mueang_site.notices.models import Delivery, Webhook

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 7200, 21_600, 43_200))
"""What is waited after each attempt that failed; after the last one the notice is given up, a day after it was written."""
GONE = 410
"""The receiver's word that nobody lives there any more."""


@task("notices.deliver", title=Message("แจ้งระบบปลายทาง", "Telling a webhook"))
def deliver(running: Running) -> None:
    """Send one notice. What the receiver does not take is sent again later, under the same id and with a new signature."""
    delivery = Delivery.objects.select_related("webhook__organisation").filter(pk=running.payload["delivery"], state="waiting").first()
    if delivery is None or not delivery.webhook.active:
        return
    status, fault = _post(delivery, running)
    with running.effect():
        _note(delivery, status, fault, running)


@task("notices.mail", title=Message("ส่งอีเมล", "Sending an e-mail"), max_attempts=6)
def send_mail(running: Running) -> None:
    """Send one e-mail; what the server does not take is tried again later."""
    told = running.payload
    mail.send(told["to"], told["subject"], told["body"])


@task("notices.forget", title=Message("ลบบันทึกการแจ้งที่เก่าแล้ว", "Forgetting old deliveries"), every=Every(timedelta(days=1), timedelta(hours=3)))
def forget(running: Running) -> dict[str, int]:
    """Remove deliveries that ended long ago."""
    return {"removed": actions.forget_old(running.now())}


def _post(delivery: Delivery, running: Running) -> tuple[int | None, str]:
    webhook, body = delivery.webhook, delivery.body.encode()
    signed = signing.headers(signing.secret_of(webhook.pk, webhook.turn), delivery.pk, body, now=running.now())
    try:
        return runtime.outbound().post(webhook.url, body, headers={"content-type": "application/json", **signed}).status, ""
    except MueangError as error:
        return None, error.code


def _note(delivery: Delivery, status: int | None, fault: str, running: Running) -> None:
    now = running.now()
    delivery.attempts += 1
    delivery.status, delivery.fault, delivery.tried_at, delivery.next_at = status, fault, now, None
    taken = status is not None and 200 <= status < 300
    delivery.state = "delivered" if taken else "waiting" if delivery.attempts <= len(PAUSES) and status != GONE else "given-up"
    if delivery.state == "waiting":
        delivery.next_at = now + PAUSES[delivery.attempts - 1]
        actions.enqueue(delivery, at=delivery.next_at, now=now)
    delivery.save()
    if status == GONE:
        Webhook.objects.filter(pk=delivery.webhook_id).update(active=False)
