"""What a city may rely on when it writes its tables into the lake."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

import drawn
import stores
from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.lake import Append, Replace, Update, UpdateGroups, UpdatePeriod

MAY = """
    district | month      | pm25
    ---------+------------+-----
    ดุสิต     | 2023-05-01 | 30.5
    บางรัก    | 2023-05-01 | 41.0
"""
JUNE = """
    district | month      | pm25
    ---------+------------+-----
    ดุสิต     | 2023-06-01 | 22.5
    บางรัก    | 2023-06-01 | 25.0
"""
FILED = """
    office | month      | disease | n
    -------+------------+---------+--
    ดุสิต    | 2023-05-01 | A90     | 1
    ดุสิต    | 2023-05-01 | A00     | 2
    ดุสิต    | 2023-06-01 | A90     | 3
    บางรัก   | 2023-05-01 | A90     | 4
"""
CORRECTED = """
    district | month      | pm25
    ---------+------------+-----
    บางรัก    | 2023-05-01 | 14.0
    พระนคร   | 2023-05-01 | 19.0
    สาทร     | 2023-05-01 | 20.0
"""


def test_the_first_file_of_a_dataset_becomes_its_table(lake, rows_of):
    snapshot = drawn.write(lake, MAY)

    assert [row[0] for row in rows_of(snapshot)] == ["ดุสิต", "บางรัก"]
    assert (snapshot.rows, snapshot.added, snapshot.replaced, snapshot.removed) == (2, 2, 0, 0)
    assert snapshot.bytes > 0


def test_a_file_that_replaces_leaves_nothing_of_the_old_one(lake, rows_of):
    old = drawn.write(lake, MAY)

    new = drawn.write(lake, CORRECTED, base=old)

    assert [row[0] for row in rows_of(new)] == ["บางรัก", "พระนคร", "สาทร"]
    assert (new.added, new.replaced, new.removed) == (1, 2, 0)


def test_next_months_file_is_added_below(lake, rows_of):
    old = drawn.write(lake, MAY)

    new = drawn.write(lake, JUNE, mode=Append(), base=old)

    assert [row[2] for row in rows_of(new)] == [30.5, 41.0, 22.5, 25.0]
    assert (new.added, new.replaced) == (2, 0)


def test_an_update_by_key_replaces_the_rows_it_names_and_keeps_the_others(lake, rows_of):
    old = drawn.write(lake, MAY)

    new = drawn.write(lake, CORRECTED, mode=Update(("district", "month")), base=old)

    assert {row[0]: row[2] for row in rows_of(new)} == {"ดุสิต": 30.5, "บางรัก": 14.0, "พระนคร": 19.0, "สาทร": 20.0}
    assert (new.added, new.replaced, new.removed) == (2, 1, 0)


def test_an_update_by_period_replaces_the_whole_month_and_no_other(lake, rows_of):
    june = drawn.write(lake, JUNE, mode=Append(), base=drawn.write(lake, MAY))

    new = drawn.write(lake, CORRECTED, mode=UpdatePeriod("month"), base=june)

    assert [row[0] for row in rows_of(new)] == ["ดุสิต", "บางรัก", "บางรัก", "พระนคร", "สาทร"]
    assert (new.rows, new.added, new.replaced, new.removed) == (5, 1, 2, 0)


def test_an_office_that_files_again_replaces_all_its_rows_of_that_month_and_no_others(lake, rows_of):
    old = drawn.write(lake, FILED)

    new = drawn.write(lake, "office | month      | disease | n\nดุสิต    | 2023-05-01 | A90 | 9", mode=UpdateGroups(("office", "month")), base=old)

    assert sorted(row[3] for row in rows_of(new)) == [3, 4, 9]
    assert (new.added, new.replaced, new.removed) == (0, 1, 1)


def test_days_of_one_month_are_one_period_when_the_recipe_says_so(lake, rows_of):
    old = drawn.write(lake, "day        | n\n2023-05-01 | 1\n2023-05-02 | 2\n2023-06-01 | 3")

    new = drawn.write(lake, "day        | n\n2023-05-30 | 9", mode=UpdatePeriod("day", "month"), base=old)

    assert [row[1] for row in rows_of(new)] == [3, 9]


@pytest.mark.parametrize("name", ["n", "k0", "k", "b", "h0", "filename", "wanted", "file_row_number"])
def test_a_key_may_be_called_anything(lake, rows_of, name):
    old = drawn.write(lake, f"{name} | v\n1 | a\n2 | b")

    new = drawn.write(lake, f"{name} | v\n2 | B", mode=Update((name,)), base=old)

    assert rows_of(new) == [(1, "a"), (2, "B")]


def test_every_version_can_still_be_read(lake, rows_of):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, JUNE, base=first)
    drawn.write(lake, CORRECTED, base=second)

    assert rows_of(lake.snapshot("air", first.delta_version))[0][2] == 30.5
    assert rows_of(lake.snapshot("air", second.delta_version))[0][2] == 22.5


def test_a_column_that_comes_later_is_missing_in_the_older_rows(lake, rows_of):
    old = drawn.write(lake, MAY)

    new = drawn.write(lake, "district | month      | pm10\nดุสิต     | 2023-07-01 | 55.5", mode=Append(), base=old)

    assert new.schema.names == ("district", "month", "pm25", "pm10")
    assert [row[2:] for row in rows_of(new)] == [(30.5, None), (41.0, None), (None, 55.5)]


def test_a_column_that_changes_its_type_is_refused_and_the_table_stays(lake, rows_of):
    old = drawn.write(lake, MAY)

    with pytest.raises(Conflict) as refused:
        drawn.write(lake, "district | pm25:string\nดุสิต     | สูง", mode=Append(), base=old)

    assert refused.value.code == "lake.type"
    assert len(rows_of(lake.snapshot("air", old.delta_version))) == 2


def test_whole_numbers_may_follow_decimals(lake, rows_of):
    old = drawn.write(lake, MAY)

    new = drawn.write(lake, "district | pm25\nสาทร      | 33", mode=Append(), base=old)

    assert rows_of(new)[-1][2] == 33.0


def test_an_update_whose_key_repeats_is_refused(lake):
    old = drawn.write(lake, MAY)

    with pytest.raises(Conflict) as refused:
        drawn.write(lake, "district | pm25\nดุสิต     | 1.0\nดุสิต     | 2.0", mode=Update(("district",)), base=old)

    assert refused.value.code == "lake.key-repeats"
    assert len(stores.data_files(lake)) == 1


def test_a_job_that_is_run_again_finds_its_own_commit(lake):
    first = drawn.write(lake, MAY, job="publish-7")

    again = drawn.write(lake, MAY, job="publish-7")

    assert again == first


def test_a_commit_that_no_record_names_is_never_built_upon(lake, rows_of):
    named = drawn.write(lake, MAY, number=1)
    drawn.write(lake, JUNE, mode=Append(), base=named, job="killed", number=2)

    new = drawn.write(lake, CORRECTED, mode=Append(), base=named, job="next", number=2)

    assert [row[0] for row in rows_of(new)] == ["ดุสิต", "บางรัก", "บางรัก", "พระนคร", "สาทร"]


def test_a_retry_does_not_take_up_a_commit_that_stood_on_another_base(lake, rows_of):
    named = drawn.write(lake, MAY, number=1)
    drawn.write(lake, JUNE, mode=Append(), base=named, job="slow", number=2)
    newer = drawn.write(lake, CORRECTED, base=named, job="fast", number=2)

    retried = drawn.write(lake, JUNE, mode=Append(), base=newer, job="slow", number=3)

    assert [row[0] for row in rows_of(retried)] == ["บางรัก", "พระนคร", "สาทร", "ดุสิต", "บางรัก"]


def test_an_orphan_of_the_first_publish_is_not_built_upon_either(lake, rows_of):
    drawn.write(lake, JUNE, job="killed", number=1)

    new = drawn.write(lake, MAY, mode=Append(), job="next", number=1)

    assert [row[2] for row in rows_of(new)] == [30.5, 41.0]


def test_a_commit_whose_file_is_damaged_is_written_again(lake, rows_of):
    first = drawn.write(lake, MAY, job="publish-7")
    lake.store.place("air").remove(stores.data_files(lake))

    again = drawn.write(lake, MAY, job="publish-7")

    assert again.delta_version > first.delta_version
    assert len(rows_of(again)) == 2


def test_the_reaper_removes_what_no_record_names_and_nothing_else(lake, rows_of):
    first = drawn.write(lake, MAY, number=1)
    orphan = drawn.write(lake, JUNE, base=first, job="killed", number=2)
    second = drawn.write(lake, CORRECTED, base=first, job="next", number=2)

    removed = lake.remove_unnamed("air", {first.delta_version, second.delta_version}, grace=timedelta(0))

    assert set(removed) == {file.rpartition("/")[2] for file in orphan.files}
    assert len(rows_of(first)) == 2
    assert len(rows_of(second)) == 3


def test_the_reaper_leaves_a_young_commit_to_the_job_that_is_about_to_name_it(lake, rows_of):
    first = drawn.write(lake, MAY, number=1)
    young = drawn.write(lake, JUNE, base=first, job="running", number=2)

    assert lake.remove_unnamed("air", {first.delta_version}) == ()
    assert len(rows_of(young)) == 2


def test_an_erased_table_is_gone_from_the_disk(lake):
    drawn.write(lake, MAY)

    lake.erase("air")

    assert lake.store.place("air").entries() == []
    with pytest.raises(NotFound):
        lake.snapshot("air", 1)


def test_equal_contents_have_equal_hashes_in_any_order(lake):
    one = drawn.write(lake, "a | b\nx | 1\ny | 2\nx | 1", on="one")
    other = drawn.write(lake, "b | a\n1 | x\n1 | x\n2 | y", on="other")
    fewer = drawn.write(lake, "a | b\nx | 1\ny | 2", on="fewer")

    assert one.content_hash == other.content_hash != fewer.content_hash


def test_values_that_only_look_alike_when_joined_differ(lake):
    one = drawn.write(lake, "a | b\nxy | z", on="one")
    other = drawn.write(lake, "a | b\nx | yz", on="other")

    assert one.content_hash != other.content_hash


def test_the_same_rows_hash_alike_whichever_way_they_came(lake):
    whole = drawn.write(lake, "k | v\na | 1\nb | 2\nc | 3", on="whole")
    first = drawn.write(lake, "k | v\na | 9\nb | 2", on="parts")
    second = drawn.write(lake, "k | v\na | 1\nc | 3", mode=Update(("k",)), base=first, on="parts")

    assert second.content_hash == whole.content_hash


def test_headers_that_offices_write_survive(lake, rows_of):
    drawing = "PM | pm | จำนวน (คน), ปี 2566 | _order\n1 | 2 | 3 | 4"

    snapshot = drawn.write(lake, drawing)

    assert snapshot.schema.names == ("PM", "pm", "จำนวน (คน), ปี 2566", "_order")
    assert rows_of(snapshot) == [(1, 2, 3, 4)]


def test_an_empty_table_keeps_its_columns(lake, rows_of):
    snapshot = drawn.write(lake, "district | pm25:number")

    assert (snapshot.rows, rows_of(snapshot)) == (0, [])
    assert drawn.write(lake, MAY, mode=Append(), base=snapshot).rows == 2


def test_times_and_moments_come_back_as_they_were(lake, rows_of):
    snapshot = drawn.write(lake, "t:time | m:datetime\n07:30:00 | 2023-05-01T12:00:00.000001")

    assert rows_of(snapshot) == [(time(7, 30), datetime.fromisoformat("2023-05-01T12:00:00.000001"))]


def test_many_small_files_are_written_together(lake, rows_of):
    snapshot = drawn.write(lake, "n\n0", number=1)
    for n in range(1, 35):
        snapshot = drawn.write(lake, f"n\n{n}", mode=Append(), base=snapshot, job=f"day-{n}", number=n + 1)

    assert [row[0] for row in rows_of(snapshot)] == list(range(35))
    assert len(snapshot.files) < 10


def test_a_table_id_cannot_lead_out_of_the_lake(lake):
    with pytest.raises(BadInput):
        drawn.write(lake, MAY, on="../elsewhere")


def test_rows_out_of_order_are_a_bug_and_leave_no_file(lake):
    schema, rows = drawn.table(MAY)
    backwards = list(reversed(drawn.batches(schema, rows, size=1)))

    with pytest.raises(ValueError, match="_row"):
        lake.write("air", backwards, schema, mode=Replace(), base=None, job="j", version_number=1)

    assert stores.data_files(lake) == set()


def test_a_publish_tells_its_stages(lake):
    schema, rows = drawn.table(MAY)
    told = []

    lake.write("air", drawn.batches(schema, rows), schema, mode=Replace(), base=None, job="j", version_number=1, on_progress=lambda *step: told.append(step))

    assert told == [("writing", 2), ("written", 2), ("committed", 2)]
