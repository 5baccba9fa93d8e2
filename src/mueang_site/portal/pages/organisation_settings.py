"""The form in which an organisation's administrator says who it is and how to reach it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.access.about import About
from mueang_site.access.actor import Actor
from mueang_site.access.policies import require
from mueang_site.access.queries import OrganisationView, organisation
from mueang_site.faces.queries import fault_of, worn_by
from mueang_site.portal.language import said
from mueang_site.portal.pages.shown import Field

_DUTY = Message("หน้าที่ และข้อมูลที่ดูแล 2–3 ประโยค", "Its duty and its data, in two or three sentences.")
_FIELDS = {
    "about_th": ("text", Message("รายละเอียดหน่วยงาน (ภาษาไทย)", "Who it is, in Thai"), _DUTY),
    "about_en": ("text", Message("รายละเอียดหน่วยงาน (ภาษาอังกฤษ)", "Who it is, in English"), None),
    "website": ("url", Message("เว็บไซต์", "Website"), None),
    "email": ("email", Message("อีเมลกลาง", "E-mail of the office"), Message("ไม่ใช่อีเมลของบุคคล", "Not that of a person.")),
    "phone": ("tel", Message("โทรศัพท์", "Telephone"), None),
}


@dataclass(frozen=True)
class SettingsPage:
    """The form with what is kept or what was typed."""

    slug: str
    name: str
    fields: tuple[Field, ...]
    theme: ThemeShown


@dataclass(frozen=True)
class ThemeShown:
    """Which theme is worn: `where` is `file` (the operator's), `uploaded` or empty; `refused` says what was wrong with a new one."""

    where: str
    source: str
    broken: Message | None
    refused: Message | None
    token: str


def said_of_form(posted: QueryDict) -> About:
    """Return what the form holds."""
    return About(**{name: posted.get(name, "") for name in _FIELDS})


def build(actor: Actor, slug: str, *, typed: About | None = None, fault: BadInput | None = None, refused: BadInput | None = None) -> SettingsPage:
    """Return the form. Raises NotFound, NotAllowed."""
    office = organisation(slug)
    require(actor, "organisation.manage", office.id)
    told = typed or _kept(office)
    return SettingsPage(slug, said(office.name), tuple(_field(name, told, fault) for name in _FIELDS), _theme(slug, refused))


def _theme(slug: str, refused: BadInput | None) -> ThemeShown:
    worn = worn_by([slug])
    where = "" if worn is None else "uploaded" if worn.source else "file"
    return ThemeShown(where, worn.source if worn else "", fault_of(slug), refused.message if refused else None, (refused.field or "") if refused else "")


def _kept(office: OrganisationView) -> About:
    english = "" if office.about.en == office.about.th else office.about.en
    return About(office.about.th, english, office.website, office.email, office.phone)


def _field(name: str, told: About, fault: BadInput | None) -> Field:
    kind, label, hint = _FIELDS[name]
    return Field(name, label, getattr(told, name), kind, hint, fault.message if fault is not None and fault.field == name else None)
