"""Pages of collection rounds: the list, the overview of one round, and the page of an office that files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput, Conflict, LimitReached, NotFound
from mueang.base.message import Message
from mueang.exports.template import workbook
from mueang_site.access.http import status_of
from mueang_site.portal.language import said, say
from mueang_site.portal.pages import filing as filing_page
from mueang_site.portal.pages import rounds as pages
from mueang_site.portal.views.work import for_officers
from mueang_site.rounds import actions, filing, queries, reminding
from mueang_site.submissions.actions import Upload

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_FILE = Message("เลือกไฟล์ก่อน", "Choose a file first.")
_NO_DAY = Message("เลือกวันครบกำหนด", "Choose the due day.")


@for_officers
@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Show what my offices owe, and what I asked of others."""
    return render(request, "pages/rounds.html", {"page": pages.build(_actor(request)), "section": "rounds"})


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Show where every office stands; remind, put off, close, ask again. An office that files is led to its own page."""
    try:
        queries.round_for(_actor(request), round_id)
    except NotFound:
        return _to_own(request, round_id)
    fault = None
    if request.method == "POST":
        try:
            return _oversee(request, round_id)
        except (BadInput, Conflict) as error:
            fault = error.message
    page = pages.overview(_actor(request), round_id, request.GET, fault=fault)
    return render(request, "pages/round.html", {"page": page, "section": "rounds"}, status=422 if fault else 200)


@for_officers
@require_safe
def download_table(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Send the overview as CSV."""
    name, lines = pages.table_of(_actor(request), round_id)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_harmless(cell) for cell in line] for line in lines)
    return attached(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def show_filing(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    """Show what is asked of the office; take a file or a grid in, check it, accept it or return it."""
    given, fault = None, None
    if request.method == "POST":
        act = request.POST.get("act", "")
        filing.filing_of(_actor(request), round_id, office)
        if act in ("check", "rows"):
            given = request.POST
        else:
            try:
                return _ACTS.get(act, _file)(request, round_id, office)
            except (BadInput, Conflict, LimitReached) as error:
                if request.headers.get("Accept") == "application/json":
                    return JsonResponse({"message": said(error.message)}, status=status_of(error))
                fault = error.message
    page = filing_page.build(_actor(request), round_id, office, given, fault=fault)
    return render(request, "pages/filing.html", {"page": page, "section": "rounds"}, status=422 if fault else 200)


@for_officers
@require_safe
def download_template(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    """Send the workbook of an office: stamped with its name and the round; with `filled` as it was handed in last, faults marked."""
    found = filing.filing_of(_actor(request), round_id, office)
    sheet = queries.sheet_of(found, due=filing_page.due_text(found.round.due))
    entries = filing_page.entries_of(_actor(request), found) if request.GET.get("filled") else {}
    return attached(workbook(sheet, entries), XLSX, f"{sheet.title} {found.round.name_th} {found.name}.xlsx")


def _to_own(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Lead to the page of the first own office that is asked. Raises NotFound where none is."""
    own = next((one for one in queries.own_filings(_actor(request)) if one.round_id == round_id), None)
    if own is None:
        raise NotFound
    return redirect("filing", round_id=round_id, office=own.organisation.slug)


def _oversee(request: HttpRequest, round_id: UUID) -> HttpResponse:
    actor, now, act = _actor(request), timezone.now(), request.POST.get("act", "")
    if act == "next":
        with transaction.atomic():
            made = actions.publish_next(actor, queries.round_for(actor, round_id).form_id, now=now)
            reminding.tell_of(made, now=now)
        _tell(request, say(f"เผยแพร่รอบ {made.name_th} แล้ว", f"The round {made.name_en} is published."))
        return redirect("round", round_id=made.pk)
    if act == "put-off":
        actions.put_off(actor, round_id, due=_day(request.POST.get("due", "")), now=now)
    elif act in ("close", "open"):
        (actions.close_round if act == "close" else actions.open_again)(actor, round_id, now=now)
    elif act == "gather":
        actions.gather_now(actor, queries.round_for(actor, round_id).form_id, now=now)
    else:
        _remind(request, round_id)
    return redirect(f"{reverse('round', args=[round_id])}?{request.GET.urlencode()}".rstrip("?"))


def _remind(request: HttpRequest, round_id: UUID) -> None:
    offices = request.POST.getlist("office") or None
    done = reminding.remind(_actor(request), round_id, offices=offices, now=timezone.now())
    before_th, before_en = (f" อีก {done.before} หน่วยงานเตือนไปแล้ววันนี้", f" {done.before} had been reminded today.") if done.before else ("", "")
    _tell(request, say(f"เตือนแล้ว {done.now} หน่วยงาน{before_th}", f"{done.now} offices were reminded.{before_en}"))


def _upload(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise BadInput(_NO_FILE, code="upload.none", field="file")
    upload = Upload(file.name or "file", file.chunks(), size=file.size or 0)
    filing.hand_in_file(_actor(request), round_id, office, upload, now=timezone.now())
    return _back(request, round_id, office)


def _file(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    found = filing.filing_to_make(_actor(request), round_id, office)
    rows = filing_page.rows_of(request.POST, queries.sheet_of(found))
    attempt = filing.hand_in_rows(_actor(request), round_id, office, rows, now=timezone.now())
    if attempt.state == "sound":
        _tell(request, say(f"ส่งแล้ว {attempt.row_count} แถว", f"{attempt.row_count} rows were filed."))
    return _back(request, round_id, office)


def _nothing(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    filing.hand_in_nothing(_actor(request), round_id, office, now=timezone.now())
    _tell(request, say("แจ้งแล้วว่ารอบนี้ไม่มีรายการ", "It is noted that there is nothing to report."))
    return _back(request, round_id, office)


def _accept(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    filing.accept(_actor(request), round_id, office, now=timezone.now())
    _tell(request, say("รับข้อมูลแล้ว จะรวมเข้าชุดข้อมูลในไม่กี่นาที", "Accepted; the rows join the dataset within minutes."))
    return _back(request, round_id, office)


def _return(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    filing.send_back(_actor(request), round_id, office, comment=request.POST.get("comment", ""), now=timezone.now())
    _tell(request, say("ส่งกลับให้แก้ไขแล้ว", "Returned for change."))
    return _back(request, round_id, office)


def _back(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    address = reverse("filing", args=[round_id, office])
    return JsonResponse({"location": address}) if request.headers.get("Accept") == "application/json" else redirect(address)


_ACTS: dict[str, Callable[[HttpRequest, UUID, str], HttpResponse]] = {"upload": _upload, "nothing": _nothing, "accept": _accept, "return": _return}


def _tell(request: HttpRequest, text: str) -> None:
    messages.success(request, text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_NO_DAY, code="round.due", field="due") from error


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file that is saved under its name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
