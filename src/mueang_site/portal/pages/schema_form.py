"""The schema of a table as a form: what each field shows, and the schema that a filled form means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.base.text import arabic_digits
from mueang.geo.gazetteer import Level
from mueang.tables import frictionless
from mueang.tables.declared import BOUNDED, PLACE_LEVELS, TEXTS, CodeList, DatasetSchema, Field
from mueang.tables.lexical import as_text
from mueang.tables.schema import Column, ColumnType
from mueang_site.portal.language import said, say
from mueang_site.portal.pages.columns import type_of

_TYPES = (
    ColumnType.STRING,
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.BOOLEAN,
    ColumnType.YEAR,
    ColumnType.DATE,
    ColumnType.DATETIME,
    ColumnType.TIME,
    ColumnType.PLACE,
)
_PLACE = re.compile(r"^fields\[(\d+)\]")
_CONSTRAINTS = {"minimum": "minimum", "maximum": "maximum", "min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"}
_LENGTHS = ("minLength", "maxLength")
_OF_COLUMN = Message("คอลัมน์ “{name}”: {what}", "“{name}”: {what}")


@dataclass(frozen=True)
class FieldForm:
    """One declared column as the form shows it; names of its inputs begin with `key`."""

    key: str
    name: str
    title: str
    type: str
    types: tuple[tuple[str, str], ...]
    kept_type: str
    in_key: bool
    required: bool
    unique: bool
    bounded: bool
    is_text: bool
    minimum: str
    maximum: str
    min_length: str
    max_length: str
    pattern: str
    codes: str
    list_name: str
    places: str
    summary: str


def fields_of(schema: DatasetSchema) -> tuple[FieldForm, ...]:
    """Return the fields as the form shows them."""
    return tuple(_field(schema, k, one) for k, one in enumerate(schema.fields))


def levels() -> tuple[tuple[str, str], ...]:
    """Return the official lists of places, with their names."""
    return tuple((level, said(Level(level).label)) for level in PLACE_LEVELS)


def schema_of(form: QueryDict, before: DatasetSchema, lists: Sequence[CodeList]) -> DatasetSchema:
    """Return what the form says of the fields. Raises BadInput, which names the column."""
    raw = frictionless.to_json(before)
    kept = [(k, one) for k, one in enumerate(raw["fields"]) if not form.get(f"f{k}-drop")]
    raw["fields"] = [_filled(form, f"f{k}", one, {known.name: known for known in lists}) for k, one in kept]
    raw["primaryKey"] = [one["name"] for k, one in kept if form.get(f"f{k}-key")]
    names = {one["name"] for one in raw["fields"]}
    raw["uniqueKeys"] = [group for group in raw.get("uniqueKeys", []) if names.issuperset(group)]
    added = form.get("new-name", "").strip()
    if added:
        raw["fields"].append({"name": added, "type": form.get("new-type", "string")})
    try:
        return frictionless.from_json(raw)
    except BadInput as error:
        raise _naming_the_column(error, raw["fields"]) from error


def _field(schema: DatasetSchema, k: int, one: Field) -> FieldForm:
    conditions = one.conditions
    return FieldForm(
        key=f"f{k}",
        name=one.name,
        title=say(one.title_th, one.title_en) or "",
        type=str(one.type),
        types=tuple((str(kind), type_of(Column("", kind))) for kind in dict.fromkeys((*_TYPES, one.type))),
        kept_type=str(one.extra.get("type", "")),
        in_key=one.name in schema.key,
        required=conditions.required,
        unique=conditions.unique,
        bounded=one.type in BOUNDED,
        is_text=one.type in TEXTS,
        minimum=_shown(conditions.minimum),
        maximum=_shown(conditions.maximum),
        min_length=_shown(conditions.min_length),
        max_length=_shown(conditions.max_length),
        pattern=conditions.pattern or "",
        codes="\n".join(f"{code.value} | {code.title_th} | {code.title_en}".rstrip(" |") for code in one.codes.codes) if one.codes else "",
        list_name=one.codes.name if one.codes else "",
        places=one.places or "",
        summary=summary_of(schema, one),
    )


def summary_of(schema: DatasetSchema, one: Field) -> str:
    """Return what is demanded of a column, in a few words."""
    conditions, parts = one.conditions, []
    if one.name in schema.key:
        parts.append(say("คอลัมน์หลัก", "key"))
    if conditions.required:
        parts.append(say("ต้องมีค่า", "filled"))
    if conditions.unique:
        parts.append(say("ไม่ซ้ำ", "unique"))
    if conditions.minimum is not None or conditions.maximum is not None:
        parts.append(f"{_shown(conditions.minimum)}–{_shown(conditions.maximum)}")
    if conditions.above is not None or conditions.below is not None:
        parts.append(" ".join(f"{sign} {as_text(bound)}" for sign, bound in ((">", conditions.above), ("<", conditions.below)) if bound is not None))
    if conditions.min_length is not None or conditions.max_length is not None:
        parts.append(say("ยาว {n} ตัวอักษร", "{n} characters").format(n=f"{_shown(conditions.min_length)}–{_shown(conditions.max_length)}"))
    parts += [f"/{conditions.pattern}/"] if conditions.pattern else []
    parts += [_codes_in_words(one.codes)] if one.codes else []
    parts += [say("ชื่อหรือรหัสทางการ: ", "official: ") + said(Level(one.places).label)] if one.places else []
    return " · ".join(parts)


def _codes_in_words(codes: CodeList) -> str:
    name = say(codes.title_th, codes.title_en) or codes.name
    count = say(f"รหัสรายการ {len(codes.codes):,} ค่า", f"code list of {len(codes.codes):,}")
    return f"{count} “{name}”" if name else count


def _shown(value: object) -> str:
    return "" if value is None else as_text(value)


def _filled(form: QueryDict, key: str, raw: Mapping[str, Any], lists: Mapping[str, CodeList]) -> dict[str, Any]:
    """Return the JSON of a field with what the form says of it."""
    before = frictionless.from_json({"fields": [raw]}).fields[0]
    kind = ColumnType(form.get(f"{key}-type", str(before.type)))
    kept = {name: value for name, value in raw.get("constraints", {}).items() if name not in {*_CONSTRAINTS.values(), "required", "unique", "enum"}}
    base = {name: value for name, value in raw.items() if name not in ("constraints", "categories", "codeList", "places")}
    if kind is not before.type:
        base = {name: value for name, value in base.items() if name not in ("type", "dataType", "format")} | _type_as_json(kind)
        kept = {}
    constraints = kept | _constraints(form, key, kind) | ({"enum": codes} if (codes := _values(form, key, lists)) else {})
    return base | _categories(form, key, kind, lists) | ({"constraints": constraints} if constraints else {})


def _type_as_json(kind: ColumnType) -> dict[str, str]:
    written = frictionless.field_as_json(Field("", kind))
    return {name: written[name] for name in ("type", "dataType") if name in written}


def _constraints(form: QueryDict, key: str, kind: ColumnType) -> dict[str, Any]:
    """Return the constraints that go with the type; what was typed for another type is passed over."""
    found: dict[str, Any] = {name: True for name in ("required", "unique") if form.get(f"{key}-{name}")}
    fitting = {*(("minimum", "maximum") if kind in BOUNDED else ()), *(("minLength", "maxLength", "pattern") if kind in TEXTS else ())}
    for name, of_json in _CONSTRAINTS.items():
        text = form.get(f"{key}-{name}", "").strip()
        if text and of_json in fitting:
            plain = text if of_json == "pattern" else arabic_digits(text).replace(",", "")
            found[of_json] = int(plain) if of_json in _LENGTHS and plain.isdecimal() else plain
    return found


def _lines(form: QueryDict, key: str, lists: Mapping[str, CodeList]) -> list[list[str]]:
    """Return the codes, each with its meaning in Thai and in English: those of a list that is chosen, or those typed."""
    chosen = lists.get(form.get(f"{key}-list", ""))
    if chosen is not None:
        return [[code.value, code.title_th, code.title_en] for code in chosen.codes]
    lines = [[part.strip() for part in line.split("|")] for line in form.get(f"{key}-codes", "").splitlines() if line.strip()]
    return [[*line, "", ""][:3] for line in lines]


def _values(form: QueryDict, key: str, lists: Mapping[str, CodeList]) -> list[str]:
    return [line[0] for line in _lines(form, key, lists)]


def _categories(form: QueryDict, key: str, kind: ColumnType, lists: Mapping[str, CodeList]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    lines, chosen = _lines(form, key, lists), lists.get(form.get(f"{key}-list", ""))
    if any(th or en for _, th, en in lines) and kind in (*TEXTS, ColumnType.INTEGER):
        found["categories"] = [{"value": value, **({"label": th} if th else {}), **({"label_en": en} if en else {})} for value, th, en in lines]
    name = chosen.name if chosen else form.get(f"{key}-list_name", "").strip()
    if lines and name:
        said_of = {"name": name, "title": chosen.title_th if chosen else "", "title_en": chosen.title_en if chosen else ""}
        found["codeList"] = {part: text for part, text in said_of.items() if text}
    level = form.get(f"{key}-places", "")
    return found | ({"places": level} if level and kind in TEXTS else {})


def _naming_the_column(error: BadInput, fields: Sequence[Mapping[str, Any]]) -> BadInput:
    place = _PLACE.match(error.field or "")
    if place is None:
        return error
    name = fields[int(place[1])].get("name", "")
    message = Message(_OF_COLUMN.th.format(name=name, what=error.message.th), _OF_COLUMN.en.format(name=name, what=error.message.en))
    return BadInput(message, code=error.code, field=error.field)
