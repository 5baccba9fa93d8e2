"""A department asks district offices for a form, one fills it in with a fault and mends it, and the dataset has its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from journey.browsing import TIMEOUT, Visits
from journey.conftest import STEWARD
from journey.looking import barriers, forgotten, strayed, wider_than_window

DISTRICT = "steward@bangrak.example"
OFFICES = ("bang-rak", "dusit", "pathum-wan")
DATA = ".grid-table, .dict, pre, code, .tag, [hreflang], h1, .crumbs, .t, .meta, .prose, #attempts"


@pytest.fixture
def steward(visits: Visits) -> Iterator[Page]:
    page = visits.page(STEWARD)
    yield page
    page.context.close()


@pytest.fixture
def district(visits: Visits) -> Iterator[Page]:
    page = visits.page(DISTRICT)
    yield page
    page.context.close()


def make_form(page: Page, slug: str) -> None:
    page.goto("/forms/new")
    page.select_option("#f-office", "strategy")
    page.fill("#f-title", f"ผู้ป่วยรายเดือน {slug}")
    for k, (name, kind, unit) in enumerate((("โรค", "string", ""), ("จำนวนผู้ป่วย", "integer", "ราย"))):
        page.fill(f"#name-{k}", name)
        page.select_option(f"#type-{k}", kind)
        page.fill(f"#unit-{k}", unit)
        page.check(f"[name=required-{k}]")
    page.locator("summary", has_text="ค่าที่ใช้ได้").first.click()
    page.fill("#codes-0", "A90 = ไข้เลือดออก\nA00 = อหิวาตกโรค")
    page.fill("#f-slug", slug)
    page.get_by_role("button", name="บันทึกแบบฟอร์ม").click()
    page.wait_for_url(re.compile(r"/forms/\d+$"))


def publish(page: Page) -> str:
    """Ask the three offices and return the address of the round."""
    for office in OFFICES:
        page.locator("summary", has_text="เลือกทีละหน่วยงาน").click() if office == OFFICES[0] else None
        page.check(f"[name=office][value={office}]")
    page.get_by_role("button", name="เผยแพร่รอบ", exact=True).click()
    page.wait_for_url("**/rounds/**")
    return page.url


def fill(page: Page, address: str, cases: object, folder: Path) -> None:
    """Download the form, fill one row in, and upload it."""
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลดแบบฟอร์ม").click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    book.worksheets[0]["A5"], book.worksheets[0]["B5"] = "ไข้เลือดออก", cases
    path = folder / "แบบฟอร์มที่กรอกแล้ว.xlsx"
    book.save(path)
    page.set_input_files("#up-file", path)


def test_a_round_from_the_form_to_the_rows_of_the_dataset(steward, district, tmp_path):
    make_form(steward, "journey-cases")
    address = publish(steward)
    expect(steward.locator("h1")).to_contain_text("ส่งแล้ว 0 จาก 3 หน่วยงาน")

    district.goto("/tasks")
    expect(district.locator("#owed")).to_contain_text("journey-cases")
    fill(district, f"{address}/bang-rak", "สิบสอง", tmp_path)
    expect(district.locator("#checked")).to_contain_text("เซลล์ B5 “จำนวนผู้ป่วย”: “สิบสอง” ไม่ใช่จำนวนเต็ม", timeout=TIMEOUT)
    fill(district, f"{address}/bang-rak", 12, tmp_path)
    expect(district.locator("#checked")).to_contain_text("ส่งแล้ว 1 แถว", timeout=TIMEOUT)

    steward.goto(address)
    expect(steward.locator("h1")).to_contain_text("ส่งแล้ว 1 จาก 3 หน่วยงาน")
    steward.get_by_role("button", name="เตือนทุกหน่วยงานที่ยังไม่ส่ง (2)").click()
    expect(steward.locator(".notice").first).to_contain_text("เตือนแล้ว 2 หน่วยงาน")
    steward.get_by_role("button", name="รวมตอนนี้").click()
    for _ in range(60):
        steward.goto("/datasets/journey-cases")
        if steward.locator("#rows td, #rows th").count():
            break
        steward.wait_for_timeout(1000)
    expect(steward.locator("main")).to_contain_text("สำนักงานเขตบางรัก")


def test_the_grid_on_the_page_tells_faults_as_they_are_typed(steward, district):
    make_form(steward, "journey-grid")
    district.goto(f"{publish(steward)}/bang-rak")
    district.fill("[name=cell-0-0]", "ไข้เลือดออก")
    district.fill("[name=cell-0-1]", "x")
    district.press("[name=cell-0-1]", "Tab")
    expect(district.locator("#checked")).to_contain_text("เซลล์ B1", timeout=TIMEOUT)

    district.fill("[name=cell-0-1]", "๗")
    district.press("[name=cell-0-1]", "Tab")
    expect(district.locator("#checked")).to_contain_text("ยังไม่พบสิ่งที่ต้องแก้", timeout=TIMEOUT)
    district.get_by_role("button", name="ส่งข้อมูล").click()
    expect(district.locator("#checked")).to_contain_text("ส่งแล้ว 1 แถว", timeout=TIMEOUT)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["th", "en"])
def test_pages_of_rounds_have_no_barrier_in_either_language_at_either_width(visits, width, language):
    page = visits.page(STEWARD, width=width, language=language)
    page.goto("/rounds")
    form = page.locator("#forms .t a").first.get_attribute("href")
    overview = page.locator("#forms .meta a").first.get_attribute("href")
    found = {}
    for address in ("/rounds", "/forms/new", form, f"{form}/edit", overview, f"{overview}/bang-rak", f"{overview}/dusit"):
        page.goto(address)
        found[address] = [*barriers(page), *wider_than_window(page), *strayed(page, language, but=DATA), *forgotten(page)]

    assert {address: faults for address, faults in found.items() if faults} == {}
    page.context.close()


def test_rounds_work_without_javascript(visits):
    page = visits.page(DISTRICT, javascript=False)
    page.goto("/rounds")
    page.locator("#owed .t a").first.click()
    page.fill("[name=cell-0-1]", "x")
    page.get_by_role("button", name="ตรวจก่อนส่ง").click()

    assert "เซลล์ B1" in page.locator("#checked").inner_text()
    page.context.close()
