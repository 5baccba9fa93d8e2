"""Pages of organisations: the tree, one of them, and what its administrator sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput
from mueang_site.access.actions import describe_organisation
from mueang_site.faces import actions as faces
from mueang_site.faces.queries import theme_for
from mueang_site.faces.theme import LONGEST
from mueang_site.portal.language import say
from mueang_site.portal.pages import organisation_settings, organisations
from mueang_site.portal.views.work import for_officers

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor

_YEAR, _SHORT = 31_536_000, 300


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Show all organisations as a tree."""
    page = organisations.build_tree(_actor(request), now=timezone.now())
    return render(request, "pages/organisations.html", {"page": page, "section": "organisations"})


@require_safe
def show(request: HttpRequest, office: str) -> HttpResponse:
    """Show one organisation: who it is, what data it has, what is new."""
    page = organisations.build(_actor(request), office, request.GET, now=timezone.now())
    return render(request, "pages/organisation.html", {"page": page, "section": "organisations"})


@require_safe
def theme(request: HttpRequest, office: str) -> HttpResponse:
    """Send the organisation's theme as a style sheet of custom properties."""
    worn = theme_for(office)
    response = HttpResponse(worn.sheet, content_type="text/css; charset=utf-8")
    named = request.GET.get("v") == worn.version
    patch_cache_control(response, public=True, max_age=_YEAR if named else _SHORT, **({"immutable": True} if named else {}))
    return response


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, office: str) -> HttpResponse:
    """Show and take what the organisation tells of itself, and its theme."""
    if request.method != "POST":
        return _settings_page(request, organisation_settings.build(_actor(request), office))
    if request.POST.get("act") in ("theme", "plain"):
        return _dress(request, office)
    return _describe(request, office)


def _dress(request: HttpRequest, office: str) -> HttpResponse:
    actor, now = _actor(request), timezone.now()
    if request.POST.get("act") == "plain":
        faces.drop(actor, office=office, now=now)
        messages.success(request, say("กลับไปใช้รูปแบบเดิมแล้ว", "The former look is back."))
        return redirect("organisation", office=office)
    file = request.FILES.get("theme")
    content = file.read(LONGEST + 1) if isinstance(file, UploadedFile) else b""
    try:
        faces.keep(actor, office=office, content=content, now=now)
    except BadInput as error:
        return _settings_page(request, organisation_settings.build(actor, office, refused=error), status=422)
    messages.success(request, say("ใช้รูปแบบใหม่แล้ว", "The new look is worn."))
    return redirect("organisation", office=office)


def _describe(request: HttpRequest, office: str) -> HttpResponse:
    about = organisation_settings.said_of_form(request.POST)
    try:
        describe_organisation(actor=_actor(request), organisation=office, about=about, now=timezone.now())
    except BadInput as error:
        return _settings_page(request, organisation_settings.build(_actor(request), office, typed=about, fault=error), status=422)
    messages.success(request, say("บันทึกรายละเอียดหน่วยงานแล้ว", "The organisation's description is kept."))
    return redirect("organisation", office=office)


def _settings_page(request: HttpRequest, page: organisation_settings.SettingsPage, status: int = 200) -> HttpResponse:
    return render(request, "pages/organisation_settings.html", {"page": page, "section": "organisations"}, status=status)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]
