"""The dialect of a text file: of those that its characters allow, the one by which it is most like a table."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mueang.base.files import Source
from mueang.ingest.options import ReadOptions
from mueang.ingest.sniff import marks
from mueang.ingest.sniff.likeness import ROWS, Candidate, Row, judged, rows_of
from mueang.ingest.sniff.wide import marks_before
from mueang.ingest.text.dialect import NEVER, Dialect, Shape
from mueang.ingest.text.mending import shape_of

SAMPLE = 1 << 18
LINES = 4 * ROWS
TOLD = 4
"""Candidates that are told."""
NEAR = 0.85
"""How near to the best another dialect must come to be worth a question."""
_EXCEL = re.compile(r"(sep=)(.)\r?\n?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """The dialect that was chosen, and those that it was chosen from, best first."""

    dialect: Dialect
    candidates: tuple[Candidate, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the dialect and what it was chosen from as JSON."""
        return {**self.dialect.as_dict(), "candidates": [one.as_dict() for one in self.candidates]}

    @property
    def near(self) -> tuple[str, ...]:
        """The delimiters of others that are nearly as good."""
        if not self.candidates:
            return ()
        best, *others = self.candidates
        near = [one.dialect.delimiter for one in others if one.score >= NEAR * best.score]
        return tuple(dict.fromkeys(mark for mark in near if mark != best.dialect.delimiter))


def dialect_of(source: Source, encoding: str, options: ReadOptions | None = None) -> Found:
    """Return the dialect of a text file; what a person said of it holds."""
    head = source.head(SAMPLE)
    skipped = 0 if encoding in ("utf-16", "utf-32") else marks_before(head)
    text = head[skipped:].decode(encoding, errors="replace").lstrip("\ufeff")
    return dialect_of_text(text, options or ReadOptions(), whole=source.size <= SAMPLE)


def dialect_of_text(text: str, options: ReadOptions, *, whole: bool = True) -> Found:
    """Return the dialect of a text, or of the beginning of one."""
    ends = marks.record_end(text)
    lines = _lines(marks.swapped(text, ends), whole)
    told = _EXCEL.match(lines[0]) if lines else None
    comment = told[1] if told else marks.comment(lines)
    lines = [line for line in lines if not comment or not line.startswith(comment)]
    delimiter = options.delimiter or (told[2] if told else None)
    found = sorted(_candidates(lines, options, delimiter), key=lambda one: -one.score)
    chosen = found[0].dialect if found else Dialect(delimiter or ",", '"' if options.quote is None else options.quote, options.escape or "double")
    if found and not delimiter and _is_prose(found[0]):
        chosen = Dialect(NEVER, quote="")
    return Found(_taught(replace(chosen, ends=ends, comment=comment), lines), tuple(found[:TOLD]))


def _is_prose(best: Candidate) -> bool:
    """Return whether what parts the lines does so as punctuation does: rarely, and not twice in the same way."""
    return best.even < 0.5 and best.score < 0.7


def _lines(text: str, whole: bool) -> list[str]:
    if not whole and "\n" in text:
        text = text[: text.rfind("\n") + 1]
    return list(io.StringIO(text, newline=""))[:LINES]


def _candidates(lines: Sequence[str], options: ReadOptions, delimiter: str | None) -> Iterator[Candidate]:
    text = "".join(lines)
    for one in [delimiter] if delimiter else marks.delimiters(lines):
        for quote in marks.quotes(text) if options.quote is None else [options.quote]:
            for escape in [options.escape] if options.escape else marks.escapes(text, one, quote):
                found = judged(Dialect(one, quote, escape), lines, free=not delimiter)
                if found is not None and found.score > 0:
                    yield found


def _taught(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """Return the dialect with what its rows teach about broken ones: their forms, and other delimiters of sections."""
    if dialect.width is None:
        return dialect
    rows, _ = rows_of(lines, dialect)
    usual = [row for row in rows if len(row) == dialect.width]
    return replace(dialect, shapes=tuple(_shape(values) for values in zip(*usual, strict=True)), others=_others(rows, dialect))


def _shape(values: Sequence[str]) -> Shape:
    """Return the form that most values of a column have, the heading left out."""
    shapes = Counter(shape_of(value) for value in values[1:] if value.strip())
    if not shapes:
        return ""
    shape, count = shapes.most_common(1)[0]
    return shape if count >= 0.8 * shapes.total() else ""


def _others(rows: Sequence[Row], dialect: Dialect) -> tuple[str, ...]:
    """Return delimiters that part at least three rows after one another evenly, where the chosen one leaves these whole."""
    single = [row[0] if len(row) == 1 else "" for row in rows]
    return tuple(mark for mark in marks.USUAL if mark != dialect.delimiter and _is_even([cell.count(mark) for cell in single]))


def _is_even(counts: Sequence[int]) -> bool:
    return any(counts[i] and counts[i] == counts[i + 1] == counts[i + 2] for i in range(len(counts) - 2))
