"""How much a text read by a dialect is like a table.

After G. van den Burg, A. Nazábal, C. Sutton: "Wrangling messy CSV files by detecting row and type patterns", Data Mining
and Knowledge Discovery 33 (2019): rows of as many cells, and cells that have a form. The measure here is another: the
share of rows that have the most usual number of cells, times the logarithm of that number, times how many of their
cells have a form, times how often such a dialect is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Any

from mueang.ingest.sniff.marks import CODE, RARE, longer
from mueang.ingest.text.dialect import Dialect
from mueang.ingest.text.mending import shape_of
from mueang.ingest.text.rows import Rows

ROWS = 200
RARE_MARKS = frozenset(RARE) | {""}
SELDOM = 0.55
"""What a rare delimiter counts beside a usual one."""
_WORDS = re.compile(r"[^\W\d_][^,;|\t\"^~¦§]*")

Row = list[str]


@dataclass(frozen=True)
class Candidate:
    """A dialect and what speaks for it.

    width   the most usual number of cells
    even    the share of rows that have so many
    formed  the share of their cells that have a form
    score   how much it is like a table
    """

    dialect: Dialect
    width: int = 1
    even: float = 0.0
    formed: float = 0.0
    score: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the candidate as JSON."""
        chosen = self.dialect.as_dict()
        told = {key: chosen[key] for key in ("delimiter", "quote", "escape")}
        return {**told, "width": self.width, "even_rows": round(self.even, 3), "formed_cells": round(self.formed, 3), "score": round(self.score, 3)}


def judged(dialect: Dialect, lines: Sequence[str], *, free: bool) -> Candidate | None:
    """Return the dialect as a candidate, None if it parts nothing. `free`: nobody said what the delimiter is, so it may be longer, or doubted."""
    if free:
        dialect = replace(dialect, delimiter=longer(dialect, lines))
    rows, doubt = rows_of(lines, dialect)
    if _stand_in_quotes(lines, rows, dialect.quote):
        dialect = replace(dialect, wrapped=True)
        rows, doubt = rows_of(lines, dialect)
    found = _measured(dialect, rows, doubt)
    if found is None or not free or dialect.delimiter.strip(" ")[:1] not in RARE_MARKS:
        return found
    convincing = found.even >= 0.9 and found.formed >= 0.75 and len(rows) > 1
    return replace(found, score=SELDOM * found.score) if convincing else None


def _measured(dialect: Dialect, rows: Sequence[Row], doubt: float) -> Candidate | None:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    parted = {width: count for width, count in widths.items() if width > 1}
    if not parted:
        return None
    width, count = max(parted.items(), key=lambda item: (item[1], item[0]))
    even, formed = count / widths.total(), _formed([row for row in rows if len(row) == width])
    score = even * log2(min(width, 64) + 1) * (0.3 + 0.7 * formed) * (1 - 0.7 * doubt)
    return Candidate(replace(dialect, width=width), width, even, formed, score * (1.0 if dialect.escape == "double" else 0.98))


def rows_of(lines: Sequence[str], dialect: Dialect) -> tuple[list[Row], float]:
    """Return rows of a sample, and the share of them in which quotes are out of order."""
    rows: list[Row] = []
    at, wrong, reader = 0, 0, Rows(dialect)
    while at < len(lines) and len(rows) < ROWS and (taken := reader.take(lines, at, ended=True)) is not None:
        rows.append(taken[0])
        wrong += any(_is_out_of_order(cell, dialect) for cell in taken[0])
        at = taken[1]
    return rows, wrong / max(1, len(rows))


def _is_out_of_order(cell: str, dialect: Dialect) -> bool:
    at_edge = bool(dialect.quote) and dialect.quote in cell[:1] + cell[-1:]
    return at_edge or (dialect.escape == "double" and '\\"' in cell)


def _formed(rows: Sequence[Row]) -> float:
    """Return the share of cells, the heading left out, that are numbers, dates, codes, addresses or words."""
    cells = Counter(cell.strip() for row in rows[1:] or rows for cell in row)
    cells.pop("", None)
    formed = sum(count for cell, count in cells.items() if shape_of(cell) or CODE.fullmatch(cell) or _WORDS.fullmatch(cell))
    return formed / cells.total() if cells else 0.5


def _stand_in_quotes(lines: Sequence[str], rows: Sequence[Row], quote: str) -> bool:
    """Return whether nearly every line stands in quotes as a whole, so that it is one cell."""
    present = [line.strip("\r\n") for line in lines if line.strip()]
    whole = sum(bool(quote) and len(line) > 2 and line[0] == line[-1] == quote for line in present)
    return whole >= max(2, 0.8 * len(present)) and sum(len(row) == 1 for row in rows) >= 0.8 * len(rows)
