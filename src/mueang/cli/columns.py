"""Tables in aligned columns at a terminal; Thai marks above and below a letter take no room."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST = 40


def lines(answer: pa.RecordBatchReader, names: Sequence[str]) -> Iterator[str]:
    """Return a heading, a rule and one line a row; numbers stand at the right, a missing value is a dash."""
    rows = [[_cell(row[name]) for name in names] for row in answer.read_all().to_pylist()]
    right = [_is_number(answer.schema.field(name).type) for name in names]
    widths = [min(WIDEST, max(map(width, column))) for column in zip(names, *rows, strict=True)]
    yield "  ".join(_padded(cell, wide, at_right) for cell, wide, at_right in zip(names, widths, right, strict=True)).rstrip()
    yield "  ".join("-" * wide for wide in widths)
    for row in rows:
        yield "  ".join(_padded(cell, wide, at_right) for cell, wide, at_right in zip(row, widths, right, strict=True)).rstrip()


def width(text: str) -> int:
    """Return how many places of a terminal the text takes."""
    return sum(0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bytes):
        import shapely

        return str(shapely.to_wkt(shapely.from_wkb(value), rounding_precision=5))
    return str(value).replace("\n", " ")


def _padded(text: str, wide: int, at_right: bool) -> str:
    while width(text) > wide:
        text = f"{text[:-2]}…"
    room = " " * (wide - width(text))
    return room + text if at_right else text + room


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))
