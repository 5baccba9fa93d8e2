r"""Questions as the text of URLs, and back: `?pm25__gt=30&sort=-year&select=district,pm25&limit=100`.

    column__operator=value   a condition; `column=value` is `eq`. All conditions must hold.
    column__in=a,b           one of several values; column__is_null=true|false a missing one
    select=a,b               columns, in order
    sort=-year,name          order; a minus for descending
    group=a,b  measure=mean:pm25,count     values by group instead of rows (sum, mean or avg, min, max, count)
    having=mean_pm25__gt:30  a condition on a measure, by its name in the answer; may stand several times
    sort=-mean_pm25          groups by columns of the answer

In lists a comma inside a name or value is written `\,`, a backslash `\\`, an empty one `\e`, and a name that begins
with a minus `\-`. Values are ISO 8601 and Gregorian; Thai digits are understood. What is not understood is refused as
BadQuery whose `field` names the parameter or the column.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, cast, get_args

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.base.text import arabic_digits
from mueang.query.question import Condition, Function, Groups, Measure, Operator, Question, Rows, Sort, Value, column_of
from mueang.tables.schema import SYSTEM_COLUMNS, ColumnType, TableSchema

Filters = Mapping[str, Sequence[str]]
SELECT, SORT, LIMIT, GROUP, MEASURE, HAVING = "select", "sort", "limit", "group", "measure", "having"
RESERVED = frozenset({SELECT, SORT, LIMIT, GROUP, MEASURE, HAVING})
_ALSO_CALLED = {"avg": "mean"}
_EMPTY = r"\e"
_WHOLE = re.compile(r"[+-]?\d{1,300}")
_CURSOR = Message("เครื่องหมายหน้าถัดไปไม่ถูกต้อง เริ่มจากหน้าแรก", "The cursor is not valid. Start from the first page.")


@dataclass(frozen=True)
class After:
    """Where a page ended, as a cursor carries it.

    version   of the table that the first page was read from, and so all that follow
    key       fingerprint of what was asked under which permit: a cursor continues this and nothing else
    order     the order it belongs to
    values    of the last row in that order, as text
    """

    version: int
    key: str
    order: str
    values: tuple[str | None, ...]


def rows_of(filters: Filters, schema: TableSchema, *, after: After | None = None, limit: int | None = None) -> Rows:
    """Return the question for rows that the parameters ask. `limit` rules over a parameter of that name."""
    for name in (GROUP, MEASURE, HAVING):
        if filters.get(name):
            raise _bad("ใช้ {name} ที่นี่ไม่ได้", "{name} has no place here.", "query.parameter", name)
    sort = tuple(_sort(item, schema) for item in _items(filters, SORT))
    return Rows(
        schema,
        select=tuple(_known(_plain(item), schema, SELECT) for item in _items(filters, SELECT)),
        where=_where(filters, schema),
        sort=sort,
        after=_after_values(after, sort, schema),
        limit=_limit(filters) if limit is None else limit,
    )


def groups_of(filters: Filters, schema: TableSchema, *, limit: int | None = None) -> Groups:
    """Return the question for values by group that the parameters ask."""
    plain = Groups(
        schema,
        by=tuple(_known(_plain(item), schema, GROUP) for item in _items(filters, GROUP)),
        measures=tuple(measure_of(_plain(item)) for item in _items(filters, MEASURE)),
        where=_where(filters, schema),
        limit=_limit(filters) if limit is None else limit,
    )
    sort = tuple(_sort(item, plain.answer) for item in _items(filters, SORT))
    return replace(plain, having=tuple(_having(text, plain) for text in filters.get(HAVING, ())), sort=sort)


def question_of(filters: Filters, schema: TableSchema) -> Question:
    """Return groups if the parameters name a group or a measure, else rows."""
    return groups_of(filters, schema) if filters.get(GROUP) or filters.get(MEASURE) else rows_of(filters, schema)


def parameters_of(question: Question) -> list[tuple[str, str]]:
    """Return the parameters that `rows_of` or `groups_of` reads as this question, but for its page."""
    found = [(f"{c.column}__{c.operator}", _text_of(c)) for c in question.where]
    found += _list(SORT, map(_sorted_by, question.sort))
    if isinstance(question, Rows):
        found += _list(SELECT, (_escaped(name) for name in question.select))
    else:
        found += [(HAVING, f"{c.column}__{c.operator}:{_text_of(c)}") for c in question.having]
        found += _list(GROUP, (_escaped(name) for name in question.by))
        found += _list(MEASURE, (_escaped(f"{m.function}:{m.column}" if m.column is not None else m.function) for m in question.measures))
    return found + ([(LIMIT, str(question.limit))] if question.limit is not None else [])


def measure_of(text: str) -> Measure:
    """Return the measure of `mean:pm25`, `count` or `count:pm25`. Raises BadQuery (`query.measure`)."""
    function, colon, column = text.partition(":")
    function = _ALSO_CALLED.get(function, function)
    if function not in get_args(Function):
        raise _bad("คำนวณ “{name}” ไม่ได้", "“{name}” cannot be computed.", "query.measure", text)
    return Measure(cast("Function", function), column if colon else None)


# ---------------------------------------------------------------- cursors


def cursor_after(question: Rows, row: Mapping[str, Any], *, version: int, key: str = "") -> str:
    """Return the cursor of the page that follows `row`, pinned to a version and a key so that pages fit together."""
    return _cursor(question.sort, _names(question.sort), row, version=version, key=key)


def cursor_after_group(question: Groups, row: Mapping[str, Any], *, version: int, key: str = "") -> str:
    """Return the cursor of the groups that follow `row`, for groups in their own order."""
    return _cursor((), question.by, row, version=version, key=key)


def _cursor(sort: Sequence[Sort], names: Iterable[str], row: Mapping[str, Any], *, version: int, key: str) -> str:
    values = [None if row[name] is None else _text(row[name]) for name in names]
    body = json.dumps({"v": version, "k": key, "s": _order(sort), "a": values}, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> After | None:
    """Return the place that a cursor carries, None for none. Raises BadQuery (`query.cursor`)."""
    if not cursor:
        return None
    try:
        raw = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        found = After(raw["v"], raw["k"], raw["s"], tuple(raw["a"]))
    except (ValueError, binascii.Error, KeyError, TypeError, RecursionError) as error:
        raise BadQuery(_CURSOR, code="query.cursor", field="cursor") from error
    if type(found.version) is not int or not all(isinstance(text, str) for text in (found.key, found.order, *filter(_is_there, found.values))):
        raise BadQuery(_CURSOR, code="query.cursor", field="cursor")
    return found


def group_after(after: After, question: Groups) -> Groups:
    """Return the question for the groups that follow. Raises BadQuery (`query.cursor`)."""
    return replace(question, after=_values_at(after, question.by, "", question.schema))


def _is_there(value: object) -> bool:
    return value is not None


def _after_values(after: After | None, sort: tuple[Sort, ...], schema: TableSchema) -> tuple[Value, ...]:
    return () if after is None else _values_at(after, _names(sort), _order(sort), schema)


def _values_at(after: After, names: Sequence[str], order: str, schema: TableSchema) -> tuple[Value, ...]:
    if after.order != order or len(after.values) != len(names):
        raise BadQuery(_CURSOR, code="query.cursor", field="cursor")
    try:
        return tuple(None if text is None else _value(text, name, schema) for text, name in zip(after.values, names, strict=True))
    except BadQuery as error:
        raise BadQuery(_CURSOR, code="query.cursor", field="cursor") from error


def _names(sort: Iterable[Sort]) -> tuple[str, ...]:
    """Return the columns whose values tell where a row stands in this order."""
    return (*(s.column for s in sort), *SYSTEM_COLUMNS)


def _order(sort: Iterable[Sort]) -> str:
    return ",".join(map(_sorted_by, sort))


# ---------------------------------------------------------------- rows as JSON


def shown(row: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """Return the asked columns of a row as JSON values: ISO dates, GeoJSON shapes, nothing that JSON has no word for."""
    return {name: as_json(row[name]) for name in question.columns}


def as_json(value: Any) -> Any:
    """Return the value as JSON has it; WKB becomes a GeoJSON geometry."""
    if isinstance(value, bytes):
        import shapely

        return json.loads(shapely.to_geojson(shapely.from_wkb(value)))
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


# ---------------------------------------------------------------- conditions


def _where(filters: Filters, schema: TableSchema) -> tuple[Condition, ...]:
    return tuple(condition_of(key, text, schema) for key, texts in filters.items() if key not in RESERVED for text in texts)


def condition_of(key: str, text: str, schema: TableSchema) -> Condition:
    """Return the condition of one parameter, `pm25__gt` and `30`. Raises BadQuery."""
    column, operator = _split_key(key, schema)
    if operator in ("is_null", "not_null"):
        wanted = _boolean(text or "true", column)
        return Condition(column, operator if wanted else _OPPOSITE[operator])
    if operator == "in":
        return Condition(column, "in", tuple(_value(_plain(item), column, schema) for item in _split(text)))
    condition = Condition(column, operator, text if operator == "contains" else _value(text, column, schema))
    condition.check(schema)
    return condition


def _having(text: str, groups: Groups) -> Condition:
    """Return the condition of `mean_pm25__gt:30`; of measures whose names both fit, the longer one is meant."""
    for name in sorted((measure.name for measure in groups.measures), key=len, reverse=True):
        operator, colon, value = text.removeprefix(f"{name}__").partition(":")
        if text.startswith(f"{name}__") and colon and operator in get_args(Operator):
            return condition_of(f"{name}__{operator}", value, groups.answer)
    raise _bad(
        "อ่านเงื่อนไข “{text}” ไม่ได้ เขียนเช่น count__ge:10",
        "“{text}” is no condition on a measure; write for example count__ge:10.",
        "query.having",
        HAVING,
        text=text,
    )


_OPPOSITE: dict[str, Operator] = {"is_null": "not_null", "not_null": "is_null"}


def _split_key(key: str, schema: TableSchema) -> tuple[str, Operator]:
    """Take the last `__word` for an operator if what stands before is a column; a column may be called `a__gt`."""
    column, separator, operator = key.rpartition("__")
    if separator and (schema.get(column) or column in SYSTEM_COLUMNS):
        if operator in get_args(Operator):
            return column, cast("Operator", operator)
        if schema.get(key) is None:
            raise _bad("ไม่รู้จักตัวเปรียบเทียบ “{name}”", "Unknown operator “{name}”.", "query.operator", operator)
    return column_of(schema, key).name, "eq"


def _text_of(condition: Condition) -> str:
    if condition.operator in ("is_null", "not_null"):
        return "true"
    if isinstance(condition.value, tuple):
        return ",".join(_escaped(_text(value)) for value in condition.value)
    return _text(condition.value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


# ---------------------------------------------------------------- values


def _value(text: str, column: str, schema: TableSchema) -> Value:
    kind = column_of(schema, column).type
    if kind in (ColumnType.STRING, ColumnType.PLACE):
        return text
    try:
        return _READERS[kind](arabic_digits(text.strip()))
    except (ValueError, KeyError) as error:
        raise _bad("ค่า “{text}” ใช้กับคอลัมน์ “{name}” ไม่ได้", "“{text}” does not fit the column “{name}”.", "query.value", column, text=text) from error


def _number(text: str) -> float:
    if _WHOLE.fullmatch(text):
        return int(text)
    number = float(text.replace("_", "x"))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _moment(text: str) -> date:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(text)
    return date.fromisoformat(text) if len(text) == len("2026-11-19") else moment


def _clock(text: str) -> time:
    clock = time.fromisoformat(text)
    if clock.tzinfo is not None:
        raise ValueError(text)
    return clock


_READERS: dict[ColumnType, Callable[[str], Value]] = {
    ColumnType.INTEGER: _number,
    ColumnType.NUMBER: _number,
    ColumnType.YEAR: _whole,
    ColumnType.BOOLEAN: lambda text: {"true": True, "1": True, "false": False, "0": False}[text.lower()],
    ColumnType.DATE: date.fromisoformat,
    ColumnType.DATETIME: _moment,
    ColumnType.TIME: _clock,
}


def _boolean(text: str, column: str) -> bool:
    try:
        return bool(_READERS[ColumnType.BOOLEAN](text))
    except KeyError as error:
        raise _bad("ค่า “{text}” ต้องเป็น true หรือ false", "“{text}” must be true or false.", "query.value", column, text=text) from error


# ---------------------------------------------------------------- lists


def _items(filters: Filters, name: str) -> Iterator[str]:
    for text in filters.get(name, ()):
        yield from _split(text)


def _list(name: str, items: Iterable[str]) -> list[tuple[str, str]]:
    text = ",".join(items)
    return [(name, text)] if text else []


def _split(text: str) -> list[str]:
    """Split at commas that no backslash guards; the items keep their backslashes."""
    items = [""] if text else []
    for piece in re.findall(r"\\.|[^\\]|\\$", text, re.DOTALL):
        if piece == ",":
            items.append("")
        else:
            items[-1] += piece
    return items


def _escaped(text: str) -> str:
    return re.sub(r"([\\,])", r"\\\1", text) or _EMPTY


def _sorted_by(sort: Sort) -> str:
    name = _escaped(sort.column)
    if sort.descending:
        return f"-{name}"
    return f"\\{name}" if name.startswith("-") else name


def _plain(item: str) -> str:
    return "" if item == _EMPTY else re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL)


def _sort(item: str, schema: TableSchema) -> Sort:
    descending = item.startswith("-")
    return Sort(_known(_plain(item.removeprefix("-") if descending else item), schema, SORT), descending)


def _known(name: str, schema: TableSchema, parameter: str) -> str:
    try:
        return column_of(schema, name).name
    except BadQuery as error:
        raise BadQuery(error.message, code=error.code, field=parameter) from error


def _limit(filters: Filters) -> int | None:
    texts = list(filters.get(LIMIT, ()))
    if not texts:
        return None
    text = arabic_digits(texts[-1])
    if not text.isascii() or not text.isdecimal() or len(text) > len("999999999"):
        raise _bad("จำนวนแถว “{text}” ไม่ใช่จำนวนเต็ม", "The limit “{text}” is not a whole number.", "query.limit", LIMIT, text=text)
    return int(text)


def _bad(th: str, en: str, code: str, name: str, **slots: object) -> BadQuery:
    return BadQuery(Message(th, en).fill(name=name, **slots), code=code, field=name)
