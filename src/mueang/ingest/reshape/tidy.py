"""Columns whose headings are values of one dimension become rows: a crosstab, or a table with a column for each year, in long form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mueang.base.message import Message
from mueang.base.text import distinct_names
from mueang.ingest.normalise.dimensions import Dimension, Meaning, meaning
from mueang.ingest.normalise.plan import ColumnPlan, Plan
from mueang.ingest.normalise.rows import is_total
from mueang.ingest.options import TidyOptions
from mueang.ingest.questions import Choice, Question
from mueang.ingest.reshape.composed import Added, Composed, clean_rows, columns_of, placed
from mueang.ingest.reshape.issues import SumsDropped, TableTidied, TableWide
from mueang.ingest.sheet import Sheet
from mueang.tables.schema import SOURCE_ROW, ColumnType

LEAST = 3
"""Fewer columns are no crosstab."""
FULL = 0.6
"""Share of all pairs of a value and a measure that must have a column."""
_VALUE, _COUNT, _HEADING = "ค่า", "จำนวน", "หัวคอลัมน์"


@dataclass(frozen=True)
class Cell:
    """One column of the wide table: what its heading names, by the columns of the long table, and where its values go."""

    position: int
    named: tuple[str, ...]
    value: int = 0


@dataclass(frozen=True)
class Wide:
    """Columns that may become rows.

    cells    these columns          dimensions  names of the columns that take the values of their headings
    values   names and units of the columns that take their values
    sums     columns that add up others of them
    """

    cells: tuple[Cell, ...]
    dimensions: tuple[str, ...]
    values: tuple[tuple[str, str | None], ...]
    sums: tuple[int, ...] = ()

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """What a row of the long table stands for, in the order of the columns."""
        return list(dict.fromkeys(cell.named for cell in self.cells))


def find_wide(plan: Plan, options: TidyOptions | None = None) -> Wide | None:
    """Return the columns that are values of one dimension, or those that a person named; None if there are none."""
    options = options or TidyOptions()
    meanings = {column.position: meaning(column.column.name) for column in plan.columns if _may_be_wide(column)}
    if options.columns:
        return _chosen(plan, {position: meanings.get(position) for position in options.columns}, options)
    kinds = Counter(found.dimensions for found in meanings.values() if found.dimensions)
    for dimensions, _ in sorted(kinds.items(), key=lambda one: (-len(one[0]), -one[1])):
        chosen = {position: found for position, found in meanings.items() if found.dimensions == dimensions}
        if _is_grid(list(chosen.values()), dimensions):
            return _named(plan, chosen, dimensions, _sums(meanings, dimensions), options)
    return None


def _may_be_wide(column: ColumnPlan) -> bool:
    return column.type.is_numeric or (column.type is ColumnType.STRING and column.column.source_column is not None and not column.filled_down)


def _is_grid(found: list[Meaning], dimensions: tuple[Dimension, ...]) -> bool:
    """True for enough columns, no two of one meaning, that fill most of the pairs of values and measures."""
    values, rests = {one.values for one in found}, {one.rest for one in found}
    if len(found) < LEAST or len(values) < 2 or len(set(found)) < len(found) or len(found) < FULL * len(values) * len(rests):
        return False
    return dimensions != (Dimension.SEX,) or len(rests) > 1


def _sums(meanings: Mapping[int, Meaning], dimensions: tuple[Dimension, ...]) -> tuple[int, ...]:
    """Return columns of sums: รวม of fewer dimensions, or of none."""
    fewer = {position: found for position, found in meanings.items() if set(found.dimensions) < set(dimensions)}
    return tuple(position for position, found in fewer.items() if any(is_total(part) for part in found.rest.split(" / ")))


def _named(plan: Plan, chosen: Mapping[int, Meaning], dimensions: tuple[Dimension, ...], sums: tuple[int, ...], options: TidyOptions) -> Wide:
    columns = {column.position: column for column in plan.columns}
    rests = list(dict.fromkeys(found.rest for found in chosen.values()))
    apart = len(rests) > 1 and not _as_rows([columns[position] for position in chosen], options)
    names = [str(dimension) for dimension in dimensions] + ([str(Dimension.ITEM)] if len(rests) > 1 and not apart else [])
    cells = []
    for position, found in chosen.items():
        named = tuple(value for _, value in found.values)
        cells.append(Cell(position, named, rests.index(found.rest)) if apart else Cell(position, (*named, found.rest) if len(rests) > 1 else named))
    values = [_value(plan, [columns[cell.position] for cell in cells if cell.value == i], rest) for i, rest in enumerate(rests if apart else rests[:1])]
    if len(rests) > 1 and not apart:
        values = [_value(plan, [columns[position] for position in chosen], "")]
    return _renamed(Wide(tuple(cells), tuple(names), tuple(values), sums), plan, options)


def _as_rows(columns: Sequence[ColumnPlan], options: TidyOptions) -> bool:
    """Return whether measures become rows too: those of one unit and one kind can stand under each other."""
    if options.measures is not None:
        return options.measures == "rows"
    return len({(column.column.unit, column.type) for column in columns}) == 1


def _value(plan: Plan, columns: Sequence[ColumnPlan], rest: str) -> tuple[str, str | None]:
    units = {column.column.unit for column in columns} - {None}
    stated = {fact.value for fact in plan.context if fact.kind == "unit"}
    unit = next(iter(units or stated)) if len(units or stated) == 1 else None
    whole = all(column.type is ColumnType.INTEGER for column in columns)
    return rest or (_COUNT if whole else _VALUE), unit


def _renamed(wide: Wide, plan: Plan, options: TidyOptions) -> Wide:
    """Return it with the names that a person chose, and none that another column has."""
    melted = {*(cell.position for cell in wide.cells), *wide.sums}
    kept = [column.column.name for column in plan.columns if column.position not in melted]
    values = [name for name, _ in wide.values]
    if options.value and len(values) == 1:
        values = [options.value]
    names = [options.names.get(name, name) for name in (*wide.dimensions, *values)]
    free = distinct_names([*kept, *names])[len(kept) :]
    split = len(wide.dimensions)
    return Wide(wide.cells, tuple(free[:split]), tuple(zip(free[split:], (unit for _, unit in wide.values), strict=True)), wide.sums)


def _chosen(plan: Plan, meanings: Mapping[int, Meaning | None], options: TidyOptions) -> Wide | None:
    """Return the columns that a person named; where their headings name no values, these are their headings as they stand."""
    columns = {column.position: column for column in plan.columns}
    here = {position: found for position, found in meanings.items() if position in columns}
    known = {position: found for position, found in here.items() if found is not None and found.dimensions}
    if not here:
        return None
    kinds = {found.dimensions for found in known.values()}
    if len(known) == len(here) and len(kinds) == 1 and len(set(known.values())) == len(known):
        return _named(plan, known, kinds.pop(), (), options)
    cells = tuple(Cell(position, (columns[position].column.name,)) for position in here)
    return _renamed(Wide(cells, (_HEADING,), (_value(plan, [columns[position] for position in here], ""),)), plan, options)


def offer(wide: Wide, plan: Plan) -> tuple[TableWide, Question]:
    """Return the word on a table that may be made long, and the question whether it shall be."""
    example = next(column.column.name for column in plan.columns if column.position == wide.cells[0].position)
    issue = TableWide(count=len(wide.cells), dimension=", ".join(wide.dimensions), example=example, rows=plan.rows * len(wide.keys))
    keep = Choice("keep", Message("คงตารางไว้อย่างเดิม", "Keep the table as it is"), {"tidy": False})
    tidy = Choice("tidy", Message("แปลงเป็นตารางแนวยาว", "Make the table long"), {"tidy": True})
    return issue, Question(issue.code, issue.message, (keep, tidy), offer=True)


def tidied(sheet: Sheet, plan: Plan, wide: Wide, options: TidyOptions) -> Composed:
    """Return the long table of a wide one: for each row and each value of its headings one row, in the order of the source.

    A row without any value is kept, unless the options drop it.
    """
    melted = {*(cell.position for cell in wide.cells), *wide.sums}
    kept = tuple(column.position for column in plan.columns if column.position not in melted)
    width = max(plan.width, len(plan.headings), *(column.position + 1 for column in plan.columns))
    sources = tuple(cell.position for cell in wide.cells)
    dimensions = [Added(name, sources, type=_type_of(name, wide, i)) for i, name in enumerate(wide.dimensions)]
    values = [Added(name, tuple(cell.position for cell in wide.cells if cell.value == i), unit) for i, (name, unit) in enumerate(wide.values)]
    issues = [TableTidied(count=len(wide.cells), dimension=", ".join(wide.dimensions), value=", ".join(name for name, _ in wide.values))]
    return Composed(
        batches=lambda: _long(sheet, plan, wide, kept, width, drop_empty=options.drop_empty),
        kept=kept,
        added=(*dimensions, *values),
        width=width,
        issues=(*issues, *_sums_told(plan, wide)),
        about={"tidy": _about(wide)},
    )


def _type_of(name: str, wide: Wide, place: int) -> ColumnType | None:
    """Return the type of a dimension: years are years, everything else is text as it stands."""
    texts = [cell.named[place] for cell in wide.cells]
    return None if all(len(text) == 4 and text.isdigit() for text in texts) and Dimension.YEAR in name else ColumnType.STRING


def _sums_told(plan: Plan, wide: Wide) -> Iterator[SumsDropped]:
    if wide.sums:
        yield SumsDropped(count=len(wide.sums), column=next(column.column.name for column in plan.columns if column.position == wide.sums[0]))


def _about(wide: Wide) -> list[dict[str, object]]:
    """Return for each column of the source what its heading became, and in which column its values are."""
    return [
        {"column": cell.position, "values": dict(zip(wide.dimensions, cell.named, strict=True)), "value": wide.values[cell.value][0]} for cell in wide.cells
    ]


def _long(sheet: Sheet, plan: Plan, wide: Wide, kept: Sequence[int], width: int, *, drop_empty: bool) -> Iterator[pa.RecordBatch]:
    keys = wide.keys
    at = {(cell.named, cell.value): cell.position for cell in wide.cells}
    for batch in clean_rows(sheet, plan):
        rows = batch.num_rows
        again = pa.array(np.repeat(np.arange(rows), len(keys)))
        columns = {position: column.take(again) for position, column in zip(kept, columns_of(batch, kept), strict=True)}
        for i in range(len(wide.dimensions)):
            columns[width + i] = pa.array([key[i] for key in keys] * rows, pa.string())
        for i in range(len(wide.values)):
            columns[width + len(wide.dimensions) + i] = _interleaved(batch, [at.get((key, i), -1) for key in keys])
        made = placed(batch.column(SOURCE_ROW).take(again), columns, width + len(wide.dimensions) + len(wide.values))
        yield _with_values(made, width + len(wide.dimensions), len(wide.values)) if drop_empty else made


def _interleaved(batch: pa.RecordBatch, positions: Sequence[int]) -> pa.Array:
    """Return the cells of several columns row by row."""
    whole = pa.concat_arrays(columns_of(batch, positions))
    order = np.arange(len(whole)).reshape(len(positions), batch.num_rows).T.ravel()
    return whole.take(pa.array(order))


def _with_values(batch: pa.RecordBatch, first: int, count: int) -> pa.RecordBatch:
    """Return the rows that have some value."""
    there = np.zeros(batch.num_rows, np.bool_)
    for column in columns_of(batch, range(first, first + count)):
        there |= np.array([bool(text and text.strip()) for text in column.to_pylist()], np.bool_)
    return batch.filter(pa.array(there))
