"""Months, quarters and halves of a year: a column of dates is added beside what stands in the file."""

from datetime import date

import pytest

from mueang.ingest.spans import Span, read_span

SPANS = {
    "ม.ค.": Span("month", 1), "ธันวาคม": Span("month", 12), "Sep": Span("month", 9), "ไตรมาส 1": Span("quarter", 1), "ไตรมาสที่ ๔": Span("quarter", 10),
    "Q2/2566": Span("quarter", 4, 2023), "ไตรมาส 1/66": Span("quarter", 1, 2023), "2023Q1": Span("quarter", 1, 2023), "2566-Q3": Span("quarter", 7, 2023),
    "ไตรมาสที่ 1 ปี 2566": Span("quarter", 1, 2023), "ไตรมาส 1 ปีงบประมาณ 2566": Span("quarter", 1, 2023, fiscal=True), "ครึ่งปีแรก 2566": Span("half-year", 1, 2023),
    "ครึ่งปีหลัง": Span("half-year", 7), "H2 2023": Span("half-year", 7, 2023), "ไตรมาส 5": None, "หมู่ 1": None, "ม.ค. 66 ถึง ก.พ. 66": None, "Q1.5": None,
}  # fmt: skip


@pytest.mark.parametrize("text", SPANS)
def test_a_part_of_a_year_is_read_with_its_year_or_without(text):
    assert read_span(text) == SPANS[text]


TABLES = {
    "a month beside its year": ("ปี,เดือน,ราย\n2562,ม.ค.,3\n2563,ก.พ.,4\n", "เดือน", [date(2019, 1, 1), date(2020, 2, 1)]),
    "a month of the fiscal year": ("ปีงบประมาณ,เดือน,ราย\n2562,ต.ค.,3\n2562,ก.พ.,4\n", "เดือน", [date(2018, 10, 1), date(2019, 2, 1)]),
    "a month by its number": ("เดือน,ปี,ราย\n1,2565,3\n12,2565,4\n", "เดือน", [date(2022, 1, 1), date(2022, 12, 1)]),
    "a month under a title": ("สถิติ ประจำปี 2565,,\n,,\nเดือน,ชาย,หญิง\nมกราคม,5,6\nมีนาคม,6,6\n", "เดือน", [date(2022, 1, 1), date(2022, 3, 1)]),
    "a code of year and month": ("YEAR,CODE,N\n6512,10,5\n6601,11,6\n", "YEAR", [date(2022, 12, 1), date(2023, 1, 1)]),
    "a quarter with its year": ("งวด,N\nไตรมาส 1/2566,5\nไตรมาส 3/2566,6\n", "งวด", [date(2023, 1, 1), date(2023, 7, 1)]),
    "a quarter of the fiscal year": ("ปีงบประมาณ,ไตรมาส,N\n2565,1,5\n2565,2,6\n", "ไตรมาส", [date(2021, 10, 1), date(2022, 1, 1)]),
    "half a year": ("ปี,ช่วง,N\n2565,ครึ่งปีแรก,5\n2565,ครึ่งปีหลัง,6\n", "ช่วง", [date(2022, 1, 1), date(2022, 7, 1)]),
    "a year that is missing": ("ปี,เดือน,ราย\n2562,ม.ค.,3\n-,ก.พ.,4\n", "เดือน", [date(2019, 1, 1), None]),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_column_of_dates_is_added_beside_parts_of_years(csv, kind):
    content, heading, dates = TABLES[kind]
    read = csv(content)
    added = read.table.schema.get(f"{heading}_date")

    assert read.column(f"{heading}_date") == dates
    assert added.period is not None
    assert read.table.schema.get(heading).source_column in added.derived_from
    assert "column.period-added" in read.codes


@pytest.mark.parametrize(
    "content",
    [
        "เดือน,ราย\nม.ค.,3\nก.พ.,4\n",
        "ปี,ชื่อ,ราย\n2562,มีนา ใจดี,3\n2562,ธันวา งามตา,4\n",
        "จำนวนเงิน,ราย\n6512,1\n6601,2\n",
        "ปี,จำนวนเดือน,ราย\n2562,1,3\n2562,2,4\n",
    ],
)
def test_nothing_is_added_where_no_year_is_known_or_the_numbers_are_none_of_months(csv, content):
    assert "column.period-added" not in csv(content).codes


def test_a_person_who_decides_the_type_wants_no_other_column(csv):
    read = csv("ปี,เดือน,ราย\n2562,ม.ค.,3\n2563,ก.พ.,4\n", options={"columns": {"1": {"type": "string"}}})

    assert list(read.types) == ["ปี", "เดือน", "ราย"]
