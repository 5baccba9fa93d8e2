"""A wrong file of each kind: the page says what to do, and nothing is left but the record of the attempt.

Only what people can read as it is waits to become a document, until it is given up.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journey.browsing import Visits
from journey.city import City
from journey.conftest import EDITOR
from journey.looking import THAI
from journey.steps import hand_in, offer
from journey.wrong_files import WRONG


@pytest.fixture(scope="module")
def editors(all_visits: Visits) -> Iterator[tuple[Page, Page]]:
    """The pages of an editor in Thai and in English."""
    pages = all_visits.page(EDITOR, language="th"), all_visits.page(EDITOR, language="en")
    yield pages
    for page in pages:
        page.context.close()


def kept(city: City) -> set[str]:
    """Return the files that the city keeps of uploads and readings."""
    return {str(path.relative_to(city.data)) for part in ("sources", "staging") for path in (city.data / part).rglob("*") if path.is_file()}


def datasets(page: Page) -> dict[str, object]:
    """Return the datasets with the times at which they changed."""
    items = json.loads(page.request.get("/api/v1/datasets?page_size=100").text())["items"]
    return {item["slug"]: item for item in items}


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(pages: tuple[Page, Page], file: Path) -> tuple[str, str]:
    """Hand in the file and return how the page refuses it in each language."""
    thai, english = pages
    offer(thai, file, office="strategy")
    said = refusal(thai)
    if "/submissions/" in thai.url:
        english.goto(thai.url)
    else:
        offer(english, file, office="strategy")
    return said, refusal(english)


def refusal(page: Page) -> str:
    """Return the words of the refusal, which may take a while: a job reads the file."""
    notice = page.locator("#progress .notice.bad, [data-upload-fault]:not([hidden])")
    expect(notice).to_be_visible(timeout=120_000)
    return notice.inner_text()


def give_up(page: Page) -> None:
    page.locator("form[action$='/discard'] button").click()
    page.wait_for_url("**/tasks")


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_refused_in_words_and_leaves_only_the_record(visits, editors, city, tmp_path, kind):
    wrong = WRONG[kind]
    content, files, published = wrong.content(), kept(city), datasets(editors[0])

    thai, english = refused(editors, written(tmp_path, wrong.name, content))

    assert wrong.thai in thai
    assert wrong.english in english
    assert not THAI.search(english)
    if editors[0].locator("a[href^='/documents/new?submission=']").count():
        assert len(kept(city)) == len(files) + 1
        give_up(editors[0])
    assert kept(city) == files
    assert hashlib.sha256(content).hexdigest() not in " ".join(files)
    assert datasets(editors[0]) == published


def test_the_attempts_are_on_record(visits, editors, city):
    """Of what was refused stays who tried what and when, and the hash of the file."""
    with sqlite3.connect(f"file:{city.data / 'mueang.sqlite3'}?mode=ro", uri=True) as records:
        told = [row[0] for row in records.execute("SELECT verb FROM access_auditentry WHERE verb LIKE 'submission.%' ORDER BY number DESC LIMIT 40")]

    assert told.count("submission.refuse") >= 1
    assert told.count("submission.receive") >= told.count("submission.refuse")


def test_a_sound_file_is_not_refused(visits, editors, tmp_path):
    """The words above are not said of every file."""
    hand_in(editors[0], written(tmp_path, "เขต.csv", "เขต,ราย\nบางรัก,5\nดุสิต,7\n".encode()), office="strategy")

    expect(editors[0].locator("main")).to_contain_text("อ่านได้ 2 แถว")
