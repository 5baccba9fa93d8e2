"""Routes about versions: two of them beside each other; restore one, withdraw the dataset, publish it again."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.query import wire
from mueang_site.api.rest import job_shapes, shapes, version_shapes
from mueang_site.api.rest.sign_in import signed_in
from mueang_site.catalogue import comparing, queries, restoring, withdrawing
from mueang_site.catalogue.comparing import Difference

PROBLEMS = {400: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 410: shapes.Problem, 422: shapes.Problem}
CHANGING = {**PROBLEMS, 401: shapes.Problem, 409: shapes.Problem}
MOST_ROWS = 1000
router = Router(tags=["datasets"])
_BAD_CURSOR = Message("เครื่องหมายหน้าถัดไปไม่ถูกต้อง เริ่มจากหน้าแรก", "The cursor is not valid. Start from the first page.")


@router.get("/datasets/{slug}/compare", response={200: version_shapes.ComparisonPage, **PROBLEMS}, summary="Compare two versions")
def compare(
    request: HttpRequest,
    slug: str,
    start: Annotated[int | None, Query(alias="from", ge=1, lt=1 << 31, description="the earlier version; without it the one before `to`")] = None,
    to: Annotated[int | None, Query(ge=1, lt=1 << 31, description="the later version; without it the newest")] = None,
    key: Annotated[list[str] | None, Query(description="columns that match rows, repeated; `key=` compares whole rows; without it the key of updates")] = None,
    change: Annotated[str | None, Query(description="changed, added or removed alone")] = None,
    page_size: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
    cursor: str = "",
) -> version_shapes.ComparisonPage:
    """Return the columns and rows that differ: changed rows first, then added, then removed ones."""
    actor, now = request.actor, datetime.now(UTC)  # type: ignore[attr-defined]
    first, second, at = _place(cursor) if cursor else (start, to, 0)
    first, second = comparing.versions_beside(queries.versions_for(actor, slug), first, second)
    found = comparing.compare(actor, slug, start=first, to=second, keys=None if key is None else [name for name in key if name], now=now)
    matching = found.total if change is None else found.counts.get(change, 0)
    rows = found.page(at, page_size, change=change)
    end = at + len(rows)
    return version_shapes.ComparisonPage.of(found, items=[_item(row) for row in rows], next=_cursor(first, second, end) if end < matching else None)


@router.post("/datasets/{slug}/versions/{number}/restore", auth=signed_in, response={202: job_shapes.JobShape, **CHANGING}, summary="Restore a version")
def restore(request: HttpRequest, slug: str, number: int, body: version_shapes.Reason) -> Status[job_shapes.JobShape]:
    """Make the version the newest one again, under the next number; nothing is lost. A job does it: poll `/jobs/{id}`."""
    job = restoring.restore(request.actor, slug, number=number, reason=body.reason, now=datetime.now(UTC))  # type: ignore[attr-defined]
    return Status(202, job_shapes.JobShape.of(job))


@router.post("/datasets/{slug}/withdraw", auth=signed_in, response={204: None, **CHANGING}, summary="Withdraw a dataset")
def withdraw(request: HttpRequest, slug: str, body: version_shapes.Withdrawal) -> Status[None]:
    """Take the dataset out of search, pages and API; its addresses then answer 410 with the reason."""
    withdrawing.withdraw(request.actor, slug, reason=body.reason, reason_en=body.reason_en, now=datetime.now(UTC))  # type: ignore[attr-defined]
    return Status(204, None)


@router.post("/datasets/{slug}/republish", auth=signed_in, response={204: None, **CHANGING}, summary="Publish a withdrawn dataset again")
def republish(request: HttpRequest, slug: str, body: version_shapes.Reason) -> Status[None]:
    """Show the dataset again as it was."""
    withdrawing.publish_again(request.actor, slug, reason=body.reason, now=datetime.now(UTC))  # type: ignore[attr-defined]
    return Status(204, None)


def _item(row: Difference) -> version_shapes.DifferenceShape:
    before, after = ({name: wire.as_json(value) for name, value in side.items()} if side is not None else None for side in (row.before, row.after))
    return version_shapes.DifferenceShape(change=row.change, columns=list(row.columns), before=before, after=after)


def _cursor(start: int, to: int, at: int) -> str:
    return base64.urlsafe_b64encode(f"{start}.{to}.{at}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[int, int, int]:
    try:
        start, to, at = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii").split(".")
        if not all(part.isdecimal() and len(part) < 18 for part in (start, to, at)):
            raise ValueError(cursor)
        return int(start), int(to), int(at)
    except (ValueError, binascii.Error) as error:
        raise BadQuery(_BAD_CURSOR, code="query.cursor", field="cursor") from error
