"""Values by group."""

from __future__ import annotations

from datetime import date

import pytest

from mueang.base.errors import BadQuery, LimitReached
from mueang.query import Condition, Groups, Measure, Sort

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
    assert empty.rows(Groups(empty.schema, measures=(Measure("count"),), having=(Condition("count", "gt", 0),))) == []


COUNT, DAYS = Measure("count"), Measure("sum", "days")


def test_only_groups_whose_measures_meet_the_conditions_are_told(air):
    several = Groups(air.schema, by=("district",), measures=(COUNT,), having=(Condition("count", "ge", 2),))
    measured = Groups(air.schema, by=("district",), measures=(DAYS,), having=(Condition("sum_days", "not_null"), Condition("sum_days", "lt", 5)))

    assert air.rows(several) == [("north", 2)]
    assert air.rows(measured) == [(None, 1)]
    assert (air.count(several), air.count(measured)) == (1, 1)


def test_a_mean_is_compared_as_a_decimal(air):
    question = Groups(air.schema, by=("district",), measures=(Measure("mean", "pm25"),), having=(Condition("mean_pm25", "gt", 9.5),))

    assert air.rows(question) == [("north", 10), ("south", 40)]


def test_a_condition_on_the_whole_table_keeps_or_drops_its_one_row(air):
    def whole(least):
        return air.rows(Groups(air.schema, measures=(COUNT, DAYS), having=(Condition("count", "ge", least),)))

    assert (whole(5), whole(6)) == ([(5, 8)], [])


def test_groups_are_ordered_by_a_measure_and_then_by_themselves(air):
    question = Groups(air.schema, by=("district",), measures=(COUNT,), sort=(Sort("count", descending=True),))

    assert air.rows(question) == [("north", 2), ("south", 1), ("west", 1), (None, 1)]


def test_groups_without_a_measure_come_last_in_either_direction(air):
    for descending in (False, True):
        sorted_by_days = Groups(air.schema, by=("district",), measures=(DAYS,), sort=(Sort("sum_days", descending),))
        assert [days for _, days in air.rows(sorted_by_days)][2:] == [None, None]


def test_the_greatest_groups_only(air):
    assert air.rows(Groups(air.schema, by=("district",), measures=(COUNT,), sort=(Sort("count", descending=True),), limit=1)) == [("north", 2)]


def test_the_groups_that_follow_one_seen_before(air):
    def after(*values):
        return air.rows(Groups(air.schema, by=("year", "district"), measures=(COUNT,), after=values, limit=2))

    assert after(2022, "north") == [(2022, "west", 1), (2023, "south", 1)]
    assert after(2023, "south") == [(2023, None, 1)]
    assert after(2023, None) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"having": (Condition("district", "eq", "north"),)}, "query.having"),
        ({"having": (Condition("count", "eq", "many"),)}, "query.value"),
        ({"sort": (Sort("pm25"),)}, "query.sort"),
        ({"sort": (Sort("count"),), "after": ("north",)}, "query.cursor"),
        ({"after": ("north", 2022)}, "query.cursor"),
        ({"after": (2022,)}, "query.value"),
    ],
)
def test_a_question_about_groups_that_is_wrong_refuses_to_exist(air, wrong, code):
    with pytest.raises(BadQuery) as refused:
        Groups(air.schema, by=("district",), measures=(COUNT,), **wrong)

    assert refused.value.code == code
