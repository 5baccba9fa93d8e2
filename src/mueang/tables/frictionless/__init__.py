"""Frictionless Table Schema in and out: `from_json` reads versions 1 and 2 of the standard, `to_json` writes what both understand.

What the standard has no word for stands in properties of our own, which other programs pass over: `title_en` and `unit`
of a field, `label_en` of a category, `codeList` (name and titles of a list that columns share), `places` (the level of
the official list of places), `dataType` (`place`, `geometry`: texts for others). Properties that mean nothing to us are kept.
"""

from __future__ import annotations

from typing import Any

from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.frictionless.fields import OF_CONDITIONS, TYPES, field_of
from mueang.tables.frictionless.parts import Part
from mueang.tables.lexical import as_json, as_value
from mueang.tables.schema import ColumnType

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_NAMES = {kind: name for name, kind in TYPES.items() if kind is not None}


def from_json(raw: object) -> DatasetSchema:
    """Return the schema of its JSON. Raises BadInput, which names the property, for what the standard forbids or cannot hold."""
    top = Part(raw)
    fields = _fields(top)
    names = [one.name for one in fields]
    _require_one_list_per_name(fields, top)
    foreign = top.parts("foreignKeys")
    for part in foreign:
        part.names("fields", names)
    labelled = any(isinstance(one, dict) for one in top.raw.get("missingValues") or ())
    known = {"fields", "primaryKey", "uniqueKeys", "foreignKeys", "$schema", *(() if labelled else ("missingValues",))}
    return DatasetSchema(
        fields=fields,
        key=top.names("primaryKey", names),
        unique=tuple(part.names("", names) for part in top.lists("uniqueKeys")),
        foreign_keys=tuple(part.raw for part in foreign),
        missing=("",) if "missingValues" not in top.raw else top.missing(),
        extra=top.without(known),
    )


def to_json(schema: DatasetSchema) -> dict[str, Any]:
    """Return the schema as JSON; `from_json` makes the same schema of it."""
    found: dict[str, Any] = {"$schema": PROFILE, "fields": [field_as_json(one) for one in schema.fields]}
    if schema.missing != ("",):
        found["missingValues"] = list(schema.missing)
    if schema.key:
        found["primaryKey"] = list(schema.key)
    if schema.unique:
        found["uniqueKeys"] = [list(names) for names in schema.unique]
    if schema.foreign_keys:
        found["foreignKeys"] = [dict(one) for one in schema.foreign_keys]
    return found | dict(schema.extra)


def field_as_json(one: Field) -> dict[str, Any]:
    """Return a field as JSON."""
    found: dict[str, Any] = {"name": one.name, "type": _NAMES.get(one.type, "string")}
    if one.type not in _NAMES:
        found["dataType"] = str(one.type)
    said = {"title": one.title_th, "title_en": one.title_en, "description": one.description, "unit": one.unit, "places": one.places}
    found |= {name: text for name, text in said.items() if text}
    if one.missing is not None:
        found["missingValues"] = list(one.missing)
    constraints = {**_conditions_as_json(one.conditions), **one.extra.get("constraints", {})}
    if one.codes is not None:
        constraints["enum"] = [as_json(as_value(value, one.type)) for value in one.codes.values]
        found |= _codes_as_json(one.codes, one.type)
    return found | dict(one.extra) | ({"constraints": constraints} if constraints else {})


def _conditions_as_json(conditions: Conditions) -> dict[str, Any]:
    told = {name: getattr(conditions, attribute) for name, attribute in OF_CONDITIONS.items()}
    return {name: as_json(value) for name, value in told.items() if value is not None and value is not False}


def _codes_as_json(codes: CodeList, kind: ColumnType) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if codes.explained:
        found["categories"] = [_category(code, kind) for code in codes.codes]
    if codes.name:
        said = {"name": codes.name, "title": codes.title_th, "title_en": codes.title_en}
        found["codeList"] = {name: text for name, text in said.items() if text}
    return found


def _category(code: Code, kind: ColumnType) -> dict[str, Any]:
    labels = {"label": code.title_th, "label_en": code.title_en}
    return {"value": as_json(as_value(code.value, kind)), **{name: text for name, text in labels.items() if text}}


def _fields(top: Part) -> tuple[Field, ...]:
    fields: dict[str, Field] = {}
    for part in top.parts("fields"):
        one = field_of(part)
        if one.name in fields:
            raise part.refused("name", f"ชื่อคอลัมน์ “{one.name}” ซ้ำกัน", f"the name “{one.name}” stands there twice")
        fields[one.name] = one
    if not fields:
        raise top.refused("fields", "ต้องมีอย่างน้อยหนึ่งคอลัมน์", "at least one field is needed")
    return tuple(fields.values())


def _require_one_list_per_name(fields: tuple[Field, ...], top: Part) -> None:
    """Refuse two lists of one name that differ: nobody could tell which is meant."""
    lists: dict[str, CodeList] = {}
    for part, one in zip(top.parts("fields"), fields, strict=True):
        if one.codes and one.codes.name and lists.setdefault(one.codes.name, one.codes) != one.codes:
            raise part.refused("codeList", f"รหัสรายการ “{one.codes.name}” มีสองแบบที่ต่างกัน", f"there are two different code lists called “{one.codes.name}”")
