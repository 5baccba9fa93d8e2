"""A writer that is killed leaves the table as it was, and what it began is finished when it is run again: on every kind of store."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest

import drawn
import stores
from mueang.base.errors import MueangError
from mueang.lake import Append, Lake, Replace, Snapshot, Update, log, mode_as_dict
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Rows

KILLS = 12
CHILD = """
    import os, signal, sys
    sys.path.insert(0, {tests!r})
    import drawn, stores
    from mueang.flows.publish import publish
    from mueang.lake import mode_from_dict
    from mueang.lake import compaction, files, log

    files.GROUP_ROWS = compaction.GROUP_ROWS = 500
    at = {at!r}
    told = []

    def tell(stage, rows=0):
        told.append(stage)
        print(stage, flush=True)
        if at == f"{{stage}}:{{told.count(stage)}}":
            os.kill(os.getpid(), signal.SIGKILL)

    lake = stores.opened(**{store!r})
    commit, take = log._commit, type(lake.store.place("air")).take

    def taking(place, drafts):
        tell("taking")
        take(place, drafts)
        tell("taken")

    def committing(*args):
        tell("committing")
        number = commit(*args)
        tell("in the log")
        return number

    type(lake.store.place("air")).take, log._commit = taking, committing
"""
PUBLISH = """
    schema, _ = drawn.table("k | v\\n1 | 1")
    rows = [dict(k=k, v=-k) for k in range(3000)]
    batches = drawn.batches(schema, rows, size=100)
    publish(lake, "air", batches, schema, mode=mode_from_dict({mode!r}), base={base}, job="job-2", number=2, on_progress=tell)
"""
RESTORE = """
    tell("staged")
    lake.restore("air", to={to}, base={base}, job="job-2", version_number=2)
"""
COMPACT = """
    tell("staged")
    lake.compact("air", base={base}, job="job-2", version_number=2)
"""
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


def child(script: str, lake: Lake, **slots: object) -> subprocess.Popen[str]:
    text = textwrap.dedent(CHILD) + textwrap.dedent(script)
    filled = text.format(tests=str(Path(drawn.__file__).parent), store=stores.told(lake), **({"at": ""} | slots))
    return subprocess.Popen([sys.executable, "-c", filled], stdout=subprocess.PIPE, text=True)


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


def finish(lake: Lake, named: Snapshot, script: str, **slots: object) -> Snapshot:
    done = child(script, lake, base=named.delta_version, **slots)
    assert done.wait() == 0
    done.stdout.close()
    place = lake.store.place("air")
    version = log.find_commit(place, log.open_table(place), job="job-2", base=named.delta_version, number=2)
    return stores.again(lake).snapshot("air", version)


def check_after_kill(lake: Lake, named: Snapshot, script: str, *, also: tuple[Snapshot, ...] = (), **slots: object) -> Snapshot:
    """Nothing is seen of the killed write; run again it is done once; and nothing else is left."""
    assert faults(lake, named) == []
    finished = finish(lake, named, script, **slots)
    assert faults(lake, named) == []
    kept = (named, finished, *also)
    lake.remove_unnamed("air", {snapshot.delta_version for snapshot in kept}, grace=timedelta(0))
    assert stores.data_files(lake) == {file.rpartition("/")[2] for snapshot in kept for file in snapshot.files}
    return finished


def kill_at_once(process: subprocess.Popen[str], seed: int) -> None:
    """Kill after a drawn part of a second from its first word."""
    process.stdout.readline()
    try:
        process.wait(random.Random(seed).uniform(0, 0.25))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "writing:1", "writing:4", "written:1", "taking:1", "taken:1", "committing:1", "in the log:1", "committed:1"])
@pytest.mark.parametrize("mode", [Append(), Update(("k",))], ids=["append", "update"])
def test_a_publish_killed_at_a_stage_is_finished_later(lake, published, at, mode):
    asked = {"mode": mode_as_dict(mode)}
    killed = child(PUBLISH, lake, at=at, base=published.delta_version, **asked)
    assert killed.wait() == -signal.SIGKILL
    killed.stdout.close()

    finished = check_after_kill(lake, published, PUBLISH, **asked)

    assert finished.rows == (5000 if isinstance(mode, Append) else 3000)


@pytest.mark.kills
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_publish_killed_at_any_moment_is_finished_later(lake, published, seed):
    asked = {"mode": mode_as_dict(Update(("k",)))}
    kill_at_once(child(PUBLISH, lake, base=published.delta_version, **asked), seed)

    assert check_after_kill(lake, published, PUBLISH, **asked).rows == 3000


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "committing:1", "in the log:1", 1, 2, 3])
def test_a_return_to_an_earlier_version_that_is_killed_is_finished_later(lake, at):
    first = written(lake, ROWS[:1000])
    named = written(lake, ROWS[1000:], base=first)
    killed = child(RESTORE, lake, at=at, base=named.delta_version, to=first.delta_version)
    if isinstance(at, int):
        kill_at_once(killed, at)
    else:
        assert killed.wait() == -signal.SIGKILL
        killed.stdout.close()

    finished = check_after_kill(lake, named, RESTORE, also=(first,), to=first.delta_version)

    assert (finished.content_hash, finished.files) == (first.content_hash, first.files)


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "taking:1", "taken:1", "committing:1", "in the log:1", 1, 2, 3])
def test_a_compaction_that_is_killed_is_finished_later(lake, at):
    named = None
    for start in range(0, 2000, 400):
        named = written(lake, ROWS[start : start + 400], base=named)
    killed = child(COMPACT, lake, at=at, base=named.delta_version)
    if isinstance(at, int):
        kill_at_once(killed, at)
    else:
        assert killed.wait() == -signal.SIGKILL
        killed.stdout.close()

    finished = check_after_kill(lake, named, COMPACT)

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
