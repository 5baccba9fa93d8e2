"""A writer that is killed leaves the table as it was, and what it began is finished when it is run again: on every kind of store."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import timedelta

import pytest

import drawn
import stores
import writers
from mueang.base.errors import MueangError
from mueang.lake import Append, Lake, Replace, Snapshot, Update, log, mode_as_dict
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Rows

KILLS = 12
NAIVE = """
    import time
    from pathlib import Path
    import pyarrow.parquet as pq

    [file] = Path({work!r}, "air").glob("*.parquet")
    table = pq.read_table(file)
    file.unlink()
    print("staged", flush=True)
    time.sleep(5)
    pq.write_table(table, file)
"""
Writing = Callable[[Lake, writers.Told], object]
ROWS = [{"k": k, "v": k} for k in range(2000)]


@pytest.fixture(params=stores.KINDS)
def lake(request, tmp_path, s3):
    return Lake(stores.store(request.param, tmp_path, s3))


@pytest.fixture
def published(lake):
    """The version that the records name before the write that is killed."""
    return written(lake, ROWS)


def written(lake: Lake, rows: list[dict], base: Snapshot | None = None) -> Snapshot:
    """The rows as they are published, added to what there is."""
    schema, _ = drawn.table("k | v\n1 | 1")
    number = 1 if base is None else base.delta_version + 1
    below = None if base is None else base.delta_version
    mode = Replace() if base is None else Append()
    return lake.write("air", drawn.batches(schema, rows), schema, mode=mode, base=below, job=f"before-{number}", version_number=number)


def faults(lake: Lake, named: Snapshot) -> list[str]:
    """What a reader of the named version would find wrong, read anew from the store."""
    try:
        fresh = stores.again(lake)
        snapshot = fresh._load("air", named.delta_version)
        answer = MemoryEngine(hold=fresh.store.held).answer(snapshot, Rows(snapshot.schema), drawn.everyone(snapshot), now=drawn.NOW).read_all()
    except (MueangError, OSError) as error:
        return [f"the named version cannot be read: {error}"]
    found = [] if answer["v"].to_pylist() == list(range(2000)) else ["the named version has other rows"]
    return found if snapshot == named else [*found, "the named version is another"]


def finish(lake: Lake, named: Snapshot, write: Writing) -> Snapshot:
    assert writers.started(write, lake).ended() == 0
    place = lake.store.place("air")
    version = log.find_commit(place, log.open_table(place), job="job-2", base=named.delta_version, number=2)
    return stores.again(lake).snapshot("air", version)


def check_after_kill(lake: Lake, named: Snapshot, write: Writing, *, also: tuple[Snapshot, ...] = ()) -> Snapshot:
    """Nothing is seen of the killed write; run again it is done once; and nothing else is left."""
    assert faults(lake, named) == []
    finished = finish(lake, named, write)
    assert faults(lake, named) == []
    kept = (named, finished, *also)
    lake.remove_unnamed("air", {snapshot.delta_version for snapshot in kept}, grace=timedelta(0))
    assert stores.data_files(lake) == {file.rpartition("/")[2] for snapshot in kept for file in snapshot.files}
    return finished


def kill(lake: Lake, write: Writing, at: str | int) -> None:
    """Kill one that writes at a stage, or a part of a second after its first word, drawn by a number."""
    if isinstance(at, int):
        writers.started(write, lake).kill_within(random.Random(at).uniform(0, 0.25))
    else:
        assert writers.started(write, lake, at=at).ended() == -signal.SIGKILL


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "writing:1", "writing:4", "written:1", "taking:1", "taken:1", "committing:1", "in the log:1", "committed:1"])
@pytest.mark.parametrize("mode", [Append(), Update(("k",))], ids=["append", "update"])
def test_a_publish_killed_at_a_stage_is_finished_later(lake, published, at, mode):
    write = writers.publishing(published.delta_version, mode_as_dict(mode))
    kill(lake, write, at)

    finished = check_after_kill(lake, published, write)

    assert finished.rows == (5000 if isinstance(mode, Append) else 3000)


@pytest.mark.kills
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_publish_killed_at_any_moment_is_finished_later(lake, published, seed):
    write = writers.publishing(published.delta_version, mode_as_dict(Update(("k",))))
    kill(lake, write, seed)

    assert check_after_kill(lake, published, write).rows == 3000


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "committing:1", "in the log:1", 1, 2, 3])
def test_a_return_to_an_earlier_version_that_is_killed_is_finished_later(lake, at):
    first = written(lake, ROWS[:1000])
    named = written(lake, ROWS[1000:], base=first)
    write = writers.restoring(named.delta_version, first.delta_version)
    kill(lake, write, at)

    finished = check_after_kill(lake, named, write, also=(first,))

    assert (finished.content_hash, finished.files) == (first.content_hash, first.files)


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "taking:1", "taken:1", "committing:1", "in the log:1", 1, 2, 3])
def test_a_compaction_that_is_killed_is_finished_later(lake, at):
    named = None
    for start in range(0, 2000, 400):
        named = written(lake, ROWS[start : start + 400], base=named)
    write = writers.compacting(named.delta_version)
    kill(lake, write, at)

    finished = check_after_kill(lake, named, write)

    assert finished.content_hash == named.content_hash
    assert len(finished.files) == 1 < len(named.files)


@pytest.mark.kills
@pytest.mark.parametrize("lake", ["folder"], indirect=True)
def test_a_publish_that_is_not_atomic_would_be_caught(lake, published):
    killed = subprocess.Popen([sys.executable, "-c", textwrap.dedent(NAIVE).format(**stores.told(lake))], stdout=subprocess.PIPE, text=True)
    assert killed.stdout.readline() == "staged\n"
    killed.kill()
    killed.wait()
    killed.stdout.close()

    assert faults(lake, published) != []
