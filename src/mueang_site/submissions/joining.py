"""How the rows of a file join those that are there."""

from __future__ import annotations

from typing import Any

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.lake import mode_from_dict
from mueang_site.submissions.models import Submission

_OVERLAP = Message(
    "ไฟล์นี้มีข้อมูลที่ทับกับรุ่นก่อน เลือกว่าจะแทนที่ของเดิมหรือเพิ่มต่อท้าย",
    "The file overlaps with the last version. Choose whether to replace what is there or to add to it.",
)
_KEYS = Message("เลือกคอลัมน์หลักอย่างน้อยหนึ่งคอลัมน์", "Choose at least one key column.")
_MODE = Message("ไม่รู้จักวิธีรวมกับของเดิมนี้", "There is no such way for the rows to join.")


def require_known(mode: dict[str, Any]) -> None:
    """Raise BadInput if there is no such way for rows to join those that are there."""
    try:
        mode_from_dict(mode)
    except (KeyError, ValueError) as error:
        by_keys = mode.get("mode") in ("update", "update-groups")
        raise BadInput(_KEYS if by_keys else _MODE, code="submission.mode", field="keys" if by_keys else "mode") from error


def require_clear(submission: Submission) -> None:
    """Raise BadInput if rows would be added that are there, and nobody has said that this is meant."""
    overlaps = submission.plan.get("overlap", 0)
    if submission.mode.get("mode") == "append" and overlaps and not submission.mode.get("overlap_accepted"):
        raise BadInput(_OVERLAP, code="submission.overlap", field="mode")
