"""Documents on pages: their list beside a dataset, the form that adds one, the page on which one is changed or decided about."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import NotAllowed, NotFound
from mueang.base.message import Message
from mueang.standard import CLASSIFICATIONS
from mueang_site.access.actor import Actor
from mueang_site.access.queries import OrganisationView, organisations_of
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.description import Description
from mueang_site.catalogue.documents import queries
from mueang_site.catalogue.documents.queries import DocumentInfo
from mueang_site.catalogue.documents.said import API, CHECK, FILE, PAGE, Said
from mueang_site.catalogue.opened import Opened
from mueang_site.portal.language import said, say, show_size, spoken
from mueang_site.portal.pages import details
from mueang_site.portal.pages.shown import Field, Link, StateShown
from mueang_site.submissions import queries as submissions

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_KINDS = {
    FILE: Message("ไฟล์", "A file"),
    PAGE: Message("ลิงก์ไปยังหน้าเว็บ", "A link to a page"),
    API: Message("ลิงก์ไปยังบริการข้อมูล (API)", "A link to an API"),
}
_ICONS = {FILE: "file", PAGE: "right", API: "code"}
_STATES = {
    "waiting": ("idle", "time", "รอการตรวจสอบ", "Waiting for review"),
    "returned": ("warn", "undo", "ส่งกลับแก้ไข", "Returned for change"),
    "published": ("good", "check", "เผยแพร่แล้ว", "Published"),
}
_LABELS = {
    "kind": Message("ชนิด", "Kind"),
    "file": Message("ไฟล์", "File"),
    "url": Message("ลิงก์", "Link"),
    "title_th": Message("ชื่อเอกสารหรือลิงก์", "Title in Thai"),
    "title_en": Message("ชื่อภาษาอังกฤษ", "Title in English"),
    "description_th": Message("รายละเอียด", "Description in Thai"),
    "description_en": Message("รายละเอียดภาษาอังกฤษ", "Description in English"),
    "checked": Message("การตรวจข้อมูลส่วนบุคคล", "Check for personal data"),
}
_HINTS = {
    "title_th": Message("เช่น “คู่มือการเก็บข้อมูล” หรือ “แผนที่น้ำท่วมปี 2567”", "Such as “Manual of the survey” or “Flood map 2024”."),
    "url": Message("ระบบเก็บเฉพาะลิงก์ ไม่ดึงเนื้อหาจากลิงก์", "Only the link is kept; nothing is fetched from it."),
}
_TEXTS = ("title_th", "description_th", "title_en", "description_en")
_LONG = ("description_th", "description_en")


@dataclass(frozen=True)
class DocumentShown:
    """One document in a list. `state` is None for what is published; `look` shows a picture in place; `edit` is for officers."""

    id: int
    title: str
    description: str
    href: str
    is_link: bool
    icon: str
    facts: str
    sha256: str
    at: datetime
    state: StateShown | None
    look: str
    edit: str


@dataclass(frozen=True)
class DocumentForm:
    """What is asked of a document: texts as fields, and which of the rest there is to choose."""

    fields: tuple[Field, ...]
    url: Field
    kinds: tuple[tuple[str, str, bool], ...]
    checked: bool
    check: Message
    faults: tuple[tuple[str, Message, Message], ...]
    wrong: Mapping[str, Message]


@dataclass(frozen=True)
class NewPage:
    """The form that adds a document: to a dataset that is given or chosen, or to a new one."""

    form: DocumentForm
    dataset: Link | None
    slug: str
    submission: UUID | None
    file: str
    datasets: tuple[tuple[str, str, bool], ...]
    offices: tuple[tuple[str, str, bool], ...]
    groups: tuple[tuple[Message, tuple[Field, ...]], ...]
    faults: tuple[tuple[str, Message, Message], ...]


@dataclass(frozen=True)
class EditPage:
    """One document with what the actor may do to it."""

    document: DocumentInfo
    shown: DocumentShown
    title: str
    facts: tuple[tuple[str, str], ...]
    form: DocumentForm | None
    may_decide: bool
    dataset: Link


def of_dataset(found: Opened) -> tuple[DocumentShown, ...]:
    """Return the documents that the page of a dataset lists."""
    return tuple(shown(document) for document in found.documents())


def shown(document: DocumentInfo) -> DocumentShown:
    """Return a document as lists show it."""
    arguments = [document.dataset_slug, document.id]
    address = document.url or reverse("document", args=arguments)
    kind, icon, th, en = _STATES[document.state]
    picture = document.type is not None and document.type.is_picture
    return DocumentShown(
        id=document.id,
        title=document.title(spoken()),
        description=document.description(spoken()),
        href=address,
        is_link=bool(document.url),
        icon=_ICONS[document.kind],
        facts=_facts(document),
        sha256=document.sha256,
        at=document.updated_at,
        state=None if document.state == "published" else StateShown(kind, icon, say(th, en)),
        look=f"{address}?show" if picture else "",
        edit=reverse("document-edit", args=arguments) if document.may_change or document.may_decide else "",
    )


def new(actor: Actor, given: QueryDict, *, faults: Mapping[str, Message] | None = None, posted: bool = False) -> NewPage:
    """Return the form as it stands. Raises NotFound for a dataset or file that is hidden or not there."""
    wrong = dict(faults or {})
    slug = given.get("dataset", "")
    known = catalogue.metadata_for(actor, slug) if slug and not given.get("submission") else None
    refused = _refused(actor, given)
    begun = refused.file_name.rpartition(".")[0] if refused else ""
    document = said_in(given) if posted else Said(title_th=begun)
    offices = organisations_of(actor, "editor")
    description = description_in(given, offices) if posted else _begun(given, offices)
    form = _form(document, wrong, refused is not None)
    groups = () if known else details.groups_of(description, _of_dataset(wrong), with_slug=True)
    return NewPage(
        form=form,
        dataset=Link(known.title(spoken()), reverse("dataset", args=[known.slug])) if known else None,
        slug=known.slug if known else "",
        submission=refused.pk if refused else None,
        file=f"{refused.file_name}, {show_size(refused.file_size)}" if refused else "",
        datasets=() if known else _datasets(actor, given),
        offices=tuple((office.slug, said(office.name), office.slug == given.get("organisation")) for office in offices),
        groups=groups,
        faults=(*form.faults, *((field.name, field.label, field.fault) for _, fields in groups for field in fields if field.fault)),
    )


def edit(actor: Actor, slug: str, document_id: int, *, given: QueryDict | None = None, faults: Mapping[str, Message] | None = None) -> EditPage:
    """Return the page of one document for those who may change or decide. Raises NotFound, NotAllowed."""
    document = queries.document_for(actor, slug, document_id)
    if not (document.may_change or document.may_decide):
        raise NotAllowed(code="not-allowed.dataset.edit")
    form = _form(said_in(given, document.kind) if given else document.said, dict(faults or {}), given_file=True) if document.may_change else None
    return EditPage(
        document=document,
        shown=shown(document),
        title=document.title(spoken()),
        facts=_pairs(document),
        form=form,
        may_decide=document.may_decide,
        dataset=Link(document.dataset(spoken()), reverse("dataset", args=[document.dataset_slug])),
    )


def said_in(form: QueryDict, kind: str | None = None) -> Said:
    """Return what the form says of the document."""
    texts = {name: form.get(f"doc-{name}", "").strip() for name in _TEXTS}
    return Said(kind=kind or form.get("kind", FILE), url=form.get("doc-url", "").strip(), checked=form.get("checked") == "yes", **texts)


def submission_in(form: QueryDict) -> UUID | None:
    """Return which refused file is carried over, if one is. Raises NotFound for what names none."""
    try:
        return UUID(form["submission"]) if form.get("submission") else None  # type: ignore[arg-type]
    except ValueError as error:
        raise NotFound from error


def description_in(form: QueryDict, offices: list[OrganisationView]) -> Description:
    """Return what the form says of a new dataset."""
    return details.description_in(form, _begun(form, offices))


def _begun(form: QueryDict, offices: list[OrganisationView]) -> Description:
    office = next((office for office in offices if office.slug == form.get("organisation")), offices[0] if offices else None)
    return Description(slug=details.suggested_slug(form.get("title_en", ""), uuid.uuid4()), source=office.name.th if office else "", category="a")


def _refused(actor: Actor, given: QueryDict) -> Submission | None:
    """Return the submission whose file is carried over, None for an upload of its own."""
    submission_id = submission_in(given)
    if submission_id is None:
        return None
    submission = submissions.submission_for(actor, submission_id)
    if submission.state != "refused" or not submission.offered_as:
        raise NotFound
    return submission


def _datasets(actor: Actor, given: QueryDict) -> tuple[tuple[str, str, bool], ...]:
    return tuple((slug, said(title), slug == given.get("dataset")) for slug, title in queries.places_for(actor))


def _form(document: Said, wrong: Mapping[str, Message], given_file: bool) -> DocumentForm:
    values = {**{name: getattr(document, name) for name in _TEXTS}, "url": document.url}
    return DocumentForm(
        fields=tuple(_field(name, values, wrong) for name in _TEXTS),
        url=_field("url", values, wrong),
        kinds=() if given_file else tuple((kind, said(label), kind == document.kind) for kind, label in _KINDS.items()),
        checked=document.checked,
        check=CHECK,
        faults=tuple((f"doc-{name}", label, wrong[name]) for name, label in _LABELS.items() if name in wrong),
        wrong=wrong,
    )


def _field(name: str, values: Mapping[str, str], wrong: Mapping[str, Message]) -> Field:
    kind = "text" if name in _LONG else "url" if name == "url" else "text-line"
    return Field(f"doc-{name}", _LABELS[name], values[name], kind, _HINTS.get(name), wrong.get(name), required=name in ("title_th", "url"))


def _of_dataset(wrong: Mapping[str, Message]) -> dict[str, Message]:
    return {name.removeprefix("dataset."): fault for name, fault in wrong.items() if name.startswith("dataset.")}


def _facts(document: DocumentInfo) -> str:
    if document.type is not None:
        return f"{said(document.type.label)}, {show_size(document.size)}"
    host = urlsplit(document.url).hostname or ""
    return say(f"{said(_KINDS[document.kind])} {host}", f"{said(_KINDS[document.kind])} at {host}")


def _pairs(document: DocumentInfo) -> tuple[tuple[str, str], ...]:
    level = CLASSIFICATIONS[document.classification]
    pairs = (
        (say("เจ้าของข้อมูล", "Data owner"), document.organisation(spoken())),
        (say("ระดับชั้นข้อมูล", "Classification"), say(level.th, level.en)),
        (say("ชนิด", "Kind"), _facts(document)),
        (say("ชื่อไฟล์", "File name"), document.file_name),
        (say("ผู้ส่ง", "Sent by"), document.added_by),
        (say("ผู้ตรวจข้อมูลส่วนบุคคล", "Checked for personal data by"), document.checked_by),
        ("SHA-256", document.sha256),
    )
    return tuple(pair for pair in pairs if pair[1])


def new_href(**given: str) -> str:
    """Return the address of the form that adds a document."""
    return f"{reverse('document-new')}?{urlencode(given)}"
