"""What DuckDB may touch, how long and how much it may work, and how it streams."""

from __future__ import annotations

import threading

import duckdb as driver
import numpy as np
import pyarrow as pa
import pytest

import drawn
import stores
from mueang.base.errors import LimitReached
from mueang.lake import Append, Replace, Update
from mueang.lake.duck import connect, identifier, literal
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.lake.engines.sources import in_order
from mueang.query import Condition, Groups, Measure, Rows, Sort
from mueang.tables import Column, ColumnType, TableSchema

WIDE = TableSchema((Column("n", ColumnType.INTEGER), Column("text")))


def many(rows, *, first_row=0):
    """Rows with a text of their own each, in batches of a thousand."""
    for start in range(first_row, first_row + rows, 1000):
        numbers = pa.array(range(start, start + 1000))
        yield pa.record_batch([numbers, pa.array([f"{n * 7919 % 100_003:06d}" * 20 for n in range(start, start + 1000)]), numbers], schema=WIDE.arrow())


@pytest.fixture
def large(lake):
    return lake.write("large", many(150_000), WIDE, mode=Replace(), base=None, job="j", version_number=1)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '{folder}/../outside.parquet'",
        "COPY (SELECT 1) TO '/tmp/mueang-should-not-be.csv'",
        "ATTACH '/tmp/mueang-should-not-be.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD spatial",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "SELECT getenv('HOME')",
        "SELECT * FROM secret_variable",
    ],
)
def test_nothing_outside_its_folders_can_be_reached(tmp_path, statement):
    secret_variable = pa.table({"a": [1]})  # noqa: F841 - what a replacement scan would find
    folder = tmp_path / "lake"
    folder.mkdir()
    (tmp_path / "outside.parquet").write_bytes(b"")

    with pytest.raises(driver.Error):
        connect([folder]).execute(statement.format(folder=folder))


@pytest.mark.parametrize("text", ["it's", '"', "'); DROP TABLE x; --", "\\", "ก"])
def test_names_and_texts_are_quoted(text):
    assert driver.sql(f"SELECT {literal(text)} AS {identifier(text)}").to_arrow_table().to_pylist() == [{text: text}]


def test_an_answer_that_takes_too_long_is_stopped(lake, large):
    engine = stores.engine(lake, seconds=0.02)

    with pytest.raises(LimitReached) as refused:
        engine.answer(large, Rows(WIDE, sort=(Sort("text"),)), drawn.everyone(large), now=drawn.NOW).read_all()

    assert refused.value.code == "limit.time"


def test_the_time_of_who_reads_does_not_count(lake, large):
    engine = stores.engine(lake, seconds=2)
    answer = engine.answer(large, Rows(WIDE), drawn.everyone(large), now=drawn.NOW)
    rows = answer.read_next_batch().num_rows

    threading.Event().wait(2.5)

    assert rows + sum(batch.num_rows for batch in answer) == 150_000


def test_an_answer_that_needs_too_much_memory_is_stopped(lake, large):
    engine = stores.engine(lake, memory="20MB")

    with pytest.raises(LimitReached) as refused:
        engine.answer(large, Rows(WIDE, sort=(Sort("text"),)), drawn.everyone(large), now=drawn.NOW).read_all()

    assert refused.value.code == "limit.memory"


def test_a_whole_table_streams_in_order_without_being_held(lake, large):
    engine = stores.engine(lake, memory="60MB")
    last = -1

    for batch in engine.answer(large, Rows(WIDE, where=(Condition("n", "ne", 5),)), drawn.everyone(large), now=drawn.NOW):
        rows = batch["_row"].to_numpy()
        assert rows[0] > last
        assert (np.diff(rows) > 0).all()
        last = rows[-1]

    assert last == 149_999


def test_pages_of_a_large_table_are_the_first_rows_that_meet(lake):
    snapshot = lake.write("large", many(620_000), WIDE, mode=Replace(), base=None, job="j", version_number=1)
    engine = stores.engine(lake)
    after, found = (), []
    for _ in range(5):
        question = Rows(WIDE, where=(Condition("text", "contains", "77"),), after=after, limit=40)
        page = engine.answer(snapshot, question, drawn.everyone(snapshot), now=drawn.NOW).read_all().to_pylist()
        found += [row["n"] for row in page]
        after = (1, page[-1]["_row"])

    assert len(snapshot.files) > 1
    assert found == [n for n in range(20_000) if "77" in f"{n * 7919 % 100_003:06d}" * 2][:200]


def test_files_that_overlap_in_order_are_sorted(lake, rows_of):
    first = drawn.write(lake, "k | v\n1 | a\n2 | b\n3 | c")
    second = drawn.write(lake, "k | v\n2 | B", mode=Update(("k",)), base=first)
    third = drawn.write(lake, "k | v\n4 | d", mode=Append(), base=second)
    engine = stores.engine(lake)

    answer = engine.answer(third, Rows(third.schema), drawn.everyone(third), now=drawn.NOW).read_all()

    assert answer["v"].to_pylist() == ["a", "c", "B", "d"] == [row[1] for row in rows_of(third)]
    with lake.store.held([*third.files, first.files[0]]) as here:
        assert in_order(here[:-1]) is not None
        assert in_order(here) is None


def test_many_threads_ask_at_once(lake, large):
    engine = stores.engine(lake)
    found = []

    def ask(number):
        where = (Condition("n", "lt", number * 1000),)
        question = Groups(WIDE, measures=(Measure("count"),), where=where)
        found.append(engine.answer(large, question, drawn.everyone(large), now=drawn.NOW).read_all()["count"][0].as_py() == number * 1000)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 12


def test_an_engine_may_stand_before_the_first_table(tmp_path):
    from mueang.lake import Lake

    engine = DuckDBEngine([tmp_path / "lake"])
    snapshot = drawn.write(Lake(tmp_path / "lake"), "n\n1")

    assert engine.count(snapshot, Rows(snapshot.schema), drawn.everyone(snapshot), now=drawn.NOW) == 1


def test_an_answer_that_nobody_reads_holds_nothing(lake, large):
    engine = stores.engine(lake)
    for _ in range(50):
        engine.answer(large, Rows(WIDE), drawn.everyone(large), now=drawn.NOW)

    assert engine.count(large, Rows(WIDE), drawn.everyone(large), now=drawn.NOW) == 150_000
    assert stores.data_files(lake, "large")
