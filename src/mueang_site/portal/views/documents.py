"""Documents: the file itself for everybody who may read it; the form that adds one and the page of one for officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput, Conflict, SourceError
from mueang.base.message import Message
from mueang_site.access.queries import organisation, organisations_of
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.documents import actions, serving
from mueang_site.catalogue.documents.said import FILE
from mueang_site.portal.language import say
from mueang_site.portal.pages import documents as pages
from mueang_site.portal.views.work import for_officers
from mueang_site.submissions.documents import keep_as_document

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor
    from mueang_site.catalogue.models import Dataset, Document

Faults = dict[str, Message]
_NO_FILE = Message("เลือกไฟล์ก่อน", "Choose a file first.")


@require_safe
def send_file(request: HttpRequest, slug: str, document_id: int) -> HttpResponseBase:
    """Send the file to be saved; `?show` lets a picture be looked at."""
    return serving.answer(_actor(request), slug, document_id, shown="show" in request.GET)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a document or a link: to a dataset that is there or to a new one, from this computer or from a file refused as a table."""
    if request.method != "POST":
        return _new_page(request, {})
    faults = _faults(request)
    if not faults:
        try:
            return _added(request, _add(request))
        except (BadInput, SourceError, Conflict) as error:
            faults = _fault_of(error)
    return _new_page(request, faults)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, document_id: int) -> HttpResponse:
    """Show one document to those who make or decide about it; describe, replace, remove, approve or return it."""
    page = pages.edit(_actor(request), slug, document_id)
    faults: Faults = {}
    if request.method == "POST":
        try:
            return _act(request, slug, document_id, page.document.kind)
        except (BadInput, SourceError) as error:
            faults = _fault_of(error)
            page = pages.edit(_actor(request), slug, document_id, given=request.POST if request.POST.get("act") == "describe" else None, faults=faults)
    return render(request, "pages/document_edit.html", {"page": page, "faults": faults, "section": "tasks"}, status=422 if faults else 200)


def _new_page(request: HttpRequest, faults: Faults) -> HttpResponse:
    posted = request.method == "POST"
    page = pages.new(_actor(request), request.POST if posted else request.GET, faults=faults, posted=posted)
    return render(request, "pages/document_new.html", {"page": page, "section": "upload"}, status=422 if faults else 200)


def _faults(request: HttpRequest) -> Faults:
    """Return all that is missing at once, so that nobody mends one field after the other."""
    form, kind = request.POST, FILE if request.POST.get("submission") else None
    faults = pages.said_in(form, kind).faults()
    if not form.get("submission") and form.get("kind", FILE) == FILE and not isinstance(request.FILES.get("file"), UploadedFile):
        faults["file"] = _NO_FILE
    if not form.get("dataset"):
        described = pages.description_in(form, organisations_of(_actor(request), "editor")).faults()
        faults |= {f"dataset.{name}": fault for name, fault in described.items()}
    return faults


def _add(request: HttpRequest) -> Document:
    actor, form, now = _actor(request), request.POST, timezone.now()
    submission_id = pages.submission_in(form)
    if submission_id is not None:
        return keep_as_document(actor, submission_id, _place(request), said=pages.said_in(form, FILE), now=now)
    file = request.FILES.get("file")
    name, chunks = (file.name or "", file.chunks()) if isinstance(file, UploadedFile) else ("", None)
    return actions.add(actor, _place(request), said=pages.said_in(form), name=name, chunks=chunks, now=now)


def _place(request: HttpRequest) -> Dataset | actions.Start:
    actor, form = _actor(request), request.POST
    if form.get("dataset"):
        return catalogue.dataset_for(actor, form["dataset"])
    description = pages.description_in(form, organisations_of(actor, "editor"))
    return actions.Start(organisation(form.get("organisation", "")).id, description)


def _added(request: HttpRequest, document: Document) -> HttpResponse:
    if document.state == "published":
        messages.success(request, say(f"เผยแพร่ “{document.title_th}” แล้ว", f"“{document.title_th}” is published."))
        return redirect("dataset", slug=document.dataset.slug)
    messages.success(request, say(f"ส่ง “{document.title_th}” ให้บริกรข้อมูลตรวจแล้ว", f"“{document.title_th}” was sent to the steward."))
    return redirect("tasks")


def _act(request: HttpRequest, slug: str, document_id: int, kind: str) -> HttpResponse:
    actor, act, now = _actor(request), request.POST.get("act"), timezone.now()
    if act == "approve":
        return _added(request, actions.approve(actor, document_id, now=now))
    if act == "return":
        actions.send_back(actor, document_id, comment=request.POST.get("comment", ""), now=now)
    elif act == "describe":
        actions.describe(actor, document_id, said=pages.said_in(request.POST, kind), now=now)
    elif act == "replace":
        _replace(request, document_id)
    elif act == "remove":
        actions.remove(actor, document_id, now=now)
        messages.success(request, say("ลบแล้ว", "Removed."))
        return redirect("tasks")
    return redirect("document-edit", slug=slug, document_id=document_id)


def _replace(request: HttpRequest, document_id: int) -> None:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise BadInput(_NO_FILE, code="document.file", field="file")
    checked = request.POST.get("checked") == "yes"
    actions.replace(_actor(request), document_id, name=file.name or "", chunks=file.chunks(), checked=checked, now=timezone.now())


def _fault_of(error: BadInput | SourceError | Conflict) -> Faults:
    """Return the fault under the field that it is about: what is wrong with a file stands at the file. What has moved on meanwhile is raised again."""
    if error.code == "dataset.slug":
        return {"dataset.slug": error.message}
    if isinstance(error, Conflict):
        raise error
    return {getattr(error, "field", None) or "file": error.message}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
