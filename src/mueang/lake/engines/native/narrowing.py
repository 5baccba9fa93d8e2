"""Which few rows of a native copy hold the whole answer. The question is then asked of them unchanged, so that nothing else decides what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from mueang.lake.engines.native.positions import SPAN, SYMBOLS, Range, SortedColumn
from mueang.lake.engines.shapes import NEVER, order_of, settled, typed
from mueang.lake.names import ORDER_BITS
from mueang.query.question import Condition, Question, Rows, Sort

FEW = 512
"""So many rows are fetched one by one through the index; for more, reading on is quicker."""
MOST_PAGE = 1_024
"""Pages of more rows are read as a whole table is."""
_VALUES = 16
"""Values of a list that are looked up one by one."""


@dataclass(frozen=True)
class Copy:
    """A native copy that is open.

    rows     the SQL name of the table of its rows
    columns  those held sorted, by their names
    """

    rows: str
    columns: Mapping[str, SortedColumn]


def narrowed(question: Question, copy: Copy, cursor: duckdb.DuckDBPyConnection) -> list[int] | None:
    """Return the rows among which the whole answer is, by their places in the order of the table; None if they are not few."""
    found = _meeting(question, copy, cursor)
    if found is not None or not isinstance(question, Rows) or question.limit is None or question.limit > MOST_PAGE:
        return found
    column = copy.columns.get(question.sort[0].column) if len(question.sort) == 1 and not question.where else None
    if column is None or not _is_of(column, question.after):
        return None
    return _page(column, question.sort[0], question, cursor)


def narrow_question(question: Question) -> Rows | None:
    """Return the question for the places of a sorted page alone, which reads only what it filters and sorts by; None for any other question."""
    if isinstance(question, Rows) and question.sort and question.limit is not None and question.limit <= MOST_PAGE:
        return replace(question, select=(question.sort[0].column,))
    return None


def order_at(version: int, row: int) -> int:
    """Return the place in the order of the table."""
    return (version << ORDER_BITS) + row


def _is_of(column: SortedColumn, after: Sequence[Any]) -> bool:
    """True if the last value seen can stand in the column: somebody may ask for what follows 2.5 among whole numbers."""
    return not after or after[0] is None or settled("eq", column.kind, after[0])[0] == "eq"


# ---------------------------------------------------------------- few rows meet a condition


def _meeting(question: Question, copy: Copy, cursor: duckdb.DuckDBPyConnection) -> list[int] | None:
    by_column: dict[str, list[Condition]] = {}
    for condition in question.where:
        by_column.setdefault(condition.column, []).append(condition)
    for name, conditions in by_column.items():
        column = copy.columns.get(name)
        if column is not None and (found := _meeting_some(column, conditions, cursor)) is not None:
            return found
    return None


def _meeting_some(column: SortedColumn, conditions: Sequence[Condition], cursor: duckdb.DuckDBPyConnection) -> list[int] | None:
    """Return the rows that meet the first list of values, if there is one, or else all the other conditions."""
    for condition in conditions:
        if isinstance(condition.value, tuple) and len(condition.value) <= _VALUES:
            parts = [_meeting_all(column, [Condition(condition.column, "eq", value)], cursor) for value in dict.fromkeys(condition.value)]
            found = {order for part in parts if part is not None for order in part}
            return sorted(found) if None not in parts and len(found) <= FEW else None
    return _meeting_all(column, [one for one in conditions if not isinstance(one.value, tuple)], cursor)


def _meeting_all(column: SortedColumn, conditions: Sequence[Condition], cursor: duckdb.DuckDBPyConnection) -> list[int] | None:
    """Return the rows that meet what these conditions say of their column, None if they may not be few."""
    low, high, tests = 0, column.rows, []
    for condition in conditions:
        operator, value = settled(condition.operator, column.kind, condition.value)
        if operator == NEVER:
            return []
        within = _within(column, operator, value)
        low, high = max(low, within[0]), min(high, within[1])
        tests += [f"k {SYMBOLS[operator]} {typed(value, column.kind)}"] if operator in SYMBOLS else []
    if tests and high - low <= SPAN:
        found = column.meeting(cursor, (low, high), tests, most=FEW + 1)
        return found if len(found) <= FEW else None
    if high - low <= FEW:
        return column.orders(cursor, [(low, high)])
    return None


def _within(column: SortedColumn, operator: str, value: Any) -> Range:
    """Return a range of positions outside which no row meets the test."""
    match operator:
        case "eq":
            return column.fences.before(value)[0], column.fences.after(value)[1]
        case "lt":
            return 0, column.fences.before(value)[1]
        case "le":
            return 0, column.fences.after(value)[1]
        case "gt":
            return column.fences.after(value)[0], column.filled
        case "ge":
            return column.fences.before(value)[0], column.filled
        case "is_null":
            return column.filled, column.rows
    return 0, column.filled


# ---------------------------------------------------------------- a page in the order of a column


def _page(column: SortedColumn, sort: Sort, question: Rows, cursor: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the rows among which the page is: as many as the page is long, or a few times that."""
    size = question.limit or 0
    last = (settled("eq", column.kind, question.after[0])[1], order_of(question.after)) if question.after else None
    if not sort.descending or (last is not None and last[0] is None):
        start = column.following(cursor, *last) if last else 0
        return column.orders(cursor, [(start, start + size)])
    found, top = _rest_of_value(column, last, size, cursor) if last else ([], column.filled)
    if len(found) < size:
        found += _downward(column, top, size, cursor)
    if len(found) < size:
        found += column.orders(cursor, [(column.filled, column.filled + size)])
    return found


def _rest_of_value(column: SortedColumn, last: tuple[Any, int], size: int, cursor: duckdb.DuckDBPyConnection) -> tuple[list[int], int]:
    """Return the rows that follow among those of the last one's value, and where the smaller values end."""
    first, following, end = column.spot(cursor, *last)
    return column.orders(cursor, [(following, min(following + size, end))]), first


def _downward(column: SortedColumn, top: int, size: int, cursor: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the rows that come first below `top` when values descend while the rows of one value ascend.

    All rows above the value at which the page may end, and of that value's rows the first: they may stand far below.
    """
    found = column.values(cursor, (max(top - size - 1, 0), top)) if size else []
    if len(found) <= size:
        return [order for _, order in found]
    below, value = found[0][0], found[1][0]
    if below < value:
        return [order for _, order in found[1:]]
    start, _, end = column.spot(cursor, value)
    return column.orders(cursor, [(start, min(start + size, end, top)), (end, top)])
