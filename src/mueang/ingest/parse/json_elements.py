"""Elements of the arrays of a JSON document, one by one: whatever its size, only one element is held at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mueang.ingest import refusals

LONGEST = 64 << 20
"""Characters of one value; no record is longer."""
DEEPEST = 8
"""Objects inside objects that are looked through for arrays of records."""
_ROWS_UNDER = frozenset(("data", "rows", "values"))
"""Under these names, and at the top, arrays of arrays are rows of a table."""
_BLANKS = " \t\r\n"

Path = tuple[str, ...]
Element = tuple[Path, Any]


def elements(chunks: Iterable[bytes]) -> Iterator[Element]:
    """Yield (path of the array, element) of every array of objects, and of arrays of arrays that are rows.

    Raises SourceError where the document breaks off or is no JSON.
    """
    cursor = _Cursor(iter(chunks))
    try:
        yield from _walk(cursor, ())
        if cursor.peek():
            raise refusals.corrupt()
    except (json.JSONDecodeError, RecursionError) as error:
        raise refusals.corrupt() from error


def _walk(cursor: _Cursor, path: Path) -> Iterator[Element]:
    first = cursor.peek()
    if first == "{" and len(path) < DEEPEST:
        yield from _members(cursor, path)
    elif first == "[":
        yield from _array(cursor, path)
    else:
        cursor.value()


def _members(cursor: _Cursor, path: Path) -> Iterator[Element]:
    cursor.take("{")
    if cursor.peek() == "}":
        cursor.take("}")
        return
    while True:
        name = str(cursor.value())
        cursor.take(":")
        yield from _walk(cursor, (*path, name))
        if cursor.take(",}") == "}":
            return


def _array(cursor: _Cursor, path: Path) -> Iterator[Element]:
    cursor.take("[")
    first = cursor.peek()
    if first == "]":
        cursor.take("]")
        return
    wanted = first == "{" or (first == "[" and (not path or path[-1] in _ROWS_UNDER))
    while True:
        element = cursor.value()
        if wanted:
            yield path, element
        if cursor.take(",]") == "]":
            return


@dataclass
class _Cursor:
    """A place in text that comes in pieces."""

    pieces: Iterator[bytes]
    text: str = ""
    at: int = 0
    done: bool = False

    def peek(self) -> str:
        """Return the next character that is no blank, empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BLANKS:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def take(self, wanted: str) -> str:
        """Pass over the next character and return it. Raises JSONDecodeError if it is not among the wanted ones."""
        found = self.peek()
        if not found or found not in wanted:
            raise json.JSONDecodeError(f"expected {wanted}", "", 0)
        self.at += 1
        return found

    def value(self) -> Any:
        """Pass over the next value and return it. Raises JSONDecodeError if there is none, or none that ends."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError:
                if len(self.text) - self.at > LONGEST or not self._more():
                    raise
                continue
            # What ends where the text ends may be cut: 12 of 1234.
            if end == len(self.text) and self._more():
                continue
            self.at = end
            return value

    def _more(self) -> bool:
        """Read on, as much again as is not read yet, so that a long value is tried a few times only."""
        rest = self.text[self.at :]
        parts, size = [rest], 0
        while not self.done and size <= len(rest):
            piece = next(self.pieces, None)
            self.done = piece is None
            if piece is not None:
                parts.append(piece.decode("utf-8", "replace"))
                size += len(parts[-1])
        self.text, self.at = "".join(parts), 0
        return size > 0


_DECODER = json.JSONDecoder(strict=False)
