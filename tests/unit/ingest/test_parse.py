"""The cells of a file as they stand, whatever the encoding, the delimiter or the format."""

import datetime
import io
import json

import openpyxl
import pytest

from mueang.base.files import Source
from mueang.ingest.sniff import sniff

TEXT = "เขต,จำนวนผู้ป่วย,หมายเหตุ\nบางรัก,5,ตรวจแล้ว\nดุสิต,7,รอตรวจสอบข้อมูลเพิ่มเติม\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le", "utf-16-be"])
def test_thai_is_read_in_any_usual_encoding(csv, encoding):
    read = csv(TEXT, encoding=encoding)

    assert read.column("เขต") == ["บางรัก", "ดุสิต"]
    assert read.column("จำนวนผู้ป่วย") == [5, 7]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_cells_are_parted_at_any_usual_delimiter(csv, delimiter):
    read = csv(TEXT.replace(",", delimiter))

    assert list(read.types) == ["เขต", "จำนวนผู้ป่วย", "หมายเหตุ"]


def test_western_text_is_not_taken_for_thai(tmp_path):
    path = tmp_path / "noms.csv"
    path.write_bytes("nom,ville\nRené Müller,Orléans\nJosé Núñez,Málaga\n".encode("cp1252"))

    assert sniff(Source.at(path)).encoding == "cp1252"


def test_a_person_may_choose_the_encoding(csv):
    read = csv("ville,n\nOrléans,1\nNîmes,2\n", encoding="latin-1", options={"encoding": "latin-1"})

    assert read.column("ville") == ["Orléans", "Nîmes"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(csv, ends):
    assert len(csv(TEXT.replace("\n", ends)).rows) == 2


def test_a_quoted_cell_with_line_breaks_is_one_row(csv):
    read = csv('เขต,ข้อความ\nบางรัก,"บรรทัดหนึ่ง\nบรรทัดสอง"\nดุสิต,สั้น\n')

    assert [row["_row"] for row in read.rows] == [1, 2]
    assert "file.line-breaks" in read.codes


def test_a_row_that_ends_early_has_no_cell_there(csv):
    read = csv("a,b,c\n1,2,3\n4\n\n5,6,7\n", text=True)

    assert read.rows[2] == {"a": "4", "b": None, "c": None, "_row": 2}
    assert read.rows[3] == {"a": None, "b": None, "c": None, "_row": 3}


def test_a_stray_quote_inside_a_cell_stays(csv):
    read = csv('ขนาด,ราย\nท่อ 5" สั้น,1\nท่อ 6" ยาว,2\n')

    assert read.column("ขนาด") == ['ท่อ 5" สั้น', 'ท่อ 6" ยาว']


def test_as_text_nothing_is_changed_or_left_out(csv):
    read = csv("สถิติ,,\n,,\nเขต,ราย,\nบางรัก, ๕ ,\nรวม,5,\n", text=True)

    assert [list(row.values())[:2] for row in read.rows] == [["สถิติ", ""], ["", ""], ["เขต", "ราย"], ["บางรัก", " ๕ "], ["รวม", "5"]]
    assert [column.source_name for column in read.table.schema.columns] == ["เขต", "ราย", None]


def book(rows, merge=()):
    content, workbook = io.BytesIO(), openpyxl.Workbook()
    workbook.active.title = "ข้อมูล"
    for row in rows:
        workbook.active.append(row)
    for cells in merge:
        workbook.active.merge_cells(cells)
    workbook.save(content)
    return content.getvalue()


def test_a_workbook_with_merged_headings_becomes_one_table(file):
    rows = [["สถิติประชากร ปี 2566"], ["เขต", "ประชากร", None, "วันที่"], [None, "ชาย", "หญิง", None]]
    rows += [["บางรัก", 10, 12, datetime.date(2023, 5, 1)], ["ดุสิต", 20, 24, datetime.date(2023, 5, 2)], ["รวม", 30, 36, None]]
    read = file(book(rows, ["A1:D1", "A2:A3", "B2:C2", "D2:D3"]), "ประชากร.xlsx")

    assert read.types == {"เขต": "string", "ประชากร / ชาย": "integer", "ประชากร / หญิง": "integer", "วันที่": "date"}
    assert read.column("ประชากร / หญิง") == [12, 24]
    assert read.table.sheet.name == "ข้อมูล"


def test_merged_labels_are_given_to_each_of_their_rows(file):
    rows = [["ภาค", "จังหวัด", "ราย"], ["กลาง", "นครปฐม", 5], [None, "นนทบุรี", 7], ["ใต้", "ยะลา", 3], [None, "สตูล", 4]]
    read = file(book(rows, ["A2:A3", "A4:A5"]), "ภาค.xlsx")

    assert read.column("ภาค") == ["กลาง", "กลาง", "ใต้", "ใต้"]
    assert {change["code"] for change in read.changes} == {"value.filled-down"}


def test_every_sheet_is_offered_and_blank_ones_are_told(file):
    content, workbook = io.BytesIO(), openpyxl.Workbook()
    workbook.active.append(["เขต", "ราย"])
    workbook.active.append(["บางรัก", 5])
    workbook.create_sheet("ปี 2566").append(["เขต", "ราย"])
    workbook["ปี 2566"].append(["ดุสิต", 7])
    workbook.create_sheet("แบบฟอร์ม")
    workbook.save(content)
    read = file(content.getvalue(), "สอง.xlsx")

    assert [table.sheet.name for table in read.reading.tables] == ["Sheet", "ปี 2566"]
    assert {"sheet.empty", "file.sheets"} <= read.codes


def test_a_layer_brings_its_shapes(file):
    features = [{"type": "Feature", "properties": {"ชื่อ": "สวน", "รหัส": "01"}, "geometry": {"type": "Point", "coordinates": [100.5, 13.7]}}] * 2
    read = file(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "สวน.geojson")

    assert read.types == {"ชื่อ": "string", "รหัส": "string", "geometry": "geometry"}
    assert read.reading.format == "geojson"
    assert read.rows[0]["geometry"][:5] == b"\x01\x01\x00\x00\x00"


def test_a_table_of_a_page_named_xls_is_read(file):
    page = "<html><table><tr><th>เขต</th><th>ราย</th></tr><tr><td>บางรัก</td><td>5</td></tr><tr><td>ดุสิต</td><td>7</td></tr></table></html>"
    read = file(page.encode(), "รายงาน.xls")

    assert read.column("ราย") == [5, 7]
    assert "file.name" in read.codes
