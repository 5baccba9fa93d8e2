"""Routes that read a table: rows, values by group, values of a column, whole files; of the newest version or of a pinned one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.http import FileResponse, HttpRequest, HttpResponseBase
from ninja import Query, Router

from mueang.query import Condition, Groups, Measure, wire
from mueang.query.question import column_of
from mueang.tables.schema import ColumnType
from mueang_site.api import answers, formats
from mueang_site.api.rest import shapes
from mueang_site.api.rest.asking import PROBLEMS, PageSize, check_continues, filters_of, view_of
from mueang_site.catalogue import queries
from mueang_site.catalogue.downloads import download as make_download
from mueang_site.catalogue.table import TableView

router = Router(tags=["rows"])
MOST_GROUPS = 10_000
Limit = Annotated[int, Query(ge=1, le=MOST_GROUPS)]
Format = Annotated[str, Query(description="json, csv or arrow; goes before the header Accept")]
_COUNT = Measure("count")


@router.get("/datasets/{slug}/rows", response={200: shapes.RowsPage, **PROBLEMS}, summary="Read rows", operation_id="list_rows")
def list_rows(request: HttpRequest, slug: str, page_size: PageSize = 100, cursor: str = "", format: Format = "") -> HttpResponseBase:
    """Filter by `column=value` or `column__operator=value`, choose by `select=a,b`, order by `sort=-a,b`.

    Operators: eq, ne, lt, le, gt, ge, in (values joined by commas), contains, is_null, not_null. `next` of one page is `cursor`
    of the following one; it stays with the version of the first page. CSV and Arrow are not cut into pages: all rows stream, or `limit` of them.
    """
    return _rows(request, slug, None, page_size, cursor)


@router.get(
    "/datasets/{slug}/versions/{number}/rows",
    response={200: shapes.RowsPage, **PROBLEMS},
    summary="Read rows of a version",
    operation_id="list_rows_of_version",
)
def list_rows_of_version(request: HttpRequest, slug: str, number: int, page_size: PageSize = 100, cursor: str = "", format: Format = "") -> HttpResponseBase:
    """As `rows`, of the version with that number for good."""
    return _rows(request, slug, number, page_size, cursor)


def _rows(request: HttpRequest, slug: str, number: int | None, page_size: int, cursor: str) -> HttpResponseBase:
    chosen, after = formats.chosen(request), wire.read_cursor(cursor)
    view = view_of(request, slug, number, after)
    question = wire.rows_of(filters_of(request), view.schema, after=after)
    check_continues(view, question.where, after)
    if chosen != "json":
        return formats.stream(request, view, question, chosen, name=f"{slug}-v{view.number}")
    page_size = min(page_size, question.limit or page_size)
    page = replace(question, limit=page_size + 1)

    def make() -> dict[str, object]:
        rows = view.rows(page)
        following = wire.cursor_after(question, rows[page_size - 1], version=view.number, key=view.key(question.where)) if len(rows) > page_size else None
        return {"version": view.number, "items": [wire.shown(row, question) for row in rows[:page_size]], "next": following}

    return answers.answer(request, (view.fingerprint, "rows"), make)


@router.get("/datasets/{slug}/aggregate", response={200: shapes.GroupsAnswer, **PROBLEMS}, summary="Values by group", operation_id="aggregate")
def aggregate(request: HttpRequest, slug: str, limit: Limit = 1000, format: Format = "") -> HttpResponseBase:
    """Group by `group=a,b`, compute `measure=sum:population,mean:pm25,count`, keep groups by `having=sum_population__gt:1000`, order by `sort=-sum_population`.

    Functions: count, sum, mean (or avg), min, max; a measure is called `function_column` in the answer. Filters are those of
    `rows`. Missing values are left out of measures, and the group of what is missing comes last. `more` tells whether the limit cut the answer.
    """
    return _aggregate(request, slug, None, limit)


@router.get(
    "/datasets/{slug}/versions/{number}/aggregate",
    response={200: shapes.GroupsAnswer, **PROBLEMS},
    summary="Values by group of a version",
    operation_id="aggregate_version",
)
def aggregate_version(request: HttpRequest, slug: str, number: int, limit: Limit = 1000, format: Format = "") -> HttpResponseBase:
    """As `aggregate`, of the version with that number for good."""
    return _aggregate(request, slug, number, limit)


def _aggregate(request: HttpRequest, slug: str, number: int | None, limit: int) -> HttpResponseBase:
    chosen, view = formats.chosen(request), view_of(request, slug, number)
    question = wire.groups_of(filters_of(request), view.schema, limit=limit)
    if chosen != "json":
        return formats.stream(request, view, question, chosen, name=f"{slug}-v{view.number}-groups")

    def make() -> dict[str, object]:
        rows = view.rows(replace(question, limit=limit + 1))
        return {"version": view.number, "items": [wire.shown(row, question) for row in rows[:limit]], "more": len(rows) > limit}

    return answers.answer(request, (view.fingerprint, "groups"), make)


@router.get("/datasets/{slug}/columns/{name}/values", response={200: shapes.ValuesPage, **PROBLEMS}, summary="Values of a column", operation_id="list_values")
def list_values(request: HttpRequest, slug: str, name: str, q: str = "", page_size: PageSize = 100, cursor: str = "") -> HttpResponseBase:
    """Return the distinct values of a column in order, missing last, and in how many rows each stands.

    `q` keeps texts that hold it, and numbers or dates equal to it; filters are those of `rows`.
    """
    return _values(request, slug, None, name, q, page_size, cursor)


@router.get(
    "/datasets/{slug}/versions/{number}/columns/{name}/values",
    response={200: shapes.ValuesPage, **PROBLEMS},
    summary="Values of a column of a version",
    operation_id="list_values_of_version",
)
def list_values_of_version(
    request: HttpRequest, slug: str, number: int, name: str, q: str = "", page_size: PageSize = 100, cursor: str = ""
) -> HttpResponseBase:
    """As `values`, of the version with that number for good."""
    return _values(request, slug, number, name, q, page_size, cursor)


def _values(request: HttpRequest, slug: str, number: int | None, name: str, q: str, page_size: int, cursor: str) -> HttpResponseBase:
    after = wire.read_cursor(cursor)
    view = view_of(request, slug, number, after)
    where = (*wire.rows_of(filters_of(request), view.schema).where, *_searched(view, name, q))
    check_continues(view, (*where, Condition(name, "not_null")), after)
    values = Groups(view.schema, by=(name,), measures=(_COUNT,), where=where, limit=page_size + 1)
    question = wire.group_after(after, values) if after is not None else values

    def make() -> dict[str, object]:
        rows = view.rows(question)
        key = view.key((*where, Condition(name, "not_null")))
        following = wire.cursor_after_group(question, rows[page_size - 1], version=view.number, key=key) if len(rows) > page_size else None
        items = [{"value": wire.as_json(row[name]), "count": row[_COUNT.name]} for row in rows[:page_size]]
        return {"version": view.number, "column": name, "items": items, "next": following}

    return answers.answer(request, (view.fingerprint, "values"), make)


def _searched(view: TableView, name: str, text: str) -> tuple[Condition, ...]:
    if not text:
        return ()
    holds_text = column_of(view.schema, name).type in (ColumnType.STRING, ColumnType.PLACE)
    return (wire.condition_of(f"{name}__contains" if holds_text else f"{name}__eq", text, view.schema),)


@router.get("/datasets/{slug}/download", response={200: None, **PROBLEMS}, summary="Download as a file", operation_id="download")
def download(request: HttpRequest, slug: str, format: str = "csv", lang: str = "th") -> HttpResponseBase:
    """Return the whole table, or the rows and columns that the same filters as of `rows` leave: csv, xlsx, json, geojson, parquet."""
    return _download(request, slug, None, format, lang)


@router.get(
    "/datasets/{slug}/versions/{number}/download", response={200: None, **PROBLEMS}, summary="Download a version as a file", operation_id="download_version"
)
def download_version(request: HttpRequest, slug: str, number: int, format: str = "csv", lang: str = "th") -> HttpResponseBase:
    """As `download`, of the version with that number for good."""
    return _download(request, slug, number, format, lang)


def _download(request: HttpRequest, slug: str, number: int | None, format: str, lang: str) -> HttpResponseBase:
    dataset = queries.metadata_for(request.actor, slug)  # type: ignore[attr-defined]
    view = view_of(request, slug, number)
    question = wire.rows_of(filters_of(request), view.schema)

    def make() -> HttpResponseBase:
        made = make_download(view, question, slug=slug, title=dataset.title(lang), format=format, language=lang)
        return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type=made.media_type)

    return answers.unless_unchanged(request, (view.fingerprint, dataset.title(lang)), make)
