"""The parts of pages that decide: page numbers, corrections, sentences of what a file changes."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from corrected import corrected
from mueang.tables import Column, ColumnType, TableSchema
from mueang_site.portal.pages import review, wide
from mueang_site.portal.pages.columns import Uses, axis_title, cell_text, year_in
from mueang_site.portal.pages.details import suggested_slug
from mueang_site.portal.pages.provenance import left_out, spans
from mueang_site.portal.pages.sending import plan_in_words
from mueang_site.portal.pages.shown import Pages
from mueang_site.submissions.corrections import merged

TABLE = {
    "columns": [{"name": "เขต", "type": "string", "source_column": 0}, {"name": "ปี", "type": "year", "source_column": 1}],
    "questions": [{"choices": [{"value": "1913", "label": {"th": "ลาดยาว", "en": "Lat Yao"}, "option": {"places": {"values": {"0": {"ลาดยาว": "1913"}}}}}]}],
}


@pytest.fixture(autouse=True)
def _thai():
    with translation.override("th"):
        yield


def form(**given):
    data = QueryDict(mutable=True)
    for name, value in given.items():
        data.setlist(
            name.replace("_", "-") if name.startswith(("name_", "type_", "era_", "drop_", "question_")) else name, value if isinstance(value, list) else [value]
        )
    return data


@pytest.mark.parametrize(
    ("wanted", "entries"), [("1", [1, 2, None, 10]), ("5", [1, None, 4, 5, 6, None, 10]), ("99", [1, None, 9, 10]), ("x", [1, 2, None, 10])]
)
def test_pages_near_and_at_the_ends_are_shown(wanted, entries):
    assert Pages.of(100, 10, wanted).entries == entries


def test_a_change_is_put_over_options_key_by_key():
    assert merged({"columns": {"0": {"name": "ก"}}}, {"columns": {"0": {"type": "year"}}}) == {"columns": {"0": {"name": "ก", "type": "year"}}}


def test_ticked_rows_become_the_heading():
    assert corrected({}, TABLE, form(act="header", row=["4", "3"]))["header_rows"] == [3, 4]


def test_a_row_taken_in_is_no_longer_left_out():
    options = corrected({"excluded_rows": [9, 10]}, TABLE, form(act="include:10"))

    assert (options["included_rows"], options["excluded_rows"]) == ([10], [9])


def test_an_answer_changes_the_options_it_stands_for():
    assert corrected({}, TABLE, form(act="answer", question_0="1913")) == {"places": {"values": {"0": {"ลาดยาว": "1913"}}}}


def test_only_what_differs_from_the_reading_is_said_of_columns():
    options = corrected({}, TABLE, form(act="columns", name_0="เขต", type_0="string", name_1="ปีงบประมาณ", type_1="year", era_1="ce", drop_0="on"))

    assert options["columns"] == {"0": {"drop": True}, "1": {"name": "ปีงบประมาณ", "era": "ce"}}


def test_options_given_stay_as_they_are():
    options = {"excluded_rows": [1]}

    corrected(options, TABLE, form(act="exclude", row="2"))

    assert options == {"excluded_rows": [1]}


def test_rows_are_counted_from_one_and_gathered_in_runs():
    assert spans([2, 3, 9]) == "3–4, 10"
    assert spans(range(0, 30, 2)).endswith("…")


def test_headings_are_not_said_to_be_left_out():
    rows = left_out([{"row": 0, "why": "title", "text": "ตารางที่ ๓"}, {"row": 1, "why": "header"}, {"row": 9, "why": "total"}])

    assert [(one.why, one.rows, one.texts) for one in rows] == [("ชื่อตาราง", "1", ("ตารางที่ ๓",)), ("ยอดรวม", "10", ())]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"first": True}, "รุ่นแรก 50 แถว"),
        ({"added": 1204, "replaced": 0, "periods": [{"value": "2023-06-30"}]}, "+1,204 แถว สำหรับ 30 มิ.ย. 2566 แทนที่ 0 แถว"),
        ({"added": 0, "replaced": 5, "removed": 2, "periods": [{"value": 2022}, {"value": 2023}]}, "+0 แถว สำหรับ 2565–2566 แทนที่ 5 แถว นำออก 2 แถว"),
        ({"fault": {"message": {"th": "x", "en": "x"}}}, ""),
    ],
)
def test_what_publishing_changes_is_said_before(plan, said):
    assert plan_in_words(plan, 50) == said


@pytest.mark.parametrize(("title", "year"), [("อัตรา พ.ศ. ๒๕๖๖", 2023), ("Rate, 2023", 2023), ("2565–2566", None), ("รหัส 10250", None), ("ประชากร", None)])
def test_a_heading_may_name_one_year(title, year):
    assert year_in(title) == year


def wide_table(*titles):
    return Uses.of(TableSchema(tuple(Column(title, ColumnType.NUMBER, unit="คน", title_th=title, source_column=k) for k, title in enumerate(titles))))


def test_columns_that_differ_in_their_year_alone_make_a_line():
    assert list(wide.columns_by_year(wide_table("อัตรา พ.ศ. 2564", "อัตรา พ.ศ. 2565", "อัตรา พ.ศ. 2566"))) == [2021, 2022, 2023]
    assert wide.columns_by_year(wide_table("ชาย 2564", "หญิง 2565", "รวม 2566")) == {}


def test_the_newest_of_columns_named_by_years_is_shown_first():
    measure = wide_table("อัตรา 2564", "อัตรา 2566", "อัตรา 2565").measure

    assert measure is not None
    assert measure.name == "อัตรา 2566"


def test_names_beside_their_codes_are_not_offered_twice():
    names, codes = Column("เขต", ColumnType.STRING, source_column=0, title_th="เขต"), Column("เขต_code", ColumnType.PLACE, derived_from=(0,))
    schema = TableSchema((names, codes))

    assert Uses.of(schema).axes == (codes,)
    assert axis_title(codes, schema) == "เขต"


def test_a_name_for_the_link_is_made_of_latin_letters_or_of_a_code():
    assert suggested_slug("PM25 by district_2566.xlsx", "1234abcd-0000") == "pm25-by-district-2566"
    assert suggested_slug("ประชากร_2566.xlsx", "1234abcd-0000") == "data-1234abcd"


def test_what_was_found_in_many_columns_is_told_once_and_the_rest_folded_away():
    assert review._first_of(["ก", "ข"]) == (("ก", "ข"), ())
    assert review._first_of(["ก", "ข", "ค"]) == (("ก",), ("ข", "ค"))


def test_a_month_and_a_quarter_are_shown_as_such():
    month, quarter = (Column("a", ColumnType.DATE, period=period) for period in ("month", "quarter"))

    assert (cell_text(month, date(2026, 1, 1)), cell_text(quarter, date(2026, 10, 1))) == ("ม.ค. 2569", "ต.ค.–ธ.ค. 2569")
