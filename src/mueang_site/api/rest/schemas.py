"""Routes about the declared schema of a dataset, as a Frictionless Table Schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Body, Router, Status

from mueang.tables import frictionless
from mueang_site.api.rest import shapes
from mueang_site.api.rest.sign_in import signed_in
from mueang_site.catalogue import declaring

PROBLEMS = {403: shapes.Problem, 404: shapes.Problem, 410: shapes.Problem}
CHANGING = {**PROBLEMS, 401: shapes.Problem, 409: shapes.Problem, 422: shapes.Problem}
router = Router(tags=["datasets"])


@router.get("/datasets/{slug}/schema", response={200: dict[str, Any], **PROBLEMS}, summary="Show the table schema")
def show_schema(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return the schema that files are checked against; where none is declared, a draft from the newest version."""
    return declaring.declared_for(request.actor, slug).as_json()  # type: ignore[attr-defined]


@router.put("/datasets/{slug}/schema", auth=signed_in, response={200: dict[str, Any], **CHANGING}, summary="Declare the table schema")
def declare_schema(request: HttpRequest, slug: str, body: Body[dict[str, Any]]) -> dict[str, Any]:
    """Check every further file against this schema. What it says and we do not know is kept; what is wrong is refused under its place."""
    return declaring.declare(request.actor, slug, frictionless.from_json(body), now=datetime.now(UTC)).as_json()  # type: ignore[attr-defined]


@router.delete("/datasets/{slug}/schema", auth=signed_in, response={204: None, **CHANGING}, summary="End the table schema")
def end_schema(request: HttpRequest, slug: str) -> Status[None]:
    """Check no further file against a schema; versions go on naming the one that they were checked against."""
    declaring.end(request.actor, slug, now=datetime.now(UTC))  # type: ignore[attr-defined]
    return Status(204, None)
