"""Coordinates as people write them become points; what is mended is told, what could be otherwise is asked."""

import pytest
from tests.unit.test_places import issues, linked, lon_lat

from mueang.geo.written import angle, position
from mueang.ingest.places import PlaceOptions

DEGREES = 13 + 45 / 60 + 30 / 3600


@pytest.mark.parametrize(
    "text",
    ["13°45'30\"N", "13º 45′ 30″ N", "13 45 30", "13-45-30", "13:45:30", "13d45m30s", "N 13 45 30", "13°45.5'", "13 องศา 45 ลิปดา 30 ฟิลิปดา เหนือ", "๑๓°๔๕'๓๐\""],
)
def test_an_angle_is_read_in_any_writing(text):
    assert angle(text).degrees == pytest.approx(DEGREES)


@pytest.mark.parametrize("text", ["13°75'00\"", "13 45", "เมือง", "", "13°45'30\"N E", "1.2.3"])
def test_what_is_no_angle_is_none(text):
    assert angle(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "13.75, 100.5",
        "[100.5, 13.75]",
        "(13.75,100.5)",
        "13,75 100,5",
        "POINT(100.5 13.75)",
        "13°45'00\"N 100°30'00\"E",
        "N13 45 00 E100 30 00",
        "ละติจูด 13 องศา 45 ลิปดา เหนือ ลองจิจูด 100 องศา 30 ลิปดา ตะวันออก",
        "lat: 13.75, lon: 100.5",
        "https://www.google.com/maps/@13.75,100.5,17z",
        "https://maps.google.com/?q=13.75,100.5",
        "https://www.google.com/maps/place/A/@13.1,100.1,17z/data=!3m1!4b1!4m5!3d13.75!4d100.5",
        "https://www.google.com/maps/place/13%C2%B045'00.0%22N+100%C2%B030'00.0%22E/@13.1,100.1,17z",
    ],
)
def test_two_coordinates_in_one_cell_are_a_point_under_any_heading(text):
    result = linked(หมุด=[text, text])

    assert lon_lat(result) == [(100.5, 13.75)] * 2


def test_a_place_on_the_grid_is_a_point_with_its_zone_and_square():
    result = linked(ตำแหน่ง=["47P 665123 1519876", "47PPR6512319876", "47P PR 65123 19876"])

    assert lon_lat(result) == [(100.527, 13.743)] * 3


@pytest.mark.parametrize("text", ["https://maps.app.goo.gl/abc", "02-123-4567", "12 34", "2566/12", "5 x 3", "10.5.2566"])
def test_what_is_no_position_is_none(text):
    assert position(text) is None


def test_texts_that_are_no_coordinates_are_told_and_their_rows_kept():
    result = linked(ละติจูด=["13 องศา 30 ลิปดา", "ไม่ทราบ", "13.6"], ลองจิจูด=["100 องศา 30 ลิปดา", "100.1", "100.2"])

    assert lon_lat(result) == [(100.5, 13.5), None, (100.2, 13.6)]
    assert (issues(result, "coordinate.unread")[0].count, issues(result, "coordinate.unread")[0].row) == (1, 2)


def test_a_wrong_sign_is_mended_and_told():
    result = linked(lat=[-13.75, 13.6, 13.2], lon=[100.5, -100.4, 100.3])

    assert lon_lat(result) == [(100.5, 13.75), (100.4, 13.6), (100.3, 13.2)]
    assert issues(result, "coordinate.sign")[0].count == 2


def test_a_lost_decimal_point_is_put_back_told_and_asked():
    cells = {"lat": [13756331, 9123456, 20123456], "lon": [100501765, 99501765, 99876543]}
    result = linked(**cells)
    kept, left = (linked(PlaceOptions.from_dict(choice.option["places"]), **cells) for choice in result.questions[0].choices)

    assert lon_lat(result) == lon_lat(kept) == [(100.502, 13.756), (99.502, 9.123), (99.877, 20.123)]
    assert lon_lat(left) == [None, None, None]
    assert (issues(result, "coordinate.shift")[0].count, kept.questions, left.questions) == (3, (), ())


def test_metres_among_degrees_are_asked_and_then_brought_to_one_system():
    lats, lons = [13.5 + i / 100 for i in range(20)], [100.5] * 20
    cells = {"lat": [*lats, 1519876.0, 1519476.0, 1519576.0], "lon": [*lons, 665123.0, 665123.0, 665123.0]}
    asked = linked(**cells)

    answered = linked(PlaceOptions.from_dict(asked.questions[0].choices[0].option["places"]), **cells)
    assert lon_lat(asked)[20:] == [None] * 3
    assert lon_lat(answered)[20] == (100.527, 13.743)
    assert (issues(answered, "coordinate.mixed")[0].count, answered.questions) == (3, ())


def test_headings_that_name_zone_and_datum_need_no_question():
    wgs = linked(**{"X (UTM 47N WGS84)": [665123.0, 665124.0], "Y (UTM 47N WGS84)": [1519876.0, 1519476.0]})
    indian = linked(Easting_Indian1975_47=[665123.0, 665124.0], Northing_Indian1975_47=[1519876.0, 1519476.0])

    assert (wgs.crs, wgs.questions, lon_lat(wgs)[0]) == ("EPSG:32647", (), (100.527, 13.743))
    assert (indian.crs, lon_lat(indian)[0]) == ("EPSG:24047", (100.524, 13.746))


def test_a_point_outside_the_province_of_its_row_is_told():
    result = linked(จังหวัด=["นครสวรรค์", "เชียงใหม่", None], lat=[15.7, 15.7, 15.7], lon=[100.1, 100.1, 100.1])

    elsewhere = issues(result, "coordinate.elsewhere")[0]
    assert (elsewhere.count, elsewhere.row) == (1, 2)
