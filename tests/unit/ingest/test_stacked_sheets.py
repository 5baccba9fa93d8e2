"""Workbooks with a sheet for each month, year or place: one table, and every sheet by itself."""

import pytest

from dressing import Dress, Field, dress, workbook

MONTHS = ("มกราคม", "กุมภาพันธ์", "มีนาคม")


def sheet(numbers, *, more=(), titles=("สถิติรายแผ่น",)):
    fields = [Field(("ชุมชน",), ("ริมคลอง", "หลังวัด", "ท่าน้ำ")), Field(("ชาย",), numbers), Field(("หญิง",), numbers[::-1]), *more]
    return dress(fields, Dress(titles=titles, total="รวม"))


def book(names, **kwargs):
    return workbook({name: sheet((10 * i + 1, 10 * i + 5, 10 * i + 9), **kwargs) for i, name in enumerate(names)})


def test_sheets_of_months_are_one_table_with_the_month_in_front(file):
    read = file(book(MONTHS), "a.xlsx")

    assert list(read.types) == ["เดือน", "ชุมชน", "ชาย", "หญิง"]
    assert [(row["เดือน"], row["ชาย"]) for row in read.rows][3:5] == [("กุมภาพันธ์", 11), ("กุมภาพันธ์", 15)]
    assert [table.sheet.name for table in read.reading.tables] == ["แผ่นงานต่อกัน", *MONTHS]
    assert "table.stacked" in read.codes


def test_each_row_of_a_stack_leads_to_its_sheet_and_row(file):
    read = file(book(MONTHS), "a.xlsx")
    parts = read.table.as_dict()["made"]["parts"]

    assert [part["first_row"] for part in parts] == [0, 6, 12]
    assert [row["_row"] - parts[1]["first_row"] for row in read.rows][3:6] == [2, 3, 4]
    assert {one.row for one in read.table.plan.excluded if one.why == "total"} == {5, 11, 17}
    assert read.raw[8] == {"_row": 8, "c0": "ริมคลอง", "c1": "11", "c2": "19"}


@pytest.mark.parametrize(
    ("names", "column", "first"),
    [(("2560", "2561"), "ปี", 2017), (("ปี 65", "ปี 66"), "ปี", 2022), (("ไตรมาส 1", "ไตรมาส 2"), "ไตรมาส", "1"),
     (("นนทบุรี", "ปทุมธานี"), "จังหวัด", "นนทบุรี"), (("เขตดุสิต", "เขตบางรัก"), "เขต", "เขตดุสิต"), (("ม.ค.65", "ก.พ.65"), "เดือน", "ม.ค.")],
)  # fmt: skip
def test_years_quarters_and_places_are_known_by_the_names_of_the_sheets(file, names, column, first):
    read = file(book(names), "a.xlsx")

    assert read.column(column)[0] == first
    assert read.n_rows == 6


def test_a_sheet_of_the_whole_year_or_of_notes_is_not_stacked_with_its_months(file):
    notes = dress([Field(("คำอธิบาย",), ("หนึ่ง", "สอง", "สาม")), Field(("แหล่ง",), ("ก", "ข", "ค"))], Dress())
    content = workbook({"คำชี้แจง": notes, "รวมทั้งปี": sheet((1, 2, 3)), **{name: sheet((1, 2, 3)) for name in MONTHS}})
    read = file(content, "a.xlsx")

    assert [part["sheet"] for part in read.table.as_dict()["made"]["parts"]] == list(MONTHS)
    assert len(read.reading.tables) == 6


def test_a_column_that_only_some_sheets_have_is_told(file):
    more = [Field(("หมายเหตุ",), ("ก", "ข", "ค"))]
    read = file(workbook({"2560": sheet((1, 2, 3)), "2561": sheet((4, 5, 6), more=more)}), "a.xlsx")

    assert list(read.types) == ["ปี", "ชุมชน", "ชาย", "หญิง", "หมายเหตุ"]
    assert read.column("หมายเหตุ") == [None, None, None, "ก", "ข", "ค"]
    assert "table.stack-differs" in read.codes


def test_sheets_alike_with_names_that_say_nothing_are_offered_only(file):
    read = file(book(("ยาเสพติด", "ลักทรัพย์")), "a.xlsx")
    chosen = file(book(("ยาเสพติด", "ลักทรัพย์")), "a.xlsx", {"stack": True})

    assert [(question.code, question.offer) for question in read.table.questions] == [("table.alike", True)]
    assert chosen.column("แผ่นงาน") == ["ยาเสพติด"] * 3 + ["ลักทรัพย์"] * 3
    assert len(chosen.reading.tables) == 1


def test_sheets_of_months_stay_apart_if_a_person_says_so(file):
    read = file(book(MONTHS), "a.xlsx", {"stack": False})

    assert [table.sheet.name for table in read.reading.tables] == list(MONTHS)


def test_a_stack_is_made_long_as_any_table(file):
    read = file(book(MONTHS), "a.xlsx", {"tidy": {"columns": [1, 2], "names": {"เพศ": "sex"}}})

    assert list(read.types) == ["เดือน", "ชุมชน", "sex", "จำนวน"]
    assert read.n_rows == 18


def test_the_stack_alone_may_be_asked_for_and_is_told_where_the_next_file_has_none(file):
    alone = file(book(MONTHS), "a.xlsx", {"sheet": "แผ่นงานต่อกัน"})
    gone = file(book(("ยาเสพติด",)), "b.xlsx", {"sheet": "แผ่นงานต่อกัน", "headings": ["ชุมชน", "ชาย", "หญิง"]})
    refused = file(book(("ยาเสพติด",)), "b.xlsx", {"sheet": "แผ่นงานต่อกัน"})

    assert ([table.sheet.name for table in alone.reading.tables], alone.n_rows) == (["แผ่นงานต่อกัน"], 9)
    assert "sheet.gone" in gone.codes
    assert refused.reading.refused.code == "refuse.sheet"
