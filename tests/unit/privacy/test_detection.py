"""The first scan for personal data. Every id, number and name here is made up."""

import random

import pyarrow as pa
import pytest

from mueang.privacy.detection import Kind, scan
from mueang.privacy.examples import mask
from mueang.tables.schema import Column, ColumnType, TableSchema

KINDS = {str: ColumnType.STRING, int: ColumnType.INTEGER, float: ColumnType.NUMBER}


def made_up_id(seed: int) -> str:
    """Thirteen digits whose check digit is computed here, by the printed rule."""
    twelve = str(random.Random(seed).randrange(10**11, 9 * 10**11))
    weighted = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return twelve + str((11 - weighted % 11) % 10)


def dashed(number: str) -> str:
    return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"


def thai(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def findings(heading, cells):
    kind = next(KINDS[type(cell)] for cell in cells if cell is not None)
    schema = TableSchema((Column(heading, kind, heading, 0),))
    rows = pa.array(range(1, len(cells) + 1), pa.int64())
    whole = pa.table([pa.array(cells, kind.arrow), rows], schema=schema.arrow())
    return scan(schema, lambda wanted: whole.select(wanted).to_batches(max_chunksize=7))


def kinds(heading, cells):
    return [finding.kind for finding in findings(heading, cells)]


IDS = [made_up_id(seed) for seed in range(20)]
NOT_IDS = [str(random.Random(seed).randrange(10**12, 9 * 10**12)) for seed in range(400)]


@pytest.mark.parametrize("form", [str, dashed, thai, int, float, lambda n: f"เลขที่ {n} ออกให้"])
def test_citizen_ids_are_found_however_they_are_written(form):
    found = findings("ข้อมูล", [form(number) for number in IDS])

    assert [f.kind for f in found] == [Kind.CITIZEN_ID]
    assert (found[0].count, found[0].confidence, found[0].evidence) == (20, 0.95, ("checksum",))


@pytest.mark.parametrize(
    "cells", [NOT_IDS, [int(n) for n in NOT_IDS], [str(8850000000000 + n) for n in range(300)], [1_000_000_000_000 + n for n in range(500)]]
)
def test_thirteen_digits_that_are_no_ids_are_left_in_peace(cells):
    assert kinds("barcode", cells) == []


def test_a_heading_that_says_id_counts_even_when_the_check_digits_are_wrong():
    wrong = [number[:12] + str((int(number[12]) + 1) % 10) for number in IDS]

    found = findings("เลขประจำตัวประชาชน", wrong)
    assert (found[0].kind, found[0].evidence) == (Kind.CITIZEN_ID, ("pattern", "heading"))


def test_one_id_in_a_long_text_is_found_and_not_called_sure():
    found = findings("รายละเอียด", ["ไฟดับ", f"ผู้แจ้งบัตร {IDS[0]} ขอให้ซ่อม", "น้ำท่วม"])

    assert (found[0].count, found[0].rows_seen, found[0].confidence, found[0].first_row) == (1, 3, 0.5, 2)


def test_ids_among_other_numbers_are_found_when_more_pass_than_chance_allows():
    assert kinds("เลขอ้างอิง", [*IDS, *NOT_IDS[:20]]) == [Kind.CITIZEN_ID]


@pytest.mark.parametrize(
    "number", ["081-234-5678", "0812345678", "+66 81 234 5678", "02-123-4567", "0 - 2246 - 1400", "๐๘๑-๒๓๔-๕๖๗๘", "โทร. 089 123 4567 ต่อ 5"]
)
def test_thai_phone_numbers_are_found(number):
    assert kinds("ติดต่อ", [number, None, number]) == [Kind.PHONE]


def test_phone_numbers_that_lost_their_zero_are_found_under_their_heading_only():
    assert kinds("เบอร์โทร", [812345678, 898765432]) == [Kind.PHONE]
    assert kinds("งบประมาณ", [812345678, 898765432]) == []


@pytest.mark.parametrize(
    "cell",
    [
        "0.812345678",
        "13.0812345678",
        "03-05-2566 12:30",
        "2566-08-12",
        "1,081,234,567",
        "0105536000315",
        "10200",
        "08/12/2566",
        "1-234567",
        "https://x.example/a0312345678b.jpg",
        "13.80123456789012",
    ],
)
def test_numbers_of_other_kinds_are_no_phone_numbers(cell):
    assert kinds("ค่า", [cell, cell]) == []


def test_e_mail_addresses_are_found_and_masked():
    found = findings("ติดต่อ", ["somsri.j@example.go.th", "ไม่มี"])

    assert found[0].kind == Kind.EMAIL
    assert found[0].examples_masked == ("••••••@example.go.th",)


@pytest.mark.parametrize(
    "name",
    [
        "นายสมมติ ตัวอย่าง",
        "นาง สมมติ ตัวอย่าง",
        "นางสาวสมมติ ตัวอย่าง",
        "น.ส.สมมติ ตัวอย่าง",
        "ด.ช. สมมติ ตัวอย่าง",
        "เด็กหญิงสมมติ ตัวอย่าง",
        "Mr. Sommut Tuayang",
        "Miss Sommut Tuayang",
    ],
)
def test_names_with_titles_are_found(name):
    found = findings("ผู้ติดต่อ", [name, name])

    assert [f.kind for f in found] == [Kind.NAME]
    assert "สมมติ" not in found[0].examples_masked[0]
    assert "Sommut" not in found[0].examples_masked[0]


def test_a_column_of_titles_and_first_names_is_found_and_a_district_among_districts_is_not():
    assert kinds("ชื่อ", ["นายสมมติ", "นางตัวอย่าง", "น.ส.ทดลอง"]) == [Kind.NAME]
    assert kinds("อำเภอ", ["นางรอง", "ลำปลายมาศ", "สตึก", "คูเมือง"]) == []


@pytest.mark.parametrize(
    "cell",
    [
        "นายกเทศมนตรี เมืองตาคลี",
        "นายทะเบียน ท้องถิ่น",
        "นายอำเภอ ลาดยาว",
        "ตลาดนางเลิ้ง เขตป้อมปราบศัตรูพ่าย",
        "จำนวนเด็กชาย ทั้งหมด",
        "เด็กชายและหญิง",
        "MS Office",
        "บ้านนายางกลัก หมู่ 3",
    ],
)
def test_offices_places_and_counts_are_no_names(cell):
    assert kinds("รายการ", [cell, "อื่น ๆ", "รวม", "ไม่ระบุ"]) == []


def test_names_without_titles_are_found_by_their_heading():
    found = findings("ชื่อ-สกุล", ["สมมติ ตัวอย่าง", "ทดลอง ใช้งาน"])

    assert (found[0].kind, found[0].confidence, found[0].evidence) == (Kind.NAME, 0.8, ("heading",))


def test_a_finding_becomes_an_issue_that_says_what_to_do():
    issue = findings("โทร", ["0812345678"])[0].as_issue()

    assert "หมายเลขโทรศัพท์ (1 แถว)" in issue.message.th
    assert "cannot be made public yet" in issue.message.en
    assert issue.as_dict()["code"] == "privacy.personal-data"


def test_a_masked_number_shows_its_form_and_two_digits():
    assert mask("citizen_id", dashed(IDS[0])).count("•") == 11
    assert mask("phone", "081-234-5678") == "08•-•••-••••"
