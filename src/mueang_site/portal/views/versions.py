"""Pages about the versions of a dataset: two of them beside each other, and what is published of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.portal.language import say
from mueang_site.portal.pages import comparing
from mueang_site.portal.pages import publication as publication_page
from mueang_site.portal.views.work import for_officers


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what differs between two versions."""
    page = comparing.build(request.actor, slug, request.GET, now=timezone.now())  # type: ignore[attr-defined]
    return render(request, "pages/compare.html", {"page": page, "section": "data"})


@require_safe
def download_differences(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send what differs between two versions as CSV."""
    made = comparing.download(request.actor, slug, request.GET, now=timezone.now())  # type: ignore[attr-defined]
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type=made.media_type)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a steward may do with what is published, and do it: undo, restore, withdraw, publish again."""
    actor = request.actor  # type: ignore[attr-defined]
    fault: Message | None = None
    if request.method == "POST":
        try:
            job = publication_page.act(actor, slug, request.POST, now=timezone.now())
        except BadInput as error:
            fault = error.message
        else:
            if job is not None:
                return redirect("job", job_id=job.id)
            messages.success(request, say("บันทึกแล้ว", "Done."))
            return redirect("publication", slug=slug)
    page = publication_page.build(actor, slug, wanted=request.GET.get("restore", ""), fault=fault)
    return render(request, "pages/publication.html", {"page": page, "section": "data"}, status=422 if fault else 200)
