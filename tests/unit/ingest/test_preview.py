"""A file is understood from a sample of its rows at once, and any of its rows can be looked at afterwards."""

import json

import pytest
from openpyxl import Workbook

from mueang.base.files import Source
from mueang.flows.around import rows_around
from mueang.flows.preview import preview
from mueang.flows.read import read
from mueang.ingest import sample
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import starts

HEAD = "บัญชีแจ้งเหตุ ปี 2566,,\r\nลำดับ,อำเภอ,วันที่\r\n"
ROWS = 3_000


def line(n):
    return f"{n},{('ลาดยาว', 'ตาคลี', 'เมืองนครสวรรค์')[n % 3]},{n % 28 + 1}/{n % 12 + 1}/2566\r\n"


FORMS = {
    "lines": "".join(map(line, range(ROWS))),
    "quoted line breaks": "".join(f'{n},"ลาด\r\nยาว",{n % 28 + 1}/1/2566\r\n' for n in range(ROWS)),
    "a total and a note": "".join(map(line, range(ROWS))) + "รวม,,\r\nหมายเหตุ ข้อมูลเบื้องต้น,,\r\n",
}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(sample, "WHOLE_BYTES", 10_000)
    monkeypatch.setattr(sample, "HEAD_BYTES", 8_000)
    monkeypatch.setattr(sample, "PIECE_BYTES", 2_000)
    monkeypatch.setattr(starts, "EVERY", 3_000)


@pytest.fixture
def register(tmp_path):
    """Write a register in Windows-874 and return it with an empty folder."""

    def register(form="lines", encoding="cp874", name="แจ้งเหตุ.csv"):
        path = tmp_path / name
        path.write_bytes((HEAD + FORMS[form]).encode(encoding))
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        return Source.at(path), out

    return register


def workbook(folder, rows):
    path = folder / "ทะเบียน.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("แผ่น 1")
    for cells in rows:
        sheet.append(cells)
    book.save(path)
    return path


def columns(reading):
    return [(column["name"], column["type"], column["place"]) for column in reading["tables"][0]["columns"]]


@pytest.mark.parametrize("form", FORMS)
def test_a_sample_is_understood_as_the_whole_file_is(register, tmp_path, form):
    source, out = register(form)
    shown = preview(source, out=out).as_dict()
    read_whole = read(source, out=out).as_dict()

    assert shown["provisional"]
    assert shown["tables"][0]["n_rows"] < ROWS / 2
    assert columns(shown) == columns(read_whole)
    assert shown["tables"][0]["header_rows"] == [1]


def test_a_small_file_is_read_as_a_whole_and_nothing_is_provisional(tmp_path):
    path = tmp_path / "แจ้งเหตุ.csv"
    path.write_bytes((HEAD + "".join(map(line, range(200)))).encode())

    shown = preview(Source.at(path), out=tmp_path).as_dict()

    assert (shown["provisional"], shown["tables"][0]["n_rows"]) == (False, 200)


def test_a_correction_is_seen_in_the_sample(register):
    source, out = register()
    corrected = preview(source, ReadOptions.from_dict({"columns": {"2": {"type": "string", "name": "วัน"}}}), out=out).as_dict()

    assert columns(corrected)[-1] == ("วัน", "string", None)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["cp874", "utf-8-sig", "utf-16"])
def test_any_row_of_a_text_can_be_looked_at_as_it_stands(register, form, encoding):
    source, out = register(form, encoding)
    read(source, out=out, keep=out)
    wanted = [0, 1, 1_500, 1_501, 2_999]

    found = dict(rows_around(source, out, "แจ้งเหตุ", wanted))

    assert list(found) == wanted
    assert [cells[0] for cells in found.values()] == ["บัญชีแจ้งเหตุ ปี 2566", "ลำดับ", "1498", "1499", "2997"]


def test_a_kept_sheet_of_a_workbook_is_read_again_without_the_workbook(tmp_path):
    path = workbook(tmp_path, [["ลำดับ", "เขต"], *([n, "บางรัก"] for n in range(5_000))])
    first = read(Source.at(path), out=tmp_path, keep=tmp_path).as_dict()
    again = tmp_path / "again"
    again.mkdir()
    kept = json.loads((tmp_path / "sheets.json").read_text())

    shown = preview(Source.at(path), ReadOptions(header_rows=()), out=again, kept=tmp_path).as_dict()

    assert kept[0]["rows"] == 5_001
    assert (shown["tables"][0]["name"], shown["tables"][0]["header_rows"]) == (first["tables"][0]["name"], [])
    assert rows_around(Source.at(path), tmp_path, kept[0]["name"], [4_321]) == [(4_321, ["4320", "บางรัก"])]


def test_a_refused_file_is_refused_in_the_preview_too(tmp_path):
    path = tmp_path / "ว่าง.csv"
    path.write_bytes(b"")

    assert preview(Source.at(path), out=tmp_path).as_dict()["refused"]["code"] == "refuse.empty"
