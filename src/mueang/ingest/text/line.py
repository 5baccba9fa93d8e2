"""One line of separated text taken apart, with the places where a quotation mark may have been meant otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mueang.ingest.text.dialect import Dialect

NONE: frozenset[int] = frozenset()


@dataclass
class Parts:
    """What one reading of a line gave.

    cells   its cells, without quotes around them
    open    True: a quoted cell has not ended
    stray   quotes inside quoted cells that are neither escaped nor at its end
    marks   positions of quotes that could also be letters of a cell
    """

    cells: list[str] = field(default_factory=list)
    open: bool = False
    stray: int = 0
    marks: list[int] = field(default_factory=list)

    @property
    def is_regular(self) -> bool:
        """True if every quote was where the book wants it."""
        return not self.open and not self.stray


def parts_of(text: str, dialect: Dialect, letters: frozenset[int] = NONE) -> Parts:
    """Return the cells of a line without its end; quotes at the positions `letters` are letters."""
    quote = dialect.quote
    if (not quote or quote not in text) and not (dialect.escape == "backslash" and "\\" in text):
        return Parts(text.split(dialect.delimiter))
    return _Scan(text, dialect, letters).parts()


class _Scan:
    """Goes over a line once."""

    def __init__(self, text: str, dialect: Dialect, letters: frozenset[int]) -> None:
        self._text, self._letters = text, letters
        self._delimiter, self._quote = dialect.delimiter, dialect.quote
        self._backslash = dialect.escape == "backslash"
        self._doubled = dialect.escape != "none"
        self._spaced = not dialect.delimiter.isspace()
        self._parts = Parts()

    def parts(self) -> Parts:
        at, cells = 0, self._parts.cells
        while True:
            begin = self._opening(at)
            cell, end = self._bare(at) if begin < 0 else self._quoted(begin)
            cells.append(cell)
            if end >= len(self._text):
                return self._parts
            at = end + len(self._delimiter)
            if at >= len(self._text):
                cells.append("")
                return self._parts

    def _opening(self, at: int) -> int:
        """Return the position of the quote that opens the cell, -1 if none does; spaces before it are no part of the cell."""
        if not self._quote:
            return -1
        if self._spaced:
            while self._text.startswith(" ", at):
                at += 1
        if not self._text.startswith(self._quote, at) or at in self._letters:
            return -1
        self._parts.marks.append(at)
        return at

    def _bare(self, at: int) -> tuple[str, int]:
        end = self._text.find(self._delimiter, at)
        if not self._backslash:
            return (self._text[at:end], end) if end >= 0 else (self._text[at:], len(self._text))
        while end >= 0 and _escaped(self._text, end, at):
            end = self._text.find(self._delimiter, end + 1)
        end = len(self._text) if end < 0 else end
        return self._unescaped(self._text[at:end]), end

    def _quoted(self, opening: int) -> tuple[str, int]:
        """Return the cell that a quote opens, and where the delimiter after it stands or the text ends."""
        text, quote, pieces = self._text, self._quote, []
        begin = at = opening + 1
        while (found := text.find(quote, at)) >= 0:
            if self._backslash and _escaped(text, found, begin):
                at = found + 1
                continue
            end = self._edge(found + 1)
            if text.startswith(quote, found + 1):
                last = self._edge(found + 2)
                if last >= 0:
                    self._parts.marks.append(found)
                if last < 0 or (self._doubled and found not in self._letters):
                    pieces.append(text[begin : found + 1])
                    begin = at = found + 2
                else:
                    at = found + 1
            elif end >= 0 and found not in self._letters:
                self._parts.marks.append(found)
                pieces.append(text[begin:found])
                return self._unescaped("".join(pieces)), end
            else:
                self._parts.stray += 1
                at = found + 1
        self._parts.open = True
        pieces.append(text[begin:])
        return self._unescaped("".join(pieces)), len(text)

    def _edge(self, at: int) -> int:
        """Return where the delimiter or the end stands if the cell may end here, else -1; spaces behind a closing quote are no part of it."""
        text = self._text
        if self._spaced:
            while text.startswith(" ", at) and not text.startswith(self._delimiter, at):
                at += 1
        return at if at == len(text) or text.startswith(self._delimiter, at) else -1

    def _unescaped(self, cell: str) -> str:
        if not self._backslash or "\\" not in cell:
            return cell
        return re.sub(rf"\\({'|'.join(re.escape(mark) for mark in (self._quote, self._delimiter, chr(92)) if mark)})", r"\1", cell)


def _escaped(text: str, at: int, begin: int) -> bool:
    """Return whether an odd number of backslashes stands before the position."""
    first = at
    while first > begin and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
