"""Numbers in the forms that offices write, and digits that are none."""

import pytest

NUMBERS = {
    "a unit": (["1,250 บาท", "300 บาท", "2 บาท"], [1250, 300, 2], "value.unit"),
    "a unit in some cells": (["35 คน", "20 คน", "3"], [35, 20, 3], "value.unit"),
    "a price": (["1,500.-", "300.-", "20.-"], [1500, 300, 20], "value.unit"),
    "a currency": (["฿1,500", "฿300", "฿20"], [1500, 300, 20], "value.unit"),
    "a share in words": (["ร้อยละ 5.5", "ร้อยละ 6", "ร้อยละ 7"], [5.5, 6.0, 7.0], "value.unit"),
    "brackets of accounts": (["1,234", "(500)", "300"], [1234, -500, 300], "value.negative"),
    "brackets of accounts around thousands, in every cell": (["(1,234)", "(500)", "(30.25)"], [-1234, -500, -30.25], "value.negative"),
    "a letter for preliminary figures": (["12.5", "1,234p", "7.5"], [12.5, 1234, 7.5], "value.note"),
    "the number of a note": (["12.5", "15.5 1/", "7.5"], [12.5, 15.5, 7.5], "value.note"),
    "a minus at the end": (["1,234", "1,500-", "300"], [1234, -1500, 300], "value.negative"),
    "blanks between thousands": (["1 234 567", "234 567", "567"], [1234567, 234567, 567], "value.separators"),
    "points between thousands": (["1.234.567", "2.234.567", "234.567.111"], [1234567, 2234567, 234567111], "value.separators"),
    "full-width digits": (["１２", "３４", "5"], [12, 34, 5], "value.form"),
    "a lost value": (["#####", "5", "6"], [None, 5, 6], "value.lost"),
    "a word for no data": (["5", "ไม่ระบุ", "6"], [5, None, 6], "value.missing"),
    "marks that point to notes": (["12", "1,234*", "13", "14"], [12, 1234, 13, 14], "value.note"),
    "a point after a number": (["1.", "2.", "3."], [1, 2, 3], "value.form"),
    "budgets of 13 digits": (["1,234,567,890,123", "2,234,567,890,124", "3"], [1234567890123, 2234567890124, 3], "value.separators"),
}
LABELS = {
    "a citizen's number": ("เลขประจำตัวประชาชน", ["1101700230708", "3100600445635"]),
    "a book": ("ISBN", ["9786161234567", "9786161234568"]),
    "a telephone without its zero": ("โทรศัพท์", ["812345678", "823456789"]),
    "a telephone in groups": ("โทร", ["081 234 5678", "02-123-4567"]),
    "a postal code": ("รหัสไปรษณีย์", ["10500", "60000"]),
    "a parcel": ("โฉนดที่ดิน", ["น.ส.3 12", "1234/56"]),
    "a budget code": ("รหัสงบประมาณ", ["1500412001", "1500412002"]),
    "a house": ("บ้านเลขที่", ["12/3", "99/1"]),
    "an account of a ledger": ("เลขที่บัญชี", ["1101010101.101", "1101020103.110"]),
    "a bank account": ("เลขที่บัญชี", ["1234567890", "2234567890"]),
    "a licence plate": ("ทะเบียนรถ", ["1กข 1234", "2กค 55"]),
    "a point on the map": ("พิกัด", ["13.75, 100.5", "13.76, 100.6"]),
    "a version": ("เวอร์ชัน", ["1.2.3", "1.10.4"]),
    "an age group": ("กลุ่มอายุ", ["10-14", "15-19"]),
    "an address": ("ที่ตั้ง", ["12 ถนนสุขุมวิท", "15 ถนนสุขุมวิท"]),
    "millions beside plain numbers": ("งบ", ["1.2 ล้าน", "500,000"]),
    "sections": ("ลำดับ", ["1.1", "2.10"]),
    "a ratio": ("อัตราครูต่อนักเรียน", ["1:20", "1:25"]),
    "several units": ("น้ำหนัก", ["5 กก.", "300 กรัม"]),
    "rai, ngan and square wa": ("เนื้อที่", ["2 ไร่ 3 งาน 15 ตร.ว.", "1 ไร่ 2 งาน"]),
    "a count in brackets": ("ลำดับ", ["(1)", "(2)"]),
    "days without a year": ("กำหนด", ["12 ม.ค.", "15 ก.พ."]),
    "a year over two": ("ปีการศึกษา", ["2565/66", "2566/67"]),
    "years from to": ("แผนปี", ["2565-2570", "พ.ศ. 2550–2555"]),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_number_is_read_as_the_office_meant_it_and_told(csv, kind):
    cells, values, code = NUMBERS[kind]
    read = csv("เขต;ค่า\n" + "".join(f"เขต {'กขคง'[i]};{cell}\n" for i, cell in enumerate(cells)))

    assert read.column("ค่า") == values
    assert code in read.codes


@pytest.mark.parametrize("kind", LABELS)
def test_digits_that_nobody_adds_up_stay_text(csv, kind):
    heading, cells = LABELS[kind]
    read = csv(f"ชื่อ;{heading}\n" + "".join(f"{'กขคง'[i]};{cell}\n" for i, cell in enumerate(cells * 2)))

    assert read.column(heading) == cells * 2


def test_the_unit_of_the_cells_is_the_unit_of_the_column(csv):
    read = csv("เขต,ระยะทาง\nบางรัก,5 กม.\nดุสิต,12.5 กม.\nยานนาวา,3 กม.\n")

    assert read.table.schema.get("ระยะทาง").unit == "กม."
    assert read.column("ระยะทาง") == [5.0, 12.5, 3.0]


def test_an_amount_with_more_digits_than_a_number_holds_is_told(csv):
    read = csv('เขต,งบ\nบางรัก,"249,999,999,999,999.99"\nดุสิต,0.1234567890123456789\nยานนาวา,5\n')

    assert [change["before"] for change in read.changes if change["code"] == "value.rounded"] == ["249,999,999,999,999.99"]


def test_a_fraction_is_never_rounded_into_a_column_of_whole_numbers(csv):
    read = csv('เขต,งบ\nบางรัก,"249,999,999,999,999.99"\nดุสิต,5\n', options={"columns": {"1": {"type": "integer"}}})

    assert read.column("งบ") == [None, 5]
    assert "value.not-of-type" in read.codes


@pytest.mark.parametrize("words", [("มี", "ไม่มี"), ("ผ่าน", "ไม่ผ่าน"), ("ใช่", "ไม่ใช่"), ("✓", "x"), ("/", "x"), ("Y", "N")])
def test_a_pair_of_words_for_yes_and_no_is_told(csv, words):
    read = csv(f"ชื่อ,ผล\nก,{words[0]}\nข,{words[1]}\nค,{words[0]}\n")

    assert read.column("ผล") == [True, False, True]
    assert "value.form" in read.codes


@pytest.mark.parametrize("cells", [("มี", "มี"), ("มี", "บางส่วน"), ("✓", "มี"), ("1", "0")])
def test_words_that_are_no_pair_stay_as_they_are(csv, cells):
    read = csv(f"ชื่อ,ผล\nก,{cells[0]}\nข,{cells[1]}\nค,{cells[0]}\n")

    assert read.types["ผล"] != "boolean"
