"""What an officer is told before she publishes."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

import drawn
from mueang.base.errors import Conflict
from mueang.lake import Append, PeriodChange, Replace, Update, UpdateGroups, UpdatePeriod

OLD = """
    district | month      | pm25
    ---------+------------+-----
    ดุสิต     | 2023-05-01 | 30.5
    บางรัก    | 2023-05-01 | 41.0
"""
NEW = """
    district | month      | pm25
    ---------+------------+-----
    บางรัก    | 2023-05-01 | 14.0
    พระนคร   | 2023-06-01 | 19.0
    สาทร     | 2023-06-01 | 20.0
"""


@pytest.fixture
def planned(lake):
    """What is told of a drawn file upon the old table."""
    old = drawn.write(lake, OLD)

    def plan(drawing, mode):
        schema, rows = drawn.table(drawing)
        return lake.plan("air", drawn.batches(schema, rows), schema, mode=mode, base=old.delta_version)

    return plan


def test_an_append_tells_the_rows_by_period_and_what_overlaps(planned):
    plan = planned(NEW, Append())

    assert (plan.rows, plan.added, plan.replaced, plan.overlap) == (3, 3, 0, 1)
    assert plan.periods == (PeriodChange("2023-05-01", 1, 2), PeriodChange("2023-06-01", 2, 0))


def test_an_append_of_a_new_month_overlaps_with_nothing(planned):
    assert planned("district | month      | pm25\nดุสิต | 2023-07-01 | 1.0", Append()).overlap == 0


def test_an_append_with_declared_keys_overlaps_only_where_a_key_is_there(planned):
    assert planned("district | month      | pm25\nสาทร | 2023-05-01 | 1.0", Append(keys=("district", "month"))).overlap == 0
    assert planned("district | month      | pm25\nดุสิต | 2023-05-01 | 1.0", Append(keys=("district", "month"))).overlap == 1


def test_where_nothing_tells_time_the_same_rows_again_overlap(lake):
    old = drawn.write(lake, "park   | area\nลุมพินี | 57.6", on="parks")
    schema, rows = drawn.table("park    | area\nลุมพินี | 57.6\nสวนหลวง | 80.0")

    plan = lake.plan("parks", drawn.batches(schema, rows), schema, mode=Append(), base=old.delta_version)

    assert (plan.overlap, plan.periods) == (1, ())


def test_an_update_tells_how_many_rows_it_replaces(planned):
    plan = planned(NEW, Update(("district", "month")))

    assert (plan.added, plan.replaced, plan.removed, plan.repeated) == (2, 1, 0, 0)


def test_an_update_tells_keys_that_repeat(planned):
    assert planned("district | pm25\nดุสิต | 1.5\nดุสิต | 2.5", Update(("district",))).repeated == 1


def test_a_period_that_shrinks_loses_rows(planned):
    plan = planned("district | month      | pm25\nดุสิต | 2023-05-01 | 1.5", UpdatePeriod("month"))

    assert (plan.added, plan.replaced, plan.removed) == (0, 1, 1)


def test_new_and_missing_columns_are_named(planned):
    plan = planned("district | pm10\nดุสิต | 1.5", Append())

    assert (plan.new_columns, plan.missing_columns) == (("pm10",), ("month", "pm25"))


def test_a_type_that_changes_is_told_as_a_conflict(planned):
    with pytest.raises(Conflict):
        planned("district | pm25:string\nดุสิต | สูง", Append())


def test_the_plan_promises_what_the_write_does(lake, planned):
    for mode in (Replace(), Append(), Update(("district", "month")), UpdateGroups(("month",)), UpdatePeriod("month")):
        told = planned(NEW, mode)
        base = lake.snapshot("air", 1)
        done = drawn.write(lake, NEW, mode=mode, base=base, job=str(mode), number=2)
        assert (told.added, told.replaced, told.removed) == (done.added, done.replaced, done.removed), mode


def test_a_plan_is_json_and_leaves_no_file(lake, planned):
    json.dumps(asdict(planned(NEW, UpdatePeriod("month"))))

    assert list((lake.store.work / ".plans").iterdir()) == []
