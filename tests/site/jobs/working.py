"""The commands of the site with tasks of the tests' own, to be run as processes that may be killed.

python working.py serve|worker ...   as `mueang` does
python working.py ask STEPS TIMES [KIND]   ask for jobs and print their ids
python working.py cancel ID          call a job off
python working.py record             print whether the record of acts is whole
python working.py write COUNT        record COUNT acts
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from mueang_site.commands import processes, serve, start
from mueang_site.commands.__main__ import main
from mueang_site.jobs import pulse
from mueang_site.jobs.supervisor import Program

DIARY = Path(os.environ.get("TEST_DIARY", "diary"))


def note(line: str) -> None:
    """Write one line of the diary, whole."""
    descriptor = os.open(DIARY, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def register() -> None:
    from mueang import sandbox
    from mueang_site.access.audit import Subject, record
    from mueang_site.jobs import registry, worker

    worker.PATIENCE = timedelta(seconds=3)

    def count(running):
        note(f"begin {running.id} {running.attempt} {os.getpid()}")
        for step in range(running.payload["steps"]):
            running.progress(step, running.payload["steps"])
            time.sleep(0.05)
        with running.effect() as effect:
            record(running.actor, "test.effect", Subject("job", str(running.id), ""), now=running.now())
            effect.result = {"attempt": running.attempt}
        note(f"end {running.id} {running.attempt}")

    def child(running):
        note(f"begin {running.id} {running.attempt} {os.getpid()}")
        sandbox.run(["sleep", "600"], wall_seconds=600, memory_bytes=1 << 30, cwd=DIARY.parent, cancelled=running.cancelled)
        running.check()

    def deaf(running):
        note(f"begin {running.id} {running.attempt} {os.getpid()}")
        time.sleep(600)

    def dozing(running):
        note(f"begin {running.id} {running.attempt} {os.getpid()}")
        with running.effect():
            record(running.actor, "test.effect", Subject("job", str(running.id), ""), now=running.now())
            time.sleep(running.payload["steps"] if running.attempt == 1 else 0)

    def tick(running):
        note(f"tick {running.id} {os.getpid()}")

    registry.task("test.count", max_attempts=5)(count)
    registry.task("test.child")(child)
    registry.task("test.deaf")(deaf)
    registry.task("test.dozing")(dozing)
    registry.task("test.quiet")(lambda running: None)
    if "TEST_TICK" in os.environ:
        registry.task("test.tick", every=registry.Every(timedelta(seconds=float(os.environ["TEST_TICK"]))))(tick)


def start_with_tasks(*given, **more):
    settings = original(*given, **more)
    register()
    return settings


def ask(steps: str, times: str, kind: str = "test.count", long: str = "") -> None:
    from django.utils import timezone

    from mueang_site.access.actor import system_actor
    from mueang_site.jobs.actions import enqueue

    for _ in range(int(times)):
        print(enqueue(kind, {"steps": int(steps)}, actor=system_actor("test"), now=timezone.now(), long=bool(long)).id)


def cancel(id: str) -> None:
    from django.utils import timezone

    from mueang_site.access.actor import system_actor
    from mueang_site.jobs import actions

    actions.cancel(actor=system_actor("test"), id=id, now=timezone.now())


def tell_record() -> None:
    from mueang_site.access.audit import verify
    from mueang_site.access.models import AuditEntry

    print(json.dumps({"whole": verify().ok, "entries": AuditEntry.objects.count()}))


def write(times: str) -> None:
    from django.db import transaction
    from django.utils import timezone

    from mueang_site.access.actor import system_actor
    from mueang_site.access.audit import Subject, record

    for number in range(int(times)):
        with transaction.atomic():
            record(system_actor(str(os.getpid())), "test.write", Subject("n", str(number), ""), now=timezone.now())


def programs(*given, **more):
    """Return the programs of `mueang serve`, started by this file so that they know its tasks."""
    return [Program(one.name, [sys.executable, __file__, *one.command[3:]]) for one in own_programs(*given, **more)]


own_programs, serve.programs = serve.programs, programs
original, start.start_django = start.start_django, start_with_tasks
processes.start_django = start_with_tasks
processes.FINISH_SECONDS = float(os.environ.get("TEST_FINISH", "12"))
pulse.Watch.__init__.__kwdefaults__["still_seconds"] = float(os.environ.get("TEST_STILL", "30"))

if __name__ == "__main__":
    own = {"ask": ask, "cancel": cancel, "record": tell_record, "write": write}
    if sys.argv[1] in own:
        start_with_tasks(None)
        own[sys.argv[1]](*sys.argv[2:])
    else:
        main(prog_name="mueang")
