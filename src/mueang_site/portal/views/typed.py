"""A small table that is typed or pasted on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mueang.base.errors import BadInput
from mueang_site.access.queries import organisation
from mueang_site.portal.pages import typed as pages
from mueang_site.portal.views.work import for_officers
from mueang_site.submissions.typed import headings_for, receive_typed

if TYPE_CHECKING:
    from mueang.base.message import Message
    from mueang_site.access.actor import Actor


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def type_table(request: HttpRequest) -> HttpResponse:
    """Show a grid, let it grow, and take what was typed in as a file."""
    fault = None
    if request.method == "POST" and request.POST.get("act", "read") == "read":
        try:
            return _received(request)
        except BadInput as error:
            fault = error.message
    return _page(request, fault)


def _page(request: HttpRequest, fault: Message | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    page = pages.build(_actor(request), given, fault=fault)
    return render(request, "pages/table_new.html", {"page": page, "section": "upload"}, status=422 if fault else 200)


def _received(request: HttpRequest) -> HttpResponse:
    actor, form = _actor(request), request.POST
    slug = form.get("dataset") or None
    typed = pages.whole_table(form, headings_for(actor, slug) if slug else ())
    owner = 0 if slug else organisation(form.get("organisation", "")).id
    submission = receive_typed(actor, typed, name=form.get("name", ""), organisation_id=owner, dataset_slug=slug, now=timezone.now())
    return redirect("submission", submission_id=submission.pk)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
