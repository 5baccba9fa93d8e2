"""One trial: a publication is killed, looked at, started again and looked at once more.

Each part runs in a child made by `fork`, so that neither the killed process nor the next one knows anything of the other
but what is on the disk.
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kills import city
from kills.stages import Executioner, Stopwatch


@dataclass(frozen=True)
class Outcome:
    """What one trial showed; `faults` is empty when all held."""

    stage: str
    killed: bool
    faults: tuple[str, ...] = field(default=())


def in_child(function: Callable[[], Any], data: Path) -> tuple[int, Any]:
    """Run the function in a child upon the data folder; return its wait status and what it returned."""
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if child == 0:
            os._exit(_work(function, data, answer.fileno()))
        _, status = os.waitpid(child, 0)
        answer.seek(0)
        content = answer.read()
        return status, pickle.loads(content) if content else None


def _work(function: Callable[[], Any], data: Path, answer: int) -> int:
    try:
        _move_to(data)
        os.write(answer, pickle.dumps(function()))
    except BaseException:  # noqa: BLE001 - a child says by its status that it failed
        traceback.print_exc()
        return 1
    return 0


def _move_to(data: Path) -> None:
    """Let this process, which has opened nothing yet, work upon another data folder."""
    from django.db import connections

    from mueang_site import runtime

    settings = runtime.choose(data)
    connections["default"].settings_dict["NAME"] = str(settings.sqlite_file)


def publish_and_die(stage: str, seed: int, lengths: Mapping[str, float], *, planted: bool) -> None:
    """Do the waiting publication and die in the stage."""
    executioner = Executioner(stage, random.Random(seed), lengths)
    with watched(executioner, planted=planted):
        city.work(lease=0.5)
        executioner.reached("recorded")
        time.sleep(1 if stage == "recorded" else 0)


def undisturbed() -> tuple[dict[str, Any], dict[str, float]]:
    """Do the waiting publication and return what is seen then, and the seconds of its stages."""
    stopwatch = Stopwatch()
    with watched(stopwatch):
        city.work()
        stopwatch.reached("recorded")
    return city.seen(), stopwatch.lengths()


@contextmanager
def watched(watcher: Executioner | Stopwatch, *, planted: bool = False) -> Iterator[None]:
    """Let the watcher know of every stage of the publications that are made meanwhile."""
    from mueang_site.submissions import publishing

    write, record = publishing.write, publishing.record

    def watched_write(submission: Any, prepared: Any, running: Any) -> Any:
        told = running.progress

        def tell(done: int, total: int | None = None, step: Any = None) -> None:
            told(done, total, step)
            watcher.reached(next((name for name, said in publishing.STAGES.items() if said == step), ""))

        running.progress = tell
        if planted:
            name_before_it_is_there(prepared)
        return write(submission, prepared, running)

    def watched_record(*args: Any, **kwargs: Any) -> Any:
        with watcher.counting():
            return record(*args, **kwargs)

    with patch.object(publishing, "write", watched_write), patch.object(publishing, "record", watched_record):
        yield


def name_before_it_is_there(prepared: Any) -> None:
    """The planted fault: a version row in a transaction of its own, before the lake has what it names."""
    from django.utils import timezone

    from mueang_site.catalogue.models import Resource, Version

    resource = Resource.objects.get(table=prepared.lake_table)
    first = Version.objects.get(resource=resource)
    Version.objects.filter(pk=first.pk).update(published_at=timezone.now())
    first.pk, first.number, first.delta_version = None, prepared.number, prepared.base + 1
    first.save(force_insert=True)


def finish() -> dict[str, Any]:
    """Start again when the lease has run out: let the reaper queue the job, do it, and tell what is seen."""
    from django.utils import timezone

    from mueang_site.access import audit
    from mueang_site.jobs import queries, worker

    def later() -> datetime:
        return timezone.now() + timedelta(seconds=1)

    worker.reap(now=later())
    city.work(clock=later)
    return {**city.seen(), "jobs": queries.counts(), "audit": audit.verify().ok}


def run(template: Path, stage: str, seed: int, expected: dict[str, Any], lengths: Mapping[str, float], *, planted: bool = False) -> Outcome:
    """Run one trial upon a copy of the template. `expected` and `lengths` are what an undisturbed run showed."""
    with tempfile.TemporaryDirectory(prefix="kill-") as folder:
        data = Path(folder) / "data"
        shutil.copytree(template, data, symlinks=True)
        status, _ = in_child(lambda: publish_and_die(stage, seed, lengths, planted=planted), data)
        killed = os.WIFSIGNALED(status)
        _, after = in_child(city.seen, data)
        _, done = in_child(finish, data)
        return Outcome(stage, killed, tuple(_faults(after, done, expected)))


def _faults(after: dict[str, Any] | None, done: dict[str, Any] | None, expected: dict[str, Any]) -> list[str]:
    if after is None or done is None:
        return ["the data cannot be read any more"]
    before_or_after = ({"versions": [1], "rows": expected["rows"][:1]}, {"versions": expected["versions"], "rows": expected["rows"]})
    faults = [] if after in before_or_after else [f"seen by halves: {after['versions']} {after['rows']}"]
    if {key: done[key] for key in ("versions", "rows")} != {key: expected[key] for key in ("versions", "rows")}:
        faults.append(f"after the restart: {done['versions']} {done['rows']}")
    if done["jobs"]["running"] or done["jobs"]["failed"] or done["jobs"]["queued"]:
        faults.append(f"jobs left over: {done['jobs']}")
    return faults if done["audit"] else [*faults, "the record does not hold"]
