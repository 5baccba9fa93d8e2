"""Real processes, really killed: the job is run again and takes effect once, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from installation import WORKING, alive, answers, child, descendants, until

pytestmark = [pytest.mark.kills]


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
    assert site.record() == {"entries": 160, "whole": True}


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
