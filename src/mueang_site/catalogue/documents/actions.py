"""Verbs of documents: add, approve, return, describe, replace, remove. One transaction, one audit entry each.

Who may approve what others send publishes at once and settles what is published; what others add waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace as replace_values
from datetime import datetime
from typing import Any

from django.db import transaction

from mueang.base.errors import BadInput, Conflict, LimitReached, NotFound, SourceError
from mueang.base.media import media_type_of
from mueang.base.message import Message
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.access.audit import Subject
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import sources, storage
from mueang_site.catalogue.description import Description
from mueang_site.catalogue.documents.said import FILE, Said
from mueang_site.catalogue.models import Dataset, DatasetState, Document, DocumentState

_NO_FILE = Message("เลือกไฟล์ก่อน", "Choose a file first.")
_NOT_TAKEN = Message(
    "ไม่รับไฟล์ชนิดนี้เป็นเอกสาร ใช้ PDF รูปภาพ หรือเอกสาร Office ที่ไม่มีมาโครและไม่ตั้งรหัสผ่าน",
    "This kind of file is not taken as a document. Use PDF, a picture, or an office document without macros or password.",
)
_CHANGED = Message("รายการนี้เปลี่ยนสถานะไปแล้ว โหลดหน้านี้ใหม่", "This has moved on meanwhile. Reload the page.")
_COMMENT = Message("เขียนว่าต้องแก้เรื่องใด", "Say what must be changed.")
_LINK = Message("รายการนี้เป็นลิงก์ ไม่มีไฟล์ให้เปลี่ยน", "This is a link; it has no file to replace.")


@dataclass(frozen=True)
class KeptFile:
    """A file that is kept already, and what it is."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Start:
    """A dataset that begins with a document: whose it is, and its description."""

    organisation_id: int
    description: Description


def keep_file(actor: Actor, name: str, chunks: Iterable[bytes], *, organisation_id: int, now: datetime) -> KeptFile:
    """Keep the bytes of a document. Raises SourceError for what is empty, too large or no document, OverQuota; both are recorded and nothing is kept."""
    safe = sources.safe_name(name)
    try:
        sha256, size = sources.keep(storage.within_room(organisation_id, chunks))
        kind = media_type_of(sources.kept(sha256, safe))
        if kind is None:
            sources.forget_unnamed(sha256)
            raise SourceError(_NOT_TAKEN, code="refuse.document")
    except (SourceError, LimitReached) as error:
        with transaction.atomic():
            audit.record(actor, "document.refuse", Subject("upload", safe[:80], safe, organisation_id), {"refused": error.code}, now=now)
        raise
    return KeptFile(kind.file_name(safe), sha256, size, kind.name)


def add(actor: Actor, place: Dataset | Start, *, said: Said, name: str = "", chunks: Iterable[bytes] | None = None, now: datetime) -> Document:
    """Add a document or link to a dataset, or to a new one. Raises BadInput, NotAllowed, NotFound, SourceError."""
    _require_may_add(actor, place)
    said.check()
    if said.kind != FILE:
        return add_kept(actor, place, said=said, file=None, now=now)
    if chunks is None:
        raise BadInput(_NO_FILE, code="document.file", field="file")
    file = keep_file(actor, name, chunks, organisation_id=place.organisation_id, now=now)
    try:
        return add_kept(actor, place, said=said, file=file, now=now)
    except BaseException:
        sources.forget_unnamed(file.sha256)
        raise


@transaction.atomic
def add_kept(actor: Actor, place: Dataset | Start, *, said: Said, file: KeptFile | None, now: datetime) -> Document:
    """Add a document whose file is kept already, or a link."""
    _require_may_add(actor, place)
    said.check()
    dataset = place if isinstance(place, Dataset) else _created(actor, place, now)
    document = Document(dataset=dataset, kind=said.kind, added_by_id=actor.user_id, added_by_name=actor.name, created_at=now)
    _say(document, said)
    if file is not None:
        _put_file(actor, document, file)
    _save(document, now)
    audit.record(actor, "document.add", _subject(document), detail=_told(document), now=now)
    if may_settle(actor, dataset):
        _publish(actor, document, now)
    return document


@transaction.atomic
def approve(actor: Actor, document_id: int, *, now: datetime) -> Document:
    """Publish what another added. Raises NotAllowed, NotFound, Conflict when it has moved on."""
    document = _waiting(actor, "dataset.approve", document_id)
    _publish(actor, document, now)
    return document


@transaction.atomic
def send_back(actor: Actor, document_id: int, *, comment: str, now: datetime) -> Document:
    """Return a document to whoever added it. Raises BadInput without a comment."""
    document = _waiting(actor, "dataset.return", document_id)
    if not comment.strip():
        raise BadInput(_COMMENT, code="document.comment", field="comment")
    document.state, document.comment = DocumentState.RETURNED, comment.strip()
    _save(document, now)
    audit.record(actor, "document.return", _subject(document), {"comment": document.comment}, now=now)
    return document


@transaction.atomic
def describe(actor: Actor, document_id: int, *, said: Said, now: datetime) -> Document:
    """Change what is said of a document; its kind and file stay. What was returned is sent again by this."""
    document = _changeable(actor, document_id)
    before = _told(document)
    replace_values(said, kind=document.kind, checked=True).check()
    _say(document, said)
    if document.state == DocumentState.RETURNED:
        document.state = DocumentState.WAITING
    _save(document, now)
    audit.record(actor, "document.describe", _subject(document), {"before": before, "after": _told(document)}, now=now)
    _tell_search(document)
    return document


def replace(actor: Actor, document_id: int, *, name: str, chunks: Iterable[bytes], checked: bool, now: datetime) -> Document:
    """Put another file in place of the one that is there, under the same address; the old one is erased unless something else names it."""
    with transaction.atomic():
        document = _changeable(actor, document_id)
        if document.kind != FILE:
            raise BadInput(_LINK, code="document.file", field="file")
        Said(title_th=document.title_th, checked=checked).check()
    file = keep_file(actor, name, chunks, organisation_id=document.dataset.organisation_id, now=now)
    with transaction.atomic():
        document = _changeable(actor, document_id)
        before = document.sha256
        _put_file(actor, document, file)
        _save(document, now)
        detail = {"before": before, "after": _told(document), "erased": _erase(before)}
        audit.record(actor, "document.replace", _subject(document), detail, now=now)
    return document


@transaction.atomic
def remove(actor: Actor, document_id: int, *, now: datetime) -> None:
    """Take a document away for good; its file is erased unless something else names it. The record of it stays."""
    document = _changeable(actor, document_id)
    subject, told = _subject(document), _told(document)
    sha256 = document.sha256
    document.delete()
    _tell_search(document)
    audit.record(actor, "document.remove", subject, {**told, "erased": _erase(sha256)}, now=now)


def may_settle(actor: Actor, dataset: Dataset) -> bool:
    """Return whether the actor publishes documents of the dataset without another's word."""
    return policies.allows(actor, "dataset.approve", dataset.organisation_id, dataset.classification, "submitted")


def may_change(actor: Actor, document: Document) -> bool:
    """Return whether the actor may describe, replace and remove the document now."""
    dataset = document.dataset
    if not policies.allows(actor, "dataset.edit", dataset.organisation_id, dataset.classification, dataset.state):
        return False
    return document.state != DocumentState.PUBLISHED or may_settle(actor, dataset)


def _require_may_add(actor: Actor, place: Dataset | Start) -> None:
    if isinstance(place, Start):
        place.description.check()
        policies.require(actor, "dataset.create", place.organisation_id, place.description.classification)
    else:
        policies.require(actor, "dataset.edit", place.organisation_id, place.classification, place.state)


def _created(actor: Actor, start: Start, now: datetime) -> Dataset:
    return catalogue.create_dataset(actor, organisation_id=start.organisation_id, description=start.description, now=now)


def _locked(actor: Actor, document_id: int) -> Document:
    """Return the document and hold its dataset, hidden ones as absent ones."""
    document = Document.objects.select_for_update(of=("self", "dataset")).select_related("dataset").filter(pk=document_id).first()
    if document is None:
        raise NotFound
    dataset = document.dataset
    policies.require(actor, "dataset.edit", dataset.organisation_id, dataset.classification, dataset.state)
    return document


def _changeable(actor: Actor, document_id: int) -> Document:
    document = _locked(actor, document_id)
    if not may_change(actor, document):
        policies.require(actor, "dataset.approve", document.dataset.organisation_id, document.dataset.classification, "submitted")
    return document


def _waiting(actor: Actor, verb: str, document_id: int) -> Document:
    document = _locked(actor, document_id)
    policies.require(actor, verb, document.dataset.organisation_id, document.dataset.classification, "submitted")
    if document.state != DocumentState.WAITING:
        raise Conflict(_CHANGED, code="document.state")
    return document


def _publish(actor: Actor, document: Document, now: datetime) -> None:
    """Publish the document, and with it a dataset that had nothing published yet."""
    dataset = document.dataset
    document.state, document.comment = DocumentState.PUBLISHED, ""
    _save(document, now)
    dataset.state, dataset.updated_at = DatasetState.PUBLISHED, now
    dataset.save(update_fields=["state", "updated_at"])
    _tell_search(document)
    audit.record(actor, "document.publish", _subject(document), {"dataset": dataset.slug, "classification": dataset.classification}, now=now)


def _say(document: Document, said: Said) -> None:
    for name in ("title_th", "title_en", "description_th", "description_en"):
        setattr(document, name, getattr(said, name).strip())
    if document.kind != FILE:
        document.url = said.url


def _put_file(actor: Actor, document: Document, file: KeptFile) -> None:
    document.file_name, document.sha256, document.size, document.media_type = file.name, file.sha256, file.size, file.media_type
    document.checked_by_name = actor.name


def _save(document: Document, now: datetime) -> None:
    document.updated_at = now
    document.save()
    if document.sha256:
        storage.hold_source(document.dataset.organisation_id, document.sha256, document.size, dataset=document.dataset, now=now)


def _tell_search(document: Document) -> None:
    catalogue.index(document.dataset)


def _erase(sha256: str) -> bool:
    """Remove the file once the change stands, unless something else names it, and return whether it goes."""
    if not sha256 or sources.is_named(sha256):
        return False
    transaction.on_commit(lambda: sources.forget_unnamed(sha256))
    return True


def _subject(document: Document) -> Subject:
    return Subject("document", str(document.pk), document.title_th, document.dataset.organisation_id)


def _told(document: Document) -> dict[str, Any]:
    """Return what the record keeps of a document."""
    names = ("kind", "title_th", "title_en", "description_th", "description_en", "url", "file_name", "media_type", "size", "sha256", "checked_by_name")
    return {"dataset": document.dataset.slug, **{name: value for name in names if (value := getattr(document, name))}}
