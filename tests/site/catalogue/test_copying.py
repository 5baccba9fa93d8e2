"""Large tables and those that are asked often get a native copy; whoever asks sees what he saw."""

import pytest

from mueang.query import Condition, Rows, Sort
from mueang_site import runtime
from mueang_site.access.actor import ANONYMOUS, system_actor
from mueang_site.catalogue import copying, queries
from mueang_site.jobs.actions import enqueue
from mueang_site.jobs.models import Job
from offices import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_of():
    """Settings of the site, until the end of the test."""
    before = runtime.settings()
    yield runtime.change
    runtime.restore(before)


@pytest.fixture
def table(publish):
    publish()
    return lambda: queries.table_for(ANONYMOUS, "smoking", now=NOW)


def copied(work):
    """How many copies the job makes that comes by every ten minutes."""
    job = enqueue("catalogue.copy", {}, actor=system_actor("test"), now=NOW)
    work()
    return Job.objects.get(pk=job.id).result["copies"]


def pages(view):
    sort = (Sort("ร้อยละ", descending=True),)
    return [view.rows(Rows(view.schema, sort=sort, limit=1)), view.rows(Rows(view.schema, where=(Condition("ชื่อเขต", "eq", "ดุสิต"),)))]


def test_a_large_table_is_copied_once_and_answers_alike(table, work, settings_of):
    before = pages(table())
    settings_of(copy_rows=1)

    assert [copied(work), copied(work)] == [1, 0]
    assert runtime.copies().has(table()._snapshot)
    assert pages(table()) == before


def test_a_small_table_is_copied_when_it_is_asked_often(table, work, settings_of, monkeypatch):
    monkeypatch.setattr(copying, "SMALLEST", 1)
    settings_of(copy_rows=1000)
    assert copied(work) == 0

    runtime.copies()._often = 1
    table().rows(Rows(table().schema))

    assert copied(work) == 1


@pytest.mark.parametrize("room", [0, 1])
def test_where_the_operator_gives_no_room_no_copy_is_made(table, work, settings_of, room):
    settings_of(copy_rows=1, copies=room)

    assert copied(work) == 0
    assert pages(table())[1]
