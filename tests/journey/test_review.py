"""An officer puts a messy register right on the page of the review, by pointer and by keyboard alone, and publishes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journey.browsing import Visits
from journey.conftest import EDITOR, STEWARD
from journey.looking import barriers, wider_than_window
from journey.steps import hand_in, read_again, texts, whole

ROWS = 15_000
HEAD = "ทะเบียนสำรวจครัวเรือน ปี 2566,,,\r\nลำดับ,ตำบล,สำรวจเมื่อ,ครัวเรือน\r\n"
TITLE = "ทะเบียนสำรวจครัวเรือน รายตำบล"


def line(n: int) -> str:
    seen = "สอบถามแล้ว" if n % 3 == 1 else f"{n % 28 + 1}/1/2566"
    return f"{n},{'ลาดยาว' if n % 3 else 'มาบตาพุด'},{seen},{n % 90}\r\n"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "สำรวจครัวเรือน.csv"
    path.write_bytes((HEAD + "".join(map(line, range(1, ROWS + 1))) + "รวม,,,9000\r\n").encode("cp874"))
    return path


def heads(page: Page) -> list[str]:
    return texts(page.locator("table.clean thead th"))


def made(page: Page) -> list[str]:
    return texts(page.locator(".made li > span"))


def publish(visits: Visits, page: Page) -> None:
    page.get_by_role("button", name="ไปขั้นต่อไป").click()
    page.wait_for_url("**/details")
    for name, value in {"title_th": TITLE, "description_th": "จำนวนครัวเรือนที่สำรวจ (ข้อมูลสมมติ)", "slug": "household-survey", "source": "สำนักยุทธศาสตร์"}.items():
        page.fill(f"#id-{name}", value)
    for name, value in {"topic": "environment", "classification": "01", "frequency": "A"}.items():
        page.select_option(f"#id-{name}", value)
    page.get_by_role("button", name="บันทึกและไปขั้นต่อไป").click()
    page.get_by_role("button", name="ส่งตรวจ", exact=True).click()
    steward = visits.page(STEWARD)
    steward.goto(page.url)
    steward.get_by_role("button", name="อนุมัติและเผยแพร่").click()
    expect(steward.get_by_role("heading", level=1)).to_have_text("เผยแพร่รุ่นที่ 1 แล้ว", timeout=120_000)


def test_what_is_clicked_shows_at_once_then_of_the_whole_file_and_is_published(visits, register):
    page = visits.page(EDITOR)
    hand_in(page, register, office="strategy")

    page.locator("a.of-row[data-row='1']").click()
    page.locator("#panel").get_by_role("button", name="คือหัวตาราง").click()
    page.wait_for_url("**/review?*")
    expect(page.locator("#review .notice b").first).to_have_text("ผลเบื้องต้นจากตัวอย่าง กำลังอ่านทั้งไฟล์")
    whole(page)
    assert f"อ่านได้ {ROWS:,} แถว" in page.locator("main").inner_text()

    page.locator("a.of-column", has_text="สำรวจเมื่อ").click()
    page.locator("#panel").get_by_label("ชนิดข้อมูล").select_option("date")
    read_again(page, page.locator("#panel").get_by_role("button", name="อ่านใหม่ตามที่แก้"))
    page.locator("a.of-place").first.click()
    page.locator("#panel").get_by_role("radio", name="นครสวรรค์").check()
    read_again(page, page.locator("#panel").get_by_role("button", name="ใช้ที่นี้"))

    assert len(made(page)) == 3
    assert any(head.startswith("สำรวจเมื่อ") and "วันที่" in head for head in heads(page))
    assert page.locator("table.clean tbody tr:not(.gap)").first.locator("td").nth(2).inner_text() == "601101"
    publish(visits, page)


def test_the_keyboard_alone_does_the_same(visits, register):
    page = visits.page(EDITOR)
    hand_in(page, register, office="strategy")
    page.locator("a.of-row").first.focus()

    page.keyboard.press("ArrowDown")
    with page.expect_navigation(url="**/review?*"):
        page.keyboard.press("h")
    whole(page)
    assert made(page) == ["แถว 2 เป็นหัวตาราง"]
    assert page.evaluate("() => document.activeElement.dataset.row") == "1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    with page.expect_navigation(url="**/review?*"):
        page.keyboard.press("n")
    assert made(page) == ["แถว 2 เป็นหัวตาราง", "แถว 3–4 เป็นหมายเหตุ ไม่นำเข้า"]
    whole(page)
    with page.expect_navigation(url="**/review?*"):
        page.keyboard.press("u")
    assert made(page) == ["แถว 2 เป็นหัวตาราง"]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_review_of_a_row_has_no_barrier_at_any_width(visits, register, width, language):
    page = visits.page(EDITOR, width=width, language=language)
    hand_in(page, register, office="strategy")
    page.goto(f"{page.url.partition('?')[0]}?from=9000&row=9002&to=9004")

    expect(page.locator("#panel h3")).to_contain_text("9003–9005")
    assert texts(page.locator("table.raw tbody tr").first.locator("td"))[0] == "8998"
    assert barriers(page) == []
    assert wider_than_window(page) == []
