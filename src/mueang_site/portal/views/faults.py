"""The cells of a submission that break the declared schema, as files."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from mueang_site.portal.views.work import for_officers
from mueang_site.submissions import queries


@for_officers
@require_safe
def send_list(request: HttpRequest, submission_id: UUID) -> FileResponse:
    """Send the list of the cells: row, column, value and rule in both languages."""
    return _file(queries.faults_for(request.actor, submission_id), "text/csv; charset=utf-8")  # type: ignore[attr-defined]


@for_officers
@require_safe
def send_marked(request: HttpRequest, submission_id: UUID) -> FileResponse:
    """Send the copy of the workbook in which the cells are marked."""
    found = queries.marked_for(request.actor, submission_id)  # type: ignore[attr-defined]
    return _file(found, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _file(found: tuple[Path, str], media_type: str) -> FileResponse:
    path, name = found
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media_type)
