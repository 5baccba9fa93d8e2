"""What changes people, organisations, roles and tokens. Each is one transaction with one entry in the record."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.base.message import Message
from mueang_site.access.about import About
from mueang_site.access.actor import Actor
from mueang_site.access.audit import Subject, record
from mueang_site.access.models import KINDS, ROLES, Membership, Organisation, Token, User
from mueang_site.access.policies import SCOPES, require

TOKEN_PREFIX = "mueang_"  # noqa: S105 - the beginning by which a leaked token is known, not a secret


@dataclass(frozen=True)
class NewToken:
    """A token at the only moment when it can be read."""

    id: int
    secret: str


@transaction.atomic
def create_organisation(
    *,
    actor: Actor,
    slug: str,
    name_th: str,
    now: datetime,
    name_en: str = "",
    short_th: str = "",
    kind: str = "other",
    place: str = "",
    parent: str | None = None,
    editors_may_publish_open: bool = False,
    sample: bool = False,
) -> Organisation:
    """Make an organisation, below `parent` (a slug) if given. Raises Conflict if the slug is taken."""
    require(actor, "organisation.create")
    if kind not in KINDS:
        raise BadInput(Message(f"ไม่รู้จักประเภทหน่วยงาน “{kind}”", f"Unknown kind of organisation: {kind}."), field="kind")
    if Organisation.objects.filter(slug=slug).exists():
        raise Conflict(Message(f"มีหน่วยงานที่ใช้ชื่อ “{slug}” แล้ว", f"An organisation called “{slug}” is there already."), code="conflict.slug")
    organisation = Organisation.objects.create(
        slug=slug,
        name_th=name_th,
        name_en=name_en,
        short_th=short_th,
        kind=kind,
        place=place,
        parent=_organisation(parent) if parent else None,
        editors_may_publish_open=editors_may_publish_open,
        sample=sample,
        created_at=now,
    )
    record(actor, "organisation.create", organisation, {"slug": slug, "parent": parent}, now=now)
    return organisation


@transaction.atomic
def let_editors_publish_open(*, actor: Actor, organisation: str, allowed: bool, now: datetime) -> None:
    """Decide whether editors of the organisation publish open data without a steward."""
    found = _organisation(organisation)
    require(actor, "organisation.manage", found.pk)
    found.editors_may_publish_open = allowed
    found.save(update_fields=["editors_may_publish_open"])
    record(actor, "organisation.let-editors-publish-open", found, {"allowed": allowed}, now=now)


@transaction.atomic
def describe_organisation(*, actor: Actor, organisation: str, about: About, now: datetime) -> None:
    """Keep what an organisation tells of itself. Raises BadInput for an address that is none, NotAllowed."""
    found = _organisation(organisation)
    require(actor, "organisation.manage", found.pk)
    told = about.checked()
    before = {name: getattr(found, name) for name in told}
    for name, value in told.items():
        setattr(found, name, value)
    found.save(update_fields=list(told))
    changes = {name: [before[name], value] for name, value in told.items() if before[name] != value}
    record(actor, "organisation.describe", found, changes, now=now)


@transaction.atomic
def set_quota(*, actor: Actor, organisation: str, quota: int | None, now: datetime) -> None:
    """Say how many bytes the organisation may keep, with those below that have no quota of their own; None: what is above decides."""
    require(actor, "quota.set")
    found = _organisation(organisation)
    if quota is not None and quota < 0:
        raise BadInput(Message("พื้นที่ต้องไม่ติดลบ", "Room cannot be negative."), field="quota")
    before, found.quota_bytes = found.quota_bytes, quota
    found.save(update_fields=["quota_bytes"])
    record(actor, "organisation.quota", found, {"before": before, "after": quota}, now=now)


@transaction.atomic
def create_user(*, actor: Actor, email: str, name: str, password: str | None, now: datetime, site_administrator: bool = False, sample: bool = False) -> User:
    """Make a person who may sign in; without a password only by token. Raises BadInput, Conflict."""
    require(actor, "user.create")
    email = _checked_email(email)
    if User.objects.filter(email=email).exists():
        raise Conflict(Message(f"มีผู้ใช้อีเมล {email} แล้ว", f"There is a person with the e-mail {email} already."), code="conflict.email")
    user = User(email=email, name=name.strip() or email, is_site_administrator=site_administrator, sample=sample, created_at=now)
    _put_password(user, password)
    user.save()
    record(actor, "user.create", user, {"email": email, "site_administrator": site_administrator}, now=now)
    return user


@transaction.atomic
def set_password(*, actor: Actor, email: str, password: str, now: datetime) -> None:
    """Give a person a new password; every session of theirs ends. Raises BadInput if it is too weak."""
    user = _user(email)
    if actor.user_id != user.pk:
        require(actor, "user.create")
    _put_password(user, password)
    user.save(update_fields=["password"])
    record(actor, "user.set-password", user, now=now)


@transaction.atomic
def deactivate_user(*, actor: Actor, email: str, now: datetime) -> None:
    """Close a person's account: sessions and tokens no longer work; what they did stays in the record."""
    require(actor, "user.create")
    user = _user(email)
    user.is_active = False
    user.save(update_fields=["is_active"])
    Token.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=now)
    record(actor, "user.deactivate", user, now=now)


@transaction.atomic
def grant_role(*, actor: Actor, email: str, organisation: str, role: str | None, now: datetime) -> None:
    """Give a person a role in an organisation in place of the one held; None takes it away."""
    found = _organisation(organisation)
    require(actor, "user.manage", found.pk)
    if role is not None and role not in ROLES:
        raise BadInput(Message(f"ไม่รู้จักบทบาท “{role}” ใช้ได้: {' '.join(ROLES)}", f"Unknown role {role}; there are {', '.join(ROLES)}."), field="role")
    user = _user(email)
    held = Membership.objects.filter(user=user, organisation=found)
    before = held.values_list("role", flat=True).first()
    if role is None:
        held.delete()
    else:
        Membership.objects.update_or_create(user=user, organisation=found, defaults={"role": role}, create_defaults={"role": role, "created_at": now})
    subject = Subject("user", str(user.pk), user.name, found.pk)
    record(actor, "role.grant" if role else "role.revoke", subject, {"organisation": found.slug, "role": role, "before": before}, now=now)


@transaction.atomic
def issue_token(*, actor: Actor, email: str, label: str, now: datetime, scopes: Iterable[str] = ("read",), expires_at: datetime | None = None) -> NewToken:
    """Make a token by which a program acts for the person. Its text is returned once and kept nowhere.

    People issue tokens for themselves; for others only site administrators do. A token cannot make a token.
    """
    user = _user(email)
    _require_own_or_site(actor, user)
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(SCOPES):
        raise BadInput(Message(f"ขอบเขตที่ใช้ได้: {' '.join(SCOPES)}", f"Scopes are {', '.join(SCOPES)}."), field="scopes")
    if expires_at is not None and expires_at <= now:
        raise BadInput(Message("วันสิ้นสุดของโทเคนต้องอยู่หลังเวลานี้", "The token must end later than now."), field="expires_at")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user, sha256=hash_of_token(secret), prefix=secret[:12], label=label.strip()[:100], scopes=wanted, created_at=now, expires_at=expires_at
    )
    record(actor, "token.issue", Subject("token", str(token.pk), str(token)), {"user": user.email, "scopes": wanted, "expires_at": expires_at}, now=now)
    return NewToken(token.pk, secret)


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """End a token at once. Hidden and absent look the same."""
    token = Token.objects.select_related("user").filter(pk=token_id, revoked_at__isnull=True).first()
    if token is None or (actor.user_id != token.user_id and not actor.site_administrator and not actor.system):
        raise NotFound
    _require_own_or_site(actor, token.user)
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    record(actor, "token.revoke", Subject("token", str(token.pk), str(token)), {"user": token.user.email}, now=now)


def hash_of_token(secret: str) -> str:
    """Return what is kept of a token. It is 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def note_sign_in(*, actor: Actor, user: User, now: datetime) -> None:
    """Record that a person signed in."""
    record(actor, "session.begin", user, now=now)


@transaction.atomic
def note_sign_out(*, actor: Actor, user: User, now: datetime) -> None:
    """Record that a person signed out."""
    record(actor, "session.end", user, now=now)


@transaction.atomic
def note_refused_sign_in(*, actor: Actor, email: str, now: datetime) -> None:
    """Record a refused try for an account that exists; other input is not kept, for it may be a mistyped password."""
    user = User.objects.filter(email=email.lower()).first()
    if user is not None:
        record(actor, "session.refused", user, now=now)


def _require_own_or_site(actor: Actor, user: User) -> None:
    own = actor.user_id == user.pk and actor.scopes is None
    if not own:
        require(actor, "user.create")


def _organisation(slug: str) -> Organisation:
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(Message(f"ไม่พบหน่วยงาน “{slug}”", f"There is no organisation “{slug}”."), code="not-found.organisation")
    return found


def _user(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound(Message(f"ไม่พบผู้ใช้ {email}", f"There is no person with the e-mail {email}."), code="not-found.user")
    return user


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput(Message(f"“{email}” ไม่ใช่อีเมล", f"“{email}” is not an e-mail address."), field="email") from error
    return email


def _put_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        reasons = " ".join(error.messages)
        raise BadInput(
            Message(f"รหัสผ่านนี้เดาง่ายเกินไป ใช้อย่างน้อย 12 ตัวอักษรที่ไม่ใช่คำทั่วไป ({reasons})", f"The password is too easy to guess: {reasons}"), field="password"
        ) from error
    user.set_password(password)
