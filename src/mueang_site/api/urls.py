"""Addresses of the protocols, mounted at `/api/`."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from ninja.responses import NinjaJSONEncoder

from mueang_site.api.rest.api import build

_api = build()


@require_safe
def describe(request: HttpRequest) -> JsonResponse:
    """Show the OpenAPI description of the REST API."""
    return JsonResponse(_api.get_openapi_schema(), encoder=NinjaJSONEncoder, json_dumps_params={"ensure_ascii": False})


urlpatterns = [path("openapi.json", describe, name="openapi"), path("", _api.urls)]
