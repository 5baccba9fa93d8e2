"""Offices that have not filed are reminded: by hand, by the calendar, at most once a day, by e-mail where there is a mail server."""

from __future__ import annotations

import socketserver
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import override_settings

from collecting import GOOD, NOW
from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.base.mail import MailServer
from mueang_site import runtime
from mueang_site.access import queries as access
from mueang_site.access.models import Organisation
from mueang_site.access.queries import history_of
from mueang_site.rounds import actions, filing, reminding
from mueang_site.rounds.models import Reminder
from mueang_site.rounds.queries import standings

pytestmark = pytest.mark.django_db


class _Post(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs, and keeps what it is given."""

    def handle(self):
        self.wfile.write(b"220 post\r\n")
        for line in self.rfile:
            word = line.split(None, 1)[0].upper() if line.strip() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(message_from_bytes(letter, policy=policy.default))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def post():
    """A mail server on this machine, named by the operator."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Post)
    server.letters = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    before = runtime.change(mail=MailServer.of(f"smtp://127.0.0.1:{port}", "data@city.example"), hosts=("data.city.example",), https=True)
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, DEFAULT_FROM_EMAIL="data@city.example"):
        yield server
    runtime.restore(before)
    server.shutdown()
    server.server_close()


def test_only_those_who_owe_something_are_reminded_and_only_once_a_day(steward, asked, officer):
    filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW)

    first = reminding.remind(steward, asked.pk, now=NOW)
    second = reminding.remind(steward, asked.pk, now=NOW + timedelta(hours=3))
    tomorrow = reminding.remind(steward, asked.pk, offices=["dusit"], now=NOW + timedelta(days=1))

    assert [(one.now, one.before) for one in (first, second, tomorrow)] == [(2, 0), (0, 2), (1, 0)]
    assert {one.slug: one.reminders for one in standings(asked, today=asked.due)} == {"phra-nakhon": 0, "dusit": 2, "bang-rak": 1}
    assert [entry.verb for entry in history_of("round", str(asked.pk))][-1] == "round.remind"


def test_the_calendar_reminds_on_the_days_that_the_form_names(asked):
    days = {}
    for before in range(6, -9, -1):
        now = NOW.replace(day=1) + (asked.due - NOW.date().replace(day=1)) - timedelta(days=before)
        days[-before] = reminding.remind_by_calendar(now=now)

    assert {day for day, reminded in days.items() if reminded} == {-3, 1, 3, 7}
    assert Reminder.objects.filter(automatic=True).count() == 12


def test_a_closed_round_reminds_nobody(steward, asked):
    actions.close_round(steward, asked.pk, now=NOW)

    assert reminding.remind_by_calendar(now=NOW + timedelta(days=17)) == 0
    with pytest.raises(Conflict):
        reminding.remind(steward, asked.pk, now=NOW)


def test_offices_do_not_remind_each_other(asked, officer):
    with pytest.raises(NotFound):
        reminding.remind(officer, asked.pk, now=NOW)


def test_without_a_mail_server_the_reminder_stands_on_the_page_alone(steward, asked, someone, clock):
    someone("editor", "dusit")

    reminding.remind(steward, asked.pk, now=NOW)
    clock.work()

    assert {one.addresses for one in Reminder.objects.all()} == {0}


def test_officers_get_an_e_mail_in_both_languages_with_the_way_to_their_page(steward, asked, someone, clock, post):
    someone("editor", "dusit")
    someone("viewer", "dusit")
    Organisation.objects.filter(slug="bang-rak").update(email="office@bangrak.example")

    reminding.remind(steward, asked.pk, now=NOW)
    clock.work()

    assert sorted(letter["to"] for letter in post.letters) == ["editor@dusit.example", "office@bangrak.example"]
    letter = next(letter for letter in post.letters if letter["to"] == "editor@dusit.example")
    assert letter["subject"].strip() == "เตือน: แบบฟอร์ม “ผู้ป่วยโรคติดต่อรายเดือน” รอบ พฤศจิกายน 2569 ครบกำหนด 10 ธันวาคม 2569"
    assert f"https://data.city.example/rounds/{asked.pk}/dusit" in letter.get_content()
    assert "Reminder: “Monthly cases”" in letter.get_content()


def test_a_round_that_is_published_is_told_by_e_mail_too(steward, asked, someone, clock, post):
    someone("editor", "dusit")

    reminding.tell_of(asked, now=NOW)
    clock.work()

    assert [letter["subject"].strip() for letter in post.letters] == ["ขอให้ส่งแบบฟอร์ม “ผู้ป่วยโรคติดต่อรายเดือน” รอบ พฤศจิกายน 2569 ภายใน 10 ธันวาคม 2569"]


def test_a_mail_server_that_is_away_is_tried_again(steward, asked, someone, clock, post):
    someone("editor", "dusit")
    with override_settings(EMAIL_PORT=9):
        reminding.remind(steward, asked.pk, now=NOW)
        clock.work()
    assert post.letters == []

    clock.work(minutes=30)

    assert len(post.letters) == 1


def test_people_whose_account_is_closed_are_not_written_to(someone):
    actor = someone("editor", "dusit")
    office = Organisation.objects.get(slug="dusit")
    assert access.addresses_of([office.pk]) == {office.pk: ("editor@dusit.example",)}

    access.User.objects.filter(pk=actor.user_id).update(is_active=False)

    assert access.addresses_of([office.pk]) == {}


@pytest.mark.parametrize("url", ["mail.city.example", "http://mail.city.example", "smtp://", "smtp://mail.city.example/path"])
def test_an_address_that_is_no_mail_server_is_refused_without_telling_the_password(url):
    with pytest.raises(BadInput) as refused:
        MailServer.of(url, "data@city.example")

    assert "smtp+tls" in refused.value.message.en
    assert "secret" not in repr(MailServer.of("smtps://data:secret@mail.city.example", "data@city.example"))
