"""Tables drawn as text, for tests that people read.

    district | pm25 | year:year
    ---------+------+----------
    ดุสิต     | 10.5 | 2023
    บางรัก    |      | 2023

A column's type stands after a colon; without one it is told by its values. An empty cell is a missing value, '' is empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow as pa
import shapely

from mueang.lake import Lake, Mode, Replace, Snapshot
from mueang.query import Permit
from mueang.tables import Column, ColumnType, TableSchema

NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
_READ = {
    ColumnType.STRING: lambda text: text.strip("'"),
    ColumnType.PLACE: str,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: float,
    ColumnType.YEAR: int,
    ColumnType.BOOLEAN: lambda text: text == "true",
    ColumnType.DATE: date.fromisoformat,
    ColumnType.DATETIME: datetime.fromisoformat,
    ColumnType.TIME: time.fromisoformat,
    ColumnType.GEOMETRY: lambda text: shapely.to_wkb(shapely.from_wkt(text)),
}
_LOOKS = [
    (r"-?\d+", ColumnType.INTEGER),
    (r"-?\d*\.?\d+(e-?\d+)?|nan", ColumnType.NUMBER),
    (r"\d{4}-\d\d-\d\d", ColumnType.DATE),
    (r"true|false", ColumnType.BOOLEAN),
]


def table(drawing: str) -> tuple[TableSchema, list[dict[str, Any]]]:
    """Return the schema and the rows of a drawing."""
    heads, *lines = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines() if not re.fullmatch(r"[\s+-]+", line)]
    columns = tuple(_column(head, [line[i] for line in lines]) for i, head in enumerate(heads))
    rows = [{c.name: _READ[c.type](cell) if cell else None for c, cell in zip(columns, line, strict=True)} for line in lines]
    return TableSchema(columns), rows


def _column(head: str, cells: list[str]) -> Column:
    name, _, kind = head.partition(":")
    filled = [cell for cell in cells if cell]
    looks = (found for pattern, found in _LOOKS if filled and all(re.fullmatch(pattern, cell) for cell in filled))
    return Column(name, ColumnType(kind) if kind else next(looks, ColumnType.STRING))


def batches(schema: TableSchema, rows: Iterable[dict[str, Any]], *, size: int = 1000, first_row: int = 0) -> list[pa.RecordBatch]:
    """Return the rows as they come from a reader: with `_row`, in batches."""
    numbered = [{**row, "_row": number} for number, row in enumerate(rows, first_row)]
    arrow = schema.arrow()
    return [pa.RecordBatch.from_pylist(numbered[start : start + size], schema=arrow) for start in range(0, len(numbered), size)]


def write(lake: Lake, drawing: str, *, mode: Mode | None = None, base: Snapshot | None = None, job: str = "", number: int = 0, on: str = "air") -> Snapshot:
    """Write a drawn table upon `base`, as the next version unless a number is given."""
    schema, rows = table(drawing)
    number = number or (1 if base is None else base.delta_version + 1)
    below = None if base is None else base.delta_version
    return lake.write(on, batches(schema, rows), schema, mode=mode or Replace(), base=below, job=job or f"job-{number}", version_number=number)


def everyone(snapshot: Snapshot) -> Permit:
    """The permit that shows all of the table."""
    return Permit(snapshot.table, "public")
