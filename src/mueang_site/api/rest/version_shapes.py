"""What the API says of two versions beside each other, and takes to restore one or withdraw a dataset."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from mueang.tables.schema import Column
from mueang_site.api.rest.shapes import ColumnShape
from mueang_site.catalogue.comparing import Comparison


class ColumnChange(Schema):
    """A column that differs between two versions; `before` is null for one that came, `after` for one that went."""

    name: str
    before: ColumnShape | None
    after: ColumnShape | None


class DifferenceShape(Schema):
    """A row that differs between two versions."""

    change: str = Field(description="changed, added or removed")
    columns: list[str] = Field(description="Columns whose values changed")
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ComparisonPage(Schema):
    """What differs between two versions, and one page of the rows. `next` is the cursor of the following page."""

    before: int = Field(description="Number of the earlier version")
    after: int = Field(description="Number of the later version")
    key: list[str] = Field(description="Columns that matched rows; none: whole rows were compared")
    changed: int
    added: int
    removed: int
    columns: list[ColumnChange]
    items: list[DifferenceShape]
    next: str | None

    @classmethod
    def of(cls, found: Comparison, *, items: list[DifferenceShape], next: str | None) -> ComparisonPage:  # noqa: A002 - the name in the answer
        """Return the shape of a comparison with one page of its rows."""
        columns = found.columns
        pairs = [*columns.changed, *((None, column) for column in columns.added), *((column, None) for column in columns.removed)]
        return cls(
            before=found.before.number,
            after=found.after.number,
            key=list(found.keys),
            **found.counts,
            columns=[_column_change(old, new) for old, new in pairs],
            items=items,
            next=next,
        )


def _column_change(old: Column | None, new: Column | None) -> ColumnChange:
    known = new or old
    assert known is not None
    before, after = (ColumnShape.of(column) if column else None for column in (old, new))
    return ColumnChange(name=known.name, before=before, after=after)


class Reason(Schema):
    """Why it is done, as it will stand in the record."""

    reason: str


class Withdrawal(Reason):
    """Why a dataset is withdrawn, as everyone with its address will read it."""

    reason_en: str = ""
