"""Pages that everybody may open: home, search, a dataset, what this site is."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mueang.base.errors import Gone
from mueang_site.catalogue.queries import tombstone_for
from mueang_site.portal.faces import face_for, hosted
from mueang_site.portal.pages import dataset, home, search
from mueang_site.portal.views import organisations


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Show the state of the city, the data behind it, and how to use it; under an organisation's own host name its page."""
    office = hosted(request)
    if office is not None:
        return organisations.show(request, office=office)
    page = home.build(request.actor, now=timezone.now(), base=request.build_absolute_uri("/"))  # type: ignore[attr-defined]
    return render(request, "pages/home.html", {"page": page})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show what matches, with facets."""
    page = search.build(request.actor, request.GET, now=timezone.now())  # type: ignore[attr-defined]
    return render(request, "pages/search.html", {"page": page, "section": "data"})


@require_safe
def show_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a dataset as table, chart or map; every state is in the address. A withdrawn one says who took it back, when and why."""
    try:
        base = request.build_absolute_uri("/")
        page = dataset.build(request.actor, slug, request.GET, now=timezone.now(), base=base, site=face_for(request).site)  # type: ignore[attr-defined]
    except Gone:
        stone = tombstone_for(request.actor, slug)  # type: ignore[attr-defined]
        return render(request, "pages/withdrawn.html", {"stone": stone, "section": "data"}, status=410)
    return render(request, "pages/dataset.html", {"page": page, "documents": page.documents, "section": "data", "sample": page.is_sample})


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send the whole table, or what the filters of the address leave, as a file."""
    made = dataset.download(request.actor, slug, request.GET, now=timezone.now())  # type: ignore[attr-defined]
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type=made.media_type)


@require_safe
def download_source(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Send the file that a version was read from, to people of the owning office."""
    path, name = dataset.source_file(request.actor, slug, number)  # type: ignore[attr-defined]
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show where data is kept, what one may do with it, and how programs ask."""
    return render(request, "pages/about.html", {"base": request.build_absolute_uri("/")})
