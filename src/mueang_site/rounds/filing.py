"""Verbs of an office that files, and of the steward who looks at it: hand in, take back nothing, accept, return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.base.message import Message
from mueang.ingest.filled import Filled, check
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.catalogue import sources, storage
from mueang_site.jobs import actions as jobs
from mueang_site.rounds import growing
from mueang_site.rounds.models import Attempt, AttemptState, Filing, Round, State, Via
from mueang_site.rounds.wanted import form_of
from mueang_site.submissions.actions import Upload

MOST_BYTES = 20 << 20
"""A form that an officer filled in is small; what is larger is another file."""
FAULTS_KEPT = 1_000
_CLOSED = Message("รอบนี้ปิดรับแล้ว ติดต่อหน่วยงานเจ้าของแบบฟอร์มหากต้องแก้", "The round is closed. Ask the office that owns the form if something must change.")
_ACCEPTED = Message("หน่วยงานเจ้าของแบบฟอร์มรับข้อมูลแล้ว หากต้องแก้ ขอให้ส่งกลับแก้ไขก่อน", "What was filed is accepted. Ask for it to be returned before you change it.")
_LARGE = Message("ไฟล์ใหญ่กว่า {most} MB ซึ่งเกินกว่าแบบฟอร์มที่กรอกแล้วจะเป็นได้ ตรวจว่าเลือกไฟล์ถูก", "The file is over {most} MB. Check that it is the right one.")
_GIVEN = Message("แบบฟอร์มนี้มีแถวที่กำหนดไว้ กรอกให้ครบทุกแถว", "The form gives rows that must each be filled in.")
_NOT_FILED = Message("หน่วยงานนี้ยังไม่ได้ส่งข้อมูลที่ถูกต้อง", "The office has filed nothing sound yet.")
_COMMENT = Message("เขียนว่าต้องแก้เรื่องใด", "Say what must be changed.")


def hand_in_file(actor: Actor, round_id: UUID, office: str, upload: Upload, *, now: datetime) -> Attempt:
    """Keep the file as it is and queue its reading. Raises NotFound, NotAllowed, Conflict (closed, accepted), SourceError, OverQuota."""
    filing = filing_to_make(actor, round_id, office)
    owner = filing.round.form.organisation_id
    if upload.size > MOST_BYTES:
        raise BadInput(_LARGE.fill(most=MOST_BYTES >> 20), code="filing.size", field="file")
    storage.require_room(owner, upload.size)
    sha256, size = sources.keep(storage.within_room(owner, upload.chunks))
    name = sources.safe_name(upload.name)
    with transaction.atomic():
        attempt = _begun(actor, filing.pk, Via.FILE, now, file_name=name, file_size=size, file_sha256=sha256)
        storage.hold_source(owner, sha256, size, dataset=filing.round.form.dataset, now=now)
        jobs.enqueue(
            "rounds.read",
            {"attempt": attempt.pk},
            actor=actor,
            now=now,
            key=f"rounds.read:{attempt.pk}",
            label=name,
            organisation_id=filing.organisation_id,
        )
        audit.record(actor, "filing.receive", subject_of(filing), {"attempt": attempt.number, "sha256": sha256, "bytes": size}, now=now)
    return attempt


@transaction.atomic
def hand_in_rows(actor: Actor, round_id: UUID, office: str, rows: Sequence[Sequence[str]], *, now: datetime) -> Attempt:
    """Check rows that were typed, and let them stand if nothing is wrong. Raises NotFound, NotAllowed, Conflict (closed, accepted)."""
    filing = filing_to_make(actor, round_id, office)
    found = check(form_of(filing.round.asked), list(enumerate(rows)))
    attempt = _begun(actor, filing.pk, Via.GRID, now)
    settle(actor, attempt, found, now=now)
    return attempt


@transaction.atomic
def hand_in_nothing(actor: Actor, round_id: UUID, office: str, *, now: datetime) -> Attempt:
    """Say that there is nothing to report. Raises BadInput where the form gives rows, and as `hand_in_rows`."""
    filing = filing_to_make(actor, round_id, office)
    if filing.round.asked["given"]:
        raise BadInput(_GIVEN, code="filing.given")
    attempt = _begun(actor, filing.pk, Via.NOTHING, now)
    settle(actor, attempt, Filled(), now=now)
    return attempt


def settle(actor: Actor, attempt: Attempt, found: Filled, *, now: datetime) -> None:
    """Keep what was found of an attempt, in the caller's transaction; without a fault it stands from now on."""
    told = found.as_dict()
    keep(actor, attempt, told, now=now)


def keep(actor: Actor, attempt: Attempt, told: dict[str, Any], *, now: datetime) -> None:
    """Do the same with a finding that came as JSON from a child."""
    issues, refused = told["issues"], told.get("refused")
    faults = [refused] if refused else issues
    attempt.cells, attempt.rows, attempt.numbers = told["cells"], told["rows"], told["numbers"]
    attempt.faults, attempt.fault_count, attempt.row_count = faults[:FAULTS_KEPT], len(faults), len(told["rows"])
    attempt.state = AttemptState.SOUND if not faults else AttemptState.REFUSED if refused or told["layout"] else AttemptState.FAULTY
    attempt.save()
    filing = locked(attempt.filing_id)
    if filing.newest_id == attempt.pk:
        _stand(actor, filing, attempt, now)
    verb = "filing.file" if attempt.state == AttemptState.SOUND else "filing.refuse"
    detail = {"attempt": attempt.number, "via": attempt.via, "rows": attempt.row_count, "faults": attempt.fault_count}
    audit.record(actor, verb, subject_of(filing), detail, now=now)


@transaction.atomic
def accept(actor: Actor, round_id: UUID, office: str, *, now: datetime) -> Filing:
    """Let what was filed count. Raises NotFound, NotAllowed, Conflict where nothing sound waits."""
    filing = _to_decide(actor, round_id, office)
    if filing.state != State.FILED:
        raise Conflict(_NOT_FILED, code="filing.state")
    _accept(filing, actor.name, now)
    filing.save()
    audit.record(actor, "filing.accept", subject_of(filing), {"attempt": filing.standing_id}, now=now)
    return filing


@transaction.atomic
def send_back(actor: Actor, round_id: UUID, office: str, *, comment: str, now: datetime) -> Filing:
    """Return what was filed with a comment; the dataset keeps its rows until better ones come. Raises as `accept`, and BadInput without a comment."""
    filing = _to_decide(actor, round_id, office)
    if not comment.strip():
        raise BadInput(_COMMENT, code="filing.comment", field="comment")
    if filing.state not in (State.FILED, State.ACCEPTED):
        raise Conflict(_NOT_FILED, code="filing.state")
    filing.state, filing.comment = State.RETURNED, comment.strip()
    filing.decided_by_name, filing.decided_at = actor.name[:200], now
    filing.save()
    audit.record(actor, "filing.return", subject_of(filing), {"comment": filing.comment}, now=now)
    return filing


def filing_of(actor: Actor, round_id: UUID, office: str) -> Filing:
    """Return the filing for those who make it or look at it. Hidden and absent look the same: raises NotFound."""
    filing = _found(round_id, office)
    if not may(actor, "filing.read", filing) and not oversees(actor, filing.round):
        raise NotFound
    return filing


def filing_to_make(actor: Actor, round_id: UUID, office: str) -> Filing:
    """Return the filing for the office that makes it, while it may. Raises NotFound, NotAllowed, Conflict."""
    filing = filing_of(actor, round_id, office)
    if not may(actor, "filing.make", filing):
        policies.require(actor, "filing.make", filing.organisation_id, _class_of(filing.round))
    if filing.round.closed_at is not None:
        raise Conflict(_CLOSED, code="round.closed")
    if filing.state == State.ACCEPTED and not filing.round.form.auto_accept:
        raise Conflict(_ACCEPTED, code="filing.accepted")
    return filing


def locked(filing_id: int) -> Filing:
    """Return the filing, locked until the caller's transaction ends."""
    return Filing.objects.select_for_update(of=("self",)).select_related("round__form__dataset", "organisation").get(pk=filing_id)


def looked_up(filing_id: int) -> Filing:
    """Return the filing with its round and office, as it stands."""
    return Filing.objects.select_related("round__form__dataset", "organisation").get(pk=filing_id)


def may(actor: Actor, verb: str, filing: Filing) -> bool:
    """Return whether the actor may do this to what the office files."""
    return policies.allows(actor, verb, filing.organisation_id, _class_of(filing.round))


def oversees(actor: Actor, asked: Round) -> bool:
    """Return whether the actor looks after the round for the office that asks."""
    return policies.allows(actor, "round.oversee", asked.form.organisation_id, _class_of(asked))


def may_decide(actor: Actor, asked: Round) -> bool:
    """Return whether the actor accepts and returns what is filed, for the office that asks."""
    return policies.allows(actor, "filing.decide", asked.form.organisation_id, _class_of(asked))


def may_see_rows(actor: Actor, filing: Filing) -> bool:
    """Return whether the actor may see what was filed: the office itself, and who decides about it."""
    return may(actor, "filing.read", filing) or may_decide(actor, filing.round)


def subject_of(filing: Filing) -> audit.Subject:
    """Return how the audit names a filing."""
    return audit.Subject("filing", str(filing.pk), f"{filing.round} {filing.name}", filing.organisation_id)


def _class_of(asked: Round) -> str:
    return asked.form.dataset.classification


def _found(round_id: UUID, office: str) -> Filing:
    chosen = Filing.objects.select_related("round__form__dataset", "round__form__organisation", "organisation", "newest", "standing")
    filing = chosen.filter(round=round_id, organisation__slug=office).first()
    if filing is None:
        raise NotFound
    return filing


def _begun(actor: Actor, filing_id: int, via: Via, now: datetime, **file: Any) -> Attempt:
    filing = locked(filing_id)
    attempt = Attempt.objects.create(
        filing=filing,
        number=filing.attempts.count() + 1,
        via=via,
        created_by_id=actor.user_id,
        created_by_name=actor.name[:200],
        created_at=now,
        **file,
    )
    filing.newest = attempt
    filing.save(update_fields=["newest"])
    return attempt


def _stand(actor: Actor, filing: Filing, attempt: Attempt, now: datetime) -> None:
    """Let a sound attempt stand. One with faults changes nothing of what stands already."""
    if attempt.state == AttemptState.SOUND:
        filing.standing, filing.filed_at, filing.state, filing.comment = attempt, now, State.FILED, ""
        if filing.round.form.auto_accept:
            _accept(filing, "", now)
    elif filing.state == State.WAITING:
        filing.state = State.FAULTY
    filing.save()


def _accept(filing: Filing, by: str, now: datetime) -> None:
    filing.state, filing.decided_by_name, filing.decided_at = State.ACCEPTED, by[:200], now
    growing.ask(filing.round.form_id, now=now)


def _to_decide(actor: Actor, round_id: UUID, office: str) -> Filing:
    filing = filing_of(actor, round_id, office)
    if not may_decide(actor, filing.round):
        policies.require(actor, "filing.decide", filing.round.form.organisation_id, _class_of(filing.round))
    return locked(filing.pk)
