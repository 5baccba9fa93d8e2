"""Encodings of text files: found by evidence, told, and asked where it is thin; text that was garbled before it was saved."""

from __future__ import annotations

import pytest

from mueang.ingest.sniff.encoding import encoding_of_bytes
from mueang.ingest.sniff.garbled import garbled
from mueang.ingest.text.garbled import repair

TABLE = "เขต,ที่อยู่,ราย\nบางรัก,ถนนสีลม ตรงข้ามวัดแขก,5\nดุสิต,ถนนราชวิถี ใกล้พระที่นั่ง,7\nพระนคร,ภูเขาทอง ญาติดี ฝั่งน้ำ,9\n"
ROWS = [line.split(",") for line in TABLE.splitlines()]
JAPANESE = "名前,住所,電話\n山田太郎,東京都千代田区のマンション,03\n鈴木花子さん,大阪市北区にあります,06\n"
CHINESE = "姓名,地址,电话\n张三,北京市朝阳区建国路十八号,010\n李四,上海市浦东新区人民政府,021\n"
TAIWANESE = "姓名,地址,電話\n陳小明,臺北市中正區重慶南路一段,02\n林美麗,高雄市前鎮區中山二路,07\n"
KOREAN = "이름,주소,전화\n김철수,서울특별시 강남구 테헤란로 언주로,02\n이영희,부산광역시 해운대구에 있습니다,051\n"
GERMAN = "Name,Stadt\nJürgen,München\nRené,Genève\nZoë,Köln\n"
MARKS = {
    "one": (b"\xef\xbb\xbf", "utf-8"),
    "two": (b"\xef\xbb\xbf" * 2, "utf-8"),
    "of another encoding, Thai in Windows-874": (b"\xef\xbb\xbf", "cp874"),
    "of UTF-16 before UTF-8": (b"\xff\xfe", "utf-8"),
    "UTF-16": (b"\xff\xfe", "utf-16-le"),
    "UTF-16, the other way round": (b"\xfe\xff", "utf-16-be"),
    "UTF-16 without": (b"", "utf-16-le"),
    "UTF-16, the other way round, without": (b"", "utf-16-be"),
    "UTF-8 before UTF-16": (b"\xef\xbb\xbf\xff\xfe", "utf-16-le"),
    "UTF-32": (b"\xff\xfe\x00\x00", "utf-32-le"),
    "UTF-32 the other way round, without": (b"", "utf-32-be"),
}


def cells(read) -> list[list[str]]:
    return [[cell for name, cell in row.items() if name != "_row"] for row in read.rows]


@pytest.mark.parametrize("marks", MARKS)
def test_whatever_marks_a_file_begins_with_its_letters_are_right(file, marks):
    before, encoding = MARKS[marks]

    assert cells(file(before + TABLE.encode(encoding), text=True)) == ROWS


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (CHINESE, "gb18030"), (TAIWANESE, "big5"), (KOREAN, "cp949"), (GERMAN, "cp1252"), (TABLE, "cp874")],
)
def test_other_letters_are_told_from_thai(text, encoding):
    assert encoding_of_bytes([text.encode(encoding)]).name == encoding


@pytest.mark.parametrize("word", ["เขต", "ชาย\nหญิง", "บางรัก", "ใช่\nไม่ใช่", "แขวง"])
def test_a_word_is_enough_to_know_thai(word):
    assert encoding_of_bytes([f"id\n{word}\n".encode("cp874")]).name == "cp874"


def test_too_little_text_is_asked_about_and_each_answer_shows_how_it_reads(file):
    content = "city,n\n서울,1\n부산,2\n".encode("cp949")
    (question,) = [one for one in file(content).table.questions if one.code == "file.encoding"]
    choice = next(one for one in question.choices if one.value == "cp949")

    assert choice.label.en == "EUC-KR: 서울"
    assert cells(file(content, "b.csv", choice.option, text=True))[1] == ["서울", "1"]


def test_lines_in_two_encodings_are_each_read_in_their_own_and_told(file):
    lines = TABLE.splitlines(keepends=True)
    content = "".join(lines[:3]).encode() + lines[3].encode("cp874")
    read = file(content + lines[1].encode(), text=False)

    assert read.column("เขต") == ["บางรัก", "ดุสิต", "พระนคร", "บางรัก"]
    (told,) = [issue for issue in read.table.issues if issue.code == "file.encodings"]
    assert (told.row, told.count) == (3, 2)


def test_cells_of_utf8_in_a_file_of_windows_874_are_read_as_such(file):
    rows = "".join(f"{n},บางรัก\n" for n in range(40)).encode("cp874")

    assert file(b"id,name\n" + rows + "40,ดุสิต\n".encode(), text=False).column("name")[-1] == "ดุสิต"


def test_the_reading_says_what_spoke_for_the_encoding(file):
    found = file(TABLE.encode("cp874")).table.as_dict()["written"]["encoding"]

    assert (found["label"], found["evidence"]["thai_marks_right"], found["evidence"]["utf8_lines"]) == ("Windows-874", 1.0, 0)


def taken_for(text: str, wrong: str, right: str) -> str:
    return "".join(bytes([code]).decode(wrong, "ignore") or chr(code) for code in text.encode(right))


GARBLINGS = [
    [("cp1252", "utf-8")], [("latin-1", "utf-8")], [("cp874", "utf-8")], [("cp1252", "cp874")], [("latin-1", "cp874")], [("mac_roman", "utf-8")],
    [("cp437", "utf-8")], [("cp1252", "utf-8"), ("cp1252", "utf-8")], [("cp874", "utf-8"), ("cp874", "utf-8")], [("cp1252", "cp874"), ("cp1252", "utf-8")],
]  # fmt: skip


@pytest.mark.parametrize("garblings", GARBLINGS)
def test_thai_that_was_garbled_once_or_twice_is_read_as_it_was_written(garblings):
    text = TABLE
    for wrong, right in garblings:
        text = taken_for(text, wrong, right)

    assert repair(text, garbled(text)) == TABLE


def test_what_was_lost_in_garbling_is_shown_as_lost_and_the_rest_repaired():
    text = taken_for(TABLE, "cp1252", "utf-8").replace("\x81", "").replace("\xa0", " ")

    assert repair(text, garbled(text)) == TABLE.replace("ก", "\ufffd").replace("แ", "\ufffd")


@pytest.mark.parametrize("text", [TABLE, GERMAN * 9, "élève, café à Genève où ça\n" * 9, JAPANESE, KOREAN])
def test_text_that_is_right_is_left_alone(text):
    assert garbled(text) is None
