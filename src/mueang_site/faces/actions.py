"""Keep and drop the theme of an organisation: for its administrators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.access.queries import organisation
from mueang_site.faces.models import Theme as Kept
from mueang_site.faces.sheet import fingerprint
from mueang_site.faces.theme import Theme, read

_HOSTS = Message(
    "hosts ตั้งได้เฉพาะผู้ดูแลเครื่อง ในไฟล์ของโฟลเดอร์ข้อมูล เอาบรรทัดนี้ออกก่อนอัปโหลด",
    "hosts is for the operator alone, in a file of the data folder. Take the line out before uploading.",
)
_NOT_TEXT = Message("ไฟล์รูปแบบต้องเป็นข้อความ UTF-8", "A theme file is text in UTF-8.")


def keep(actor: Actor, *, office: str, content: bytes, now: datetime) -> Theme:
    """Check a theme file and wear it from now on. Raises BadInput naming the token, NotAllowed, NotFound."""
    owner = organisation(office)
    policies.require(actor, "organisation.manage", owner.id)
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_NOT_TEXT, code="theme.text") from error
    theme = read(source)
    if theme.hosts:
        raise BadInput(_HOSTS, code="theme.hosts", field="hosts")
    with transaction.atomic():
        Kept.objects.update_or_create(organisation_id=owner.id, defaults={"source": source, "kept_by": actor.name, "kept_at": now})
        audit.record(actor, "theme.keep", _subject(owner.id, office), {"sha256": fingerprint(source)}, now=now)
    return theme


@transaction.atomic
def drop(actor: Actor, *, office: str, now: datetime) -> None:
    """Return to the look that the organisation had without a theme. Raises NotAllowed, NotFound."""
    owner = organisation(office)
    policies.require(actor, "organisation.manage", owner.id)
    dropped, _ = Kept.objects.filter(organisation_id=owner.id).delete()
    if dropped:
        audit.record(actor, "theme.drop", _subject(owner.id, office), now=now)


def _subject(organisation_id: int, office: str) -> audit.Subject:
    return audit.Subject("theme", office, office, organisation_id)
