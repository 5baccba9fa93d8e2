"""Totals as check sums: what a column or a row should add up to tells whether its numbers were read right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from mueang.base.text import arabic_digits
from mueang.ingest.paper.cells import Check, PaperCell, PaperTable

AGREED = 0.98
"""As sure is at least a number of which a sum agrees."""
_TOTAL = re.compile(r"(?:ยอด|ผล)?\s*รวม|ทั้งสิ้น|grand total|total|sum", re.IGNORECASE)
_Values = Mapping[tuple[int, int], Decimal]


def checked(table: PaperTable) -> PaperTable:
    """Return the table with what its sums say of each of its numbers."""
    values = _values(table)
    agrees: Counter[tuple[int, int]] = Counter()
    differs: Counter[tuple[int, int]] = Counter()
    for places, sound in (*_by_columns(table, values), *_by_rows(table, values), *_by_order(table, values)):
        (agrees if sound else differs).update(places)
    return replace(table, cells=tuple(_with_check(cell, agrees, differs) for cell in table.cells))


def totals(table: PaperTable) -> dict[int, str]:
    """Return the sum of each column of numbers without its own totals, as text; columns that only number the rows have none."""
    values, summing = _values(table), _total_rows(table)
    numbering = {column for column in table.numeric if _numbers_rows(table, column, values)}
    return {
        column: f"{sum((value for (row, at), value in values.items() if at == column and row not in summing), Decimal()):f}"
        for column in table.numeric
        if column not in numbering and any(at == column for _, at in values)
    }


def value_of(text: str) -> Decimal | None:
    """Return the number that a text writes, None if it writes none; a dash is nothing."""
    plain = arabic_digits(text).replace(",", "").replace(" ", "").removesuffix("%")
    if plain in ("-", "–"):
        return Decimal()
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    try:
        return Decimal(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None
    except InvalidOperation:
        return None


def _values(table: PaperTable) -> _Values:
    return {
        (cell.row, cell.column): value
        for cell in table.cells
        if cell.column in table.numeric and cell.how in ("digits", "person") and (value := value_of(cell.text)) is not None
    }


def _total_rows(table: PaperTable) -> list[int]:
    return sorted({cell.row for cell in table.cells if cell.column not in table.numeric and cell.row >= table.titles and _TOTAL.match(cell.text)})


def _first_row(column: int, values: _Values) -> int:
    return min((row for row, at in values if at == column), default=0)


def _by_columns(table: PaperTable, values: _Values) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    """Yield the numbers that a total row adds up, with that total, and whether they do."""
    for column in table.numeric:
        start = _first_row(column, values)
        for before, row in pairwise([start - 1, *_total_rows(table)]):
            added = [(r, column) for r in range(before + 1, row) if (r, column) in values]
            if len(added) > 1 and (row, column) in values:
                yield [*added, (row, column)], sum(values[place] for place in added) == values[row, column]


def _by_rows(table: PaperTable, values: _Values) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    """Yield the numbers of a row that a column of totals adds up, and whether they do."""
    headed = {
        cell.column
        for cell in table.cells
        if cell.column in table.numeric and table.titles <= cell.row < _first_row(cell.column, values) and _TOTAL.match(cell.text)
    }
    for total in headed:
        parts = [column for column in table.numeric if column < total and column not in headed and not _numbers_rows(table, column, values)]
        for row in sorted({r for r, at in values if at == total}):
            added = [(row, column) for column in parts if (row, column) in values]
            if len(added) > 1:
                yield [*added, (row, total)], sum(values[place] for place in added) == values[row, total]


def _by_order(table: PaperTable, values: _Values) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    for column in table.numeric:
        if _numbers_rows(table, column, values):
            yield from _in_order([(row, column) for row, at in sorted(values) if at == column], values)


def _in_order(places: Sequence[tuple[int, int]], values: _Values) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    steps = Counter(values[place] - place[0] for place in places)
    usual = steps.most_common(1)[0][0]
    for place in places:
        yield [place], values[place] - place[0] == usual


def _numbers_rows(table: PaperTable, column: int, values: _Values) -> bool:
    """True for a column that only numbers the rows: most of its numbers go up by one from row to row."""
    places = [row for row, at in values if at == column]
    steps = Counter(values[row, column] - row for row in places)
    return column == 0 and len(places) > 2 and steps.most_common(1)[0][1] > 0.7 * len(places) and table.columns > 1


def _with_check(cell: PaperCell, agrees: Counter[tuple[int, int]], differs: Counter[tuple[int, int]]) -> PaperCell:
    place = (cell.row, cell.column)
    check: Check = "agrees" if agrees[place] else "differs" if differs[place] else ""
    return replace(cell, check=check, confidence=max(cell.confidence, AGREED) if check == "agrees" else cell.confidence)
