"""A person's own page: sessions and tokens are seen and ended there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mueang.base.errors import BadInput
from mueang_site.access import sessions
from mueang_site.access.actions import issue_token, revoke_token
from mueang_site.access.queries import profile_of
from mueang_site.portal.language import say
from mueang_site.portal.pages import account
from mueang_site.portal.views.work import for_officers

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor


@for_officers
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show who I am here, where I am signed in, and which programs act for me."""
    return _page(request, account.build(_actor(request), session=_session(request)))


@for_officers
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its text this once."""
    actor, now = _actor(request), timezone.now()
    profile = profile_of(actor)
    try:
        asked = account.wanted(request.POST)
        made = issue_token(actor=actor, email=profile.email, label=asked.label, scopes=(asked.scope,), expires_at=asked.ends(now), now=now)
    except BadInput as error:
        return _page(request, account.build(actor, session=_session(request), posted=request.POST, fault=error.message), status=422)
    return _page(request, account.build(actor, session=_session(request), secret=made.secret), status=201)


@for_officers
@require_POST
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token."""
    revoke_token(actor=_actor(request), token_id=token_id, now=timezone.now())
    messages.success(request, say("เพิกถอนโทเคนแล้ว โปรแกรมที่ใช้อยู่จะเรียกไม่ได้ทันที", "The token is revoked; programs that used it are refused at once."))
    return redirect("account")


@for_officers
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out of one other browser."""
    sessions.end_session(_actor(request), session_id, now=timezone.now())
    messages.success(request, say("ออกจากระบบในอุปกรณ์นั้นแล้ว", "That browser is signed out."))
    return redirect("account")


@for_officers
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out of every browser but this one."""
    count = sessions.end_other_sessions(_actor(request), current=_session(request), now=timezone.now())
    messages.success(request, say(f"ออกจากระบบในอุปกรณ์อื่นแล้ว {count} เครื่อง", f"Signed out elsewhere: {count}."))
    return redirect("account")


def _page(request: HttpRequest, page: account.AccountPage, status: int = 200) -> HttpResponse:
    return render(request, "pages/account.html", {"page": page, "section": "account"}, status=status)


def _session(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]
