"""An earlier version comes back as a new one; nothing is lost, and a publication can be undone."""

import pytest
from django.test import Client

from mueang.base.errors import BadInput, NotAllowed, NotFound
from mueang_site import runtime
from mueang_site.access import queries as access
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import User
from mueang_site.catalogue import queries, restoring, withdrawing
from mueang_site.catalogue.models import Version
from mueang_site.jobs.models import Job
from offices import NOW, SMOKING

pytestmark = pytest.mark.django_db
SECOND = SMOKING.replace("๑๒.๕".encode("cp874"), "๙๙.๕".encode("cp874"))


@pytest.fixture
def two_versions(publish):
    publish()
    publish(SECOND, dataset="smoking")


def rates(number=None):
    view = queries.table_for(ANONYMOUS, "smoking", now=NOW, number=number)
    return [row["ร้อยละ"] for row in view.rows(view.everything())]


def test_a_restored_version_is_a_new_one_with_the_old_rows(two_versions, steward, work):
    restoring.restore(steward, "smoking", number=1, reason="ตัวเลขเขตพระนครผิด", now=NOW)
    work()

    assert (rates(1), rates(2), rates(3), rates()) == ([12.5, 11.0], [99.5, 11.0], [12.5, 11.0], [12.5, 11.0])
    newest, _, first = queries.versions_for(ANONYMOUS, "smoking")
    assert (newest.number, newest.restored_from, newest.content_hash) == (3, 1, first.content_hash)


def test_the_record_says_who_restored_what_and_why(two_versions, steward, work):
    restoring.restore(steward, "smoking", number=1, reason="ตัวเลขเขตพระนครผิด", now=NOW)
    work()

    entry = access.history_of("dataset", "smoking")[-1]
    assert (entry.verb, entry.actor, entry.detail["restored_from"], entry.detail["reason"]) == ("version.restore", "steward", 1, "ตัวเลขเขตพระนครผิด")


def test_undo_goes_back_by_one_and_undone_once_more_forward(two_versions, steward, work):
    restoring.undo(steward, "smoking", reason="เผยแพร่ผิดไฟล์", now=NOW)
    work()
    assert rates() == [12.5, 11.0]

    restoring.undo(steward, "smoking", reason="ไฟล์เดิมถูกแล้ว", now=NOW)
    work()
    assert rates() == [99.5, 11.0]
    assert Version.objects.count() == 4


def test_the_next_file_builds_upon_the_restored_version(two_versions, steward, work, publish):
    restoring.undo(steward, "smoking", reason="เผยแพร่ผิดไฟล์", now=NOW)
    work()
    publish(
        "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\r\n1004;บางรัก;๒๕๖๖;๙.๐\r\n1005;บางเขน;๒๕๖๖;๘.๐\r\n".encode("cp874"),
        dataset="smoking",
        mode={"mode": "update", "keys": ["รหัสเขต"]},
    )

    assert rates() == [12.5, 11.0, 9.0, 8.0]
    assert rates(3) == [12.5, 11.0]


def test_a_worker_that_died_after_the_commit_restores_once(two_versions, steward, work, monkeypatch):
    restoring.restore(steward, "smoking", number=1, reason="ผิด", now=NOW)

    def dies(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(restoring, "record", dies)
        with pytest.raises(SystemExit):
            work()
    assert rates() == [99.5, 11.0]
    Job.objects.filter(kind="catalogue.restore").update(state="queued", worker="", lease_until=None)
    work()

    assert (rates(), Version.objects.count()) == ([12.5, 11.0], 3)
    commits = len(list((runtime.settings().lake / Version.objects.first().resource.table / "_delta_log").glob("*.json")))
    assert commits == 4


def test_what_cannot_be_restored_is_refused(two_versions, editor, steward):
    for actor, number, reason, refusal in (
        (editor, 1, "ผิด", NotAllowed),
        (steward, 1, " ", BadInput),
        (steward, 2, "ผิด", BadInput),
        (steward, 9, "ผิด", NotFound),
    ):
        with pytest.raises(refusal):
            restoring.restore(actor, "smoking", number=number, reason=reason, now=NOW)
    assert not Job.objects.filter(kind="catalogue.restore").exists()


def test_what_was_overtaken_or_withdrawn_is_left_alone(two_versions, steward, work, publish):
    restoring.restore(steward, "smoking", number=1, reason="ผิด", now=NOW)
    withdrawing.withdraw(steward, "smoking", reason="ผิดทั้งหมด", now=NOW)
    work()

    assert Job.objects.get(kind="catalogue.restore").code == "version.withdrawn"
    assert Version.objects.count() == 2


def test_the_only_version_cannot_be_undone(publish, steward):
    publish()

    with pytest.raises(BadInput, match="withdraw"):
        restoring.undo(steward, "smoking", reason="ผิด", now=NOW)


def test_one_button_undoes_the_latest_publication(two_versions, steward, work):
    browser = Client()
    browser.force_login(User.objects.get(pk=steward.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post("/datasets/smoking/publication", {"act": "undo", "reason": "เผยแพร่ผิดไฟล์"})
    work()

    page = browser.get("/datasets/smoking").content.decode().replace("<wbr>", "")
    assert answer["Location"].startswith("/jobs/")
    assert "กู้คืนจากรุ่นที่ 1" in page
    assert rates() == [12.5, 11.0]
