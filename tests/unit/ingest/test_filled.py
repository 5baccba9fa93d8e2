"""A form that came back is held against what was asked, and every fault names its cell."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.base.files import Source
from mueang.exports.template import workbook
from mueang.ingest.filled import check, read
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.form import CODES_SHEET, FILL_SHEET, STAMP_SHEET, Form, Stamp, cell_name
from mueang.tables.schema import ColumnType

SCHEMA = DatasetSchema(
    (
        Field("โรค", conditions=Conditions(required=True), codes=CodeList((Code("A90", "ไข้เลือดออก"), Code("A00", "อหิวาตกโรค")))),
        Field("จำนวนผู้ป่วย", ColumnType.INTEGER, Conditions(required=True, minimum=0, maximum=500), unit="ราย"),
        Field("วันที่รายงาน", ColumnType.DATE),
        Field("ลงพื้นที่", ColumnType.BOOLEAN),
        Field("รหัสหน่วย", conditions=Conditions(pattern=r"\d{5}")),
    ),
    key=("โรค",),
)
FORM = Form(SCHEMA, "ผู้ป่วยรายเดือน", stamp=Stamp("r1", "dusit", "มกราคม 2569", "สำนักงานเขตดุสิต"), due="10 ก.พ. 2569")
ROW = ("ไข้เลือดออก", "๑๒", "5 ม.ค. 2569", "ใช่", "00123")


def told(*rows, form=FORM):
    """Return (cell, code) of the faults of typed rows."""
    return [(issue.cell, issue.code) for issue in check(form, list(enumerate(rows))).issues]


def book(form=FORM):
    return openpyxl.load_workbook(io.BytesIO(workbook(form)))


def saved(opened, path):
    opened.save(path)
    return Source.at(path)


def read_back(opened, tmp_path, form=FORM):
    return read(saved(opened, tmp_path / "แบบฟอร์ม.xlsx"), form, scratch=tmp_path)


def filled(*rows, form=FORM):
    opened = book(form)
    for r, row in enumerate(rows, 5):
        for c, value in enumerate(row, 1):
            opened[FILL_SHEET].cell(r, c, value)
    return opened


def test_what_people_write_becomes_values_of_their_columns():
    found = check(FORM, [(0, ROW), (1, ("A00", "1", "2026-01-31", "ไม่ใช่", ""))])

    assert found.ok
    assert found.rows == (("A90", 12, date(2026, 1, 5), True, "00123"), ("A00", 1, date(2026, 1, 31), False, None))


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        (0, "", "filled.required"),
        (0, "ไข้เลือดอก", "filled.code-list"),
        (0, "โควิด", "filled.code-list"),
        (1, "สิบ", "filled.type"),
        (1, "12.5", "filled.type"),
        (1, "-", "filled.dash"),
        (1, "501", "filled.range"),
        (1, "#REF!", "filled.broken"),
        (2, "31 ก.พ. 2569", "filled.type"),
        (3, "อาจจะ", "filled.type"),
        (4, "12", "filled.pattern"),
    ],
)
def test_each_kind_of_fault_names_its_cell(place, text, code):
    row = [*ROW]
    row[place] = text

    assert told(row) == [(cell_name(0, place), code)]


def test_the_nearest_value_of_a_list_is_offered():
    issue = check(FORM, [(0, ("ไข้เลือดอก", *ROW[1:]))]).issues[0]

    assert "ไข้เลือดออก" in issue.message.th
    assert "ไข้เลือดออก" in issue.message.en


def test_two_rows_of_one_key_are_told_by_the_second():
    assert told(ROW, ("A90", *ROW[1:])) == [("A2", "filled.repeats")]


def test_blank_rows_are_passed_over_and_a_blank_form_is_told():
    assert told(("", "", "", "", ""), ROW) == []
    assert told(("", "", "", "", "")) == [("A1", "filled.no-rows")]


def test_the_workbook_comes_back_as_it_was_filled_in(tmp_path):
    found = read_back(filled(ROW, ("อหิวาตกโรค", 3, date(2026, 1, 9), None, None)), tmp_path)

    assert found.issues == ()
    assert found.rows == (("A90", 12, date(2026, 1, 5), True, "00123"), ("A00", 3, date(2026, 1, 9), None, None))


def test_a_year_of_the_buddhist_era_that_excel_took_for_another_is_read_right(tmp_path):
    found = read_back(filled((*ROW[:2], date(2569, 1, 5), *ROW[3:])), tmp_path)

    assert found.rows[0][2] == date(2026, 1, 5)


def test_the_workbook_offers_lists_refuses_numbers_out_of_range_and_keeps_its_heading():
    opened = book()
    sheet, rules = opened[FILL_SHEET], opened[FILL_SHEET].data_validations.dataValidation

    assert [(rule.type, rule.formula1) for rule in rules[:2]] == [("list", f"'{CODES_SHEET}'!$A$1:$A$2"), ("whole", "0")]
    assert [opened[name].sheet_state for name in (CODES_SHEET, STAMP_SHEET)] == ["hidden", "hidden"]
    assert (sheet.freeze_panes, sheet.protection.sheet, sheet["A4"].protection.locked, sheet["A4"].font.name) == ("A5", True, True, "TH SarabunPSK")
    assert not sheet.column_dimensions["B"].protection.locked
    assert "หน่วย: ราย" in sheet["B4"].comment.text
    assert sheet["A2"].value == "หน่วยงาน: สำนักงานเขตดุสิต · รอบ: มกราคม 2569 · กำหนดส่ง 10 ก.พ. 2569"


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("B4", "ผู้ป่วยสะสม", "เซลล์ B4 ต้องเป็นหัวตาราง “จำนวนผู้ป่วย” แต่พบ “ผู้ป่วยสะสม”"),
        ("B4", None, "เซลล์ B4 ต้องเป็นหัวตาราง “จำนวนผู้ป่วย” แต่ว่าง"),
        ("F4", "หมายเหตุ", "เซลล์ F4 มีหัวตาราง “หมายเหตุ” ซึ่งแบบฟอร์มนี้ไม่มี"),
    ],
)
def test_a_changed_layout_is_refused_with_its_cell(tmp_path, cell, value, said):
    opened = filled(ROW)
    opened[FILL_SHEET][cell] = value

    found = read_back(opened, tmp_path)

    assert (found.layout, found.rows) == (True, ())
    assert said in found.issues[0].message.th


def test_another_table_altogether_is_refused_by_what_was_expected(tmp_path):
    opened = openpyxl.Workbook()
    opened.active.append(["ชื่อ", "นามสกุล"])

    found = read_back(opened, tmp_path)

    assert [issue.code for issue in found.issues] == ["filled.no-heading"]
    assert "“โรค”" in found.issues[0].message.th


@pytest.mark.parametrize(("changed", "code"), [({"filer": "bang-rak"}, "filled.other-filer"), ({"round": "r2"}, "filled.other-round")])
def test_the_stamp_tells_the_form_of_another_office_or_round(tmp_path, changed, code):
    other = replace(FORM, stamp=replace(FORM.stamp, **changed))

    assert [issue.code for issue in read_back(filled(ROW, form=other), tmp_path).issues] == [code]


def test_a_sheet_that_was_copied_without_its_stamp_is_known_by_its_line(tmp_path):
    other = replace(FORM, stamp=Stamp("r1", "bang-rak", "มกราคม 2569", "สำนักงานเขตบางรัก"))
    opened = filled(ROW, form=other)
    del opened[STAMP_SHEET]

    found = read_back(opened, tmp_path)

    assert [issue.code for issue in found.issues] == ["filled.other-filer"]
    assert "สำนักงานเขตบางรัก" in found.issues[0].message.th


if shutil.which("soffice"):

    @pytest.mark.program
    def test_libreoffice_keeps_what_the_workbook_needs(tmp_path):
        source, out = tmp_path / "แบบฟอร์ม.xlsx", tmp_path / "saved"
        filled(ROW).save(source)
        home = f"-env:UserInstallation=file://{tmp_path}/office"

        subprocess.run(["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=180)

        again = openpyxl.load_workbook(out / source.name)
        assert [rule.type for rule in again[FILL_SHEET].data_validations.dataValidation][:2] == ["list", "whole"]
        assert again[STAMP_SHEET].sheet_state == "hidden"
        assert read(Source.at(out / source.name), FORM, scratch=tmp_path).rows == (("A90", 12, date(2026, 1, 5), True, "00123"),)


@given(st.lists(st.tuples(st.sampled_from(["A90", "A00"]), st.integers(0, 500)), min_size=1, max_size=2, unique_by=lambda row: row[0]))
def test_what_is_sound_comes_through_unchanged(rows):
    found = check(FORM, [(number, (disease, str(count), "", "", "")) for number, (disease, count) in enumerate(rows)])

    assert found.ok
    assert [row[:2] for row in found.rows] == rows


@given(st.lists(st.lists(st.text(max_size=12), min_size=5, max_size=5), max_size=4))
def test_whatever_is_typed_is_sound_or_told(rows):
    found = check(FORM, list(enumerate(rows)))

    assert found.ok == (not found.issues)
    assert all(issue.cell and issue.message.th and issue.message.en for issue in found.issues)
