"""Whatever is asked of whatever table: DuckDB answers as the slow, obvious engine does."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drawn
import stores
from mueang.base.errors import MueangError
from mueang.lake import Append, Lake, Replace
from mueang.lake.engines.memory import MemoryEngine
from mueang.lake.engines.native import build, narrowing
from mueang.query import Condition, Groups, Measure, Permit, Rows, Sort
from mueang.tables import Column, ColumnType, TableSchema
from mueang.tables.schema import SOURCE_ROW, VERSION

WORDS = st.sampled_from(
    ["", "ดุสิต", "บางรัก", "เขตบางรัก", "น้ำ", "นํ้า", "Bang Na", "BANG", "bang", "it's", "a%b", "a_b", "\\", '"', "--", "é", "É", "İ", "ß", "ẞ", "Σς", "😀", "\n"]
)
VALUES = {
    ColumnType.STRING: WORDS | st.text(max_size=3).filter(lambda text: "\x00" not in text),
    ColumnType.PLACE: st.sampled_from(["01", "0102", "10"]),
    ColumnType.INTEGER: st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
    ColumnType.NUMBER: st.sampled_from([0.0, -0.0, 0.1, 0.3, 1e-300]) | st.floats(-1e6, 1e6),
    ColumnType.YEAR: st.integers(2019, 2024),
    ColumnType.BOOLEAN: st.booleans(),
    ColumnType.DATE: st.dates(date(2022, 12, 30), date(2023, 1, 2)) | st.dates(),
    ColumnType.DATETIME: st.datetimes(datetime(2023, 1, 1), datetime(2023, 1, 1, 0, 0, 1)) | st.datetimes(datetime(1, 1, 1), datetime(9999, 1, 1)),  # noqa: DTZ001
    ColumnType.TIME: st.times() | st.just(time(7, 30)),
}
HUGE = st.floats(allow_nan=False, allow_infinity=False)
ASKED = VALUES | {
    ColumnType.INTEGER: VALUES[ColumnType.INTEGER] | st.floats(-4, 4) | st.integers(-(2**70), 2**70) | HUGE,
    ColumnType.NUMBER: VALUES[ColumnType.NUMBER] | st.integers(-(2**70), 2**70) | HUGE,
    ColumnType.YEAR: st.integers(2018, 2025) | st.integers(-(2**40), 2**40),
    ColumnType.DATETIME: VALUES[ColumnType.DATETIME] | st.dates(date(2022, 12, 31), date(2023, 1, 2)),
}
NAMES = ["เขต", "PM 2.5", "pm 2.5", "จำนวน (คน)", "c0", "_order"]
SORTABLE = [kind for kind in ColumnType if kind is not ColumnType.GEOMETRY]
numbers = itertools.count()


@st.composite
def schemas(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    return TableSchema(tuple(Column(name, draw(st.sampled_from(SORTABLE))) for name in names))


def rows(schema):
    cells = {column.name: st.none() | VALUES[column.type] for column in schema.columns}
    return st.lists(st.fixed_dictionaries(cells), max_size=8)


@st.composite
def conditions(draw, schema):
    column = draw(st.sampled_from(schema.columns))
    asked = ASKED[column.type]
    kinds = [
        st.builds(Condition, st.just(column.name), st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]), asked),
        st.builds(Condition, st.just(column.name), st.just("in"), st.lists(asked, max_size=3).map(tuple)),
        st.builds(Condition, st.just(column.name), st.sampled_from(["is_null", "not_null"])),
    ]
    if column.type is ColumnType.STRING:
        kinds.append(st.builds(Condition, st.just(column.name), st.just("contains"), asked))
    return draw(st.one_of(kinds))


def where(schema):
    return st.lists(conditions(schema), max_size=2).map(tuple)


def sorts(schema):
    return st.lists(st.builds(Sort, st.sampled_from([*schema.names, VERSION, SOURCE_ROW]), st.booleans()), max_size=3).map(tuple)


@st.composite
def measures(draw, schema):
    column = draw(st.sampled_from(schema.columns))
    functions = ["count", "min", "max", *(["sum", "mean"] if column.type.is_numeric else [])]
    return Measure(draw(st.sampled_from(functions)), column.name)


@st.composite
def questions(draw, schema):
    if draw(st.booleans()):
        select = tuple(draw(st.lists(st.sampled_from(schema.names), unique=True)))
        return Rows(schema, select, draw(where(schema)), draw(sorts(schema)), limit=draw(st.none() | st.integers(0, 9)))
    by = tuple(draw(st.lists(st.sampled_from(schema.names), unique=True, max_size=2)))
    chosen = draw(st.lists(measures(schema), max_size=3, unique_by=lambda measure: measure.name))
    plain = Groups(schema, by, tuple(chosen) if by else (Measure("count"), *chosen), draw(where(schema)), draw(st.none() | st.integers(0, 4)))
    exact = [column for column in plain.answer.columns if not column.name.startswith(("sum_", "mean_"))]
    return replace(plain, having=draw(having(plain, exact)), sort=draw(st.just(()) | sorted_by(exact)))


def having(groups, exact):
    """Conditions on measures whose value is the same to the last digit on every engine."""
    measured = TableSchema(tuple(column for column in exact if column.name not in groups.by))
    return st.lists(conditions(measured), max_size=1).map(tuple) if measured.columns else st.just(())


def sorted_by(exact):
    return st.lists(st.builds(Sort, st.sampled_from([column.name for column in exact]), st.booleans()), max_size=2).map(tuple) if exact else st.just(())


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return Lake(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="module")
def memory(lake: Lake):
    return MemoryEngine(hold=lake.store.held)


@pytest.fixture(scope="module", params=["files", "copy"])
def duckdb(request, lake: Lake, tmp_path_factory):
    """DuckDB over the files of a version, and over a native copy so finely fenced that eight rows take every way through it."""
    if request.param == "files":
        yield stores.engine(lake)
        return
    with pytest.MonkeyPatch.context() as small:
        small.setattr(build, "STEP", 2)
        small.setattr(narrowing, "FEW", 3)
        yield stores.Copying(lake, tmp_path_factory.mktemp("native"))


def stored(lake, schema, *parts):
    """The parts as versions of one table, each below the one before."""
    table, snapshot = f"t{next(numbers)}", None
    for number, part in enumerate(parts, 1):
        snapshot = lake.write(
            table,
            drawn.batches(schema, part),
            schema,
            mode=Replace() if snapshot is None else Append(),
            base=snapshot and snapshot.delta_version,
            job=f"{table}-{number}",
            version_number=number,
        )
    return snapshot


def answered(engine, snapshot, question, permit):
    """The answer, or the code of the refusal."""
    try:
        return engine.answer(snapshot, question, permit, now=drawn.NOW).read_all().to_pylist()
    except MueangError as refused:
        return refused.code


def counted(engine, snapshot, question, permit):
    """How many rows the answer has, or the code of the refusal."""
    try:
        return engine.count(snapshot, question, permit, now=drawn.NOW)
    except MueangError as refused:
        return refused.code


def alike(one, other):
    """Equal, but for the last digits of sums and means of decimals, whose order of adding is free."""
    if isinstance(one, str) or isinstance(other, str) or len(one) != len(other):
        return one == other
    return all(row.keys() == twin.keys() and all(_alike(name, row[name], twin[name]) for name in row) for row, twin in zip(one, other, strict=True))


def _alike(name, one, other):
    if isinstance(one, float) and isinstance(other, float) and name.startswith(("sum_", "mean_")):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
    return one == other


@settings(max_examples=60)
@given(st.data())
def test_both_engines_give_the_same_answer(lake, memory, duckdb, data):
    schema = data.draw(schemas())
    snapshot = stored(lake, schema, data.draw(rows(schema)), data.draw(rows(schema)))
    shown = data.draw(st.none() | st.frozensets(st.sampled_from(schema.names)))
    permit = Permit(snapshot.table, "public", shown, data.draw(where(schema)))
    for _ in range(6):
        question = data.draw(questions(schema))
        slow, fast = (answered(engine, snapshot, question, permit) for engine in (memory, duckdb))
        assert alike(slow, fast)
        assert counted(memory, snapshot, question, permit) == counted(duckdb, snapshot, question, permit)


@settings(max_examples=40)
@given(st.data())
def test_pages_of_any_order_make_the_whole_list(lake, memory, duckdb, data):
    schema = data.draw(schemas())
    snapshot = stored(lake, schema, data.draw(rows(schema)), data.draw(rows(schema)))
    sort, size = data.draw(sorts(schema)), data.draw(st.integers(1, 4))
    whole = answered(memory, snapshot, Rows(schema, sort=sort), drawn.everyone(snapshot))

    pages, after = [], ()
    while page := answered(duckdb, snapshot, Rows(schema, sort=sort, after=after, limit=size), drawn.everyone(snapshot)):
        pages += page
        after = tuple(page[-1][name] for name in (*(key.column for key in sort), VERSION, SOURCE_ROW))

    assert pages == whole


@settings(max_examples=30)
@given(st.data())
def test_pages_of_groups_make_the_whole_list(lake, memory, duckdb, data):
    schema = data.draw(schemas())
    snapshot = stored(lake, schema, data.draw(rows(schema)))
    by = tuple(data.draw(st.lists(st.sampled_from(schema.names), unique=True, min_size=1, max_size=2)))
    whole = answered(memory, snapshot, Groups(schema, by, (Measure("count"),)), drawn.everyone(snapshot))

    pages, after = [], ()
    while page := answered(duckdb, snapshot, Groups(schema, by, (Measure("count"),), after=after, limit=2), drawn.everyone(snapshot)):
        pages += page
        after = tuple(page[-1][name] for name in by)

    assert pages == whole


def test_the_comparison_sees_a_wrong_answer(lake, memory):
    schema, drawing = drawn.table("n | x\n1 | 0.5\n2 | 1.5")
    snapshot = stored(lake, schema, drawing)
    whole = answered(memory, snapshot, Rows(schema), drawn.everyone(snapshot))
    spoilt = [[*whole[:1]], [whole[1], whole[0]], [whole[0], whole[1] | {"x": 1.5000001}], [whole[0], whole[1] | {"n": None}], "query.overflow"]

    assert alike(whole, whole)
    assert not any(alike(whole, wrong) for wrong in spoilt)
