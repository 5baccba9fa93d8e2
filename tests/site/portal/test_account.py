"""A person's own page: roles, browsers in which they are signed in, and tokens of their programs."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from mueang_site.access.audit import verify
from mueang_site.access.models import AuditEntry, Token, User
from mueang_site.access.sessions import device_of

pytestmark = pytest.mark.django_db
PASSWORD = "ตลาดน้ำ-river-4821"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def sign_in(editor):
    """Sign the editor in by the form, as a browser of that name does."""
    user = User.objects.get(pk=editor.user_id)
    user.set_password(PASSWORD)
    user.save()

    def enter(device: str) -> Client:
        browser = Client(headers={"User-Agent": device})
        answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        assert answer.status_code == 302
        return browser

    return enter


def test_a_person_sees_every_browser_in_which_they_are_signed_in(sign_in, text):
    office, telephone = sign_in(WINDOWS), sign_in(TELEPHONE)

    page = text(office.get("/account"))

    assert "Chrome · Windows" in page
    assert "Safari · iPhone" in page
    assert page.count("เครื่องนี้") == text(telephone.get("/account")).count("เครื่องนี้") == 1


def test_a_lost_telephone_is_signed_out_from_the_office(sign_in):
    office, telephone = sign_in(WINDOWS), sign_in(TELEPHONE)
    lost = UserSession.objects.get(user_agent=TELEPHONE)

    office.post(reverse("session-end", args=[lost.pk]))

    assert telephone.get("/account").status_code == 302
    assert office.get("/account").status_code == 200
    assert AuditEntry.objects.filter(verb="session.end", detail__device="Safari · iPhone").count() == 1
    assert verify().ok


def test_one_press_signs_out_everywhere_else(sign_in):
    here, *others = sign_in(WINDOWS), sign_in(TELEPHONE), sign_in("curl/8")

    here.post(reverse("sessions-end"))

    assert [browser.get("/account").status_code for browser in (here, *others)] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(sign_in, as_steward):
    office = sign_in(WINDOWS)

    answer = as_steward.post(reverse("session-end", args=[UserSession.objects.get(user_agent=WINDOWS).pk]))

    assert answer.status_code == 404
    assert office.get("/account").status_code == 200


def test_a_token_is_shown_once_and_works_until_it_is_revoked(as_editor, client, text):
    made = as_editor.post(reverse("token-new"), {"label": "รายงานประจำเดือน", "scope": "write", "days": "90"})
    secret = re.search(r'id="secret"[^>]*>(mueang_[\w-]+)<', made.content.decode())[1]
    token, header = Token.objects.get(label="รายงานประจำเดือน"), {"Authorization": f"Bearer {secret}"}

    used = Client().get("/api/v1/datasets", headers=header).status_code
    listed = as_editor.get("/account")
    as_editor.post(reverse("token-end", args=[token.pk]))

    assert (made.status_code, used) == (201, 200)
    assert secret not in listed.content.decode()
    assert "อ่าน และส่งข้อมูล" in text(listed)
    assert (token.expires_at - token.created_at).days == 90
    assert Client().get("/api/v1/datasets", headers=header).status_code == 401


@pytest.mark.parametrize(
    "form", [{"label": "", "scope": "read", "days": "30"}, {"label": "x", "scope": "root", "days": "30"}, {"label": "x", "scope": "read", "days": "9999"}]
)
def test_a_token_that_nobody_described_is_not_made(as_editor, form, text):
    answer = as_editor.post(reverse("token-new"), form)

    assert answer.status_code == 422
    assert "โทเคน" in text(answer)
    assert not Token.objects.exists()


def test_a_program_has_no_page_of_its_own_and_makes_no_token(editor, token_for):
    header = token_for(User.objects.get(pk=editor.user_id))

    assert Client().get("/account", headers=header).status_code == 403
    assert Client().post(reverse("token-new"), {"label": "x", "scope": "read", "days": "30"}, headers=header).status_code == 403


def test_browsers_are_known_by_what_they_say_of_themselves():
    assert device_of(WINDOWS) == "Chrome · Windows"
    assert device_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "Firefox · Linux"
    assert device_of("") == ""
