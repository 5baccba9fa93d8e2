"""The table of permissions as database conditions, for lists: one truth, asked class by class."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from mueang_site.access.actor import Actor
from mueang_site.access.policies import CLASSES, allows

NOTHING = Q(pk__in=[])


def admitted(actor: Actor, verb: str, state: str, classes: Iterable[str] = CLASSES) -> Q:
    """Return the condition on `organisation` and `classification` of things in this state that the verb admits."""
    condition = NOTHING
    for classification, offices in offices_by_class(actor, verb, state, classes).items():
        of_class = Q(classification=classification)
        condition |= of_class if offices is None else of_class & Q(organisation__in=offices)
    return condition


def offices_by_class(actor: Actor, verb: str, state: str, classes: Iterable[str] = CLASSES) -> dict[str, list[int] | None]:
    """Return class → the organisations for whose things the verb is admitted, None for all of them; classes without any are left out."""
    found = {classification: _offices(actor, verb, classification, state) for classification in classes}
    return {classification: offices for classification, offices in found.items() if offices is None or offices}


def _offices(actor: Actor, verb: str, classification: str, state: str) -> list[int] | None:
    if allows(actor, verb, None, classification, state):
        return None
    return sorted(office for office in actor.roles if allows(actor, verb, office, classification, state))
