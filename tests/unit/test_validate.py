"""Checking a table before it becomes a version."""

from datetime import date

import pyarrow as pa

from mueang.ingest.validate import Previous, repeats, validate
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.schema import Column, ColumnType, TableSchema

KINDS = {str: ColumnType.STRING, int: ColumnType.INTEGER, float: ColumnType.NUMBER, date: ColumnType.DATE}


def table(**columns):
    kinds = {name: next((KINDS[type(v)] for v in values if v is not None), ColumnType.STRING) for name, values in columns.items()}
    schema = TableSchema(tuple(Column(name, kind, name, position) for position, (name, kind) in enumerate(kinds.items())))
    size = len(next(iter(columns.values())))
    whole = pa.table(
        [pa.array(values, kinds[name].arrow) for name, values in columns.items()] + [pa.array(range(1, size + 1), pa.int64())], schema=schema.arrow()
    )
    return schema, lambda wanted: whole.select(wanted).to_batches(max_chunksize=2)


def found(declared=None, previous=None, **columns):
    return validate(*table(**columns), declared, previous=previous)


def declared(key=(), **fields):
    return DatasetSchema(tuple(Field(name, kind, conditions) for name, (kind, conditions) in fields.items()), tuple(key))


def codes(result):
    return [issue.code for issue in result.report]


def only(result, code):
    (issue,) = [issue for issue in result.report if issue.code == code]
    return issue


def test_a_sound_table_has_nothing_to_tell_but_its_medians():
    result = found(declared(("เขต",)), เขต=["พระนคร", "ดุสิต", "บางรัก"], pm25=[30.0, 20.0, None])

    assert (codes(result), result.rows, result.medians) == ([], 3, {"pm25": 25.0})


def test_empty_cells_of_a_column_that_must_be_filled_stop_the_table():
    result = found(
        declared(เขต=(ColumnType.STRING, Conditions(required=True)), n=(ColumnType.INTEGER, Conditions())), เขต=["พระนคร", "ดุสิต", None, None], n=[1, 2, 3, 4]
    )

    issue = only(result, "cell.required")
    assert (issue.row, issue.count, result.report.ok) == (3, 2, False)
    assert issue.message.th == "คอลัมน์ “เขต” ต้องมีค่าทุกแถว แต่ว่าง 2 แถว แถวแรกคือ 4"


def test_two_rows_of_one_district_and_year_break_the_key():
    result = found(declared(("เขต", "ปี")), เขต=["พระนคร", "ดุสิต", "พระนคร", "พระนคร"], ปี=[2566, 2566, 2567, 2566], ค่า=[1, 2, 3, 4])

    issue = only(result, "rows.key")
    assert (issue.row, issue.other, issue.count) == (4, 2, 1)
    assert "แถว 5 ซ้ำกับแถว 2" in issue.message.th


def test_exact_copies_of_rows_are_told_and_do_not_stop_the_table():
    result = found(เขต=["พระนคร", "ดุสิต", "พระนคร", "ดุสิต", "พระนคร"], ค่า=[1, 2, 1, 2, 1])

    issue = only(result, "rows.copies")
    assert (issue.count, issue.row, result.report.ok) == (3, 3, True)


def test_missing_values_in_copies_are_equal_and_empty_text_is_not_missing():
    assert codes(found(a=[None, None], b=["x", "x"])) == ["rows.copies"]
    assert codes(found(a=["", None], b=["x", "x"])) == []


def test_values_outside_their_range_are_counted_and_the_first_is_shown():
    result = found(declared(ร้อยละ=(ColumnType.NUMBER, Conditions(minimum=0, maximum=100))), ร้อยละ=[12.5, 101.0, None, -1.0])

    low, high = [issue for issue in result.report if issue.code == "cell.range"]
    assert (high.row, high.count, high.before) == (2, 1, "101")
    assert high.message.th == "แถว 3 คอลัมน์ “ร้อยละ” เป็น “101” แต่ต้องไม่มากกว่า 100 (รวม 1 แถว)"
    assert low.message.en == "Row 5, “ร้อยละ” is “-1” but must be at least 0; 1 row in all."


def test_dates_have_ranges_too_and_bounds_are_allowed():
    days = [date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1)]

    year = Conditions(minimum=date(2023, 1, 1), maximum=date(2023, 12, 31))
    issue = only(found(declared(วัน=(ColumnType.DATE, year)), วัน=days), "cell.range")
    assert (issue.row, issue.count) == (3, 1)


def test_a_value_that_is_not_in_the_code_list_is_told_with_the_nearest():
    sexes = Field("เพศ", codes=CodeList((Code("ชาย"), Code("หญิง"))))
    result = found(DatasetSchema((sexes, Field("n", ColumnType.INTEGER))), เพศ=["ชาย", "หญฺง", "หญิง", "ไม่ระบุ"], n=[1, 2, 3, 4])

    near, far = [issue for issue in result.report if issue.code == "cell.code-list"]
    assert (near.before, near.after, near.row) == ("หญฺง", "หญิง", 2)
    assert (far.before, far.after) == ("ไม่ระบุ", None)


def test_a_declared_column_that_is_absent_or_of_another_type_stops_the_table():
    wanted = DatasetSchema((Field("เขต"), Field("ปี", ColumnType.YEAR), Field("ค่า", ColumnType.NUMBER)))

    result = found(wanted, เขต=[1001, 1002], ค่า=[1, 2])
    assert codes(result) == ["column.absent", "column.type"]
    assert not result.report.ok


def test_columns_that_came_and_went_since_the_last_version_are_told():
    before = Previous(3, TableSchema((Column("เขต"), Column("pm10", ColumnType.NUMBER))))

    issue = only(found(previous=before, เขต=["ดุสิต"], pm25=[30.0]), "form.drift")
    assert issue.message.th == "รูปแบบไฟล์ต่างจากรุ่นที่ 3: เพิ่มคอลัมน์ “pm25” ไม่มีคอลัมน์ “pm10” ตรวจก่อนใช้วิธีอ่านเดิม"


def test_a_column_that_became_text_since_the_last_version_is_told():
    before = Previous(1, TableSchema((Column("pm25", ColumnType.NUMBER),)))

    assert "เคยเป็นตัวเลขในรุ่นที่ 1 แต่ไฟล์นี้เป็นข้อความ" in only(found(previous=before, pm25=["สูง"]), "form.type").message.th


def test_values_a_thousand_times_larger_or_smaller_may_be_another_unit():
    before = Previous(1, TableSchema((Column("พื้นที่", ColumnType.NUMBER),)), {"พื้นที่": 5.7})

    assert only(found(previous=before, พื้นที่=[5600.0, 5900.0, 6100.0]), "form.unit").ratio == "1,000"
    assert "เหลือราว 1 ใน 10" in only(found(previous=before, พื้นที่=[0.55, 0.6]), "form.unit").message.th
    assert codes(found(previous=before, พื้นที่=[11.0, 12.0])) == []


def test_rows_beyond_what_is_compared_are_told(monkeypatch):
    monkeypatch.setattr(repeats, "MOST_COMPARED", 3)

    result = found(a=["x", "y", "z", "x"])
    issue = only(result, "rows.not-compared")
    assert (issue.compared, issue.count) == (3, 4)


def test_the_median_of_a_long_column_is_near_the_true_one():
    values = [float(n % 1000) for n in range(300_000)]
    schema = TableSchema((Column("v", ColumnType.NUMBER),))
    batch = pa.record_batch([pa.array(values), pa.array(range(300_000), pa.int64())], schema=schema.arrow())

    median = validate(schema, lambda _: [batch.slice(start, 7000) for start in range(0, 300_000, 7000)]).medians["v"]
    assert abs(median - 499.5) < 10
