"""Routes that read: datasets, their columns, versions, rows, and whole files."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated

from django.http import FileResponse, HttpRequest, HttpResponseBase
from ninja import Query, Router

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.query import wire
from mueang_site.api.rest import shapes
from mueang_site.catalogue import queries
from mueang_site.catalogue.downloads import download as make_download
from mueang_site.catalogue.table import TableView
from mueang_site.search import queries as search

router = Router(tags=["datasets"])
PROBLEMS = {400: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 422: shapes.Problem}
MOST_ROWS = 1000
OWN_PARAMETERS = frozenset({"page_size", "cursor", "version", "format", "lang"})
_BAD_CURSOR = Message("เครื่องหมายหน้าถัดไปไม่ถูกต้อง เริ่มจากหน้าแรก", "The cursor is not valid. Start from the first page.")

PageSize = Annotated[int, Query(ge=1, le=MOST_ROWS)]


@router.get("/datasets", response={200: shapes.Page, **PROBLEMS}, summary="Find datasets")
def list_datasets(
    request: HttpRequest,
    q: str = "",
    page_size: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str = "",
    organisation: Annotated[list[str], Query()] = [],  # noqa: B006 - ninja copies it
    topic: Annotated[list[str], Query()] = [],  # noqa: B006
    licence: Annotated[list[str], Query()] = [],  # noqa: B006
    order: str = "relevance",
    lang: str = "th",
) -> shapes.Page:
    """Search in Thai or English; words inside compounds are found, too. Without `q` the newest come first."""
    start = _start_of(cursor)
    asked = search.Asked(text=q, organisation=tuple(organisation), topic=tuple(topic), licence=tuple(licence), order=order)
    actor = request.actor  # type: ignore[attr-defined]
    found = search.find(actor, asked, kind="dataset", now=_now(), start=start, size=page_size)
    items = [shapes.Summary.of(dataset, language=lang, url=_url(request, dataset.slug)) for dataset in queries.metadata_of(actor, found.keys)]
    end = start + page_size
    return shapes.Page(items=items, next=_cursor_at(end) if end < found.total else None, total=found.total, facets=found.facets)


@router.get("/datasets/{slug}", response={200: shapes.Detail, **PROBLEMS}, summary="Describe a dataset")
def show_dataset(request: HttpRequest, slug: str, lang: str = "th") -> shapes.Detail:
    """Return all that is known of a dataset: owner, licence, source, columns."""
    dataset = queries.metadata_for(request.actor, slug)  # type: ignore[attr-defined]
    return shapes.Detail.detail_of(dataset, language=lang, url=_url(request, slug))


@router.get("/datasets/{slug}/versions", response={200: list[shapes.VersionShape], **PROBLEMS}, summary="List the versions")
def list_versions(request: HttpRequest, slug: str) -> list[shapes.VersionShape]:
    """Return the published versions, newest first."""
    return [shapes.VersionShape.of(version) for version in queries.versions_for(request.actor, slug)]  # type: ignore[attr-defined]


@router.get("/datasets/{slug}/rows", response={200: shapes.RowsPage, **PROBLEMS}, summary="Read rows")
def list_rows(request: HttpRequest, slug: str, page_size: PageSize = 100, cursor: str = "", version: int | None = None) -> shapes.RowsPage:
    """Filter by `column=value` or `column__operator=value`, choose by `select=a,b`, order by `sort=-a,b`.

    Operators: eq, ne, lt, le, gt, ge, in (values joined by commas), contains, is_null, not_null. `next` of one page is `cursor` of the following one.
    """
    number, after = wire.split_cursor(cursor)
    view = _view(request, slug, number if number is not None else version)
    question = wire.rows_of(_filters(request), view.schema, after=after, limit=page_size + 1)
    rows = view.rows(question)
    more = len(rows) > page_size
    page = rows[:page_size]
    following = wire.cursor_after(question, page[-1], version=view.number) if more else None
    return shapes.RowsPage(version=view.number, items=[wire.shown(row, question) for row in page], next=following)


@router.get("/datasets/{slug}/download", response={200: None, **PROBLEMS}, summary="Download as a file")
def download(request: HttpRequest, slug: str, format: str = "csv", version: int | None = None, lang: str = "th") -> HttpResponseBase:
    """Return the whole table, or the rows and columns that the same filters as of `rows` leave: csv, xlsx, json, geojson, parquet."""
    dataset = queries.metadata_for(request.actor, slug)  # type: ignore[attr-defined]
    view = _view(request, slug, version)
    question = wire.rows_of(_filters(request), view.schema)
    made = make_download(view, question, slug=slug, title=dataset.title(lang), format=format, language=lang)
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type=made.media_type)


def _view(request: HttpRequest, slug: str, number: int | None) -> TableView:
    return queries.table_for(request.actor, slug, now=_now(), number=number)  # type: ignore[attr-defined]


def _filters(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.GET.lists() if name not in OWN_PARAMETERS}


def _url(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(f"/datasets/{slug}")


def _now() -> datetime:
    return datetime.now(UTC)


def _cursor_at(start: int) -> str:
    return base64.urlsafe_b64encode(f"from:{start}".encode()).decode().rstrip("=")


def _start_of(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        prefix, _, start = text.partition(":")
        if prefix != "from" or not start.isdecimal():
            raise ValueError(text)
        return int(start)
    except (ValueError, binascii.Error) as error:
        raise BadQuery(_BAD_CURSOR, code="query.cursor", field="cursor") from error
