"""The pages of long work: one job, its log, calling it off, trying it again; and the queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mueang.base.message import Message
from mueang_site.access import actions as access
from mueang_site.access.models import Organisation
from mueang_site.jobs import actions, journal
from mueang_site.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(editor, office):
    """Ask for a job as the editor, and put it into a state."""

    def ask(label="น้ำ.csv", kind="submission.read", by=editor, **changes):
        organisation = Organisation.objects.get(slug="health").pk
        id = actions.enqueue(kind, {}, actor=by, now=timezone.now(), label=label, organisation_id=organisation).id
        ends = {"finished_at": timezone.now()} if changes.get("state") in ("done", "failed", "cancelled") else {}
        Job.objects.filter(pk=id).update(**ends, **changes)
        return id

    return ask


@pytest.fixture
def running(ask):
    now = timezone.now()
    held = {"worker": "city-server:4711:ab12", "heartbeat_at": now, "lease_until": now + timedelta(seconds=30)}
    return ask(state="running", attempt=2, started_at=now - timedelta(minutes=3), done=25, total=100, **held)


@pytest.fixture
def as_operator(system, signed_in):
    return signed_in(
        access.create_user(actor=system, email="operator@city.example", name="operator", password=None, site_administrator=True, now=timezone.now())
    )


def test_a_job_tells_how_far_it_is_and_how_long_it_will_take(as_editor, running, text):
    page = text(as_editor.get(f"/jobs/{running}"))

    assert "อ่านไฟล์ น้ำ.csv" in page
    assert "25% · เหลือประมาณ 9 นาที" in page
    assert "2 ครั้ง จากไม่เกิน 3" in page
    assert "ยกเลิกงาน" in page


def test_the_machine_that_does_a_job_is_told_to_the_operator_alone(as_editor, running, text):
    assert "city-server" not in text(as_editor.get(f"/jobs/{running}"))
    assert "city-server" not in text(as_editor.get("/jobs"))


def test_the_operator_sees_who_does_what_and_their_last_sign(as_operator, running, text):
    assert "city-server:4711" in text(as_operator.get("/jobs"))
    assert "city-server:4711" in text(as_operator.get(f"/jobs/{running}"))


def test_the_log_stands_on_the_page_in_the_language_of_the_page(as_editor, ask, text):
    job = ask()
    journal.write(job, [journal.Entry(timezone.now(), 1, "error", Message("ระบบขัดข้อง <b>", "It broke <b>"))])

    assert "ผิดพลาด ระบบขัดข้อง &lt;b&gt;" in text(as_editor.get(f"/jobs/{job}"))
    assert "Error It broke &lt;b&gt;" in text(as_editor.get(f"/jobs/{job}?lang=en"))


def test_a_waiting_job_is_called_off_from_its_page(as_editor, ask, text):
    job = ask()

    page = as_editor.post(f"/jobs/{job}/cancel", follow=True)

    assert "ยกเลิกแล้ว" in text(page)
    assert Job.objects.get(pk=job).state == "cancelled"


def test_a_job_that_failed_says_why_and_is_tried_again_from_its_page(as_editor, ask, text):
    job = ask(state="failed", attempt=3, message_th="พื้นที่เต็ม", message_en="The disk is full.", incident="ab12cd34ef")
    page = text(as_editor.get(f"/jobs/{job}"))
    assert "พื้นที่เต็ม รหัสแจ้งเหตุ ab12cd34ef" in page
    assert "ยกเลิกงาน" not in page

    as_editor.post(f"/jobs/{job}/retry")

    found = Job.objects.get(pk=job)
    assert (found.state, found.max_attempts, found.message_th) == ("queued", 6, "")


def test_a_job_that_will_be_tried_again_says_when(as_editor, ask, text):
    job = ask(attempt=1, run_after=timezone.now() + timedelta(minutes=5), message_th="ระบบขัดข้อง จะลองใหม่เอง")

    assert "ระบบขัดข้อง จะลองใหม่เอง ครั้งต่อไป" in text(as_editor.get(f"/jobs/{job}"))


def test_others_see_in_the_queue_what_they_asked_for(as_editor, ask, steward, text):
    ask("ของฉัน.csv")
    ask("ของบริกร.csv", by=steward)
    page = text(as_editor.get("/jobs"))

    assert "ของฉัน.csv" in page
    assert "ของบริกร.csv" not in page
    assert "แสดงเฉพาะงานที่สั่งเอง" in page


def test_a_steward_sees_in_the_queue_what_is_of_the_office(as_steward, ask, text, organisation, system):
    ask("ของผู้จัดทำ.csv")
    other = organisation("takhli").pk
    actions.enqueue("submission.read", {}, actor=system, now=timezone.now(), label="ของตาคลี.csv", organisation_id=other)
    page = text(as_steward.get("/jobs"))

    assert "ของผู้จัดทำ.csv" in page
    assert "ของตาคลี.csv" not in page


def test_the_queue_is_counted_by_kind_and_filtered_by_state_and_kind(as_operator, ask, running, text):
    ask("a.csv", state="failed")
    ask("b.csv", kind="submission.publish")
    Job.objects.filter(label="b.csv").update(run_after=timezone.now() - timedelta(minutes=10))

    everything = text(as_operator.get("/jobs"))
    failed = text(as_operator.get("/jobs?state=failed"))
    publishing = text(as_operator.get("/jobs?kind=submission.publish"))

    assert "กำลังทำ 1 งาน รอคิว 1 งาน งานที่รอนานที่สุดรอมา 10 นาที" in everything
    assert ("a.csv" in failed, "b.csv" in failed) == (True, False)
    assert ("b.csv" in publishing, "น้ำ.csv" in publishing) == (True, False)


def test_what_runs_stands_first_then_what_waits_then_what_is_for_later(as_operator, ask, running, text):
    ask("ทีหลัง.csv", run_after=timezone.now() + timedelta(hours=7))
    ask("รออยู่.csv", turn=5)
    page = text(as_operator.get("/jobs"))

    places = [page.index(name) for name in ("อ่านไฟล์ น้ำ.csv", "อ่านไฟล์ รออยู่.csv", "อ่านไฟล์ ทีหลัง.csv")]
    assert places == sorted(places)


def test_a_state_that_is_none_shows_what_is_under_way(as_operator, running, text):
    assert "น้ำ.csv" in text(as_operator.get("/jobs?state=nonsense&page=999&kind="))


def test_a_long_queue_costs_no_question_for_each_job(as_operator, ask, django_assert_max_num_queries):
    for number in range(60):
        ask(f"{number}.csv")

    with django_assert_max_num_queries(14):
        as_operator.get("/jobs")
