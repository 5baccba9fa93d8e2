"""An office with its people, and a hand that carries a file through the steps: fixtures for whoever needs published data."""

from datetime import UTC, datetime, timedelta

import pytest

from mueang_site.access.actor import actor_for
from mueang_site.access.models import Membership, Organisation, User
from mueang_site.catalogue.description import Description
from mueang_site.jobs.worker import Worker
from mueang_site.submissions import actions

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)

SMOKING = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\r\n1001;พระนคร;๒๕๖๖;๑๒.๕\r\n1002;ดุสิต;๒๕๖๖;๑๑.๐\r\nรวม;;;\r\n".encode("cp874")

DESCRIPTION = Description(
    slug="smoking",
    title_th="อัตราการสูบบุหรี่ รายเขต",
    title_en="Smoking by district",
    description_th="ร้อยละของประชากรที่สูบบุหรี่ แยกตามเขต",
    topic="health",
    licence="U",
    source="สำนักอนามัย กรุงเทพมหานคร",
    frequency="A",
)


@pytest.fixture
def office(db):
    return Organisation.objects.create(slug="health", name_th="สำนักอนามัย", created_at=NOW)


@pytest.fixture
def person(office):
    def person(role, name="", organisation=office):
        user = User.objects.create(email=f"{role}{name}@example.test", name=f"{role} {name}".strip(), created_at=NOW)
        Membership.objects.create(user=user, organisation=organisation, role=role, created_at=NOW)
        return actor_for(user)

    return person


@pytest.fixture
def editor(person):
    return person("editor")


@pytest.fixture
def steward(person):
    return person("steward")


@pytest.fixture
def work(db):
    """Do all jobs that are due, in this thread and inside the test's transaction."""

    def work():
        return Worker(lease=timedelta(seconds=60)).run_until_idle(beating=False)

    return work


@pytest.fixture
def hand_in(office, editor, work):
    def hand_in(content=SMOKING, name="สูบบุหรี่_2566.csv", dataset=None, actor=editor):
        upload = actions.Upload(name, [content])
        submission = actions.receive(actor, upload, organisation_id=office.pk, dataset_slug=dataset, now=NOW)
        work()
        submission.refresh_from_db()
        return submission

    return hand_in


@pytest.fixture
def publish(hand_in, editor, steward, work):
    def publish(content=SMOKING, description=DESCRIPTION, mode=None, dataset=None):
        submission = hand_in(content, dataset=dataset)
        if dataset is None:
            actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
        if mode is not None:
            actions.choose_mode(editor, submission.pk, mode=mode, now=NOW)
            work()
        actions.send(editor, submission.pk, now=NOW)
        actions.approve(steward, submission.pk, now=NOW)
        work()
        submission.refresh_from_db()
        return submission

    return publish


@pytest.fixture
def description():
    return DESCRIPTION


@pytest.fixture
def smoking():
    return SMOKING
