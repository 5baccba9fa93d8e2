"""A site of its own in real processes, to be killed, frozen and cut off from its database."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

WORKING = Path(__file__).parent / "site" / "jobs" / "working.py"
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
    """Return the processes below this one; whoever ends meanwhile is left out."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found.update(map(int, task.read_text().split()))
    return found.union(*map(descendants, found))


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
        self.url = url
        self._connection: Any = None
        self.started: list[subprocess.Popen] = []

    def start(self, *arguments: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, str(WORKING), *arguments], env=self.environ, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.started.append(process)
        return process

    def run(self, *arguments: str) -> str:
        return subprocess.run([sys.executable, str(WORKING), *arguments], env=self.environ, check=True, capture_output=True, text=True, timeout=60).stdout

    def ask(self, *, steps: int = 0, times: int = 1, kind: str = "test.count", long: bool = False) -> list[str]:
        return self.run("ask", str(steps), str(times), kind, "long" if long else "").split()

    def rows(self, question: str) -> list[tuple]:
        """Ask the database itself, which costs no start of a process."""
        if self.url:
            return self._rows_of_postgres(question)
        with contextlib.closing(sqlite3.connect(Path(self.environ["MUEANG_DATA"]) / "mueang.sqlite3")) as connection:
            return connection.execute(question).fetchall()

    def _rows_of_postgres(self, question: str) -> list[tuple]:
        """Ask over one connection: to open another for each question would keep both processors busy while a test waits."""
        import psycopg

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url, autocommit=True)
        try:
            return self._connection.execute(question).fetchall()
        except psycopg.OperationalError:  # the server was started anew
            self._connection = psycopg.connect(self.url, autocommit=True)
            return self._connection.execute(question).fetchall()

    def state(self) -> dict:
        """Return each job of the tests with its state, and the effects that there were."""
        jobs = self.rows("SELECT id, state, attempt, worker FROM jobs_job WHERE kind LIKE 'test.%'")
        effects = self.rows("SELECT subject_id FROM access_auditentry WHERE verb = 'test.effect'")
        found = {str(uuid.UUID(str(id))): {"state": state, "attempt": attempt, "worker": worker} for id, state, attempt, worker in jobs}
        return {"jobs": found, "effects": [effect for (effect,) in effects]}

    def record(self) -> dict:
        """Return how many acts are recorded, and whether their chain is whole."""
        return json.loads(self.run("record"))

    def is_in(self, job: str, state: str) -> bool:
        return self.state()["jobs"][job]["state"] == state

    def begun(self) -> list[list[str]]:
        return [line.split()[1:] for line in self.lines() if line.startswith("begin")]

    def ended(self) -> list[list[str]]:
        return [line.split()[1:] for line in self.lines() if line.startswith("end")]

    def lines(self) -> list[str]:
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def finished(self) -> dict | None:
        state = self.state()
        return state if all(job["state"] == "done" for job in state["jobs"].values()) else None

    def ticks(self) -> list[str]:
        return [line.split()[1] for line in self.lines() if line.startswith("tick")]

    def serve(self, *, web: int = 2, workers: int = 1) -> tuple[subprocess.Popen, int]:
        """Serve as `mueang serve` does, and return the supervisor and the port once the site is ready."""
        port = free_port()
        supervisor = self.start("serve", "--port", str(port), "--web", str(web), "--workers", str(workers))
        assert supervisor.stdout.readline() == f"Mueang is ready at http://127.0.0.1:{port}\n"
        return supervisor, port

    def end_all(self) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        if self._connection is not None:
            self._connection.close()


def answers(port: int) -> bool:
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
    return next((pid for pid in children if f"working.py {word}" in command_of(pid)), 0)
