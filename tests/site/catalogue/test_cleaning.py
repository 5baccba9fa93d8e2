"""A commit that no version names does not exist: the cleaning removes it, and nothing that is published."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from mueang.lake import Append, Replace
from mueang_site import runtime
from mueang_site.access.actor import ANONYMOUS, system_actor
from mueang_site.catalogue import actions, queries, tasks
from mueang_site.catalogue.models import Version
from mueang_site.catalogue.naming import named_by_the_record
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


@pytest.fixture
def daily(published):
    """A table to which a file is added each day, as its records tell."""
    first = published._snapshot
    for number in range(2, 12):
        row = pa.RecordBatch.from_pylist([dict.fromkeys(first.schema.names) | {"_row": 1}], schema=first.schema.arrow())
        base = Version.objects.filter(resource__table=first.table).latest("number")
        new = runtime.lake().write(first.table, [row], first.schema, mode=Append(), base=base.commit, job=f"day-{number}", version_number=number)
        base.pk, base.number, base.delta_version, base.row_count = None, number, new.delta_version, new.rows
        base.save(force_insert=True)
    return first.table


def compact(work):
    enqueue("catalogue.compact", {}, actor=system_actor("test"), now=NOW)
    work()


def test_a_version_of_many_small_files_is_read_from_few(daily, work):
    before = queries.table_for(ANONYMOUS, "smoking", now=NOW)
    rows = before.ask(before.everything()).read_all()

    compact(work)

    after = queries.table_for(ANONYMOUS, "smoking", now=NOW)
    assert after.ask(after.everything()).read_all().equals(rows)
    assert len(after._snapshot.files) == 1 < len(before._snapshot.files)
    assert Version.objects.get(number=11).delta_version == before._snapshot.delta_version


def test_every_version_can_be_read_after_compacting_and_cleaning(daily, work, monkeypatch):
    monkeypatch.setattr(tasks, "GRACE", timedelta(0))
    compact(work)
    clean(work)

    counts = [queries.table_for(ANONYMOUS, "smoking", now=NOW, number=number).count() for number in range(1, 12)]

    assert counts == list(range(2, 13))


def test_what_a_backup_looks_for_is_there_after_compacting_and_cleaning(daily, work, monkeypatch):
    monkeypatch.setattr(tasks, "GRACE", timedelta(0))
    compact(work)
    clean(work)

    files = [Path(file) for named in named_by_the_record() for file in runtime.lake().snapshot(named.table, named.commit).files]

    assert files
    assert [file.name for file in files if not file.is_file()] == []


def test_a_version_that_is_published_meanwhile_is_not_overtaken_by_a_compaction(daily):
    served = Version.objects.get(number=11).commit

    assert actions.serve_from(daily, number=11, before=served - 1, commit=99) is False
    assert Version.objects.get(number=11).commit == served


def test_the_cleaning_is_asked_for_every_night():
    assert {task.kind for task in registry.planned()} >= {"catalogue.clean", "catalogue.compact", "jobs.forget"}
