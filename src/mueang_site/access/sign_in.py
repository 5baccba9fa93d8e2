"""How signing in is fitted to this site: no public signing up, and every session in the record."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from mueang_site.access.actions import note_refused_sign_in, note_sign_in, note_sign_out
from mueang_site.access.actor import ANONYMOUS, actor_for
from mueang_site.access.models import User


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """People sign in with the e-mail and password that an administrator gave them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts are made by administrators."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session and record it."""
        super().login(request, user)
        note_sign_in(actor=actor_for(user), user=user, now=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        """Record the end of the session and end it."""
        if isinstance(request.user, User):
            note_sign_out(actor=actor_for(request.user), user=request.user, now=timezone.now())
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a refused try."""
        note_refused_sign_in(actor=ANONYMOUS, email=str(credentials.get("email", "")), now=timezone.now())
