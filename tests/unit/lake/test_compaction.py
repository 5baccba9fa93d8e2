"""Many small files become few, and nobody who reads can tell."""

from __future__ import annotations

import os
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

import drawn
import stores
from mueang.base.errors import Conflict
from mueang.lake import Append, Lake, Update
from mueang.lake.compaction import runs
from mueang.lake.engines.sources import in_order
from mueang.lake.files import GROUP_ROWS, DataFile
from mueang.lake.folder import Folder


def days(lake, count, *, first="n | v:string\n0 | a"):
    """A table to which a file is added each day."""
    snapshot = drawn.write(lake, first, number=1)
    for n in range(1, count):
        snapshot = drawn.write(lake, f"n\n{n}", mode=Append(), base=snapshot, job=f"day-{n}", number=n + 1)
    return snapshot


def compacted(lake, snapshot, *, job="night", number=99):
    return lake.compact("air", base=snapshot.delta_version, job=job, version_number=number)


def part(name, first, last, rows=None, size=1):
    return DataFile(name, last - first + 1 if rows is None else rows, size, first, last)


def test_small_files_become_one_and_nothing_else_changes(lake, rows_of):
    before = days(lake, 6)

    after = compacted(lake, before)

    assert len(after.files) == 1 < len(before.files)
    assert rows_of(after) == rows_of(before)
    assert replace(after, delta_version=before.delta_version, files=before.files, bytes=before.bytes) == before


def test_the_next_version_is_built_upon_either_commit(lake, rows_of):
    before = days(lake, 3)
    after = compacted(lake, before)

    one = drawn.write(lake, "n | v\n1 | x", mode=Update(("n",)), base=after, job="one", number=4)
    other = drawn.write(lake, "n | v\n1 | x", mode=Update(("n",)), base=before, job="other", number=4)

    assert rows_of(one) == rows_of(other) == [(0, "a"), (2, None), (1, "x")]
    assert one.content_hash == other.content_hash


def test_a_table_of_one_file_is_left_as_it_is(lake):
    snapshot = drawn.write(lake, "n\n1")

    assert compacted(lake, snapshot) == snapshot
    assert stores.data_files(lake) == {snapshot.files[0].rpartition("/")[2]}


def test_a_compaction_that_is_run_again_finds_its_own_commit(lake):
    before = days(lake, 3)

    assert compacted(lake, before) == compacted(lake, before)


def test_an_earlier_version_can_be_returned_to_after_a_compaction(lake, rows_of):
    first = drawn.write(lake, "n | v:string\n0 | a", number=1)
    second = drawn.write(lake, "n\n1", mode=Append(), base=first, number=2)
    after = compacted(lake, second)

    back = lake.restore("air", to=first.delta_version, base=after.delta_version, job="back", version_number=3)

    assert (rows_of(back), back.removed, back.replaced) == ([(0, "a")], 1, 0)


def test_files_that_a_compaction_let_go_stay_while_somebody_may_build_upon_them(lake):
    before = days(lake, 3)
    after = compacted(lake, before)

    assert lake.remove_unnamed("air", {after.delta_version}) == ()
    assert len(lake.remove_unnamed("air", {after.delta_version}, grace=timedelta(0))) == 3
    assert len(stores.data_files(lake)) == 1


def test_small_files_apart_in_the_order_stay_apart():
    files = [part("a", 0, 9), part("b", 10, 19), part("large", 20, 30, rows=GROUP_ROWS), part("c", 40, 49), part("d", 50, 59)]

    assert [[file.name for file in run] for run in runs(files)] == [["a", "b"], ["c", "d"]]


def test_files_that_lie_across_each_other_are_written_as_one_however_large():
    files = [part("a", 0, 50, rows=GROUP_ROWS), part("b", 20, 90, rows=GROUP_ROWS), part("c", 100, 200, rows=GROUP_ROWS)]

    assert [[file.name for file in run] for run in runs(files)] == [["a", "b"]]


def test_a_small_but_heavy_file_is_left_alone():
    assert runs([part("a", 0, 9, size=1 << 30), part("b", 10, 19)]) == []


def test_pages_need_no_sort_after_a_compaction(lake):
    after = compacted(lake, days(lake, 5))

    with lake.store.held(after.files) as here:
        assert in_order(here) is not None


def test_a_log_older_than_the_records_makes_the_reaper_stop(lake):
    snapshot = drawn.write(lake, "n\n1")
    drawn.write(lake, "n\n2", base=snapshot, job="killed", number=2)

    assert lake.remove_unnamed("air", {snapshot.delta_version, 77}, grace=timedelta(0)) == ()


class Unlocked(Folder):
    """The same folder as another machine sees it: of a lock here it knows nothing."""

    def locked(self, table_id, *, wait=True):
        return nullcontext()


@pytest.mark.parametrize("lake", ["folder"], indirect=True)
def test_cleaning_on_another_machine_never_takes_what_is_published_meanwhile(lake, rows_of):
    named = [days(lake, 4)]
    orphan = drawn.write(lake, "n\n77", base=named[0], job="killed", number=50)
    for entry in lake.store.place("air").entries():
        os.utime(lake.store.root / "air" / entry.name, (time.time() - 3 * 86400,) * 2)
    done, removed = threading.Event(), []

    def clean():
        cleaner = Lake(Unlocked(lake.store.root))
        while not done.is_set():
            removed.extend(cleaner.remove_unnamed("air", {snapshot.delta_version for snapshot in named}))

    thread = threading.Thread(target=clean)
    thread.start()
    for number in range(5, 15):
        acts = [
            lambda base, n: drawn.write(lake, f"n\n{n}", mode=Append(), base=base, job=f"p{n}", number=n),
            lambda base, n: drawn.write(lake, "n\n2", mode=Update(("n",)), base=base, job=f"p{n}", number=n),
            lambda base, n: lake.restore("air", to=named[0].delta_version, base=base.delta_version, job=f"p{n}", version_number=n),
        ]
        try:
            named.append(acts[number % 3](named[-1], number))
        except Conflict:
            continue
        compact = lake.compact("air", base=named[-1].delta_version, job=f"c{number}", version_number=number)
        named[-1] = compact
    done.set()
    thread.join()

    assert set(removed) == {file.rpartition("/")[2] for file in orphan.files}
    assert all(len(rows_of(snapshot)) == snapshot.rows for snapshot in named)
