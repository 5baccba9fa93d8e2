"""What headings of real files say about their columns."""

import pytest

from mueang.geo.headings import axis, heading_level, speaks_of_codes, without_axis


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("จังหวัด", "province"), ("รหัสจังหวัด", "province"), ("PROV_NAMT", "province"), ("CH_ID", "province"), ("PROVINCE_THAI", "province"),
        ("เขต", "district"), ("AMP_CODE_1", "district"), ("dcode", "district"), ("AM_ID", "district"), ("amphor_th", "district"), ("district_t", "district"),
        ("แขวง", "subdistrict"), ("subDistrict", "subdistrict"), ("TAM_NAMT", "subdistrict"), ("sdname", "subdistrict"), ("สถานที่เลี้ยงสัตว์ ตำบล", "subdistrict"),
    ],
)  # fmt: skip
def test_a_heading_names_the_level_of_its_places(heading, level):
    assert heading_level(heading) == level


@pytest.mark.parametrize("heading", ["ขอบเขต", "เขตเลือกตั้ง", "เขตสุขภาพ", "พื้นที่", "ชื่อชุมชน", "amount", "champion", "ตำบล/อำเภอ", "ปี", "approved", "sample"])
def test_a_heading_of_something_else_or_of_several_levels_names_none(heading):
    assert heading_level(heading) is None


@pytest.mark.parametrize(
    ("heading", "which"),
    [
        ("Lat", "lat"),
        ("LONGITUDE", "lon"),
        ("Lng", "lon"),
        ("ละติจูด", "lat"),
        ("ลองจิจูด", "lon"),
        ("utm_x", "x"),
        ("Northing", "y"),
        ("พิกัด Y", "y"),
        ("coords", "pair"),
        ("ละติจูด,ลองจิจูด", "pair"),
        ("latitude_longitude", "pair"),
    ],
)
def test_a_heading_names_its_coordinate(heading, which):
    assert axis(heading) == which


@pytest.mark.parametrize("heading", ["platform", "longterm", "ปี", "name", "axis", "LD_57"])
def test_a_heading_that_only_contains_such_letters_names_no_coordinate(heading):
    assert axis(heading) is None


def test_the_two_headings_of_one_pair_are_equal_but_for_their_axis():
    assert without_axis("home_lat") == without_axis("home_lng") == "home"
    assert without_axis("พิกัด X") == without_axis("พิกัด Y")
    assert without_axis("work_lat") != without_axis("home_lng")


def test_a_heading_that_speaks_of_codes_is_known():
    assert speaks_of_codes("รหัสเขต")
    assert speaks_of_codes("TA_ID")
    assert not speaks_of_codes("ชื่อเขต")
