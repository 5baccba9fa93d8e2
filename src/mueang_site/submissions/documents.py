"""A file that was refused as a table, kept as a document instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from mueang.base.errors import Conflict, NotFound
from mueang.base.media import TYPES
from mueang.base.message import Message
from mueang_site.access import audit
from mueang_site.access.actor import Actor
from mueang_site.catalogue.documents import actions as documents
from mueang_site.catalogue.documents.said import FILE, Said
from mueang_site.submissions.actions import locked, may, subject_of
from mueang_site.submissions.models import State

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset, Document

_GONE = Message("ไฟล์นี้ไม่รอเป็นเอกสารแล้ว อัปโหลดใหม่", "This file no longer waits to be a document. Upload it again.")


@transaction.atomic
def keep_as_document(actor: Actor, submission_id: UUID, place: Dataset | documents.Start, *, said: Said, now: datetime) -> Document:
    """Add the file to a dataset without another upload; the record of the attempt stays.

    Raises BadInput, NotAllowed, NotFound, and Conflict when the file was given up or kept meanwhile.
    """
    submission = locked(submission_id)
    if not may(actor, "dataset.edit", submission):
        raise NotFound
    kind = TYPES.get(submission.offered_as)
    if submission.state != State.REFUSED or kind is None:
        raise Conflict(_GONE, code="submission.state")
    file = documents.KeptFile(kind.file_name(submission.file_name), submission.file_sha256, submission.file_size, kind.name)
    document = documents.add_kept(actor, place, said=replace(said, kind=FILE), file=file, now=now)
    submission.state, submission.dataset, submission.updated_at = State.DOCUMENT, document.dataset, now
    submission.save(update_fields=["state", "dataset", "updated_at"])
    audit.record(actor, "submission.document", subject_of(submission), {"document": document.pk}, now=now)
    return document
