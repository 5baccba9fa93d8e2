"""The API object: title, renderer, errors, who asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer

import mueang
from mueang_site.api import answers, errors
from mueang_site.api.rest import bulk, datasets, examples, rounds, rows, schemas, submissions, versions, webhooks

DESCRIPTION = """Data of Thai cities: find, filter, download, and hand in.

Open data needs no key. Everything else, and every upload, takes a token: `Authorization: Bearer TOKEN`.
Errors have one shape (RFC 9457, `application/problem+json`) with `code`, `detail` (English) and `detail_th` (Thai).
Years are Gregorian, dates ISO 8601, places official codes as text, shapes GeoJSON in lon/lat WGS 84.
"""


class JSON(BaseRenderer):
    """UTF-8 as it is written, not escaped."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the JSON of the data."""
        return answers.rendered(data)


class Interface(NinjaAPI):
    """The API, described in OpenAPI 3.1."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the function: short, and stable for programs made from the description."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description with the version of OpenAPI that its schemas are written in."""
        schema = super().get_openapi_schema(**kwargs)
        schema["openapi"] = "3.1.0"
        examples.add_to(schema["paths"])
        return schema


def build() -> Interface:
    """Return the API with all its routes."""
    api = Interface(title="Mueang", version=mueang.__version__, description=DESCRIPTION, renderer=JSON(), docs_url=None, openapi_url=None, urls_namespace="api")
    errors.attach(api)
    api.add_router("/v1", datasets.router)
    api.add_router("/v1", rows.router)
    api.add_router("/v1", versions.router)
    api.add_router("/v1", schemas.router)
    api.add_router("/v1", submissions.router)
    api.add_router("/v1", bulk.router)
    api.add_router("/v1", webhooks.router)
    api.add_router("/v1", rounds.router)
    return api
