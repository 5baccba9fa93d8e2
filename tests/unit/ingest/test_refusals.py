"""A wrong file of each kind is refused in words that say what to do."""

import io
import random
import time
import zipfile

import openpyxl
import pytest


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, other in sheets.items():
        sheet = book.create_sheet(name)
        for row in other:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


GOOD = workbook([["เขต", "ราย"], ["บางรัก", 5], ["ดุสิต", 7]])
FAR_CELL = '<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'
BLOCK = " " * (1 << 20)
HIGH_THEN_FAR = f'<worksheet><sheetData><row r="999999"><c r="A999999"/></row>{BLOCK}<row r="1"><c r="XFD1"/></row></sheetData></worksheet>'
CUT_ENTITY = f'<sst>{BLOCK[: (1 << 20) - 8]}<!ENTITY a "b"></sst>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def with_part(content, name, part):
    """The workbook with one part replaced or added."""
    before, after = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in before.namelist():
            if entry != name:
                archive.writestr(entry, before.read(entry))
        archive.writestr(name, part)
    return after.getvalue()


WRONG = {
    "empty": (b"", "file.csv", "refuse.empty"),
    "only blanks": (b"\n\n , \n", "file.csv", "refuse.empty"),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "report.csv", "refuse.type"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "scan.xlsx", "refuse.type"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "locked.xlsx", "refuse.password"),
    "word": (OLE + "WordDocument".encode("utf-16-le") + bytes(600), "letter.xls", "refuse.type"),
    "cut zip": (GOOD[: len(GOOD) // 2], "cut.xlsx", "refuse.corrupt"),
    "html": ("<html><body><h1>ไม่พบหน้า</h1></body></html>".encode(), "data.xls", "refuse.no_table"),
    "noise": (random.Random(1).randbytes(50_000), "noise.csv", "refuse.type"),
    "json": (b'{"a": 1}', "data.json", "refuse.no_table"),
    "topojson": (b'{"type": "Topology", "objects": {}, "arcs": []}', "map.json", "refuse.type"),
    "entities": (with_part(GOOD, "xl/sharedStrings.xml", '<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'), "x.xlsx", "refuse.unsafe"),
    "path outside": (with_part(GOOD, "../../etc/passwd", "x"), "x.xlsx", "refuse.unsafe"),
    "bomb": (with_part(GOOD, "xl/media/zeros.bin", bytes(200 << 20)), "x.xlsx", "refuse.unsafe"),
    "far cell": (with_part(GOOD, "xl/worksheets/sheet1.xml", FAR_CELL), "x.xlsx", "refuse.size"),
    "high cell and far cell apart": (with_part(GOOD, "xl/worksheets/sheet1.xml", HIGH_THEN_FAR), "x.xlsx", "refuse.size"),
    "entity where two blocks meet": (with_part(GOOD, "xl/sharedStrings.xml", CUT_ENTITY), "x.xlsx", "refuse.unsafe"),
    "broken geojson": (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "x.geojson", "refuse.corrupt"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_refused_in_both_languages(file, kind):
    content, name, code = WRONG[kind]
    refused = file(content, name).reading.refused

    assert refused is not None
    assert refused.code == code
    assert any("ก" <= letter <= "๛" for letter in refused.message.th)
    assert refused.message.en.isascii() or "“" in refused.message.en or "(" in refused.message.en


def test_ten_million_columns_are_refused_in_seconds(file):
    started = time.monotonic()
    read = file(b"1," * 10_000_000 + b"\n", "wide.csv")

    assert read.reading.refused.code == "refuse.columns"
    assert time.monotonic() - started < 10


def test_many_columns_under_a_good_heading_are_refused_too(file):
    read = file(b"a,b\n1,2\n" + b"x," * 100_000 + b"\n", "wide.csv")

    assert read.reading.refused.code == "refuse.columns"


def test_the_refusal_names_both_what_the_file_says_and_what_it_is(file):
    refused = file(b"%PDF-1.4", "budget.csv").reading.refused

    assert ".csv" in refused.message.en
    assert "PDF" in refused.message.th


def test_a_sheet_that_is_not_there_is_refused(file):
    refused = file(GOOD, "good.xlsx", {"sheet": "ปี 2566"}).reading.refused

    assert refused.code == "refuse.sheet"


def test_a_workbook_under_a_wrong_name_is_read_and_told(file):
    read = file(GOOD, "good.csv")

    assert len(read.rows) == 2
    assert "file.name" in read.codes
