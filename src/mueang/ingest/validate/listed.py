"""Values that must be in a code list, and the code that may have been meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mueang.base.report import Issue
from mueang.ingest.normalise.convert import as_text
from mueang.ingest.validate.checks import Cells
from mueang.ingest.validate.issues import ValueNearlyListed, ValueNotListed
from mueang.ingest.validate.rules import Allowed, Fault, Rule
from mueang.tables.declared import CodeList
from mueang.tables.distinct import decoded
from mueang.tables.lexical import as_value
from mueang.tables.schema import ColumnType

MOST_TOLD = 20
MOST_VALUES = 10_000
"""Unknown values of which each is counted for itself."""
MOST_NEAR = 200
"""Unknown values for which the nearest code is looked for."""
LIKENESS = 75.0
_SHOWN = 8


class Listed(Cells):
    """The values of a column must be in a code list."""

    def __init__(self, column: str, codes: CodeList, kind: ColumnType) -> None:
        known = pa.array([as_value(value, kind) for value in codes.values], kind.arrow)
        super().__init__(column, Rule.CODES, shown(codes), lambda values: pc.invert(pc.is_in(values.cast(known.type), value_set=known)))
        self._codes = codes
        self._unknown: dict[str, tuple[int, int]] = {}
        self._near = cache(self._look_near)

    def _note(self, rows: pa.Array, values: pa.Array) -> None:
        super()._note(rows, values)
        found = pa.table({"value": as_text(decoded(values)), "row": rows})
        for one in found.group_by("value", use_threads=False).aggregate([("row", "min"), ("row", "count")]).to_pylist():
            known = self._unknown.get(one["value"])
            if known is not None or len(self._unknown) < MOST_VALUES:
                first, count = known or (one["row_min"], 0)
                self._unknown[one["value"]] = (first, count + one["row_count"])

    def faults(self) -> Iterator[Fault]:
        """Return the faults that are listed, each with the code that may have been meant."""
        return (replace(fault, near=self._near(fault.value or "")) for fault in super().faults())

    def issues(self) -> Iterator[Issue]:
        """Return the most frequent unknown values, each with the nearest code."""
        frequent = sorted(self._unknown.items(), key=lambda item: (-item[1][1], item[1][0]))
        for value, (row, count) in frequent[:MOST_TOLD]:
            told: dict[str, Any] = {"column": self.columns[0], "row": row, "count": count, "before": value}
            near = self._near(value)
            yield ValueNearlyListed(**told, after=near) if near else ValueNotListed(**told)

    def _look_near(self, value: str) -> str | None:
        from rapidfuzz import fuzz, process

        meant = self._codes.meant_by(value)
        if meant is not None or self._near.cache_info().misses > MOST_NEAR:
            return meant
        near = process.extractOne(value, self._codes.values, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        return near[0] if near else None


def shown(codes: CodeList) -> Allowed:
    """Return a code list in words: its name, or its first values."""
    if codes.title_th or codes.title_en or codes.name:
        return Allowed(f"“{codes.title_th or codes.title_en or codes.name}”", f"“{codes.title_en or codes.title_th or codes.name}”")
    more = " …" if len(codes.values) > _SHOWN else ""
    return Allowed.plain(", ".join(codes.values[:_SHOWN]) + more)
