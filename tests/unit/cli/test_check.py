"""A file is held against a schema from the shell: cells named, a list and a marked copy written."""

import csv
import json

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment

from mueang.cli import main

SCHEMA = {
    "fields": [
        {"name": "เขต", "type": "string", "places": "district", "constraints": {"required": True, "unique": True}},
        {"name": "จำนวน", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "ระดับ", "type": "string", "constraints": {"enum": ["ต่ำ", "ปานกลาง"]}, "missingValues": ["", "ไม่ทราบแน่"]},
    ]
}
ROWS = [("ดุสิต", 5, "ต่ำ"), ("พระนครร", -3, "ไม่ทราบแน่"), (None, 2, "ปานกาง"), ("บางรัก", "=ROUND(มาก)", "ปานกลาง"), ("ดุสิต", 7, "ต่ำ")]
WRONG = [
    ("6", "เขต", "B6", "places"), ("6", "จำนวน", "C6", "minimum"), ("7", "เขต", "B7", "required"), ("7", "ระดับ", "D7", "enum"), ("8", "จำนวน", "C8", "type"),
    ("9", "เขต", "B9", "unique"),
]  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(main, ["check", *map(str, arguments), "--schema", str(tmp_path / "schema.json")])


def workbook(path):
    """The table behind a title, from the second column on, beside a sheet of another kind."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ปี 2566"
    sheet["B2"] = "ตารางที่ 1 จำนวนสวน"
    sheet["B2"].font = openpyxl.styles.Font(bold=True, size=20)
    for row, cells in enumerate([("เขต", "จำนวน", "ระดับ"), *ROWS], 4):
        for column, value in enumerate(cells, 2):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).data_type = "n" if isinstance(value, int) else "s"
    sheet["C6"].comment = Comment("ตรวจแล้ว", "สมศรี")
    book.create_sheet("หมายเหตุ")["A1"] = "=1+1"
    book.save(path)
    return path


def separated(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[], [None, "ตารางที่ 1"], [], *([None, *row] for row in [("เขต", "จำนวน", "ระดับ"), *ROWS])])
    return path


def reported(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_each_fault_is_reported_with_the_row_and_cell_that_people_see(run, tmp_path):
    done = run(workbook(tmp_path / "a.xlsx"), "--report", tmp_path / "faults.csv")

    assert done.exit_code == 1, done.output
    lines = reported(tmp_path / "faults.csv")
    assert [(line[0], line[1], line[2], line[4]) for line in lines] == WRONG
    assert lines[3][3:] == [
        "ปานกาง",
        "enum",
        "ต้องเป็นค่าในรหัสรายการ ต่ำ, ปานกลาง ใกล้เคียง “ปานกลาง”",
        "must be in the code list ต่ำ, ปานกลาง; nearest: “ปานกลาง”",
        "ปานกลาง",
        "ปี 2566",
    ]
    assert "row 6 column “จำนวน”: -3: must be at least 0" in done.output


def test_a_value_that_excel_would_run_is_harmless_in_the_report(run, tmp_path):
    run(workbook(tmp_path / "a.xlsx"), "--report", tmp_path / "faults.csv")

    assert [line[3] for line in reported(tmp_path / "faults.csv") if line[4] == "type"] == ["'=ROUND(มาก)"]


def test_the_copy_of_a_workbook_keeps_its_sheets_formats_and_comments(run, tmp_path):
    run(workbook(tmp_path / "a.xlsx"), "--annotated", tmp_path / "b.xlsx")

    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["ปี 2566"]
    assert book.sheetnames == ["ค่าที่ต้องแก้", "ปี 2566", "หมายเหตุ"]
    assert (sheet["B2"].font.size, sheet["C5"].value, book["หมายเหตุ"]["A1"].value) == (20, 5, "=1+1")
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"}
    assert coloured == {cell for _, _, cell, _ in WRONG}
    assert sheet["C6"].comment.text == "ตรวจแล้ว\nต้องไม่น้อยกว่า 0\nmust be at least 0"


@pytest.mark.parametrize("make", [workbook, separated])
def test_the_first_sheet_lists_the_faults_with_links_to_their_cells(run, tmp_path, make):
    run(make(tmp_path / ("a.xlsx" if make is workbook else "a.csv")), "--annotated", tmp_path / "b.xlsx")

    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    listed = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows(min_row=5)]
    assert [(line[0], line[1], line[2], line[4]) for line in listed] == WRONG
    assert [row[2].hyperlink.location for row in book.worksheets[0].iter_rows(min_row=5)] == [f"'{book.sheetnames[1]}'!{cell}" for _, _, cell, _ in WRONG]
    assert all(cell.data_type != "f" for sheet in book.worksheets[:2] for row in sheet.iter_rows() for cell in row)


def test_the_copy_of_a_text_file_holds_its_rows_as_they_stand(run, tmp_path):
    run(separated(tmp_path / "a.csv"), "--annotated", tmp_path / "b.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[1]
    assert [sheet["B6"].value, sheet["C6"].value, sheet["C8"].value, sheet["B2"].value] == ["พระนครร", "-3", "=ROUND(มาก)", "ตารางที่ 1"]
    assert sheet["C8"].comment.text.startswith("ต้องเป็นข้อมูลชนิด “จำนวนเต็ม”")


def test_a_sound_file_ends_well_and_a_schema_that_is_none_is_wrong_usage(run, tmp_path):
    sound = tmp_path / "sound.csv"
    sound.write_text("เขต,จำนวน,ระดับ\nดุสิต,5,ต่ำ\nบางรัก,7,\n", encoding="utf-8")

    done = run(sound, "--json")
    assert (done.exit_code, json.loads(done.output)["n_faults"], json.loads(done.output)["ok"]) == (0, 0, True)
    (tmp_path / "schema.json").write_text('{"fields": [{"name": "a", "type": "money"}]}', encoding="utf-8")
    refused = run(sound)
    assert (refused.exit_code, "fields[0].type" in refused.output) == (2, True)


def test_a_column_declared_as_text_stays_text_though_it_looks_like_numbers(run, tmp_path):
    ids = tmp_path / "ids.csv"
    ids.write_text("เขต,จำนวน,ระดับ\n1001,5,ต่ำ\n1002,6,ปานกลาง\n", encoding="utf-8")

    assert json.loads(run(ids, "--json").output)["issues"] == []


def test_faults_in_sheets_put_under_each_other_are_told_and_marked_in_their_own_sheet(run, tmp_path):
    book = openpyxl.Workbook()
    for number, month in enumerate(("ม.ค. 66", "ก.พ. 66", "มี.ค. 66")):
        sheet = book.create_sheet(month) if number else book.active
        sheet.title = month
        for cells in (("เขต", "จำนวน", "ระดับ"), ("ดุสิต", 5, "ต่ำ"), ("บางรัก", -number, "ปานกลาง"), ("สาทร", 9, "ต่ำ")):
            sheet.append(cells)
    book.save(tmp_path / "months.xlsx")
    months = {"fields": [{"name": "เขต", "type": "string"}, {"name": "จำนวน", "type": "integer", "constraints": {"minimum": 0}}]}
    (tmp_path / "schema.json").write_text(json.dumps(months), encoding="utf-8")

    run(tmp_path / "months.xlsx", "--report", tmp_path / "faults.csv", "--annotated", tmp_path / "b.xlsx")
    lines = reported(tmp_path / "faults.csv")
    assert [(line[0], line[2], line[3], line[8]) for line in lines] == [("3", "B3", "-1", "ก.พ. 66"), ("3", "B3", "-2", "มี.ค. 66")]
    marked = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [marked[name]["B3"].comment is not None for name in ("ม.ค. 66", "ก.พ. 66", "มี.ค. 66")] == [False, True, True]
