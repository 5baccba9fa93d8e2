"""Take a published dataset back from its readers, and publish it again as it was. Nothing is removed; its address says why it is gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mueang.base.errors import BadInput, Conflict, NotAllowed
from mueang.base.message import Message
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.catalogue import findable, queries
from mueang_site.catalogue.actions import announce, subject_of
from mueang_site.catalogue.models import Dataset, DatasetState, Withdrawal
from mueang_site.search import actions as search

REASON = Message("เขียนเหตุผล", "Give the reason.")
_CHANGED = Message("ชุดข้อมูลนี้เปลี่ยนสถานะไปแล้ว โหลดหน้านี้ใหม่", "The dataset has moved on meanwhile. Reload the page.")


@transaction.atomic
def withdraw(actor: Actor, slug: str, *, reason: str, reason_en: str = "", now: datetime) -> None:
    """Take the dataset out of search, pages and API. Raises BadInput (no reason), NotFound, NotAllowed, Conflict (not published)."""
    dataset = locked(actor, slug, "dataset.withdraw", DatasetState.PUBLISHED)
    Withdrawal.objects.create(dataset=dataset, reason=required(reason), reason_en=reason_en.strip(), withdrawn_by=actor.name, withdrawn_at=now)
    _move(dataset, DatasetState.WITHDRAWN)
    search.remove("dataset", dataset.slug)
    announce("dataset.withdrawn", dataset, {"reason": reason.strip(), "reason_en": reason_en.strip()}, now=now)
    audit.record(actor, "dataset.withdraw", subject_of(dataset), {"reason": reason.strip(), "reason_en": reason_en.strip()}, now=now)


@transaction.atomic
def publish_again(actor: Actor, slug: str, *, reason: str, now: datetime) -> None:
    """Show a withdrawn dataset again as it was. Raises BadInput (no reason), NotFound, NotAllowed, Conflict (not withdrawn)."""
    dataset = locked(actor, slug, "dataset.republish", DatasetState.WITHDRAWN)
    ended: dict[str, Any] = {"ended_by": actor.name, "ended_at": now, "ended_reason": required(reason)}
    Withdrawal.objects.filter(dataset=dataset, ended_at__isnull=True).update(**ended)
    _move(dataset, DatasetState.PUBLISHED)
    search.put(findable.of(dataset))
    audit.record(actor, "dataset.republish", subject_of(dataset), {"reason": reason.strip()}, now=now)


def required(reason: str) -> str:
    """Return the reason without blanks at its ends. Raises BadInput for none."""
    if not reason.strip():
        raise BadInput(REASON, code="dataset.reason", field="reason")
    return reason.strip()


def locked(actor: Actor, slug: str, verb: str, state: str) -> Dataset:
    """Return the dataset, locked until the caller's transaction ends, for a verb that takes it from this state.

    Raises NotFound, NotAllowed, Conflict if it is in another state.
    """
    known = queries.dataset_for(actor, slug)
    dataset = Dataset.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=known.pk)
    if not policies.allows(actor, verb, dataset.organisation_id, dataset.classification, state):
        raise NotAllowed(code=f"not-allowed.{verb}")
    if dataset.state != state:
        raise Conflict(_CHANGED, code="dataset.state")
    return dataset


def _move(dataset: Dataset, state: str) -> None:
    dataset.state = state
    dataset.save(update_fields=["state"])
