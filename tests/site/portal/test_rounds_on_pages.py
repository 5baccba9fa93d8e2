"""A form is made, asked, filled in and looked after on pages, also without JavaScript."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collecting import GOOD, asked, city, clock, form, officer, publish, someone, steward
from mueang_site.access.models import Organisation, User
from mueang_site.rounds import filing
from mueang_site.rounds.models import Filing, Form, Round

__all__ = ["asked", "city", "clock", "form", "officer", "someone", "steward"]
pytestmark = pytest.mark.django_db

BUILT = {
    "columns": "2",
    "act": "save",
    "organisation": "health",
    "title_th": "น้ำประปารายเดือน",
    "frequency": "month",
    "name-0": "สถานี",
    "type-0": "string",
    "required-0": "on",
    "key-0": "on",
    "codes-0": "S1 = สามเสน\nS2 = บางเขน",
    "name-1": "ปริมาณน้ำ",
    "type-1": "number",
    "unit-1": "ลูกบาศก์เมตร",
    "least-1": "0",
    "slug": "water",
    "classification": "01",
    "auto": "on",
    "before": "๓, 1",
    "after": "1",
}


@pytest.fixture
def as_(client):
    """Sign in as the person of an actor."""

    def sign_in(actor):
        client.force_login(User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def grid(rows):
    return {"rows": str(len(rows)), **{f"cell-{r}-{c}": cell for r, row in enumerate(rows) for c, cell in enumerate(row)}}


def test_a_steward_makes_a_form_and_publishes_a_round_to_all_districts_by_one_click(as_, steward, text):
    browser = as_(steward)
    made = browser.post("/forms/new", BUILT)
    form = Form.objects.get()
    assert made["Location"] == f"/forms/{form.pk}"
    assert (form.remind, [field["name"] for field in form.schema["fields"]], form.schema["primaryKey"]) == ([-3, -1, 1], ["สถานี", "ปริมาณน้ำ"], ["สถานี"])

    page = text(browser.get(f"/forms/{form.pk}"))
    assert "สำนักงานเขตหรืออำเภอ ทุกแห่งในกรุงเทพมหานคร" in page
    told = {
        "act": "publish",
        "name_th": "ต.ค. 2569",
        "period": "2026-10",
        "due": "2099-12-31",
        "group": "bangkok:district",
    }
    browser.post(f"/forms/{form.pk}", told)

    assert Round.objects.get().filings.count() == 3
    assert "ส่งแล้ว 0 จาก 3 หน่วยงาน" in text(browser.get(f"/rounds/{Round.objects.get().pk}"))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"title_th": ""}, "กรอกชื่อแบบฟอร์ม"),
        ({"name-0": ""} | {"name-1": ""}, "อย่างน้อยหนึ่งคอลัมน์"),
        ({"name-1": "สถานี"}, "มีสองครั้ง"),
        ({"name-1": "หน่วยงาน"}, "ระบบใช้ระบุหน่วยงาน"),
        ({"least-1": "มาก"}, "ต้องเป็นตัวเลข"),
        ({"before": "สาม"}, "คั่นด้วยจุลภาค"),
        ({"slug": "น้ำ"}, "a-z 0-9"),
    ],
)
def test_a_form_that_is_not_whole_is_told_and_keeps_what_was_typed(as_, steward, text, changed, word):
    answer = as_(steward).post("/forms/new", BUILT | changed)

    assert answer.status_code == 422
    assert word in text(answer)
    assert "ลูกบาศก์เมตร" in answer.content.decode()
    assert not Form.objects.exists()


def test_columns_are_added_and_taken_away_without_javascript(as_, steward):
    browser = as_(steward)

    more = browser.post("/forms/new", BUILT | {"act": "columns"}).content.decode()
    fewer = browser.post("/forms/new", BUILT | {"act": "remove-0"}).content.decode()

    assert 'name="name-4"' in more
    assert "สามเสน" not in fewer
    assert "ปริมาณน้ำ" in fewer


def test_an_officer_downloads_fills_in_mends_and_files(as_, officer, asked, clock, text):
    browser, address = as_(officer), f"/rounds/{asked.pk}/phra-nakhon"
    book = openpyxl.load_workbook(BytesIO(browser.get(f"{address}/template.xlsx").content))
    book.worksheets[0].append(["ไข้เลือดออก", "สิบ"])

    def send():
        file = BytesIO()
        book.save(file)
        browser.post(address, {"act": "upload", "file": SimpleUploadedFile("ผู้ป่วย.xlsx", file.getvalue())})
        clock.time = timezone.now()
        clock.work()
        return text(browser.get(address))

    assert "เซลล์ B5 “จำนวนผู้ป่วย”: “สิบ” ไม่ใช่จำนวนเต็ม" in send()
    book.worksheets[0]["B5"] = 10
    assert "ส่งแล้ว 1 แถว" in send()


def test_the_grid_is_checked_before_it_is_sent_and_nothing_is_kept_by_that(as_, officer, asked, text):
    browser, address = as_(officer), f"/rounds/{asked.pk}/phra-nakhon"

    wrong = browser.post(address, {"act": "check", **grid([["ไข้เลือดออก", "x", ""]])})
    right = browser.post(address, {"act": "check", **grid(GOOD)})

    assert "เซลล์ B1" in text(wrong)
    assert 'aria-invalid="true"' in wrong.content.decode()
    assert "ยังไม่พบสิ่งที่ต้องแก้" in text(right)
    assert not Filing.objects.get(organisation__slug="phra-nakhon").attempts.exists()


def test_a_grid_with_a_fault_is_kept_and_shown_again_as_it_was(as_, officer, asked, text):
    browser, address = as_(officer), f"/rounds/{asked.pk}/phra-nakhon"

    browser.post(address, {"act": "file", **grid([["ไข้เลือดออก", "12", ""], ["", "", ""], ["อหิวาตกโรค", "-", ""]])})
    page = browser.get(address)

    assert "หมายถึง 0 หรือไม่มีข้อมูล" in text(page)
    assert 'name="cell-1-1" value="-"' in page.content.decode()


def test_pasted_cells_are_filed_with_the_grid(as_, officer, asked):
    pasted = "โรค\tจำนวนผู้ป่วย\tวันที่รายงาน\nอหิวาตกโรค\t4\t\n"

    as_(officer).post(f"/rounds/{asked.pk}/phra-nakhon", {"act": "file", **grid([["ไข้เลือดออก", "12", ""]]), "pasted": pasted})

    assert Filing.objects.get(organisation__slug="phra-nakhon").standing.rows == [["A90", 12, None], ["A00", 4, None]]


def test_a_month_without_cases_is_filed_by_one_button(as_, officer, asked, text):
    browser, address = as_(officer), f"/rounds/{asked.pk}/phra-nakhon"

    browser.post(address, {"act": "nothing"})

    assert "แจ้งแล้วว่ารอบนี้ไม่มีรายการ" in text(browser.get(address))


def test_what_an_office_owes_stands_in_its_work_with_the_due_day(as_, officer, asked, text):
    browser = as_(officer)

    for address in ("/tasks", "/rounds"):
        page = text(browser.get(address))
        assert "ผู้ป่วยโรคติดต่อรายเดือน" in page
        assert "ครบกำหนด 10 ธ.ค. 2569" in page


def test_the_overview_counts_filters_finds_and_is_taken_along(as_, steward, someone, asked, text):
    filing.hand_in_rows(someone("editor", "dusit"), asked.pk, "dusit", GOOD, now=timezone.now())
    browser, address = as_(steward), f"/rounds/{asked.pk}"

    assert "ส่งแล้ว 1 จาก 3 หน่วยงาน" in text(browser.get(address))
    missing = text(browser.get(f"{address}?state=missing"))
    assert "สำนักงานเขตบางรัก" in missing
    assert "สำนักงานเขตดุสิต" not in missing
    assert "สำนักงานเขตดุสิต" in text(browser.get(f"{address}?q=ดุสิต&sort=filed"))
    lines = browser.get(f"{address}/status.csv").content.decode("utf-8-sig").splitlines()
    assert (len(lines), [line.split(",")[2] for line in lines if "dusit" in line]) == (4, ["ส่งเรียบร้อย"])


def test_the_steward_reminds_puts_off_closes_and_asks_again(as_, steward, asked, text):
    browser, address = as_(steward), f"/rounds/{asked.pk}"

    reminded = browser.post(address, {"act": "remind"}, follow=True)
    again = browser.post(address, {"act": "remind", "office": "dusit"}, follow=True)
    assert "เตือนแล้ว 3 หน่วยงาน" in text(reminded)
    assert "เตือนแล้ว 0 หน่วยงาน อีก 1 หน่วยงานเตือนไปแล้ววันนี้" in text(again)

    browser.post(address, {"act": "close"})
    assert "ปิดรับแล้ว" in text(browser.get(address))
    browser.post(address, {"act": "next"})
    assert Round.objects.filter(name_th="ธันวาคม 2569").exists()
    assert browser.post(address, {"act": "put-off", "due": "2000-01-01"}).status_code == 422


def test_the_steward_sees_what_was_filed_and_returns_it(as_, steward, officer, asked, text):
    filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=timezone.now())
    browser, address = as_(steward), f"/rounds/{asked.pk}/phra-nakhon"

    assert "อหิวาตกโรค" in text(browser.get(address))
    browser.post(address, {"act": "return", "comment": "ตรวจยอดอีกครั้ง"})

    assert "ตรวจยอดอีกครั้ง" in text(browser.get(address))


def test_an_office_that_opens_the_overview_is_led_to_its_own_page(as_, officer, someone, asked):
    assert as_(officer).get(f"/rounds/{asked.pk}")["Location"] == f"/rounds/{asked.pk}/phra-nakhon"
    assert as_(officer).get(f"/rounds/{asked.pk}/dusit").status_code == 404
    assert as_(someone("viewer", "dusit")).get(f"/rounds/{asked.pk}").status_code == 404


def test_a_form_begins_with_the_columns_of_a_dataset(as_, steward, asked, someone, clock):
    filing.hand_in_rows(someone("editor", "dusit"), asked.pk, "dusit", GOOD, now=clock.time)
    clock.work(minutes=3)

    page = as_(steward).get("/forms/new?dataset=cases").content.decode()

    assert 'value="จำนวนผู้ป่วย"' in page


def test_the_sample_workbook_is_stamped_for_nobody(as_, steward, form):
    content = as_(steward).get(f"/forms/{form.pk}/template.xlsx").content

    assert openpyxl.load_workbook(BytesIO(content))["_mueang"]["A1"].value is None


def test_english_pages_speak_english(as_, officer, steward, asked, text, client):
    client.cookies["mueang_language"] = "en"

    assert "Cases" in text(as_(officer).get(f"/rounds/{asked.pk}/phra-nakhon"))
    assert "0 of 3 offices have filed" in text(as_(steward).get(f"/rounds/{asked.pk}"))


def test_what_was_filled_in_comes_back_as_a_workbook_with_its_faults_marked(as_, officer, someone, asked):
    address = f"/rounds/{asked.pk}/phra-nakhon"
    as_(officer).post(address, {"act": "file", **grid([["ไข้เลือดออก", "12", ""], ["อหิวาตกโรค", "-", "5 พ.ย. 2569"]])})

    sheet = openpyxl.load_workbook(BytesIO(as_(officer).get(f"{address}/template.xlsx?filled=1").content)).worksheets[0]

    assert [[cell.value for cell in row[:3]] for row in sheet["A5:C6"]] == [["ไข้เลือดออก", 12, None], ["อหิวาตกโรค", "-", "5 พ.ย. 2569"]]
    assert "หมายถึง 0 หรือไม่มีข้อมูล" in sheet["B6"].comment.text
    assert (sheet["B6"].fill.start_color.rgb[-6:], sheet["B5"].comment) == ("F8D7D3", None)
    assert as_(someone("viewer", "dusit")).get(f"{address}/template.xlsx?filled=1").status_code == 404


def test_the_overview_of_878_offices_asks_the_database_no_more_often_than_that_of_three(as_, steward, form, city, asked, django_assert_max_num_queries):
    made = [Organisation(slug=f"a{n}", name_th=f"อำเภอที่ {n}", parent=city, kind="district", created_at=timezone.now()) for n in range(878)]
    Organisation.objects.bulk_create(made)
    many = publish(steward, form, name="ทุกอำเภอ", offices=tuple(one.slug for one in made))
    browser = as_(steward)

    with CaptureQueriesContext(connection) as few:
        browser.get(f"/rounds/{asked.pk}")
    with django_assert_max_num_queries(len(few) + 2):
        page = browser.get(f"/rounds/{many.pk}?page=9")

    assert page.content.decode().count("<tr>") == 1 + 78
