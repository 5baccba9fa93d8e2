"""The officer's pages: inbox, upload, review, details, the last step."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mueang.base.errors import BadInput, Conflict, LimitReached, MueangError
from mueang.base.message import Message
from mueang_site.access.http import status_of
from mueang_site.access.queries import organisation
from mueang_site.portal.language import said, say
from mueang_site.portal.pages import details as details_page
from mueang_site.portal.pages import differing, sending, work
from mueang_site.submissions import accepting, actions, correcting, looking, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from mueang_site.access.actor import Actor
    from mueang_site.submissions.models import Submission

_NO_FILE = Message("เลือกไฟล์ก่อน", "Choose a file first.")
_OPEN = ("draft", "returned")
_MOVING = ("reading", "approved")


def for_officers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask the public to sign in first; what officers see is never kept by a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        if not _actor(request).signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, **arguments)

    return never_cache(guarded)


@for_officers
@require_safe
def show_tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits for me."""
    return render(request, "pages/tasks.html", {"page": work.inbox(_actor(request), now=timezone.now()), "section": "tasks"})


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in: a form by itself, or an upload with progress that is answered in JSON."""
    if request.method == "POST":
        return _receive(request)
    looking.get_ready()
    return _upload_page(request, request.GET.get("dataset", ""))


@for_officers
@require_safe
def show_submission(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show a submission where it stands: being read, refused, in review, decided, published."""
    submission = queries.submission_for(_actor(request), submission_id)
    if submission.state in _OPEN or (submission.state == "reading" and looking.looked(submission)):
        return moved(request, reverse("review", args=[submission_id]))
    if submission.state == "submitted":
        return moved(request, reverse("send", args=[submission_id]))
    page = work.progress(_actor(request), submission, now=timezone.now())
    return render(request, "pages/progress.html", {"page": page, "moving": submission.state in _MOVING, "section": "tasks"})


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Take the short form; what was typed is kept, complete or not."""
    submission = queries.submission_for(_actor(request), submission_id)
    if submission.state not in _OPEN:
        return redirect("submission", submission_id=submission_id)
    faults: dict[str, Message] = {}
    if request.method == "POST":
        description, columns = details_page.said_of_form(request.POST, submission)
        faults = actions.describe(_actor(request), submission_id, description=description, columns=columns, now=timezone.now())
        if not faults:
            return redirect("send", submission_id=submission_id)
    page = details_page.build(_actor(request), submission_id, faults=faults)
    return render(request, "pages/details.html", {"page": page, "section": "upload"}, status=422 if faults else 200)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show what publishing would change; choose how the rows join, send, approve or return."""
    fault, status = None, 200
    if request.method == "POST":
        try:
            return _act(request, submission_id)
        except BadInput as error:
            fault, status = error.message, 422
        except LimitReached as error:
            fault, status = error.message, status_of(error)
        except Conflict as error:
            if error.code != "submission.recounted":
                raise
            fault, status = error.message, 409
    page = sending.build(_actor(request), submission_id, fault=fault)
    return render(request, "pages/send.html", {"page": page, "section": "upload"}, status=status)


@for_officers
@require_POST
def discard(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Give a submission up."""
    actions.discard(_actor(request), submission_id, now=timezone.now())
    messages.success(request, say("ยกเลิกการนำเข้าแล้ว", "The file was given up."))
    return redirect("tasks")


@for_officers
@require_POST
def decide(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Decide about personal data seen in a column."""
    resolution, reason = request.POST.get("resolution", ""), request.POST.get("reason", "")
    submission = actions.resolve_finding(_actor(request), finding_id, resolution=resolution, reason=reason, now=timezone.now())
    return redirect("send", submission_id=submission.pk)


def _receive(request: HttpRequest) -> HttpResponse:
    try:
        submission = _received(request)
    except MueangError as error:
        if _wants_json(request):
            return JsonResponse({"message": said(error.message), "code": error.code}, status=status_of(error))
        return _upload_page(request, request.POST.get("dataset", ""), fault=error.message, status=status_of(error))
    looking.look(submission, submission.read_options, submission.reading_number)
    address = reverse("submission", args=[submission.pk])
    return JsonResponse({"location": address}, status=202) if _wants_json(request) else redirect(address)


def _received(request: HttpRequest) -> Submission:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise BadInput(_NO_FILE, code="upload.file", field="file")
    office = organisation(request.POST.get("organisation", "")) if request.POST.get("organisation") else None
    arrived = actions.Upload(file.name or "file", file.chunks(), size=file.size or 0)
    dataset = request.POST.get("dataset") or None
    return actions.receive(_actor(request), arrived, organisation_id=office.id if office else 0, dataset_slug=dataset, now=timezone.now())


def _upload_page(request: HttpRequest, dataset: str, *, fault: Message | None = None, status: int = 200) -> HttpResponse:
    page = work.upload(_actor(request), dataset)
    return render(request, "pages/upload.html", {"page": page, "fault": fault, "section": "upload"}, status=status)


def _act(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    actor, act, now = _actor(request), request.POST.get("act"), timezone.now()
    if act == "mode":
        actions.choose_mode(actor, submission_id, mode=sending.mode_of(request.POST), now=now)
        return redirect("send", submission_id=submission_id)
    if act == "send":
        actions.send(actor, submission_id, seen=sending.seen_of(request.POST), now=now)
    elif act == "approve":
        accepted = bool(request.POST.get("overlap_accepted"))
        actions.approve(actor, submission_id, seen=sending.seen_of(request.POST), overlap_accepted=accepted, now=now)
    elif act == "rename":
        submission = queries.submission_for(actor, submission_id)
        named = differing.with_old_name(queries.chosen_table(submission), request.POST.get("column", ""), request.POST.get("old", ""))
        correcting.correct(actor, submission_id, [named], now=now)
    elif act == "accept-faults":
        accepting.accept_faults(actor, submission_id, reason=request.POST.get("faults_reason", ""), now=now)
        return redirect("send", submission_id=submission_id)
    elif act == "return":
        actions.send_back(actor, submission_id, comment=request.POST.get("comment", ""), now=now)
    return redirect("submission", submission_id=submission_id)


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on; a fragment that polls is told by header, since it would swap the other page into itself."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
