"""Every page in both languages, on a desk and on a telephone: no barrier, no sideways scrolling, no stray word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from journey import looking, workbooks
from journey.browsing import Visits
from journey.conftest import EDITOR, STEWARD
from journey.steps import hand_in, offer

WIDTHS = (1440, 390)
DATA = "#rows, .grid-table, .dict, pre, code, .tag, [hreflang]"
"""Where the words of data stand, in their own language; and the link to the other language."""

PUBLIC = {
    "home": "/",
    "search": "/datasets",
    "search for a word": "/datasets?q=ฝุ่น",
    "search without a hit": "/datasets?q=zzqq&topic=health",
    "table": "/datasets/traffic-deaths",
    "table filtered and sorted": "/datasets/smoking-rate?ปี พ.ศ.__eq=2023&sort=-เขต&page=2",
    "chart": "/datasets/smoking-rate?view=chart",
    "map of districts": "/datasets/traffic-deaths?view=map",
    "map of points": "/datasets/health-places?view=map",
    "older version": "/datasets/smoking-rate?version=1",
    "chart in a frame": "/embed/smoking-rate?view=chart",
    "map in a frame": "/embed/traffic-deaths?view=map",
    "hidden in a frame": "/embed/bang-rak-field-visits",
    "organisations": "/organisations",
    "organisation": "/organisations/bangkok",
    "organisation searched": "/organisations/bangkok?q=ฝุ่น",
    "organisation without data": "/organisations/phra-khanong",
    "headlines of the city": "/organisations/bangkok/headlines",
    "headlines of a district": "/organisations/dusit/headlines",
    "headlines of Takhli": "/organisations/takhli/headlines",
    "no headlines": "/organisations/phra-khanong/headlines",
    "about": "/about",
    "sign-in": "/accounts/login/",
    "nowhere": "/nothing-here",
    "hidden dataset": "/datasets/bang-rak-field-visits",
}
WORK = {
    "tasks": "/tasks",
    "account": "/account",
    "upload": "/upload",
    "upload of a version": "/upload?dataset=smoking-rate",
    "review": "{draft}/review",
    "details": "{draft}/details",
    "send": "{draft}/send",
    "refused file": "{refused}",
    "job": "{job}",
    "queue": "/jobs",
    "sign-out": "/accounts/logout/",
    "password": "/accounts/password/change/",
    "own dataset": "/datasets/smoking-rate",
}
DECISIONS = {
    "inbox": "/tasks",
    "decision": "{waiting}",
    "choice of headlines": "/organisations/strategy/headlines/choose",
    "choice of a headline": "/organisations/strategy/headlines/choose?dataset=smoking-rate",
}


@dataclass(frozen=True)
class Work:
    """Addresses of work under way."""

    draft: str
    refused: str
    job: str
    waiting: str


@pytest.fixture(scope="module")
def work(all_visits: Visits, tmp_path_factory: pytest.TempPathFactory) -> Work:
    """A file that waits for its editor's answers, one that could not be read, and what waits for the steward."""
    folder = tmp_path_factory.mktemp("work")
    editor, steward = all_visits.page(EDITOR), all_visits.page(STEWARD)
    hand_in(editor, workbooks.write(folder / "น้ำท่วม.xlsx", [workbooks.figures(2566)]), office="strategy")
    draft = editor.url.removesuffix("/review")
    refused = refuse(editor, folder)
    editor.goto("/tasks")
    job = editor.locator("#jobs a").first.get_attribute("href")
    steward.goto("/tasks")
    waiting = steward.locator("#decide li .t a").first.get_attribute("href")
    for page in (editor, steward):
        page.context.close()
    return Work(draft, refused, job or "", waiting or "")


def refuse(page: Page, folder: Path) -> str:
    """Hand in a file that is none, and return the address where that is told."""
    noise = folder / "เสียง.csv"
    noise.write_bytes(bytes((k * k * 31 + k * 7) % 256 for k in range(4000)))
    offer(page, noise, office="strategy")
    page.locator("#progress .notice.bad").wait_for()
    return page.url


@pytest.fixture(scope="module", params=["th", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(all_visits: Visits, language: str) -> Iterator[dict[str, Page]]:
    """One page for each person, in the language."""
    opened = {email: all_visits.page(email, language=language) for email in ("", EDITOR, STEWARD)}
    yield opened
    for page in opened.values():
        page.context.close()


def seen_wrong(page: Page, address: str, language: str) -> list[str]:
    """Return what is wrong on the page, at each width."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        wrong += [f"{width} px: {one}" for one in looking.barriers(page) + looking.wider_than_window(page)]
    assert page.locator("html").get_attribute("lang") == language
    return [*wrong, *looking.strayed(page, language, but=DATA), *looking.forgotten(page)]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_for_everybody_is_without_fault(visits, pages, language, name):
    assert seen_wrong(pages[""], PUBLIC[name], language) == []


@pytest.mark.parametrize("name", WORK)
def test_a_page_for_editors_is_without_fault(visits, pages, work, language, name):
    assert seen_wrong(pages[EDITOR], WORK[name].format(**vars(work)), language) == []


@pytest.mark.parametrize("name", DECISIONS)
def test_a_page_for_stewards_is_without_fault(visits, pages, work, language, name):
    assert seen_wrong(pages[STEWARD], DECISIONS[name].format(**vars(work)), language) == []


SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize("address", ["/organisations/bangkok/headlines", "/organisations/takhli/headlines"])
def test_the_figures_of_a_mayor_print_on_one_sheet(visits, pages, address):
    pages[""].goto(address)

    assert len(SHEET.findall(pages[""].pdf(prefer_css_page_size=True))) == 1


PLANTED = {
    "a picture without words": ("<img src='/static/x.png'>", "image-alt"),
    "a broad box": ("<div style='width:2000px;height:9px'>&nbsp;</div>", "px wide"),
    "a Thai button on an English page": ("<p>นำเข้าข้อมูล</p>", "นำเข้าข้อมูล"),
    "a slot that nobody filled": ("<p>{n} rows</p>", "{n} rows"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_seen(all_visits, planted):
    page = all_visits.page(language="en")
    page.goto("/about")
    markup, expected = PLANTED[planted]

    page.evaluate("(markup) => { const box = document.createElement('div'); box.innerHTML = markup; document.querySelector('main').append(box) }", markup)
    page.evaluate("() => { for (const box of document.querySelectorAll('[style]')) box.style.cssText = box.getAttribute('style') }")
    seen = [*looking.barriers(page), *looking.wider_than_window(page), *looking.strayed(page, "en", but=DATA), *looking.forgotten(page)]

    assert any(expected in one for one in seen)
    forget(all_visits, page)


def test_a_request_to_another_host_is_caught(all_visits):
    page = all_visits.page()
    page.goto("/about")

    with page.expect_event("requestfailed"):
        page.evaluate("() => { window.location.href = 'http://tiles.example/0/0/0.png' }")

    with pytest.raises(AssertionError, match=r"tiles\.example"):
        all_visits.check()
    forget(all_visits, page)


def test_a_breach_of_the_policy_is_caught(all_visits):
    page = all_visits.page()
    page.goto("/about")

    page.evaluate("() => { const script = document.createElement('script'); script.textContent = 'window.planted = 1'; document.body.append(script) }")

    assert page.evaluate("() => window.planted") is None
    with pytest.raises(AssertionError, match="Content Security Policy"):
        all_visits.check()
    forget(all_visits, page)


def forget(visits: Visits, page: Page) -> None:
    """Close a page on which a fault was planted, and what it told."""
    page.context.close()
    for watch in visits.watches:
        watch.strangers.clear()
        watch.faults.clear()
