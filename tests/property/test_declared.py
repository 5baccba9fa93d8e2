"""What a dataset declares survives its JSON, a table that keeps it has no faults, and every planted fault is found where it stands."""

import json
from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from mueang.ingest.validate import Rule, validate
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.frictionless import from_json, to_json
from mueang.tables.schema import ColumnType

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(str.strip)
bounds = {
    ColumnType.INTEGER: st.integers(-(2**62), 2**62),
    ColumnType.NUMBER: st.floats(-1e9, 1e9) | st.integers(-999, 999),
    ColumnType.YEAR: st.integers(1900, 2100),
    ColumnType.DATE: st.dates(),
    ColumnType.DATETIME: st.datetimes(),
    ColumnType.TIME: st.times(),
}
other = st.dictionaries(st.sampled_from(["x:source", "rdfType", "example"]), st.integers() | words | st.lists(words, max_size=2), max_size=2)


@st.composite
def conditions(draw, kind):
    found = {"required": draw(st.booleans()), "unique": draw(st.booleans())}
    if kind in bounds:
        low, high = sorted(draw(st.tuples(bounds[kind], bounds[kind])))
        found |= draw(st.sampled_from([{}, {"minimum": low}, {"maximum": high}, {"minimum": low, "maximum": high}, {"above": low}, {"below": high}]))
    if kind in (ColumnType.STRING, ColumnType.PLACE):
        shortest, longest = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
        found |= draw(st.sampled_from([{}, {"min_length": shortest, "max_length": longest}, {"pattern": "[ก-ฮ]+|[0-9]{2,4}"}]))
    return Conditions(**found)


@st.composite
def code_lists(draw):
    values = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    return CodeList(tuple(Code(value, *draw(st.tuples(words | st.just(""), words | st.just("")))) for value in values))


@st.composite
def fields(draw, name):
    kind = draw(st.sampled_from(ColumnType))
    return Field(
        name,
        kind,
        draw(conditions(kind)),
        codes=draw(st.none() | code_lists()) if kind is ColumnType.STRING else None,
        places=draw(st.sampled_from([None, "district"])) if kind is ColumnType.STRING else None,
        unit=draw(st.none() | words),
        title_th=draw(st.just("") | words),
        title_en=draw(st.just("") | words),
        missing=draw(st.none() | st.just(("", "ไม่ระบุ"))),
        extra=draw(other),
    )


@st.composite
def schemas(draw):
    names = draw(st.lists(words, min_size=1, max_size=5, unique=True))
    groups = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple)
    return DatasetSchema(
        tuple(draw(fields(name)) for name in names),
        key=draw(st.just(()) | groups),
        unique=tuple(draw(st.lists(groups, max_size=2))),
        missing=draw(st.sampled_from([("",), (), ("", "-", "ไม่มีข้อมูล")])),
        extra=draw(other),
    )


@given(schemas())
def test_a_schema_survives_its_json(schema):
    assert from_json(json.loads(json.dumps(to_json(schema), ensure_ascii=False))) == schema


def test_a_list_that_columns_share_and_a_foreign_key_survive_too():
    sexes = CodeList((Code("1", "ชาย", "male"), Code("2", "หญิง", "female")), "sex", "เพศ", "Sex")
    twice = (Field("เพศ", ColumnType.INTEGER, codes=sexes), Field("เพศผู้ดูแล", ColumnType.INTEGER, codes=sexes))
    schema = DatasetSchema(twice, foreign_keys=({"fields": ["เพศ"], "reference": {"resource": "codes", "fields": ["code"]}},))

    assert from_json(to_json(schema)) == schema
    assert schema.code_lists == (sexes,)


DISTRICTS = ("ดุสิต", "พระนคร", "บางรัก", "ปทุมวัน", "บางเขน", "สาทร")
DECLARED = DatasetSchema(
    (
        Field("ลำดับ", ColumnType.INTEGER, Conditions(required=True, minimum=1)),
        Field("เขต", conditions=Conditions(required=True, min_length=3), places="district"),
        Field("ระดับ", codes=CodeList((Code("ต่ำ"), Code("กลาง"), Code("สูง")))),
        Field("ร้อยละ", ColumnType.NUMBER, Conditions(minimum=0, below=100)),
        Field("วันที่", ColumnType.DATE, Conditions(above=date(2020, 1, 1), maximum=date(2025, 12, 31))),
        Field("โทรศัพท์", conditions=Conditions(unique=True, pattern="0[0-9]{8,9}", max_length=10)),
    ),
    key=("ลำดับ",),
)
PLANTED = {
    ("ลำดับ", Rule.REQUIRED): None, ("ลำดับ", Rule.MINIMUM): -5, ("เขต", Rule.REQUIRED): None, ("เขต", Rule.PLACES): "ดุสิตต์ธานี", ("ระดับ", Rule.CODES): "สุง",
    ("ร้อยละ", Rule.MINIMUM): -0.5, ("ร้อยละ", Rule.BELOW): 100.0, ("วันที่", Rule.ABOVE): date(2020, 1, 1), ("วันที่", Rule.MAXIMUM): date(2026, 1, 1),
    ("โทรศัพท์", Rule.PATTERN): "12345678",
}  # fmt: skip
sound = st.tuples(
    st.sampled_from(DISTRICTS),
    st.none() | st.sampled_from(["ต่ำ", "กลาง", "สูง"]),
    st.none() | st.floats(0, 99),
    st.none() | st.dates(date(2020, 1, 2), date(2025, 12, 31)),
)


def rows_of(drawn):
    return [[number, district, level, share, day, f"0{810_000_000 + number}"] for number, (district, level, share, day) in enumerate(drawn, 1)]


def faults(rows, first=3):
    table = DECLARED.table
    columns = [pa.array(values, column.type.arrow) for values, column in zip(zip(*rows, strict=True), table.columns, strict=True)]
    coded = [column.dictionary_encode() if pa.types.is_string(column.type) else column for column in columns]
    whole = pa.table([*coded, pa.array(range(first, first + len(rows)), pa.int64())], names=[*table.names, "_row"])
    return validate(table, lambda wanted: whole.select(list(wanted)).to_batches(max_chunksize=4), DECLARED).faults


@given(st.lists(sound, min_size=1, max_size=12))
def test_a_table_that_keeps_its_schema_has_no_faults(drawn):
    assert faults(rows_of(drawn)).total == 0


@given(st.lists(sound, min_size=2, max_size=12), st.data())
def test_every_planted_fault_is_found_with_its_row_column_and_rule(drawn, data):
    rows = rows_of(drawn)
    wanted = set()
    for (column, rule), value in data.draw(
        st.lists(st.sampled_from(sorted(PLANTED.items(), key=str)), min_size=1, max_size=3, unique_by=lambda one: one[0][0])
    ):
        place = data.draw(st.integers(0, len(rows) - 1))
        rows[place][DECLARED.names.index(column)] = value
        wanted.add((place + 3, column, rule))

    found = faults(rows)
    assert {(fault.row, fault.column, fault.rule) for fault in found} == wanted
    assert found.total == len(wanted)


@given(st.lists(sound, min_size=2, max_size=12), st.data())
def test_a_number_that_stands_there_twice_breaks_key_and_uniqueness(drawn, data):
    rows = rows_of(drawn)
    later = data.draw(st.integers(1, len(rows) - 1))
    rows[later][0], rows[later][5] = rows[0][0], rows[0][5]

    assert [(one.row, one.column, one.value, one.rule) for one in faults(rows)] == [
        (later + 3, "ลำดับ", "1", Rule.KEY),
        (later + 3, "โทรศัพท์", rows[0][5], Rule.UNIQUE),
    ]
