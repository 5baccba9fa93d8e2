"""A question that is wrong refuses to exist."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from mueang.base.errors import BadQuery
from mueang.query import Condition, Groups, Measure, Rows, Sort
from mueang.tables import Column, ColumnType, TableSchema

AIR = TableSchema(
    (
        Column("district"),
        Column("pm25", ColumnType.NUMBER),
        Column("day", ColumnType.DATE),
        Column("seen", ColumnType.DATETIME),
        Column("at", ColumnType.TIME),
        Column("open", ColumnType.BOOLEAN),
        Column("count", ColumnType.INTEGER),
        Column("shape", ColumnType.GEOMETRY),
    )
)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pm25", float("nan")),
        ("pm25", float("inf")),
        ("pm25", True),
        ("pm25", "30"),
        ("pm25", None),
        ("count", True),
        ("day", datetime(2023, 5, 1, tzinfo=UTC)),
        ("seen", datetime(2023, 5, 1, tzinfo=UTC)),
        ("at", time(7, 30, tzinfo=UTC)),
        ("open", 1),
        ("district", "\x00"),
        ("district", "\ud800"),
        ("shape", "0101"),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_refused(column, value):
    with pytest.raises(BadQuery) as refused:
        Rows(AIR, where=(Condition(column, "eq", value),))

    assert (refused.value.code, refused.value.field) == ("query.value", column)


def test_a_day_may_be_compared_with_moments():
    Rows(AIR, where=(Condition("seen", "ge", date(2023, 5, 1)),))


def test_a_column_may_stand_only_once_in_an_answer():
    with pytest.raises(BadQuery):
        Rows(AIR, select=("pm25", "pm25"))
    with pytest.raises(BadQuery):
        Groups(AIR, by=("count",), measures=(Measure("count"),))


@pytest.mark.parametrize("after", [(1, 2, 3), ("high", 1, 2), (30.5, None, 2), (30.5, 1, "2")])
def test_a_cursor_that_does_not_fit_the_order_is_refused(after):
    with pytest.raises(BadQuery):
        Rows(AIR, sort=(Sort("pm25"),) if len(after) == 3 and after[0] != 1 else (), after=after)


def test_a_cursor_may_stand_at_a_missing_value():
    assert Rows(AIR, sort=(Sort("pm25"),), after=(None, 1, 2)).after == (None, 1, 2)
