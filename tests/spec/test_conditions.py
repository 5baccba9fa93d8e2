"""Which rows a condition leaves."""

from __future__ import annotations

from datetime import date, time

import pytest

from mueang.query import Condition, Rows

AIR = """
    district    | pm25 | days | month      | at:time  | open
    ------------+------+------+------------+----------+------
    ดุสิต        | 10.5 | 3    | 2023-05-01 | 07:00:00 | true
    บางรัก       |      | 31   | 2023-05-01 | 12:30:00 | false
    Bang Na     | 40.0 |      | 2023-06-01 |          |
                | 99.0 | 12   |            | 23:59:59 | true
"""


@pytest.fixture
def left(ask):
    """The PM2.5 days of the rows that a condition leaves."""
    air = ask(AIR)

    def left(*condition):
        return air.rows(Rows(air.schema, select=("days",), where=(Condition(*condition),)))

    return left


def test_a_missing_reading_is_neither_above_nor_below_nor_different(left):
    assert left("pm25", "gt", 0) == [3, None, 12]
    assert left("pm25", "le", 1000) == [3, None, 12]
    assert left("pm25", "ne", 10.5) == [None, 12]


def test_only_is_null_finds_what_is_missing(left):
    assert left("pm25", "is_null") == [31]
    assert left("pm25", "not_null") == [3, None, 12]


def test_bounds_are_in_or_out_as_they_say(left):
    assert left("pm25", "gt", 10.5) == [None, 12]
    assert left("pm25", "ge", 10.5) == [3, None, 12]
    assert left("pm25", "lt", 40) == [3]
    assert left("pm25", "le", 40) == [3, None]


def test_one_of_several_values(left):
    assert left("district", "in", ("ดุสิต", "บางรัก", "สาทร")) == [3, 31]
    assert left("district", "in", ()) == []
    assert left("days", "in", (3, 12.0, 12.5)) == [3, 12]


def test_text_is_found_inside_words_and_in_either_case(left):
    assert left("district", "contains", "รัก") == [31]
    assert left("district", "contains", "BANG") == [None]
    assert left("district", "contains", "") == [3, 31, None]


def test_signs_of_patterns_are_only_signs(ask):
    notes = ask("note | n\n100% | 1\n1000 | 2\na_b | 3\nacb | 4\nit's | 5\nback\\slash | 6")

    def found(text):
        return notes.rows(Rows(notes.schema, select=("n",), where=(Condition("note", "contains", text),)))

    assert (found("0%"), found("a_b"), found("'"), found("\\")) == ([1], [3], [5], [6])


def test_whole_numbers_are_compared_with_decimals_exactly(left):
    assert left("days", "gt", 11.5) == [31, 12]
    assert left("days", "le", 3.0) == [3]
    assert left("days", "eq", 3.5) == []
    assert left("days", "ne", 3.5) == [3, 31, 12]
    assert left("days", "lt", 10**30) == [3, 31, 12]
    assert left("days", "lt", -(10**30)) == []


def test_large_numbers_are_not_rounded(ask):
    ids = ask("id:integer\n9007199254740993\n9007199254740992")

    assert ids.rows(Rows(ids.schema, where=(Condition("id", "eq", 9007199254740993),))) == [9007199254740993]
    assert ids.rows(Rows(ids.schema, where=(Condition("id", "gt", 9007199254740992.0),))) == [9007199254740993]


def test_days_and_times(left):
    assert left("month", "ge", date(2023, 6, 1)) == [None]
    assert left("month", "eq", date(2023, 5, 1)) == [3, 31]
    assert left("at", "lt", time(12, 30)) == [3]


def test_a_day_among_moments_is_its_midnight(ask):
    seen = ask("seen:datetime\n2023-05-01T00:00:00\n2023-05-01T00:00:01")

    assert len(seen.rows(Rows(seen.schema, where=(Condition("seen", "gt", date(2023, 5, 1)),)))) == 1


def test_yes_and_no(left):
    assert left("open", "eq", True) == [3, 12]
    assert left("open", "eq", False) == [31]


def test_all_conditions_must_hold(ask):
    air = ask(AIR)
    both = (Condition("pm25", "gt", 20), Condition("days", "not_null"))

    assert air.rows(Rows(air.schema, select=("days",), where=both)) == [12]
    assert air.count(Rows(air.schema, where=both)) == 1
