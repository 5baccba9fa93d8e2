"""What routes about rows share: the table under the reader's permit, and where its pages stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Query

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.query import Condition, wire
from mueang_site.api.rest import shapes
from mueang_site.catalogue import queries
from mueang_site.catalogue.table import TableView

PROBLEMS = {400: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 422: shapes.Problem, 429: shapes.Problem}
MOST_ROWS = 1000
PageSize = Annotated[int, Query(ge=1, le=MOST_ROWS)]
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", description="Sent again with the same request, it gets the same submission and makes no other")]
OWN_PARAMETERS = frozenset({"page_size", "cursor", "format", "lang", "q"})
_OTHER = Message(
    "เครื่องหมายหน้าถัดไปนี้เป็นของคำถามอื่น รุ่นอื่น หรือสิทธิที่เปลี่ยนไปแล้ว เริ่มจากหน้าแรก",
    "The cursor belongs to another question or version, or to a permission that has changed. Start from the first page.",
)


def view_of(request: HttpRequest, slug: str, number: int | None, after: wire.After | None = None) -> TableView:
    """Return the table of the numbered version, else of the one that the cursor began with, else of the newest.

    Raises BadQuery (`query.cursor`) if the cursor is of another version than the address.
    """
    if after is not None and number not in (None, after.version):
        raise BadQuery(_OTHER, code="query.cursor", field="cursor")
    wanted = after.version if after is not None else number
    return queries.table_for(request.actor, slug, now=now(), number=wanted)  # type: ignore[attr-defined]


def check_continues(view: TableView, where: tuple[Condition, ...], after: wire.After | None) -> None:
    """Raise BadQuery (`query.cursor`) unless the cursor comes from these conditions under the permit as it is now."""
    if after is not None and after.key != view.key(where):
        raise BadQuery(_OTHER, code="query.cursor", field="cursor")


def filters_of(request: HttpRequest) -> dict[str, list[str]]:
    """Return the parameters that are the question's."""
    return {name: values for name, values in request.GET.lists() if name not in OWN_PARAMETERS}


def now() -> datetime:
    """Return the moment of the question."""
    return datetime.now(UTC)
