"""Cells that break one rule: all counted, the first kept."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from mueang.ingest.normalise.convert import as_text
from mueang.ingest.validate.rules import Allowed, Count, Fault, Rule
from mueang.tables.distinct import decoded

MOST_LISTED = 10_000
"""Faults of one rule in one column that are listed; more are only counted."""
LONGEST_VALUE = 200


class Tally:
    """Counts the faults of one rule, and keeps the first with row and value."""

    def __init__(self, columns: tuple[str, ...], rule: Rule, allowed: Allowed = Allowed()) -> None:  # noqa: B008 - a frozen value
        self.columns, self.rule, self.allowed = columns, rule, allowed
        self.total = 0
        self._kept: list[tuple[int, str | None]] = []

    def add(self, rows: pa.Array, values: pa.Array | None) -> None:
        """Count cells that break the rule; `values` are what stands in them, None for nothing."""
        self.total += len(rows)
        room = MOST_LISTED - len(self._kept)
        if room > 0 and len(rows):
            texts = [None] * min(room, len(rows)) if values is None else as_text(decoded(values[:room])).to_pylist()
            self._kept += zip(rows[:room].to_pylist(), map(_short, texts), strict=True)

    @property
    def first(self) -> tuple[int, str | None]:
        """Row and value of the first fault."""
        return self._kept[0]

    @property
    def count(self) -> Count:
        """How many there are."""
        return Count(self.columns, self.rule, self.total, self.allowed)

    def faults(self) -> Iterator[Fault]:
        """Return the faults that are listed."""
        return (Fault(row, self.columns, value, self.rule, self.allowed) for row, value in self._kept)


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
