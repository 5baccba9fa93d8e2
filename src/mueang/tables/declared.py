"""DatasetSchema: what a dataset declares about its table, whatever file it comes in: columns, conditions of values, code lists, keys.

A `TableSchema` says what a table is; a `DatasetSchema` says what it should be. `mueang.tables.frictionless` writes it as
a Frictionless Table Schema and reads it again; `mueang.ingest.validate` holds rows against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from mueang.tables.schema import Column, ColumnType, TableSchema

Bound = int | float | date | datetime | time | None
BOUNDED = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME, ColumnType.YEAR)
"""Types whose values have an order that bounds may cut."""
TEXTS = (ColumnType.STRING, ColumnType.PLACE)
PLACE_LEVELS = ("province", "district", "subdistrict")
"""The official lists of places that a column may refer to."""


@dataclass(frozen=True)
class Code:
    """One value of a code list, as it stands in the data, and what it means."""

    value: str
    title_th: str = ""
    title_en: str = ""


@dataclass(frozen=True)
class CodeList:
    """The values that a column may hold. With a `name` it is shared between columns; without one it is the column's own."""

    codes: tuple[Code, ...]
    name: str = ""
    title_th: str = ""
    title_en: str = ""

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values alone, in order."""
        return tuple(code.value for code in self.codes)

    @property
    def explained(self) -> bool:
        """True if any value says what it means."""
        return any(code.title_th or code.title_en for code in self.codes)

    def meant_by(self, text: str) -> str | None:
        """Return the value whose Thai or English title is `text`, or None: people write what a code means in place of it."""
        return next((code.value for code in self.codes if text and text in (code.title_th, code.title_en)), None)


@dataclass(frozen=True)
class Conditions:
    """What must hold of each value of a column. Missing values break `required` alone.

    minimum, maximum   least and greatest value, both allowed
    above, below       bounds that are not allowed themselves
    min_length, max_length   characters of a text
    pattern            a regular expression that a text matches from its first character to its last
    """

    required: bool = False
    unique: bool = False
    minimum: Bound = None
    maximum: Bound = None
    above: Bound = None
    below: Bound = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Field:
    """One column that the dataset declares.

    codes    the values that it may hold
    places   the level of the official list of places that its values must be in, by code or by name
    missing  texts that mean "no data" here; None: those of the whole schema
    extra    properties of the JSON that mean nothing to us, kept as they are
    """

    name: str
    type: ColumnType = ColumnType.STRING
    conditions: Conditions = Conditions()
    codes: CodeList | None = None
    places: str | None = None
    unit: str | None = None
    title_th: str = ""
    title_en: str = ""
    description: str = ""
    missing: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def column(self) -> Column:
        """The column of a table that the field describes."""
        said = {"unit": self.unit, "title_th": self.title_th, "title_en": self.title_en, "description": self.description}
        return Column(self.name, self.type, self.name, **said)  # type: ignore[arg-type]


@dataclass(frozen=True)
class DatasetSchema:
    """The declared columns in order, and what must hold between rows and between tables.

    key           columns that together tell each row from all others; each must be filled
    unique        further groups of columns of which no two rows may hold the same; rows with a blank among them are not compared
    foreign_keys  references to other tables as the JSON has them: kept and told, not checked
    missing       texts that mean "no data"
    """

    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[Mapping[str, Any], ...] = ()
    missing: tuple[str, ...] = ("",)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields in order."""
        return tuple(one.name for one in self.fields)

    @property
    def table(self) -> TableSchema:
        """The columns alone."""
        return TableSchema(tuple(one.column for one in self.fields))

    @property
    def code_lists(self) -> tuple[CodeList, ...]:
        """The lists that have a name, each once."""
        return tuple({one.codes.name: one.codes for one in self.fields if one.codes and one.codes.name}.values())

    def get(self, name: str) -> Field | None:
        """Return the field called `name`, or None."""
        return next((one for one in self.fields if one.name == name), None)

    def is_required(self, name: str) -> bool:
        """Return whether a column must be filled: by its own condition, or as a part of the key."""
        one = self.get(name)
        return name in self.key or (one is not None and one.conditions.required)

    def missing_of(self, one: Field) -> tuple[str, ...]:
        """Return the texts that mean "no data" in a column."""
        return self.missing if one.missing is None else one.missing


def drafted(table: TableSchema, *, added: bool = False) -> DatasetSchema:
    """Return a first draft: the columns as a table has them and no condition yet; those that we added from others only if `added`."""
    return DatasetSchema(tuple(_field(column) for column in table.columns if added or not _added(column)))


def _added(column: Column) -> bool:
    return column.source_column is None and bool(column.derived_from)


def _field(column: Column) -> Field:
    return Field(column.name, column.type, unit=column.unit, title_th=column.title_th, title_en=column.title_en, description=column.description)
