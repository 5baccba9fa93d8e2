"""Asking for jobs, doing them, calling them off: one table is queue, lease and record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mueang.base.errors import BadInput, Conflict, DataRejected, NotAllowed, NotFound
from mueang.base.message import Message
from mueang.base.report import Report
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import AuditEntry, Organisation
from mueang_site.jobs import actions, queries, registry
from mueang_site.jobs.claiming import claim, reap
from mueang_site.jobs.models import Job
from mueang_site.jobs.running import Cancelled
from mueang_site.jobs.worker import back_off

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=30)


def see(system, job):
    return queries.job_for(system, job.id)


def test_a_job_is_done_with_its_result_kept(ask, worker, system):
    job = ask({"file": "น้ำ.csv"})

    assert worker.run_until_idle(beating=False) == 1
    assert (see(system, job).state, see(system, job).result, see(system, job).percent) == ("done", {"seen": {"file": "น้ำ.csv"}}, 100)


def test_jobs_are_done_in_the_order_asked_and_people_see_their_place(ask, worker, system, clock):
    first = ask({"n": 1})
    clock.forward(seconds=1)
    second = ask({"n": 2})

    assert (see(system, first).place, see(system, second).place) == (1, 2)
    worker.run_one(beating=False)
    assert (see(system, first).state, see(system, second).state) == ("done", "queued")


def test_a_job_for_later_waits_until_then(ask, worker, clock):
    ask(run_after=clock() + timedelta(hours=1))

    assert worker.run_until_idle(beating=False) == 0
    clock.forward(hours=1)
    assert worker.run_until_idle(beating=False) == 1


def test_the_same_work_is_not_asked_for_twice_while_it_waits_or_runs(ask, worker):
    first, second = ask(key="submission:7"), ask(key="submission:7")
    worker.run_until_idle(beating=False)
    third = ask(key="submission:7")

    assert first.id == second.id != third.id


def test_the_database_keeps_one_active_job_a_key(ask, now):
    ask(key="submission:7")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test", payload={}, key="submission:7", requested_by_name="x", created_at=now, run_after=now)


def test_work_of_an_unknown_kind_is_refused_when_asked_for(system, now):
    with pytest.raises(LookupError, match="dance"):
        actions.enqueue("dance", {}, actor=system, now=now)


def test_an_expected_failure_ends_the_job_with_its_own_words(task, ask, worker, system):
    job = ask()
    task(lambda running: (_ for _ in ()).throw(BadInput(Message("ไฟล์ว่าง", "The file is empty."), code="refuse.empty")))

    worker.run_until_idle(beating=False)

    seen = see(system, job)
    assert (seen.state, seen.code, seen.message.th, seen.attempt) == ("failed", "refuse.empty", "ไฟล์ว่าง", 1)


def test_data_that_was_rejected_leaves_its_report_with_the_job(task, ask, worker, system):
    job = ask()
    task(lambda running: (_ for _ in ()).throw(DataRejected(Message("ข้อมูลไม่ผ่าน", "Rejected."), report=Report())))

    worker.run_until_idle(beating=False)

    assert see(system, job).result == {"issues": [], "count": 0}


def test_a_bug_is_tried_again_later_and_then_told_with_a_code(task, ask, worker, system, clock):
    job = ask()
    Job.objects.update(max_attempts=2)
    task(lambda running: 1 / 0)

    worker.run_until_idle(beating=False)
    assert (see(system, job).state, see(system, job).attempt) == ("queued", 1)
    assert worker.run_until_idle(beating=False) == 0
    clock.forward(seconds=3)
    worker.run_until_idle(beating=False)

    seen = see(system, job)
    assert (seen.state, seen.code, seen.attempt) == ("failed", "bug", 2)
    assert seen.incident
    assert "division" not in seen.message.en


def test_waiting_grows_but_never_beyond_ten_minutes():
    assert [back_off(attempt, 0.5).total_seconds() for attempt in (1, 2, 3, 9)] == [2, 8, 32, 600]


def test_jobs_that_broke_together_do_not_come_back_together():
    waits = [back_off(2, share).total_seconds() for share in (0.0, 0.25, 1.0)]

    assert waits == [6, 7, 10]


def test_progress_is_seen_while_the_job_runs(task, ask, worker, system, clock):
    job, seen = ask(), []

    def count(running):
        for done in (10, 25):
            clock.forward(seconds=1)
            running.progress(done, 100, Message("อ่านแถว", "Reading rows"))
            seen.append((see(system, job).percent, see(system, job).step.en))

    task(count)
    worker.run_until_idle(beating=False)

    assert seen == [(10, "Reading rows"), (25, "Reading rows")]
    assert see(system, job).percent == 100


def test_a_waiting_job_is_called_off_at_once(ask, worker, person, now):
    from mueang_site.access.actor import actor_for

    wanna = actor_for(person("wanna"))
    job = ask(by=wanna)

    actions.cancel(actor=wanna, id=job.id, now=now)

    assert worker.run_until_idle(beating=False) == 0
    assert see(wanna, job).state == "cancelled"
    with pytest.raises(Conflict):
        actions.cancel(actor=wanna, id=job.id, now=now)
    assert AuditEntry.objects.get(verb="job.cancel").actor == "wanna"


def test_a_running_job_stops_at_its_next_step_when_called_off(task, ask, worker, system, clock):
    job, steps = ask(), []

    def long(running):
        for step in range(10):
            clock.forward(seconds=1)
            running.progress(step, 10)
            steps.append(step)
            if step == 2:
                actions.cancel(actor=system, id=job.id, now=clock())

    task(long)
    worker.run_until_idle(beating=False)

    assert steps == [0, 1, 2]
    assert see(system, job).state == "cancelled"


def test_a_job_is_hidden_from_strangers_and_seen_by_its_office(bangkok, ask, actor):
    wanna, steward, stranger = actor("wanna", editor="strategy"), actor("malee", steward="strategy"), actor("somsak", admin="takhli")
    office = Organisation.objects.get(slug="strategy").pk
    job = ask(by=wanna, organisation_id=office)

    assert see(wanna, job).id == see(steward, job).id == job.id
    for nobody in (stranger, ANONYMOUS):
        with pytest.raises(NotFound):
            see(nobody, job)


def test_an_editor_does_not_call_off_what_another_asked_for(bangkok, ask, actor, now):
    office = Organisation.objects.get(slug="strategy").pk
    job = ask(by=actor("wanna", editor="strategy"), organisation_id=office)

    with pytest.raises(NotAllowed):
        actions.cancel(actor=actor("piti", editor="strategy"), id=job.id, now=now)


@pytest.mark.parametrize("id", ["nonsense", "5dc519e2-2f76-4db5-8e3e-40fc56474e28"])
def test_a_job_that_is_not_there_is_not_found(system, id):
    with pytest.raises(NotFound):
        queries.job_for(system, id)


def test_a_job_acts_for_whoever_asked_as_they_stand_now(bangkok, task, ask, worker, person, system, now):
    from mueang_site.access import actions as access
    from mueang_site.access.actor import actor_for

    wanna, seen = person("wanna", editor="strategy"), []
    ask(by=actor_for(wanna))
    task(lambda running: seen.append((running.actor.name, dict(running.actor.roles))))
    access.deactivate_user(actor=system, email=wanna.email, now=now)

    worker.run_until_idle(beating=False)

    assert seen == [("wanna", {})]


def test_a_claimed_job_is_nobody_elses(ask, clock):
    ask()

    first, second = (claim(worker=name, lease=LEASE, now=clock()) for name in ("a", "b"))

    assert (first.worker, first.attempt, second) == ("a", 1, None)


def test_a_job_whose_worker_died_is_queued_again(ask, worker, system, clock):
    job = ask()
    claim(worker="dead", lease=LEASE, now=clock())

    clock.forward(seconds=29)
    assert reap(now=clock()) == 0
    clock.forward(seconds=2)
    assert reap(now=clock()) == 1
    assert see(system, job).message.th.startswith("ระบบหยุดกลางคัน")

    worker.run_until_idle(beating=False)
    assert (see(system, job).state, see(system, job).attempt) == ("done", 2)


def test_a_job_that_kills_its_worker_each_time_ends(ask, system, clock):
    job = ask()
    for _ in range(3):
        claim(worker="dead", lease=LEASE, now=clock())
        clock.forward(minutes=1)
        reap(now=clock())

    assert (see(system, job).state, see(system, job).code) == ("failed", "job.worker-died")


def test_a_job_called_off_while_its_worker_was_dead_is_not_run_again(ask, system, clock):
    job = ask()
    claim(worker="dead", lease=LEASE, now=clock())
    actions.cancel(actor=system, id=job.id, now=clock())
    clock.forward(minutes=1)

    reap(now=clock())

    assert see(system, job).state == "cancelled"


def test_a_worker_that_slept_too_long_takes_no_effect(task, ask, worker, system, clock, organisation, now):
    job = ask()

    def slow(running):
        clock.forward(minutes=1)
        reap(now=clock())
        claim(worker="other", lease=LEASE, now=clock())
        with running.effect():
            organisation("made-by-the-slow-one")

    task(slow)
    worker.run_until_idle(beating=False)

    assert not Organisation.objects.exists()
    assert (see(system, job).state, see(system, job).attempt) == ("running", 2)


def test_the_effect_and_the_end_of_the_job_stand_or_fall_together(task, ask, worker, system, organisation):
    job = ask()

    def fails_late(running):
        with running.effect() as effect:
            organisation("half-made")
            effect.result = {"made": 1 // 0}

    task(fails_late)
    worker.run_until_idle(beating=False)

    assert not Organisation.objects.exists()
    assert see(system, job).state == "queued"


def test_what_follows_an_effect_cannot_undo_it(task, ask, worker, system, organisation):
    job = ask()

    def fails_after(running):
        with running.effect() as effect:
            organisation("made")
            effect.result = {"made": 1}
        raise ZeroDivisionError

    task(fails_after)
    worker.run_until_idle(beating=False)

    assert (see(system, job).state, see(system, job).result) == ("done", {"made": 1})


def test_a_worker_that_shuts_down_gives_its_job_back_as_if_it_had_not_begun(task, ask, worker, system, clock):
    job = ask()

    def long(running):
        for step in range(10):
            running.progress(step, 10)
            worker.release()

    task(long)
    worker.run_one(beating=False)

    assert (see(system, job).state, see(system, job).attempt) == ("queued", 0)


def test_a_function_may_ask_instead_of_being_stopped(task, ask, worker, clock):
    seen = []

    def asks(running):
        seen.append(running.cancelled())
        running.stop(Cancelled)
        seen.append(running.cancelled())

    ask()
    task(asks)
    worker.run_until_idle(beating=False)

    assert seen == [False, True]


def test_two_tasks_of_one_name_are_noticed(task):
    task(lambda running: None)

    with pytest.raises(ValueError, match="two tasks"):
        registry.task("test")(reap)


def test_how_long_jobs_wait_is_known_to_the_operator(ask, clock):
    ask()
    clock.forward(seconds=90)

    assert queries.oldest_waiting_seconds(now=clock()) == 90
    assert queries.counts()["queued"] == 1
