"""The declared schema of a dataset: the page on which it is made, and its addresses for programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput, LimitReached
from mueang.base.message import Message
from mueang_site.catalogue import declaring, packaging
from mueang_site.portal.language import said
from mueang_site.portal.pages import schema as schema_page
from mueang_site.portal.views.work import for_officers


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is declared of the table, as a form; take the form, or a schema file."""
    actor = request.actor  # type: ignore[attr-defined]
    fault: Message | None = None
    if request.method == "POST":
        try:
            done = schema_page.act(actor, slug, request.POST, request.FILES.get("file"), now=timezone.now())
        except (BadInput, LimitReached) as error:
            fault = error.message
        else:
            messages.success(request, said(done))
            return redirect("schema", slug=slug)
    page = schema_page.build(actor, slug, fault=fault)
    return render(request, "pages/schema.html", {"page": page, "section": "data"}, status=422 if fault else 200)


@require_safe
def send_schema(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the schema as a Frictionless Table Schema: what is declared, else a draft from the newest version."""
    found = declaring.declared_for(request.actor, slug)  # type: ignore[attr-defined]
    return _json(found.as_json(), f"{slug}-schema.json")


@require_safe
def send_package(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the description of the dataset as a Frictionless Data Package, whose file is the CSV of the newest version."""
    base = request.build_absolute_uri("/").rstrip("/")
    return _json(packaging.package_of(request.actor, slug, base=base, now=timezone.now()), "datapackage.json")  # type: ignore[attr-defined]


def _json(content: object, name: str) -> HttpResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
