"""A dataset as a table: one page of rows, headings that sort, and where the rows stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from mueang.query import Rows, Sort, wire
from mueang.tables.schema import Column, ColumnType, TableSchema
from mueang_site.catalogue.table import TableView
from mueang_site.portal.language import say
from mueang_site.portal.pages.columns import cell_text, decimals_by_column, title_of, unit_of
from mueang_site.portal.pages.filters import conditions, given_filters
from mueang_site.portal.pages.shown import Pages

SIZE = 20
MOST_PAGES = 100


@dataclass(frozen=True)
class Head:
    """A heading: its words, what stands under it, where it sorts to, and how it sorts now."""

    title: str
    under: str
    numeric: bool
    href: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """One value as it is shown."""

    text: str
    numeric: bool
    missing: bool


@dataclass(frozen=True)
class TablePage:
    """One page of the table."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    status: str
    pages: Pages
    cut: bool


def asked_rows(parameters: QueryDict, schema: TableSchema, *, limit: int | None = None) -> Rows:
    """Return the question that the address asks: its filters and its order. Raises BadQuery."""
    asked: dict[str, list[str]] = dict(given_filters(parameters, schema))
    if parameters.get("sort"):
        asked[wire.SORT] = [parameters.get("sort", "")]
    return wire.rows_of(asked, schema, limit=limit)


def build(view: TableView, parameters: QueryDict, *, total: int) -> TablePage:
    """Return the page of rows that the address asks for."""
    filters = given_filters(parameters, view.schema)
    matching = view.count(conditions(filters, view.schema)) if filters else total
    reachable = min(matching, SIZE * MOST_PAGES)
    pages = Pages.of(reachable, SIZE, parameters.get("page"))
    question = asked_rows(parameters, view.schema, limit=pages.current * SIZE)
    rows = view.rows(question)[(pages.current - 1) * SIZE :]
    columns = [column for name in question.columns if (column := view.schema.get(name))]
    decimals = decimals_by_column(columns, rows)
    return TablePage(
        heads=tuple(_head(column, question.sort, parameters, view.schema) for column in columns),
        rows=tuple(tuple(_cell(column, row, decimals) for column in columns) for row in rows),
        status=_status((pages.current - 1) * SIZE, len(rows), matching, total),
        pages=pages,
        cut=matching > reachable,
    )


def _head(column: Column, sort: tuple[Sort, ...], parameters: QueryDict, schema: TableSchema) -> Head:
    first = sort[0] if sort else None
    ascending = first is not None and first.column == column.name and not first.descending
    descending = first is not None and first.column == column.name and first.descending
    sortable = column.type is not ColumnType.GEOMETRY
    return Head(
        title=title_of(column),
        under=unit_of(column) or (column.name if column.name != title_of(column) else ""),
        numeric=column.type.is_numeric,
        href=_sorted_by(Sort(column.name, descending=not descending if column.type.is_numeric else ascending), parameters, schema) if sortable else "",
        sorted="ascending" if ascending else "descending" if descending else "",
    )


def _sorted_by(sort: Sort, parameters: QueryDict, schema: TableSchema) -> str:
    query = parameters.copy()
    for name in ("page", "lang"):
        query.pop(name, None)
    query[wire.SORT] = dict(wire.parameters_of(Rows(schema, sort=(sort,))))[wire.SORT]
    return f"?{query.urlencode()}"


def _cell(column: Column, row: Mapping[str, Any], decimals: Mapping[str, int]) -> Cell:
    value = row[column.name]
    return Cell(cell_text(column, value, decimals.get(column.name)), column.type.is_numeric, value is None)


def _status(start: int, shown: int, matching: int, total: int) -> str:
    if not shown:
        return say("ไม่มีแถวที่ตรงกับตัวกรอง", "No row matches the filters.")
    span_th, span_en = f"แถวที่ {start + 1:,}–{start + shown:,}", f"Rows {start + 1:,}–{start + shown:,}"
    if matching == total:
        return say(f"{span_th} จาก {total:,} แถว", f"{span_en} of {total:,}")
    return say(f"{span_th} จาก {matching:,} แถวที่กรองไว้ (ทั้งหมด {total:,} แถว)", f"{span_en} of {matching:,} filtered ({total:,} in all)")


def as_api(parameters: QueryDict, schema: TableSchema) -> str:
    """Return the same question as parameters of the API."""
    question = asked_rows(parameters, schema)
    return urlencode([(key.removesuffix("__eq"), value) for key, value in wire.parameters_of(question)])
