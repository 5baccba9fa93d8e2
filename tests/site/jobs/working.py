"""The commands of the site with tasks of the tests' own, to be run as processes that may be killed.

python working.py serve|worker ...   as `mueang` does
python working.py ask KIND COUNT     ask for jobs and print their ids
python working.py jobs               print every job as JSON
python working.py write COUNT        record COUNT acts
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from mueang_site.commands import processes, start
from mueang_site.commands.__main__ import main

DIARY = Path(os.environ.get("TEST_DIARY", "diary"))


def note(line: str) -> None:
    """Write one line of the diary, whole."""
    descriptor = os.open(DIARY, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def register() -> None:
    from mueang_site.access.audit import Subject, record
    from mueang_site.jobs import registry

    def count(running):
        note(f"begin {running.id} {running.attempt} {os.getpid()}")
        for step in range(running.payload["steps"]):
            running.progress(step, running.payload["steps"])
            time.sleep(0.05)
        with running.effect() as effect:
            record(running.actor, "test.effect", Subject("job", str(running.id), ""), now=running.now())
            effect.result = {"attempt": running.attempt}
        note(f"end {running.id} {running.attempt}")

    registry.task("test.count", max_attempts=5)(count)


def start_with_tasks(*given, **more):
    settings = original(*given, **more)
    register()
    return settings


def ask(steps: str, times: str) -> None:
    from django.utils import timezone

    from mueang_site.access.actor import system_actor
    from mueang_site.jobs.actions import enqueue

    for _ in range(int(times)):
        print(enqueue("test.count", {"steps": int(steps)}, actor=system_actor("test"), now=timezone.now()).id)


def jobs() -> None:
    from mueang_site.access.audit import verify
    from mueang_site.access.models import AuditEntry
    from mueang_site.jobs.models import Job

    found = {str(job.pk): {"state": job.state, "attempt": job.attempt, "worker": job.worker} for job in Job.objects.all()}
    effects = [entry.subject_id for entry in AuditEntry.objects.filter(verb="test.effect")]
    print(json.dumps({"jobs": found, "effects": effects, "whole": verify().ok, "entries": AuditEntry.objects.count()}))


def write(times: str) -> None:
    from django.db import transaction
    from django.utils import timezone

    from mueang_site.access.actor import system_actor
    from mueang_site.access.audit import Subject, record

    for number in range(int(times)):
        with transaction.atomic():
            record(system_actor(str(os.getpid())), "test.write", Subject("n", str(number), ""), now=timezone.now())


original, start.start_django = start.start_django, start_with_tasks
processes.start_django = start_with_tasks
processes.FINISH_SECONDS = float(os.environ.get("TEST_FINISH", "12"))

if __name__ == "__main__":
    own = {"ask": ask, "jobs": jobs, "write": write}
    if sys.argv[1] in own:
        start_with_tasks(None)
        own[sys.argv[1]](*sys.argv[2:])
    else:
        main(prog_name="mueang")
