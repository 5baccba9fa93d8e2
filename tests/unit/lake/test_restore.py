"""A city goes back to what it published before."""

from __future__ import annotations

from datetime import timedelta

import pytest

import drawn
import stores
from mueang.base.errors import NotFound
from mueang.lake import Append, Stored, Update

MAY = "district | pm25\nดุสิต     | 30.5\nบางรัก    | 41.0"
WRONG = "district | pm25 | note\nดุสิต     | 305.0 | ?\nสาทร      | 20.0 | ?\nพระนคร    | 19.0 | ?"


def test_a_city_returns_to_an_earlier_version_without_writing_a_row(lake, rows_of):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)
    before = stores.data_files(lake)

    back = lake.restore("air", to=first.delta_version, base=second.delta_version, job="back", version_number=3)

    assert rows_of(back) == [("ดุสิต", 30.5), ("บางรัก", 41.0)]
    assert (back.content_hash, back.schema, back.files, back.bytes) == (first.content_hash, first.schema, first.files, first.bytes)
    assert (back.rows, back.added, back.replaced, back.removed) == (2, 0, 2, 1)
    assert stores.data_files(lake) == before


def test_only_rows_that_differ_count_as_changed_by_a_return(lake):
    first = drawn.write(lake, "k | v\na | 1\nb | 2\nc | 3")
    second = drawn.write(lake, "k | v\nb | 9\nd | 4", mode=Update(("k",)), base=first)

    back = lake.restore("air", to=first.delta_version, base=second.delta_version, job="back", version_number=3)

    assert (back.added, back.replaced, back.removed) == (0, 1, 1)


def test_what_follows_a_return_is_built_upon_it(lake, rows_of):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)
    back = lake.restore("air", to=first.delta_version, base=second.delta_version, job="back", version_number=3)

    new = drawn.write(lake, "district | pm25\nสาทร      | 20.0", mode=Append(), base=back, number=4)

    assert [row[0] for row in rows_of(new)] == ["ดุสิต", "บางรัก", "สาทร"]
    assert new.content_hash == drawn.write(lake, MAY + "\nสาทร      | 20.0", on="whole").content_hash


def test_the_job_that_returns_is_done_once_however_often_it_is_run(lake):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)
    asked = {"to": first.delta_version, "base": second.delta_version, "job": "back", "version_number": 3}

    back = lake.restore("air", **asked)

    assert lake.restore("air", **asked) == back == stores.again(lake).restore("air", **asked)


def test_a_return_that_no_record_names_does_not_stand_in_the_way(lake, rows_of):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)
    lake.restore("air", to=first.delta_version, base=second.delta_version, job="killed", version_number=3)

    back = lake.restore("air", to=first.delta_version, base=second.delta_version, job="next", version_number=3)

    assert (back.rows, back.replaced) == (2, 2)
    assert len(rows_of(second)) == 3


def test_a_return_to_what_stands_already_is_a_version_of_its_own(lake, rows_of):
    first = drawn.write(lake, MAY)

    again = lake.restore("air", to=first.delta_version, base=first.delta_version, job="back", version_number=2)

    assert again.delta_version > first.delta_version
    assert (rows_of(again), again.added, again.replaced, again.removed) == (rows_of(first), 0, 0, 0)


def test_a_version_whose_files_are_gone_cannot_be_returned_to(lake):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)
    lake.remove_unnamed("air", {second.delta_version}, grace=timedelta(0))

    with pytest.raises(NotFound):
        lake.restore("air", to=first.delta_version, base=second.delta_version, job="back", version_number=3)


def test_the_reaper_keeps_files_that_a_return_shares_with_the_version_before(lake, rows_of):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)
    back = lake.restore("air", to=first.delta_version, base=second.delta_version, job="back", version_number=3)

    removed = lake.remove_unnamed("air", {back.delta_version}, grace=timedelta(0))

    assert set(removed) == {file.rpartition("/")[2] for file in second.files}
    assert len(rows_of(back)) == 2


def test_the_size_of_a_table_counts_every_version_that_is_kept(lake):
    first = drawn.write(lake, MAY)
    second = drawn.write(lake, WRONG, base=first)

    size = lake.size("air")

    assert (size.files, size.newest_bytes) == (2, second.bytes)
    assert size.bytes == sum(entry.bytes for entry in lake.store.place("air").entries()) > first.bytes + second.bytes


def test_a_table_that_is_not_there_takes_nothing(lake):
    assert lake.size("air") == Stored(0, 0, 0)
