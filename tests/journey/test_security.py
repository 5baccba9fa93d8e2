"""What a stranger may not do: forge a form, guess a password, name a file so that it lands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import APIResponse, Page, expect

from journey.browsing import Visits, sign_in
from journey.city import City
from journey.conftest import EDITOR
from journey.test_pages import PUBLIC

GUESSED = "viewer@strategy.example"
"""No other journey signs in as this person, for she will be locked out."""
TABLE = "เขต,ราย\nบางรัก,5\nดุสิต,7\n".encode()


@pytest.fixture
def editor(visits: Visits) -> Iterator[Page]:
    page = visits.page(EDITOR)
    page.goto("/upload")
    yield page
    page.context.close()


WHOLE_PAGES = [address for address in PUBLIC.values() if not address.startswith("/embed/")]


@pytest.mark.parametrize("address", [*WHOLE_PAGES, "/api/v1/datasets", "/api/openapi.json", "/api/v1/datasets/none", "/healthz", "/tasks"])
def test_every_answer_carries_the_secure_headers(page, address):
    headers = page.request.get(address, max_redirects=0).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_scripts_cannot_read_the_cookies_of_a_session(editor):
    cookies = {cookie["name"]: cookie for cookie in editor.context.cookies()}

    assert cookies["mueang_session"]["httpOnly"]
    assert cookies["mueang_csrf"]["httpOnly"]
    assert {cookies[name]["sameSite"] for name in ("mueang_session", "mueang_csrf")} == {"Lax"}
    assert editor.evaluate("() => document.cookie") == ""


def test_what_officers_see_is_kept_by_no_cache(editor):
    assert "no-store" in editor.request.get("/tasks").headers["cache-control"]


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_a_form_without_its_token_is_refused(editor, token):
    answer = hand_in(editor, "เขต.csv", token=token)

    assert answer.status == 403
    assert "แบบฟอร์มนี้หมดอายุหรือไม่ได้มาจากเว็บไซต์นี้" in answer.text().replace("<wbr>", "")


def test_a_form_from_another_site_is_refused_even_with_the_token(editor):
    answer = hand_in(editor, "เขต.csv", token=token_of(editor), origin="http://stranger.example")

    assert answer.status == 403


def test_a_password_cannot_be_guessed(visits, city):
    page = visits.page()
    for k in range(5):
        sign_in(page, GUESSED, f"guess number {k}")
        expect(page.locator(".notice.bad")).to_contain_text("อีเมลหรือรหัสผ่านไม่ถูกต้อง")

    sign_in(page, GUESSED, city.account(GUESSED)["password"])

    expect(page.locator(".notice.bad")).to_contain_text("บัญชีถูกล็อกชั่วคราว")
    page.context.close()


def test_a_stranger_is_asked_to_sign_in(page):
    page.goto("/upload")

    expect(page).to_have_url("/accounts/login/?next=/upload")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../../planted.csv", "planted.csv"),
        ("..\\..\\planted.csv", "planted.csv"),
        ("/etc/planted.csv", "planted.csv"),
        ("<img src=x onerror=alert(1)>.csv", "_img src=x onerror=alert(1)_.csv"),
        ("planted." + "x" * 210, "planted."),
    ],
)
def test_the_name_of_a_file_leads_nowhere(editor, city, name, shown):
    before = names(city)

    answer = hand_in(editor, name, token=token_of(editor))
    editor.goto(answer.url)
    editor.wait_for_url("**/review", timeout=120_000)

    assert editor.locator("main .meta").first.inner_text().strip().startswith(shown)
    assert not [path for path in names(city) - before if "planted" in path and not path.startswith("staging/")]
    assert not list(city.data.parent.glob("planted*"))


@pytest.mark.parametrize(
    "address",
    [
        "/static/" + quote("../../../../demo-accounts.json", safe=""),
        "/static/../../demo-accounts.json",
        "/datasets/" + quote("../../secret.key", safe="") + "/download",
        "/datasets/smoking-rate/versions/1/" + quote("../../../secret.key", safe=""),
    ],
)
def test_no_address_leads_out_of_the_site(page, address):
    answer = page.request.get(address)

    assert answer.status in (400, 404)
    assert "password" not in answer.text()


def token_of(page: Page) -> str:
    """Return the token of the form on the page."""
    return page.locator("main form input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""


def hand_in(page: Page, name: str, *, token: str, origin: str = "") -> APIResponse:
    """Post a file as a program would that has the cookies of the session."""
    fields = {"csrfmiddlewaretoken": token, "organisation": "strategy", "file": {"name": name, "mimeType": "text/csv", "buffer": TABLE}}
    return page.request.post("/upload", multipart=fields, headers={"Origin": origin} if origin else {})


def names(city: City) -> set[str]:
    """Return the files in the city's data, by their path."""
    return {str(Path(path).relative_to(city.data)) for path in city.data.rglob("*")}
