"""All that matters works without JavaScript: search, pages of a table, download, upload, review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journey import workbooks
from journey.browsing import Visits
from journey.conftest import EDITOR
from journey.steps import texts


@pytest.fixture
def plain(visits: Visits) -> Iterator[Page]:
    """The page of a citizen whose browser runs no scripts."""
    page = visits.page(javascript=False)
    yield page
    page.context.close()


def test_one_can_search_and_narrow_what_was_found(plain):
    plain.goto("/")
    plain.locator("main input[name=q]").fill("สูบ")
    plain.locator("main").get_by_role("button", name="ค้นหา").click()
    expect(plain.get_by_role("link", name="อัตราการสูบบุหรี่ของประชาชน รายเขต")).to_be_visible()

    plain.goto("/datasets")
    plain.locator(".only-wide input[name=topic][value=environment]").check()
    plain.locator(".only-wide").get_by_role("button", name="แสดงผลตามตัวกรอง").click()

    expect(plain).to_have_url(re.compile("topic=environment"))
    assert len(texts(plain.locator(".results .t"))) == 2


def test_one_can_turn_the_pages_of_a_table_sort_and_filter_it(plain):
    plain.goto("/datasets/smoking-rate")
    first = texts(plain.locator("#rows tbody tr"))
    plain.locator("#rows nav").get_by_role("link", name="ถัดไป").click()
    assert not set(texts(plain.locator("#rows tbody tr"))) & set(first)

    plain.locator("#view form select").first.select_option("2023")
    plain.locator("#view form").get_by_role("button", name="แสดง").click()

    expect(plain).to_have_url(re.compile("__eq=2023"))
    expect(plain.locator("#rows [role=status]")).to_contain_text("50")


def test_one_can_see_the_map_and_download_the_table(plain):
    plain.goto("/datasets/traffic-deaths")
    plain.get_by_role("link", name="แผนที่").click()
    expect(plain.locator("#view figure svg").first).to_be_visible()

    with plain.expect_download() as download:
        plain.locator("aside").get_by_role("link", name="CSV", exact=True).click()

    assert Path(download.value.path()).read_text(encoding="utf-8-sig").count("\n") == 51


def test_an_editor_can_upload_and_correct(visits, tmp_path):
    editor = visits.page(EDITOR, javascript=False)
    editor.goto("/upload")
    if editor.locator("#up-office").count():
        editor.select_option("#up-office", "strategy")
    editor.set_input_files("#up-file", workbooks.write(tmp_path / "น้ำท่วม.xlsx", [workbooks.figures(2567)]))
    editor.get_by_role("button", name="อัปโหลด", exact=True).click()
    editor.wait_for_url("**/review", timeout=120_000)

    editor.get_by_role("radio", name="พ.ศ.", exact=True).check()
    editor.get_by_role("button", name="อ่านใหม่ตามที่เลือก").click()
    editor.wait_for_url("**/review?*", timeout=120_000)
    editor.locator("a.of-row").first.click()
    expect(editor.locator("#panel")).to_contain_text("ตั้งแต่แถว")

    expect(editor.locator("main")).to_contain_text("อ่านได้ 7 แถว")
    expect(editor.locator("#ask")).to_have_count(0)
    editor.context.close()
