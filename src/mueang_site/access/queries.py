"""What may be read of people and organisations, always for an actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from mueang.base.errors import NotAllowed, NotFound
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.models import ROLES, AuditEntry, Membership, Organisation, Token, User
from mueang_site.access.policies import allows, require

_BELOW = """
WITH RECURSIVE inside (id) AS (
    SELECT office.id FROM access_organisation AS office JOIN access_organisation AS above ON above.id = office.parent_id WHERE above.slug = %s
    UNION
    SELECT office.id FROM access_organisation AS office JOIN inside ON inside.id = office.parent_id
)
SELECT id FROM inside
"""


@dataclass(frozen=True)
class Quota:
    """Room in the store: of which organisation it is, how many bytes, and which organisations share it."""

    holder_id: int
    holder: Message
    bytes: int
    organisations: frozenset[int]


@dataclass(frozen=True)
class OrganisationView:
    """An organisation as others see it."""

    id: int
    slug: str
    name: Message
    short_th: str
    kind: str
    place: str
    parent: str | None
    editors_may_publish_open: bool
    sample: bool
    about: Message
    website: str
    email: str
    phone: str
    quota_bytes: int | None


@dataclass(frozen=True)
class UserView:
    """A person as administrators see them."""

    id: int
    email: str
    name: str
    active: bool
    site_administrator: bool
    roles: Mapping[str, str]
    sample: bool


@dataclass(frozen=True)
class ProfileView:
    """A person as they see themselves."""

    name: str
    email: str


@dataclass(frozen=True)
class TokenView:
    """A token without its secret."""

    id: int
    prefix: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True)
class AuditView:
    """One line of the record."""

    number: int
    at: datetime
    actor: str
    verb: str
    subject_kind: str
    subject_id: str
    subject_label: str
    detail: Mapping[str, Any]


def organisations() -> list[OrganisationView]:
    """Return every organisation, by slug. Names of offices are public."""
    return [_organisation_view(found) for found in Organisation.objects.select_related("parent")]


def organisation(slug: str) -> OrganisationView:
    """Return one organisation. Raises NotFound."""
    return _organisation_view(_found(Organisation.objects.select_related("parent").filter(slug=slug).first()))


def organisation_by_id(id: int) -> OrganisationView:
    """Return one organisation. Raises NotFound."""
    return _organisation_view(_found(Organisation.objects.select_related("parent").filter(pk=id).first()))


def below(slug: str) -> tuple[OrganisationView, ...]:
    """Return the organisations under this one at every depth, by slug."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [slug])
        inside = [id for (id,) in cursor.fetchall()]
    return tuple(_organisation_view(found) for found in Organisation.objects.select_related("parent").filter(pk__in=inside))


def highest() -> OrganisationView | None:
    """Return the oldest organisation that stands under no other: the owner of the site. None before there is one."""
    found = Organisation.objects.filter(parent__isnull=True).order_by("pk").first()
    return _organisation_view(found) if found else None


def line(slug: str) -> tuple[OrganisationView, ...]:
    """Return the organisation and those above it, the nearest first; nothing if there is none of that name."""
    found = Organisation.objects.select_related("parent__parent__parent").filter(slug=slug).first()
    views = []
    while found is not None:
        views.append(_organisation_view(found))
        found = found.parent
    return tuple(views)


def names_of(slugs: Iterable[str]) -> dict[str, Message]:
    """Return slug → name of these organisations."""
    found = Organisation.objects.filter(slug__in=list(slugs)).values_list("slug", "name_th", "name_en")
    return {slug: Message(th, en or th) for slug, th, en in found}


def districts() -> tuple[tuple[str, str], ...]:
    """Return (slug, place) of the district offices, by slug."""
    return tuple(Organisation.objects.filter(kind="district").order_by("slug").values_list("slug", "place"))


def line_of(id: int) -> list[int]:
    """Return the organisation and those above it, the nearest first."""
    line, above = [], Organisation.objects.filter(pk=id).values_list("pk", "parent_id").first()
    while above is not None and above[0] not in line:
        line.append(above[0])
        above = Organisation.objects.filter(pk=above[1]).values_list("pk", "parent_id").first() if above[1] else None
    return line


def organisations_of(actor: Actor, least: str = "viewer") -> list[OrganisationView]:
    """Return the organisations in which the actor holds at least this role, by slug."""
    return [_organisation_view(found) for found in Organisation.objects.select_related("parent").filter(pk__in=actor.organisations(least))]


def addresses_of(organisations: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return organisation id → where it is written to: its makers of data; where nobody has a role in it, the address that it gives.

    For notices that the site itself writes; no page shows it.
    """
    wanted = list(organisations)
    found: dict[int, list[str]] = {}
    members = Membership.objects.filter(organisation__in=wanted, role__in=ROLES[1:], user__is_active=True).order_by("user__email")
    for organisation, email in members.values_list("organisation", "user__email"):
        found.setdefault(organisation, []).append(email)
    for organisation, email in Organisation.objects.filter(pk__in=wanted).exclude(email="").values_list("pk", "email"):
        found.setdefault(organisation, [email])
    return {organisation: tuple(emails) for organisation, emails in found.items()}


def quotas() -> dict[int, Quota]:
    """Return the quota under which each organisation stands: its own, or that of the nearest one above; without one it is left out."""
    if not Organisation.objects.filter(quota_bytes__isnull=False).exists():
        return {}
    rows = {pk: (parent, size, th, en) for pk, parent, size, th, en in Organisation.objects.values_list("pk", "parent", "quota_bytes", "name_th", "name_en")}
    holders = {pk: holder for pk in rows if (holder := _holder(pk, rows)) is not None}
    sharing: dict[int, set[int]] = {}
    for pk, holder in holders.items():
        sharing.setdefault(holder, set()).add(pk)
    found = {
        holder: Quota(holder, Message(rows[holder][2], rows[holder][3] or rows[holder][2]), rows[holder][1] or 0, frozenset(members))
        for holder, members in sharing.items()
    }
    return {pk: found[holder] for pk, holder in holders.items()}


def _holder(organisation_id: int, rows: Mapping[int, tuple[int | None, int | None, str, str]]) -> int | None:
    """Return the nearest organisation from here upwards that has a quota."""
    here: int | None = organisation_id
    while here is not None and rows[here][1] is None:
        here = rows[here][0]
    return here


def users(actor: Actor) -> list[UserView]:
    """Return the people, by e-mail: all for site administrators, else those of the organisations one administers."""
    if not allows(actor, "user.create"):
        require_admin_somewhere(actor)
    found = User.objects.prefetch_related("memberships__organisation")
    if not allows(actor, "user.create"):
        found = found.filter(memberships__organisation__in=actor.organisations("admin")).distinct()
    return [_user_view(user) for user in found]


def require_admin_somewhere(actor: Actor) -> None:
    """Raise NotAllowed unless the actor administers an organisation."""
    for organisation_id in actor.organisations("admin"):
        return require(actor, "user.manage", organisation_id)
    return require(actor, "user.manage")


def user_by_email(email: str) -> User:
    """Return the person for the command line and the loader of the demo, which act as the system. Raises NotFound."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound(Message(f"ไม่พบผู้ใช้ {email}", f"There is no person with the e-mail {email}."))
    return user


def profile_of(actor: Actor) -> ProfileView:
    """Return who the actor is. Raises NotAllowed for a program, which has no page of its own."""
    if actor.scopes is not None or actor.user_id is None:
        raise NotAllowed
    user = User.objects.get(pk=actor.user_id)
    return ProfileView(user.name, user.email)


def tokens_of(actor: Actor) -> list[TokenView]:
    """Return the actor's own tokens that were not revoked, newest first."""
    if actor.user_id is None:
        return []
    return [
        TokenView(token.pk, token.prefix, token.label, tuple(token.scopes), token.created_at, token.expires_at, token.last_used_at)
        for token in Token.objects.filter(user_id=actor.user_id, revoked_at__isnull=True)
    ]


def audit_entries(actor: Actor, *, organisation_id: int | None = None, before: int | None = None, limit: int = 50) -> list[AuditView]:
    """Return the newest entries: of one organisation for its stewards, of all for site administrators.

    `before` continues below that number.
    """
    require(actor, "audit.read", organisation_id)
    wanted = Q() if organisation_id is None else Q(organisation_id=organisation_id)
    if before is not None:
        wanted &= Q(number__lt=before)
    return [_audit_view(entry) for entry in AuditEntry.objects.filter(wanted).order_by("-number")[:limit]]


def history_of(kind: str, id: str) -> list[AuditView]:
    """Return what was done to one thing, oldest first. Whoever calls this has shown that the actor may see the thing."""
    return [_audit_view(entry) for entry in AuditEntry.objects.filter(subject_kind=kind, subject_id=id)]


def members_of(actor: Actor, organisation_id: int) -> list[tuple[str, str, str]]:
    """Return (name, e-mail, role) of those with a role in this very organisation."""
    require(actor, "user.manage", organisation_id)
    found = Membership.objects.filter(organisation_id=organisation_id).select_related("user").order_by("user__email")
    return [(membership.user.name, membership.user.email, membership.role) for membership in found]


def _found(found: Organisation | None) -> Organisation:
    if found is None:
        raise NotFound
    return found


def _organisation_view(found: Organisation) -> OrganisationView:
    return OrganisationView(
        id=found.pk,
        slug=found.slug,
        name=Message(found.name_th, found.name_en or found.name_th),
        short_th=found.short_th,
        kind=found.kind,
        place=found.place,
        parent=found.parent.slug if found.parent else None,
        editors_may_publish_open=found.editors_may_publish_open,
        sample=found.sample,
        about=Message(found.about_th, found.about_en or found.about_th),
        website=found.website,
        email=found.email,
        phone=found.phone,
        quota_bytes=found.quota_bytes,
    )


def _user_view(user: User) -> UserView:
    roles = {membership.organisation.slug: membership.role for membership in user.memberships.all()}
    return UserView(user.pk, user.email, user.name, user.is_active, user.is_site_administrator, roles, user.sample)


def _audit_view(entry: AuditEntry) -> AuditView:
    return AuditView(entry.number, entry.at, entry.actor, entry.verb, entry.subject_kind, entry.subject_id, entry.subject_label, entry.detail)
