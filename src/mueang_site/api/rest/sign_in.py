"""Who may call: everybody for what is open, people with a token for the rest."""

from __future__ import annotations

from django.http import HttpRequest

from mueang_site.access.actor import Actor


def signed_in(request: HttpRequest) -> Actor | None:
    """Return who asks, or None (401) for the public."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if actor.signed_in else None
