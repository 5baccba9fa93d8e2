"""Routes that hand in more than one file at a time, or the rows of a table without a file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from mueang.base.errors import BadInput, MueangError
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor
from mueang_site.access.http import status_of
from mueang_site.api.rest import rows, shapes
from mueang_site.api.rest.asking import IdempotencyKey, now
from mueang_site.api.rest.sign_in import signed_in
from mueang_site.api.rest.submissions import shape_of
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import actions

PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 415, 422, 429), shapes.Problem)
router = Router(tags=["submissions"], auth=signed_in)
MOST_FILES = 200
PIECE = 1 << 20
ENDINGS = {
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "application/vnd.apache.arrow.stream": "arrow",
    "application/vnd.apache.parquet": "parquet",
}
_HIDDEN = ("__MACOSX/", ".")
_NO_ZIP = Message("ไฟล์ zip นี้อ่านไม่ได้", "The zip file cannot be read.")
_TOO_MANY = Message("ส่งได้ครั้งละไม่เกิน {most} ไฟล์", "At most {most} files may be sent at a time.")
_NOTHING = Message("ไม่มีไฟล์ในคำขอนี้", "The request holds no file.")
_DATASETS = Message("datasets ต้องเป็น JSON ของ {{ชื่อไฟล์: ชุดข้อมูล}}", "datasets must be JSON of {{file name: dataset}}.")
_KIND = Message("ไม่รับข้อมูลชนิด “{kind}” ใช้ได้: {known}", "Data of the type “{kind}” is not taken; there are {known}.")


@dataclass(frozen=True)
class Arrived:
    """One of several files: its name, and its bytes in pieces."""

    name: str
    chunks: Iterator[bytes]
    size: int


@router.post("/uploads/bulk", response={207: list[shapes.BulkAnswer], **PROBLEMS}, summary="Hand in many files", operation_id="upload_many")
def upload_many(
    request: HttpRequest,
    organisation: Form[str],
    files: File[list[UploadedFile]] = [],  # noqa: B006 - ninja copies it
    archive: File[UploadedFile | None] = None,
    datasets: Form[str] = "{}",
    idempotency_key: IdempotencyKey = "",
) -> Status[list[shapes.BulkAnswer]]:
    """Make a submission of each file, and of each file inside a zip `archive`; the answer tells file by file what came of it.

    `datasets` is JSON of `{file name: dataset}` for those that are the next version of one. A zip among `files` is one file (a zipped Shapefile).
    """
    actor, office, known = _actor(request), access.organisation(organisation), _datasets(datasets)
    answers = []
    for arrived in _arrived(files, archive):
        key = f"{idempotency_key}/{arrived.name}" if idempotency_key else ""
        answers.append(_one(actor, arrived, office.id, known.get(arrived.name), key))
    if not answers:
        raise BadInput(_NOTHING, code="input", field="files")
    return Status(207, answers)


@rows.router.put("/datasets/{slug}/rows", response={202: shapes.SubmissionShape, **PROBLEMS}, summary="Hand in rows", operation_id="put_rows", auth=signed_in)
def put_rows(
    request: HttpRequest,
    slug: str,
    mode: Annotated[str, Query(description="replace, append or update; without it, as the last time")] = "",
    key_columns: Annotated[str, Query(alias="keys", description="columns that name a row, joined by commas, for update")] = "",
    idempotency_key: IdempotencyKey = "",
) -> Status[shapes.SubmissionShape] | HttpResponse:
    """Hand in the rows of the body (CSV, NDJSON, Arrow stream or Parquet, by Content-Type) as the next version.

    They go the way of every file: they are read, compared, sent by `/submissions/{id}/send` and approved.
    """
    actor = _actor(request)
    kind = (request.content_type or "").lower()
    if kind not in ENDINGS:
        raise BadInput(_KIND.fill(kind=kind, known=" ".join(ENDINGS)), code="input", field="Content-Type")
    dataset = catalogue.dataset_for(actor, slug)
    wanted: dict[str, Any] | None = {"mode": mode, **({"keys": key_columns.split(",")} if key_columns else {})} if mode else None
    told = request.headers.get("Content-Length", "")
    upload = actions.Upload(f"{slug}.{ENDINGS[kind]}", iter(lambda: request.read(PIECE), b""), size=int(told) if told.isdecimal() else 0)
    submission = actions.receive(actor, upload, organisation_id=dataset.organisation_id, dataset_slug=slug, mode=wanted, key=idempotency_key, now=now())
    return Status(202, shape_of(actor, submission.pk))


def _one(actor: Actor, arrived: Arrived, organisation_id: int, dataset: str | None, key: str) -> shapes.BulkAnswer:
    upload = actions.Upload(arrived.name, arrived.chunks, size=arrived.size)
    try:
        submission = actions.receive(actor, upload, organisation_id=organisation_id, dataset_slug=dataset, key=key, now=now())
        return shapes.BulkAnswer(file=arrived.name, status=202, submission=shape_of(actor, submission.pk))
    except MueangError as error:
        return shapes.BulkAnswer(file=arrived.name, status=status_of(error), code=error.code, detail=error.message.en, detail_th=error.message.th)


def _arrived(files: list[UploadedFile], archive: UploadedFile | None) -> Iterator[Arrived]:
    if len(files) > MOST_FILES:
        raise BadInput(_TOO_MANY.fill(most=MOST_FILES), code="input", field="files")
    for file in files:
        yield Arrived(file.name or "file", iter(file.chunks()), file.size or 0)
    if archive is not None:
        yield from _inside(archive)


def _inside(archive: UploadedFile) -> Iterator[Arrived]:
    """Yield the files of the zip. What unpacks to more than may be uploaded is cut off by the limit of each file and of all."""
    try:
        with zipfile.ZipFile(archive) as opened:
            wanted = [member for member in opened.infolist() if _is_wanted(member)]
            if len(wanted) > MOST_FILES:
                raise BadInput(_TOO_MANY.fill(most=MOST_FILES), code="input", field="archive")
            if sum(member.file_size for member in wanted) > runtime.settings().upload_limit:
                raise BadInput(_NO_ZIP, code="refuse.size", field="archive")
            for member in wanted:
                yield Arrived(_name(member), _pieces(opened, member), member.file_size)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInput(_NO_ZIP, code="input", field="archive") from error


def _pieces(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with opened.open(member) as file:
            yield from iter(lambda: file.read(PIECE), b"")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:  # damaged, encrypted, packed in a way that is not known
        raise BadInput(_NO_ZIP, code="refuse.corrupt", field="archive") from error


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    last = member.filename.rsplit("/", 1)[-1]
    return not member.is_dir() and not member.filename.startswith(_HIDDEN) and not last.startswith(".")


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a file in a zip. Without the mark for UTF-8, Thai programs wrote Windows-874, or UTF-8 all the same."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _datasets(text: str) -> dict[str, str]:
    try:
        known = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput(_DATASETS.fill(), code="input", field="datasets") from error
    if not isinstance(known, dict) or not all(isinstance(slug, str) for slug in known.values()):
        raise BadInput(_DATASETS.fill(), code="input", field="datasets")
    return known


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
