"""What a chart says must be true of its data, odd data above all."""

from datetime import date

import pytest

from mueang.documents.charts import Bar, Cell, Series, Subject, bars, grid, lines, tile_map

thai = Subject("th", "ฝุ่นละออง PM2.5 เฉลี่ย", unit="มคก./ลบ.ม.", place="กรุงเทพมหานคร", period="ปี 2567", kind="เขต", kinds="เขต")
english = Subject("en", "mean PM2.5", unit="µg/m³", place="Bangkok", period="2024", kind="district", kinds="districts")
years = (2020, 2021, 2022)


def says(*values, subject=thai):
    return lines(subject, years[: len(values)], [Series("a", values)])


def ranked(*values, subject=thai):
    return bars(subject, [Bar(name, value) for name, value in zip("กขคงจ", values, strict=False)])


def test_a_fall_is_told_with_both_ends_and_the_highest_year():
    drawing = says(31.4, 32, 23.8)

    assert drawing.title == "แผนภูมิเส้นแสดงฝุ่นละออง PM2.5 เฉลี่ย กรุงเทพมหานคร ปี 2563–2565"
    assert drawing.finding == "ฝุ่นละออง PM2.5 เฉลี่ยลดลงจาก 31.4 ปี 2563 เป็น 23.8\u00a0มคก./ลบ.ม. ปี 2565"
    assert drawing.description == "ลดลงจาก 31.4 ปี 2563 เป็น 23.8\u00a0มคก./ลบ.ม. ปี 2565 สูงสุด ปี 2564 (32.0)"


def test_english_has_its_own_sentence_and_common_years():
    drawing = says(31.4, 32, 23.8, subject=english)

    assert drawing.title == "Line chart of mean PM2.5, Bangkok, 2020–2022"
    assert drawing.description == "fell from 31.4 in 2020 to 23.8\u00a0µg/m³ in 2022; highest in 2021 (32.0)."


def test_level_ground_is_not_called_a_rise():
    assert "ทรงตัวที่ราว 10.0" in says(10, 10.2, 10).finding


def test_equal_ends_with_a_peak_between_are_not_called_level():
    assert "ทรงตัว" not in says(10, 30, 10).finding
    assert "เท่ากันที่ 10" in says(10, 30, 10).finding


def test_one_value_makes_no_trend():
    assert "มีค่าเดียว คือ 12" in says(None, 12, None).finding


def test_no_value_is_said_to_be_missing():
    assert says(None, None, None).finding == "ยังไม่มีข้อมูลฝุ่นละออง PM2.5 เฉลี่ย"
    assert ranked(None, None).finding == "ยังไม่มีข้อมูลฝุ่นละออง PM2.5 เฉลี่ย"


def test_months_are_named():
    drawing = lines(thai, (date(2023, 1, 1), date(2023, 2, 1)), [Series("a", (1, 2))])

    assert "จาก 1 เมื่อ ม.ค. 2566 เป็น 2" in drawing.finding


def test_several_lines_are_counted_as_rising_and_falling():
    drawing = lines(thai, years, [Series("ก", (1, 2, 3)), Series("ข", (3, 2, 1)), Series("ค", (1, 1, 1))])

    assert drawing.finding == "ฝุ่นละออง PM2.5 เฉลี่ย เพิ่มขึ้น 1 จาก 3 รายการ ลดลง 1 รายการ"


def test_all_falling_is_said_so():
    assert "ลดลงทั้ง 2 รายการ" in lines(thai, years, [Series("ก", (3, 2, 1)), Series("ข", (3, 2, 1))]).finding


def test_the_first_and_the_last_are_named_with_the_median():
    drawing = ranked(3, 9, 5)

    assert drawing.title == "แผนภูมิแท่งแสดงฝุ่นละออง PM2.5 เฉลี่ย 3 เขต กรุงเทพมหานคร ปี 2567"
    assert drawing.description == "มากที่สุด ข (9\u00a0มคก./ลบ.ม.) น้อยที่สุด ก (3) มัธยฐาน 5"


def test_a_tie_names_all_who_share_it():
    assert "มากที่สุด ก และข (9" in ranked(9, 9, 5).finding
    assert "Highest ก, ข and ค (9" in ranked(9, 9, 9, 5, subject=english).finding


def test_equal_everywhere_has_no_first_and_no_last():
    assert ranked(4, 4, 4).finding == "เท่ากันทุกเขต ที่ 4\u00a0มคก./ลบ.ม."
    assert ranked(4, 4, None).finding == "เท่ากันทุกเขตที่มีข้อมูล ที่ 4\u00a0มคก./ลบ.ม."


def test_missing_places_are_counted():
    assert ranked(3, None, 5, None).description.endswith("ไม่มีข้อมูล 2 จาก 4")


def test_negative_values_keep_their_sign():
    assert "น้อยที่สุด ข (−2.5)" in ranked(3, -2.5).finding


def test_a_map_names_the_places_and_that_it_is_a_diagram():
    drawing = tile_map(english, grid("bangkok"), [Cell("1001", 5), Cell("1002", 9)])

    assert drawing.finding == "Highest in Dusit (9\u00a0µg/m³), lowest in Phra Nakhon (5)"
    assert drawing.description.endswith("No data for 48 of 50.")
    assert drawing.note == "A diagram, not the real boundaries."


def test_five_lines_are_too_many():
    with pytest.raises(ValueError, match="not 5"):
        lines(thai, years, [Series("a", (1, 2, 3))] * 5)
