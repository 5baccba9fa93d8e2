"""Native copies: the index is used, a copy answers for its own version alone, and nothing is lost when one goes."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest

import drawn
import stores
from mueang.base.errors import LimitReached, NotFound
from mueang.lake import Append, Lake, Replace
from mueang.lake.engines.native import Copies, build, copies
from mueang.lake.engines.native.asking import native_sql
from mueang.query import Condition, Rows, Sort
from mueang.tables import Column, ColumnType, TableSchema

ROWS = 60_000
SCHEMA = TableSchema((Column("id", ColumnType.INTEGER), Column("pm25", ColumnType.NUMBER), Column("เขต"), Column("ชื่อ")))
FEW = {
    "one text": Rows(SCHEMA, where=(Condition("ชื่อ", "eq", "ผู้ตรวจ 41300"),), sort=(Sort("pm25"),), limit=100),
    "one number": Rows(SCHEMA, where=(Condition("id", "eq", 41_300.0),), limit=100),
    "a short range": Rows(SCHEMA, where=(Condition("pm25", "ge", 20), Condition("pm25", "lt", 20.05)), limit=100),
    "a list": Rows(SCHEMA, where=(Condition("ชื่อ", "in", ("ผู้ตรวจ 7", "ผู้ตรวจ 59999", "ไม่มี")),)),
}
PAGES = {
    "first page by a number": Rows(SCHEMA, sort=(Sort("pm25", descending=True),), limit=100),
    "deep page by a number": Rows(SCHEMA, sort=(Sort("pm25", descending=True),), after=(3.21, 1, 0), limit=100),
    "deep page by text": Rows(SCHEMA, sort=(Sort("ชื่อ"),), after=("ผู้ตรวจ 9", 1, 9), limit=100),
    "page within many of one value": Rows(SCHEMA, sort=(Sort("เขต", descending=True),), after=("เขต 7", 1, 30_000), limit=100),
    "page of a filter in another order": Rows(SCHEMA, where=(Condition("เขต", "eq", "เขต 7"),), sort=(Sort("pm25"),), limit=100),
}


def written(lake: Lake, table="air", rows=ROWS, *, number=1, mode=None, base=None):
    numbers = pa.array(range(rows))
    columns = [numbers, pa.array([(n * 7919 % rows) / 100 for n in range(rows)]), pa.array([f"เขต {n % 50}" for n in range(rows)])]
    batch = pa.record_batch([*columns, pa.array([f"ผู้ตรวจ {n}" for n in range(rows)]), numbers], schema=SCHEMA.arrow())
    return lake.write(table, [batch], SCHEMA, mode=mode or Replace(), base=base, job=f"{table}{number}", version_number=number)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", copies=Copies(tmp_path / "native", most_bytes=1 << 30))


@pytest.fixture
def large(lake):
    return written(lake)


@pytest.fixture
def engine(lake, tmp_path):
    return stores.Copying(lake, tmp_path / "native")


def answer(engine, snapshot, question):
    return engine.answer(snapshot, question, drawn.everyone(snapshot), now=drawn.NOW).read_all().to_pylist()


def sent(engine, snapshot, question):
    """The SQL that is really sent for the rows, and a cursor that can explain it."""
    answer(engine, snapshot, question)
    inner = engine.engine
    cursor = inner._connection.cursor()
    return native_sql(question, snapshot.schema, inner._copies.of(snapshot), cursor), cursor


def open_files(folder):
    """The files below a folder that this process has open, removed ones too."""
    links = []
    for path in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            links.append(str(path.readlink()))
    return [link for link in links if link.startswith(f"{folder}/")]


def uses_index(cursor, sql):
    return "Index Scan" in cursor.execute(f"EXPLAIN ANALYZE {sql}").fetchall()[0][1]


@pytest.mark.parametrize("question", (FEW | PAGES).values(), ids=FEW | PAGES)
def test_the_rows_of_a_page_are_fetched_through_the_index(engine, large, question):
    sql, cursor = sent(engine, large, question)

    assert uses_index(cursor, sql)
    assert answer(engine, large, question) == answer(stores.engine(engine._lake), large, question) != []


@pytest.mark.parametrize("other", ["DOUBLE", "VARCHAR"])
def test_a_value_of_another_type_passes_the_index_over_and_the_test_sees_it(engine, large, other):
    sql, cursor = sent(engine, large, FEW["one text"])
    wrong = sql.replace("AS BIGINT)", f"AS {other})").replace("_order IN", f"CAST(_order AS {other}) IN")

    assert wrong != sql
    assert not uses_index(cursor, wrong)


def test_ordering_in_the_same_breath_would_pass_the_index_over(engine, large):
    sql, cursor = sent(engine, large, FEW["one text"])

    assert not uses_index(cursor, sql.replace(" AS MATERIALIZED ", " AS NOT MATERIALIZED "))


def test_a_copy_answers_for_its_own_version_alone(engine, lake, large):
    before = answer(engine, large, FEW["one text"])
    later = written(lake, rows=50_000, number=2, mode=Append(), base=large.delta_version)

    assert not engine.copies.has(later)
    assert len(answer(engine.engine, later, FEW["one text"])) == 2
    assert answer(engine, large, FEW["one text"]) == before


def test_what_is_erased_leaves_no_copy_even_where_one_is_open(engine, lake, large):
    answer(engine, large, FEW["one text"])
    assert open_files(engine.copies.work)

    lake.erase("air")

    assert not list(engine.copies.work.rglob("*.duckdb"))
    with pytest.raises(NotFound):
        answer(engine.engine, large, FEW["one text"])
    assert not open_files(engine.copies.work)


def test_copies_of_versions_that_nobody_names_are_removed(engine, lake, large, monkeypatch):
    later = written(lake, number=2, base=large.delta_version)
    for one in (large, later):
        answer(engine, one, FEW["one text"])

    lake.remove_unnamed("air", [later.delta_version])

    assert [engine.copies.has(one) for one in (large, later)] == [False, True]


def test_a_copy_that_cannot_be_read_is_thrown_away_and_the_files_answer(engine, large):
    right = answer(engine, large, FEW["one text"])
    path = engine.copies.cache.folder / engine.copies.name(large)
    fresh = Copies(engine.copies.work, most_bytes=1 << 30)
    path.write_bytes(path.read_bytes()[:100_000])

    assert answer(stores.engine(engine._lake, copies=fresh), large, FEW["one text"]) == right
    assert not path.exists()


def test_the_longest_unused_copy_makes_room(lake, tmp_path):
    first, second = written(lake, "a"), written(lake, "b")
    small = Copies(tmp_path / "small", most_bytes=1 << 30)
    for snapshot in (first, second):
        small.make(snapshot, hold=lake.store.held, folders=lake.store.folders)
        time.sleep(0.05)

    small.cache.most_bytes = small.bytes() - 1000
    small.cache.trim()

    assert [small.has(one) for one in (first, second)] == [False, True]


def test_only_the_last_few_copies_stay_open(engine, lake, monkeypatch):
    monkeypatch.setattr(copies, "MOST_OPEN", 2)
    tables = [written(lake, table, 2000) for table in "abcd"]

    found = [answer(engine, one, FEW["one number"]) for one in (*tables, *tables)]

    assert len(engine.engine._copies._open) == 2
    assert found == [[]] * 8


def test_only_a_version_that_is_asked_often_is_wished_for(lake, large, tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "MOST_COUNTED", 3)
    own = Copies(tmp_path / "wishes", most_bytes=1 << 30, often=3)
    engine = stores.engine(lake, copies=own)
    others = [written(lake, table, 10) for table in "abcd"]
    for _ in range(3):
        answer(engine, large, FEW["one number"])
    for other in others:
        answer(engine, other, FEW["one number"])

    assert own.is_wished(large)
    assert not any(own.is_wished(other) for other in others)
    assert len(own._asked) == 3


_KILLED = """
import os, signal, sys
from mueang.lake import Lake
from mueang.lake.engines.native import Copies
lake = Lake(sys.argv[1])
def kill(done, steps):
    if done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
Copies(sys.argv[2], most_bytes=1 << 30).make(lake.snapshot("air", int(sys.argv[4])), hold=lake.store.held, folders=lake.store.folders, on_step=kill)
"""


@pytest.mark.parametrize("step", [1, 3, len(SCHEMA.columns) + 1])
def test_a_copy_whose_maker_was_killed_does_not_exist(engine, lake, large, step):
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(lake.store.work), str(engine.copies.work), str(step), str(large.delta_version)], check=False)

    assert killed.returncode == -9
    assert not engine.copies.has(large)
    assert len(answer(engine, large, FEW["one text"])) == 1


def test_several_processes_read_one_copy_at_once(engine, lake, large):
    answer(engine, large, FEW["one text"])
    path = engine.copies.cache.folder / engine.copies.name(large)
    counting = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).execute('SELECT count(*) FROM rows').fetchone()[0])"

    other = subprocess.run([sys.executable, "-c", counting, path], check=True, capture_output=True, text=True)

    assert int(other.stdout) == ROWS
    assert len(answer(engine, large, FEW["one text"])) == 1


def test_fences_are_few_however_many_rows_there_are():
    assert build.fence_step(10_000) == build.STEP
    assert 10**9 / build.fence_step(10**9) <= build.MOST_FENCES


def test_copies_come_and_go_under_many_readers_and_no_answer_changes(engine, lake, monkeypatch):
    monkeypatch.setattr(copies, "MOST_OPEN", 1)
    tables = [written(lake, table, 20_000) for table in "abc"]
    for one in tables:
        answer(engine, one, FEW["one number"])

    def asked(number):
        if number == 60:
            engine.copies.forget("b")
        one, id = tables[number % 3], number * 97
        found = answer(engine.engine, one, Rows(SCHEMA, where=(Condition("ชื่อ", "eq", f"ผู้ตรวจ {id}"),), limit=2))
        whole = engine.engine.answer(one, Rows(SCHEMA), drawn.everyone(one), now=drawn.NOW) if number % 5 == 0 else []
        return [row["id"] for row in found] == [id] and sum(batch.num_rows for batch in whole) in (0, 20_000)

    with ThreadPoolExecutor(6) as readers:
        assert all(readers.map(asked, range(120)))
    assert len(engine.engine._copies._open) == 1


def test_a_copy_for_which_there_is_no_memory_is_tried_once(lake, large, tmp_path):
    own = Copies(tmp_path / "own", most_bytes=1 << 30)
    assert own.fits(large)

    with pytest.raises(LimitReached):
        own.make(large, hold=lake.store.held, folders=lake.store.folders, memory="2MB")

    assert not own.fits(large)
    own.forget("air")
    assert own.fits(large)
    assert not list(own.cache.folder.rglob("*.part*"))
