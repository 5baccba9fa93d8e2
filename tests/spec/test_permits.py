"""No engine answers without a permit, and none shows more than it."""

from __future__ import annotations

from datetime import timedelta

import pytest

import drawn
from mueang.base.errors import BadQuery, NotAllowed, NotFound
from mueang.query import Condition, Groups, Measure, Permit, Rows, Sort

PEOPLE = """
    district | name  | age
    ---------+-------+----
    ดุสิต     | สมชาย | 70
    บางรัก    | สมหญิง | 81
    บางรัก    | มานะ  | 64
"""


@pytest.fixture
def people(ask):
    return ask(PEOPLE)


@pytest.fixture
def narrow(people):
    """The permit of an officer of one district, who may not see names."""
    return Permit(people.snapshot.table, "work", frozenset({"district", "age"}), (Condition("district", "eq", "บางรัก"),), drawn.NOW + timedelta(days=1))


def test_without_a_permit_there_is_no_answer(people):
    for asked in (people.engine.answer, people.engine.count):
        with pytest.raises(TypeError):
            asked(people.snapshot, Rows(people.schema), now=drawn.NOW)
        with pytest.raises(TypeError):
            asked(people.snapshot, Rows(people.schema), None, now=drawn.NOW)


def test_all_columns_means_all_that_may_be_seen(people, narrow):
    assert people.rows(Rows(people.schema), narrow) == [("บางรัก", 81), ("บางรัก", 64)]


def test_rows_of_others_are_neither_shown_nor_counted(people, narrow):
    assert people.count(Rows(people.schema, select=("age",)), narrow) == 2
    assert people.rows(Groups(people.schema, by=("district",), measures=(Measure("count"),)), narrow) == [("บางรัก", 2)]


def test_a_hidden_column_cannot_be_asked_about_in_any_way(people, narrow):
    asked = [
        Rows(people.schema, select=("name",)),
        Rows(people.schema, select=("age",), where=(Condition("name", "contains", "สม"),)),
        Rows(people.schema, select=("age",), sort=(Sort("name"),)),
        Groups(people.schema, by=("name",)),
        Groups(people.schema, measures=(Measure("max", "name"),)),
    ]

    for question in asked:
        with pytest.raises(NotAllowed):
            people.rows(question, narrow)
        with pytest.raises(NotAllowed):
            people.count(question, narrow)


def test_a_permit_that_has_ended_opens_nothing(people, narrow):
    ended = Permit(narrow.table, "work", until=drawn.NOW)

    with pytest.raises(NotAllowed):
        people.rows(Rows(people.schema), ended)


def test_a_permit_is_for_one_table(people):
    with pytest.raises(NotAllowed):
        people.rows(Rows(people.schema), Permit("another", "work"))


def test_a_question_about_another_table_is_refused(people):
    other, _ = drawn.table("street\nสีลม")

    with pytest.raises(BadQuery):
        people.rows(Rows(other))


def test_an_erased_table_is_simply_not_found(lake, engine, name):
    snapshot = drawn.write(lake, "n\n1", on=name)
    lake.erase(name)

    with pytest.raises(NotFound):
        engine.answer(snapshot, Rows(snapshot.schema), drawn.everyone(snapshot), now=drawn.NOW).read_all()
