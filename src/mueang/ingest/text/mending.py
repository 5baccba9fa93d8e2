"""The cells of a line that was not written by the book: of the readings that it allows, the one that gives as many cells as other rows have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from mueang.ingest.text.dialect import Dialect, Shape
from mueang.ingest.text.line import Parts, parts_of

TRIES = 120
_NUMBER = re.compile(r"[-+(]?[฿$€£¥]?\s?[\d๐-๙][\d๐-๙,.\s]*\)?\s?%?")
_TIME = r"[\d๐-๙]{1,2}:[\d๐-๙]{2}(:[\d๐-๙]{2})?(\.\d+)?\s?([AaPp]\.?[Mm]\.?)?(Z|[-+]\d\d:?\d\d)?"
_MOMENT = re.compile(rf"[\d๐-๙]{{1,4}}[-/.][\w\u0e00-\u0e7f.]{{1,12}}[-/.][\d๐-๙]{{1,4}}([ T]{_TIME})?|{_TIME}")
ELSEWHERE = (",", ";", "\t", "|", " ")


def shape_of(value: str) -> Shape:
    """Return the form of a value, '' for text."""
    text = value.strip()
    if _MOMENT.fullmatch(text):
        return "moment"
    return "number" if _NUMBER.fullmatch(text) else ""


def mended(text: str, dialect: Dialect) -> Parts:
    """Return the reading of a line that has most to be said for it; one that is open needs the lines that follow."""
    parts = parts_of(text, dialect)
    if parts.open or dialect.width in (None, len(parts.cells)):
        return parts
    if parts.is_regular:
        return _parted_otherwise(text, dialect, len(parts.cells)) or parts
    return _by_quotes(text, dialect, parts) or _parted_otherwise(text, dialect, len(parts.cells)) or parts


def closed(text: str, dialect: Dialect) -> Parts:
    """Return the cells of a line that opens a quoted cell whose end is nowhere: some of its quotes are letters."""
    parts = parts_of(text, dialect)
    if dialect.width is not None:
        found = _by_quotes(text, dialect, parts) or _parted_otherwise(text, dialect, len(parts.cells))
        if found is not None:
            return found
    letters: set[int] = set()
    while parts.open and len(letters) < TRIES:
        letters.add(parts.marks[-1])
        parts = parts_of(text, dialect, frozenset(letters))
    return Parts(text.split(dialect.delimiter)) if parts.open else parts


def _by_quotes(text: str, dialect: Dialect, parts: Parts) -> Parts | None:
    """Return the reading with the fewest quotes taken as letters that gives the usual number of cells."""
    best, least = None, 0
    for letters in _choices(parts.marks):
        other = parts_of(text, dialect, frozenset(letters))
        if other.open or len(other.cells) != dialect.width:
            continue
        doubt = other.stray + 2 * len(letters) + sum(cell.endswith(dialect.quote) for cell in other.cells)
        if best is None or doubt < least:
            best, least = other, doubt
    return best


def _choices(marks: list[int]) -> Iterator[tuple[int, ...]]:
    for count, mark in enumerate(marks):
        if count == TRIES:
            return
        yield (mark,)
    if len(marks) * (len(marks) - 1) // 2 <= TRIES:
        yield from combinations(marks, 2)


def _parted_otherwise(text: str, dialect: Dialect, width: int) -> Parts | None:
    """Return the cells by another delimiter, where that gives the usual number of cells and these look like those of other rows."""
    wanted = dialect.width or 0
    if width >= wanted or wanted < 2:
        return None
    for delimiter in dict.fromkeys((*dialect.others, *ELSEWHERE)):
        if delimiter == dialect.delimiter or text.count(delimiter) < wanted - 1:
            continue
        found = parts_of(text, replace(dialect, delimiter=delimiter))
        if not found.open and len(found.cells) == wanted and _fits(found.cells, dialect, 3 if delimiter == " " and dialect.quote not in text else 1):
            return found
    return None


def _fits(cells: list[str], dialect: Dialect, least: int) -> bool:
    """Return whether values have the forms of their columns: of most, and at least so many."""
    formed = [(cell, shape) for cell, shape in zip(cells, dialect.shapes, strict=False) if shape]
    right = sum(not cell.strip() or shape_of(cell) == shape for cell, shape in formed)
    return right >= max(least, 0.7 * len(formed)) and any(shape_of(cell) for cell, _ in formed)
