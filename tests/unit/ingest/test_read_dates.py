"""Dates, months and years in the forms that offices write, and what only looks like them."""

from datetime import date

import pytest

from mueang.ingest.compact import read_compact
from mueang.ingest.dates import read_date, read_moment, read_month

DAY = date(2023, 1, 3)
DAYS = [
    "3 ม.ค. 66", "๓ ม.ค. ๖๖", "3 มกราคม 2566", "วันที่ 3 เดือน มกราคม พ.ศ. 2566", "จันทร์ที่ 3 ม.ค. 66", "วันอังคารที่ 3 มกราคม 2566", "3-ม.ค.-66", "3/ม.ค./2566",
    "3.ม.ค.66", "3 มค 66", "3 ม.ค ๒๕๖๖", "3 มกรา 66", "3 มกราคมพ.ศ.2566", "3 / 1 / 2566", "03.01.2566", "2566-01-03",
    "Tue, 3 Jan 2023", "January 3rd, 2023", "3rd Jan 2023", "03-JAN-23",
]  # fmt: skip
MONTHS = [
    "ม.ค.2566", "ม.ค. 66", "มกราคม 2566", "มค-66", "ม.ค.-66", "เดือนมกราคม พ.ศ. 2566", "ประจำเดือน มกราคม 2566", "2566 ม.ค.", "๒๕๖๖-๐๑", "Jan-23", "January 2023",
    "2566-01", "2023/01", "01/2566", "1-2566",
]  # fmt: skip
MISSPELT = {"กุมภาพันธุ์": 2, "กุมภาพัน": 2, "เมษยน": 4, "กรกฏาคม": 7, "พฤษจิกายน": 11, "พฤศจิกายยน": 11, "พฤสภาคม": 5}
NO_DAYS = [
    "3-5 ม.ค. 66",
    "12 หมู่ 3",
    "3 บ้านใหม่ 2566",
    "25 ซอย 12",
    "31/4/2563",
    "1234/56",
    "02-123-4567",
    "99/1 หมู่ 5",
    "1101700230708",
    "น.ส.3 12",
    "13.75, 100.5",
]
COMPACT = [
    ("20221231", "yyyymmdd", date(2022, 12, 31)), ("25651231", "yyyymmdd", date(2022, 12, 31)), ("31122565", "ddmmyyyy", date(2022, 12, 31)),
    ("3012566", "ddmmyyyy", DAY), ("651231", "yymmdd", date(2022, 12, 31)), ("256512", "yyyymm", date(2022, 12, 1)), ("6512", "yymm", date(2022, 12, 1)),
    ("2301", "yymm", date(2023, 1, 1)), ("44562", "serial", date(2022, 1, 1)), ("6513", "yymm", None), ("20221331", "yyyymmdd", None), ("5", "serial", None),
]  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_one_day_in_every_form_is_that_day(text):
    assert read_date(text).value == DAY


@pytest.mark.parametrize("text", MONTHS)
def test_one_month_in_every_form_is_its_first_day(text):
    assert read_month(text).value == date(2023, 1, 1)
    assert read_date(text) is None


@pytest.mark.parametrize("name", MISSPELT)
def test_a_month_is_known_however_its_name_is_spelt(name):
    assert read_date(f"3 {name} 2566").value == date(2023, MISSPELT[name], 3)


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_only_looks_like_a_date_is_none(text):
    assert read_date(text) is None
    assert read_month(text) is None


@pytest.mark.parametrize(("digits", "form", "day"), COMPACT)
def test_a_run_of_digits_is_the_day_that_its_form_says(digits, form, day):
    assert read_compact(digits, form) == day


@pytest.mark.parametrize("text", ["3 ม.ค. 66 เวลา 14.30 น.", "3 ม.ค. 66 - 14.30 น.", "3/1/66 14:30 น.", "2023-01-03T14:30:00Z", "2023-01-03T14:30+07:00"])
def test_a_day_with_a_time_is_that_moment(text):
    assert read_moment(text).value.isoformat() == "2023-01-03T14:30:00"


def test_months_are_kept_as_their_first_day_and_marked_as_months(csv):
    read = csv("เขต,เดือน\nบางรัก,ม.ค.2569\nดุสิต,ก.พ. 69\nยานนาวา,มีนาคม 2569\n")

    assert read.column("เดือน") == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert read.table.schema.get("เดือน").period == "month"
    assert "value.month" in read.codes


def test_numbers_of_letters_and_school_years_are_no_months(csv):
    read = csv("คำสั่งที่,ปีการศึกษา\n1/2566,2554-55\n2/2566,2555-56\n3/2566,2556-57\n")

    assert set(read.types.values()) == {"string"}


@pytest.mark.parametrize(("heading", "cells"), [("วันที่รับ", ["25651231", "25660103"]), ("date", ["44926", "44929"]), ("วันเกิด", ["31122565", "03012566"])])
def test_digits_under_a_heading_of_days_are_days_and_told(csv, heading, cells):
    read = csv(f"เขต,{heading}\nบางรัก,{cells[0]}\nดุสิต,{cells[1]}\n")

    assert read.column(heading) == [date(2022, 12, 31), DAY]
    assert "value.digits-as-date" in read.codes


def test_the_same_digits_under_another_heading_stay_a_number(csv):
    read = csv("เขต,จำนวนวันที่ลา,ราย\nบางรัก,44926,25651231\nดุสิต,44929,25660103\n")

    assert (read.types["จำนวนวันที่ลา"], read.types["ราย"]) == ("integer", "integer")


@pytest.mark.parametrize(("heading", "example"), [("ข้อ", "1.2.10"), ("รุ่น", "2.1.11"), ("เนื้อที่ (ไร่-งาน-วา)", "2-3-15"), ("บ้านเลขที่", "12/3/45")])
def test_numbers_of_several_parts_are_no_days(csv, heading, example):
    read = csv(f"ชื่อ,{heading}\nก,{example}\nข,{example}\nค,{example}\n")

    assert read.column(heading) == [example] * 3


def test_years_without_their_century_are_years_where_the_heading_is_the_word(csv):
    read = csv("ปี,อายุ (ปี),ชิ้น\n66,66,66\n67,67,67\n68,68,68\n")

    assert read.column("ปี") == [2023, 2024, 2025]
    assert (read.types["อายุ (ปี)"], read.types["ชิ้น"]) == ("integer", "integer")
    assert "value.short-year" in read.codes


@pytest.mark.parametrize("cells", [("2019.0", "2020.0"), ("งบประมาณ 2562", "งบประมาณ 2563"), ("ประจำปี พ.ศ. ๒๕๖๒", "ประจำปี พ.ศ. ๒๕๖๓")])
def test_a_year_is_a_year_in_words_and_as_programs_write_it(csv, cells):
    assert csv(f"เขต,ปี\nก,{cells[0]}\nข,{cells[1]}\n").column("ปี") == [2019, 2020]


def test_moments_in_digits_are_moments(csv):
    read = csv("เขต,datetime\nก,20230103143000\nข,25660104090500\n")

    assert [moment.isoformat() for moment in read.column("datetime")] == ["2023-01-03T14:30:00", "2023-01-04T09:05:00"]


def test_money_by_the_year_is_no_year(csv):
    read = csv("เขต,ค่าใช้จ่ายต่อปี (บาท),อัตราต่อปี\nบางรัก,2001,2560\nดุสิต,2050,2561\nยานนาวา,1999,2570\n")

    assert read.types["ค่าใช้จ่ายต่อปี (บาท)"] == "integer"
    assert read.column("อัตราต่อปี") == [2560, 2561, 2570]


@pytest.mark.parametrize(("heading", "period"), [("ปีงบประมาณ", "fiscal-year"), ("ปีการศึกษา", "school-year"), ("ปี พ.ศ.", None)])
def test_a_year_says_whether_it_is_that_of_the_budget_or_of_schools(csv, heading, period):
    read = csv(f"{heading},ราย\n2565,1\n2566,2\n2567,4\n")

    assert read.column(heading) == [2022, 2023, 2024]
    assert read.table.schema.get(heading).period == period


def test_from_when_to_when_is_no_time(csv):
    read = csv("ชื่อ,เวลาเปิด\nก,08:15-16:30\nข,09:00-12:00\nค,10:00-12:30\n")

    assert read.column("เวลาเปิด") == ["08:15-16:30", "09:00-12:00", "10:00-12:30"]


def test_an_order_that_changes_within_a_column_is_told_with_its_row_and_asked(csv):
    content = "ที่,วันที่\n" + "".join(f"{day},{day}/3/2020\n" for day in range(13, 30)) + "50,03/25/2020\n51,04/05/2020\n"
    read = csv(content)
    issue = next(issue for issue in read.table.issues if issue.code == "column.day-month-mixed")
    asked = next(question for question in read.table.questions if question.code == "column.day-month-mixed")
    month_first = csv(content, options=dict(asked.choices[1].option))

    assert (issue.row, issue.before, issue.count) == (18, "03/25/2020", 1)
    assert (read.column("วันที่")[-1], month_first.column("วันที่")[-1]) == (date(2020, 5, 4), date(2020, 4, 5))
    assert not month_first.table.questions
