"""The schema that a steward declares for the table of a dataset: kept by number, as every version names the one that it was checked against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mueang.base.errors import BadInput, Conflict, LimitReached, NotFound
from mueang.base.message import Message
from mueang.tables import frictionless
from mueang.tables.declared import CodeList, DatasetSchema, drafted
from mueang.tables.schema import TableSchema
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.catalogue.actions import lock_resource, subject_of
from mueang_site.catalogue.models import Dataset, DeclaredSchema
from mueang_site.catalogue.queries import current_version, dataset_for

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Resource

MOST_BYTES = 5 << 20
_TOO_LARGE = Message("โครงสร้างตารางใหญ่เกิน 5 MB", "The schema has more than 5 MB.")
_NO_JSON = Message("ไฟล์นี้ไม่ใช่ JSON ที่ถูกต้อง {why}", "The file is no sound JSON: {why}")
_OVERTAKEN = Message("มีคนแก้โครงสร้างตารางไปก่อนแล้ว โหลดหน้านี้ใหม่แล้วแก้อีกครั้ง", "Somebody changed the schema meanwhile. Load the page again, then change it.")


@dataclass(frozen=True)
class Declared:
    """A schema with its number, by whom and when it was declared. A draft, made from the columns of a version, has no number."""

    schema: DatasetSchema
    number: int | None = None
    by: str = ""
    at: datetime | None = None
    drafted_from: int | None = None

    @property
    def is_draft(self) -> bool:
        """True if nobody has declared it."""
        return self.number is None

    def as_json(self) -> dict[str, Any]:
        """Return the schema as a Frictionless Table Schema."""
        return frictionless.to_json(self.schema)


def declared_of(dataset: Dataset | None) -> Declared | None:
    """Return the schema that holds for the dataset, None where none was declared."""
    found = DeclaredSchema.objects.filter(resource__dataset=dataset).first() if dataset else None
    return _declared(found) if found and found.body else None


def declared_for(actor: Actor, slug: str, *, number: int | None = None) -> Declared:
    """Return the schema of the dataset, that of a number, or a draft from its newest version where none was declared.

    Raises NotFound (hidden, nothing there yet) and NotAllowed: names of columns and codes tell of the rows.
    """
    dataset = dataset_for(actor, slug)
    policies.require(actor, "rows.read", dataset.organisation_id, dataset.classification, dataset.state)
    found = _numbered(dataset, number) if number is not None else declared_of(dataset)
    if found is not None:
        return found
    version = current_version(dataset)
    if version is None or number is not None:
        raise NotFound
    return Declared(drafted(TableSchema.from_dict(version.schema)), drafted_from=version.number)


def may_declare(actor: Actor, dataset: Dataset) -> bool:
    """Return whether the actor may declare a schema for the dataset."""
    return policies.allows(actor, "schema.declare", dataset.organisation_id, dataset.classification, dataset.state)


@transaction.atomic
def declare(actor: Actor, slug: str, schema: DatasetSchema, *, seen: int | None = None, now: datetime) -> Declared:
    """Declare a schema; what is declared already stays as it is. `seen` is the number that the person changed (0: none).

    Raises NotFound, NotAllowed, BadInput (a schema that its own JSON does not bear) and Conflict (another came first).
    """
    dataset, resource, newest = _locked(actor, slug)
    body = _storable(frictionless.to_json(frictionless.from_json(frictionless.to_json(schema))))
    if seen is not None and seen != _standing(newest):
        raise Conflict(_OVERTAKEN, code="schema.overtaken")
    if newest is not None and newest.body == body:
        return _declared(newest)
    return _declared(_put(actor, dataset, resource, newest, body, now))


@transaction.atomic
def end(actor: Actor, slug: str, *, now: datetime) -> None:
    """Declare nothing any more; versions go on naming what they were checked against. Raises NotFound, NotAllowed."""
    dataset, resource, newest = _locked(actor, slug)
    if newest is not None and newest.body:
        _put(actor, dataset, resource, newest, {}, now)


def parsed(content: bytes) -> DatasetSchema:
    """Return the schema of a file. Raises LimitReached, and BadInput for what is no schema."""
    if len(content) > MOST_BYTES:
        raise LimitReached(_TOO_LARGE, code="schema.size")
    try:
        return frictionless.from_json(json.loads(content.decode("utf-8-sig")))
    except RecursionError as error:
        raise BadInput(_NO_JSON.fill(why="…"), code="schema.json", field="schema") from error
    except ValueError as error:
        raise BadInput(_NO_JSON.fill(why=str(error)[:200]), code="schema.json", field="schema") from error


def lists_known(dataset: Dataset) -> tuple[CodeList, ...]:
    """Return the code lists that the datasets of the same office have given a name, by name; of one name that of the newest schema."""
    newest: dict[int, DeclaredSchema] = {}
    found = DeclaredSchema.objects.filter(resource__dataset__organisation=dataset.organisation_id)
    for one in found.order_by("declared_at", "number"):
        newest[one.resource_id] = one
    lists = {known.name: known for one in newest.values() if one.body for known in frictionless.from_json(one.body).code_lists}
    return tuple(lists[name] for name in sorted(lists))


def _locked(actor: Actor, slug: str) -> tuple[Dataset, Resource, DeclaredSchema | None]:
    dataset = dataset_for(actor, slug)
    policies.require(actor, "schema.declare", dataset.organisation_id, dataset.classification, dataset.state)
    resource = lock_resource(dataset)
    return dataset, resource, DeclaredSchema.objects.filter(resource=resource).first()


def _put(actor: Actor, dataset: Dataset, resource: Resource, newest: DeclaredSchema | None, body: dict[str, Any], now: datetime) -> DeclaredSchema:
    number = newest.number + 1 if newest else 1
    made = DeclaredSchema.objects.create(resource=resource, number=number, body=body, declared_by=actor.name, declared_at=now)
    before = frictionless.from_json(newest.body).names if newest and newest.body else ()
    after = [one["name"] for one in body.get("fields", ())]
    audit.record(actor, "schema.declare" if body else "schema.end", subject_of(dataset), {"number": number, "before": list(before), "fields": after}, now=now)
    return made


def _storable(body: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON, which every database keeps: no NaN, no half of a letter, no character 0."""
    try:
        written = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise BadInput(_NO_JSON.fill(why=str(error)[:200]), code="schema.json", field="schema") from error
    if b"\\u0000" in written:
        raise BadInput(_NO_JSON.fill(why="\\u0000"), code="schema.json", field="schema")
    if len(written) > MOST_BYTES:
        raise LimitReached(_TOO_LARGE, code="schema.size")
    return body


def _standing(newest: DeclaredSchema | None) -> int:
    return newest.number if newest and newest.body else 0


def _numbered(dataset: Dataset, number: int) -> Declared | None:
    found = DeclaredSchema.objects.filter(resource__dataset=dataset, number=number).first()
    return _declared(found) if found and found.body else None


def _declared(found: DeclaredSchema) -> Declared:
    return Declared(frictionless.from_json(found.body), found.number, found.declared_by, found.declared_at)
