"""Pages on which stewards make forms and publish their rounds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mueang.base.errors import BadInput, Conflict, NotAllowed
from mueang.base.message import Message
from mueang.exports.template import workbook
from mueang_site.access.queries import organisation
from mueang_site.portal.language import say
from mueang_site.portal.pages import forms as pages
from mueang_site.portal.pages.rounds import makers
from mueang_site.portal.views.rounds import XLSX, attached
from mueang_site.portal.views.work import for_officers
from mueang_site.rounds import actions, queries, reminding

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor
    from mueang_site.rounds.models import Form

_NO_DAY = Message("เลือกวันครบกำหนด", "Choose the due day.")


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Show the builder, and make the form that it describes."""
    if not makers(_actor(request)):
        raise NotAllowed(code="not-allowed.form.manage")
    return _built(request, None)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, form_id: int) -> HttpResponse:
    """Show the builder with a form in it, and change what its next rounds ask."""
    form = queries.form_for(_actor(request), form_id)
    if not queries.may_manage(_actor(request), form):
        raise NotAllowed(code="not-allowed.form.manage")
    return _built(request, form)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, form_id: int) -> HttpResponse:
    """Show a form with its rounds, and publish the next."""
    faults: dict[str, Message] = {}
    form = queries.form_for(_actor(request), form_id)
    if request.method == "POST":
        try:
            return _published(request, form)
        except (BadInput, Conflict) as error:
            faults = {getattr(error, "field", None) or "name_th": error.message}
    given = request.POST if request.method == "POST" else request.GET
    page = pages.show(_actor(request), form_id, given, faults=faults)
    return render(request, "pages/form.html", {"page": page, "section": "rounds"}, status=422 if faults else 200)


@for_officers
@require_safe
def download_sample(request: HttpRequest, form_id: int) -> HttpResponse:
    """Send the workbook of a form as offices will get it, stamped for nobody."""
    form = queries.form_for(_actor(request), form_id)
    return attached(workbook(pages.sheet_of(form)), XLSX, f"{form.title_th}.xlsx")


def _built(request: HttpRequest, form: Form | None) -> HttpResponse:
    faults: dict[str, Message] = {}
    if request.method == "POST" and request.POST.get("act", "save") == "save":
        try:
            return redirect("form", form_id=_saved(request, form).pk)
        except (BadInput, Conflict) as error:
            faults = {getattr(error, "field", None) or "slug": error.message}
    given = request.POST if request.method == "POST" else request.GET
    page = pages.builder(_actor(request), given, form, faults=faults)
    return render(request, "pages/form_edit.html", {"page": page, "section": "rounds"}, status=422 if faults else 200)


def _saved(request: HttpRequest, form: Form | None) -> Form:
    actor, now = _actor(request), timezone.now()
    wanted = pages.wanted_of(request.POST)
    if form is not None:
        return actions.change_form(actor, form.pk, wanted, now=now)
    owner = organisation(request.POST.get("organisation", ""))
    return actions.make_form(actor, wanted, organisation_id=owner.id, grown=pages.grown_of(request.POST), now=now)


def _published(request: HttpRequest, form: Form) -> HttpResponse:
    actor, now, given = _actor(request), timezone.now(), request.POST
    with transaction.atomic():
        if given.get("act") == "next":
            made = actions.publish_next(actor, form.pk, now=now)
        else:
            name = Message(given.get("name_th", ""), given.get("name_en", ""))
            offices = pages.asked_of(form, given)
            made = actions.publish_round(actor, form.pk, name=name, period=pages.period_of(form, given), due=_day(given), offices=offices, now=now)
        reminding.tell_of(made, now=now)
    messages.success(request, say(f"เผยแพร่รอบ {made.name_th} แล้ว", f"The round {made.name_en} is published."))
    return redirect("round", round_id=made.pk)


def _day(given: object) -> date:
    try:
        return date.fromisoformat(given.get("due", ""))  # type: ignore[attr-defined]
    except ValueError as error:
        raise BadInput(_NO_DAY, code="round.due", field="due") from error


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
