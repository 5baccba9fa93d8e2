"""What a job tells of itself, and trying again."""

from __future__ import annotations

import pytest

from mueang.base.errors import BadInput, Conflict, NotAllowed, NotFound
from mueang.base.message import Message
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import AuditEntry, Organisation
from mueang_site.jobs import actions, journal, queries
from mueang_site.jobs.models import Job, Line
from mueang_site.jobs.worker import Worker

pytestmark = pytest.mark.django_db

READING = Message("อ่านแถว", "Reading rows")


def lines(system, job):
    return [(entry.attempt, entry.level, entry.text.en) for entry in queries.log_of(system, job.id)]


def see(system, job):
    return queries.job_for(system, job.id)


def fail(error):
    def function(running):
        raise error

    return function


def test_a_job_tells_its_steps_with_their_time(task, ask, worker, system, now):
    job = ask()
    task(lambda running: [running.progress(step, 3, READING) for step in range(3)] and None)

    worker.run_until_idle(beating=False)

    assert lines(system, job) == [(1, "info", "Attempt 1 began."), (1, "info", "Reading rows"), (1, "info", "Done.")]
    assert {entry.at for entry in queries.log_of(system, job.id)} == {now}


def test_every_attempt_is_told_with_what_ended_it(task, ask, worker, system, clock):
    job = ask()
    task(fail(ZeroDivisionError("secret of row 7")))
    for _ in range(3):
        worker.run_until_idle(beating=False)
        clock.forward(minutes=1)

    told = lines(system, job)
    assert [line[0] for line in told if "began" in line[2]] == [1, 2, 3]
    assert [line[1] for line in told].count("error") == 3
    assert "secret" not in str(told)
    assert see(system, job).incident in told[-1][2]


def test_an_expected_failure_is_told_by_its_code_and_never_tried_again(task, ask, worker, system, clock):
    job = ask()
    task(fail(BadInput(Message("ค่า ๑๒๓ ซ้ำ", "The value 123 is there twice."), code="data.twice")))

    worker.run_until_idle(beating=False)
    clock.forward(hours=1)

    assert worker.run_until_idle(beating=False) == 0
    assert lines(system, job)[-1][1:] == ("error", "Stopped by the data or a rule (data.twice); not tried again by itself.")


def test_a_talkative_job_keeps_its_newest_lines(task, ask, worker, system):
    job = ask()

    def chatter(running):
        for number in range(3 * journal.LINES_KEPT):
            running.note(Message(f"{number}", f"{number} " + "x" * 1000))
            if number % 50 == 0:
                running.heartbeat()

    task(chatter)
    worker.run_until_idle(beating=False)

    kept = lines(system, job)
    assert (len(kept), kept[-1][2]) == (journal.LINES_KEPT, "Done.")
    assert max(len(text) for _, _, text in kept) == journal.LONGEST_LINE


def test_the_log_of_a_job_is_for_those_who_may_see_the_job(bangkok, ask, actor):
    office = Organisation.objects.get(slug="strategy").pk
    job = ask(by=actor("wanna", editor="strategy"), organisation_id=office)

    assert queries.log_of(actor("malee", steward="strategy"), job.id) == []
    for nobody in (actor("somsak", admin="takhli"), ANONYMOUS):
        with pytest.raises(NotFound):
            queries.log_of(nobody, job.id)


def test_reading_a_file_tells_nothing_of_its_cells(bangkok, actor, run_jobs, now):
    from mueang_site.submissions import actions as submissions

    file = "ชื่อ-สกุล,เลขประจำตัวประชาชน,คะแนน\nนายสมมุติ ตัวอย่าง,1101700230708,77123\nนางสาวทดสอบ ระบบ,3100600445635,88321\n"
    wanna = actor("wanna", editor="strategy")
    office = Organisation.objects.get(slug="strategy").pk
    submissions.receive(wanna, submissions.Upload("รายชื่อ.csv", [file.encode()]), organisation_id=office, now=now)

    run_jobs()

    told = " ".join(f"{line.text_th} {line.text_en}" for line in Line.objects.all())
    assert "Reading the file" in told
    assert not [cell for cell in file.replace("\n", ",").split(",") if cell and cell in told]


def test_a_job_that_failed_is_tried_again_on_request_with_all_its_attempts(task, ask, worker, system, person):
    from mueang_site.access.actor import actor_for

    wanna = actor_for(person("wanna"))
    job = ask(by=wanna)
    task(fail(BadInput(Message("เต็ม", "The disk is full."), code="disk")))
    worker.run_until_idle(beating=False)
    task(lambda running: {"made": running.attempt})

    actions.retry(actor=wanna, id=job.id, now=worker._clock())
    worker.run_until_idle(beating=False)

    seen = see(system, job)
    assert (seen.state, seen.attempt, seen.max_attempts, seen.result) == ("done", 2, 4, {"made": 2})
    assert AuditEntry.objects.get(verb="job.retry").actor == "wanna"


def test_what_is_done_or_under_way_is_not_tried_again(task, ask, worker, system, now):
    done, failed = ask(), ask(key="one")
    worker.run_until_idle(beating=False)
    Job.objects.filter(pk=failed.id).update(state="failed")
    ask(key="one")

    for job in (done, failed):
        with pytest.raises(Conflict):
            actions.retry(actor=system, id=job.id, now=now)


def test_an_editor_does_not_try_again_what_another_asked_for(bangkok, ask, actor, now):
    office = Organisation.objects.get(slug="strategy").pk
    job = ask(by=actor("wanna", editor="strategy"), organisation_id=office)
    Job.objects.update(state="failed", finished_at=now)

    with pytest.raises(NotAllowed):
        actions.retry(actor=actor("piti", editor="strategy"), id=job.id, now=now)
    assert not queries.may(actor("piti2", editor="strategy"), "job.retry", job.id)
    assert queries.may(actor("malee", steward="strategy"), "job.retry", job.id)


def test_a_job_that_takes_too_long_is_ended_and_told(task, ask, clock, system):
    from datetime import timedelta

    job, left = ask(), []
    worker = Worker(lease=timedelta(seconds=30), clock=clock, leave=lambda: left.append(True))

    def endless(running):
        clock.forward(hours=3)
        running._look_at_the_clock()
        running.check()

    task(endless)
    worker.run_until_idle(beating=False)

    assert (see(system, job).state, see(system, job).code, left) == ("failed", "job.too-long", [])
