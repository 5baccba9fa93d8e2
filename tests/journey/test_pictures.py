"""The pictures of the README are taken from the demo city; `make accept` takes them anew."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page

from journey import workbooks
from journey.browsing import Visits
from journey.conftest import EDITOR, STEWARD
from journey.steps import hand_in

PICTURES = Path(__file__).parent.parent.parent / "docs" / "images"
WIDTH, HEIGHT = 1280, 860
LARGEST = 300_000
"""Bytes of a picture: the README opens quickly also where lines are slow."""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "จุดเสี่ยงน้ำท่วม_2565-2566.xlsx"
    return workbooks.write(path, [workbooks.figures(2565), workbooks.figures(2566)])


def waiting_submission(page: Page) -> None:
    page.goto("/tasks")
    page.goto(str(page.locator("a[href^='/submissions/']").first.get_attribute("href")))


PLACES = {
    "home": ("", lambda page: page.goto("/")),
    "map": ("", lambda page: page.goto("/datasets/smoking-rate?view=map")),
    "table": ("", lambda page: page.goto("/datasets/traffic-deaths")),
    "search": ("", lambda page: page.goto("/datasets?q=สุขภาพ")),
    "review": (EDITOR, lambda page: page.locator("#ask").scroll_into_view_if_needed()),
    "waiting": (STEWARD, waiting_submission),
}


@pytest.mark.golden
@pytest.mark.parametrize("name", PLACES)
def test_a_picture_of_the_readme_shows_a_page_that_is_there(visits: Visits, sheet: Path, name: str):
    email, go = PLACES[name]
    page = visits.page(email, width=WIDTH)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

    if name == "review":
        hand_in(page, sheet, office="strategy")
    go(page)
    page.evaluate("document.fonts.ready")
    taken = page.screenshot(path=PICTURES / f"{name}.png" if os.environ.get("MUEANG_ACCEPT") else None)

    kept = (PICTURES / f"{name}.png").read_bytes()
    assert page.locator("h1").first.inner_text().strip()
    assert struct.unpack(">II", kept[16:24]) == struct.unpack(">II", taken[16:24]) == (WIDTH, HEIGHT)
    assert max(len(kept), len(taken)) < LARGEST
    page.context.close()
