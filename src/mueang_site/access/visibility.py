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
    for classification in classes:
        condition |= _of_class(actor, verb, classification, state)
    return condition


def _of_class(actor: Actor, verb: str, classification: str, state: str) -> Q:
    of_class = Q(classification=classification)
    if allows(actor, verb, None, classification, state):
        return of_class
    offices = [office for office in actor.roles if allows(actor, verb, office, classification, state)]
    return of_class & Q(organisation__in=offices) if offices else NOTHING
