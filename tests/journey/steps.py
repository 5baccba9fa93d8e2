"""Steps that several journeys take."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page


def hand_in(page: Page, file: Path, address: str = "/upload", *, office: str = "") -> None:
    """Choose a file, which uploads it, and wait for the review."""
    offer(page, file, address, office=office)
    page.wait_for_url("**/review")
    whole(page)


def offer(page: Page, file: Path, address: str = "/upload", *, office: str = "") -> None:
    """Choose a file, which uploads it."""
    page.goto(address)
    if office and page.locator("#up-office").count():
        page.select_option("#up-office", office)
    page.set_input_files("#up-file", file)


def read_again(page: Page, button: Locator) -> None:
    """Press a button that has the file read again, and wait for the new review."""
    with page.expect_navigation(url="**/review?*"):
        button.click()
    whole(page)


def whole(page: Page) -> None:
    """Wait until the whole file is read: what a sample shows is replaced without a step of the reader's."""
    page.locator("#review .notice[hx-get]").wait_for(state="detached", timeout=120_000)


def texts(found: Locator) -> list[str]:
    """Return the texts of elements as they are seen."""
    return [text.strip() for text in found.all_inner_texts()]
