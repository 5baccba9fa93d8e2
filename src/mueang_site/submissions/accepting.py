"""The word of a steward by which cells that break the declared schema are taken all the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mueang.base.errors import BadInput, Conflict
from mueang.base.message import Message
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.submissions import actions
from mueang_site.submissions.models import EDITABLE, State, Submission
from mueang_site.submissions.soundness import errors_of, may_be_accepted

_REASON = Message("เขียนเหตุผลที่รับค่าที่ไม่ผ่านไว้", "Give the reason why the faults are accepted.")
_BEYOND = Message(
    "มีเรื่องที่รับไว้ไม่ได้ด้วยเหตุผล เช่น คอลัมน์หลักที่ใช้แทนที่แถวว่างหรือซ้ำ แก้ในไฟล์ก่อน",
    "There are faults that no reason waives, such as blanks or repeats in the key by which rows are replaced. Mend them in the file.",
)


@transaction.atomic
def accept_faults(actor: Actor, submission_id: UUID, *, reason: str, now: datetime) -> Submission:
    """Take the file although cells of it break the declared schema, for a reason that stays with the version; where nothing does, nothing happens.

    It holds for what was counted: after another reading or another schema it is asked again. Raises NotFound, NotAllowed,
    BadInput (no reason, faults that none waives), Conflict (moved on).
    """
    submission = actions.locked(submission_id)
    actions.require_seen(actor, submission)
    policies.require(actor, "schema.override", submission.organisation_id, actions.classification_of(submission), actions.step_of(submission))
    if submission.state not in (*EDITABLE, State.SUBMITTED):
        raise Conflict(actions.CHANGED, code="submission.state")
    if not reason.strip():
        raise BadInput(_REASON, code="faults.reason", field="reason")
    if not errors_of(submission) or submission.plan.get("accepted"):
        return submission
    if not may_be_accepted(submission):
        raise BadInput(_BEYOND, code="faults.beyond", field="reason")
    submission.plan |= {"accepted": {"reason": reason.strip(), "by": actor.name, "at": now.isoformat()}}
    submission.updated_at = now
    submission.save(update_fields=["plan", "updated_at"])
    detail = {"reason": reason.strip(), "schema": submission.plan.get("schema"), "faults": submission.plan.get("n_faults")}
    audit.record(actor, "submission.accept-faults", actions.subject_of(submission), detail=detail, now=now)
    return submission
