"""Columns that are years, months or sexes: offered as rows, turned into rows where a person wants it."""

import pytest

YEARS = "จังหวัด,2560,2561,2562\nยะลา,5,6,7\nสตูล,8,,10\n"
TWO_LEVELS = "จังหวัด,พ.ศ. 2560,,พ.ศ. 2561,\n,รับแจ้ง,จับกุม,รับแจ้ง,จับกุม\nยะลา,5,1,6,2\nสตูล,8,3,9,4\n"


def offers(read):
    return [(question.code, question.offer, [dict(choice.option) for choice in question.choices]) for question in read.table.questions]


def test_a_column_for_each_year_is_kept_and_a_long_table_offered(csv):
    read = csv(YEARS)

    assert list(read.types) == ["จังหวัด", "2560", "2561", "2562"]
    assert offers(read) == [("table.wide", True, [{"tidy": False}, {"tidy": True}])]
    assert "table.wide" in read.codes


def test_each_year_becomes_a_row_that_still_leads_to_its_cell(csv):
    read = csv(YEARS, options={"tidy": True})

    assert read.types == {"จังหวัด": "string", "ปี": "year", "จำนวน": "integer"}
    assert [(row["จังหวัด"], row["ปี"], row["จำนวน"], row["_row"]) for row in read.rows][2:5] == [
        ("ยะลา", 2019, 7, 1),
        ("สตูล", 2017, 8, 2),
        ("สตูล", 2018, None, 2),
    ]
    assert read.table.as_dict()["made"]["tidy"][1] == {"column": 2, "values": {"ปี": "2561"}, "value": "จำนวน"}
    assert read.table.schema.get("จำนวน").derived_from == (1, 2, 3)


def test_what_was_counted_becomes_a_column_of_its_own_where_it_is_of_one_kind(csv):
    read = csv(TWO_LEVELS, options={"tidy": True})

    assert list(read.types) == ["จังหวัด", "ปี", "รายการ", "จำนวน"]
    assert [tuple(row.values())[:4] for row in read.rows][:2] == [("ยะลา", 2017, "รับแจ้ง", 5), ("ยะลา", 2017, "จับกุม", 1)]


def test_measures_of_other_units_or_kinds_keep_a_column_each(csv):
    text = "จังหวัด,จำนวน (คน) ปี 2560,ร้อยละ ปี 2560,จำนวน (คน) ปี 2561,ร้อยละ ปี 2561\nยะลา,5,1.5,6,2.5\nสตูล,8,3.5,9,4.5\n"
    read = csv(text, options={"tidy": True})

    assert read.types == {"จังหวัด": "string", "ปี": "year", "จำนวน (คน)": "integer", "ร้อยละ": "number"}
    assert read.rows[1] == {"จังหวัด": "ยะลา", "ปี": 2018, "จำนวน (คน)": 6, "ร้อยละ": 2.5, "_row": 1}


@pytest.mark.parametrize(
    ("heading", "dimensions"),
    [("ม.ค. 65,ก.พ. 65,มี.ค. 65,เม.ย. 65", ["ปี", "เดือน"]), ("ไตรมาส 1,ไตรมาส 2,ไตรมาส 3,ไตรมาส 4", ["ไตรมาส"]),
     ("0-4 ปี,5-9 ปี,10-14 ปี,15 ปีขึ้นไป", ["กลุ่มอายุ"]), ("ประชากรชาย,ประชากรหญิง,แรงงานชาย,แรงงานหญิง", ["เพศ", "รายการ"])],
)  # fmt: skip
def test_months_quarters_ages_and_sexes_become_rows_too(csv, heading, dimensions):
    read = csv(f"เขต,{heading}\nบางรัก,1,2,3,4\nดุสิต,5,6,7,8\n", options={"tidy": True})

    assert list(read.types) == ["เขต", *dimensions, "จำนวน"]
    assert read.column("จำนวน") == list(range(1, 9))


def test_sums_of_the_parts_are_left_out_of_the_long_table_and_told(csv):
    read = csv("เขต,2560 ชาย,2560 หญิง,2560 รวม,2561 ชาย,2561 หญิง,2561 รวม\nบางรัก,1,2,3,4,5,9\nดุสิต,1,1,2,2,2,4\n", options={"tidy": True})

    assert list(read.types) == ["เขต", "ปี", "เพศ", "จำนวน"]
    assert read.n_rows == 8
    assert "table.sums-dropped" in read.codes


def test_a_person_names_the_columns_and_leaves_empty_values_out(csv):
    read = csv(YEARS, options={"tidy": {"columns": [2, 3], "names": {"ปี": "ปีสำรวจ"}, "value": "ครัวเรือน", "drop_empty": True}})

    assert read.types == {"จังหวัด": "string", "2560": "integer", "ปีสำรวจ": "year", "ครัวเรือน": "integer"}
    assert read.column("ครัวเรือน") == [6, 7, 10]


def test_headings_that_are_no_values_become_rows_as_they_stand_if_a_person_says_so(csv):
    read = csv("เขต,สุนัข,แมว\nบางรัก,1,2\nดุสิต,3,4\n", options={"tidy": {"columns": [1, 2]}})

    assert [tuple(row.values()) for row in read.rows][:2] == [("บางรัก", "สุนัข", 1, 1), ("บางรัก", "แมว", 2, 1)]


def test_the_next_file_with_one_more_year_is_made_long_by_the_same_decision(csv):
    kept = {"headings": ["จังหวัด", "2560", "2561", "2562"], "tidy": {"columns": [1, 2, 3]}}
    read = csv("จังหวัด,หมายเหตุ,2560,2561,2562,2563\nยะลา,ก,5,6,7,8\nสตูล,ข,8,9,10,11\n", options=kept)

    assert list(read.types) == ["จังหวัด", "หมายเหตุ", "ปี", "จำนวน"]
    assert read.column("ปี")[:4] == [2017, 2018, 2019, 2020]


def test_an_ordinary_table_is_offered_nothing(csv):
    read = csv("เขต,ชาย,หญิง,รวม\nบางรัก,1,2,3\nดุสิต,5,6,11\n")

    assert offers(read) == []


def test_a_table_that_cannot_be_made_long_says_so(csv):
    read = csv("เขต,ราย\nบางรัก,1\nดุสิต,5\n", options={"tidy": True})

    assert "table.not-wide" in read.codes
