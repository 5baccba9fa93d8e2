"""What may stand in a frame of another site. No cookie is read or set, and nobody is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from mueang.base.errors import MueangError
from mueang_site.access.http import status_of
from mueang_site.portal.pages import embed

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def for_frames(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let every site frame the answer, and leave no cookie behind."""

    @wraps(view)
    def framed(request: HttpRequest, **arguments: object) -> HttpResponse:
        request.leaves_no_cookie = True  # type: ignore[attr-defined]
        response = view(request, **arguments)
        response["Content-Security-Policy"] = POLICY
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return xframe_options_exempt(framed)


@for_frames
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a chart or a map of an open dataset; what cannot be shown says so inside the frame."""
    base = request.build_absolute_uri("/")
    try:
        page = embed.build(slug, request.GET, now=timezone.now(), base=base)
    except MueangError as error:
        return render(request, "embed.html", {"closed": error.message, "base": base}, status=status_of(error))
    return render(request, "embed.html", {"page": page, "base": base})
