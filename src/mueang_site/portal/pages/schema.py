"""The page on which a steward declares what the table of a dataset should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile

from mueang.base.errors import BadInput, NotAllowed, NotFound
from mueang.base.message import Message
from mueang.tables.declared import CodeList, DatasetSchema
from mueang_site.access.actor import Actor
from mueang_site.catalogue import declaring, queries
from mueang_site.catalogue.declaring import Declared
from mueang_site.portal.language import say, spoken
from mueang_site.portal.pages.schema_form import FieldForm, fields_of, levels, schema_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from mueang_site.catalogue.models import Dataset

_NO_FILE = Message("เลือกไฟล์โครงสร้างตารางก่อน", "Choose a schema file first.")
_UNKNOWN = Message("ไม่รู้จักคำสั่งนี้", "There is no such act.")
_SAVED = Message("บันทึกโครงสร้างตารางแล้ว", "The schema is saved.")
_ENDED = Message("เลิกใช้โครงสร้างตารางแล้ว", "The schema is no longer used.")


@dataclass(frozen=True)
class SchemaPage:
    """All that the page shows. `number` is that of the schema that holds, None while there is only a draft."""

    slug: str
    title: str
    number: int | None
    by: str
    at: datetime | None
    drafted_from: int | None
    seen: int
    fields: tuple[FieldForm, ...]
    lists: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    fault: Message | None = None


def build(actor: Actor, slug: str, *, fault: Message | None = None, tried: DatasetSchema | None = None) -> SchemaPage:
    """Return the page. Raises NotFound, and NotAllowed for those who may not declare."""
    dataset = _dataset(actor, slug)
    declared = _declared(actor, slug)
    schema = tried or declared.schema
    return SchemaPage(
        slug=slug,
        title=queries.describe(dataset).title(spoken()),
        number=declared.number,
        by=declared.by,
        at=declared.at,
        drafted_from=declared.drafted_from,
        seen=declared.number or 0,
        fields=fields_of(schema),
        lists=tuple((one.name, _name_of(one)) for one in declaring.lists_known(dataset)),
        levels=levels(),
        kept=_kept(schema),
        fault=fault,
    )


def act(actor: Actor, slug: str, form: QueryDict, file: UploadedFile[Any] | None, *, now: datetime) -> Message:
    """Do what the form asks and return what was done. Raises BadInput, LimitReached, NotFound, NotAllowed, Conflict."""
    dataset = _dataset(actor, slug)
    seen = form.get("seen", "")
    match form.get("act"):
        case "save":
            schema = schema_of(form, _declared(actor, slug).schema, declaring.lists_known(dataset))
            declaring.declare(actor, slug, schema, seen=int(seen) if seen.isdecimal() else None, now=now)
        case "upload":
            if file is None:
                raise BadInput(_NO_FILE, code="schema.file", field="file")
            declaring.declare(actor, slug, declaring.parsed(file.read(declaring.MOST_BYTES + 1)), now=now)
        case "end":
            declaring.end(actor, slug, now=now)
            return _ENDED
        case _:
            raise BadInput(_UNKNOWN, code="schema.act")
    return _SAVED


def _dataset(actor: Actor, slug: str) -> Dataset:
    dataset = queries.dataset_for(actor, slug)
    if not declaring.may_declare(actor, dataset):
        raise NotAllowed(code="not-allowed.schema.declare")
    return dataset


def _declared(actor: Actor, slug: str) -> Declared:
    """Return what is declared; before anything is published there may be nothing yet."""
    try:
        return declaring.declared_for(actor, slug)
    except NotFound:
        return Declared(DatasetSchema(()))


def _name_of(codes: CodeList) -> str:
    title = say(codes.title_th, codes.title_en)
    return f"{title} ({codes.name})" if title and title != codes.name else codes.name


def _kept(schema: DatasetSchema) -> tuple[str, ...]:
    """Return what the schema says and nobody checks here: references to other tables, types that we have not."""
    references = say("การอ้างถึงตารางอื่น (foreign key) เก็บไว้แต่ไม่ตรวจ", "references to other tables (foreign keys) are kept, not checked")
    told = [references] if schema.foreign_keys else []
    foreign = [one.name for one in schema.fields if "type" in one.extra]
    names = ", ".join(foreign)
    return (*told, *([say(f"ชนิดข้อมูลของ {names} เก็บไว้ แต่อ่านเป็นข้อความ", f"the types of {names} are kept, and read as text")] if foreign else []))
