"""A publish that is killed leaves the table as it was, and is finished when it is run again."""

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
from mueang.base.errors import MueangError
from mueang.lake import Append, Lake, Replace, Snapshot, Update, log, mode_as_dict
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Rows

KILLS = 12
CHILD = """
    import json, os, signal, sys
    sys.path.insert(0, {tests!r})
    import drawn
    from mueang.flows.publish import publish
    from mueang.lake import Lake, mode_from_dict
    from mueang.lake import files

    files.GROUP_ROWS = 500
    at = {at!r}
    told = []

    def tell(stage, rows):
        told.append(stage)
        print(stage, flush=True)
        if at == f"{{stage}}:{{told.count(stage)}}":
            os.kill(os.getpid(), signal.SIGKILL)

    schema, _ = drawn.table("k | v\\n1 | 1")
    rows = [dict(k=k, v=-k) for k in range(3000)]
    batches = drawn.batches(schema, rows, size=100)
    publish(Lake({root!r}), "air", batches, schema, mode=mode_from_dict({mode!r}), base={base}, job="publish-2", number=2, on_progress=tell)
"""
NAIVE = """
    import time
    from pathlib import Path
    import pyarrow.parquet as pq

    [file] = Path({root!r}, "air").glob("*.parquet")
    table = pq.read_table(file)
    file.unlink()
    print("staged", flush=True)
    time.sleep(5)
    pq.write_table(table, file)
"""


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def published(lake):
    """The version that the records name before the publish that is killed."""
    schema, _ = drawn.table("k | v\n1 | 1")
    rows = [{"k": k, "v": k} for k in range(2000)]
    return lake.write("air", drawn.batches(schema, rows), schema, mode=Replace(), base=None, job="publish-1", version_number=1)


def child(script: str, lake: Lake, **slots: object) -> subprocess.Popen[str]:
    text = textwrap.dedent(script).format(tests=str(Path(drawn.__file__).parent), root=str(lake.root), **slots)
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)


def faults(lake: Lake, named: Snapshot) -> list[str]:
    """What a reader of the named version would find wrong, read anew from the disk."""
    try:
        fresh = Lake(lake.root)._load("air", named.delta_version)
        answer = MemoryEngine().answer(fresh, Rows(fresh.schema), drawn.everyone(fresh), now=drawn.NOW).read_all()
    except (MueangError, OSError) as error:
        return [f"the named version cannot be read: {error}"]
    found = [] if answer["v"].to_pylist() == list(range(2000)) else ["the named version has other rows"]
    return found if fresh == named else [*found, "the named version is another"]


def finish(lake: Lake, named: Snapshot, mode) -> Snapshot:
    done = child(CHILD, lake, at="", mode=mode_as_dict(mode), base=named.delta_version)
    assert done.wait() == 0
    done.stdout.close()
    folder = lake.root / "air"
    version = log.find_commit(folder, log.open_table(folder), job="publish-2", base=named.delta_version, number=2)
    return Lake(lake.root).snapshot("air", version)


def check_after_kill(lake: Lake, named: Snapshot, mode) -> None:
    assert faults(lake, named) == []
    finished = finish(lake, named, mode)
    assert faults(lake, named) == []
    assert finished.rows == (5000 if isinstance(mode, Append) else 3000)
    lake.remove_unnamed("air", {named.delta_version, finished.delta_version}, grace=timedelta(0))
    kept = {str(path) for path in (lake.root / "air").glob("*.parquet")}
    assert kept == {*named.files, *finished.files}


@pytest.mark.kills
@pytest.mark.parametrize("at", ["staged:1", "writing:1", "writing:4", "written:1", "committed:1"])
@pytest.mark.parametrize("mode", [Append(), Update(("k",))], ids=["append", "update"])
def test_a_publish_killed_at_a_stage_is_finished_later(lake, published, at, mode):
    killed = child(CHILD, lake, at=at, mode=mode_as_dict(mode), base=published.delta_version)
    assert killed.wait() == -signal.SIGKILL
    killed.stdout.close()

    check_after_kill(lake, published, mode)


@pytest.mark.kills
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_publish_killed_at_any_moment_is_finished_later(lake, published, seed):
    killed = child(CHILD, lake, at="", mode=mode_as_dict(Update(("k",))), base=published.delta_version)
    killed.stdout.readline()
    try:
        killed.wait(random.Random(seed).uniform(0, 0.25))
    except subprocess.TimeoutExpired:
        killed.kill()
        killed.wait()
    killed.stdout.close()

    check_after_kill(lake, published, Update(("k",)))


@pytest.mark.kills
def test_a_publish_that_is_not_atomic_would_be_caught(lake, published):
    killed = child(NAIVE, lake)
    assert killed.stdout.readline() == "staged\n"
    killed.kill()
    killed.wait()
    killed.stdout.close()

    assert faults(lake, published) != []
