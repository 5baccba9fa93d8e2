"""What the clock asks for: once each time, whoever looks, and once for all the times that were missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang_site.jobs import registry
from mueang_site.jobs.models import Job, Plan
from mueang_site.jobs.planning import ask_for_planned
from mueang_site.jobs.registry import Every

DAY = timedelta(days=1)
AT_HALF_PAST_TWO = Every(DAY, timedelta(hours=2, minutes=30))


@pytest.fixture
def nightly(monkeypatch, db):
    """One task that is asked for every night, and no other."""
    monkeypatch.setattr(registry, "_tasks", {})
    monkeypatch.setattr(registry, "autodiscover_modules", lambda _: None)
    registry.task("test.nightly", every=AT_HALF_PAST_TWO)(lambda running: None)


def asked():
    return Job.objects.filter(kind="test.nightly").count()


def test_a_new_plan_is_asked_for_at_once_and_then_at_its_hour(nightly, worker, clock):
    assert ask_for_planned(now=clock()) == 1
    worker.run_until_idle(beating=False)
    clock.forward(hours=10)  # 02:30 in Bangkok

    assert Plan.objects.get().next_at == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    assert ask_for_planned(now=datetime(2026, 11, 20, 19, 29, tzinfo=UTC)) == 0
    assert ask_for_planned(now=clock()) == 1


def test_nights_missed_while_the_machine_was_off_are_made_up_for_once(nightly, worker, clock):
    ask_for_planned(now=clock())
    worker.run_until_idle(beating=False)

    clock.forward(days=9)
    for _ in range(5):
        ask_for_planned(now=clock())

    assert asked() == 2
    assert Plan.objects.get().next_at > clock()


def test_of_two_that_look_at_once_one_asks(nightly, clock, monkeypatch):
    from mueang_site.jobs import planning

    task = registry.find("test.nightly")
    due = Plan.objects.create(kind=task.kind, next_at=clock()).next_at

    both = [planning._ask(task, task.every, due, now=clock()) for _ in range(2)]

    assert (both, asked()) == ([1, 0], 1)


def test_a_run_that_is_still_under_way_is_not_doubled(nightly, clock):
    ask_for_planned(now=clock())
    clock.forward(days=2)
    ask_for_planned(now=clock())

    assert asked() == 1


@given(
    moment=st.integers(1_700_000_000, 1_900_000_000),
    hours=st.sampled_from([1, 6, 24, 168]),
    minutes=st.integers(0, 59),
)
def test_the_next_time_is_the_first_one_after_now(moment, hours, minutes):
    moment = datetime.fromtimestamp(moment, UTC)
    every = Every(timedelta(hours=hours), timedelta(minutes=minutes))

    after = every.after(moment)

    assert moment < after <= moment + every.period
    assert every.after(after) == after + every.period


@pytest.mark.django_db
def test_old_jobs_are_forgotten_with_their_logs(ask, worker, clock, system):
    from mueang_site.jobs import actions
    from mueang_site.jobs.models import Line

    ask(label="old")
    worker.run_until_idle(beating=False)
    clock.forward(days=91)
    ask(label="waiting")
    actions.enqueue("jobs.forget", {}, actor=system, now=clock())
    worker.run_until_idle(beating=False)

    assert sorted(Job.objects.values_list("label", flat=True)) == ["", "waiting"]
    assert not Line.objects.filter(at__lt=clock() - DAY).exists()
