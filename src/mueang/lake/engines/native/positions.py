"""Where values stand in a column that is held sorted: fences in memory lead to a short range, one look into it says exactly."""

# ruff: noqa: S608 - names are our own by place, values are typed literals
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from mueang.lake.engines.shapes import typed
from mueang.tables.schema import ColumnType

Range = tuple[int, int]
"""Positions from the first to before the second."""
_AFTER_ALL = float("inf")
SPAN = 65_536
"""So many positions are looked through at once."""
SYMBOLS = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass(frozen=True)
class Fences:
    """Every so many positions: the position, and its value with the row's place in the order of the table."""

    positions: Sequence[int]
    keys: Sequence[tuple[Any, int]]
    end: int

    def before(self, value: Any) -> Range:
        """Return the range of positions in which the first row with this value or a greater one lies; its end counts too."""
        return self._around(bisect_left(self.keys, (value,)))

    def after(self, value: Any, order: float = _AFTER_ALL) -> Range:
        """Return the range in which the first row lies that comes after all with this value, or after that row of them."""
        return self._around(bisect_right(self.keys, (value, order)))

    def _around(self, found: int) -> Range:
        low = self.positions[found - 1] if found else 0
        return low, self.positions[found] if found < len(self.positions) else self.end


@dataclass(frozen=True)
class SortedColumn:
    """One column of a copy, sorted, missing values last.

    table   the SQL name; kind: type of the values; filled: rows that have a value; rows: all
    """

    table: str
    kind: ColumnType
    filled: int
    rows: int
    fences: Fences = field(repr=False)

    def first(self, cursor: duckdb.DuckDBPyConnection, value: Any) -> int:
        """Return the first position with this value or a greater one; `filled` if there is none."""
        return self._counted(cursor, self.fences.before(value), f"k < {typed(value, self.kind)}")

    def end(self, cursor: duckdb.DuckDBPyConnection, value: Any) -> int:
        """Return the first position with a greater value; `filled` if there is none."""
        return self._counted(cursor, self.fences.after(value), f"k <= {typed(value, self.kind)}")

    def following(self, cursor: duckdb.DuckDBPyConnection, value: Any, order: int) -> int:
        """Return the position that follows the row with this value (None: without one) at that place in the order of the table."""
        if value is None:
            return self._counted(cursor, (self.filled, self.rows), f"o <= {order}")
        text = typed(value, self.kind)
        return self._counted(cursor, self.fences.after(value, order), f"(k < {text} OR (k = {text} AND o <= {order}))")

    def spot(self, cursor: duckdb.DuckDBPyConnection, value: Any, order: int = 0) -> tuple[int, int, int]:
        """Return what `first`, `following` and `end` would, by one look where the rows of the value are not many."""
        low, high = self.fences.before(value)[0], self.fences.after(value)[1]
        if high - low > SPAN:
            return self.first(cursor, value), self.following(cursor, value, order), self.end(cursor, value)
        text = typed(value, self.kind)
        counts = f"count(*) FILTER (k < {text}), count(*) FILTER (k < {text} OR (k = {text} AND o <= {order})), count(*) FILTER (k <= {text})"
        found = cursor.execute(f"SELECT {counts} FROM ({self._part('k, o', (low, high))})").fetchone()
        assert found is not None
        return low + found[0], low + found[1], low + found[2]

    def values(self, cursor: duckdb.DuckDBPyConnection, within: Range) -> list[tuple[Any, int]]:
        """Return values and places in the order of the table at these positions, as they follow one another."""
        low, high = within
        return cursor.execute(f"SELECT k, o FROM {self.table} WHERE p >= {low} AND p < {high} ORDER BY p").fetchall()

    def orders(self, cursor: duckdb.DuckDBPyConnection, ranges: Iterable[Range]) -> list[int]:
        """Return the rows at these positions, by their places in the order of the table."""
        parts = [f"SELECT o FROM {self.table} WHERE p >= {low} AND p < {high}" for low, high in ranges if low < high]
        return _column(cursor, " UNION ALL ".join(parts)) if parts else []

    def meeting(self, cursor: duckdb.DuckDBPyConnection, within: Range, tests: Sequence[str], *, most: int) -> list[int]:
        """Return the rows within a range whose value meets all the tests (on `k`), at most so many, by their places in the order of the table."""
        return _column(cursor, f"SELECT o FROM ({self._part('k, o', within)}) WHERE {' AND '.join(tests)} LIMIT {most}")

    def _counted(self, cursor: duckdb.DuckDBPyConnection, within: Range, before: str) -> int:
        low, high = within
        return low if low >= high else low + int(_one(cursor, f"SELECT count(*) FROM ({self._part('k, o', within)}) WHERE {before}"))

    def _part(self, columns: str, within: Range) -> str:
        """Return SQL for a range; its limit keeps tests on the values out of the scan, which would make them of every row."""
        low, high = within
        return f"SELECT {columns} FROM {self.table} WHERE p >= {low} AND p < {high} LIMIT {max(high - low, 0)}"


def _one(cursor: duckdb.DuckDBPyConnection, query: str) -> Any:
    found = cursor.execute(query).fetchone()
    assert found is not None
    return found[0]


def _column(cursor: duckdb.DuckDBPyConnection, query: str) -> list[int]:
    return [row[0] for row in cursor.execute(query).fetchall()]
