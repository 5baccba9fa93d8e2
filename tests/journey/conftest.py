"""One demo city and one browser for all journeys of a process; both end with the last journey."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from journey import city as cities
from journey.browsing import CHROMIUM, OPTIONS, Visits
from journey.city import City

EDITOR = "editor@strategy.example"
STEWARD = "steward@strategy.example"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journey" in item.path.parts[-2:]:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[City]:
    """The demo city. It is loaded once, also where several processes test; each shows a copy of its own.

    A process that is given other tests in between starts it again afterwards, with fresh data.
    MUEANG_JOURNEY_CITY names a folder in which the loaded city stays for the next run, which saves a minute.
    """
    own = tmp_path_factory.getbasetemp()
    kept = os.environ.get("MUEANG_JOURNEY_CITY")
    shared = Path(kept) if kept else (own if worker_id == "master" else own.parent) / "loaded"
    running = cities.started(cities.copied(cities.loaded_once(shared), tmp_path_factory.mktemp("city") / "data"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. It ends with the journeys, for its event loop would trouble tests of Django in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def all_visits(browser: Browser, city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    made = Visits(browser, city, tmp_path_factory.mktemp("people"))
    yield made
    made.close()


@pytest.fixture
def visits(all_visits: Visits) -> Iterator[Visits]:
    """Opens watched pages; the test fails if one asks another host, breaks the policy or logs an error."""
    yield all_visits
    all_visits.check()


@pytest.fixture
def page(visits: Visits) -> Iterator[Page]:
    """A citizen's page."""
    page = visits.page()
    yield page
    page.context.close()
