"""What parts the cells of a text file: the candidate that gives most rows the same number of cells, and many of them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice
from math import log2

from mueang.base.files import Source

CANDIDATES = ",\t;|"
SAMPLE = 1 << 18
ROWS = 200
LONGEST_CELL = 1 << 27


def delimiter_of(source: Source, encoding: str) -> str:
    """Return the delimiter; a comma where nothing parts the lines."""
    text = source.head(SAMPLE).decode(encoding, errors="replace").lstrip("\ufeff")
    if source.size > SAMPLE and "\n" in text:
        text = text[: text.rfind("\n")]
    return max(CANDIDATES, key=lambda candidate: _evenness(text, candidate))


def _evenness(text: str, delimiter: str) -> float:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, ROWS) if any(cell.strip() for cell in row))
    except csv.Error:
        return 0.0
    parted = {width: rows for width, rows in widths.items() if width > 1}
    if not parted:
        return 0.0
    width, rows = max(parted.items(), key=lambda item: (item[1], item[0]))
    return rows / widths.total() * log2(min(width, 64) + 1)
