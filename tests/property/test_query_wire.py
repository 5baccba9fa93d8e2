"""What a URL says is what was asked: questions survive the way to text and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.base.errors import BadQuery
from mueang.query import Condition, Groups, Measure, Rows, Sort, wire
from mueang.tables import Column, ColumnType, TableSchema

NAMES = ["pm25", "ชื่อ เขต", "a,b", "-minus", "back\\slash", "a__gt", "select", "sort", "a", "", "ปี (พ.ศ.)"]
KINDS = [kind for kind in ColumnType if kind is not ColumnType.GEOMETRY]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)
VALUES = {
    ColumnType.STRING: TEXT,
    ColumnType.PLACE: TEXT,
    ColumnType.INTEGER: st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    ColumnType.NUMBER: st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    ColumnType.YEAR: st.integers(1, 9999),
    ColumnType.BOOLEAN: st.booleans(),
    ColumnType.DATE: st.dates(),
    ColumnType.DATETIME: st.datetimes() | st.dates(),
    ColumnType.TIME: st.times(),
}
ORDERED = ["eq", "ne", "lt", "le", "gt", "ge"]


@st.composite
def schemas(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    return TableSchema(tuple(Column(name, draw(st.sampled_from(KINDS))) for name in names))


@st.composite
def conditions(draw, schema):
    column = draw(st.sampled_from(schema.columns))
    values = VALUES[column.type]
    choices = [st.builds(Condition, st.just(column.name), st.sampled_from(ORDERED), values)]
    choices.append(st.builds(Condition, st.just(column.name), st.sampled_from(["is_null", "not_null"])))
    choices.append(st.builds(Condition, st.just(column.name), st.just("in"), st.lists(values, max_size=4).map(tuple)))
    if column.type in (ColumnType.STRING, ColumnType.PLACE):
        choices.append(st.builds(Condition, st.just(column.name), st.just("contains"), values))
    return draw(st.one_of(choices))


@st.composite
def rows(draw):
    schema = draw(schemas())
    names = st.sampled_from(schema.names)
    select = tuple(draw(st.lists(names, unique=True)))
    sort = tuple(draw(st.lists(st.builds(Sort, names, st.booleans()), max_size=3)))
    return Rows(schema, select, tuple(draw(st.lists(conditions(schema), max_size=3))), sort, limit=draw(st.none() | st.integers(0, 10**6)))


@st.composite
def groups(draw):
    schema = draw(schemas())
    by = tuple(draw(st.lists(st.sampled_from(schema.names), unique=True, min_size=1)))
    measures = {Measure("count"), *(Measure("max", name) for name in draw(st.lists(st.sampled_from(schema.names))))}
    plain = Groups(schema, by, tuple(m for m in measures if m.name not in by), tuple(draw(st.lists(conditions(schema), max_size=3))))
    measured = TableSchema(plain.answer.columns[len(by) :])
    having = tuple(draw(st.lists(conditions(measured), max_size=2))) if measured.columns else ()
    sort = tuple(draw(st.lists(st.builds(Sort, st.sampled_from(plain.columns), st.booleans()), max_size=2)))
    return replace(plain, having=having, sort=sort)


def filters(parameters):
    found: dict[str, list[str]] = {}
    for name, text in parameters:
        found.setdefault(name, []).append(text)
    return found


def by_column(conditions):
    """The conditions as a URL groups them: those of one column and operator together, in their order."""
    return sorted(conditions, key=lambda condition: (condition.column, condition.operator))


@given(rows())
def test_a_question_for_rows_survives_the_url(question):
    read = wire.rows_of(filters(wire.parameters_of(question)), question.schema)

    assert (read.select, read.sort, read.limit) == (question.select, question.sort, question.limit)
    assert by_column(read.where) == by_column(question.where)


@given(groups())
def test_a_question_for_groups_survives_the_url(question):
    read = wire.question_of(filters(wire.parameters_of(question)), question.schema)

    assert (read.by, read.measures, read.having, read.sort) == (question.by, question.measures, question.having, question.sort)
    assert by_column(read.where) == by_column(question.where)


@given(rows(), st.integers(0, 2**31), st.data())
def test_a_cursor_carries_the_last_row_and_its_version(question, version, data):
    row = {c.name: data.draw(st.none() | VALUES[c.type]) for c in question.schema.columns} | {"_version": 3, "_row": 7}

    after = wire.read_cursor(wire.cursor_after(question, row, version=version, key="k"))
    read = wire.rows_of(filters(wire.parameters_of(question)), question.schema, after=after)

    assert (after.version, after.key) == (version, "k")
    assert read.after == (*(row[sort.column] for sort in question.sort), 3, 7)


@given(groups(), st.data())
def test_a_cursor_carries_the_last_group(question, data):
    own = replace(question, sort=())
    row = {name: data.draw(st.none() | VALUES[own.schema.get(name).type]) for name in own.by}

    after = wire.read_cursor(wire.cursor_after_group(own, row, version=2))

    assert wire.group_after(after, own).after == tuple(row[name] for name in own.by)


def refusal(ask):
    try:
        ask()
    except BadQuery as refused:
        return refused
    return None


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
def test_a_cursor_that_somebody_made_up_is_refused_or_harmless(text):
    schema = TableSchema((Column("pm25", ColumnType.NUMBER),))

    refused = refusal(lambda: wire.rows_of({"sort": ["pm25"]}, schema, after=wire.read_cursor(text)))

    assert refused is None or refused.code == "query.cursor"


PARAMETERS = st.sampled_from([*NAMES, "pm25__gt", "pm25__in", "pm25__is_null", "limit", "group", "measure", "having", "x"])


@given(st.dictionaries(PARAMETERS, st.lists(st.text(max_size=8), max_size=2)))
def test_any_parameters_are_a_question_or_refused_in_both_languages(parameters):
    schema = TableSchema((Column("pm25", ColumnType.NUMBER), Column("a", ColumnType.DATE), Column("ชื่อ เขต")))

    refused = refusal(lambda: wire.question_of(parameters, schema))

    assert refused is None or (refused.message.th and refused.message.en)


AIR = TableSchema(
    (
        Column("district"),
        Column("pm25", ColumnType.NUMBER),
        Column("year", ColumnType.YEAR),
        Column("day", ColumnType.DATE),
        Column("shape", ColumnType.GEOMETRY),
    )
)


@pytest.mark.parametrize(
    ("parameter", "text", "code", "field"),
    [
        ("smog__gt", "3", "query.column", "smog__gt"),
        ("pm25__above", "3", "query.operator", "above"),
        ("pm25__gt", "many", "query.value", "pm25"),
        ("pm25__gt", "nan", "query.value", "pm25"),
        ("pm25__gt", "1e999", "query.value", "pm25"),
        ("pm25__contains", "3", "query.value", "pm25"),
        ("year", "2.5", "query.value", "year"),
        ("day__ge", "19/11/2026", "query.value", "day"),
        ("shape", "0101", "query.value", "shape"),
        ("pm25__is_null", "maybe", "query.value", "pm25"),
        ("select", "district,smog", "query.column", "select"),
        ("sort", "-smog", "query.column", "sort"),
        ("limit", "-1", "query.limit", "limit"),
        ("measure", "mean:pm25", "query.parameter", "measure"),
        ("having", "count__gt:3", "query.parameter", "having"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(parameter, text, code, field):
    with pytest.raises(BadQuery) as refused:
        wire.rows_of({parameter: [text]}, AIR)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_url_reads_as_people_write_it():
    question = wire.rows_of(
        {"pm25__gt": ["๓๐"], "district": ["ดุสิต"], "year__in": ["2022,2023"], "sort": ["-year"], "select": ["district,pm25"]}, AIR, limit=100
    )

    assert question == Rows(
        AIR,
        ("district", "pm25"),
        (Condition("pm25", "gt", 30), Condition("district", "eq", "ดุสิต"), Condition("year", "in", (2022, 2023))),
        (Sort("year", descending=True),),
        limit=100,
    )


def test_a_url_for_groups_reads_as_people_write_it():
    question = wire.groups_of(
        {"group": ["district"], "measure": ["avg:pm25,count"], "having": ["count__ge:๑๐", "mean_pm25__lt:50"], "sort": ["-mean_pm25"], "year": ["2023"]}, AIR
    )

    assert question == Groups(
        AIR,
        ("district",),
        (Measure("mean", "pm25"), Measure("count")),
        (Condition("year", "eq", 2023),),
        having=(Condition("count", "ge", 10), Condition("mean_pm25", "lt", 50)),
        sort=(Sort("mean_pm25", descending=True),),
    )


@pytest.mark.parametrize("text", ["count", "count__ge", "count>3", "sum_pm25__gt:3", "district__eq:ดุสิต", "count__above:3"])
def test_a_condition_that_is_on_no_measure_is_refused(text):
    with pytest.raises(BadQuery) as refused:
        wire.groups_of({"group": ["district"], "measure": ["count"], "having": [text]}, AIR)

    assert refused.value.code == "query.having"


def test_rows_are_shown_as_json():
    question = Rows(AIR, ("day", "pm25", "shape"))
    point = bytes.fromhex("010100000000000000002059400000000000802b40")

    shown = wire.shown({"day": date(2023, 5, 1), "pm25": float("inf"), "shape": point, "_row": 3}, question)

    assert shown == {"day": "2023-05-01", "pm25": None, "shape": {"type": "Point", "coordinates": [100.5, 13.75]}}


def test_times_and_moments_are_shown_as_iso_text():
    moment = datetime.fromisoformat("2023-05-01T07:30:00")

    assert [wire.as_json(value) for value in (time(7, 30), moment, True, None, "ก")] == ["07:30:00", "2023-05-01T07:30:00", True, None, "ก"]
