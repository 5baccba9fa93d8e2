"""Rows from lines: a quoted cell may go on over the lines that follow; how far is looked ahead has a limit, so that the work stays linear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mueang.ingest.text.dialect import Dialect
from mueang.ingest.text.line import Parts, parts_of
from mueang.ingest.text.mending import closed, mended

FARTHEST, NEAREST = 4096, 16
"""Lines that are looked ahead for the end of a quoted cell: at first, and after many that had none."""
LARGEST = 1 << 20
"""Bytes that are looked ahead."""
_ENDS = "\r\n"


class Rows:
    """Makes rows of lines. What it learns of quotes that nothing closes makes it look less far the next time."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._farthest = FARTHEST
        quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
        self._closing = re.compile(rf"{quote} *(?:{delimiter}|[\r\n]|\Z)")

    def take(self, lines: Sequence[str], first: int, ended: bool) -> tuple[list[str], int] | None:
        """Return the row that begins with line `first`, and the line after it; None if more lines are needed than there are."""
        text = lines[first].rstrip(_ENDS) if len(lines[first]) < 3 else _bare(lines[first])
        if not text:
            return [], first + 1
        plain = self._plain(text)
        if plain is not None:
            return plain, first + 1
        parts = mended(text, self._dialect)
        if not parts.open:
            return parts.cells, first + 1
        return self._over_lines(lines, first, ended, parts)

    def _plain(self, text: str) -> list[str] | None:
        """Return the cells of a line that is a remark, or that stands in quotes as a whole."""
        dialect = self._dialect
        if dialect.comment and text.startswith(dialect.comment):
            return [text]
        if dialect.wrapped and len(text) > 1 and text[0] == text[-1] == dialect.quote:
            return closed(text[1:-1].replace(dialect.quote * 2, dialect.quote), dialect).cells
        return None

    def _over_lines(self, lines: Sequence[str], first: int, ended: bool, alone: Parts) -> tuple[list[str], int] | None:
        """Return the row of a line that leaves a quoted cell open: with the lines up to its end, or, if that makes no sense, alone."""
        size, last, tries = len(lines[first]), first + 1, max(4, self._farthest >> 6)
        end = first + self._farthest
        while last < min(len(lines), end) and size < LARGEST and tries:
            size += len(lines[last])
            last += 1
            if self._closing.search(lines[last - 1]):
                tries -= 1
                parts = parts_of(_bare("".join(lines[first:last])), self._dialect)
                if not parts.open:
                    return self._chosen(parts, last, lines, first)
        if last == len(lines) < end and not ended and size < LARGEST and tries:
            return None
        return self._alone(lines, first, alone, whole=ended and last == len(lines) == first + 1)

    def _chosen(self, parts: Parts, last: int, lines: Sequence[str], first: int) -> tuple[list[str], int]:
        """Return the row over several lines, unless its quotes are out of order and the first line is a row of the usual width by itself."""
        width = self._dialect.width
        if parts.is_regular and (width is None or len(parts.cells) == width):
            return parts.cells, last
        alone = closed(_bare(lines[first]), self._dialect)
        if width is not None and len(alone.cells) == width:
            return self._alone(lines, first, alone, whole=False)
        if parts.is_regular or len(parts.cells) == width:
            return parts.cells, last
        return self._alone(lines, first, alone, whole=False)

    def _alone(self, lines: Sequence[str], first: int, parts: Parts, *, whole: bool) -> tuple[list[str], int]:
        """Return the first line as a row; the last line of a text may lack only its closing quote."""
        self._farthest = max(NEAREST, self._farthest // 2)
        if parts.open and whole and len(parts.cells) == self._dialect.width:
            return parts.cells, first + 1
        return closed(_bare(lines[first]), self._dialect).cells, first + 1


def _bare(line: str) -> str:
    """Return a line without its end."""
    if line.endswith("\n"):
        return line[:-2] if line.endswith("\r\n") else line[:-1]
    return line.removesuffix("\r")
