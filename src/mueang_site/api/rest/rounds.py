"""Routes of collection rounds: what is asked, where everybody stands, and handing in by a program."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Router, Status
from ninja.files import UploadedFile

from mueang.exports.template import workbook
from mueang_site.access.actor import Actor
from mueang_site.api.rest import round_shapes, shapes
from mueang_site.api.rest.asking import now
from mueang_site.api.rest.sign_in import signed_in
from mueang_site.rounds import filing, queries
from mueang_site.submissions.actions import Upload

PROBLEMS = dict.fromkeys((401, 403, 404, 409, 413, 422, 429), shapes.Problem)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = Router(tags=["rounds"], auth=signed_in)


@router.get("/rounds", response={200: list[round_shapes.RoundShape], **PROBLEMS}, summary="List rounds")
def list_rounds(request: HttpRequest) -> list[round_shapes.RoundShape]:
    """Return the rounds that the caller looks after, and those in which offices of the caller were asked, the newest first."""
    return [round_shapes.RoundShape.of(found, counts, own) for found, counts, own in queries.rounds_for(_actor(request))]


@router.get("/rounds/{round_id}/filings", response={200: list[round_shapes.StandingShape], **PROBLEMS}, summary="Show where everybody stands")
def list_filings(request: HttpRequest, round_id: UUID) -> list[round_shapes.StandingShape]:
    """Return where each office of a round stands, for those who look after it."""
    found = queries.round_for(_actor(request), round_id)
    return [round_shapes.StandingShape.of(one) for one in queries.standings(found, today=timezone.localdate())]


@router.get("/rounds/{round_id}/filings/{office}", response={200: round_shapes.FilingShape, **PROBLEMS}, by_alias=True, summary="Show a filing")
def show_filing(request: HttpRequest, round_id: UUID, office: str) -> round_shapes.FilingShape:
    """Return what is asked of an office, and what came of what it handed in last."""
    return _shape(_actor(request), round_id, office)


@router.get("/rounds/{round_id}/filings/{office}/template", summary="Download the form")
def download_form(request: HttpRequest, round_id: UUID, office: str) -> HttpResponse:
    """Return the workbook in which the office fills in the form, stamped with its name and the round."""
    sheet = queries.sheet_of(filing.filing_of(_actor(request), round_id, office))
    return HttpResponse(workbook(sheet), content_type=XLSX)


@router.post("/rounds/{round_id}/filings/{office}", response={202: round_shapes.FilingShape, **PROBLEMS}, by_alias=True, summary="File a workbook")
def file_workbook(request: HttpRequest, round_id: UUID, office: str, file: File[UploadedFile]) -> Status[round_shapes.FilingShape]:
    """Take the filled form in; it is checked in a job. Poll the filing until `newest.state` is no longer `reading`."""
    upload = Upload(file.name or "file", file.chunks(), size=file.size or 0)
    filing.hand_in_file(_actor(request), round_id, office, upload, now=now())
    return Status(202, _shape(_actor(request), round_id, office))


@router.post("/rounds/{round_id}/filings/{office}/rows", response={200: round_shapes.FilingShape, **PROBLEMS}, by_alias=True, summary="File rows")
def file_rows(request: HttpRequest, round_id: UUID, office: str, body: round_shapes.RowsFiled) -> round_shapes.FilingShape:
    """Take rows in and check them at once; they stand only if `newest.state` is `sound`."""
    actor = _actor(request)
    if body.rows:
        filing.hand_in_rows(actor, round_id, office, body.rows, now=now())
    else:
        filing.hand_in_nothing(actor, round_id, office, now=now())
    return _shape(actor, round_id, office)


def _shape(actor: Actor, round_id: UUID, office: str) -> round_shapes.FilingShape:
    found = filing.filing_of(actor, round_id, office)
    return round_shapes.FilingShape.of(found, late=queries.is_late(found, today=timezone.localdate()), see_rows=filing.may_see_rows(actor, found))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
