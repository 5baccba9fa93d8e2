"""Who waits for whom: lines of offices take turns, and one worker keeps itself free for short work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mueang_site.access.models import Organisation
from mueang_site.jobs.claiming import claim
from mueang_site.jobs.models import Job
from mueang_site.jobs.worker import Worker

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=30)


@pytest.fixture
def office(bangkok):
    return lambda slug: Organisation.objects.get(slug=slug).pk


def done_in_order(worker, clock, count):
    """Do so many jobs and return their labels in the order in which they were done."""
    done = []
    for _ in range(count):
        job = claim(worker="w", lease=LEASE, now=clock())
        done.append(job.label)
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=clock(), worker="", lease_until=None)
        clock.forward(seconds=1)
    return done


def test_many_files_of_one_office_do_not_make_another_wait(ask, office, worker, clock):
    for number in range(20):
        ask(label=f"strategy {number}", organisation_id=office("strategy"))
    clock.forward(seconds=1)
    for number in range(2):
        ask(label=f"takhli {number}", organisation_id=office("takhli"))

    assert done_in_order(worker, clock, 5) == ["strategy 0", "takhli 0", "strategy 1", "takhli 1", "strategy 2"]


def test_an_office_that_comes_later_does_not_overtake_for_what_it_did_not_ask(ask, office, worker, clock):
    for number in range(6):
        ask(label=f"strategy {number}", organisation_id=office("strategy"))
        clock.forward(seconds=1)
    done_in_order(worker, clock, 3)
    for number in range(3):
        ask(label=f"takhli {number}", organisation_id=office("takhli"))
        clock.forward(seconds=1)

    assert done_in_order(worker, clock, 4) == ["strategy 3", "takhli 0", "strategy 4", "takhli 1"]


def test_work_of_another_kind_waits_in_a_line_of_its_own(ask, task, office, worker, clock, system, now):
    from mueang_site.jobs import actions, registry

    registry.task("test.publish")(lambda running: None)
    for number in range(5):
        ask(label=f"read {number}", organisation_id=office("strategy"))
    clock.forward(seconds=1)
    actions.enqueue("test.publish", {}, actor=system, now=clock(), label="publish", organisation_id=office("strategy"))

    assert done_in_order(worker, clock, 2) == ["read 0", "publish"]


def test_a_worker_that_keeps_itself_free_leaves_long_work_to_others(ask, clock):
    ask(label="a gigabyte", long=True)
    clock.forward(seconds=1)
    ask(label="three rows")
    free = Worker(lease=LEASE, clock=clock, name="free", short_only=True)

    assert free.run_until_idle(beating=False) == 1
    assert Job.objects.get(label="a gigabyte").state == "queued"
    assert Worker(lease=LEASE, clock=clock, name="any").run_until_idle(beating=False) == 1


def test_the_place_that_people_see_is_the_order_in_which_it_is_done(ask, office, system, worker, clock):
    from mueang_site.jobs import queries

    for number in range(3):
        ask(label=f"strategy {number}", organisation_id=office("strategy"))
        clock.forward(seconds=1)
    ask(label="takhli 0", organisation_id=office("takhli"))

    by_place = sorted((queries.job_for(system, id).place, label) for id, label in Job.objects.values_list("id", "label"))

    assert [label for _, label in by_place] == done_in_order(worker, clock, 4)


def test_a_large_file_is_long_work_and_a_small_one_is_not(monkeypatch, bangkok, actor, office, now):
    from mueang_site.submissions import actions as submissions
    from mueang_site.submissions import counting

    monkeypatch.setattr(counting, "LONG_BYTES", 50)
    for content in (b"a,b\n1,2\n", b"a,b\n" + b"1,2\n" * 50):
        submissions.receive(actor(f"p{len(content)}", editor="strategy"), submissions.Upload("x.csv", [content]), organisation_id=office("strategy"), now=now)

    assert list(Job.objects.order_by("created_at", "long").values_list("long", flat=True)) == [False, True]
