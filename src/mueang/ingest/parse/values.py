"""Values of sources with types as text: whole numbers without a point, dates in ISO form, lists as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.tables.distinct import gathered

_SHORT = 48
"""Longest number that is written out in full."""

_LEAST_PLAIN, _MOST_PLAIN = 1e-4, 1e10
"""Between these Arrow writes no exponent, and the digits that Python writes."""


def text_of(value: Any) -> str | None:
    """Return a value as text, None for no value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=text_of)
    return None if value is None else str(value)


def _float(value: float) -> str:
    if value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    text = repr(value)
    full = format(Decimal(text), "f") if "e-" in text else text
    return full if len(full) <= _SHORT else text


def texts_of_cells(cells: Sequence[Any]) -> pa.Array:
    """Return the cells of one column of a workbook as text, by their distinct values; a blank one is missing."""
    kinds = set(map(type, cells))
    if kinds == {float}:
        return _texts_of_floats(np.array(cells))
    if bool in kinds:
        # 1 and True are one key of a dictionary, but not one text.
        return pa.array([text_of(cell) or None for cell in cells], pa.string())
    places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
    codes = np.fromiter(map(places.__getitem__, cells), np.int32, len(cells))
    return gathered(pa.array([text_of(cell) or None for cell in places], pa.string()), codes)


def _texts_of_floats(numbers: NDArray[np.float64]) -> pa.Array:
    """Return numbers as `text_of` does, all at once where Arrow writes them the same way."""
    size = np.abs(numbers)
    if (((size >= _LEAST_PLAIN) & (size < _MOST_PLAIN)) | (size == 0)).all():
        # Without the sign of a zero.
        return pa.array(numbers + 0.0).cast(pa.string())
    return pa.array([_float(number) for number in numbers.tolist()], pa.string())


def is_text(kind: pa.DataType) -> bool:
    """True for an Arrow type of text."""
    return any(holds(kind) for holds in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def texts_of(column: pa.Array) -> pa.Array:
    """Return a column as text. Equal values are put into words once."""
    kind = column.type
    if is_text(kind):
        return _sound(column)
    if pa.types.is_integer(kind) or pa.types.is_date32(kind):
        return column.cast(pa.string())
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_nested(kind):
        return pa.array([text_of(value) for value in column.to_pylist()], pa.string())
    coded = column.dictionary_encode() if not pa.types.is_dictionary(kind) else column
    words = pa.array([text_of(value) for value in coded.dictionary.to_pylist()], pa.string())
    return words.take(coded.indices)


def _sound(column: pa.Array) -> pa.Array:
    """Return a column of text with � where its bytes are no UTF-8, as in attributes that were cut inside a letter."""
    text = column.cast(pa.string())
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return pa.array([None if value is None else value.decode("utf-8", "replace") for value in text.cast(pa.binary()).to_pylist()], pa.string())
    return text
