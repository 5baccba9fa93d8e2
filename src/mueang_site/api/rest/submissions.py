"""Routes that hand in: upload, correct, describe, send, decide; and the state of a job."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from mueang_site.access import queries as access
from mueang_site.access.actor import Actor
from mueang_site.api.rest import job_shapes, shapes, version_shapes
from mueang_site.api.rest.asking import IdempotencyKey
from mueang_site.api.rest.sign_in import signed_in
from mueang_site.catalogue.description import Description
from mueang_site.jobs import queries as jobs
from mueang_site.submissions import accepting, actions, correcting, queries

PROBLEMS = {401: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 409: shapes.Problem, 422: shapes.Problem}
router = Router(tags=["submissions"], auth=signed_in)


@router.post("/uploads", response={202: shapes.SubmissionShape, **PROBLEMS}, summary="Hand in a file")
def upload(
    request: HttpRequest, file: File[UploadedFile], organisation: Form[str], dataset: Form[str] = "", idempotency_key: IdempotencyKey = ""
) -> Status[shapes.SubmissionShape]:
    """Keep the file as it is and queue its reading; `dataset` when it is the next version of one. Poll `/submissions/{id}`."""
    actor = _actor(request)
    arrived = actions.Upload(file.name or "file", file.chunks(), size=file.size or 0)
    office = access.organisation(organisation)
    submission = actions.receive(actor, arrived, organisation_id=office.id, dataset_slug=dataset or None, key=idempotency_key, now=_now())
    return Status(202, shape_of(actor, submission.pk))


@router.get("/submissions/{submission_id}", response={200: shapes.SubmissionShape, **PROBLEMS}, summary="Show a submission")
def show(request: HttpRequest, submission_id: UUID) -> shapes.SubmissionShape:
    """Return where the file stands and what was understood of it."""
    return shape_of(_actor(request), submission_id)


@router.post("/submissions/{submission_id}/options", response={202: shapes.SubmissionShape, **PROBLEMS}, summary="Read with other options")
def correct(request: HttpRequest, submission_id: UUID, body: shapes.Correction) -> Status[shapes.SubmissionShape]:
    """Read the same file again with other options; the table to take, too, where the file has several."""
    correcting.reread(_actor(request), submission_id, options=body.options, table_name=body.table, now=_now())
    return Status(202, shape_of(_actor(request), submission_id))


@router.post("/submissions/{submission_id}/description", response={200: dict[str, dict[str, str]], **PROBLEMS}, summary="Describe")
def describe(request: HttpRequest, submission_id: UUID, body: shapes.DescriptionShape) -> dict[str, dict[str, str]]:
    """Keep the form, complete or not, and return what is missing by field: `{}` when it is complete."""
    raw = body.dict()
    columns = raw.pop("columns")
    faults = actions.describe(_actor(request), submission_id, description=Description.from_dict(raw), columns=columns, now=_now())
    return {field: message.as_dict() for field, message in faults.items()}


@router.post("/submissions/{submission_id}/mode", response={202: shapes.SubmissionShape, **PROBLEMS}, summary="Choose how the rows join")
def choose_mode(request: HttpRequest, submission_id: UUID, body: shapes.Mode) -> Status[shapes.SubmissionShape]:
    """Say whether the file replaces, adds to or updates the rows that are there; `plan` then tells what would change."""
    actions.choose_mode(_actor(request), submission_id, mode=body.dict(exclude_none=True), now=_now())
    return Status(202, shape_of(_actor(request), submission_id))


@router.post("/submissions/{submission_id}/send", response={200: shapes.SubmissionShape, **PROBLEMS}, summary="Send for review")
def send(request: HttpRequest, submission_id: UUID, body: shapes.Seen | None = None) -> shapes.SubmissionShape:
    """Send for review; who may publish open data alone publishes it by this."""
    actions.send(_actor(request), submission_id, seen=body.base if body else None, now=_now())
    return shape_of(_actor(request), submission_id)


@router.post("/submissions/{submission_id}/approve", response={200: shapes.SubmissionShape, **PROBLEMS}, summary="Approve")
def approve(request: HttpRequest, submission_id: UUID, body: shapes.Approval | None = None) -> shapes.SubmissionShape:
    """Approve and publish. Answers 409 (`submission.recounted`) when another version was published since: `plan` is then counted again."""
    said = body or shapes.Approval()
    actions.approve(_actor(request), submission_id, seen=said.base, overlap_accepted=said.overlap_accepted, now=_now())
    return shape_of(_actor(request), submission_id)


@router.post("/submissions/{submission_id}/return", response={200: shapes.SubmissionShape, **PROBLEMS}, summary="Return for change")
def send_back(request: HttpRequest, submission_id: UUID, body: shapes.Comment) -> shapes.SubmissionShape:
    """Return the file to its maker, saying what must be changed."""
    actions.send_back(_actor(request), submission_id, comment=body.comment, now=_now())
    return shape_of(_actor(request), submission_id)


@router.post("/submissions/{submission_id}/accept-faults", response={200: shapes.SubmissionShape, **PROBLEMS}, summary="Take it though cells break the schema")
def accept_faults(request: HttpRequest, submission_id: UUID, body: version_shapes.Reason) -> shapes.SubmissionShape:
    """Take the file although cells of it break the declared schema; the reason stays with the version."""
    accepting.accept_faults(_actor(request), submission_id, reason=body.reason, now=_now())
    return shape_of(_actor(request), submission_id)


@router.post("/submissions/{submission_id}/discard", response={204: None, **PROBLEMS}, summary="Give up")
def discard(request: HttpRequest, submission_id: UUID) -> Status[None]:
    """Give the file up; the record of it stays."""
    actions.discard(_actor(request), submission_id, now=_now())
    return Status(204, None)


@router.post("/findings/{finding_id}", response={200: shapes.SubmissionShape, **PROBLEMS}, summary="Decide about personal data")
def resolve(request: HttpRequest, finding_id: int, body: shapes.Decision) -> shapes.SubmissionShape:
    """Drop the column, mask its values, or say with a reason that it holds no personal data."""
    submission = actions.resolve_finding(_actor(request), finding_id, resolution=body.resolution, reason=body.reason, now=_now())
    return shape_of(_actor(request), submission.pk)


@router.get("/jobs/{job_id}", response={200: job_shapes.JobShape, **PROBLEMS}, summary="Show a job")
def show_job(request: HttpRequest, job_id: str) -> job_shapes.JobShape:
    """Return where a job stands and how far it is."""
    return job_shapes.JobShape.of(jobs.job_for(_actor(request), job_id))


def shape_of(actor: Actor, submission_id: UUID) -> shapes.SubmissionShape:
    """Return a submission with what was found in it."""
    findings = [
        {"id": f.pk, "column": f.column, "kind": f.kind, "count": f.count, "confidence": f.confidence, "resolution": f.resolution or None, "reason": f.reason}
        for f in queries.findings_for(actor, submission_id)
    ]
    return shapes.SubmissionShape.of(queries.submission_for(actor, submission_id), findings)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _now() -> datetime:
    return datetime.now(UTC)
