"""TableSchema: names, types and meaning of columns. The rows themselves travel as Arrow streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

import pyarrow as pa

SOURCE_ROW = "_row"
VERSION = "_version"
SYSTEM_COLUMNS = (VERSION, SOURCE_ROW)
"""Columns that we add: the version that wrote the row, and its 0-based physical row in the source of that version."""

Rows = Callable[[Sequence[str]], Iterable[pa.RecordBatch]]
"""Gives the rows of a table anew each time, in batches that hold at least the named columns; at least one is named."""


Period = Literal["month", "quarter", "half-year", "fiscal-year", "school-year"]
"""What a date or a year stands for where that is more than a day, or another year than that of the calendar.

A month, a quarter and half a year are dates of their first day. A fiscal year (1 October to 30 September) is named after
the year in which it ends, a school year after that in which it begins.
"""


class ColumnType(StrEnum):
    """What the values of a column are."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    YEAR = "year"
    PLACE = "place"
    GEOMETRY = "geometry"

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of the stored values; years are Gregorian, places codes, geometry WKB in lon/lat WGS 84."""
        return _ARROW[self]

    @property
    def is_numeric(self) -> bool:
        """True if means and sums of the values make sense."""
        return self in (ColumnType.INTEGER, ColumnType.NUMBER)


_ARROW: dict[ColumnType, pa.DataType] = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.DATETIME: pa.timestamp("us"),
    ColumnType.TIME: pa.time64("us"),
    ColumnType.YEAR: pa.int32(),
    ColumnType.PLACE: pa.string(),
    ColumnType.GEOMETRY: pa.binary(),
}


@dataclass(frozen=True)
class Column:
    """One column. `source_column` is its 0-based place in the source, None for a column that we added from others.

    `period` says what each of its dates or years stands for, None for the day or the year of the calendar itself.
    """

    name: str
    type: ColumnType = ColumnType.STRING
    source_name: str | None = None
    source_column: int | None = None
    derived_from: tuple[int, ...] = ()
    unit: str | None = None
    title_th: str = ""
    title_en: str = ""
    description: str = ""
    period: Period | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the column as JSON."""
        return {
            "name": self.name,
            "type": str(self.type),
            "source_name": self.source_name,
            "source_column": self.source_column,
            "derived_from": list(self.derived_from),
            "unit": self.unit,
            "title_th": self.title_th,
            "title_en": self.title_en,
            "description": self.description,
            "period": self.period,
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Column:
        """Return the column of its JSON."""
        return cls(**{**raw, "type": ColumnType(raw["type"]), "derived_from": tuple(raw.get("derived_from") or ())})


@dataclass(frozen=True)
class TableSchema:
    """The columns of a table in order. Names are unique."""

    columns: tuple[Column, ...] = field(default=())

    def __post_init__(self) -> None:
        names = self.names
        if len(set(names)) != len(names):
            raise ValueError(f"column names repeat: {sorted({n for n in names if names.count(n) > 1})}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)

    def get(self, name: str) -> Column | None:
        """Return the column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def of_type(self, *types: ColumnType) -> tuple[Column, ...]:
        """Return the columns of any of these types, in order."""
        return tuple(column for column in self.columns if column.type in types)

    def arrow(self, *, system: tuple[str, ...] = (SOURCE_ROW,)) -> pa.Schema:
        """Return the Arrow schema: the columns, then the named system columns as int64."""
        own = [pa.field(column.name, column.type.arrow) for column in self.columns]
        return pa.schema([*own, *(pa.field(name, pa.int64()) for name in system)])

    def with_column(self, column: Column) -> TableSchema:
        """Return the schema with the column of that name put in place of the old one, or added at the end."""
        if self.get(column.name) is None:
            return TableSchema((*self.columns, column))
        return TableSchema(tuple(column if c.name == column.name else c for c in self.columns))

    def renamed(self, names: dict[str, str]) -> TableSchema:
        """Return the schema with columns renamed by `{old: new}`."""
        return TableSchema(tuple(replace(c, name=names.get(c.name, c.name)) for c in self.columns))

    def as_dict(self) -> dict[str, Any]:
        """Return the schema as JSON."""
        return {"columns": [column.as_dict() for column in self.columns]}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> TableSchema:
        """Return the schema of its JSON."""
        return cls(tuple(Column.from_dict(column) for column in raw["columns"]))
