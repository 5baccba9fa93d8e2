"""What a dataset declares, as the reader takes it: the types of its columns, and what means "no data" in them."""

from __future__ import annotations

from dataclasses import replace

from mueang.ingest.options import ColumnOptions, ReadOptions
from mueang.tables.declared import DatasetSchema, Field
from mueang.tables.schema import ColumnType

_FOUND = (ColumnType.PLACE, ColumnType.GEOMETRY)
"""Types that the reader finds itself, from names and shapes."""


def reading_by(declared: DatasetSchema, options: ReadOptions | None = None) -> ReadOptions:
    """Return the options with what the schema says of columns; what a person has decided about this file goes first.

    A value that is not of its column's type is then missing in the table and told as a change, rather than the whole
    column becoming text.
    """
    return replace(options or ReadOptions(), declared={one.name: _said(declared, one) for one in declared.fields})


def _said(declared: DatasetSchema, one: Field) -> ColumnOptions:
    known = one.type not in _FOUND and "type" not in one.extra
    return ColumnOptions(type=one.type if known else None, missing=tuple(text for text in declared.missing_of(one) if text))
