"""Filters of a dataset's page: in the address as `column__operator=value`, so that a link carries the whole state."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from mueang.query import Condition, wire
from mueang.tables.schema import Column, ColumnType, TableSchema
from mueang_site.catalogue.table import TableView
from mueang_site.portal.language import say
from mueang_site.portal.pages.columns import Uses, axis_title, label_of

MOST_VALUES = 120
_OFFERED = (ColumnType.YEAR, ColumnType.PLACE, ColumnType.BOOLEAN, ColumnType.STRING)
_MOST_FILTERS = 4


@dataclass(frozen=True)
class Offer:
    """One filter in the form: a choice of values, or a text to look for when there are too many."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]


def given_filters(parameters: QueryDict, schema: TableSchema) -> dict[str, list[str]]:
    """Return the parameters that filter; empty ones and those of the page itself are left out."""
    kept: dict[str, list[str]] = {}
    for key, values in parameters.lists():
        column, separator, _ = key.rpartition("__")
        filled = [value for value in values if value]
        if separator and filled and schema.get(column):
            kept[key] = filled
    return kept


def conditions(filters: Mapping[str, list[str]], schema: TableSchema) -> tuple[Condition, ...]:
    """Return the filters as conditions. Raises BadQuery."""
    return tuple(wire.condition_of(key, text, schema) for key, texts in filters.items() for text in texts)


def offers(view: TableView, filters: Mapping[str, list[str]]) -> tuple[Offer, ...]:
    """Return the filters that the form offers: years and places first, then groups of few values."""
    uses = Uses.of(view.schema)
    useful = {*uses.times, *uses.places, *uses.groups}
    ordered = sorted((c for c in view.schema.of_type(*_OFFERED) if c in useful), key=lambda column: _OFFERED.index(column.type))
    found = (offer for column in ordered[: 3 * _MOST_FILTERS] if (offer := _offer(view, column, filters)))
    return tuple(itertools.islice(found, _MOST_FILTERS))  # each offer costs a question: no more are made than are shown


def _offer(view: TableView, column: Column, filters: Mapping[str, list[str]]) -> Offer | None:
    values = [value for value in view.distinct(column.name, MOST_VALUES + 1) if value is not None]
    if len(values) < 2:  # a filter with one choice says nothing
        return None
    if len(values) > MOST_VALUES:
        key = f"{column.name}__contains"
        return Offer(key, axis_title(column, view.schema), "".join(filters.get(key, [])[:1]), ()) if column.type is ColumnType.STRING else None
    key = f"{column.name}__eq"
    newest_first = reversed(values) if column.type is ColumnType.YEAR else values
    choices = (("", say("ทั้งหมด", "All")), *((_wire_text(value), label_of(column, value)) for value in newest_first))
    return Offer(key, axis_title(column, view.schema), "".join(filters.get(key, [])[:1]), choices)


def said_filters(filters: Mapping[str, list[str]], schema: TableSchema) -> list[str]:
    """Return the filters in words: `เขต: ดุสิต`."""
    said = []
    for condition in conditions(filters, schema):
        column = schema.get(condition.column)
        if column is not None and condition.operator in ("eq", "contains"):
            said.append(f"{axis_title(column, schema)}: {label_of(column, condition.value)}")
    return said


def _wire_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
