"""The interactive map: what it shows, the archives of tiles that it reads, and what stands behind one point."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from mueang.base.errors import NotFound, Unavailable
from mueang.base.message import Message
from mueang.standard.codes import PUBLIC
from mueang_site.areas import tiles as areas
from mueang_site.areas.archives import State
from mueang_site.catalogue import queries
from mueang_site.catalogue import tiles as rows
from mueang_site.portal.pages import interactive
from mueang_site.portal.views import ranges

MEDIA_TYPE = "application/vnd.pmtiles"
_OPEN = "public, max-age=86400"
_ASK_FIRST = "private, no-cache"
_PREPARING = Message("กำลังเตรียมแผนที่ ลองอีกครั้งในอีกสักครู่", "The map is being prepared. Try again in a moment.")


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Tell what the interactive map of a dataset shows, as JSON; with `row` and `of` what stands in that row."""
    now = timezone.now()
    number = request.GET.get("version", "")
    view = queries.table_for(request.actor, slug, now=now, number=int(number[:9]) if number.isdecimal() else None)  # type: ignore[attr-defined]
    if "row" in request.GET:
        return _told(interactive.row(view, request.GET))
    return _told(interactive.build(request.actor, slug, view, request.GET, now=now))  # type: ignore[attr-defined]


@require_safe
def send_areas(request: HttpRequest, level: str) -> HttpResponseBase:
    """Send the boundaries of a level, or a part of them."""
    tiles = areas.tiles_of(level)
    if tiles is None or tiles.state is State.NONE:
        raise NotFound
    if tiles.state is State.MISSING:
        areas.ask(request.actor, level, now=timezone.now())  # type: ignore[attr-defined]
        raise Unavailable(_PREPARING, code="tiles.preparing")
    return ranges.send(request, tiles.path, etag=tiles.key, media_type=MEDIA_TYPE, cache=_OPEN)


@require_safe
def send_rows(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Send the shapes of a version, or a part of them, to those who may see all of its rows."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    tiles = rows.tiles_of(queries.table_for(actor, slug, now=now, number=number))
    if tiles is None or tiles.state is State.NONE:
        raise NotFound
    if tiles.state is State.MISSING:
        rows.ask(actor, tiles, now=now)
        raise Unavailable(_PREPARING, code="tiles.preparing")
    dataset = queries.metadata_for(actor, slug)
    is_open = dataset.classification == PUBLIC and dataset.state == "published"
    return ranges.send(request, tiles.path, etag=tiles.key, media_type=MEDIA_TYPE, cache="public, no-cache" if is_open else _ASK_FIRST)


def _told(told: dict[str, object]) -> JsonResponse:
    return JsonResponse(told, headers={"Cache-Control": _ASK_FIRST}, json_dumps_params={"ensure_ascii": False})
