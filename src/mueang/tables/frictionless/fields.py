"""One field of a Frictionless Table Schema, read into ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mueang.tables.declared import BOUNDED, PLACE_LEVELS, TEXTS, Code, CodeList, Conditions, Field
from mueang.tables.frictionless.parts import Part
from mueang.tables.lexical import as_text, as_value
from mueang.tables.schema import ColumnType

TYPES: Mapping[str, ColumnType | None] = {
    "string": ColumnType.STRING,
    "number": ColumnType.NUMBER,
    "integer": ColumnType.INTEGER,
    "boolean": ColumnType.BOOLEAN,
    "date": ColumnType.DATE,
    "datetime": ColumnType.DATETIME,
    "time": ColumnType.TIME,
    "year": ColumnType.YEAR,
    **dict.fromkeys(("any", "object", "array", "list", "yearmonth", "duration", "geopoint", "geojson")),
}
"""Types of the standard and ours; those without are kept under their name, and their values are texts to us."""
OF_CONDITIONS = {
    "required": "required",
    "unique": "unique",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
}
"""`{property of the JSON: attribute of Conditions}`."""
LONGEST_PATTERN = 1_000
MOST_CODES = 100_000
_BOUNDS, _LENGTHS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("minLength", "maxLength")
_OURS = ("name", "type", "dataType", "title", "title_en", "description", "unit", "places", "missingValues", "constraints", "categories", "codeList")
_WITH_CATEGORIES = (*TEXTS, ColumnType.INTEGER)


def field_of(part: Part) -> Field:
    """Return the field. Raises BadInput."""
    name = part.text("name")
    if not name.strip():
        raise part.refused("name", "ต้องมีชื่อคอลัมน์", "a field needs a name")
    kind, foreign = _type(part)
    constraints = part.part("constraints")
    kept = _not_ours(constraints, foreign=bool(foreign))
    extra = part.without(_OURS) | ({"type": foreign} if foreign else {}) | ({"constraints": kept} if kept else {})
    return Field(
        name=name,
        type=kind,
        conditions=_conditions(constraints, kind, foreign=bool(foreign)),
        codes=_codes(part, constraints, kind),
        places=_places(part),
        unit=part.text("unit") or None,
        title_th=part.text("title"),
        title_en=part.text("title_en"),
        description=part.text("description"),
        missing=part.missing() if "missingValues" in part.raw else None,
        extra=extra,
    )


def _type(part: Part) -> tuple[ColumnType, str]:
    """Return our type, and the name of a type that we have not (else empty)."""
    name = part.text("type") or "any"
    if name not in TYPES:
        raise part.refused("type", f"ไม่มีชนิดข้อมูล “{name}” ในมาตรฐาน", f"the standard has no type “{name}”")
    own = part.text("dataType")
    if own and own not in (ColumnType.PLACE, ColumnType.GEOMETRY):
        raise part.refused("dataType", "ต้องเป็น place หรือ geometry", "place or geometry is needed")
    if own:
        return ColumnType(own), ""
    kind = TYPES[name]
    return (ColumnType.STRING, name) if kind is None else (kind, "")


def _not_ours(constraints: Part, *, foreign: bool) -> dict[str, Any]:
    """Return the constraints that we keep without checking them: those unknown, and bounds and lengths of types that we have not."""
    ours = {*OF_CONDITIONS, "enum"} - ({*_BOUNDS, *_LENGTHS} if foreign else set())
    return constraints.without(ours)


def _conditions(part: Part, kind: ColumnType, *, foreign: bool) -> Conditions:
    for name in () if foreign else _unfit(part, kind):
        raise part.refused(name, f"ใช้กับข้อมูลชนิด {kind} ไม่ได้", f"it does not go with the type {kind}")
    bounds: dict[str, Any] = {} if foreign else {OF_CONDITIONS[name]: _bound(part, name, kind) for name in _BOUNDS}
    lengths: dict[str, Any] = {} if foreign else {OF_CONDITIONS[name]: part.length(name) for name in _LENGTHS}
    _require_order(part, [bounds.get("minimum"), bounds.get("above")], [bounds.get("maximum"), bounds.get("below")], "maximum")
    _require_order(part, [lengths.get("min_length")], [lengths.get("max_length")], "maxLength")
    return Conditions(part.flag("required"), part.flag("unique"), pattern=_pattern(part), **bounds, **lengths)


def _unfit(part: Part, kind: ColumnType) -> Iterator[str]:
    """Return the constraints that are set and do not go with the type."""
    fitting = {*(_BOUNDS if kind in BOUNDED else ()), *((*_LENGTHS, "pattern") if kind in TEXTS else ())}
    return (name for name in (*_BOUNDS, *_LENGTHS, "pattern") if part.raw.get(name) is not None and name not in fitting)


def _bound(part: Part, name: str, kind: ColumnType) -> Any:
    raw = part.raw.get(name)
    if raw is None:
        return None
    try:
        return as_value(raw, kind)
    except ValueError as error:
        raise part.refused(name, f"“{raw}” ไม่ใช่ค่าชนิด {kind}", f"“{raw}” is no value of the type {kind}") from error


def _require_order(part: Part, least: list[Any], greatest: list[Any], name: str) -> None:
    for low in least:
        for high in greatest:
            if low is not None and high is not None and low > high:
                raise part.refused(name, "ค่าสูงสุดน้อยกว่าค่าต่ำสุด จึงไม่มีค่าใดผ่าน", "the greatest value lies under the least, so that no value fits")


def _pattern(part: Part) -> str | None:
    """Return the regular expression, which an engine must know that takes time in proportion to the text: look-around and references it has not."""
    pattern = part.text("pattern")
    if not pattern:
        return None
    if len(pattern) > LONGEST_PATTERN:
        raise part.refused("pattern", f"ยาวเกิน {LONGEST_PATTERN} ตัวอักษร", f"it has more than {LONGEST_PATTERN} characters")
    try:
        pc.match_substring_regex(pa.array([""]), whole(pattern))
    except pa.ArrowInvalid as error:
        raise part.refused(
            "pattern",
            f"ระบบใช้รูปแบบนี้ไม่ได้ ใช้ไวยากรณ์ RE2 (ไม่มี (?=…) (?<=…) และ \\1) {str(error).splitlines()[0][:200]}",
            f"write it in the syntax of RE2 (without (?=…), (?<=…) and \\1): {str(error).splitlines()[0][:200]}",
        ) from error
    return pattern


def whole(pattern: str) -> str:
    """Return the pattern for a text that it must match from the first character to the last."""
    return rf"\A(?:{pattern})\z"


def _codes(part: Part, constraints: Part, kind: ColumnType) -> CodeList | None:
    """Return the values that are allowed: those of `enum`, and what `categories` say of them."""
    explained = _categories(part, kind)
    listed = _listed(constraints, "enum", constraints.items("enum"), kind)
    if not listed and not explained:
        return None
    codes = tuple(explained.get(value, Code(value)) for value in listed) or tuple(explained.values())
    about = part.part("codeList")
    return CodeList(codes, about.text("name"), about.text("title"), about.text("title_en"))


def _categories(part: Part, kind: ColumnType) -> dict[str, Code]:
    raw = part.items("categories")
    if raw and kind not in _WITH_CATEGORIES:
        raise part.refused("categories", f"ใช้กับข้อมูลชนิด {kind} ไม่ได้", f"they do not go with the type {kind}")
    parts = [Part(one if isinstance(one, dict) else {"value": one}, f"{part.place}.categories[{k}]") for k, one in enumerate(raw)]
    values = _listed(part, "categories", [one.raw.get("value") for one in parts], kind)
    return {value: Code(value, one.text("label"), one.text("label_en")) for value, one in zip(values, parts, strict=True)}


def _listed(part: Part, name: str, raw: list[Any], kind: ColumnType) -> list[str]:
    if len(raw) > MOST_CODES:
        raise part.refused(name, f"มีเกิน {MOST_CODES:,} ค่า", f"there are more than {MOST_CODES:,} values")
    try:
        values = [as_text(as_value(one, kind)) for one in raw]
    except ValueError as error:
        raise part.refused(name, f"“{error}” ไม่ใช่ค่าชนิด {kind}", f"“{error}” is no value of the type {kind}") from error
    if len(set(values)) != len(values):
        raise part.refused(name, "มีค่าซ้ำกัน", "a value stands there twice")
    return values


def _places(part: Part) -> str | None:
    level = part.text("places")
    if level and level not in PLACE_LEVELS:
        raise part.refused("places", "ต้องเป็น province, district หรือ subdistrict", "province, district or subdistrict is needed")
    return level or None
