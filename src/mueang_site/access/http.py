"""Who asks over HTTP, and how an expected failure answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from mueang.base import errors
from mueang.base.message import Message
from mueang_site.access.actions import hash_of_token
from mueang_site.access.actor import ANONYMOUS, Actor, actor_for
from mueang_site.access.models import Token

STATUS: dict[type[errors.MueangError], int] = {
    errors.SourceError: 422,
    errors.DataRejected: 422,
    errors.BadInput: 400,
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.LimitReached: 429,
    errors.Unavailable: 503,
}

PROTOCOLS = ("/api/", "/ogc/")
"""Where programs ask: a token is the only way to be known there, cookies count for nothing."""

_SEEN_EVERY = timedelta(minutes=5)


class BadToken(errors.NotAllowed):
    """The request carries a token that is unknown, ended or revoked."""

    code = "token"

    def __init__(self) -> None:
        super().__init__(Message("โทเคนนี้ใช้ไม่ได้ อาจพิมพ์ผิด หมดอายุ หรือถูกเพิกถอน", "This token does not work: mistyped, ended or revoked."))


STATUS[BadToken] = 401


def status_of(error: errors.MueangError) -> int:
    """Return the HTTP status of an expected failure: that of its class or of the nearest one above it."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def is_protocol(request: HttpRequest) -> bool:
    """True if a program asks, which has no session."""
    return request.path.startswith(PROTOCOLS)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks: by `Authorization: Bearer` anywhere, by session on pages only.

    Raises BadToken if there is a token that does not work; it never falls back to the public.
    """
    known: Actor | None = getattr(request, "_actor", None)
    if known is not None:
        return known
    actor = _find(request)
    request._actor = actor  # type: ignore[attr-defined]
    return actor


def bearer_of(request: HttpRequest) -> str | None:
    """Return the token that the request carries, None if it carries none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def address_of(request: HttpRequest, proxies: int) -> str:
    """Return the address that asks; behind so many proxies of ours, the one that the outermost of them saw. IPv6 by its network."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")] if proxies else []
    address = seen[-proxies] if 0 < proxies <= len(seen) else request.META.get("REMOTE_ADDR", "")
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address


def _find(request: HttpRequest) -> Actor:
    secret = bearer_of(request)
    if secret is not None:
        return by_token(secret, now=timezone.now())
    if is_protocol(request) or not request.user.is_authenticated:
        return ANONYMOUS
    return actor_for(request.user)


def by_token(secret: str, *, now: datetime) -> Actor:
    """Return the person for whom the token speaks, limited to its scopes. Raises BadToken."""
    token = Token.objects.select_related("user").filter(sha256=hash_of_token(secret), revoked_at__isnull=True, user__is_active=True).first()
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        raise BadToken
    if token.last_used_at is None or now - token.last_used_at > _SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return actor_for(token.user).limited_to(frozenset(token.scopes))
