"""Feeds of what is new. Readers of feeds have no session: everybody gets the same, open data alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from mueang_site.portal.pages import feed

_FRESH = 300
"""Seconds for which a cache may give the feed without asking."""


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Send what is new on the whole site."""
    return _sent(request, feed.of_site(_base(request)))


@require_safe
def organisation(request: HttpRequest, office: str) -> HttpResponse:
    """Send what is new of an organisation and those below it."""
    return _sent(request, feed.of_organisation(office, _base(request)))


@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the versions of a dataset."""
    return _sent(request, feed.of_dataset(slug, _base(request)))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Send what is new among the datasets that a search finds."""
    return _sent(request, feed.of_search(request.GET, _base(request), now=timezone.now()))


def _sent(request: HttpRequest, found: feed.Feed) -> HttpResponse:
    response = HttpResponse(feed.write(found, _base(request)), content_type=feed.MEDIA_TYPE)
    response["Last-Modified"] = http_date(feed.updated_of(found.releases).timestamp())
    patch_cache_control(response, public=True, max_age=_FRESH)
    patch_vary_headers(response, ["Cookie"])  # by which the language is chosen
    return response


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")
