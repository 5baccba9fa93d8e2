"""Functions that are called in children of a program that waits, and misbehave in every way that we know of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from living import alive, wait_until
from mueang.sandbox import Warm

CALLS = """
import os, socket, sys, time

def ready():
    pass

def answer(what, **given):
    return globals()[what](**given)

def manners():
    return os.nice(0)

def greet(name):
    return {"สวัสดี": name, "pid": os.getpid(), "folder": os.getcwd()}

def told():
    return {"environment": dict(os.environ), "files": sorted(os.listdir("/proc/self/fd"))[:8], "input": os.read(0, 10).decode()}

def sleep(mark=""):
    time.sleep(60)

def grow():
    held = []
    while True:
        held.append(bytearray(50 << 20))
        held[-1][::4096] = b"x" * len(held[-1][::4096])
        time.sleep(0.05)

def die():
    os.abort()

def fail():
    raise ValueError("ไม่ได้")

def breed():
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            os.execv(sys.executable, [sys.executable, "-c", "import time; 'stray-of-the-warm-test'; time.sleep(60)"])
    return "left"

def speak():
    os.write(1, b"end 0\\n")
    return "quiet"

def call_out():
    try:
        socket.create_connection(("192.0.2.1", 80), 1)
    except OSError as error:
        return type(error).__name__
"""


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calls")
    (folder / "calls_of_the_test.py").write_text(CALLS)
    before = os.environ.get("PYTHONPATH", "")
    os.environ |= {"PYTHONPATH": f"{folder}{os.pathsep}{before}", "MUEANG_SECRET": "ความลับ"}
    waiting = Warm("calls_of_the_test:answer", "calls_of_the_test:ready", memory_bytes=300 << 20)
    yield waiting
    waiting.stop()
    os.environ["PYTHONPATH"] = before
    del os.environ["MUEANG_SECRET"]


@pytest.fixture
def call(warm, tmp_path):
    def call(what, *, wall_seconds=20, asked=(), **given):
        return warm({"what": what, **given}, folder=tmp_path, wall_seconds=wall_seconds, patience=20, **dict(asked))

    return call


def test_a_call_is_answered_by_a_child_of_its_own_in_its_folder(call, tmp_path):
    first, second = (json.loads(call("greet", name="เมือง").stdout) for _ in range(2))

    assert (first["สวัสดี"], first["folder"]) == ("เมือง", str(tmp_path))
    assert first["pid"] != second["pid"]


def test_the_child_knows_no_secret_and_holds_no_file_of_ours(call):
    told = json.loads(call("told").stdout)

    assert "ความลับ" not in json.dumps(told["environment"], ensure_ascii=False)
    assert told["files"] == ["0", "1", "2", "3"]  # the third is that of the list itself
    assert told["input"] == ""


def test_what_takes_too_long_is_stopped_and_the_next_call_is_answered(call):
    done = call("sleep", wall_seconds=0.3)

    assert (done.limit, done.seconds < 5) == ("wall", True)
    assert json.loads(call("greet", name="ต่อ").stdout)["สวัสดี"] == "ต่อ"


def test_a_call_that_is_cancelled_ends_at_once_and_told_its_caller_that_it_went_on(call):
    polled = []
    done = call("sleep", asked={"on_poll": lambda: polled.append(True), "cancelled": lambda: len(polled) > 3})

    assert (done.limit, done.seconds < 10, len(polled)) == ("cancelled", True, 4)


def test_a_call_that_nobody_waits_for_steps_back_behind_others(call):
    assert [json.loads(call("manners", asked={"niceness": by}).stdout) - os.nice(0) for by in (0, 5)] == [0, 5]


def test_what_takes_too_much_memory_is_stopped(call):
    done = call("grow")

    assert done.limit == "memory" or "MemoryError" in done.stderr


@pytest.mark.parametrize(("what", "code"), [("die", -6), ("fail", 1)])
def test_a_child_that_dies_is_an_ordinary_end(call, what, code):
    done = call(what)

    assert (done.returncode, done.stdout, done.limit) == (code, "", None)
    assert json.loads(call("greet", name="ต่อ").stdout)["สวัสดี"] == "ต่อ"


def test_children_of_the_child_end_with_it_also_in_sessions_of_their_own(call):
    assert json.loads(call("breed").stdout) == "left"

    wait_until(lambda: not alive("stray-of-the-warm-test"))


def test_a_child_cannot_speak_for_the_program_that_waits(call):
    assert json.loads(call("speak").stdout) == "quiet"
    assert json.loads(call("greet", name="ต่อ").stdout)["สวัสดี"] == "ต่อ"


def test_there_is_no_network_where_the_kernel_lets_us_take_it_away(call):
    assert json.loads(call("call_out").stdout) in ("OSError", "TimeoutError", "ConnectionRefusedError")


def test_a_program_that_was_killed_is_started_anew(call, warm):
    call("greet", name="ก่อน")
    os.kill(warm._waiting._pid, 9)
    wait_until(lambda: not warm._waiting.lives)

    assert json.loads(call("greet", name="หลัง").stdout)["สวัสดี"] == "หลัง"


def test_a_second_call_does_not_wait_longer_than_it_has_patience(warm, tmp_path):
    warm.start()
    with warm._one:
        started = time.monotonic()

        assert warm({"what": "greet", "name": ""}, folder=tmp_path, wall_seconds=5, patience=0.2) is None
    assert time.monotonic() - started < 2


OWNER = """
import sys, threading, time
from pathlib import Path
from mueang.sandbox import Warm
warm = Warm("calls_of_the_test:answer", "calls_of_the_test:ready", memory_bytes=300 << 20)
def ask():
    warm({"what": "sleep", "mark": "x"}, folder=Path(sys.argv[1]), wall_seconds=60, patience=20)
threading.Thread(target=ask, daemon=True).start()
while not (Path(sys.argv[1]) / "errors.txt").exists():
    time.sleep(0.02)
print(warm._waiting._pid, flush=True)
time.sleep(60)
"""


def test_program_and_child_die_with_their_owner_though_it_was_killed(warm, tmp_path):
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    zygote = int(owner.stdout.readline())
    children = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
    owner.kill()
    owner.wait()

    assert len(children) == 1
    wait_until(lambda: not any(Path(f"/proc/{pid}/cwd").exists() for pid in (zygote, *children)))


def test_the_reader_waits_with_one_thread_and_answers_a_preview(tmp_path):
    (tmp_path / "options.json").write_text("{}")
    (tmp_path / "เขต.csv").write_text("เขต,จำนวน\nบางรัก,5\n", encoding="utf-8")
    warm = Warm("mueang.flows.looking:answer", "mueang.flows.looking:warm_up", memory_bytes=1 << 30)
    asked = {"what": "preview", "file": str(tmp_path / "เขต.csv"), "name": "เขต.csv", "options": str(tmp_path / "options.json"), "out": str(tmp_path)}
    try:
        done = warm(asked, folder=tmp_path, wall_seconds=20, patience=30)
    finally:
        warm.stop()

    assert done is not None, "more than one thread"
    assert json.loads(done.stdout)["tables"][0]["headings"] == ["เขต", "จำนวน"]
