"""Values by group."""

from __future__ import annotations

from datetime import date

import pytest

from mueang.base.errors import LimitReached
from mueang.query import Condition, Groups, Measure

AIR = """
    district | year:year | pm25 | days | day
    ---------+-----------+------+------+-----------
    north    | 2022      | 10   | 3    | 2022-01-09
    north    | 2022      |      | 4    | 2022-01-02
    south    | 2023      | 40   |      | 2023-01-02
             | 2023      | 5    | 1    |
    west     | 2022      |      |      |
"""


@pytest.fixture
def air(ask):
    return ask(AIR)


def test_missing_readings_do_not_count_as_zero(air):
    assert air.groups("district", measures=(Measure("mean", "pm25"),)) == {"north": 10, "south": 40, "west": None, None: 5}


def test_a_count_of_rows_and_a_count_of_readings_differ(air):
    assert air.groups("district", measures=(Measure("count"),)) == {"north": 2, "south": 1, "west": 1, None: 1}
    assert air.groups("district", measures=(Measure("count", "pm25"),)) == {"north": 1, "south": 1, "west": 0, None: 1}


def test_a_sum_of_nothing_is_missing(air):
    assert air.groups("district", measures=(Measure("sum", "days"),)) == {"north": 7, "south": None, "west": None, None: 1}


def test_least_and_greatest(air):
    assert air.groups("year", measures=(Measure("min", "day"),)) == {2022: date(2022, 1, 2), 2023: date(2023, 1, 2)}
    assert air.groups("year", measures=(Measure("max", "district"),)) == {2022: "west", 2023: "south"}


def test_groups_are_ordered_and_the_missing_one_is_last(air):
    assert list(air.groups("district", measures=(Measure("count"),))) == ["north", "south", "west", None]


def test_groups_of_two_columns(air):
    assert air.groups("year", "district", measures=(Measure("count"),)) == {(2022, "north"): 2, (2022, "west"): 1, (2023, "south"): 1, (2023, None): 1}


def test_groups_without_measures_are_the_distinct_values(air):
    assert air.rows(Groups(air.schema, by=("district",))) == ["north", "south", "west", None]
    assert air.count(Groups(air.schema, by=("district",), limit=2)) == 4


def test_measures_without_groups_are_of_the_whole_table(air):
    assert air.rows(Groups(air.schema, measures=(Measure("count"), Measure("sum", "days")))) == [(5, 8)]
    assert air.rows(Groups(air.schema, measures=(Measure("count"), Measure("sum", "days")), where=(Condition("days", "gt", 99),))) == [(0, None)]


def test_only_rows_that_meet_the_conditions_are_measured(air):
    assert air.groups("district", measures=(Measure("count"),), where=(Condition("year", "eq", 2022),)) == {"north": 2, "west": 1}


def test_the_first_groups_only(air):
    assert air.rows(Groups(air.schema, by=("district",), limit=2)) == ["north", "south"]


def test_a_sum_that_no_number_can_hold_is_refused(ask):
    huge = ask("n:integer\n9223372036854775807\n9223372036854775807")

    with pytest.raises(LimitReached) as refused:
        huge.rows(Groups(huge.schema, measures=(Measure("sum", "n"),)))

    assert refused.value.code == "query.overflow"


def test_an_empty_table_answers(ask):
    empty = ask("district | n:integer")

    assert empty.rows(Groups(empty.schema, measures=(Measure("count"), Measure("max", "n")))) == [(0, None)]
    assert empty.rows(Groups(empty.schema, by=("district",))) == []
