"""A content hash knows what a table holds, not how it came to hold it."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drawn
from mueang.lake import Append, Lake, Replace, Update
from mueang.tables import Column, ColumnType, TableSchema

SCHEMA = TableSchema((Column("k", ColumnType.INTEGER), Column("name"), Column("x", ColumnType.NUMBER)))
TEXT = st.sampled_from(["", "a", "ab", "b", "\x1f", "1", "ก", "\x1fdeadbeef=1"])
CELLS = {"k": st.none() | st.integers(-2, 2), "name": st.none() | TEXT, "x": st.none() | st.sampled_from([0.0, -0.0, 0.5, 1.0, 1e300])}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=6)
numbers = itertools.count()


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return Lake(tmp_path_factory.mktemp("lake"))


def written(lake, rows, *, schema=SCHEMA, base=None, mode=None, table=None):
    table = table or f"t{next(numbers)}"
    below = None if base is None else base.delta_version
    number = 1 if base is None else base.delta_version + 1
    return lake.write(table, drawn.batches(schema, rows), schema, mode=mode or Replace(), base=below, job=f"{table}-{number}", version_number=number)


def plain(rows):
    """The rows as a bag of values, in which 0.0 and -0.0 are one."""
    return sorted(repr(tuple(0.0 if value == 0 and isinstance(value, float) else value for value in row.values())) for row in rows)


@settings(max_examples=40)
@given(ROWS, ROWS)
def test_two_tables_have_one_hash_just_when_they_hold_the_same_rows(lake, one, other):
    same = written(lake, one).content_hash == written(lake, other).content_hash

    assert same == (plain(one) == plain(other))


@settings(max_examples=15)
@given(ROWS, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_of_columns_matters(lake, rows, random):
    shuffled = random.sample(rows, len(rows))
    turned = TableSchema(tuple(reversed(SCHEMA.columns)))

    assert written(lake, shuffled, schema=turned).content_hash == written(lake, rows).content_hash


@settings(max_examples=15)
@given(ROWS, ROWS)
def test_rows_appended_hash_as_rows_written_at_once(lake, one, other):
    first = written(lake, one)
    both = written(lake, other, base=first, mode=Append(), table=first.table)

    assert both.content_hash == written(lake, [*one, *other]).content_hash


@settings(max_examples=15)
@given(st.data())
def test_rows_updated_hash_as_the_rows_that_result(lake, data):
    def keyed(size):
        return [data.draw(st.fixed_dictionaries(CELLS)) | {"k": key} for key in data.draw(st.lists(st.integers(0, 6), unique=True, max_size=size))]

    old, new = keyed(6), keyed(4)
    first = written(lake, old)
    updated = written(lake, new, base=first, mode=Update(("k",)), table=first.table)
    kept = [row for row in old if row["k"] not in {fresh["k"] for fresh in new}]

    assert updated.content_hash == written(lake, [*kept, *new]).content_hash
    assert (updated.rows, updated.replaced, updated.removed) == (len(kept) + len(new), len(old) - len(kept), 0)


def test_names_and_types_of_columns_are_part_of_the_content(lake):
    one, other, third = (written(lake, drawn.table(text)[1], schema=drawn.table(text)[0]) for text in ("a\n1", "b\n1", "a:number\n1"))

    assert len({one.content_hash, other.content_hash, third.content_hash}) == 3


GOLDEN = "เขต | n | x | d | t:datetime | open\nดุสิต | 1 | 0.1 | 2023-05-01 | 2023-05-01T07:30:00 | true\n | -5 | 1e-7 | | | false"


def test_the_hash_of_a_table_is_the_same_in_every_release_from_the_second_on(lake):
    snapshot = drawn.write(lake, GOLDEN, on="golden")

    assert snapshot.content_hash == "f0436b0dc1c8d027fc18a6d25f46d8305ab57a375c7d0738abaf70c4da323b75"


def noted_by_release_1(lake, snapshot, *lanes):
    """Let the commit of a table tell its content as release 1 did: a sum of MD5, without a word on how it was made."""
    entry = lake.store.root / snapshot.table / "_delta_log" / f"{snapshot.delta_version:020d}.json"
    actions = [json.loads(line) for line in entry.read_text("utf-8").splitlines()]
    info = next(action["commitInfo"] for action in actions if "commitInfo" in action)
    note = json.loads(info["mueang"])
    del note["hash"]
    info["mueang"] = json.dumps(note | {"lanes": lanes})
    entry.write_text("\n".join(json.dumps(action) for action in actions), "utf-8")
    lake.remove_unnamed(snapshot.table, [snapshot.delta_version])
    return lake.snapshot(snapshot.table, snapshot.delta_version)


def test_a_version_of_release_1_keeps_the_hash_that_it_was_published_with(lake):
    snapshot = drawn.write(lake, GOLDEN, on="first-release")

    kept = noted_by_release_1(lake, snapshot, 2474598667836651568, 8825842940279445965)

    assert kept.content_hash == "deb64c04adabd34cbc4f3318bceca18644ddaa66e85faecc86ed4ae0e2886950"


def test_rows_that_join_a_table_of_release_1_hash_as_rows_written_at_once(lake):
    one, other = [{"k": 1, "name": "a", "x": 0.5}], [{"k": 2, "name": "b", "x": None}]
    first = noted_by_release_1(lake, written(lake, one), 1, 2)

    both = written(lake, other, base=first, mode=Append(), table=first.table)

    assert both.content_hash == written(lake, [*one, *other]).content_hash
