"""The main job: an office's file becomes a dataset that a citizen finds, reads, maps, downloads and calls."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from journey import workbooks
from journey.browsing import TIMEOUT, Visits
from journey.city import plain_environment
from journey.conftest import EDITOR, STEWARD
from journey.steps import hand_in, read_again, texts

expect.set_options(timeout=TIMEOUT)

SLUG = "flood-risk-spots"
TITLE = "จุดเสี่ยงน้ำท่วมขัง รายเขต พ.ศ. 2565–2567"
FIRST = [workbooks.figures(2565), workbooks.figures(2566)]
REVISED = [workbooks.figures(2566, (*workbooks.DISTRICTS, ("1005", "บางเขน")), more=5), workbooks.figures(2567)]
ROWS = [one.row() for counted in FIRST for one in counted]
"""The rows of version 1, as a right reading gives them."""
NEWER = [*(one.row() for one in FIRST[0]), *(one.row() for counted in REVISED for one in counted)]
"""The rows of version 2: 2565 as it was, 2566 revised, 2567 new."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def review(all_visits: Visits, folder: Path) -> Page:
    """The editor's page after the upload, where she reviews what was understood."""
    editor = all_visits.page(EDITOR)
    hand_in(editor, workbooks.write(folder / "จุดเสี่ยงน้ำท่วม_2565-2566.xlsx", FIRST), "/upload", office="strategy")
    return editor


@pytest.fixture(scope="module")
def corrected(review: Page) -> Page:
    """The same page once she has answered and corrected."""
    review.get_by_role("radio", name="พ.ศ.", exact=True).check()
    read_again(review, review.get_by_role("button", name="อ่านใหม่ตามที่เลือก"))
    review.locator("summary", has_text="แก้ชื่อและชนิดของคอลัมน์").click()
    review.fill("input[name=name-3]", "จุดเสี่ยง")
    review.select_option("select[name=type-4]", "number")
    read_again(review, review.get_by_role("button", name="อ่านใหม่ตามที่แก้"))
    return review


@pytest.fixture(scope="module")
def sent(corrected: Page) -> Page:
    """The editor's page after she has described the dataset and sent it."""
    corrected.get_by_role("button", name="ถูกต้อง ไปขั้นต่อไป").click()
    corrected.wait_for_url("**/details")
    fill_in(corrected)
    corrected.get_by_role("button", name="บันทึกและไปขั้นต่อไป").click()
    corrected.wait_for_url("**/send")
    corrected.get_by_role("button", name="ส่งตรวจ", exact=True).click()
    expect(corrected.get_by_role("heading", level=1)).to_have_text("ส่งตรวจแล้ว รอบริกรข้อมูลตรวจ")
    return corrected


@pytest.fixture(scope="module")
def published(all_visits: Visits, sent: Page) -> str:
    """The address of the dataset once the steward has approved it."""
    steward = all_visits.page(STEWARD)
    approve(steward, TITLE)
    expect(steward.get_by_role("heading", level=1)).to_have_text("เผยแพร่รุ่นที่ 1 แล้ว")
    steward.context.close()
    return f"/datasets/{SLUG}"


@pytest.fixture(scope="module")
def revised(all_visits: Visits, published: str, folder: Path) -> str:
    """The address of the dataset once a second file has made version 2; the plan was seen before."""
    editor = all_visits.page(EDITOR)
    hand_in(editor, workbooks.write(folder / "จุดเสี่ยงน้ำท่วม_2566-2567.xlsx", REVISED), f"/upload?dataset={SLUG}")
    go_to_sending(editor)
    editor.get_by_role("radio", name="แทนที่เฉพาะช่วงเวลาที่อยู่ในไฟล์").check()
    editor.get_by_role("button", name="คำนวณใหม่").click()
    wait_for_plan(editor, "+8 แถว สำหรับ 2566–2567 แทนที่ 7 แถว")
    editor.get_by_role("button", name="ส่งตรวจ", exact=True).click()
    steward = all_visits.page(STEWARD)
    approve(steward, TITLE)
    expect(steward.get_by_role("heading", level=1)).to_have_text("เผยแพร่รุ่นที่ 2 แล้ว")
    return published


def fill_in(page: Page) -> None:
    """Fill in the short form."""
    page.fill("#id-title_th", TITLE)
    page.fill("#id-title_en", "Spots at risk of flooding by district, 2022–2024")
    page.fill("#id-description_th", "จำนวนจุดเสี่ยงและจุดเฝ้าระวังน้ำท่วมขังของแต่ละเขต (ข้อมูลสมมติสำหรับการทดสอบ)")
    page.fill("#id-slug", SLUG)
    page.fill("#id-keywords", "น้ำท่วม, ระบายน้ำ")
    page.fill("#id-source", "สำนักยุทธศาสตร์และประเมินผล กรุงเทพมหานคร")
    page.select_option("#id-topic", "environment")
    page.select_option("#id-classification", "01")
    page.select_option("#id-frequency", "A")


def go_to_sending(page: Page) -> None:
    """Go on from the review through the form, which is filled in from the last version."""
    page.get_by_role("button", name="ถูกต้อง ไปขั้นต่อไป").click()
    page.wait_for_url("**/details")
    page.get_by_role("button", name="บันทึกและไปขั้นต่อไป").click()
    page.wait_for_url("**/send")


def wait_for_plan(page: Page, words: str) -> None:
    """Look again until the plan is counted; it is a job."""
    plan = page.locator("section", has_text="สิ่งที่จะเปลี่ยน").locator(".num-l")
    for _ in range(100):
        if plan.count():
            break
        page.wait_for_timeout(300)
        page.reload()
    expect(plan).to_have_text(words)


def approve(page: Page, title: str) -> None:
    """Find the thing in the inbox, look at it and approve it."""
    page.goto("/tasks")
    page.locator("#decide li", has_text=title).get_by_role("link", name=re.compile("^ตรวจ")).click()
    page.get_by_role("button", name="อนุมัติและเผยแพร่").click()
    page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]+$"))


def test_the_review_says_what_was_understood_left_out_and_changed(visits, review):
    shown = review.locator("main").inner_text()

    assert "อ่านได้ 14 แถว" in shown
    assert "หัวตาราง 2 แถว คือแถวที่ 4–5" in shown
    assert "แถว 13 ยอดรวมย่อย" in shown
    assert "แถว 23–24 หมายเหตุท้ายตาราง" in shown
    assert "แปลงเลขไทยเป็นเลขอารบิก 14 เซลล์ในคอลัมน์ “จำนวนจุด / เสี่ยง”" in shown


def test_the_raw_sheet_stands_beside_the_clean_table(visits, review):
    raw, clean = review.locator("table.raw"), review.locator("table.grid-table:not(.raw)").first

    assert texts(raw.locator("tbody tr.is-head td"))[:4] == ["รหัสเขต", "เขต", "ปี พ.ศ.", "จำนวนจุด"]
    assert texts(raw.locator("tbody tr").nth(5).locator("td"))[:4] == ["1001", "พระนคร", "๒๕๖๕", "๑๕"]
    assert texts(clean.locator("tbody tr:not(.gap)").first.locator("td"))[1] == "พระนคร"
    assert raw.bounding_box()["x"] < clean.bounding_box()["x"]


def test_a_row_left_out_can_be_brought_back_and_left_out_again(visits, review):
    left_out = review.locator("section", has=review.get_by_role("heading", name="ไม่นำเข้า"))
    read_again(review, left_out.get_by_role("button", name=re.compile("นำเข้า ยอดรวมย่อย")))
    assert "อ่านได้ 15 แถว" in review.locator("main").inner_text()

    review.locator("table.raw a[data-row='12']").click()
    read_again(review, review.locator("#panel").get_by_role("button", name="ยอดรวม ไม่นำเข้า"))

    assert "อ่านได้ 14 แถว" in review.locator("main").inner_text()


def test_answers_and_corrections_show_in_the_table(visits, corrected):
    heads = texts(corrected.locator("table.grid-table:not(.raw)").first.locator("thead th"))
    row = texts(corrected.locator("table.grid-table:not(.raw)").first.locator("tbody tr:not(.gap)").first.locator("td"))

    assert heads[4].startswith("จุดเสี่ยง")
    assert row[6].startswith("1 มิ.ย. 2565")
    assert not corrected.locator("#ask").count()


def test_what_was_sent_waits_in_the_inbox_of_the_steward(visits, sent):
    steward = visits.page(STEWARD)
    steward.goto("/tasks")

    steward.locator("#decide").get_by_role("link", name=TITLE).first.click()

    expect(steward.get_by_role("heading", level=1)).to_have_text("ตรวจก่อนเผยแพร่")
    expect(steward.locator("main")).to_contain_text("รุ่นแรก 14 แถว")
    steward.context.close()


def test_a_citizen_finds_it_by_a_word_inside_a_compound(page, published):
    page.goto("/")
    page.locator("main input[name=q]").fill("ท่วม")
    page.locator("main").get_by_role("button", name="ค้นหา").click()

    page.get_by_role("link", name=TITLE).click()

    expect(page).to_have_url(re.compile(published + "$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_table_chart_and_map_show_the_figures_of_the_workbook(page, published):
    page.goto(published)
    assert texts(page.locator("#rows tbody tr").first.locator("th, td"))[:7] == ["1001", "พระนคร", "2565", "15", "1,200", "20.25", "1 มิ.ย. 2565"]

    page.get_by_role("link", name="แผนภูมิ").click()
    expect(page.locator("#view figure svg").first).to_be_visible()
    page.get_by_role("link", name="แผนที่").click()

    expect(page.locator("#view figure")).to_contain_text("ไม่ใช่แนวเขตจริง")
    page.locator("#view summary", has_text="ดูตัวเลขของภาพนี้เป็นตาราง").click()
    expect(page.locator("#view figure table")).to_contain_text("สัมพันธวงศ์")


def test_the_address_filters_and_sorts(page, published):
    page.goto(f"{published}?{urlencode({'ปี พ.ศ.__eq': 2023, 'sort': '-จุดเสี่ยง'})}")

    rows = page.locator("#rows tbody tr")

    assert [texts(rows.nth(k).locator("th, td"))[1] for k in range(7)] == [name for _, name in reversed(workbooks.DISTRICTS)]
    expect(rows).to_have_count(7)
    assert page.locator("#rows th[aria-sort=descending]").count() == 1


def test_the_files_hold_what_the_workbook_held(page, published):
    page.goto(published)

    assert rows_of_csv(saved(page, "CSV")) == ROWS
    assert rows_of_xlsx(saved(page, "Excel ทั้งหมด")) == ROWS


def test_what_is_seen_can_be_downloaded_alone(page, published):
    page.goto(f"{published}?{urlencode({'ปี พ.ศ.__eq': 2023, 'sort': '-จุดเสี่ยง'})}")

    seen = rows_of_xlsx(saved(page, "Excel เฉพาะที่เห็น"))

    assert seen == sorted((row for row in ROWS if row[2] == 2023), key=lambda row: -row[3])


@pytest.mark.parametrize("language", ["curl", "python"])
def test_the_snippet_on_the_page_runs_as_it_stands(page, published, language):
    page.goto(f"{published}?{urlencode({'ปี พ.ศ.__eq': 2023, 'code': language})}")

    said = run(page.locator("#snippet"))

    expected = [row for row in ROWS if row[2] == 2023]
    if language == "curl":
        assert [tuple(item[name] for name in workbooks.NAMES[:4]) for item in json.loads(said)["items"]] == [row[:4] for row in expected]
    else:
        assert said.startswith("7 [{'รหัสเขต': '1001', 'เขต': 'พระนคร', 'ปี พ.ศ.': 2023, 'จุดเสี่ยง': 18,")


def test_the_snippet_for_r_names_the_file_with_the_rows_shown(page, published):
    """The snippet prints the first six rows. R is seldom installed; without it the file that the snippet names is fetched."""
    page.goto(f"{published}?{urlencode({'ปี พ.ศ.__eq': 2023, 'code': 'r'})}")
    snippet = page.locator("#snippet")
    address = re.search(r'read\.csv\("([^"]+)"', snippet.inner_text()).group(1)

    said = run(snippet) if shutil.which("Rscript") else page.request.get(address).body().decode("utf-8-sig")

    assert all(name in said for _, name in workbooks.DISTRICTS[:6])
    assert "๒๕๖๖" not in said


def test_a_second_file_makes_version_two_as_planned(page, revised):
    page.goto(f"{revised}?{urlencode({'sort': 'ปี พ.ศ.'})}")

    assert sorted(rows_of_csv(saved(page, "CSV"))) == sorted(NEWER)
    expect(page.locator("#versions tbody tr")).to_have_count(2)
    expect(page.locator("#versions tbody tr").first).to_contain_text("เพิ่ม 8 แถว แทนที่ 7 แถว")


def test_the_first_version_can_still_be_read(page, revised):
    page.goto(revised)
    page.locator("#versions").get_by_role("link", name="1", exact=True).click()

    expect(page.locator("main")).to_contain_text("กำลังดูรุ่นที่ 1 ซึ่งมีรุ่นใหม่กว่าแล้ว")
    assert rows_of_csv(saved(page, "CSV")) == ROWS


def saved(page: Page, link: str) -> Path:
    """Follow a link to a file and return where it was saved."""
    with page.expect_download() as download:
        page.locator("aside").get_by_role("link", name=link, exact=True).last.click()
    return Path(download.value.path())


def rows_of_csv(path: Path) -> list[tuple[object, ...]]:
    """Return the rows of a downloaded CSV with the types of the workbook."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by the mark"
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(head[:7]) == workbooks.NAMES
    return [(row[0], row[1], int(row[2]), int(row[3]), int(float(row[4])), float(row[5]), date.fromisoformat(row[6])) for row in rows]


def rows_of_xlsx(path: Path) -> list[tuple[object, ...]]:
    """Return the rows of the first sheet of a downloaded workbook."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0].iter_rows(values_only=True)
    assert head[:7] == workbooks.NAMES
    return [(*row[:6], row[6].date() if hasattr(row[6], "date") else row[6]) for row in rows]


def run(snippet: Locator) -> str:
    """Run the words of a snippet with the program that it names, and return what it prints."""
    programs = {"sh": ["sh"], "python3": [sys.executable, "-"], "Rscript": ["Rscript", "-"]}
    program, text = programs[snippet.get_attribute("data-runs")], snippet.inner_text()
    done = subprocess.run(program, input=text, env=plain_environment(), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
