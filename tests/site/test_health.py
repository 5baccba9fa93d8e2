"""What the operator and every page rest on: health, metrics, headers, languages, refusals."""

from __future__ import annotations

import contextlib
import io
import logging
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.urls import path

from mueang.base import errors
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.access.http import STATUS, actor_of, status_of
from mueang_site.config import health, outage
from mueang_site.config.urls import urlpatterns as all_urls

pytestmark = pytest.mark.django_db


def refused(request: HttpRequest):
    raise errors.Conflict(Message("มีผู้แก้ไขไปก่อนแล้ว", "Somebody was faster."))


def broken(request: HttpRequest):
    raise ZeroDivisionError("planted")


def locked(request: HttpRequest):
    """Write while another connection holds the database."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "held.sqlite3"
        with contextlib.closing(sqlite3.connect(file)) as holder, contextlib.closing(sqlite3.connect(file, timeout=0)) as other:
            holder.execute("BEGIN EXCLUSIVE")
            try:
                other.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise OperationalError(*error.args) from error


def asked_wrongly(request: HttpRequest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def who(request: HttpRequest):
    from django.http import HttpResponse

    return HttpResponse(f"{actor_of(request).name} {request.actor.name}")


def words(response) -> str:
    """Return the page without the places where its lines may break."""
    return response.content.decode().replace("<wbr>", "")


urlpatterns = [
    path("refused", refused),
    path("api/refused", refused),
    path("broken", broken),
    path("api/broken", broken),
    path("locked", locked),
    path("api/locked", locked),
    path("asked-wrongly", asked_wrongly),
    path("who", who),
    path("api/who", who),
    *all_urls,
]
handler400, handler403 = "mueang_site.config.refusals.unclear", "mueang_site.config.refusals.forbidden"
handler404, handler500 = "mueang_site.config.refusals.not_found", "mueang_site.config.refusals.broken"
planted = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def visitor(client):
    """A browser that shows what a person would see of a bug instead of raising it here."""
    client.raise_request_exception = False
    return client


def test_a_living_process_says_so(client):
    assert (client.get("/healthz").status_code, client.head("/healthz").status_code) == (200, 200)


def test_a_migrated_site_with_a_lake_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "database": True, "lake": True})


def test_a_lake_that_cannot_be_written_makes_the_site_unready(client, data_dir):
    (data_dir / "lake").rmdir()

    response = client.get("/readyz")

    assert (response.status_code, response.json()["lake"]) == (503, False)


def test_a_database_that_lacks_a_migration_makes_the_site_unready(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one to go"])

    assert client.get("/readyz").status_code == 503


def test_the_demo_is_ready_only_once_it_is_loaded(client):
    before = runtime.change(demo=True)
    try:
        assert client.get("/readyz").status_code == 503
        runtime.settings().demo_marker.write_text("loaded")
        assert client.get("/readyz").status_code == 200
    finally:
        runtime.restore(before)


def test_metrics_are_for_the_machine_itself(client):
    assert b'mueang_jobs{state="queued"} 0' in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404


def test_metrics_are_hidden_from_whoever_comes_through_a_proxy_on_this_machine(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_every_answer_forbids_other_origins_and_framing(client):
    for address in ("/healthz", "/nowhere", "/api/nowhere", "/accounts/login/"):
        response = client.get(address)
        assert response["Content-Security-Policy"].startswith("default-src 'self';"), address
        assert "unsafe" not in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"


def test_pages_speak_thai_until_english_is_chosen_and_then_keep_to_it(client):
    assert client.get("/nowhere", headers={"Accept-Language": "en"})["Content-Language"] == "th"
    assert client.get("/nowhere?lang=en")["Content-Language"] == "en"
    assert client.get("/nowhere")["Content-Language"] == "en"
    assert client.get("/nowhere?lang=xx")["Content-Language"] == "en"


def test_a_missing_page_is_told_in_the_readers_language(client):
    thai, english = client.get("/nowhere"), client.get("/nowhere?lang=en")

    assert thai.status_code == english.status_code == 404
    assert "ไม่พบหน้านี้" in words(thai)
    assert "not found" in words(english)


def test_a_program_gets_problem_details_in_both_languages(client):
    response = client.get("/api/nowhere")

    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"], problem["instance"]) == (404, "not-found", response["X-Request-ID"])
    assert "ไม่พบหน้านี้" in response.content.decode()


@planted
def test_an_expected_failure_of_a_page_is_answered_with_its_own_words(visitor):
    response = visitor.get("/refused")

    assert response.status_code == 409
    assert "มีผู้แก้ไขไปก่อนแล้ว" in words(response)


@planted
@pytest.mark.parametrize("address", ["/broken", "/api/broken"])
def test_a_bug_shows_its_code_and_nothing_of_itself(visitor, address, caplog):
    response = visitor.get(address)

    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert "planted" not in response.content.decode()
    assert "planted" in caplog.text


@planted
def test_pages_know_a_person_by_session_and_programs_never_do(bangkok, person, signed_in, token_for):
    user = person("wanna")
    browser = signed_in(user)

    assert browser.get("/who").content.decode() == "wanna wanna"
    assert browser.get("/api/who").content.decode() == "ประชาชน ประชาชน"
    assert browser.get("/api/who", headers=token_for(user)).content.decode() == "wanna wanna"


@planted
def test_a_wrong_token_is_told_and_not_taken_for_the_public(client):
    response = client.get("/api/who", headers={"Authorization": "Bearer nonsense"})

    assert response.status_code == 401
    assert response.json()["code"] == "token"


@planted
def test_the_api_asks_no_session_of_the_database(client, django_assert_num_queries):
    client.cookies["mueang_session"] = "a" * 32

    with django_assert_num_queries(0):
        response = client.get("/api/who")

    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.get("Vary", "")


def test_a_session_in_use_is_renewed_and_one_left_alone_is_not_written(bangkok, person, signed_in, settings):
    settings.ROOT_URLCONF = __name__
    browser = signed_in(person("wanna"))
    browser.get("/who")
    first = browser.session["seen"]

    browser.get("/who")
    assert browser.session["seen"] == first
    session = browser.session
    session["seen"] = first - settings.SESSION_COOKIE_AGE
    session.save()
    browser.get("/who")

    assert browser.session["seen"] >= first


def test_every_expected_failure_has_a_status():
    def below(kind):
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    for kind in below(errors.MueangError) - {errors.MueangError}:
        assert any(parent in STATUS for parent in kind.__mro__), kind
    assert status_of(errors.BadQuery(Message("", ""))) == 400


def test_the_health_checks_need_no_host_name_of_the_outside():
    request = RequestFactory().get("/healthz")

    assert health.alive(request).content == b"ok\n"


@planted
def test_a_database_that_is_held_asks_the_visitor_to_come_again(visitor):
    page, program = visitor.get("/locked?lang=en"), visitor.get("/api/locked")

    assert [(answer.status_code, answer["Retry-After"]) for answer in (page, program)] == [(503, "5")] * 2
    assert "The site is paused" in words(page)
    assert (program.json()["code"], program.json()["detail"]) == ("away", outage.AWAY.en)


@planted
def test_a_question_that_no_database_could_answer_is_a_bug(visitor):
    with transaction.atomic():
        assert visitor.get("/asked-wrongly").status_code == 500
        transaction.set_rollback(True)


@planted
@pytest.mark.parametrize(("address", "in_full"), [("/locked", False), ("/broken", True)])
def test_the_log_tells_of_an_outage_in_one_line_and_of_a_bug_in_full(visitor, caplog, address, in_full):
    visitor.get(address)
    record = next(record for record in caplog.records if record.name == "django.request")

    logged = logging.StreamHandler(lines := io.StringIO())
    logged.addFilter(outage.InOneLine())
    logged.handle(record)

    assert ("Traceback" in lines.getvalue()) is in_full
    assert ("database is locked" in lines.getvalue()) is not in_full
