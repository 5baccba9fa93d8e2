"""A request that is sent again under the same key is answered as the first time, and does nothing more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction

from mueang.base.errors import BadInput, Conflict
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.submissions.models import RequestKey, Submission

LONGEST_KEY = 200
_OTHER = Message(
    "Idempotency-Key นี้ใช้ไปแล้วกับไฟล์หรือคำสั่งอื่น ใช้ค่าใหม่สำหรับไฟล์ใหม่", "This Idempotency-Key was used with another file or order. Take a new one for a new file."
)
_LONG = Message("Idempotency-Key ยาวเกิน {most} ตัว", "The Idempotency-Key has more than {most} characters.")


def once(actor: Actor, key: str, asked: object, make: Callable[[], Submission]) -> Submission:
    """Return what `make` gives in a transaction, or what it gave when this person used the key first.

    Raises Conflict if the key came with another request than `asked`, BadInput if it is too long.
    """
    if len(key) > LONGEST_KEY:
        raise BadInput(_LONG.fill(most=LONGEST_KEY), code="input", field="Idempotency-Key")
    print_of = hashlib.sha256(repr(asked).encode()).hexdigest()
    return _earlier(actor, key, print_of) or _made(actor, key, print_of, make)


def _made(actor: Actor, key: str, print_of: str, make: Callable[[], Submission]) -> Submission:
    try:
        with transaction.atomic():
            submission = make()
            if key and actor.user_id is not None:
                RequestKey.objects.create(user_id=actor.user_id, key=key, fingerprint=print_of, submission=submission, created_at=submission.created_at)
            return submission
    except IntegrityError:
        earlier = _earlier(actor, key, print_of)
        if earlier is None:
            raise
        return earlier


def _earlier(actor: Actor, key: str, print_of: str) -> Submission | None:
    if not key or actor.user_id is None:
        return None
    found = RequestKey.objects.select_related("submission").filter(user_id=actor.user_id, key=key).first()
    if found is None:
        return None
    if found.fingerprint != print_of:
        raise Conflict(_OTHER, code="conflict.idempotency")
    return found.submission
