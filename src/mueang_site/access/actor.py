"""Who acts: one frozen value that every action and query is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.db import connection

from mueang_site.access.models import ROLES, User

_NOTHING: Mapping[int, str] = MappingProxyType({})

_HELD = """
WITH RECURSIVE held (id, role) AS (
    SELECT organisation_id, role FROM access_membership WHERE user_id = %s
    UNION
    SELECT below.id, held.role FROM access_organisation AS below JOIN held ON below.parent_id = held.id
)
SELECT held.id, role, editors_may_publish_open FROM held JOIN access_organisation AS office ON office.id = held.id
"""


@dataclass(frozen=True)
class Actor:
    """A person, a program acting for one, the public, or the system itself.

    user_id             None for the public and the system
    name                as it stands in the record
    roles               organisation id → highest role, with those inherited from organisations above
    site_administrator  looks after the whole installation; that alone does not open secret rows
    purpose             why rows are read: `public`, `work`, `system`
    publishes_open      organisations whose editors publish open data themselves
    scopes              what the token in use may do; None: all that the person may
    system              the installation itself: may do everything
    """

    user_id: int | None
    name: str
    roles: Mapping[int, str] = field(default_factory=lambda: _NOTHING)
    site_administrator: bool = False
    purpose: str = "work"
    publishes_open: frozenset[int] = frozenset()
    scopes: frozenset[str] | None = None
    system: bool = False

    @property
    def signed_in(self) -> bool:
        """True for a person or a program acting for one."""
        return self.user_id is not None

    def role_in(self, organisation_id: int | None) -> str | None:
        """Return the role held in the organisation, or None."""
        return None if organisation_id is None else self.roles.get(organisation_id)

    def organisations(self, least: str = "viewer") -> frozenset[int]:
        """Return the ids of the organisations where the role is at least this one."""
        enough = ROLES[ROLES.index(least) :]
        return frozenset(id for id, role in self.roles.items() if role in enough)

    def limited_to(self, scopes: frozenset[str]) -> Actor:
        """Return the actor as a token with these scopes lets it act."""
        return replace(self, scopes=scopes)


ANONYMOUS = Actor(None, "ประชาชน", purpose="public")


def system_actor(name: str) -> Actor:
    """Return the installation itself under the name of the part that acts: `reaper`, `demo`, `worker`."""
    return Actor(None, name, purpose="system", system=True)


def actor_for(user: User) -> Actor:
    """Return the person as an actor, with the roles inherited down the tree of organisations; none if the account is closed."""
    roles, open_handed = _held_by(user.pk) if user.is_active else ({}, frozenset())
    return Actor(
        user.pk,
        user.name,
        roles=MappingProxyType(roles),
        site_administrator=user.is_site_administrator and user.is_active,
        publishes_open=open_handed,
    )


def _held_by(user_id: int) -> tuple[dict[int, str], frozenset[int]]:
    """Return organisation id → highest role held there or above, and which of them let their editors publish: there may be thousands."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [user_id])
        rows = cursor.fetchall()
    highest = {id: ROLES.index(role) for id, role, _ in sorted(rows, key=lambda row: ROLES.index(row[1]))}
    return {id: ROLES[rank] for id, rank in highest.items()}, frozenset(id for id, _, open_handed in rows if open_handed)
