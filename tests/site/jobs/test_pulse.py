"""Who hangs is told from who merely waits for the machine."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest

from installation import until
from mueang_site.jobs.pulse import Watch, _worked_seconds

pytestmark = [pytest.mark.kills]


@pytest.fixture
def start(tmp_path):
    """Start a process that gave one sign of life and gives no more."""
    started = []

    def start(program):
        process = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
        (tmp_path / f"{socket.gethostname()}:{process.pid}").touch()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_process_that_stands_still_is_ended(start, tmp_path):
    frozen = start("import time; time.sleep(600)")
    frozen.send_signal(signal.SIGSTOP)
    watch = Watch(tmp_path, still_seconds=30)

    assert watch.end_hung({frozen.pid}, now=0) == []
    assert watch.end_hung({frozen.pid}, now=29) == []
    assert until(lambda: watch.end_hung({frozen.pid}, now=30)) == [frozen.pid]
    assert frozen.wait(timeout=10) == -signal.SIGKILL


def test_a_process_that_waits_for_a_processor_is_left_alone_until_it_has_had_one(start, tmp_path):
    busy = start("while True: pass")
    until(lambda: _worked_seconds(busy.pid) > 0.2)
    watch = Watch(tmp_path, still_seconds=2)
    watch.end_hung({busy.pid}, now=0)

    assert watch.end_hung({busy.pid}, now=1000) == []
    began = _worked_seconds(busy.pid)
    until(lambda: _worked_seconds(busy.pid) > began + 2.5)
    assert watch.end_hung({busy.pid}, now=2000) == [busy.pid]


def test_a_process_of_others_is_never_ended(start, tmp_path):
    other = start("import time; time.sleep(600)")
    watch = Watch(tmp_path, still_seconds=1)

    assert [watch.end_hung(set(), now=now) for now in (0, 100)] == [[], []]
    assert other.poll() is None


def test_a_file_of_a_process_that_is_gone_is_removed(start, tmp_path):
    gone = start("pass")
    gone.wait()

    assert Watch(tmp_path).end_hung({gone.pid}, now=0) == []
    assert not list(tmp_path.glob("*:*"))
