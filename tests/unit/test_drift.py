"""How a file differs from the one before it is told before anything is published: in which column, and what to do."""

import pyarrow as pa
import pytest

from mueang.ingest.validate import Layout, Previous, Profile, validate
from mueang.ingest.validate.profile import profile_of
from mueang.tables.schema import Column, ColumnType, TableSchema

DISTRICTS = ["พระนคร", "ดุสิต", "บางรัก", "ปทุมวัน", "สาทร", "ยานนาวา", "บางเขน", "หลักสี่"]
KINDS = {
    "เขต": ColumnType.PLACE, "ปี": ColumnType.YEAR, "ระดับ": ColumnType.STRING, "งบประมาณ": ColumnType.NUMBER, "งบประมาณรวม": ColumnType.NUMBER,
    "ความรุนแรง": ColumnType.STRING, "หมายเหตุ": ColumnType.STRING,
}  # fmt: skip
LAST_YEAR = {"เขต": DISTRICTS, "ปี": [2022] * 8, "ระดับ": ["ต่ำ", "สูง"] * 4, "งบประมาณ": [120.0, 250.0, 90.0, 310.0, 75.0, 180.0, 220.0, 140.0]}


def table(columns, units):
    schema = TableSchema(tuple(Column(name, KINDS[name], name, place, unit=units.get(name)) for place, name in enumerate(columns)))
    size = len(next(iter(columns.values())))
    arrays = [pa.array(values, KINDS[name].arrow) for name, values in columns.items()]
    whole = pa.table([*arrays, pa.array(range(1, size + 1), pa.int64())], schema=schema.arrow())
    return schema, lambda wanted: whole.select(list(wanted)).to_batches(max_chunksize=3)


@pytest.fixture
def told():
    """Hold a file against last year's: told(changes of columns, how it joins) → {code: issue}."""
    schema, rows = table(LAST_YEAR, {"งบประมาณ": "บาท"})
    first = validate(schema, rows, layout=Layout((2,), frozenset({"ปี"})))

    def told(columns=None, *, units=None, layout=None, mode="replace"):
        how = {"replaced": mode == "replace", "appended": mode == "append"}
        before = Previous(4, schema, first.medians, first.profile, Layout((2,), frozenset({"ปี"})), **how)
        now = LAST_YEAR | {"ปี": [2023] * 8} if columns is None else columns
        made, given = table(now, {"งบประมาณ": "บาท"} if units is None else units)
        found = validate(made, given, layout=layout or Layout((2,), frozenset({"ปี"})), previous=before)
        return {issue.code: issue for issue in found.report}

    return told


def test_the_next_year_of_the_same_form_is_no_drift(told):
    assert told() == {}
    assert told(mode="append") == {}


def test_a_column_under_a_name_like_the_old_one_is_offered_as_renamed(told):
    columns = {"งบประมาณรวม" if name == "งบประมาณ" else name: values for name, values in LAST_YEAR.items()}

    issue = told(columns)["form.renamed"]
    assert (issue.column, issue.before) == ("งบประมาณรวม", "งบประมาณ")
    assert "form.drift" not in told(columns)


def test_a_column_of_the_same_values_under_quite_another_name_is_offered_too(told):
    columns = {"ความรุนแรง" if name == "ระดับ" else name: values for name, values in LAST_YEAR.items()}

    assert told(columns)["form.renamed"].message.th.startswith("คอลัมน์ “ความรุนแรง” น่าจะเป็น “ระดับ” ของรุ่นที่ 4")


def test_a_column_that_came_and_one_that_went_are_told_apart_from_it(told):
    columns = {"หมายเหตุ" if name == "ระดับ" else name: values for name, values in LAST_YEAR.items()} | {"หมายเหตุ": ["ก", "ข"] * 4}

    assert told(columns)["form.drift"].message.th.startswith("รูปแบบไฟล์ต่างจากรุ่นที่ 4: เพิ่มคอลัมน์ “หมายเหตุ” ไม่มีคอลัมน์ “ระดับ”")


def test_another_order_is_told_and_harms_nobody(told):
    found = told(dict(reversed(LAST_YEAR.items())))

    assert {code: issue.severity for code, issue in found.items()} == {"form.order": "info"}


def test_another_unit_is_told_by_the_heading_and_by_the_size_of_the_values(told):
    thousands = LAST_YEAR | {"งบประมาณ": [value / 1000 for value in LAST_YEAR["งบประมาณ"]]}

    found = told(thousands, units={"งบประมาณ": "พันบาท"})
    assert (found["form.unit-heading"].before, found["form.unit-heading"].after) == ("บาท", "พันบาท")
    assert found["form.unit"].ratio == "1,000"


def test_a_value_that_never_stood_there_is_told(told):
    issue = told(LAST_YEAR | {"ระดับ": ["ต่ำ", "สูง", "สุง", "ต่ำ"] * 2})["form.values-new"]

    assert (issue.column, issue.after, issue.count) == ("ระดับ", "“สุง”", 1)


def test_a_district_that_is_missing_from_a_file_that_replaces_all_is_told(told):
    fewer = {name: values[:-1] for name, values in LAST_YEAR.items()}

    assert told(fewer)["form.values-gone"].before == "“หลักสี่”"
    assert "form.values-gone" not in told(fewer, mode="append")


def test_far_fewer_rows_are_a_loss_only_where_they_replace_all(told):
    fewer = {name: values[:3] for name, values in LAST_YEAR.items()}

    assert (told(fewer)["form.rows"].before, told(fewer)["form.rows"].after) == ("8", "3")
    assert "form.rows" not in told(fewer, mode="append")


def test_a_column_that_is_suddenly_half_empty_is_told(told):
    issue = told(LAST_YEAR | {"งบประมาณ": [120.0, None, None, 310.0, None, None, 220.0, 140.0]})["form.blanks"]

    assert (issue.column, issue.before, issue.after) == ("งบประมาณ", "100%", "50%")


def test_years_that_are_there_are_told_where_rows_are_added(told):
    assert told(LAST_YEAR, mode="append")["form.periods"].after == "“2022”"
    assert "form.periods" not in told(LAST_YEAR)


def test_another_years_layout_is_told(told):
    found = told(layout=Layout((3, 4), frozenset()))

    assert (found["form.layout"].before, found["form.layout"].after) == ("3", "4, 5")
    assert found["form.era"].message.th.startswith("ปีในคอลัมน์ “ปี” เคยเขียนเป็น พ.ศ. ในรุ่นที่ 4 ไฟล์นี้เป็น ค.ศ. ")


def test_a_profile_survives_its_json_and_keeps_no_values_that_each_stand_once():
    schema, rows = table({"เขต": DISTRICTS, "หมายเหตุ": [f"นาย{name}" for name in DISTRICTS]}, {})

    profile = profile_of(schema, rows, 8)
    assert Profile.from_dict(profile.as_dict()) == profile
    assert profile.columns["หมายเหตุ"].values is None
    assert profile.columns["เขต"].values == tuple(sorted(DISTRICTS))


def test_values_of_files_that_were_added_to_each_other_are_all_known():
    (first, then) = (profile_of(*table({"ปี": [year] * 2}, {}), 2) for year in (2021, 2022))

    assert then.joined(first).columns["ปี"].values == ("2021", "2022")
    assert then.joined(first).without(["ปี"]).columns == {}
