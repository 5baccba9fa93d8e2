"""Single values as a schema writes them: bounds and codes, in JSON or as text, by the type of their column."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from mueang.tables.schema import ColumnType

_LARGEST = 2**63


def as_value(raw: object, kind: ColumnType) -> Any:
    """Return the value that a number, a truth value or a text of JSON stands for in a column. Raises ValueError if it is none of the type."""
    if isinstance(raw, bool) and kind is not ColumnType.BOOLEAN:
        raise ValueError(raw)
    return _READ.get(kind, _text)(raw)


def as_json(value: Any) -> Any:
    """Return a value as JSON has it: days and times by ISO 8601."""
    return value.isoformat() if isinstance(value, date | time) else value


def as_text(value: Any) -> str:
    """Return a value as the text by which it is compared and shown: whole numbers without decimals."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        return str(int(value))
    return str(as_json(value))


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError(raw)
    return raw


def _integer(raw: object) -> int:
    number = int(raw) if isinstance(raw, str) else raw
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if not isinstance(number, int) or abs(number) >= _LARGEST:
        raise ValueError(raw)
    return number


def _number(raw: object) -> int | float:
    number = _integer_or_float(raw) if isinstance(raw, str) else raw
    if not isinstance(number, int | float) or not math.isfinite(number) or abs(number) >= 1e300:
        raise ValueError(raw)
    return number


def _integer_or_float(raw: str) -> int | float:
    number = float(raw)
    return int(raw) if raw.strip().lstrip("+-").isdecimal() else number


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return raw == "true"
    raise ValueError(raw)


def _moment(raw: object) -> datetime:
    return datetime.fromisoformat(_text(raw).removesuffix("Z"))


_READ: Mapping[ColumnType, Callable[[object], Any]] = {
    ColumnType.INTEGER: _integer,
    ColumnType.YEAR: _integer,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: lambda raw: date.fromisoformat(_text(raw)),
    ColumnType.DATETIME: _moment,
    ColumnType.TIME: lambda raw: time.fromisoformat(_text(raw).removesuffix("Z")),
}
