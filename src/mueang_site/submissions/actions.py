"""Verbs of a submission: receive, correct, describe, choose how it joins, send, approve, return, resolve, discard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from mueang.base.errors import BadInput, Conflict, LimitReached, NotFound, SourceError
from mueang.base.message import Message
from mueang.geo.crs import to_wgs84
from mueang.ingest.options import ReadOptions
from mueang.standard.codes import INTERNAL, PUBLIC
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.access.audit import Subject
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import queries as catalogue_queries
from mueang_site.catalogue import sources, storage
from mueang_site.catalogue.description import Description
from mueang_site.submissions import counting, keeping, repeats
from mueang_site.submissions.joining import require_clear, require_known
from mueang_site.submissions.models import EDITABLE, Finding, Resolution, State, Submission
from mueang_site.submissions.soundness import require_sound
from mueang_site.submissions.telling import announce

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset

CHANGED = Message("รายการนี้เปลี่ยนสถานะไปแล้ว โหลดหน้านี้ใหม่", "This has moved on meanwhile. Reload the page.")
_UNRESOLVED = Message(
    "ยังมีคอลัมน์ที่น่าจะเป็นข้อมูลส่วนบุคคล {n} เรื่อง จึงเผยแพร่ต่อสาธารณะไม่ได้ ให้บริกรข้อมูลตัดสินทุกเรื่องก่อน",
    "{n} findings of personal data are open, so this cannot be made public. A steward must resolve each first.",
)
_COUNTING = Message("กำลังเทียบกับรุ่นก่อน รอสักครู่แล้วส่งอีกครั้ง", "The file is being compared with the last version. Wait a moment and send again.")
_RECOUNTED = Message(
    "มีการเผยแพร่รุ่นอื่นไปก่อน จึงนับสิ่งที่จะเปลี่ยนใหม่ ดูจำนวนใหม่ แล้วตัดสินอีกครั้ง",
    "Another version was published meanwhile, so what would change is counted again. See the new count, then decide again.",
)
_REASON = Message("เขียนเหตุผลว่าเหตุใดจึงไม่ใช่ข้อมูลส่วนบุคคล", "Give the reason why this is not personal data.")
_COMMENT = Message("เขียนว่าต้องแก้เรื่องใด", "Say what must be changed.")
_OF_ONE_FILE = ("excluded_rows", "included_rows", "left_out_as", "paper")


@dataclass(frozen=True)
class Upload:
    """A file as it arrives: name, bytes in pieces; what its maker knows of it: options of reading, size (else 0), title."""

    name: str
    chunks: Iterable[bytes]
    form: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0
    title: str = ""


def receive(
    actor: Actor,
    upload: Upload,
    *,
    organisation_id: int,
    dataset_slug: str | None = None,
    mode: dict[str, Any] | None = None,
    key: str = "",
    now: datetime,
) -> Submission:
    """Keep the file as it is and queue its reading; the same request under the same `key` is answered by the submission that is there.

    Raises NotAllowed, NotFound, SourceError (too large, empty), OverQuota, BadInput (no such mode), Conflict (the key was used for another request).
    """
    dataset = catalogue_queries.dataset_for(actor, dataset_slug) if dataset_slug else None
    owner = dataset.organisation_id if dataset else organisation_id
    require_may_start(actor, owner, dataset)
    if mode is not None:
        require_known(mode)
    sha256, size = _kept(actor, upload, owner, now)
    recipe = catalogue.resource_of(dataset).recipe if dataset else {}
    options = {**_lasting(recipe.get("read_options", {})), **upload.form}

    def taken_in() -> Submission:
        submission = Submission.objects.create(
            organisation_id=owner,
            dataset=dataset,
            created_by_id=actor.user_id,
            created_by_name=actor.name,
            file_name=sources.safe_name(upload.name),
            file_size=size,
            file_sha256=sha256,
            first_options=options,
            read_options=options,
            mode=mode or recipe.get("mode") or {"mode": "replace"},
            description=catalogue.describe_as_dict(dataset) if dataset else {"title_th": upload.title} if upload.title else {},
            created_at=now,
            updated_at=now,
        )
        storage.hold_source(owner, sha256, size, dataset=dataset, now=now)
        queue_reading(actor, submission, now)
        audit.record(actor, "submission.receive", subject_of(submission), detail={"sha256": sha256, "bytes": size}, now=now)
        return submission

    return repeats.once(actor, key, (sha256, owner, dataset_slug, mode), taken_in)


@transaction.atomic
def describe(actor: Actor, submission_id: UUID, *, description: Description, columns: dict[str, Any], now: datetime) -> dict[str, Message]:
    """Keep what was typed, complete or not, and return its faults by field."""
    submission = editable(actor, submission_id)
    policies.require(actor, "dataset.edit", submission.organisation_id, description.classification, State.DRAFT)
    _require_may_classify(actor, submission.dataset, description)
    submission.description, submission.columns, submission.updated_at = description.as_dict(), columns, now
    submission.save()
    audit.record(actor, "submission.describe", subject_of(submission), detail=description.as_dict(), now=now)
    return description.faults()


@transaction.atomic
def choose_mode(actor: Actor, submission_id: UUID, *, mode: dict[str, Any], now: datetime) -> None:
    """Say how the file joins the rows that are there, and queue the count of what it would change. Raises BadInput for no such way."""
    require_known(mode)
    submission = editable(actor, submission_id)
    submission.mode, submission.plan, submission.updated_at = mode, {}, now
    submission.save()
    counting.enqueue(actor, "submission.plan", submission, now, asked=now.isoformat())
    audit.record(actor, "submission.mode", subject_of(submission), detail=mode, now=now)


def send(actor: Actor, submission_id: UUID, *, seen: int | None = None, now: datetime) -> Submission:
    """Send for review; where the organisation lets editors publish open data themselves, approve at once.

    `seen` is the `base` of the plan that the person was shown. Raises BadInput for what is missing and for faults that the
    checks found, Conflict when it has moved on or another version was published since: the plan is then counted again.
    """
    with transaction.atomic():
        submission = editable(actor, submission_id)
        policies.require(actor, "dataset.submit", submission.organisation_id, classification_of(submission), step_of(submission))
        if _counted(actor, submission, seen, now):
            return _send(actor, submission, now)
    raise Conflict(_RECOUNTED, code="submission.recounted")


def approve(actor: Actor, submission_id: UUID, *, seen: int | None = None, overlap_accepted: bool = False, now: datetime) -> Submission:
    """Approve and queue the publication; `seen` as in `send`. Raises NotAllowed, Conflict, BadInput (open findings of personal data, overlap)."""
    with transaction.atomic():
        submission = locked(submission_id)
        _require_waiting(actor, "dataset.approve", submission)
        if _counted(actor, submission, seen, now):
            submission.mode |= {"overlap_accepted": True} if overlap_accepted else {}
            require_sound(submission)
            require_clear(submission)
            _require_resolved(submission)
            return _approve(actor, submission, now)
    raise Conflict(_RECOUNTED, code="submission.recounted")


@transaction.atomic
def ask_again(actor: Actor, submission_id: UUID, *, now: datetime) -> Submission:
    """Let an approved file wait for its approver again, since another version was published first: nobody has seen what it would do now."""
    submission = locked(submission_id)
    submission.decided_by_id = None
    counting.count_again(actor, submission, now=now)
    return _move(actor, submission, State.SUBMITTED, "submission.recount", now, {"base": counting.base_of(submission.dataset)})


@transaction.atomic
def send_back(actor: Actor, submission_id: UUID, *, comment: str, now: datetime) -> Submission:
    """Return to its maker with a comment. Raises BadInput without one."""
    submission = locked(submission_id)
    _require_waiting(actor, "dataset.return", submission)
    if not comment.strip():
        raise BadInput(_COMMENT, code="submission.comment", field="comment")
    submission.comment = comment.strip()
    return _move(actor, submission, State.RETURNED, "submission.return", now, {"comment": submission.comment})


@transaction.atomic
def discard(actor: Actor, submission_id: UUID, *, now: datetime) -> None:
    """Give the submission up; its record stays, the file only where something else names it."""
    submission = locked(submission_id)
    _require(actor, "dataset.edit", submission)
    if submission.state in (State.APPROVED, State.PUBLISHED, State.DOCUMENT):
        raise Conflict(CHANGED, code="submission.state")
    _move(actor, submission, State.DISCARDED, "submission.discard", now)
    transaction.on_commit(lambda: keeping.drop_readings(submission.pk))
    transaction.on_commit(lambda: sources.forget_unnamed(submission.file_sha256))


@transaction.atomic
def resolve_finding(actor: Actor, finding_id: int, *, resolution: str, reason: str = "", now: datetime) -> Submission:
    """Decide about personal data seen in a column: drop it, mask it, or say with a reason that it is none."""
    finding = Finding.objects.select_related("submission").filter(pk=finding_id).first()
    if finding is None:
        raise NotFound
    submission = locked(finding.submission_id)
    _require(actor, "finding.resolve", submission)
    if submission.state in (State.APPROVED, State.PUBLISHED):
        raise Conflict(CHANGED, code="submission.state")
    if resolution not in Resolution.values or (resolution == Resolution.NOT_PERSONAL and not reason.strip()):
        raise BadInput(_REASON, code="finding.reason", field="reason")
    finding.resolution, finding.reason = resolution, reason.strip()
    finding.resolved_by_id, finding.resolved_at = actor.user_id, now
    finding.save()
    detail = {"column": finding.column, "kind": finding.kind, "resolution": resolution, "reason": finding.reason}
    audit.record(actor, "finding.resolve", subject_of(submission), detail=detail, now=now)
    return submission


def open_findings(submission: Submission) -> int:
    """Return how many findings of personal data no steward has decided about."""
    return submission.findings.filter(resolution="").count()


def subject_of(submission: Submission) -> Subject:
    """Return how the audit names a submission."""
    return Subject("submission", str(submission.pk), submission.file_name, submission.organisation_id)


def locked(submission_id: UUID) -> Submission:
    """Return the submission, locked until the caller's transaction ends. Raises NotFound."""
    submission = Submission.objects.select_for_update().filter(pk=submission_id).first()
    if submission is None:
        raise NotFound
    return submission


def _kept(actor: Actor, upload: Upload, organisation_id: int, now: datetime) -> tuple[str, int]:
    """Keep the bytes; of what is refused at the door only the record of the attempt stays."""
    try:
        storage.require_room(organisation_id, upload.size)
        return sources.keep(storage.within_room(organisation_id, upload.chunks))
    except (SourceError, LimitReached) as error:
        name = sources.safe_name(upload.name)
        with transaction.atomic():
            audit.record(actor, "submission.refuse", Subject("upload", name[:80], name, organisation_id), detail={"refused": error.code}, now=now)
        raise


def step_of(submission: Submission) -> str:
    """Return the state as the table of permissions names it: what is not sent yet is a draft."""
    return submission.state if submission.state in (State.SUBMITTED, State.APPROVED, State.PUBLISHED) else State.DRAFT


def classification_of(submission: Submission) -> str:
    """Return the class that the file is meant for; before anybody has said so, as for the office's own use."""
    return str(submission.description.get("classification") or INTERNAL)


def may(actor: Actor, verb: str, submission: Submission) -> bool:
    """Return whether the actor may do this to the submission now."""
    return policies.allows(actor, verb, submission.organisation_id, classification_of(submission), step_of(submission))


def _require(actor: Actor, verb: str, submission: Submission) -> None:
    require_seen(actor, submission)
    policies.require(actor, verb, submission.organisation_id, classification_of(submission), step_of(submission))


def _require_may_classify(actor: Actor, dataset: Dataset | None, description: Description) -> None:
    """What is known as secret becomes open only by the word of a steward."""
    if dataset is not None and dataset.classification != description.classification:
        policies.require(actor, "dataset.classify", dataset.organisation_id, dataset.classification, dataset.state)


def require_may_start(actor: Actor, organisation_id: int, dataset: Dataset | None) -> None:
    """Raise NotAllowed or NotFound unless the actor may hand in a file for the dataset, or for a new one of the organisation."""
    if dataset is None:
        policies.require(actor, "dataset.create", organisation_id, INTERNAL)
    else:
        policies.require(actor, "dataset.edit", organisation_id, dataset.classification, dataset.state)


def require_seen(actor: Actor, submission: Submission) -> None:
    """Raise NotFound for what another office makes, even once the dataset that came of it is published."""
    own = actor.system or actor.site_administrator or submission.organisation_id in actor.organisations("editor")
    if not own:
        raise NotFound


def _require_waiting(actor: Actor, verb: str, submission: Submission) -> None:
    require_seen(actor, submission)
    policies.require(actor, verb, submission.organisation_id, classification_of(submission), State.SUBMITTED)
    if submission.state != State.SUBMITTED:
        raise Conflict(CHANGED, code="submission.state")


def editable(actor: Actor, submission_id: UUID, *, also: tuple[State, ...] = ()) -> Submission:
    """Return the submission, locked, if the actor may change it now. Raises NotFound, NotAllowed, Conflict."""
    submission = locked(submission_id)
    _require(actor, "dataset.edit", submission)
    if submission.state not in (*EDITABLE, *also):
        raise Conflict(CHANGED, code="submission.state")
    return submission


def _lasting(options: dict[str, Any]) -> dict[str, Any]:
    """Return the decisions that hold for the next file too; those about single rows do not, for other rows stand there."""
    lasting = {name: value for name, value in options.items() if name not in _OF_ONE_FILE}
    return lasting | ({"places": {**lasting["places"], "rows": {}}} if lasting.get("places") else {})


def queue_reading(actor: Actor, submission: Submission, now: datetime) -> None:
    """Have the file read by its options, in the caller's transaction."""
    submission.state, submission.updated_at = State.READING, now
    submission.reading_number += 1
    submission.save()
    counting.enqueue(actor, "submission.read", submission, now, reading=submission.reading_number)


def require_options(options: dict[str, Any]) -> None:
    """Refuse at once what the reader would refuse: people learn it where they typed it."""
    chosen = ReadOptions.from_dict(options)
    for crs in filter(None, (chosen.crs, chosen.places.crs)):
        to_wgs84(crs)


def _require_resolved(submission: Submission) -> None:
    unresolved = open_findings(submission)
    if submission.description.get("classification") == PUBLIC and unresolved:
        raise BadInput(_UNRESOLVED.fill(n=unresolved), code="submission.findings")


def _settle_dataset(actor: Actor, submission: Submission, description: Description, now: datetime) -> None:
    """Create the dataset of a first submission; change the description of one that exists only when it is published."""
    if submission.dataset is None:
        submission.dataset = catalogue.create_dataset(actor, organisation_id=submission.organisation_id, description=description, now=now)


def _counted(actor: Actor, submission: Submission, seen: int | None, now: datetime) -> bool:
    """Return whether the plan is that of the present version; if not, it is counted again and the person must look again."""
    if not submission.plan:
        raise BadInput(_COUNTING, code="submission.counting")
    sound = counting.holds(submission, seen=seen)
    if not counting.holds(submission):
        counting.count_again(actor, submission, now=now)
    return sound


def _send(actor: Actor, submission: Submission, now: datetime) -> Submission:
    description = Description.from_dict(submission.description)
    description.check()
    require_sound(submission)
    require_clear(submission)
    _settle_dataset(actor, submission, description, now)
    if _may_publish_alone(actor, submission, description) and not open_findings(submission):
        return _approve(actor, submission, now)
    return _move(actor, submission, State.SUBMITTED, "submission.send", now)


def _may_publish_alone(actor: Actor, submission: Submission, description: Description) -> bool:
    """Open data only: by a steward, or by an editor where the organisation has decided so."""
    return description.classification == PUBLIC and policies.allows(actor, "dataset.approve", submission.organisation_id, PUBLIC, State.SUBMITTED)


def _approve(actor: Actor, submission: Submission, now: datetime) -> Submission:
    storage.require_room(submission.organisation_id, keeping.bytes_of_readings(submission.pk))
    submission.decided_by_id = actor.user_id
    approved = _move(actor, submission, State.APPROVED, "submission.approve", now, {"base": submission.plan["base"]})
    counting.enqueue(actor, "submission.publish", submission, now)
    return approved


def _move(actor: Actor, submission: Submission, state: State, verb: str, now: datetime, detail: dict[str, Any] | None = None) -> Submission:
    submission.state, submission.updated_at = state, now
    submission.save()
    if state in (State.SUBMITTED, State.RETURNED):
        announce(submission, classification_of(submission), now)
    audit.record(actor, verb, subject_of(submission), detail=detail or {}, now=now)
    return submission
