"""The table of permissions as database conditions, for lists: one truth, asked class by class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

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
    return {name: None if offices is None else list(offices) for name, offices in _found(_Standing.of(actor), verb, state, tuple(classes))}


@dataclass(frozen=True)
class _Standing:
    """All of an actor that the table of permissions looks at, as a key: most who ask are the public, and get what was found before."""

    signed_in: bool
    site_administrator: bool
    system: bool
    scopes: frozenset[str] | None
    roles: tuple[tuple[int, str], ...]
    publishes_open: frozenset[int]

    @classmethod
    def of(cls, actor: Actor) -> _Standing:
        """Return the standing of an actor."""
        return cls(actor.signed_in, actor.site_administrator, actor.system, actor.scopes, tuple(sorted(actor.roles.items())), actor.publishes_open)

    def actor(self) -> Actor:
        """Return an actor of this standing."""
        roles = dict(self.roles)
        person = 0 if self.signed_in else None
        return Actor(
            person,
            "",
            roles=roles,
            site_administrator=self.site_administrator,
            publishes_open=self.publishes_open,
            scopes=self.scopes,
            system=self.system,
        )


@lru_cache(maxsize=256)
def _found(standing: _Standing, verb: str, state: str, classes: tuple[str, ...]) -> tuple[tuple[str, tuple[int, ...] | None], ...]:
    actor = standing.actor()
    found = ((classification, _offices(actor, verb, classification, state)) for classification in classes)
    return tuple((classification, offices) for classification, offices in found if offices is None or offices)


def _offices(actor: Actor, verb: str, classification: str, state: str) -> tuple[int, ...] | None:
    if allows(actor, verb, None, classification, state):
        return None
    return tuple(sorted(office for office in actor.roles if allows(actor, verb, office, classification, state)))
