"""What stops a file: what cannot be done as chosen, and what must hold and does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.submissions.reviewing import require_reviewed

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_UNSOUND = Message("ยังส่งไม่ได้ มี {n} เรื่องที่ต้องแก้ก่อน {first}", "Not sent: {n} faults must be mended first. {first}")
_KEY_CODES = ("rows.key", "cell.required")


def require_sound(submission: Submission) -> None:
    """Raise BadInput for what cannot be done as chosen, breaks what must hold, or waits for a person's eyes; warnings are for people to judge."""
    require_reviewed(submission)
    fault = submission.plan.get("fault")
    if fault:
        raise BadInput(Message(**fault["message"]), code=fault["code"], field="mode")
    errors = errors_of(submission)
    if submission.plan.get("accepted"):
        errors = [issue for issue in errors if not _acceptable(submission, issue)]
    if errors:
        first = Message(**errors[0]["message"])
        raise BadInput(Message(_UNSOUND.th.format(n=len(errors), first=first.th), _UNSOUND.en.format(n=len(errors), first=first.en)), code=errors[0]["code"])


def errors_of(submission: Submission) -> list[dict[str, Any]]:
    """Return what the checks found that forbids publishing."""
    return [issue for issue in submission.plan.get("issues") or () if issue["severity"] == "error"]


def may_be_accepted(submission: Submission) -> bool:
    """Return whether there are faults that the word of a steward takes, and none that it cannot."""
    errors = errors_of(submission)
    waits = bool(errors) and not submission.plan.get("accepted") and not submission.plan.get("fault")
    return waits and all(_acceptable(submission, issue) for issue in errors)


def _acceptable(submission: Submission, issue: dict[str, Any]) -> bool:
    """A fault of the declared schema may be taken, but not one of the key by which rows take the place of others."""
    if submission.plan.get("schema") is None:
        return False
    keys = (submission.mode.get("keys") or ()) if submission.mode.get("mode") == "update" else ()
    of_key = issue["code"] in _KEY_CODES and (issue["code"] == "rows.key" or issue["column"] in keys)
    return not (keys and of_key)
