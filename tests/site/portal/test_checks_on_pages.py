"""The last step tells what the checks found before anything is sent."""

from datetime import UTC, datetime

import pytest

from mueang_site.submissions import actions

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
SHARED = "ตำบล,ครัวเรือน\nลาดยาว,120\nมาบตาพุด,340\n".encode()
OTHER_FORM = "รหัสเขต,ชื่อเขต,ปี,จำนวน\n1001,พระนคร,2567,12\n1002,ดุสิต,2567,10\n".encode()


def test_another_form_is_told_with_what_came_and_went(publish, hand_in, as_editor, text):
    publish()
    submission = hand_in(OTHER_FORM, dataset="smoking")

    page = text(as_editor.get(f"/submissions/{submission.pk}/send"))
    assert "รูปแบบไฟล์ต่างจากรุ่นที่ 1" in page
    assert "เพิ่มคอลัมน์ “จำนวน” ไม่มีคอลัมน์ “ร้อยละ”" in page


def test_open_questions_are_counted_on_the_last_step(hand_in, as_editor, text):
    submission = hand_in(SHARED)

    assert "ยังไม่ได้เลือก 1 เรื่อง" in text(as_editor.get(f"/submissions/{submission.pk}/send"))


def test_a_key_that_repeats_is_told_and_the_file_is_not_sent(publish, hand_in, as_editor, editor, work, text, smoking):
    publish()
    submission = hand_in(smoking.replace(b"1002", b"1001"), dataset="smoking")
    address = f"/submissions/{submission.pk}/send"
    as_editor.post(address, {"act": "mode", "mode": "update", "key": ["รหัสเขต"]})
    work()

    assert "ค่าใน “รหัสเขต” ต้องไม่ซ้ำ" in text(as_editor.get(address))
    refused = as_editor.post(address, {"act": "send"})
    assert (refused.status_code, "ยังส่งไม่ได้ มี 1 เรื่องที่ต้องแก้ก่อน" in text(refused)) == (422, True)


def test_while_the_file_is_compared_the_page_says_so(publish, hand_in, as_editor, editor, text, smoking):
    publish()
    submission = hand_in(smoking, dataset="smoking")
    actions.choose_mode(editor, submission.pk, mode={"mode": "append"}, now=NOW)

    assert "กำลังเทียบกับรุ่นก่อน" in text(as_editor.get(f"/submissions/{submission.pk}/send"))
    assert as_editor.post(f"/submissions/{submission.pk}/send", {"act": "send"}).status_code == 422


def test_a_renamed_column_gets_its_old_name_back_by_one_click(publish, hand_in, as_editor, work, text, smoking):
    publish()
    submission = hand_in(smoking.replace("ร้อยละ".encode("cp874"), "ร้อยละรวม".encode("cp874")), dataset="smoking")
    address = f"/submissions/{submission.pk}/send"
    assert "ต่างจากครั้งก่อน" in text(as_editor.get(f"/submissions/{submission.pk}/review"))
    assert "ใช้ชื่อเดิม “ร้อยละ”" in text(as_editor.get(address))

    as_editor.post(address, {"act": "rename", "column": "ร้อยละรวม", "old": "ร้อยละ"})
    work()
    page = text(as_editor.get(address))
    assert "น่าจะเป็น" not in page
    assert "ทุกแถวเหมือนรุ่นที่ 1" in page


def test_the_same_file_again_is_told(publish, hand_in, as_editor, text, smoking):
    publish()

    page = text(as_editor.get(f"/submissions/{hand_in(smoking, dataset='smoking').pk}/send"))
    assert "ไฟล์นี้ตรงกับไฟล์ของรุ่นที่ 1 ทุกไบต์" in page
