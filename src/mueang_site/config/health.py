"""Whether the process is up (`/healthz`) and whether the site can do its work (`/readyz`)."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mueang_site import runtime


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is there to work with, else 503; the body says what is."""
    found = checks()
    return JsonResponse({"ready": all(found.values()), **found}, status=200 if all(found.values()) else 503)


def checks() -> dict[str, bool]:
    """Return what readiness asks for and whether it is so."""
    settings = runtime.settings()
    found = {"database": is_migrated(), "lake": can_write(settings.lake)}
    if settings.demo:
        found["demo"] = settings.demo_marker.exists()
    return found


_migrated = False


def is_migrated() -> bool:
    """Return whether the database is reached and has every migration. Once true it is asked no more than for its pulse."""
    global _migrated  # noqa: PLW0603 - the graph of migrations costs half a second, and does not change while we run
    try:
        if not _migrated:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return _migrated


def can_write(folder: Path) -> bool:
    """Return whether a file can be written to the folder."""
    probe = folder / f".probe-{secrets.token_hex(6)}"
    try:
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError:
        return False
    return True
