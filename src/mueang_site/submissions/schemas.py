"""The schema of a table that was read, with what people said about its columns."""

from __future__ import annotations

from typing import Any

from mueang.tables.schema import Column, ColumnType, TableSchema

_OF_A_COLUMN = ("name", "type", "source_name", "source_column", "derived_from", "unit", "title_th", "title_en", "description", "period")
SAID = ("title_th", "title_en", "description", "unit")


def schema_of(table: dict[str, Any], said: dict[str, dict[str, str]] | None = None) -> TableSchema:
    """Return the schema of the contract's table; `said` is `{column: {title_th, title_en, description, unit}}`."""
    return TableSchema(tuple(_column(raw, (said or {}).get(raw["name"], {})) for raw in table["columns"]))


def type_of(raw: dict[str, Any]) -> ColumnType:
    """Return what a column of the contract holds: text that is codes of places (`place` names their level) is places here."""
    return ColumnType.PLACE if raw.get("place") else ColumnType(raw["type"])


def _column(raw: dict[str, Any], said: dict[str, str]) -> Column:
    own = {key: raw[key] for key in _OF_A_COLUMN if key in raw} | {"type": type_of(raw)}
    return Column.from_dict({**own, **{key: value for key, value in said.items() if key in SAID and value}})
