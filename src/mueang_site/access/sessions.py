"""Sessions of a person in browsers, which allauth keeps: seen and ended by the person alone. A token reaches none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from mueang.base.errors import NotAllowed, NotFound
from mueang_site.access.actor import Actor
from mueang_site.access.audit import Subject, record

_PROGRAMS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}


@dataclass(frozen=True)
class SessionView:
    """One browser in which the person is signed in; `device` is what it says of itself, in short."""

    id: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    current: bool


def sessions_of(actor: Actor, *, current: str) -> list[SessionView]:
    """Return the person's sessions, the one with the key `current` first, then the last used. Raises NotAllowed."""
    _require_person(actor)
    alive = [session for session in UserSession.objects.filter(user_id=actor.user_id) if not session.purge()]
    shown = [_view(session, current) for session in alive]
    return sorted(shown, key=lambda session: (not session.current, -session.seen_at.timestamp()))


@transaction.atomic
def end_session(actor: Actor, session_id: int, *, now: datetime) -> None:
    """Sign the person out of one browser. Raises NotFound for what is not theirs, NotAllowed."""
    _require_person(actor)
    session = UserSession.objects.filter(pk=session_id, user_id=actor.user_id).first()
    if session is None:
        raise NotFound
    _end(actor, session, now)


@transaction.atomic
def end_other_sessions(actor: Actor, *, current: str, now: datetime) -> int:
    """Sign the person out of every browser but this one, and return of how many. Raises NotAllowed."""
    _require_person(actor)
    others = list(UserSession.objects.filter(user_id=actor.user_id).exclude(session_key=current))
    for session in others:
        _end(actor, session, now)
    return len(others)


def note_seen(key: str | None, *, now: datetime) -> None:
    """Remember that a session was used."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def device_of(user_agent: str) -> str:
    """Return the browser and the system that a `User-Agent` names, as far as they are known."""
    found = (next((name for mark, name in known.items() if mark in user_agent), "") for known in (_PROGRAMS, _SYSTEMS))
    return " · ".join(name for name in found if name)


def _end(actor: Actor, session: UserSession, now: datetime) -> None:
    device = device_of(session.user_agent)
    session.end()
    record(actor, "session.end", Subject("user", str(actor.user_id), actor.name), {"device": device, "by": "account page"}, now=now)


def _view(session: UserSession, current: str) -> SessionView:
    return SessionView(session.pk, device_of(session.user_agent), session.ip, session.created_at, session.last_seen_at, session.session_key == current)


def _require_person(actor: Actor) -> None:
    if not actor.signed_in or actor.scopes is not None:
        raise NotAllowed
