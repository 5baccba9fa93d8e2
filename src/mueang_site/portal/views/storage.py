"""The page of what is kept and how much may be."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.portal.language import say
from mueang_site.portal.pages import storage
from mueang_site.portal.views.work import for_officers


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show what organisations keep; let the operator say how much they may."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    fault: Message | None = None
    if request.method == "POST":
        try:
            storage.choose_quota(actor, request.POST, now=now)
        except BadInput as error:
            fault = error.message
        else:
            messages.success(request, say("บันทึกโควตาแล้ว", "The quota is kept."))
            return redirect("storage")
    page = storage.build(actor, request.GET, now=now, fault=fault)
    return render(request, "pages/storage.html", {"page": page, "section": "tasks"}, status=422 if fault else 200)
