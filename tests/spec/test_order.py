"""In which order rows come, and how one page follows another."""

from __future__ import annotations

import pytest

import drawn
from mueang.lake import Append
from mueang.query import Condition, Rows, Sort
from mueang.tables.schema import SOURCE_ROW, VERSION

AIR = """
    district | year:year | pm25
    ---------+-----------+-----
    ดุสิต     | 2022      | 10.5
    บางรัก    | 2023      |
    สาทร     |           | 40.0
    พระนคร   | 2023      | 10.5
    Bang Na  | 2022      |
    คลองสาน   | 2023      | 40.0
"""


@pytest.fixture
def air(ask):
    return ask(AIR)


def order(air, *sort, **more):
    return [row[0] for row in air.rows(Rows(air.schema, select=("district", "pm25"), sort=sort, **more))]


def test_without_a_wish_rows_come_as_in_the_source(air):
    assert order(air) == ["ดุสิต", "บางรัก", "สาทร", "พระนคร", "Bang Na", "คลองสาน"]


def test_missing_values_come_last_in_either_direction(air):
    assert order(air, Sort("pm25")) == ["ดุสิต", "พระนคร", "สาทร", "คลองสาน", "บางรัก", "Bang Na"]
    assert order(air, Sort("pm25", descending=True)) == ["สาทร", "คลองสาน", "ดุสิต", "พระนคร", "บางรัก", "Bang Na"]


def test_ties_keep_the_order_of_the_source(air):
    assert order(air, Sort("year", descending=True)) == ["บางรัก", "พระนคร", "คลองสาน", "ดุสิต", "Bang Na", "สาทร"]


def test_several_columns_sort_one_after_the_other(air):
    assert order(air, Sort("year"), Sort("pm25", descending=True)) == ["ดุสิต", "Bang Na", "คลองสาน", "พระนคร", "บางรัก", "สาทร"]


def test_text_is_ordered_by_code_point(air):
    assert order(air, Sort("district")) == ["Bang Na", "คลองสาน", "ดุสิต", "บางรัก", "พระนคร", "สาทร"]


def test_later_versions_come_below_earlier_ones(lake, engine, name):
    first = drawn.write(lake, "n\n1\n2", on=name)
    both = drawn.write(lake, "n\n0\n1", mode=Append(), base=first, on=name)

    answer = engine.answer(both, Rows(both.schema), drawn.everyone(both), now=drawn.NOW).read_all().to_pylist()

    assert [row["n"] for row in answer] == [1, 2, 0, 1]
    assert [(row[VERSION], row[SOURCE_ROW]) for row in answer] == sorted((row[VERSION], row[SOURCE_ROW]) for row in answer)


@pytest.mark.parametrize("sort", [(), (Sort("pm25"),), (Sort("pm25", descending=True),), (Sort("year"), Sort("pm25", descending=True)), (Sort("district"),)])
@pytest.mark.parametrize("size", [1, 2, 4, 6])
def test_page_after_page_gives_the_whole_list_without_gaps_or_repeats(air, sort, size):
    pages, after = [], ()
    while page := page_of(air, sort, size, after):
        pages += page
        last = page[-1]
        after = (*(last[key.column] for key in sort), last[VERSION], last[SOURCE_ROW])

    assert [row["district"] for row in pages] == order(air, *sort)


def page_of(air, sort, size, after):
    question = Rows(air.schema, select=("district",), sort=sort, after=after, limit=size)
    return air.engine.answer(air.snapshot, question, drawn.everyone(air.snapshot), now=drawn.NOW).read_all().to_pylist()


def test_a_page_carries_what_the_next_page_is_asked_by(air):
    answer = air.engine.answer(air.snapshot, Rows(air.schema, ("district",), sort=(Sort("year"),), limit=1), drawn.everyone(air.snapshot), now=drawn.NOW)

    assert answer.schema.names == ["district", "year", VERSION, SOURCE_ROW]


def test_a_count_knows_no_pages(air):
    question = Rows(air.schema, where=(Condition("pm25", "not_null"),), sort=(Sort("pm25"),), after=(10.5, 1, 0), limit=1)

    assert air.count(question) == 4


def test_no_rows_are_an_answer_too(air):
    assert order(air, limit=0) == []
