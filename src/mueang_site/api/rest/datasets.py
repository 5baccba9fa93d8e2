"""Routes that find and describe: datasets, their columns and versions. Rows are in `rows`."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from django.http import HttpRequest, HttpResponseBase
from ninja import Query, Router

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.api import answers
from mueang_site.api.rest import shapes
from mueang_site.api.rest.asking import PROBLEMS, now
from mueang_site.catalogue import queries
from mueang_site.catalogue.documents import queries as documents
from mueang_site.catalogue.documents import serving
from mueang_site.search import queries as search

router = Router(tags=["datasets"])
MOST_VALUES = 100
"""Values that a facet is counted by: of thousands of organisations those with most datasets."""
_BAD_CURSOR = Message("เครื่องหมายหน้าถัดไปไม่ถูกต้อง เริ่มจากหน้าแรก", "The cursor is not valid. Start from the first page.")


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
) -> HttpResponseBase:
    """Search in Thai or English; words inside compounds are found, too. Without `q` the newest come first.

    Facets count the 100 most frequent values.
    """
    start = _start_of(cursor)
    asked = search.Asked(text=q, organisation=tuple(organisation), topic=tuple(topic), licence=tuple(licence), order=order)
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def make() -> shapes.Page:
        found = search.find(actor, asked, kind="dataset", now=now(), start=start, size=page_size, most=MOST_VALUES)
        items = [shapes.Summary.of(dataset, language=lang, url=_url(request, dataset.slug)) for dataset in queries.metadata_of(actor, found.keys)]
        end = start + page_size
        return shapes.Page.model_construct(items=items, next=_cursor_at(end) if end < found.total else None, total=found.total, facets=found.facets)

    hour = now().replace(minute=0, second=0, microsecond=0)  # what is late is told by the hour
    return answers.answer(request, (search.state(), hour, queries.sight_of(actor)), make)


@router.get("/datasets/{slug}", response={200: shapes.Detail, **PROBLEMS}, summary="Describe a dataset")
def show_dataset(request: HttpRequest, slug: str, lang: str = "th") -> HttpResponseBase:
    """Return all that is known of a dataset: owner, licence, source, columns, documents."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = (search.state(), queries.sight_of(actor))  # whatever changes of a published dataset changes the index
    if (kept := answers.kept(request, known)) is not None:
        return kept
    dataset = queries.metadata_for(actor, slug)
    published = [document for document in documents.documents_for(actor, slug) if document.state == "published"]

    def make() -> shapes.Detail:
        papers = [shapes.DocumentShape.of(document, language=lang, url=_file_url(request, slug, document.id)) for document in published]
        return shapes.Detail.detail_of(dataset, papers, language=lang, url=_url(request, slug))

    return answers.answer(request, known if dataset.state == "published" else (dataset, published), make)


@router.get("/datasets/{slug}/documents/{document_id}", response={200: None, **PROBLEMS}, summary="Download a document")
def download_document(request: HttpRequest, slug: str, document_id: int) -> HttpResponseBase:
    """Return the file of a document as it was handed in. A link has none: its `url` leads to what others keep."""
    return serving.answer(request.actor, slug, document_id)  # type: ignore[attr-defined]


@router.get("/datasets/{slug}/versions", response={200: list[shapes.VersionShape], **PROBLEMS}, summary="List the versions")
def list_versions(request: HttpRequest, slug: str) -> list[shapes.VersionShape]:
    """Return the published versions, newest first."""
    return [shapes.VersionShape.of(version) for version in queries.versions_for(request.actor, slug)]  # type: ignore[attr-defined]


def _url(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(f"/datasets/{slug}")


def _file_url(request: HttpRequest, slug: str, document_id: int) -> str:
    return request.build_absolute_uri(f"/api/v1/datasets/{slug}/documents/{document_id}")


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
