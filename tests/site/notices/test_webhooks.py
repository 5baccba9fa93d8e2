"""Notices to programs of others: signed, tried again, and never to a host that the operator did not name."""

import json
import re
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from django.utils import timezone

from mueang.base.errors import BadInput, Conflict, NotAllowed, NotFound
from mueang_site import runtime
from mueang_site.access.models import Organisation
from mueang_site.jobs.worker import Worker
from mueang_site.notices import actions, queries, signing
from mueang_site.notices.models import Delivery, Webhook
from offices import NOW, description, editor, hand_in, office, person, publish, smoking, steward, work

pytestmark = pytest.mark.django_db
__all__ = ["description", "editor", "hand_in", "office", "person", "publish", "smoking", "steward", "work"]


class Receiver:
    """A program that takes notices, on loopback; it answers with `status`."""

    def __init__(self):
        self.status, self.got = 204, []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver():
    receiver = Receiver()
    before = runtime.change(outbound=(receiver.place,))
    yield receiver
    runtime.restore(before)
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def admin(person):
    return person("admin")


@pytest.fixture
def hook(admin, receiver):
    """A webhook of the office, told of new versions and of files that are returned."""
    return actions.register(
        admin, organisation="health", url=f"{receiver.place}/new", events=["version.published", "submission.returned", "dataset.withdrawn"], now=NOW
    )


@pytest.fixture
def is_ours(repository):
    """The function by which our docs say that a receiver checks a notice."""
    snippet = re.search(r"```python verify\n(.*?)```", (repository / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict = {}
    exec(snippet[1], names)
    return names["is_ours"]


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


def with_another_letter(text):
    return text[:4] + ("B" if text[4] == "A" else "A") + text[5:]


def deliver_at(now):
    return Worker(lease=timedelta(minutes=5), clock=lambda: now).run_until_idle(beating=False)


def test_a_new_version_is_told_and_its_signature_holds(publish, hook, receiver, is_ours):
    publish()

    (headers, body), seen = receiver.got[-1], set()
    said = json.loads(body)
    assert (said["event"], said["organisation"], said["data"]["dataset"], said["data"]["version"]) == ("version.published", "health", "smoking", 1)
    assert is_ours(hook.secret, lower(headers), body, seen)
    assert not is_ours(hook.secret, lower(headers), body, seen), "a notice that is played again"


@pytest.mark.parametrize("spoilt", ["body", "webhook-id", "webhook-timestamp", "webhook-signature", "secret", "old"])
def test_a_notice_that_was_spoilt_is_refused(hook, is_ours, spoilt):
    at = timezone.now() - timedelta(minutes=6) if spoilt == "old" else timezone.now()
    headers, body, secret = signing.headers(hook.secret, uuid4(), b'{"event": "ping"}', now=at), b'{"event": "ping"}', hook.secret
    if spoilt in headers:
        headers[spoilt] = {"webhook-timestamp": str(int(time.time()) - 1)}.get(spoilt, with_another_letter(headers[spoilt]))
    body = b"{}" if spoilt == "body" else body
    secret = signing.secret_of(hook.id, 2) if spoilt == "secret" else secret

    assert not is_ours(secret, headers, body, set())


def test_a_file_that_is_returned_is_told(hand_in, editor, steward, description, work, hook, receiver):
    from mueang_site.submissions import actions as submissions

    submission = hand_in()
    submissions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    submissions.send(editor, submission.pk, now=NOW)
    submissions.send_back(steward, submission.pk, comment="แก้หน่วย", now=NOW)
    work()

    assert [json.loads(body)["event"] for _, body in receiver.got] == ["submission.returned"]
    assert "แก้หน่วย" not in receiver.got[0][1].decode()


def test_what_is_not_taken_is_sent_again_later_and_then_given_up(admin, hook, receiver):
    receiver.status, now = 503, timezone.now()
    actions.ping(admin, hook.id, now=now)
    tried = [deliver_at(now + timedelta(days=day)) for day in range(10)]

    (log,) = queries.deliveries_of(admin, hook.id)
    assert tried == [1] * 8 + [0] * 2
    assert (log.state, log.attempts, log.status) == ("given-up", 8, 503)
    assert len({lower(headers)["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({lower(headers)["webhook-signature"] for headers, _ in receiver.got}) == 8


def test_what_is_taken_at_last_is_sent_no_more(admin, hook, receiver):
    receiver.status, now = 500, timezone.now()
    actions.ping(admin, hook.id, now=now)
    deliver_at(now)
    waited = deliver_at(now + timedelta(seconds=29))
    receiver.status = 200
    deliver_at(now + timedelta(seconds=31))

    (log,) = queries.deliveries_of(admin, hook.id)
    assert (waited, log.state, log.attempts, len(receiver.got)) == (0, "delivered", 2, 2)


def test_a_receiver_that_is_gone_is_left_in_peace_until_its_secret_is_renewed(admin, hook, receiver, publish):
    receiver.status = 410
    actions.ping(admin, hook.id, now=NOW)
    deliver_at(timezone.now())
    publish()
    told = len(receiver.got)
    actions.renew_secret(admin, hook.id, now=NOW)

    assert (told, queries.webhooks_of(admin, "health")[0].active) == (1, True)


def test_nothing_is_sent_to_a_host_that_the_operator_took_off_the_list(admin, hook, receiver):
    runtime.change(outbound=())
    actions.ping(admin, hook.id, now=NOW)
    deliver_at(timezone.now())

    assert (receiver.got, queries.deliveries_of(admin, hook.id)[0].fault) == ([], "outbound.host")


def test_what_is_secret_is_not_told_even_to_its_own_office(office, hook, receiver):
    for classification in ("01", "02", "03", "04", "05"):
        actions.announce("dataset.withdrawn", organisation_id=office.pk, classification=classification, data={"class": classification}, now=NOW)
    deliver_at(timezone.now())

    assert sorted(json.loads(body)["data"]["class"] for _, body in receiver.got) == ["01", "02"]


def test_an_organisation_hears_of_those_below_it_and_of_no_others(office, admin, hook, receiver):
    below = Organisation.objects.create(slug="clinic", name_th="ศูนย์บริการ", parent=office, created_at=NOW)
    other = Organisation.objects.create(slug="other", name_th="อื่น", created_at=NOW)
    for organisation in (below, other):
        actions.announce("dataset.withdrawn", organisation_id=organisation.pk, classification="01", data={"of": organisation.slug}, now=NOW)
    deliver_at(timezone.now())

    assert [json.loads(body)["data"]["of"] for _, body in receiver.got] == ["clinic"]


def test_only_addresses_that_the_operator_named_are_registered_each_once(admin, receiver, hook):
    def register(url, events=("version.published",)):
        actions.register(admin, organisation="health", url=url, events=events, now=NOW)

    for url in ("https://elsewhere.example/", receiver.place.replace("http", "https"), "ftp://127.0.0.1/", "http://user:word@127.0.0.1/"):
        with pytest.raises(NotAllowed):
            register(url)
    with pytest.raises(Conflict):
        register(f"{receiver.place}/new")
    with pytest.raises(BadInput):
        register(f"{receiver.place}/more", events=["everything"])


def test_only_administrators_of_the_office_manage_its_webhooks(editor, steward, hook):
    for actor in (editor, steward):
        with pytest.raises(NotAllowed):
            queries.webhooks_of(actor, "health")
        with pytest.raises(NotFound):
            actions.remove(actor, hook.id, now=NOW)


def test_the_secret_is_kept_nowhere_and_changes_with_its_turn(admin, hook):
    kept = json.dumps(list(Webhook.objects.values()), default=str)
    renewed = actions.renew_secret(admin, hook.id, now=NOW)

    assert hook.secret not in kept
    assert renewed.secret not in (hook.secret, kept)
    assert hook.secret.startswith("whsec_")


def test_old_deliveries_are_forgotten_and_waiting_ones_are_not(admin, hook):
    for state in ("delivered", "given-up", "waiting"):
        Delivery.objects.create(webhook_id=hook.id, event="ping", body="{}", state=state, created_at=NOW - timedelta(days=31))

    assert actions.forget_old(NOW) == 2
    assert list(Delivery.objects.values_list("state", flat=True)) == ["waiting"]
