"""The demo's files look as files of offices do: each has the habits that it is there to show."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from mueang_site.demo.forms import FORMS, write_forms
from mueang_site.demo.published import death_rates, districts


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    write_forms(folder)
    return folder


def test_every_form_is_written(forms):
    assert {path.name for path in forms.iterdir()} == set(FORMS)


def test_the_same_figures_give_the_same_bytes(forms, tmp_path):
    again = write_forms(tmp_path)

    assert [path.name for path in again if path.read_bytes() != (forms / path.name).read_bytes()] == []


def test_traffic_deaths_have_titles_merged_headings_subtotals_and_a_footnote(forms):
    sheet = load_workbook(forms / "อัตราผู้เสียชีวิตจากอุบัติเหตุทางถนน_2562-2566.xlsx").active
    second = [row[1].value for row in sheet.iter_rows(min_row=6)]

    assert {str(cells) for cells in sheet.merged_cells.ranges} == {"A1:G1", "A2:G2", "A4:A5", "B4:B5", "C4:G4"}
    assert [cell.value for cell in sheet[5]][2:] == ["๒๕๖๒", "๒๕๖๓", "๒๕๖๔", "๒๕๖๕", "๒๕๖๖"]
    assert sum(str(name).startswith("รวมกลุ่ม") for name in second) == 6
    assert second.count("รวมกรุงเทพมหานคร") == 1
    assert sheet.cell(sheet.max_row - 1, 1).value.startswith("หมายเหตุ:")


def test_traffic_deaths_carry_the_published_rate_of_every_district(forms):
    sheet = load_workbook(forms / "อัตราผู้เสียชีวิตจากอุบัติเหตุทางถนน_2562-2566.xlsx").active
    digits = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    written = {row[1].value: [float(str(cell.value).translate(digits)) for cell in row[2:]] for row in sheet.iter_rows(min_row=6, max_row=sheet.max_row - 2)}

    assert {place.title_th: list(death_rates()[place.code].values()) for place in districts()}.items() <= written.items()


@pytest.mark.parametrize(
    ("name", "encoding", "start", "within"),
    [
        ("อัตราการสูบบุหรี่รายเขต_2566-2567.csv", "cp874", b"\xc3\xcb\xd1\xca\xe0\xa2\xb5,", "1001,เขตพระนคร,๒๕๖๖,4.16\r\n"),
        ("อัตราการดื่มแอลกอฮอล์รายเขต_2568.csv", "utf-8", b"\xef\xbb\xbf", "1001,เขตพระนคร,2568,16.27\r\n"),
        ("ภาวะอ้วนรายเขต_2566-2568.txt", "utf-16", b"\xff\xfe", "1001\tเขตพระนคร\t2566\t33.5\r\n"),
        ("ประชากรรายเขต_ธค2565.csv", "utf-8", b"\xe0", "1001;เขตพระนคร;2565;20,076;21,570;4,234;26,912;10,500\r\n"),
        ("สวนสาธารณะรายเขต.csv", "cp874", b"\xc3", '1001,เขตพระนคร,17,"262,077"\r\n'),
        ("PM25_รายเดือน_2562-2564.csv", "utf-8", b"\xe0", "31 ม.ค. 2562|02T|เขตธนบุรี|มหาวิทยาลัยราชภัฏบ้านสมเด็จเจ้าพระยา|-|0\r\n"),
        ("โรงเรียนในอำเภอตาคลี.csv", "utf-8", b"\xef\xbb\xbf", "ต.ตาคลี,อ.ตาคลี,จ.นครสวรรค์,21,3,2,0\r\n"),
    ],
)
def test_text_forms_have_the_letters_and_marks_of_their_office(forms, name, encoding, start, within):
    raw = (forms / name).read_bytes()

    assert raw.startswith(start)
    assert within in raw.decode(encoding)


def test_sums_stand_below_the_districts(forms):
    last = (forms / "ประชากรรายเขต_ธค2565.csv").read_text(encoding="utf-8").splitlines()[-1]

    assert last.startswith(";รวมกรุงเทพมหานคร;2565;2,571,974;2,922,958;")


def test_health_places_are_points_within_the_city(forms):
    collection = json.loads((forms / "โรงพยาบาลและศูนย์บริการสาธารณสุข.geojson").read_text(encoding="utf-8"))
    kinds = [feature["properties"]["ประเภท"] for feature in collection["features"]]

    assert {kind: kinds.count(kind) for kind in kinds} == {"โรงพยาบาลรัฐ": 30, "โรงพยาบาลเอกชน": 91, "ศูนย์บริการสาธารณสุข กทม.": 69}
    for feature in collection["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 100.3 < longitude < 100.95
        assert 13.45 < latitude < 14.0


def test_invented_rows_say_so(forms):
    text = (forms / "แผนลงพื้นที่_ข้อมูลสมมติ.csv").read_text(encoding="utf-8-sig")

    assert all("สมมติ" in line for line in text.splitlines())
