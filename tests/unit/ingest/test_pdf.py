"""Tables of PDFs that hold text, from a browser, an office program and made byte by byte."""

from __future__ import annotations

import pytest

import made
from mueang.ingest import extras
from mueang.ingest.pdf.thai import faults, known, mended
from pdf_made import Page, pdf

HEAD = ("district", "people", "houses")
ROWS = [(f"district {k}", f"{1000 + k * 7:,}", str(k * 3)) for k in range(1, 9)]
PROSE = ["the", "office", "looks", "after", "parks", "and", "canals", "and", "asks", "everyone", "who", "lives", "near", "to", "say"]


def file_of(name):
    return (made.FILES / name).read_bytes()


def test_thai_of_a_browser_is_read_with_every_mark_in_its_place(file):
    read = file(file_of("browser.pdf"), "น้ำประปา.pdf", text=True)

    assert [row["c1"] for row in read.raw[3:5]] == ["ป้อมปราบศัตรูพ่าย", "ตลิ่งชัน กำแพง ที่อยู่ ฝั่งธนบุรี"]
    assert [read.raw[row]["c0"] for row in (0, 5)] == ["ตารางที่ ๑ จำนวนน้ำประปาที่จำหน่าย", "รวมทั้งสิ้น"]


def test_headings_of_two_rows_and_totals_of_a_pdf_are_understood_as_those_of_a_sheet(file):
    read = file(file_of("browser.pdf"), "น้ำประปา.pdf")

    assert list(read.types.items())[-1] == ("จำนวนน้ำ (ลบ.ม.) / ปี ๒๕๖๗", "integer")
    assert read.column("จำนวนน้ำ (ลบ.ม.) / ปี ๒๕๖๗") == [2345, 2345]


def test_a_table_without_rules_beside_one_with_rules_is_offered_too(file):
    tables = file(file_of("browser.pdf"), "น้ำประปา.pdf").reading.tables

    assert [(table.sheet.name, table.plan.headings) for table in tables[1:]] == [("หน้า 1 (2)", ("ชื่อ", "จำนวน", "ร้อยละ"))]
    assert "pdf.without-rules" in {issue.code for issue in tables[1].issues}


def test_a_sheet_printed_on_six_pages_is_one_table_again(file):
    read = file(file_of("office.pdf"), "งบประมาณ.pdf")

    assert (read.n_rows, read.table.plan.headings) == (90, ("ลำดับ", "สำนักงานเขต", "จำนวนตู้น้ำดื่ม", "งบประมาณ (บาท)", "วันที่สำรวจ"))
    assert {"pdf.pages-joined", "pdf.columns-beside"} <= read.codes
    assert read.column("สำนักงานเขต")[5] == "ป้อมปราบศัตรูพ่าย"
    assert read.column("งบประมาณ (บาท)")[89] == 109870.5


def test_a_table_that_goes_on_over_pages_is_read_with_one_heading(file):
    pages = [Page().table([HEAD, *ROWS]), Page().table([HEAD, *ROWS[:3]]), Page().table(ROWS[:2])]
    read = file(pdf(*pages), "people.pdf")

    joined = next(issue for issue in read.table.issues if issue.code == "pdf.pages-joined")
    assert (read.n_rows, read.table.sheet.name) == (13, "หน้า 1-3")
    assert (joined.count, joined.repeats) == (3, 1)


def test_columns_on_pages_of_their_own_come_back_to_their_rows(file):
    right = [("budget",), *((f"{k * 500}.25",) for k in range(1, 9))]
    read = file(pdf(Page().table([HEAD, *ROWS]), Page().table(right)), "wide.pdf")

    assert (read.n_rows, list(read.types)) == (8, [*HEAD, "budget"])
    assert read.column("budget")[7] == 4000.25
    assert "pdf.columns-beside" in read.codes


def test_tables_of_other_columns_stay_apart(file):
    read = file(pdf(Page().table([HEAD, *ROWS]), Page().table([("year", "parks"), ("2566", "10"), ("2567", "12")])), "two.pdf")

    assert [table.rows for table in read.reading.tables] == [8, 2]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(file, turned):
    page = Page(turned).table([HEAD, *ROWS], y=250)
    back = {90: "0 1 -1 0 600 0", 180: "-1 0 0 -1 600 800", 270: "0 -1 1 0 0 800"}[turned]
    page.drawn.insert(0, f"{back} cm")

    assert file(pdf(page), "turned.pdf").column("people") == [1000 + k * 7 for k in range(1, 9)]


def test_numbers_that_stand_under_each_other_are_a_table_without_rules(file):
    read = file(pdf(Page().write(50, 60, "People by district").table([HEAD, *ROWS], ruled=False)), "people.pdf")

    assert (read.n_rows, read.types["people"]) == (8, "integer")
    assert "pdf.without-rules" in read.codes


def test_prose_in_two_columns_is_no_table(file):
    page = Page()
    for k in range(20):
        page.write(50, 100 + k * 14, " ".join(PROSE[:8])).write(330, 100 + k * 14, " ".join(PROSE[5:14]))

    assert file(pdf(page), "report.pdf").reading.refused.code == "refuse.no_table"


WRONG = {
    "locked": (pdf(Page().table([HEAD, *ROWS]), locked=True), "refuse.password"),
    "cut": (file_of("office.pdf")[:5000], "refuse.corrupt"),
    "without pages": (pdf(), "refuse.corrupt"),
    "pages that hold themselves": (pdf(Page()).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "refuse.corrupt"),
    "too many pages": (pdf(*[Page()] * 501), "refuse.size"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_pdf_that_cannot_be_read_is_refused_with_the_reason(file, kind):
    content, code = WRONG[kind]

    assert file(content, "report.pdf").reading.refused.code == code


def test_without_the_part_that_reads_pdf_the_refusal_names_what_to_install(file, monkeypatch):
    monkeypatch.setattr(extras, "PDF", ("no_such_package_of_anybody",))
    refused = file(pdf(Page().table([HEAD, *ROWS])), "people.pdf").reading.refused

    assert refused.code == "refuse.part-missing"
    assert "mueang[pdf]" in refused.message.th
    assert "mueang[pdf]" in refused.message.en


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [("จํานวน", "จำนวน"), ("จำานวน", "จำนวน"), ("นํ้า", "น้ำ"), ("น้ํา", "น้ำ"), ("นำ้า", "น้ำ"), ("ที่่", "ที่"), ("ท่ี", "ที่"), ("ปี 2567", "ปี 2567")],
)
def test_thai_is_mended_to_how_people_type_it(drawn, meant):
    assert mended(drawn) == meant


def test_marks_in_the_private_letters_of_old_fonts_are_known():
    assert "".join(map(known, "ป\uf70bอม")) == "ป้อม"
    assert known("(cid:9)") == "�"


@pytest.mark.parametrize(("text", "count"), [("ที่ทำการกำนัน", 0), ("น้ำดื่ม 20 ตู้", 0), ("นำ�", 1), ("รวมทั้งทั้", 1), ("จำ นวน", 1), ("ก ้", 1)])
def test_what_cannot_be_thai_is_counted(text, count):
    assert faults(text) == count
