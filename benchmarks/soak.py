"""A day of a city in some minutes: readers and uploads while processes are killed and the database is restarted twice.

    nice -n 10 python benchmarks/soak.py [--minutes 20] [--out FILE] [--seed 1] [--sqlite]

Everything runs on the loopback, against `mueang serve` in real processes with a PostgreSQL of its own. Reported, as a table:

lost writes     files that were taken in (202) and are not, at the end, published once with the rows that were sent; must be 0
reader errors   answers of 500 and more, and connections refused, outside the seconds in which the database was away; must be 0
cut             connections that fell with a killed process and were answered at once on the second try, as browsers do
memory          of all processes together, at four times; must stay flat
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from processes import memory_of  # noqa: E402

from installation import descendants, free_port  # noqa: E402
from postgres import Cluster  # noqa: E402

READERS, UPLOADERS = 4, 2
ROWS = 50
KILL_EVERY = (8.0, 16.0)
AFTER_RESTART = 5.0
"""Seconds after the database is back that still count as its restart: a probe may need another try."""
SETTLING = 240.0
SETTING_UP = (
    "migrate",
    "organisations add city เมืองทดลอง",
    "users add steward@city.example --password-stdin",
    "users role steward@city.example city steward",
    "users token steward@city.example --scope read --scope write",
)
DISTRICTS = ("พระนคร", "ดุสิต", "บางรัก", "ปทุมวัน", "พระโขนง")


def say(what: str) -> None:
    """Tell how far the run is, beside the table."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


@dataclass
class Told:
    """What the threads saw, for the report."""

    answers: Counter[int] = field(default_factory=Counter)
    cut: int = 0
    errors: list[tuple[float, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    away: list[tuple[float, float]] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)

    def excused(self, moment: float) -> bool:
        """Return whether the database was away at that moment, or was so just before."""
        return any(start - 1 <= moment <= end + AFTER_RESTART for start, end in self.away)


class City:
    """One installation, served."""

    def __init__(self, folder: Path, url: str) -> None:
        self.port = free_port()
        self.environ = {**os.environ, "MUEANG_DATA": str(folder / "data"), "DATABASE_URL": url, "MUEANG_LEASE_SECONDS": "10"}
        self.log = (folder / "log").open("wb")
        self.token = self.run(*SETTING_UP, given="ตลาดน้ำ-river-4821\n").split()[-1]
        say("made")
        self.server = self._serve()
        say("serving")

    def run(self, *commands: str, given: str = "") -> str:
        """Run commands of `mueang` in one process and return what they say."""
        program = "import shlex, sys; from mueang_site.commands.__main__ import main\nfor line in sys.argv[1:]: main(shlex.split(line), standalone_mode=False)"
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run([sys.executable, "-c", program, *commands], env=self.environ, input=given, text=True, check=False, **output)
        if done.returncode:
            sys.exit(f"{commands} failed: {done.stdout}")
        return str(done.stdout)

    def _serve(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "mueang_site.commands", "serve", "--port", str(self.port), "--web", "2", "--workers", "3"]
        process = subprocess.Popen(command, env=self.environ, stdout=subprocess.PIPE, stderr=self.log)
        if process.stdout is None or b"ready" not in process.stdout.readline():
            sys.exit("the site did not start")
        return process

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> tuple[int, bytes]:
        """Ask once, on a connection of its own, and return status and body. Raises OSError, HTTPException."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}"} if path.startswith("/api/") else {}
        try:
            connection.request(method, path, body or None, {**headers, **({"Content-Type": kind} if body else {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def processes(self) -> dict[int, str]:
        """Return the living processes below the supervisor: what each is for."""
        found = {}
        for pid in descendants(self.server.pid):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                found[pid] = next((word for word in ("web", "worker", "read") if word in words), "other")
        return found

    def memory(self) -> float:
        """Return what all processes hold together, in megabytes."""
        return memory_of(self.server.pid) / 1024

    def end(self) -> int:
        """Stop serving and return the exit code."""
        self.server.terminate()
        code = self.server.wait(60)
        self.log.close()
        return code


def reading(city: City, told: Told, draw: random.Random, over: threading.Event) -> None:
    """Read pages and the API as people and programs do, one after another."""
    while not over.is_set():
        slug = draw.choice([*told.taken.values()] or [0])
        path = draw.choice(["/", "/datasets", "/datasets?q=เขต", "/api/v1/datasets", f"/datasets/soak-{slug}", f"/api/v1/datasets/soak-{slug}/rows?limit=10"])
        began = time.monotonic()
        status = read_once(city, told, quote(path, safe="/?=&"))
        if status is not None:
            told.answers[status] += 1
            told.seconds.append(time.monotonic() - began)
            if status >= 500:
                told.errors.append((time.monotonic(), f"{status} {path}"))
        over.wait(draw.uniform(0.02, 0.2))


def read_once(city: City, told: Told, path: str) -> int | None:
    """Return the status; a connection that fell is tried once more."""
    for attempt in (1, 2):
        try:
            return city.ask("GET", path)[0]
        except (OSError, http.client.HTTPException) as error:
            if attempt == 1:
                told.cut += 1
                continue
            told.errors.append((time.monotonic(), f"{type(error).__name__} {path}"))
    return None


def uploading(city: City, told: Told, first: int, over: threading.Event) -> None:
    """Hand in one file after another, each as a dataset of its own, and carry it to its publication."""
    number = first
    while not over.is_set():
        submission = hand_in(city, number)
        if submission:
            told.taken[submission] = number
            carry(city, submission, number, over)
            number += UPLOADERS
        over.wait(1)


def hand_in(city: City, number: int) -> str:
    """Send the file and return the id under which it was taken in; empty if it was not."""
    rows = "".join(f"{DISTRICTS[row % len(DISTRICTS)]},{number},{row}\r\n" for row in range(ROWS))
    parts = {"organisation": "city", 'file"; filename="soak.csv': f"เขต,รอบ,จำนวน\r\n{rows}"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items())
    with contextlib.suppress(OSError, http.client.HTTPException):
        status, answer = city.ask("POST", "/api/v1/uploads", f"{body}--b--\r\n".encode(), "multipart/form-data; boundary=b")
        if status == 202:
            return str(json.loads(answer)["id"])
    return ""


def carry(city: City, submission: str, number: int, over: threading.Event) -> None:
    """Describe and send what was read, however often it must be tried, until it is on its way by itself or the time is over."""
    while not over.is_set():
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            if step(city, submission, number) == "published":
                return
        over.wait(0.5)


def step(city: City, submission: str, number: int) -> str:
    """Do what the submission waits for, and return where it stood and what was refused."""
    address = f"/api/v1/submissions/{submission}"
    status, answer = city.ask("GET", address)
    shown: dict[str, Any] = json.loads(answer) if status == 200 else {}
    if shown.get("state") != "draft" or not shown["plan"]:
        return str(shown.get("state", status))
    city.ask("POST", f"{address}/description", json.dumps(description(number)).encode())
    status, answer = city.ask("POST", f"{address}/send", b"{}")
    return f"draft, {status} {answer[:200].decode()}"


def description(number: int) -> dict[str, str]:
    """Return a short form that is complete."""
    words = {"title_th": f"รอบที่ {number} รายเขต", "description_th": "ข้อมูลทดลอง", "source": "เมืองทดลอง", "contact_name": "กลุ่มงานข้อมูล"}
    return {"slug": f"soak-{number}", **words, "classification": "01", "licence": "U", "frequency": "A", "topic": "other"}


def killing(city: City, told: Told, draw: random.Random, over: threading.Event) -> None:
    """Kill a web process, a worker or the reader of a file now and then, as drawn."""
    while not over.wait(draw.uniform(*KILL_EVERY)):
        living = city.processes()
        kind = draw.choice(["web", "worker"])
        chosen = [pid for pid, what in living.items() if what == kind or (kind == "worker" and what == "read")]
        if chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(draw.choice(chosen), signal.SIGKILL)
                told.killed[kind] += 1


def weighing(city: City, told: Told, over: threading.Event) -> None:
    """Write down the memory of the processes every five seconds."""
    while not over.wait(5):
        told.memory.append((time.monotonic(), city.memory()))


def restart(server: Cluster, city: City, told: Told, mode: str) -> None:
    """Restart the database and wait until the site says that it is ready."""
    began = time.monotonic()
    told.away.append((began, float("inf")))
    server.stop(mode)
    time.sleep(1)
    server.start()
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if city.ask("GET", "/readyz")[0] == 200:
                break
        time.sleep(0.1)
    told.away[-1] = (began, time.monotonic())
    say(f"the database was away for {time.monotonic() - began:.1f} s")


def settle(city: City, told: Told) -> dict[str, str]:
    """Carry every file that was taken in to its end, and return those that are lost: id → why."""
    deadline, lost = time.monotonic() + SETTLING, dict.fromkeys(told.taken, "never asked about")
    while lost and time.monotonic() < deadline:
        for submission in [*lost]:
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                lost[submission] = step(city, submission, told.taken[submission])
        lost = {submission: state for submission, state in lost.items() if state != "published"}
        time.sleep(1)
    for submission, number in told.taken.items():
        if submission not in lost and (why := fault_of(city, number)):
            lost[submission] = why
    return lost


def fault_of(city: City, number: int) -> str:
    """Return what is wrong with a published dataset; empty if it has its rows, in one version."""
    address = f"/api/v1/datasets/soak-{number}"
    versions = json.loads(city.ask("GET", f"{address}/versions")[1])
    rows = json.loads(city.ask("GET", f"{address}/rows?limit=1000")[1])["items"]
    if len(versions) != 1:
        return f"{len(versions)} versions"
    sent = {(DISTRICTS[row % len(DISTRICTS)], number, row) for row in range(ROWS)}
    got = [(row["เขต"], row["รอบ"], row["จำนวน"]) for row in rows]
    return "" if sorted(got) == sorted(sent) else f"{len(got)} rows, or other ones"


def soak(city: City, server: Cluster | None, told: Told, *, minutes: float, seed: int) -> None:
    """Let everything run at once for so many minutes; the database goes away after a third and after two thirds."""
    over = threading.Event()
    draws = [random.Random(seed * 100 + number) for number in range(READERS + 1)]
    work: list[tuple[Any, tuple[Any, ...]]] = [
        *((reading, (city, told, draws[number], over)) for number in range(READERS)),
        *((uploading, (city, told, number, over)) for number in range(UPLOADERS)),
        (killing, (city, told, draws[-1], over)),
        (weighing, (city, told, over)),
    ]
    threads = [threading.Thread(target=function, args=arguments, daemon=True) for function, arguments in work]
    for thread in threads:
        thread.start()
    for mode in ("fast", "immediate"):
        time.sleep(minutes * 20)
        if server is not None:
            restart(server, city, told, mode)
    time.sleep(minutes * 20)
    over.set()
    for thread in threads:
        thread.join(90)


def report(told: Told, lost: dict[str, str], chain: str, *, minutes: float) -> tuple[str, bool]:
    """Return the table, and whether all holds that must."""
    outside = [error for at, error in told.errors if not told.excused(at)]
    weights = [held for _, held in told.memory]
    quarters = [statistics.median(weights[len(weights) * k // 4 : len(weights) * (k + 1) // 4] or [0.0]) for k in range(4)]
    slowest = sorted(told.seconds)[int(len(told.seconds) * 0.99)] if told.seconds else 0.0
    lines = [
        ("minutes", f"{minutes:g}"),
        ("answers to readers", ", ".join(f"{status}: {count:,}" for status, count in sorted(told.answers.items()))),
        ("p50, p99 of an answer", f"{statistics.median(told.seconds or [0.0]) * 1000:.0f} ms, {slowest * 1000:.0f} ms"),
        ("processes killed", ", ".join(f"{kind}: {count}" for kind, count in sorted(told.killed.items()))),
        ("database away", ", ".join(f"{end - start:.1f} s" for start, end in told.away) or "never"),
        ("connections cut, answered again", f"{told.cut - sum(1 for _, error in told.errors if not error[0].isdigit())}"),
        ("reader errors in those seconds", f"{len(told.errors) - len(outside)}"),
        ("reader errors outside", f"{len(outside)}   (must be 0)"),
        ("files taken in", f"{len(told.taken)}"),
        ("lost writes", f"{len(lost)}   (must be 0)"),
        ("record of acts", chain),
        ("memory by quarters", ", ".join(f"{held:.0f} MB" for held in quarters)),
    ]
    table = "\n".join(f"{name:<34}{value}" for name, value in lines)
    details = "".join(f"\n  {error}: {count}" for error, count in Counter(outside).most_common(20)) + "".join(f"\n  {id}: {why}" for id, why in lost.items())
    flat = quarters[3] <= quarters[1] * 1.1 + 50
    return table + details, not outside and not lost and flat


@contextlib.contextmanager
def database(*, sqlite: bool) -> Iterator[Cluster | None]:
    """Yield a server that keeps what was committed through a crash; none for SQLite."""
    if sqlite:
        yield None
        return
    with Cluster(durable=True) as server:
        yield server


def main() -> int:
    """Run, print the table, and return 0 if all holds that must."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=20.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path)
    options.add_argument("--sqlite", action="store_true")
    chosen = options.parse_args()
    told = Told()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before its time"))
    with tempfile.TemporaryDirectory(prefix="mueang-soak-") as folder, database(sqlite=chosen.sqlite) as server:
        city = City(Path(folder), server.url if server else "")
        try:
            soak(city, server, told, minutes=chosen.minutes, seed=chosen.seed)
            say(f"settling {len(told.taken)} files")
            lost = settle(city, told)
            chain = city.run("audit verify").strip().splitlines()[-1]
        finally:
            code = city.end()
        table, holds = report(told, lost, chain, minutes=chosen.minutes)
    print(table)
    if chosen.out:
        chosen.out.write_text(f"{table}\n", encoding="utf-8")
    return 0 if holds and code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
