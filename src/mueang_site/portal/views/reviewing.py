"""The review of a file: what was understood, from any row on; corrections, each read again at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mueang_site.portal.language import say
from mueang_site.portal.pages import correcting as form
from mueang_site.portal.pages import paper
from mueang_site.portal.pages import review as review_page
from mueang_site.portal.pages.panel import Looking
from mueang_site.portal.views.work import for_officers, moved
from mueang_site.submissions import correcting, looking, queries, windows

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor
    from mueang_site.submissions.models import Submission

_OPEN = ("draft", "returned")


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show what was understood, of a sample while the file is being read; take corrections and read again."""
    submission = queries.submission_for(_actor(request), submission_id)
    if submission.state not in _OPEN and not _is_shown_by_sample(submission):
        return moved(request, reverse("submission", args=[submission_id]))
    if request.method == "POST":
        return _correct(request, submission)
    if request.GET.get("poll") and submission.state == "reading":
        return HttpResponse(status=204)
    if "after" in request.GET:
        return _next_problem(request, submission)
    looking.get_ready()
    page = review_page.build(_actor(request), submission_id, Looking.of(request.GET))
    shown = paper.build(submission, request.GET) if submission.state in _OPEN else None
    return render(request, "pages/review.html", {"page": page, "paper": shown, "section": "upload"})


def _is_shown_by_sample(submission: Submission) -> bool:
    return submission.state == "reading" and looking.looked(submission) is not None


def _next_problem(request: HttpRequest, submission: Submission) -> HttpResponse:
    after = request.GET["after"]
    found = windows.next_problem(_actor(request), submission.pk, int(after) if after.isdecimal() else -1)
    if found is None:
        messages.info(request, say("ไม่มีแถวที่มีเรื่องถัดจากนี้", "No row behind this one has anything to check."))
    return redirect(_address(submission, f"from={1 + (int(after) if found is None and after.isdecimal() else found or 0)}"))


def _correct(request: HttpRequest, submission: Submission) -> HttpResponse:
    act, _, about = request.POST.get("act", "").partition(":")
    actor, now = _actor(request), timezone.now()
    if act == "table":
        correcting.reread(actor, submission.pk, options=submission.read_options, table_name=request.POST.get("table", ""), now=now)
    elif act == "undo":
        correcting.undo(actor, submission.pk, int(about) if about.isdecimal() else -1, now=now)
    elif act == "restart":
        correcting.start_over(actor, submission.pk, now=now)
    elif corrections := form.corrections_of(queries.table_shown(submission) or {}, request.POST):
        correcting.correct(actor, submission.pk, corrections, now=now)
    elif act == "go" and submission.state != "reading":
        return redirect("details", submission_id=submission.pk)
    return redirect(_address(submission, Looking.of(request.GET).query))


def _address(submission: Submission, query: str) -> str:
    """Return the address of the window; while the file is read without a sample to show it leads on to the progress."""
    return f"{reverse('review', args=[submission.pk])}?{query}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
