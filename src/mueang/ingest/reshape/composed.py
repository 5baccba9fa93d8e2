"""A sheet that is made from others: which of its columns stand in the source, and which are added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from mueang.base.report import Issue
from mueang.ingest.normalise import survey
from mueang.ingest.normalise.coded import Rows
from mueang.ingest.normalise.convert import filled_down, only_blanks
from mueang.ingest.normalise.plan import ColumnPlan, Plan
from mueang.ingest.options import ReadOptions
from mueang.ingest.sheet import Sheet, batch_of, column_name
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW, ColumnType

Batches = Callable[[], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class Added:
    """A column that stands in no column of the source: made from headings, from the names of sheets, or from labels over groups.

    sources   the columns of the source whose headings or cells told it      first   True: it stands before all others
    """

    name: str
    sources: tuple[int, ...] = ()
    unit: str | None = None
    type: ColumnType | None = None
    first: bool = False


@dataclass(frozen=True)
class Composed:
    """How a table is made from the rows of another.

    batches   rows of text, made anew at each call: columns of the source at their places, the added ones from `width` on
    kept      columns of the source that it keeps
    added     its other columns, in order
    about     what is told of its making, as JSON
    """

    batches: Batches
    kept: tuple[int, ...]
    added: tuple[Added, ...]
    width: int
    issues: tuple[Issue, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def clean_rows(sheet: Sheet, plan: Plan) -> Iterator[pa.RecordBatch]:
    """Yield the rows of data of a sheet as text, with the values of merged blocks in all of their rows."""
    out = set(plan.out)
    for batch in sheet.batches():
        rows = Rows.of(batch, plan.layout.first_row)
        if not len(rows):
            continue
        data = ~only_blanks(rows)
        if out:
            data &= [int(number) not in out for number in rows.numbers]
        rows = Rows(filled_down(rows.batch, plan.columns))
        yield rows.batch.filter(pa.array(data))


def columns_of(batch: pa.RecordBatch, positions: Sequence[int]) -> list[pa.Array]:
    """Return these columns of a batch as text; where the batch has none there is no cell."""
    names = set(batch.schema.names)
    nothing = pa.nulls(batch.num_rows, pa.string())
    return [decoded(batch.column(name)) if (name := column_name(position)) in names else nothing for position in positions]


def placed(numbers: pa.Array, columns: Mapping[int, pa.Array], width: int) -> pa.RecordBatch:
    """Return a batch of the columns at their places, with no cell anywhere else."""
    nothing = pa.nulls(len(numbers), pa.string())
    made = batch_of(0, [columns.get(position, nothing) for position in range(width)], len(numbers))
    return made.set_column(0, SOURCE_ROW, numbers)


def planned(sheet: Sheet, plan: Plan, composed: Composed, options: ReadOptions) -> tuple[Sheet, Plan]:
    """Return the composed sheet, and how it becomes a table: typed as any sheet, told as its source."""
    here = {column.position: column for column in plan.columns}
    names = [here[i].column.name if i in here and i in composed.kept else "" for i in range(composed.width)]
    heading = (*names, *(one.name for one in composed.added))
    types = {**sheet.types, **{composed.width + i: one.type for i, one in enumerate(composed.added) if one.type is not None}}
    made = replace(sheet, batches=composed.batches, heading=heading, merges=(), types=types, issues=(), remarks=_nothing, asks=tuple, stores="lines")
    found = survey(made, options)
    columns = [_source(column, here, composed) for column in found.columns]
    ours = {column.column.name for column in columns if column.column.source_column is None}
    questions = tuple(question for question in found.questions if question.column not in ours)
    structure = [issue for issue in plan.issues if issue.column is None]
    whole = replace(
        plan,
        columns=tuple(sorted(columns, key=lambda column: _order(column, list(here), composed))),
        issues=(*structure, *composed.issues, *(issue for issue in found.issues if issue.code != "column.stray")),
        questions=questions,
        rows=found.rows,
        about={**plan.about, **composed.about},
    )
    return made, whole


def _nothing(rows: int) -> tuple[Issue, ...]:  # noqa: ARG001
    return ()


def _order(column: ColumnPlan, before: Sequence[int], composed: Composed) -> int:
    """Return where a column stands: those that were there in their order, the added ones after or before them."""
    if column.position < composed.width:
        return before.index(column.position)
    place = column.position - composed.width
    return place - len(composed.added) if composed.added[place].first else len(before) + place


def _source(column: ColumnPlan, here: Mapping[int, ColumnPlan], composed: Composed) -> ColumnPlan:
    """Return a column of the composed sheet with what is known of it in the source."""
    position = column.position
    if position < composed.width:
        known = here[position]
        return replace(column, column=replace(known.column, type=column.column.type), place=known.place)
    added = composed.added[position - composed.width]
    unit = added.unit if column.type.is_numeric else None
    described = replace(column.column, source_name=None, source_column=None, derived_from=added.sources, unit=unit or column.column.unit)
    return replace(column, column=described, place=position)
