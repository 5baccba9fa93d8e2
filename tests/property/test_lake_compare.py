"""Whatever two versions hold: what DuckDB says differs is what a slow comparison of the memory engine's rows says."""

import itertools
from collections import defaultdict
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drawn
from mueang.lake import Append, Lake, Replace
from mueang.lake.compare import CHANGES, compared
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Condition, Permit, Rows
from mueang.tables import Column, ColumnType, TableSchema
from mueang.tables.schema import SYSTEM_COLUMNS

VALUES = {
    ColumnType.STRING: st.sampled_from(["", "ดุสิต", "น้ำ", "\x1f0=1:1", "1", "1.0"]),
    ColumnType.PLACE: st.sampled_from(["10", "1001", "1"]),
    ColumnType.INTEGER: st.integers(-2, 2),
    ColumnType.NUMBER: st.sampled_from([0.0, -0.0, 1.0, 0.5, 1e-300]),
    ColumnType.YEAR: st.integers(0, 2),
    ColumnType.BOOLEAN: st.booleans(),
    ColumnType.DATE: st.just(date(2023, 1, 1)),
    ColumnType.TIME: st.just(time(7, 30)),
    ColumnType.GEOMETRY: st.sampled_from([b"\x01", b"\x01\x02"]),
}
KINDS = sorted(VALUES)
numbers = itertools.count()


@st.composite
def schemas(draw):
    names = draw(st.lists(st.sampled_from(["เขต", "ปี", "n", "N"]), min_size=1, max_size=3, unique=True))
    return TableSchema(tuple(Column(name, draw(st.sampled_from(KINDS))) for name in names))


def rows(schema):
    return st.lists(st.fixed_dictionaries({column.name: st.none() | VALUES[column.type] for column in schema.columns}), max_size=6)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return Lake(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="module")
def duckdb(lake):
    return DuckDBEngine(lake.store.folders, hold=lake.store.held)


def two_versions(lake, data):
    """A version and one that replaces it or adds to it."""
    table, old_schema = f"t{next(numbers)}", data.draw(schemas())
    appends = data.draw(st.booleans())
    new_schema = old_schema if appends else data.draw(st.just(old_schema) | schemas())
    old = _written(lake, table, old_schema, data.draw(rows(old_schema)), Replace(), None, 1)
    return old, _written(lake, table, new_schema, data.draw(rows(new_schema)), Append() if appends else Replace(), old.delta_version, 2)


def _written(lake, table, schema, drawn_rows, mode, base, number):
    return lake.write(table, drawn.batches(schema, drawn_rows), schema, mode=mode, base=base, job=f"{table}-{number}", version_number=number)


def slowly(before, after, permit, keys):
    """The rows that differ, in the order that the comparison promises."""
    shared = compared(before.schema, after.schema)
    gone, came = _net(_rows(before, permit), _rows(after, permit), shared)
    by_key = defaultdict(list)
    for row in gone:
        by_key[_of(row, keys)].append(row)
    changed, added = [], []
    for row in came:
        twins = by_key[_of(row, keys)] if keys else []
        if twins:
            changed.append(("changed", twins.pop(0), row))
        else:
            added.append(("added", None, row))
    paired = [id(was) for _, was, _ in changed]
    return changed + added + [("removed", row, None) for row in gone if id(row) not in paired]


def _rows(snapshot, permit):
    return MemoryEngine().answer(snapshot, Rows(snapshot.schema), permit, now=drawn.NOW).read_all().to_pylist()


def _net(gone, came, shared):
    """Let alike rows cancel out, from the first on."""
    left = list(gone)
    kept = []
    for row in came:
        alike = next((one for one in left if _of(one, shared) == _of(row, shared)), None)
        if alike is None:
            kept.append(row)
        else:
            left.remove(alike)
    return left, kept


def _of(row, names):
    return tuple((row[name] is None, row[name]) for name in names)


def told(duckdb, before, after, permit, keys):
    found = duckdb.compare(before, after, permit, keys=keys, now=drawn.NOW).read_all().to_pylist()
    return [(row["_change"], _side(row, "b", before, {"added"}), _side(row, "a", after, {"removed"})) for row in found]


def _side(row, mark, snapshot, absent):
    return None if row["_change"] in absent else {name: row[f"{mark}{i}"] for i, name in enumerate(snapshot.schema.names)}


def plain(differences):
    return [
        (change, *({k: v for k, v in row.items() if k not in SYSTEM_COLUMNS} if row is not None else None for row in sides)) for change, *sides in differences
    ]


@settings(max_examples=80)
@given(st.data())
def test_the_comparison_is_the_slow_one(lake, duckdb, data):
    before, after = two_versions(lake, data)
    shared = compared(before.schema, after.schema)
    keys = tuple(data.draw(st.lists(st.sampled_from(shared), unique=True, max_size=2))) if shared else ()
    column = data.draw(st.sampled_from([name for name in before.schema.names if after.schema.get(name)] or [None]))
    permit = Permit(before.table, "public", rows=(Condition(column, "not_null"),) if column and data.draw(st.booleans()) else ())

    slow = plain(slowly(before, after, permit, keys)) if shared else plain(everything(before, after, permit))

    assert told(duckdb, before, after, permit, keys) == slow


def everything(before, after, permit):
    """With no column in common, all rows left and all came."""
    return [("added", None, row) for row in _rows(after, permit)] + [("removed", row, None) for row in _rows(before, permit)]


@settings(max_examples=30)
@given(st.data())
def test_a_version_beside_itself_and_backwards(lake, duckdb, data):
    before, after = two_versions(lake, data)
    permit = drawn.everyone(before)
    swapped = {"changed": "changed", "added": "removed", "removed": "added"}

    forth, back = told(duckdb, before, after, permit, ()), told(duckdb, after, before, permit, ())

    assert told(duckdb, after, after, permit, ()) == []
    assert sorted(change for change, *_ in forth) == sorted(swapped[change] for change, *_ in back)
    assert {change for change, *_ in forth} <= set(CHANGES)
