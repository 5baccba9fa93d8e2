"""What a survey found and decided: how each column is converted and which rows are left out. A value: same plan, same rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mueang.base.report import Issue
from mueang.ingest.compact import Compact
from mueang.ingest.normalise.layout import Layout
from mueang.ingest.options import Era, ReadOptions
from mueang.ingest.questions import Question
from mueang.ingest.sheet import Merge
from mueang.tables.schema import Column, ColumnType, TableSchema


@dataclass(frozen=True)
class ColumnPlan:
    """How one source column becomes a column of the table.

    era             of its years: `be`, `ce`, or None where the value itself tells
    day_first       order of dates in digits
    comma_decimal   True where a comma is the decimal sign
    form            how runs of digits are dates
    unit            what the cells bear beside their numbers
    missing         texts, in lower case, that mean no data beside the usual ones
    values          `{text: the value that a person says it stands for}`, None where nobody has decided
    mojibake        encoding in which garbled text is read again
    filled_down     merged blocks whose value stands in their first row only
    place           where the sheet has a column that stands in no column of the source
    """

    column: Column
    era: Era | None = None
    day_first: bool = True
    comma_decimal: bool = False
    form: Compact | None = None
    unit: str | None = None
    missing: frozenset[str] = frozenset()
    values: Mapping[str, str] | None = None
    mojibake: str | None = None
    filled_down: tuple[Merge, ...] = ()
    place: int | None = None

    @property
    def position(self) -> int:
        """The column of the sheet."""
        position = self.column.source_column if self.place is None else self.place
        if position is None:
            raise ValueError("a planned column comes from the sheet")
        return position

    @property
    def type(self) -> ColumnType:
        """The type of its values."""
        return self.column.type


@dataclass(frozen=True)
class Added:
    """A column of dates that is made from others.

    column     as it stands in the table
    position   the source column with months, quarters or codes     form   how its digits are months
    years      the source column with the years                     year   the year that the titles state (Gregorian)
    fiscal     True where those years are fiscal ones
    """

    column: Column
    position: int
    years: int | None = None
    year: int | None = None
    fiscal: bool = False
    form: Compact | None = None


@dataclass(frozen=True)
class Excluded:
    """A row left out, and why; `text` is what stood there, short."""

    row: int
    why: str
    text: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON."""
        return {"row": self.row, "why": self.why, "text": self.text}


@dataclass(frozen=True)
class Fact:
    """Something stated outside the cells: a year, date, unit or place of the whole table."""

    kind: str
    value: str
    text: str
    row: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fact as JSON."""
        return {"kind": self.kind, "value": self.value, "text": self.text, "row": self.row}


@dataclass(frozen=True)
class Plan:
    """How a sheet becomes a table.

    excluded   the rows left out, with a limit on how many are listed     out     numbers of all of them that are not blank
    kept       rows that a person chose to keep                           width   columns of the sheet
    geometry   name of the column of shapes                               reasons how many rows were left out, by reason
    headings   of all columns of the sheet, dropped ones too              options the decisions as they hold for this sheet
    groups     rows that name a group, with the names, in order: they hold for the rows below them
    about      how the table was made of several sheets or columns, as JSON; empty where it stands so in the source
    """

    layout: Layout
    columns: tuple[ColumnPlan, ...]
    added: tuple[Added, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    context: tuple[Fact, ...] = ()
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()
    rows: int = 0
    last_row: int | None = None
    width: int = 0
    out: tuple[int, ...] = ()
    kept: frozenset[int] = frozenset()
    geometry: str | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    options: ReadOptions = field(default_factory=ReadOptions)
    groups: tuple[tuple[int, str], ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)

    def converts_as(self, other: Plan) -> bool:
        """Return whether both plans make the same rows of the same sheet, with the same changes."""
        return all(getattr(self, name) == getattr(other, name) for name in ("columns", "added", "kept", "geometry", "width")) and (
            self.layout.first_row == other.layout.first_row
        )

    @property
    def own(self) -> tuple[Column, ...]:
        """The columns of the table but for that of shapes."""
        return (*(plan.column for plan in self.columns), *(one.column for one in self.added))

    @property
    def schema(self) -> TableSchema:
        """The columns of the table."""
        columns = self.own
        shape = (Column(self.geometry, ColumnType.GEOMETRY),) if self.geometry else ()
        return TableSchema((*columns, *shape))
