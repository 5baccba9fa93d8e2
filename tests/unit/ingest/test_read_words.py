"""Words that look alike: marks are mended, values that may be one are asked about, and a person's answer is kept."""

import pytest

from mueang.ingest.marks import mend_marks

MENDED = {"เเขวงดินเเดง": "แขวงดินแดง", "นํ้า": "น้ำ", "น้ํา": "น้ำ", "กํา": "กำ", "วัังทองหลาง": "วังทองหลาง", "ท่ี": "ที่", "ตัวอย่่าง": "ตัวอย่าง", "พื้้น": "พื้น"}
AS_THEY_ARE = ["ที่ดิน", "น้ำ", "เเ".replace("เเ", "เก"), "กรรมการ", "ศิลป์", "ก็", "ABC", "ย่อหน้า " * 30 + "เเ"]


@pytest.mark.parametrize("text", MENDED)
def test_marks_that_were_typed_wrong_are_put_right(text):
    assert mend_marks(text) == MENDED[text]
    assert mend_marks(MENDED[text]) == MENDED[text]


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_text_that_is_right_or_long_stays_as_it_is(text):
    assert mend_marks(text) == text


def test_mended_marks_are_told_and_listed(csv):
    read = csv("เขต,ราย\nเเขวงดินเเดง,1\nดุสิต,2\n")

    assert read.column("เขต") == ["แขวงดินแดง", "ดุสิต"]
    assert [(change["before"], change["after"], change["meaning"]) for change in read.changes] == [("เเขวงดินเเดง", "แขวงดินแดง", False)]


def kinds(*texts):
    return "ประเภท,ราย\n" + "".join(f"{text},{i}\n" for i, text in enumerate(texts))


ALIKE = {
    "a blank": ["ไฟ ฟ้า"] + ["ไฟฟ้า"] * 5,
    "points": ["ส.ส"] + ["ส.ส."] * 5,
    "case": ["Road"] + ["road"] * 5,
    "a misspelling": ["ประปส"] + ["ประปา"] * 12,
    "a letter too many": ["โรงพยาาบาล"] + ["โรงพยาบาล"] * 12,
}


@pytest.mark.parametrize("kind", ALIKE)
def test_values_that_may_be_one_are_kept_and_asked_about(csv, kind):
    content = kinds(*ALIKE[kind], "ถนน", "ถนน", "ขยะ", "ขยะ")
    read = csv(content)
    question = next(question for question in read.table.questions if question.code == "column.alike")
    joined, kept = (csv(content, options=dict(choice.option)) for choice in question.choices)

    assert read.column("ประเภท")[0] == kept.column("ประเภท")[0] == ALIKE[kind][0]
    assert joined.column("ประเภท")[:2] == [ALIKE[kind][1]] * 2
    assert "value.joined" in joined.codes
    assert not joined.table.questions + kept.table.questions


@pytest.mark.parametrize("pair", [("ผ่าน", "ไม่ผ่าน"), ("ชั้น 1", "ชั้น 2"), ("ชาย", "หญิง"), ("ระดับต้น", "ระดับสูง"), ("ใหญ่", "เล็ก"), ("มกราคม", "ธันวาคม")])
def test_values_that_mean_different_things_are_not_asked_about(csv, pair):
    read = csv(kinds(pair[0], *[pair[1]] * 20, pair[0], "อื่น", "อื่น"))

    assert "column.alike" not in read.codes


def test_names_of_people_and_places_are_no_categories(csv):
    names = csv("ชื่อ,ราย\n" + "".join(f"นาย{name},1\n" for name in ("สมชาย", "สมชาย ", "สม ชาย", "สมหญิง", "สมศรี")))
    places = csv("จังหวัด,ราย\n" + "จังหวัดนครปฐม,1\nนครปฐม,2\n" * 6)

    assert not {"column.alike"} & (names.codes | places.codes)


def test_a_value_may_stand_for_a_number(csv):
    read = csv("เขต,ราย\nดุสิต,7\nบางรัก,O5\nยานนาวา,8\nสาทร,9\nบางนา,3\n", options={"columns": {"1": {"type": "integer", "values": {"O5": "5"}}}})

    assert read.column("ราย")[1] == 5
    assert [change["code"] for change in read.changes] == ["value.joined"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("ปีงบประมาณ,ราย\n2565,1\n2566,2\n", "column.fiscal-year"),
        ("ชื่อ,โทรศัพท์\nก,812345678\nข,898765432\n", "column.zero-lost"),
        ("เขต,อัตรา\nก,12%\nข,0.12\nค,15%\n", "column.percent"),
        ("เขต,น้ำหนัก\nก,5 กก.\nข,300 กรัม\nค,2 กก.\n", "column.units"),
        ("เขต,งบ\nก,1.2 ล้าน\nข,500000\nค,2 ล้าน\n", "column.units"),
        ("เขต,ราย\nก,5\nข,#REF!\nค,6\n", "value.lost"),
        ("อายุ,ราย\n0-4,5\n2023-09-05,7\n10-14,6\n15-19,8\n", "column.ranges"),
    ],
)
def test_what_a_column_leaves_open_is_told(csv, content, code):
    assert code in csv(content).codes


def test_good_thai_is_never_read_as_garbled_thai(csv):
    names = ["ผู้ดำเนินธุรกิจของตนเอง", "การดำเนินงานด้านเนื้อสัตว์", "เธอเน้นเนื้อหา", "เนินเขาและธารน้ำ"] * 8
    read = csv("ประเภท,ราย\n" + "".join(f"{name},{i}\n" for i, name in enumerate(names)))

    assert read.column("ประเภท") == names
    assert "value.mojibake" not in read.codes
