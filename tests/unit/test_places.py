"""Linking a typed table to the official places."""

import pyarrow as pa
import pytest
import shapely

from mueang.base.errors import BadInput
from mueang.ingest.places import Linked, PlaceOptions, link
from mueang.tables.schema import Column, ColumnType, TableSchema

KINDS = {str: ColumnType.STRING, int: ColumnType.INTEGER, float: ColumnType.NUMBER}


def table(rows_each=2, **columns):
    """A schema and its batches, from `heading=[values]`. Python writes ำ in a name as two letters; here it is one again."""
    columns = {name.replace("ํา", "ำ"): cells for name, cells in columns.items()}
    kinds = {name: next((KINDS[type(v)] for v in values if v is not None), ColumnType.STRING) for name, values in columns.items()}
    schema = TableSchema(tuple(Column(name, kind, name, position) for position, (name, kind) in enumerate(kinds.items())))
    size = len(next(iter(columns.values())))
    whole = pa.table(
        [pa.array(values, kinds[name].arrow) for name, values in columns.items()] + [pa.array(range(1, size + 1), pa.int64())], schema=schema.arrow()
    )
    return schema, lambda: iter(whole.to_batches(max_chunksize=rows_each))


def linked(options=None, **columns) -> Linked:
    return link(*table(**columns), options)


def values(result: Linked, name: str):
    return pa.Table.from_batches(list(result.batches()), schema=result.schema.arrow()).column(name).to_pylist()


def issues(result: Linked, code: str):
    return [issue for issue in result.issues if issue.code == code]


def lon_lat(result: Linked):
    return [None if wkb is None else (round(shapely.from_wkb(wkb).x, 3), round(shapely.from_wkb(wkb).y, 3)) for wkb in values(result, "geometry")]


def test_names_of_districts_become_codes_in_a_column_of_their_own():
    result = linked(เขต=["เขตพระนคร", "ดุสิต", None, "เขตดินเเดง"], ค่า=[1, 2, 3, 4])

    column = result.schema.get("เขต_code")
    assert values(result, "เขต_code") == ["1001", "1002", None, "1026"]
    assert (column.type, column.derived_from, column.source_column) == (ColumnType.PLACE, (0,), None)
    assert values(result, "เขต") == ["เขตพระนคร", "ดุสิต", None, "เขตดินเเดง"]
    assert "3 จาก 3 แถว" in issues(result, "place.linked")[0].message.th


def test_the_near_name_of_a_misspelt_place_can_be_chosen_or_the_value_skipped():
    cells = {"จังหวัด": ["กทม.", "กทม."], "เขต": ["บางขุนเทีบน", "ดุสิต"]}
    question = linked(**cells).questions[0]
    chosen, skipped = (linked(PlaceOptions.from_dict(choice.option["places"]), **cells) for choice in question.choices)

    assert [choice.value for choice in question.choices] == ["1021", ""]
    assert (values(chosen, "เขต_code"), values(skipped, "เขต_code")) == (["1021", "1002"], [None, "1002"])
    assert (chosen.questions, skipped.questions, issues(skipped, "place.unknown")) == ((), (), [])


def test_a_near_name_in_another_district_is_told_but_cannot_be_chosen():
    result = linked(เขต=["สาทร", "จตุจักร"], แขวง=["ลาดยาว", "จอมพล"])

    assert "แขวงลาดยาว เขตจตุจักร" in issues(result, "place.unknown")[0].message.th
    assert result.questions == ()


def test_the_codes_of_the_office_are_the_places_and_nothing_is_added_beside_them():
    result = linked(dcode=[1001, 1002], dname=["พระนคร", "ดุสิต"])

    column = result.schema.get("dcode")
    assert result.schema.names == ("dcode", "dname")
    assert (column.type, column.source_column, column.derived_from) == (ColumnType.PLACE, 0, (1,))
    assert (values(result, "dcode"), result.levels) == (["1001", "1002"], {"dcode": "district"})
    assert (column.title_th, column.title_en) == ("รหัสเขต", "District code")


def test_codes_without_names_are_the_places_themselves():
    result = linked(รหัสเขต=["1001", "1002", None], ค่า=[1, 2, 3])

    assert result.schema.names == ("รหัสเขต", "ค่า")
    assert values(result, "รหัสเขต") == ["1001", "1002", None]
    assert "ไม่เพิ่มคอลัมน์ใหม่" in issues(result, "place.linked")[0].message.th


def test_codes_that_are_missing_in_some_rows_are_completed_by_the_names_beside_them():
    result = linked(รหัสเขต=["1001", None, "1003"], เขต=["พระนคร", "ดุสิต", "หนองจอก"])

    column = result.schema.get("เขต_code")
    assert values(result, "เขต_code") == ["1001", "1002", "1003"]
    assert (column.derived_from, column.title_th) == ((1, 0), "รหัสเขต (เติมครบ)")
    assert result.schema.get("รหัสเขต").type is ColumnType.STRING


def test_codes_of_another_form_keep_their_own_column():
    result = linked(รหัส=[1000, 1100, 1200], จังหวัด=["กรุงเทพมหานคร", "สมุทรปราการ", "นนทบุรี"], ค่า=[1, 2, 3])

    assert result.schema.names == ("รหัส", "จังหวัด", "จังหวัด_code", "ค่า")
    assert result.schema.get("รหัส").type is ColumnType.INTEGER


def test_a_column_added_for_names_follows_them_under_a_heading_that_people_can_read():
    result = linked(อำเภอ=["ตาคลี", "ลาดยาว", "บรรพตพิสัย"], เขต=["ดุสิต", "บางรัก", "สาทร"], ค่า=[1, 2, 3])

    assert result.schema.names == ("อำเภอ", "อำเภอ_code", "เขต", "เขต_code", "ค่า")
    assert [result.schema.get(name).title_th for name in ("อำเภอ_code", "เขต_code")] == ["รหัสอำเภอ", "รหัสเขต"]
    assert values(result, "ค่า") == [1, 2, 3]


def test_a_person_who_calls_the_codes_text_keeps_them_text():
    schema, batches = table(รหัสเขต=["1001", "1002"], เขต=["พระนคร", "ดุสิต"])

    result = link(schema, batches, typed={0})
    assert result.schema.get("รหัสเขต").type is ColumnType.STRING
    assert values(result, "เขต_code") == ["1001", "1002"]


def test_a_name_borne_by_several_places_is_decided_by_the_district_in_its_row():
    result = linked(อำเภอ=["จตุจักร", "ลาดยาว", "จตุจักร"], ตำบล=["ลาดยาว", "ลาดยาว", "จอมพล"])

    assert values(result, "ตำบล_code") == ["103001", "601101", "103004"]
    assert result.questions == ()


def test_the_capital_district_is_that_of_the_province_in_its_row():
    result = linked(จังหวัด=["จ.ระยอง", "ขอนแก่น"], อำเภอ=["อ.เมือง", "เมือง"])

    assert values(result, "อำเภอ_code") == ["2101", "4001"]


def test_a_shared_name_is_assumed_to_lie_where_the_rest_of_the_column_lies_and_told():
    result = linked(แขวง=["จอมพล", "ทุ่งมหาเมฆ", "ทุ่งวัดดอน", "มักกะสัน", "ลาดยาว"])

    assert values(result, "แขวง_code")[-1] == "103001"
    assert [issue.value for issue in issues(result, "place.assumed")] == ["ลาดยาว"]


def test_a_shared_name_that_nothing_decides_is_asked_and_left_open():
    result = linked(ตำบล=["ลาดยาว", "ลาดยาว", "มาบตาพุด"])

    question = result.questions[0]
    assert values(result, "ตำบล_code") == [None, None, "210114"]
    assert [choice.value for choice in question.choices] == ["103001", "601101", ""]
    assert question.choices[0].label.th == "แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร"
    assert "มี 2 แห่ง" in issues(result, "place.ambiguous")[0].message.th


def test_the_answer_to_a_question_is_an_option_that_settles_it():
    asked = linked(ตำบล=["ลาดยาว", "มาบตาพุด"]).questions[0]

    options = PlaceOptions.from_dict(asked.choices[1].option["places"])
    answered = linked(options, ตำบล=["ลาดยาว", "มาบตาพุด"])
    assert values(answered, "ตำบล_code") == ["601101", "210114"]
    assert answered.questions == ()


def test_an_answer_does_not_touch_rows_that_say_otherwise_themselves():
    options = PlaceOptions(values={1: {"ลาดยาว": "103001"}})

    result = linked(options, อำเภอ=["ลาดยาว", None], ตำบล=["ลาดยาว", "ลาดยาว"])
    assert values(result, "ตำบล_code") == ["601101", "103001"]


def test_a_district_far_from_all_others_of_its_column_is_asked_about():
    bangkok = ["พระนคร", "ดุสิต", "บางรัก", "ปทุมวัน", "พระโขนง", "ดินแดง", "สาทร", "บางซื่อ", "จตุจักร"]

    result = linked(เขต=[*bangkok, "ลาดยาว"])
    assert values(result, "เขต_code")[-1] is None
    assert [choice.value for choice in result.questions[0].choices] == ["6011", ""]


def test_many_shared_names_are_settled_by_the_province_of_the_table():
    names = ["ลาดยาว", "หนองบัว", "บ้านใหม่", "ท่าช้าง", "วังทอง", "หนองแวง"]

    question = linked(ตำบล=names).questions[0]
    answer = next(c for c in question.choices if c.value == "60")
    result = linked(PlaceOptions.from_dict(answer.option["places"]), ตำบล=names)
    assert "601101" in values(result, "ตำบล_code")
    assert len(linked(ตำบล=names).questions) == 1


def test_a_misspelt_name_is_told_with_the_nearest_and_never_linked():
    result = linked(จังหวัด=["กทม.", "กทม."], เขต=["บางขุนเทีบน", "ดุสิต"])

    unknown = issues(result, "place.unknown")[0]
    assert values(result, "เขต_code") == [None, "1002"]
    assert "ที่ใกล้เคียงคือ เขตบางขุนเทียน กรุงเทพมหานคร" in unknown.message.th
    assert (unknown.row, unknown.count, unknown.severity) == (1, 1, "warning")


def test_code_and_name_that_disagree_are_told_with_both_and_the_code_is_believed():
    result = linked(dcode=[1001, 1002, 1003, 1004, 1005], dname=["พระนคร", "ดุสิต", "หนองจอก", "บางรัก", "บางรัก"])

    conflict = issues(result, "place.conflict")[0]
    assert values(result, "dcode")[-1] == "1005"
    assert (conflict.row, conflict.count, conflict.severity) == (5, 1, "warning")
    assert conflict.message.th == "แถว 6 “1005” กับ “บางรัก” ไม่ตรงกัน ใช้ เขตบางเขน กรุงเทพมหานคร (1 แถว) ตรวจว่าค่าใดผิด"


def test_a_district_code_that_lies_in_another_province_is_told_with_that_province():
    names = ["กรุงเทพมหานคร", "กรุงเทพมหานคร", "นนทบุรี"]

    conflict = issues(linked(จังหวัด=names, รหัสเขต=["1001", "1002", "1003"]), "place.conflict")[0]
    assert (conflict.value, conflict.other, conflict.row) == ("1003", "นนทบุรี", 3)


def test_two_digits_of_a_district_are_read_within_its_province():
    result = linked(PROV_CODE=["10", "10", "24"], AMP_CODE=["06", "30", "01"], AMP_NAME=["บางกะปิ", "จตุจักร", "เมืองฉะเชิงเทรา"])

    assert values(result, "AMP_NAME_code") == ["1006", "1030", "2401"]
    assert 1 in result.schema.get("AMP_NAME_code").derived_from


def test_years_and_counts_are_never_taken_for_codes_of_places():
    result = linked(ปี=[2011, 2012, 2013], จำนวน=[1001, 1002, 1003], ร้อยละ=[10.0, 11.0, 12.0], เขต=[1, 2, 3])

    assert result.schema.names == ("ปี", "จำนวน", "ร้อยละ", "เขต")


def test_codes_without_a_heading_word_count_only_beside_the_names_they_are_codes_of():
    result = linked(รหัส=[1000, 1100, 1200], จังหวัด=["กรุงเทพมหานคร", "สมุทรปราการ", "นนทบุรี"])

    assert values(result, "จังหวัด_code") == ["10", "11", "12"]
    assert result.schema.get("จังหวัด_code").derived_from == (1, 0)


def test_a_running_number_under_the_heading_province_is_no_code():
    result = linked(รหัสจังหวัด=[f"{n:02}" for n in range(1, 78)])

    assert len(result.schema.columns) == 1


def test_urban_and_rural_areas_are_no_districts():
    assert len(linked(เขต=["เขตเมือง", "เขตชนบท"]).schema.columns) == 1


def test_names_of_schools_and_people_are_not_places():
    result = linked(ชื่อ=["วัดมหาธาตุ", "บ้านใหม่", "หนองบัว", "สมชาย"], พรรค=["ก้าวหน้า", "รวมใจ", "ชาติไทย", "พลัง"])

    assert len(result.schema.columns) == 2


def test_of_two_places_that_took_over_an_abolished_code_one_is_chosen_by_a_person():
    result = linked(รหัสแขวง=["104701", "103001", "103002", "103003", "103004"])

    assert "บางนาเหนือ" in issues(result, "place.ambiguous")[0].message.th
    assert [choice.value for choice in result.questions[0].choices] == ["104702", "104703", ""]


def test_a_person_may_say_that_a_column_holds_no_places_or_which():
    off = linked(PlaceOptions(levels={0: "none"}), เขต=["ดุสิต"])
    on = linked(PlaceOptions(levels={0: "district"}), หน่วยงาน=["ดุสิต", "กองคลัง", "กองช่าง"])

    assert off.schema.names == ("เขต",)
    assert values(on, "หน่วยงาน_code") == ["1002", None, None]


def test_nothing_is_linked_when_places_are_switched_off():
    schema, batches = table(เขต=["ดุสิต"], lat=[13.7], lon=[100.5])

    assert link(schema, batches, PlaceOptions(on=False)).schema == schema


def test_latitude_and_longitude_become_points():
    result = linked(ละติจูด=[13.75, None, 15.264], ลองจิจูด=[100.5, 100.6, 100.344])

    geometry = result.schema.get("geometry")
    assert lon_lat(result) == [(100.5, 13.75), None, (100.344, 15.264)]
    assert (geometry.type, geometry.derived_from, result.crs) == (ColumnType.GEOMETRY, (0, 1), "EPSG:4326")


def test_swapped_coordinates_are_put_right_in_the_point_and_told():
    result = linked(Lat=[13.75, 100.6, 13.8], Long=[100.5, 13.7, 100.4])

    swapped = issues(result, "coordinate.swapped")[0]
    assert lon_lat(result)[1] == (100.6, 13.7)
    assert (swapped.count, swapped.row) == (1, 2)
    assert values(result, "Lat") == [13.75, 100.6, 13.8]


def test_points_outside_the_country_are_told_and_kept_unless_impossible():
    result = linked(Lat=[13.75, 21.03, 0.0, 913.7, 13.7, 13.8], Long=[100.5, 105.85, 0.0, 100.5, 100.5, 100.6])

    outside = issues(result, "coordinate.outside")[0]
    assert lon_lat(result)[:4] == [(100.5, 13.75), (105.85, 21.03), None, None]
    assert (outside.count, outside.row) == (2, 2)
    assert (issues(result, "coordinate.zero")[0].count, issues(result, "coordinate.zero")[0].row) == (1, 3)


def test_both_coordinates_in_one_cell_are_read_in_either_order():
    result = linked(coords=["['100.55023', '13.73008']", "[100.6, 13.8]", "ไม่ระบุ"])

    assert lon_lat(result) == [(100.55, 13.73), (100.6, 13.8), None]


def test_metres_without_a_system_are_asked_about_and_make_no_point():
    result = linked(X=[662000.0, 663000.0], Y=[1520000.0, 1521000.0])

    assert result.schema.get("geometry") is None
    assert [choice.value for choice in result.questions[0].choices] == ["EPSG:32647", "EPSG:24047"]
    assert "ระบบพิกัด" in issues(result, "coordinate.system")[0].message.th


def test_metres_of_a_stated_system_become_points_by_a_named_transformation():
    result = linked(PlaceOptions(crs="EPSG:24047"), easting=[662000.0], northing=[1520000.0])

    assert lon_lat(result) == [(100.495, 13.748)]
    assert "EPSG:1304" in issues(result, "coordinate.transformed")[0].message.th
    assert result.crs == "EPSG:24047"


def test_degrees_are_used_and_a_row_whose_metres_lie_elsewhere_is_told():
    metres = [(662000.0, 1520000.0)] * 5 + [(762000.0, 1520000.0)]

    result = linked(X=[x for x, _ in metres], Y=[y for _, y in metres], Lat=[13.744] * 6, Long=[100.498] * 6)
    apart = issues(result, "coordinate.disagree")[0]
    assert lon_lat(result)[5] == (100.498, 13.744)
    assert (apart.row, apart.count, apart.crs) == (6, 1, "EPSG:32647")


def test_numbers_under_x_and_y_that_are_nowhere_in_the_country_are_no_coordinates():
    result = linked(X=[1.0, 2.0], Y=[3.0, 4.0])

    assert result.schema.names == ("X", "Y")
    assert result.questions == ()


def test_two_sets_of_places_in_one_row_do_not_disturb_each_other():
    result = linked(
        จังหวัดต้นทาง=["ระยอง", "เลย", "ตาก"], อำเภอต้นทาง=["เมือง", "เมือง", "แม่สอด"], จังหวัดปลายทาง=["เลย", "ตาก", "ระยอง"], อำเภอปลายทาง=["เมือง", "เมือง", "เมือง"]
    )  # fmt: skip

    assert values(result, "อำเภอต้นทาง_code") == ["2101", "4201", "6306"]
    assert values(result, "อำเภอปลายทาง_code") == ["4201", "6301", "2101"]


def test_shapes_written_as_text_become_shapes_and_their_centres_are_not_asked_about():
    square = "[[[100.5, 13.7], [100.6, 13.7], [100.6, 13.8], [100.5, 13.8], [100.5, 13.7]]]"
    texts = [square, '{"type": "Point", "coordinates": [100.5, 13.7]}', "POLYGON ((100.5 13.7, 100.6 13.8, 100.6 13.7, 100.5 13.8, 100.5 13.7))", None, square]

    result = linked(utm_x=[662000.0] * 5, utm_y=[1520000.0] * 5, geometry=texts)
    shapes = [wkb and shapely.from_wkb(wkb) for wkb in values(result, "geometry_shape")]
    assert [shape and shape.geom_type for shape in shapes] == ["Polygon", "Point", "MultiPolygon", None, "Polygon"]
    assert [issue.count for issue in issues(result, "shape.mended")] == [1]
    assert (result.questions, result.crs, result.schema.get("geometry_shape").derived_from) == ((), "EPSG:4326", (2,))


def test_options_survive_their_json():
    options = PlaceOptions(crs="EPSG:32648", levels={3: "district"}, values={3: {"เมือง": "6001"}}, within="60", coordinates=(4, 5))

    assert PlaceOptions.from_dict(options.as_dict()) == options
    assert PlaceOptions.from_dict({}) == PlaceOptions()


def test_a_level_that_does_not_exist_is_refused():
    with pytest.raises(BadInput, match="no level"):
        PlaceOptions.from_dict({"levels": {"0": "village"}})
