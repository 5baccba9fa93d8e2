"""The short form of a dataset: labels, hints and faults of its fields, and what is said of each column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict

from mueang.base.message import Message
from mueang.base.text import arabic_digits
from mueang.standard import CATEGORIES, CLASSIFICATIONS, FREQUENCIES, LICENCES, TOPICS
from mueang.standard.codes import CodeList
from mueang_site.access.actor import Actor
from mueang_site.catalogue.description import Description
from mueang_site.portal.language import say
from mueang_site.portal.pages.columns import type_of
from mueang_site.portal.pages.shown import Field
from mueang_site.submissions import queries
from mueang_site.submissions.schemas import SAID, schema_of

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_LISTS: dict[str, CodeList] = {"topic": TOPICS, "frequency": FREQUENCIES, "licence": LICENCES, "classification": CLASSIFICATIONS, "category": CATEGORIES}
_LABELS = {
    "title_th": Message("ชื่อชุดข้อมูล", "Title in Thai"),
    "title_en": Message("ชื่อชุดข้อมูลภาษาอังกฤษ", "Title in English"),
    "description_th": Message("รายละเอียด", "Description in Thai"),
    "description_en": Message("รายละเอียดภาษาอังกฤษ", "Description in English"),
    "slug": Message("ชื่อในลิงก์", "Name in the link"),
    "keywords": Message("คำสำคัญ", "Keywords"),
    "topic": Message("เรื่อง", "Topic"),
    "source": Message("แหล่งที่มา", "Source"),
    "source_en": Message("แหล่งที่มาภาษาอังกฤษ", "Source in English"),
    "source_url": Message("ลิงก์ของแหล่งที่มา", "Link to the source"),
    "frequency": Message("ความถี่ของการปรับปรุง", "How often it is updated"),
    "classification": Message("ระดับชั้นข้อมูล", "Classification"),
    "category": Message("หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ", "Category of data governance"),
    "licence": Message("สัญญาอนุญาตให้ใช้ข้อมูล", "Licence"),
    "contact_name": Message("ชื่อผู้ติดต่อ", "Contact"),
    "contact_email": Message("อีเมลผู้ติดต่อ", "E-mail of the contact"),
}
_HINTS = {
    "title_th": Message("บอกเรื่อง พื้นที่ และช่วงเวลา เช่น “จำนวนประชากร รายเขต ปี 2566”", "Say what, where and when, such as “Population by district, 2023”."),
    "description_th": Message("นับอะไร หน่วยใด เก็บอย่างไร ใครใช้ได้บ้าง", "What is counted, in which unit, how it is gathered."),
    "slug": Message("a-z 0-9 และขีดกลาง เปลี่ยนภายหลังไม่ได้", "a-z, 0-9 and hyphens. It cannot be changed later."),
    "keywords": Message("คั่นด้วยจุลภาค", "Parted by commas."),
    "source": Message("หน่วยงานหรือระบบที่ข้อมูลเกิดขึ้น", "The office or system where the data arises."),
    "contact_name": Message("ชื่อกลุ่มงาน ไม่ใช่ชื่อบุคคล", "Name of the section, not of a person."),
}
_REQUIRED = ("title_th", "description_th", "source", "slug")
_LONG = ("description_th", "description_en")
_GROUPS = (
    (Message("ข้อมูลนี้คืออะไร", "What is this data?"), ("title_th", "description_th", "keywords", "topic", "slug")),
    (Message("มาจากไหน ปรับปรุงเมื่อใด", "Where from, and how often?"), ("source", "source_url", "frequency", "contact_name", "contact_email")),
    (Message("ใครใช้ได้", "Who may use it?"), ("classification", "category", "licence")),
    (Message("ภาษาอังกฤษ", "In English"), ("title_en", "description_en", "source_en")),
)


@dataclass(frozen=True)
class ColumnSaid:
    """What is said of one column."""

    key: str
    name: str
    type: str
    title_th: str
    title_en: str
    description: str
    unit: str


@dataclass(frozen=True)
class DetailsPage:
    """The form, its fields in groups."""

    submission: Submission
    groups: tuple[tuple[Message, tuple[Field, ...]], ...]
    columns: tuple[ColumnSaid, ...]
    faults: tuple[tuple[str, Message, Message], ...]


def description_of(submission: Submission) -> Description:
    """Return what was said so far, with a name in the link to begin with."""
    known = Description.from_dict(submission.description)
    if known.slug:
        return known
    suggested = {
        "slug": suggested_slug(known.title_en or submission.file_name, submission.pk),
        "title_th": known.title_th or _title_in(submission),
        "source": known.source or submission.organisation.name_th,
    }
    return Description.from_dict({**known.as_dict(), **suggested})


def _title_in(submission: Submission) -> str:
    """Return the title that stands above the table in the file, if one does."""
    table = queries.chosen_table(submission) or {}
    return next((arabic_digits(str(row["text"])) for row in table.get("excluded_rows") or [] if row["why"] == "title" and row.get("text")), "")


def suggested_slug(name: str, submission_id: UUID) -> str:
    """Return a name for the link made of the Latin letters of a name; a short code where there are too few."""
    slug = _NOT_IN_A_SLUG.sub("-", name.rsplit(".", 1)[0].lower()).strip("-")[:60].strip("-")
    return slug if sum(char.isalpha() for char in slug) > 2 else f"data-{str(submission_id)[:8]}"


def build(actor: Actor, submission_id: UUID, *, faults: Mapping[str, Message] | None = None) -> DetailsPage:
    """Return the form as it stands. Raises NotFound."""
    submission = queries.submission_for(actor, submission_id)
    wrong = dict(faults or {})
    groups = groups_of(description_of(submission), wrong, with_slug=submission.dataset is None)
    table = queries.chosen_table(submission)
    columns = schema_of(table, submission.columns).columns if table else ()
    said = tuple(
        ColumnSaid(f"column-{k}", column.name, type_of(column), column.title_th, column.title_en, column.description, column.unit or "")
        for k, column in enumerate(columns)
    )
    return DetailsPage(submission, groups, said, tuple((name, _LABELS[name], fault) for name, fault in wrong.items() if name in _LABELS))


def groups_of(said: Description, faults: Mapping[str, Message], *, with_slug: bool) -> tuple[tuple[Message, tuple[Field, ...]], ...]:
    """Return the fields of the short form under their questions; the name in the link is asked once, when the dataset begins."""
    values = said.as_dict()
    return tuple((title, tuple(_field(name, values, faults) for name in names if name != "slug" or with_slug)) for title, names in _GROUPS)


def description_in(form: QueryDict, begun: Description) -> Description:
    """Return what the form says of the dataset; what it does not ask stays as it was begun."""
    raw: dict[str, Any] = {**begun.as_dict(), **{name: form[name] for name in _LABELS if name in form}}
    if "keywords" in form:
        raw["keywords"] = [word for part in form.get("keywords", "").split(",") if (word := part.strip())]
    return Description.from_dict(raw)


def said_of_form(form: QueryDict, submission: Submission) -> tuple[Description, dict[str, dict[str, str]]]:
    """Return what the form says of the dataset and of its columns."""
    table = queries.chosen_table(submission)
    columns = {str(column["name"]): _said(form, k) for k, column in enumerate(table["columns"])} if table else {}
    return description_in(form, description_of(submission)), {name: said for name, said in columns.items() if said}


def _said(form: QueryDict, k: int) -> dict[str, str]:
    return {part: text for part in SAID if (text := form.get(f"column-{k}-{part}", "").strip())}


def _field(name: str, values: Mapping[str, Any], faults: Mapping[str, Message]) -> Field:
    value = ", ".join(values[name]) if name == "keywords" else str(values[name])
    choices = tuple((code.code, say(code.th, code.en)) for code in _LISTS[name]) if name in _LISTS else ()
    kind = "select" if choices else "text" if name in _LONG else "url" if name == "source_url" else "email" if name == "contact_email" else "text-line"
    return Field(name, _LABELS[name], value, kind, _HINTS.get(name), faults.get(name), required=name in _REQUIRED, choices=choices)
