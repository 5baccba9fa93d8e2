"""Signing in: by e-mail and password, held back after wrong tries, every session in the record."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from mueang_site.access.models import AuditEntry, User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "ตลาดน้ำ-river-4821"


@pytest.fixture
def wanna(bangkok, person):
    return person("wanna", editor="strategy", password=PASSWORD)


def try_to_sign_in(browser: Client, password: str, email: str = "wanna@city.example", **more):
    return browser.post(LOGIN, {"login": email, "password": password}, **more)


def test_passwords_are_kept_by_argon2(wanna):
    assert identify_hasher(User.objects.get().password).algorithm == "argon2"


def test_a_person_signs_in_whatever_the_case_of_the_email(wanna, client):
    response = try_to_sign_in(client, PASSWORD, "Wanna@City.Example")

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(wanna.pk)


def test_sessions_stand_in_the_record(wanna, client):
    try_to_sign_in(client, "wrong")
    try_to_sign_in(client, PASSWORD)
    client.post("/accounts/logout/")

    entries = AuditEntry.objects.filter(verb__startswith="session.").values_list("verb", "actor")
    assert list(entries) == [("session.refused", "ประชาชน"), ("session.begin", "wanna"), ("session.end", "wanna")]


def test_what_was_typed_for_an_unknown_account_is_not_kept(wanna, client):
    try_to_sign_in(client, "wrong", PASSWORD + "@city.example")

    assert not AuditEntry.objects.filter(verb="session.refused").exists()


def test_after_five_wrong_tries_even_the_right_password_waits(wanna, client):
    for _ in range(5):
        try_to_sign_in(client, "wrong", REMOTE_ADDR="203.0.113.7")

    response = try_to_sign_in(Client(), PASSWORD, REMOTE_ADDR="203.0.113.8")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_four_wrong_tries_do_not_lock(wanna, client):
    for _ in range(4):
        try_to_sign_in(client, "wrong")

    assert try_to_sign_in(client, PASSWORD).status_code == 302


def test_a_closed_account_does_not_sign_in(wanna, client):
    User.objects.update(is_active=False)

    try_to_sign_in(client, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_from_outside(client):
    assert client.get("/accounts/signup/").status_code == 404


def test_a_form_without_its_guard_is_refused(wanna):
    response = try_to_sign_in(Client(enforce_csrf_checks=True), PASSWORD)

    assert response.status_code == 403


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(wanna, client):
    cookie = try_to_sign_in(client, PASSWORD).cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_session_key_changes_when_someone_signs_in(wanna, client):
    session = client.session
    session["seen"] = 1
    session.save()
    before = session.session_key

    try_to_sign_in(client, PASSWORD)

    assert client.session.session_key != before
