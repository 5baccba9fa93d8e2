"""Real processes, really killed: the job is run again and takes effect once, and nobody is left behind."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

pytestmark = [pytest.mark.kills]

WORKING = Path(__file__).parent / "working.py"
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(what, patience: float = PATIENCE):
    """Return the first true answer."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer := what():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {patience} s in vain")


def descendants(pid: int) -> set[int]:
    found = {int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()}
    return found.union(*(descendants(child) for child in found)) if found else set()


class Installation:
    """A site of its own, known only through its processes."""

    def __init__(self, folder: Path, url: str) -> None:
        self.diary = folder / "diary"
        self.environ = os.environ | {
            "MUEANG_DATA": str(folder / "data"),
            "DATABASE_URL": url,
            "MUEANG_LEASE_SECONDS": "4",
            "TEST_DIARY": str(self.diary),
            "TEST_FINISH": "1",
        }
        self.started: list[subprocess.Popen] = []
        self.run("migrate")

    def start(self, *arguments: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, str(WORKING), *arguments], env=self.environ, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.started.append(process)
        return process

    def run(self, *arguments: str) -> str:
        return subprocess.run([sys.executable, str(WORKING), *arguments], env=self.environ, check=True, capture_output=True, text=True, timeout=60).stdout

    def ask(self, *, steps: int, times: int = 1) -> list[str]:
        return self.run("ask", str(steps), str(times)).split()

    def state(self) -> dict:
        return json.loads(self.run("jobs"))

    def begun(self) -> list[list[str]]:
        return [line.split()[1:] for line in self.lines() if line.startswith("begin")]

    def ended(self) -> list[list[str]]:
        return [line.split()[1:] for line in self.lines() if line.startswith("end")]

    def lines(self) -> list[str]:
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def finished(self) -> dict | None:
        state = self.state()
        return state if all(job["state"] == "done" for job in state["jobs"].values()) else None

    def end_all(self) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()


@pytest.fixture
def url():
    """A database of its own: a file, or one more on the PostgreSQL of the tests."""
    if connection.vendor == "sqlite":
        yield ""
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    name = f"processes_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def site(tmp_path, url):
    installation = Installation(tmp_path, url)
    try:
        yield installation
    finally:
        installation.end_all()


def test_a_job_whose_worker_is_killed_is_run_again_and_takes_effect_once(site):
    worker = site.start("worker")
    (job,) = site.ask(steps=30)
    until(site.begun)

    worker.kill()
    site.start("worker")
    state = until(site.finished)

    assert [(id, attempt) for id, attempt, _ in site.begun()] == [(job, "1"), (job, "2")]
    assert (state["effects"], state["jobs"][job]["attempt"]) == ([job], 2)


def test_a_worker_that_was_frozen_past_its_lease_takes_no_effect_when_it_wakes(site):
    frozen = site.start("worker")
    (job,) = site.ask(steps=20)
    until(site.begun)

    frozen.send_signal(signal.SIGSTOP)
    site.start("worker")
    until(site.finished)
    frozen.send_signal(signal.SIGCONT)
    time.sleep(3)

    assert [attempt for _, attempt in site.ended()] == ["2"]
    assert site.state()["effects"] == [job]
    assert frozen.poll() is None


def test_two_workers_share_the_jobs_and_do_each_once(site):
    asked = site.ask(steps=1, times=24)

    site.start("worker")
    site.start("worker")
    state = until(site.finished)

    assert sorted(state["effects"]) == sorted(asked)
    assert sorted(id for id, _, _ in site.begun()) == sorted(asked)
    assert len({pid for _, _, pid in site.begun()}) == 2


def test_a_worker_told_to_stop_finishes_its_job_first(site):
    worker = site.start("worker")
    site.ask(steps=10)
    until(site.begun)

    worker.terminate()

    assert worker.wait(timeout=20) == 0
    assert site.finished()


def test_a_worker_told_to_stop_gives_a_long_job_back_as_new(site):
    worker = site.start("worker")
    (job,) = site.ask(steps=2000)
    until(site.begun)

    worker.terminate()

    assert worker.wait(timeout=20) == 0
    assert site.state()["jobs"][job] == {"state": "queued", "attempt": 0, "worker": ""}


def test_acts_recorded_by_many_processes_at_once_make_one_chain_without_gaps(site):
    writers = [site.start("write", "40") for _ in range(4)]

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    state = site.state()
    assert (state["entries"], state["whole"]) == (160, True)


@pytest.fixture
def serving(site):
    port = free_port()
    supervisor = site.start("serve", "--port", str(port), "--workers", "2")
    line = supervisor.stdout.readline()
    assert line == f"Mueang is ready at http://127.0.0.1:{port}\n"
    return site, supervisor, port


def answers(port: int) -> bool:
    import http.client

    probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        probe.request("GET", "/readyz")
        return probe.getresponse().status == 200
    except OSError:
        return False
    finally:
        probe.close()


def command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\x00", " ")
    return ""


def child(supervisor: subprocess.Popen, word: str) -> int:
    """Return the id of the process that the supervisor itself started for this."""
    children = [int(pid) for task in Path(f"/proc/{supervisor.pid}/task").glob("*/children") for pid in task.read_text().split()]
    return next((pid for pid in children if f"mueang_site.commands {word}" in command_of(pid)), 0)


def test_one_command_serves_and_one_signal_ends_all_of_it(serving):
    _, supervisor, port = serving
    family = descendants(supervisor.pid)

    supervisor.terminate()

    assert len(family) >= 4  # the web server with two processes, the worker
    assert supervisor.wait(timeout=30) == 0
    assert not [pid for pid in family if alive(pid)]
    assert not answers(port)


@pytest.mark.parametrize("word", ["web", "worker"])
def test_a_killed_child_is_started_again_and_leaves_nobody_behind(serving, word):
    _, supervisor, port = serving
    killed = until(lambda: child(supervisor, word))
    before = {killed} | descendants(killed)

    os.kill(killed, signal.SIGKILL)
    until(lambda: (found := child(supervisor, word)) and found not in before)

    assert until(lambda: answers(port))
    assert until(lambda: not [pid for pid in before if alive(pid)], patience=5)


def test_a_killed_supervisor_takes_everybody_with_it(serving):
    _, supervisor, port = serving
    family = descendants(supervisor.pid)

    supervisor.kill()

    assert until(lambda: not [pid for pid in family if alive(pid)], patience=20)
    assert not answers(port)


def test_a_port_in_use_is_told_at_once(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = subprocess.run(
            [sys.executable, str(WORKING), "serve", "--port", str(taken.getsockname()[1])],
            env=site.environ,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert process.returncode == 1
    assert "Choose another with --port" in process.stderr
