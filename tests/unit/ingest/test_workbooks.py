"""Workbooks of other programs: XLS and ODS as LibreOffice saves them, XLSB put together record by record."""

import struct

import pytest

import made


@pytest.mark.parametrize("name", ["office.xls", "office.ods"])
def test_merged_headings_of_every_sheet_are_joined(file, name):
    read = file((made.FILES / name).read_bytes(), name)

    assert read.types == {"เขต": "string", "ประชากร / ชาย": "integer", "ประชากร / หญิง": "integer", "วันที่": "date", "ร้อยละ": "number"}
    assert read.column("ประชากร / หญิง") == [12, 24]
    assert {"sheet.empty", "file.sheets", "rows.total"} <= read.codes


@pytest.mark.parametrize("name", ["office.xls", "office.ods"])
def test_merged_labels_are_given_to_each_row_also_in_old_and_open_formats(file, name):
    read = file((made.FILES / name).read_bytes(), name, {"sheet": "ภาค"})

    assert read.column("ภาค") == ["กลาง", "กลาง", "ใต้", "ใต้"]
    assert "value.filled-down" in read.codes


@pytest.mark.parametrize("name", ["locked.xls", "locked.ods"])
def test_a_workbook_with_a_password_is_refused_as_such(file, name):
    assert file((made.FILES / name).read_bytes(), name).reading.refused.code == "refuse.password"


@pytest.mark.parametrize("name", ["office.xls", "office.ods"])
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_workbook_that_breaks_off_is_refused_as_not_whole(file, name, part):
    content = (made.FILES / name).read_bytes()

    assert file(content[: int(len(content) * part)], name).reading.refused.code == "refuse.corrupt"


CONTENT = """<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="แผ่น">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
MANIFEST = b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
CELL = '<table:table-cell {much} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods(rows, doctype=""):
    content = CONTENT.format(rows=rows, doctype=doctype).encode()
    return made.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": MANIFEST})


def cells(*texts, much=""):
    return "".join(CELL.format(text=text, much=much) for text in texts)


def test_empty_rows_to_the_end_of_a_sheet_are_no_danger(file):
    rows = f"<table:table-row>{cells('เขต', 'ราย')}</table:table-row><table:table-row>{cells('บางรัก', '5')}</table:table-row>"
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'

    assert file(ods(rows + rest), "แผ่น.ods").column("ราย") == [5]


REPEATED = 'table:number-columns-repeated="16384"'
DANGERS = {
    "cells without end": (ods(f'<table:table-row table:number-rows-repeated="1000000">{cells("ก", much=REPEATED)}</table:table-row>'), "refuse.size"),
    "a cell far away": (
        ods(f'<table:table-row table:number-rows-repeated="900000000"/><table:table-row>{cells("ก")}</table:table-row>'), "refuse.size"),
    "entities": (ods("", '<!DOCTYPE x [<!ENTITY a "b">]>'), "refuse.unsafe"),
    "other files": (ods(cells("&a;"), '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "refuse.unsafe"),
    "no content": (made.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "refuse.corrupt"),
    "no number": (ods(f'<table:table-row table:number-rows-repeated="ก">{cells("ก")}</table:table-row>'), "refuse.corrupt"),
}  # fmt: skip


@pytest.mark.parametrize("danger", DANGERS)
def test_an_open_document_that_would_harm_is_refused(file, danger):
    content, code = DANGERS[danger]

    assert file(content, "แผ่น.ods").reading.refused.code == code


def record(kind, content=b""):
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(content) & 0x7F | 0x80, len(content) >> 7]) + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number, *values):
    """Return a row of an XLSB sheet: texts in place, numbers as eight bytes."""
    made_of = [record(0, struct.pack("<I", number) + bytes(13))]
    for column, value in enumerate(values):
        head = struct.pack("<II", column, 0)
        made_of.append(record(6, head + wide(value)) if isinstance(value, str) else record(5, head + struct.pack("<d", value)))
    return b"".join(made_of)


RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"""


def xlsb(*rows):
    sheet = record(0x81) + record(0x94, struct.pack("<IIII", 0, 2, 0, 1)) + record(0x91) + b"".join(rows) + record(0x92) + record(0x82)
    sheets = record(0x8F) + record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("ข้อมูล")) + record(0x90)
    workbook = record(0x83) + sheets + record(0x84)
    return made.zipped({"xl/workbook.bin": workbook, "xl/_rels/workbook.bin.rels": RELATIONS.encode(), "xl/worksheets/sheet1.bin": sheet})


def test_a_binary_workbook_is_read(file):
    read = file(xlsb(row(0, "เขต", "ราย"), row(1, "บางรัก", 5.0), row(2, "ดุสิต", 7.0)), "ข้อมูล.xlsb")

    assert (read.reading.format, read.table.sheet.name) == ("xlsb", "ข้อมูล")
    assert (read.column("เขต"), read.column("ราย")) == (["บางรัก", "ดุสิต"], [5, 7])


def test_a_binary_workbook_with_cells_far_apart_is_refused(file):
    far = record(0, struct.pack("<I", 1_048_575) + bytes(13)) + record(6, struct.pack("<II", 16_383, 0) + wide("ก"))

    assert file(xlsb(row(0, "เขต"), far), "ข้อมูล.xlsb").reading.refused.code == "refuse.size"


def test_a_binary_workbook_whose_records_break_off_is_refused(file):
    cut = xlsb(row(0, "เขต"), bytes([6, 0x7F]))

    assert file(cut, "ข้อมูล.xlsb").reading.refused.code == "refuse.corrupt"
