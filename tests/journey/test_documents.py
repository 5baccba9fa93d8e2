"""Papers, links and typed tables in a real browser, with JavaScript and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import papers
from journey.browsing import Visits
from journey.conftest import EDITOR, STEWARD
from journey.looking import barriers, forgotten, wider_than_window
from journey.steps import offer

EXCEL = "เขต\tปี\tราย\nพระนคร\t2566\t12\nดุสิต\t2566\t11\nบางรัก\t2566\t9\n"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "รายงานประจำปี.csv"
    path.write_bytes(papers.PDF)
    return path


@pytest.fixture
def editor(visits: Visits) -> Iterator[Page]:
    page = visits.page(EDITOR)
    yield page
    page.context.close()


def paste(page: Page, cell: str, text: str) -> None:
    """Paste as the clipboard of a spreadsheet would."""
    page.locator(cell).evaluate(
        """(input, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          input.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def described(page: Page, slug: str) -> None:
    page.fill("#id-doc-title_th", "รายงานประจำปี")
    page.check("#id-doc-checked")
    for name, value in {"title_th": "รายงานของสำนัก", "description_th": "รายงานทุกปี", "source": "สำนัก", "slug": slug}.items():
        page.fill(f"#id-{name}", value)
    page.get_by_role("button", name="ส่ง", exact=True).click()


def test_a_pdf_named_csv_becomes_a_document_that_a_steward_publishes(visits, editor, pdf):
    offer(editor, pdf, office="strategy")
    editor.get_by_role("link", name="เผยแพร่เป็นเอกสาร").click()
    described(editor, "reports-of-the-office")
    expect(editor.locator("#sent")).to_contain_text("รายงานประจำปี")

    steward = visits.page(STEWARD)
    steward.goto("/tasks")
    steward.locator("#decide a[href*='/reports-of-the-office/']").first.click()
    steward.get_by_role("button", name="อนุมัติและเผยแพร่").click()

    public = visits.page()
    public.goto("/datasets/reports-of-the-office")
    with public.expect_download() as download:
        public.locator("#documents .t a").click()
    assert download.value.suggested_filename == "รายงานประจำปี.pdf"
    assert Path(download.value.path()).read_bytes() == papers.PDF


def test_only_what_is_needed_is_asked(editor):
    editor.goto("/documents/new")
    editor.check("[name=kind][value=page]")
    editor.select_option("#id-dataset", index=1)

    expect(editor.locator("#id-doc-url")).to_be_visible()
    for hidden in ("#id-doc-file", "#id-doc-checked", "#id-slug"):
        expect(editor.locator(hidden)).to_be_hidden()


def test_cells_of_a_spreadsheet_are_pasted_into_the_grid_and_read(editor):
    editor.goto("/tables/new")
    editor.fill("#id-name", "จำนวนรายเขต")
    paste(editor, "[name='head-0']", EXCEL)

    assert editor.input_value("[name='cell-2-0']") == "บางรัก"
    editor.get_by_role("button", name="อ่านตาราง").click()
    editor.wait_for_url("**/review")
    expect(editor.locator("main")).to_contain_text("อ่านได้ 3 แถว")


def test_arrows_and_enter_walk_through_the_grid_and_rows_come_as_needed(editor):
    editor.goto("/tables/new")
    editor.locator("[name='cell-9-0']").focus()
    editor.keyboard.type("พระนคร")
    for key in ("ArrowRight", "Enter", "ArrowUp"):
        editor.keyboard.press(key)
    at = editor.evaluate("document.activeElement.name")

    assert at == "cell-9-1"
    assert editor.locator("[name='cell-10-1']").count() == 1
    assert editor.url.endswith("/tables/new")


def test_what_does_not_fit_the_grid_is_not_cut(editor):
    editor.goto("/tables/new")
    wide = "\t".join(f"c{k}" for k in range(9)) + "\n" + "\t".join("1" for _ in range(9))

    paste(editor, "[name='head-0']", wide)

    assert editor.input_value("#id-pasted") == wide
    assert editor.input_value("[name='head-0']") == ""


def test_a_table_is_typed_without_javascript(visits):
    page = visits.page(EDITOR, javascript=False)
    page.goto("/tables/new")
    page.fill("#id-name", "จำนวนรายเขต")
    page.fill("#id-pasted", EXCEL)
    page.get_by_role("button", name="ใส่ในตาราง").click()
    page.get_by_role("button", name="เพิ่มแถว").click()
    page.fill("[name='cell-3-0']", "สาทร")
    page.get_by_role("button", name="อ่านตาราง").click()

    assert "/submissions/" in page.url


@pytest.mark.parametrize("address", ["/documents/new", "/tables/new", "/tables/new?dataset=smoking-rate"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_forms_are_without_barriers_at_every_width(visits, address, width, language):
    page = visits.page(EDITOR, width=width, language=language)
    page.goto(address)

    assert barriers(page) == []
    assert wider_than_window(page) == []
    assert forgotten(page) == []
