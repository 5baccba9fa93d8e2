"""Workers that are killed, frozen or stuck: nobody waits for them, and what they began takes effect once."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import pytest

from installation import alive, answers, child, descendants, until

pytestmark = [pytest.mark.kills]


def test_six_workers_share_three_hundred_jobs_and_do_each_once(site):
    asked = site.ask(steps=0, times=300)

    for _ in range(6):
        site.start("worker")
    state = until(site.finished)

    assert sorted(state["effects"]) == sorted(asked)
    assert Counter(id for id, _, _ in site.begun()) == dict.fromkeys(asked, 1)
    assert len({pid for _, _, pid in site.begun()}) == 6
    assert site.record()["whole"]


def test_a_job_whose_child_process_hangs_is_called_off(site):
    site.start("worker")
    (job,) = site.ask(kind="test.child")
    ((_, _, pid),) = until(site.begun)
    sleeping = until(lambda: descendants(int(pid)))

    site.run("cancel", job)

    assert until(lambda: site.is_in(job, "cancelled"), patience=20)
    assert not [one for one in sleeping if alive(one)]


def test_a_job_that_hears_nothing_is_called_off_with_its_worker(site):
    worker = site.start("worker")
    (job,) = site.ask(kind="test.deaf")
    until(site.begun)

    site.run("cancel", job)

    assert until(lambda: site.is_in(job, "cancelled"), patience=20)
    assert worker.wait(timeout=20) == 0


def test_long_work_on_every_worker_but_one_leaves_short_work_its_way(site):
    site.start("worker")
    site.start("worker", "--short")
    long = site.ask(steps=2000, times=3, long=True)
    until(site.begun)

    short = site.ask(steps=0, times=5)
    until(lambda: all(site.is_in(job, "done") for job in short), patience=30)

    assert Counter(site.state()["jobs"][job]["state"] for job in long) == {"running": 1, "queued": 2}


def test_what_the_clock_asks_for_is_asked_for_once_each_time_by_many_workers(site):
    site.environ["TEST_TICK"] = "5"
    started = time.monotonic()
    for _ in range(3):
        site.start("worker")

    until(lambda: len(site.ticks()) >= 3)

    asked_for = site.rows("SELECT COUNT(*) FROM jobs_job WHERE kind = 'test.tick'")[0][0]
    assert asked_for <= (time.monotonic() - started) / 5 + 2
    assert len(site.ticks()) == len(set(site.ticks()))


def test_a_worker_frozen_in_the_middle_of_its_effect_is_ended_and_its_job_done_once(site):
    site.environ["TEST_STILL"] = "4"
    site.serve(web=1, workers=2)
    (dozing,) = site.ask(steps=600, kind="test.dozing")
    ((_, _, pid),) = until(site.begun)
    time.sleep(1)

    os.kill(int(pid), signal.SIGSTOP)
    others = site.ask(times=3)

    until(lambda: all(site.is_in(job, "done") for job in [dozing, *others]))
    assert not alive(int(pid))
    assert site.state()["effects"].count(dozing) == 1
    assert site.state()["jobs"][dozing]["attempt"] == 2


def test_a_web_process_that_hangs_is_ended_and_another_answers(site):
    site.environ["TEST_STILL"] = "4"
    supervisor, port = site.serve(web=2, workers=1)
    hung = until(lambda: sorted(descendants(child(supervisor, "web"))))[-1]

    os.kill(hung, signal.SIGSTOP)
    until(lambda: not alive(hung))

    assert until(lambda: all(answers(port) for _ in range(20)))


def test_a_web_server_that_hangs_as_a_whole_is_started_again(site):
    site.environ["TEST_STILL"] = "4"
    supervisor, port = site.serve(web=1, workers=1)
    hung = {child(supervisor, "web")} | descendants(child(supervisor, "web"))

    for pid in hung:
        os.kill(pid, signal.SIGSTOP)
    until(lambda: not any(alive(pid) for pid in hung))

    assert until(lambda: answers(port))


def test_on_postgres_a_worker_frozen_in_the_middle_of_its_effect_makes_nobody_wait(site_on_postgres):
    """Nobody ends the frozen one here: the others pass its job by, until the server takes its locks away."""
    site = site_on_postgres
    site.environ["DATABASE_URL"] += "?options=-c%20idle_in_transaction_session_timeout%3D6s"
    frozen = site.start("worker")
    (dozing,) = site.ask(steps=600, kind="test.dozing")
    until(site.begun)
    time.sleep(1)

    frozen.send_signal(signal.SIGSTOP)
    site.start("worker")
    (quiet,) = site.ask(kind="test.quiet")

    until(lambda: site.is_in(quiet, "done"), patience=20)
    until(lambda: site.is_in(dozing, "done"))
    assert site.state()["effects"] == [dozing]
