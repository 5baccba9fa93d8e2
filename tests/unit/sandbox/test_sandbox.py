"""Programs that misbehave in every way that we know of, for real."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from living import alive, wait_until
from mueang import sandbox
from mueang.sandbox import child


@pytest.fixture
def run(tmp_path):
    """Run a Python text in the sandbox with narrow limits."""

    def run(text: str, *, wall_seconds: float = 20, memory_bytes: int = 300 << 20, **more) -> sandbox.Completed:
        return sandbox.run([sys.executable, "-c", text], wall_seconds=wall_seconds, memory_bytes=memory_bytes, cwd=tmp_path, **more)

    return run


def test_a_program_that_behaves_ends_by_itself(run):
    done = run("import sys; print('อ่านแล้ว'); print('คำเตือน', file=sys.stderr); sys.exit(3)")

    assert (done.returncode, done.stdout, done.stderr, done.limit) == (3, "อ่านแล้ว\n", "คำเตือน\n", None)
    assert done.seconds < 5


def test_a_program_that_never_ends_is_stopped_by_the_clock(run):
    done = run("import time; time.sleep(60)", wall_seconds=0.5)

    assert done.limit == "wall"
    assert done.seconds < 5


def test_a_program_that_eats_memory_is_stopped_before_the_machine_is(run):
    done = run("held = []\nwhile True: held.append(bytearray(b'x') * (8 << 20))")

    assert done.limit == "memory"
    assert done.peak_bytes < 1 << 30


def test_children_count_towards_the_memory(run):
    eater = "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n        held = bytearray(b'x') * (120 << 20); time.sleep(30)\ntime.sleep(30)"

    assert run(eater).limit == "memory"


def test_a_program_that_multiplies_dies_with_all_its_children(run):
    marker = f"multiply-{os.getpid()}"
    done = run(f"import os, time\nname = '{marker}'\nfor _ in range(500):\n    if os.fork() == 0: time.sleep(60)\ntime.sleep(60)", memory_bytes=4 << 30)

    assert done.limit == "processes"
    assert alive(marker) == []


def test_a_program_that_burns_the_processor_is_stopped_by_the_kernel(run):
    assert run("while True: pass", cpu_seconds=1, wall_seconds=120).limit == "cpu"


def test_output_without_end_is_stopped(run, monkeypatch):
    monkeypatch.setattr(child, "OUTPUT_BYTES", 4 << 20)

    done = run("while True: print('x' * 100000)")

    assert done.limit == "output"
    assert len(done.stdout) == 4 << 20


def test_a_file_without_end_is_stopped(run, monkeypatch):
    monkeypatch.setattr(child, "FILE_BYTES", 1 << 20)

    done = run("f = open('large', 'wb')\nwhile True: f.write(b'x' * 100000)")

    assert done.returncode != 0
    assert "File too large" in done.stderr


def test_errors_are_kept_from_the_end_and_bounded(run):
    done = run("import sys\nsys.stderr.write('x' * 10_000_000 + 'the end')")

    assert done.stderr.endswith("the end")
    assert len(done.stderr) == child.STDERR_BYTES


def test_a_child_that_is_left_behind_is_killed_when_the_program_ends(run):
    marker = f"leftover-{os.getpid()}"
    run(f"import os, time\nname = '{marker}'\nif os.fork() == 0: time.sleep(60)")

    assert alive(marker) == []


def test_a_job_that_is_cancelled_stops_at_once(run):
    started = time.monotonic()

    done = run("import time; time.sleep(60)", cancelled=lambda: time.monotonic() - started > 0.3)

    assert done.limit == "cancelled"
    assert done.seconds < 5


def test_progress_can_be_told_while_it_runs(run):
    polls = []

    run("import time; time.sleep(0.5)", on_poll=lambda: polls.append(time.monotonic()))

    assert len(polls) > 3


def test_what_the_poll_raises_ends_the_child(run):
    marker = f"raised-{os.getpid()}"

    def fail() -> None:
        raise RuntimeError("lease lost")

    with pytest.raises(RuntimeError, match="lease lost"):
        run(f"import time; name = '{marker}'; time.sleep(60)", on_poll=fail)
    assert alive(marker) == []


def test_no_secret_of_ours_reaches_the_program(run, monkeypatch):
    monkeypatch.setenv("MUEANG_SECRET_KEY", "do-not-tell")

    done = run("import os; print(sorted(os.environ))", env={"GIVEN": "1"})

    assert "MUEANG_SECRET_KEY" not in done.stdout
    assert "GIVEN" in done.stdout


def test_the_program_reaches_no_network_where_the_kernel_lets_us_cut_it(run):
    done = run("import socket; socket.create_connection(('127.0.0.1', 9), 2)")

    assert ("unreachable" in done.stderr.lower()) == child.network_is_cut()


def test_a_program_that_is_not_there_is_told(tmp_path):
    done = sandbox.run(["/no/such/program"], wall_seconds=5, memory_bytes=1 << 30, cwd=tmp_path)

    assert done.returncode == 127
    assert done.limit is None


def test_reading_libraries_can_be_loaded_within_the_limits(run):
    done = run("import polars, pyarrow; print(polars.DataFrame({'a': [1]}).height)", memory_bytes=1 << 30)

    assert (done.stdout, done.limit) == ("1\n", None)


def test_a_child_that_leaves_the_session_is_found_by_its_mark(run):
    marker = f"deserter-{os.getpid()}"
    run(f"import os, time\nname = '{marker}'\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(60)\n    os._exit(0)\ntime.sleep(0.5)")

    assert alive(marker) == []


def test_a_program_dies_with_the_worker_that_started_it(tmp_path):
    marker = f"widow-{os.getpid()}"
    inner = f"import time; name = '{marker}'; time.sleep(60)"
    outer = f"import sys; from mueang import sandbox; sandbox.run([sys.executable, '-c', {inner!r}], wall_seconds=60, memory_bytes=1 << 30, cwd='.')"
    worker = subprocess.Popen([sys.executable, "-c", outer], cwd=tmp_path)
    wait_until(lambda: any("prlimit" not in line and "sandbox.run" not in line for line in alive(marker)))

    worker.kill()
    worker.wait()

    wait_until(lambda: alive(marker) == [])
