"""Whatever a city does to a table: every version that a record names holds what it held, on every kind of store alike."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drawn
import stores
from mueang.lake import Append, Lake, Replace, Update
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Rows
from mueang.tables import Column, ColumnType, TableSchema

SCHEMA = TableSchema((Column("k", ColumnType.INTEGER), Column("v")))
MODES = (Replace(), Append(), Update(("k",)))
KEYS = st.lists(st.integers(0, 5), max_size=4, unique=True)
STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 2), KEYS),
    st.tuples(st.just("killed"), st.integers(0, 2), KEYS),
    st.tuples(st.just("restore"), st.integers(0, 9), st.none()),
    st.tuples(st.just("compact"), st.none(), st.none()),
    st.tuples(st.just("clean"), st.none(), st.none()),
)
numbers = itertools.count()


class City:
    """The records of one table: what each version is known to hold, and which commit it names."""

    def __init__(self, lake: Lake) -> None:
        self.lake, self.table = lake, f"t{next(numbers)}"
        self.named, self.held, self.figures = [], [], []

    def do(self, step: str, choice: int | None, keys: list[int] | None) -> None:
        number = len(self.named) + 1
        base = self.named[-1].delta_version if self.named else None
        if step in ("write", "killed"):
            rows = [{"k": key, "v": f"{number}"} for key in keys]
            mode = Replace() if base is None else MODES[choice]
            done = self.lake.write(self.table, drawn.batches(SCHEMA, rows), SCHEMA, mode=mode, base=base, job=f"{step}-{number}", version_number=number)
            if step == "write":
                self.record(done, after(mode, self.held[-1] if self.held else [], rows))
        elif base is not None and step == "restore":
            to = choice % len(self.named)
            self.record(self.lake.restore(self.table, to=self.named[to].delta_version, base=base, job=f"r{number}", version_number=number), self.held[to])
        elif base is not None and step == "compact":
            self.named[-1] = self.lake.compact(self.table, base=base, job=f"c{next(numbers)}", version_number=number)
        elif step == "clean":
            self.lake.remove_unnamed(self.table, {snapshot.delta_version for snapshot in self.named}, grace=timedelta(0))

    def record(self, snapshot, rows) -> None:
        self.named.append(snapshot)
        self.held.append(sorted(rows))
        self.figures.append((snapshot.rows, snapshot.added, snapshot.replaced, snapshot.removed, snapshot.content_hash))

    def seen(self) -> list[list[tuple]]:
        """What each named version holds, read from the store."""
        fresh = stores.again(self.lake)
        engine = MemoryEngine(hold=fresh.store.held)
        found = [fresh._load(self.table, snapshot.delta_version) for snapshot in self.named]
        answers = [engine.answer(snapshot, Rows(SCHEMA), drawn.everyone(snapshot), now=drawn.NOW).read_all().to_pylist() for snapshot in found]
        return [sorted((row["k"], row["v"]) for row in answer) for answer in answers]


def after(mode, old, rows):
    new = [(row["k"], row["v"]) for row in rows]
    if isinstance(mode, Replace):
        return new
    keys = {key for key, _ in new} if isinstance(mode, Update) else set()
    return [*(row for row in old if row[0] not in keys), *new]


@pytest.fixture(scope="module")
def lakes(tmp_path_factory, s3):
    return [Lake(stores.store(kind, tmp_path_factory.mktemp(kind), s3)) for kind in stores.KINDS]


@settings(max_examples=50)
@given(st.lists(STEPS, min_size=3, max_size=8))
def test_a_named_version_holds_what_it_held_whatever_else_is_done(lakes, steps):
    city = City(lakes[0])

    for step in steps:
        city.do(*step)

    assert city.seen() == city.held


@settings(max_examples=6)
@given(st.lists(STEPS, min_size=3, max_size=6))
def test_a_bucket_does_as_a_folder_does(lakes, steps):
    cities = [City(lake) for lake in lakes]

    for city, step in itertools.product(cities, steps):
        city.do(*step)

    assert cities[0].figures == cities[1].figures
    assert cities[0].seen() == cities[1].seen() == cities[0].held
