"""The page of headline figures, and the form by which stewards choose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput, NotFound
from mueang_site.access.queries import highest
from mueang_site.headlines import actions
from mueang_site.portal.language import say
from mueang_site.portal.pages import headline_form, headlines
from mueang_site.portal.views.work import for_officers

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor


@require_safe
def show_of_site(request: HttpRequest) -> HttpResponse:
    """Lead to the figures of the municipality whose site this is."""
    owner = highest()
    if owner is None:
        raise NotFound
    return redirect("headlines-of", office=owner.slug)


@require_safe
def show(request: HttpRequest, office: str) -> HttpResponse:
    """Show the figures of one organisation."""
    page = headlines.build(_actor(request), office, now=timezone.now())
    return render(request, "pages/headlines.html", {"page": page, "section": "organisations"})


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, office: str) -> HttpResponse:
    """Show what is chosen; add, move and take away."""
    if request.method != "POST":
        return _form(request, office)
    try:
        _act(request, office)
    except BadInput as error:
        return _form(request, office, error)
    return redirect("headlines-choose", office=office)


def _act(request: HttpRequest, office: str) -> None:
    actor, act, now = _actor(request), request.POST.get("act"), timezone.now()
    if act == "add":
        choice = headline_form.said_of_form(actor, request.POST, now=now)
        actions.add(actor, office=office, dataset=request.POST.get("dataset", ""), choice=choice, now=now)
        messages.success(request, say("เพิ่มตัวเลขแล้ว", "The figure is added."))
        return
    headline_id = _number(request.POST.get("headline", ""))
    if act == "up":
        actions.move_up(actor, office=office, headline_id=headline_id, now=now)
    else:
        actions.remove(actor, office=office, headline_id=headline_id, now=now)


def _form(request: HttpRequest, office: str, fault: BadInput | None = None) -> HttpResponse:
    typed = request.POST if fault else request.GET
    page = headline_form.build(_actor(request), office, typed, now=timezone.now(), fault=fault)
    return render(request, "pages/headlines_choose.html", {"page": page, "section": "organisations"}, status=422 if fault else 200)


def _number(text: str) -> int:
    return int(text[:9]) if text.isdecimal() else 0


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]
