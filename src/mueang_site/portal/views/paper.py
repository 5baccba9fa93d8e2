"""The pages on which a table read from a picture is held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mueang_site.portal.language import say
from mueang_site.portal.pages import paper
from mueang_site.portal.views.work import for_officers
from mueang_site.submissions import papers, queries

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor


@for_officers
@require_safe
def send_page(request: HttpRequest, submission_id: UUID, page: int) -> HttpResponse | FileResponse:
    """Send the picture of a page."""
    submission = queries.submission_for(_actor(request), submission_id)
    return FileResponse(papers.picture_of(submission, page).open("rb"), content_type="image/jpeg")


@for_officers
@require_POST
def confirm(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Take what a person saw in cells and the sums that were confirmed."""
    sheet, cells, totals = paper.said_of(request.POST)
    papers.confirm(_actor(request), submission_id, sheet=sheet, cells=cells, totals=totals, now=timezone.now())
    messages.success(request, say("บันทึกสิ่งที่ตรวจแล้ว", "What was checked is kept."))
    return redirect("submission", submission_id=submission_id)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
