"""A commit that no version names does not exist: the cleaning removes it, and nothing that is published."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from mueang.lake import Replace
from mueang_site import runtime
from mueang_site.access.actor import ANONYMOUS, system_actor
from mueang_site.catalogue import queries, tasks
from mueang_site.jobs import registry
from mueang_site.jobs.actions import enqueue
from offices import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(publish):
    publish()
    return queries.table_for(ANONYMOUS, "smoking", now=NOW)


@pytest.fixture
def orphan(published):
    """A commit of a job that was killed before it was recorded."""
    snapshot = published._snapshot
    rows = published.ask(published.everything()).read_all().drop_columns(["_version"])
    return runtime.lake().write(snapshot.table, rows.to_batches(), snapshot.schema, mode=Replace(), base=snapshot.delta_version, job="killed", version_number=2)


def days_pass(days=3):
    before = time.time() - timedelta(days=days).total_seconds()
    for path in runtime.settings().data_dir.rglob("*"):
        os.utime(path, (before, before))


def clean(work):
    enqueue("catalogue.clean", {}, actor=system_actor("test"), now=NOW)
    work()


def test_an_orphan_of_a_killed_job_is_removed_and_what_is_published_stays(published, orphan, work, monkeypatch):
    monkeypatch.setattr(tasks, "GRACE", timedelta(0))
    clean(work)

    assert all(Path(file).exists() for file in published._snapshot.files)
    assert not any(Path(file).exists() for file in orphan.files)
    assert published.count() == 2


def test_a_commit_whose_record_may_be_on_its_way_is_left_alone(orphan, work):
    clean(work)

    assert all(Path(file).exists() for file in orphan.files)


def test_cut_off_uploads_go(work):
    cut_off = runtime.settings().sources / "incoming-x"
    cut_off.write_bytes(b"half")
    days_pass()
    clean(work)

    assert not cut_off.exists()


def test_the_cleaning_is_asked_for_every_night():
    assert {task.kind for task in registry.planned()} >= {"catalogue.clean", "jobs.forget"}
