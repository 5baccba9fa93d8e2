"""The officer's way: hand in, check what was understood, describe, send, decide."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import made
from mueang_site.submissions import actions, looking
from mueang_site.submissions.models import Submission

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)

MESSY = "ตารางที่ ๓ ผู้สูบบุหรี่,,\nเขต,ปี,จำนวน\nพระนคร,๒๕๖๖,๑๒\nดุสิต,๒๕๖๖,๑๑\nรวม,,23\n".encode()
PHONES = "ชื่อจุด,เบอร์โทร\n" + "\n".join(f"จุด {k},08{k}-234-567{k}" for k in range(1, 9))
FORM = {"title_th": "การสูบบุหรี่", "description_th": "จำนวนผู้สูบ", "source": "สำนักอนามัย", "slug": "smokers", "topic": "health", "frequency": "A"}


def handed_in(client, content=MESSY, name="สูบ.csv", **headers):
    return client.post("/upload", {"organisation": "health", "file": SimpleUploadedFile(name, content)}, headers=headers)


@pytest.mark.parametrize("path", ["/tasks", "/upload"])
def test_the_public_is_asked_to_sign_in(client, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_a_wrong_password_is_told_in_our_words(client, db, text):
    page = client.post("/accounts/login/", {"login": "no@city.example", "password": "wrong"})

    assert "อีเมลหรือรหัสผ่านไม่ถูกต้อง" in text(page)


def test_a_file_is_taken_in_by_a_plain_form(as_editor):
    answer = handed_in(as_editor)

    assert answer["Location"] == f"/submissions/{Submission.objects.get().pk}"


def test_an_upload_with_progress_is_told_where_to_go(as_editor):
    answer = handed_in(as_editor, accept="application/json")

    assert answer.status_code == 202
    assert answer.json() == {"location": f"/submissions/{Submission.objects.get().pk}"}


def test_an_empty_file_is_refused_in_words(as_editor, text):
    assert handed_in(as_editor, b"", accept="application/json").json()["message"]
    assert "เลือกไฟล์ก่อน" in text(as_editor.post("/upload", {"organisation": "health"}))


def test_the_reading_is_waited_for_and_leads_to_the_review(as_editor, work, text, monkeypatch):
    monkeypatch.setattr(looking, "look", lambda *_: None)
    address = handed_in(as_editor)["Location"]

    assert "กำลังอ่านไฟล์" in text(as_editor.get(address))
    work()

    assert as_editor.get(address)["Location"] == f"{address}/review"
    assert as_editor.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == f"{address}/review"


def test_the_review_shows_the_sheet_beside_the_table_and_what_was_left_out(as_editor, work, text):
    address = handed_in(as_editor)["Location"]
    work()

    page = as_editor.get(f"{address}/review")

    assert "ตารางที่ ๓ ผู้สูบบุหรี่" in text(page)
    assert "แถว 5 ยอดรวม" in text(page)
    assert 'class="r conv"' in page.content.decode()


def test_a_row_left_out_can_be_taken_back(as_editor, work):
    address = handed_in(as_editor)["Location"]
    work()

    as_editor.post(f"{address}/review", {"act": "include:4"})
    work()

    assert Submission.objects.get().reading["tables"][0]["n_rows"] == 3


def test_the_form_begins_with_what_the_file_says(as_editor, work):
    address = handed_in(as_editor)["Location"]
    work()

    page = as_editor.get(f"{address}/details").content.decode()

    assert 'value="ตารางที่ 3 ผู้สูบบุหรี่"' in page
    assert 'value="สำนักอนามัย"' in page


def test_what_is_missing_is_gathered_at_the_top_and_what_was_typed_is_kept(as_editor, work, text):
    address = handed_in(as_editor)["Location"]
    work()

    page = as_editor.post(f"{address}/details", {**FORM, "description_th": "", "keywords": "บุหรี่, สุขภาพ"})

    assert page.status_code == 422
    assert "มี 1 ช่องต้องแก้" in text(page)
    assert 'value="บุหรี่, สุขภาพ"' in page.content.decode()


def test_a_file_goes_from_the_office_to_the_public(as_editor, signed_in, steward, work, client, text):
    from mueang_site.access.models import User

    address = handed_in(as_editor)["Location"]
    work()
    as_editor.post(f"{address}/details", {**FORM, "column-2-unit": "คน", "column-2-title_th": "จำนวนผู้สูบ"})
    assert "รุ่นแรก 2 แถว" in text(as_editor.get(f"{address}/send"))
    as_editor.post(f"{address}/send", {"act": "send"})
    as_steward = signed_in(User.objects.get(pk=steward.user_id))
    assert "การสูบบุหรี่" in text(as_steward.get("/tasks"))
    as_steward.post(f"{address}/send", {"act": "approve"})
    work()
    client.logout()

    assert "จำนวนผู้สูบ" in text(client.get("/datasets/smokers"))


def test_personal_data_stops_an_open_publication_until_it_is_decided_about(hand_in, as_steward, work, text):
    submission = hand_in(PHONES.encode(), name="จุดบริการ.csv")
    address = f"/submissions/{submission.pk}"
    as_steward.post(f"{address}/details", {**FORM, "classification": "01"})
    as_steward.post(f"{address}/send", {"act": "send"})

    assert "น่าจะมีหมายเลขโทรศัพท์" in text(as_steward.get(f"{address}/send"))
    refused = as_steward.post(f"{address}/send", {"act": "approve"})
    assert refused.status_code == 422
    as_steward.post(f"/findings/{submission.findings.get().pk}", {"resolution": "drop"})

    assert as_steward.post(f"{address}/send", {"act": "approve"}).status_code == 302


def test_a_file_sent_back_says_why(hand_in, as_steward, steward, editor, text, signed_in):
    from mueang_site.access.models import User

    submission = hand_in()
    as_steward.post(f"/submissions/{submission.pk}/details", FORM)
    Submission.objects.filter(pk=submission.pk).update(state="submitted")
    as_steward.post(f"/submissions/{submission.pk}/send", {"act": "return", "comment": "ขาดหน่วย"})

    assert "ขาดหน่วย" in text(signed_in(User.objects.get(pk=editor.user_id)).get(f"/submissions/{submission.pk}/review"))


def test_a_file_that_cannot_be_read_says_what_to_do(as_editor, work, text):
    address = handed_in(as_editor, b"%PDF-1.7 not a table")["Location"]
    work()

    page = text(as_editor.get(address))

    assert "อ่านไฟล์นี้ไม่ได้" in page
    assert "เลือกไฟล์ใหม่" in page


def test_a_file_can_be_given_up(as_editor, work):
    address = handed_in(as_editor)["Location"]
    work()

    as_editor.post(f"{address}/discard")

    assert Submission.objects.get().state == "discarded"


def test_a_change_of_unit_is_told_before_the_file_is_sent(publish, hand_in, as_editor, text):
    rows = "รหัสเขต,ปี,จำนวน\n" + "".join(f"{1001 + k},256{y},{(10 + k) * factor}\n" for k in range(30) for y, factor in ((6, 1),))
    publish(rows.encode())
    larger = "รหัสเขต,ปี,จำนวน\n" + "".join(f"{1001 + k},2567,{(10 + k) * 1000}\n" for k in range(30))

    submission = hand_in(larger.encode(), dataset="smoking")
    page = text(as_editor.get(f"/submissions/{submission.pk}/send"))

    assert "หน่วยวัดอาจเปลี่ยน" in page
    assert "ควรตรวจ" in page


def test_the_count_of_what_changes_is_waited_for(publish, hand_in, as_editor, work, text):
    publish()
    submission = hand_in(dataset="smoking")
    address = f"/submissions/{submission.pk}/send"

    as_editor.post(address, {"act": "mode", "mode": "append"})

    assert "กำลังเทียบกับรุ่นก่อน" in text(as_editor.get(address))
    work()
    assert "ทับกับรุ่นก่อน" in text(as_editor.get(address))


def test_the_steward_sees_the_new_count_when_another_version_came_first(publish, hand_in, editor, as_steward, work, text):
    publish()
    waiting = hand_in(dataset="smoking")
    actions.choose_mode(editor, waiting.pk, mode={"mode": "append", "overlap_accepted": True}, now=NOW)
    work()
    actions.send(editor, waiting.pk, now=NOW)
    publish(dataset="smoking", mode={"mode": "replace"})
    address = f"/submissions/{waiting.pk}/send"

    late = as_steward.post(address, {"act": "approve", "base": "1"})

    assert (late.status_code, "ดูจำนวนใหม่" in text(late)) == (409, True)
    assert 'name="base" value="2"' in late.content.decode()
    assert "เพิ่มต่อท้ายแม้มีแถวที่ทับกัน" in text(late)


def test_a_long_note_in_the_sheet_is_cut_and_stands_whole_in_the_panel_of_its_row(as_editor, work):
    note = "ข้อมูลนี้นับเฉพาะผู้ที่มารับบริการ ณ ศูนย์บริการสาธารณสุขของกรุงเทพมหานครในปีงบประมาณ"
    address = handed_in(as_editor, f"เขต,จำนวน,หมายเหตุ\nพระนคร,12,{note}\nดุสิต,11,-\n".encode())["Location"]
    work()

    page = as_editor.get(f"{address}/review?row=1").content.decode()

    assert f'title="{note}"' in page
    assert f"<span>{note}</span>" in page
    assert "<td>-</td>" in page


def test_a_layer_is_shown_under_the_names_of_its_attributes_and_is_asked_no_heading(as_editor, work, text, tmp_path):
    path = made.layer(tmp_path / "city.gpkg")
    made.layer(path, {"ชื่อ": ["ห้องสมุด"]}, name="ห้องสมุด", append=True)
    address = handed_in(as_editor, path.read_bytes(), name="เมือง.gpkg")["Location"]
    work()

    page = as_editor.get(f"{address}/review")

    assert "จากตาราง “สวน”" in text(page)
    assert all(part in page.content.decode() for part in ('<th scope="col">ไร่</th>', "<option selected>สวน</option>", "<option>ห้องสมุด</option>"))
    assert "แถวนี้คือหัวตาราง" not in text(page)


def test_the_page_offers_all_formats_that_are_read(as_editor, text):
    page = as_editor.get("/upload")

    assert "GeoPackage" in text(page)
    assert all(f".{ending}" in page.content.decode() for ending in ("xls", "ods", "gpkg", "kmz", "parquet", "shp", "jsonl", "csv"))
