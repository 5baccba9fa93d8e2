"""The page on which a person sees who they are here, where they are signed in, and which programs act for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.policies import ROLE_NAMES, SCOPES
from mueang_site.access.queries import TokenView, organisation_by_id, profile_of, tokens_of
from mueang_site.access.sessions import SessionView, sessions_of
from mueang_site.portal.language import said

DAYS = (30, 90, 365)
"""For how long a token may be made to work."""
_MAY = {
    "read": Message("อ่านข้อมูล", "Read data"),
    "write": Message("อ่าน และส่งข้อมูล", "Read and send data"),
    "manage": Message("อ่าน ส่ง และจัดการข้อมูล", "Read, send and manage data"),
}
_UNKNOWN = Message("เลือกว่าโทเคนทำอะไรได้ และใช้ได้กี่วัน", "Choose what the token may do, and for how many days.")
_NO_LABEL = Message("ตั้งชื่อโทเคน เพื่อให้รู้ภายหลังว่าใช้กับโปรแกรมใด", "Name the token, so that you know later which program uses it.")


@dataclass(frozen=True)
class TokenShown:
    """A token in the list."""

    id: int
    label: str
    prefix: str
    may: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    ended: bool


@dataclass(frozen=True)
class AccountPage:
    """What the page shows. `secret` is that of a token just made, shown this once."""

    name: str
    email: str
    roles: tuple[tuple[str, str], ...]
    sessions: tuple[SessionView, ...]
    tokens: tuple[TokenShown, ...]
    scopes: tuple[tuple[str, str], ...]
    days: tuple[int, ...]
    typed: dict[str, str]
    fault: Message | None = None
    secret: str = ""


@dataclass(frozen=True)
class Wanted:
    """A token as the form asks for it."""

    label: str
    scope: str
    days: int

    def ends(self, now: datetime) -> datetime:
        """Return when it stops working."""
        return now + timedelta(days=self.days)


def wanted(posted: QueryDict) -> Wanted:
    """Return the token that the form asks for. Raises BadInput."""
    label, scope, days = posted.get("label", "").strip(), posted.get("scope", ""), posted.get("days", "")
    if not label:
        raise BadInput(_NO_LABEL, code="token.label", field="label")
    if scope not in SCOPES or days not in {str(number) for number in DAYS}:
        raise BadInput(_UNKNOWN, code="token.wanted", field="scope")
    return Wanted(label, scope, int(days))


def build(actor: Actor, *, session: str, posted: QueryDict | None = None, fault: Message | None = None, secret: str = "") -> AccountPage:
    """Return the page of the actor, whose own session has the key `session`. Raises NotAllowed for a program."""
    profile = profile_of(actor)
    return AccountPage(
        name=profile.name,
        email=profile.email,
        roles=tuple(_role(id, role) for id, role in sorted(actor.roles.items())),
        sessions=tuple(sessions_of(actor, current=session)),
        tokens=tuple(_shown(token) for token in tokens_of(actor)),
        scopes=tuple((scope, said(_MAY[scope])) for scope in SCOPES),
        days=DAYS,
        typed={name: posted.get(name, "") if posted else "" for name in ("label", "scope", "days")},
        fault=fault,
        secret=secret,
    )


def _role(organisation_id: int, role: str) -> tuple[str, str]:
    return said(organisation_by_id(organisation_id).name), said(ROLE_NAMES[role])


def _shown(token: TokenView) -> TokenShown:
    widest = max(token.scopes, key=SCOPES.index)
    ended = token.expires_at is not None and token.expires_at <= timezone.now()
    return TokenShown(token.id, token.label, token.prefix, said(_MAY[widest]), token.created_at, token.expires_at, token.last_used_at, ended)
