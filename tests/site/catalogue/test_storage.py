"""What an office keeps is counted as it comes and goes, and a quota is kept before any work is done."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mueang.base.errors import NotAllowed
from mueang_site import runtime
from mueang_site.access import actions as access
from mueang_site.access import queries
from mueang_site.access.actor import system_actor
from mueang_site.access.models import Organisation, User
from mueang_site.catalogue import storage
from mueang_site.catalogue.models import Holding, Resource, StorageDay
from mueang_site.catalogue.storage import OverQuota
from mueang_site.jobs.actions import enqueue
from mueang_site.jobs.models import Job
from mueang_site.submissions import actions
from mueang_site.submissions.models import State
from offices import NOW, SMOKING

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def room(office):
    """Set how many bytes an office may keep."""

    def room(size, organisation="health"):
        access.set_quota(actor=SYSTEM, organisation=organisation, quota=size, now=NOW)

    return room


@pytest.fixture
def branch(office):
    return Organisation.objects.create(slug="health-centre", name_th="ศูนย์บริการสาธารณสุข", parent=office, created_at=NOW)


def used(office):
    return sum(Holding.objects.filter(organisation=office).values_list("bytes", flat=True))


def browser(actor):
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_file_counts_once_and_its_table_with_all_versions(office, publish):
    publish()
    first = used(office)
    publish(SMOKING, dataset="smoking", mode={"mode": "append", "overlap_accepted": True})
    table = runtime.lake().size(Resource.objects.get().table).bytes

    assert first > len(SMOKING)
    assert used(office) == len(SMOKING) + table
    assert dict(Holding.objects.values_list("kind", "dataset__slug")) == {"lake": "smoking", "source": "smoking"}


def test_a_file_given_up_takes_no_room_any_more(office, hand_in, editor, django_capture_on_commit_callbacks):
    waiting = hand_in()
    assert used(office) == len(SMOKING)
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(editor, waiting.pk, now=NOW)

    assert used(office) == 0
    assert not runtime.settings().source(waiting.file_sha256).exists()


def test_a_file_over_the_quota_is_refused_before_it_is_kept(office, room, editor, publish):
    publish()
    room(used(office) + 10)
    before = sorted(runtime.settings().sources.rglob("*"))

    with pytest.raises(OverQuota) as refused:
        actions.receive(editor, actions.Upload("ใหม่.csv", [b"a,b\n1,2\n" * 10]), organisation_id=office.pk, now=NOW)

    assert sorted(runtime.settings().sources.rglob("*")) == before
    assert "อัตราการสูบบุหรี่ รายเขต" in refused.value.message.th
    assert "สำนักอนามัย" in refused.value.message.th


def test_a_file_whose_size_is_known_is_not_even_read(office, room, editor):
    room(10)

    def never():
        raise AssertionError("read")
        yield b""

    with pytest.raises(OverQuota):
        actions.receive(editor, actions.Upload("ใหญ่.csv", never(), size=11), organisation_id=office.pk, now=NOW)


def test_the_page_of_uploads_and_the_api_say_how_much_is_used(office, room, editor):
    room(20)
    file = SimpleUploadedFile("ใหม่.csv", b"a,b\n" + b"1,2\n" * 20)
    answer = browser(editor).post("/upload", {"organisation": "health", "file": file})

    assert answer.status_code == 413
    assert "0 ไบต์ จาก 20 ไบต์" in answer.content.decode().replace("<wbr>", "").replace("\u00a0", " ")


def test_what_has_no_room_is_not_approved(office, room, editor, steward, hand_in, description):
    waiting = hand_in()
    actions.describe(editor, waiting.pk, description=description, columns={}, now=NOW)
    actions.send(editor, waiting.pk, now=NOW)
    room(used(office))

    with pytest.raises(OverQuota):
        actions.approve(steward, waiting.pk, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED
    assert not Job.objects.filter(kind="submission.publish").exists()


def test_a_quota_is_shared_with_those_below_that_have_none(office, branch, room):
    room(100)
    storage.hold_source(branch.pk, "a" * 64, 60, dataset=None, now=NOW)

    storage.require_room(office.pk, 40)
    with pytest.raises(OverQuota):
        storage.require_room(office.pk, 41)
    room(50, "health-centre")
    storage.require_room(office.pk, 100)
    with pytest.raises(OverQuota):
        storage.require_room(branch.pk, 0)


def test_without_a_quota_anywhere_there_is_no_limit(office, branch):
    storage.require_room(branch.pk, 1 << 60)

    assert queries.quotas() == {}


def test_the_cleaning_measures_everything_anew(office, publish, work):
    publish()
    known = used(office)
    Holding.objects.all().delete()
    enqueue("catalogue.clean", {}, actor=SYSTEM, now=NOW)
    work()

    assert used(office) == known


def test_growth_is_told_against_a_month_ago(office, publish, person):
    publish()
    now = NOW + timedelta(days=400)
    for days, size in ((40, 10), (31, 20), (2, 30)):
        StorageDay.objects.create(organisation=office, day=(now - timedelta(days=days)).date(), bytes=size)

    (one,) = storage.use_by_office(person("admin"), now=now)

    assert one.grown == used(office) - 20


def test_an_administrator_sees_the_own_office_and_the_operator_all(office, branch, publish, person):
    other = Organisation.objects.create(slug="takhli", name_th="เทศบาลเมืองตาคลี", created_at=NOW)
    storage.hold_source(other.pk, "b" * 64, 5, dataset=None, now=NOW)
    publish()
    operator = access.create_user(actor=SYSTEM, email="op@example.test", name="op", password=None, site_administrator=True, now=NOW)
    client = Client()
    client.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")

    own, whole = browser(person("admin")).get("/storage").content.decode(), client.get("/storage").content.decode()

    assert "เทศบาลเมืองตาคลี" not in own.replace("<wbr>", "")
    assert "อัตราการสูบบุหรี่" in own.replace("<wbr>", "")
    assert "เทศบาลเมืองตาคลี" in whole.replace("<wbr>", "")
    client.post("/storage", {"organisation": "takhli", "gigabytes": "๒.๕"})
    assert queries.organisation("takhli").quota_bytes == 5 << 29
    assert client.post("/storage", {"organisation": "takhli", "gigabytes": "มาก"}).status_code == 422


def test_nobody_else_sees_or_sets_it(office, steward, person):
    with pytest.raises(NotAllowed):
        storage.use_by_office(steward, now=NOW)
    with pytest.raises(NotAllowed):
        access.set_quota(actor=person("admin"), organisation="health", quota=1, now=NOW)
