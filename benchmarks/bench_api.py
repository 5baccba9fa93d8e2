"""Requests a second of the catalogue API by `mueang serve` with 100,000 datasets, beside a bare granian that says hello, asked by the same program.

ours   seconds for one request out of a second's worth, sixteen connections held open: the whole machine, the program that asks included
peer   a WSGI program of three lines under granian with as many processes and threads
limit  the same with a tenth of the datasets: how it grows

The bar is 1,000 requests a second of what programs ask most: the list, its pages and topics, and 100 datasets in turn. What
nobody asked before stands beside it.

    python benchmarks/bench_api.py [SECONDS] [DATASETS]     3 for each kind of request and 100,000 datasets unless told; BENCH_DATABASE as in bench_catalogue
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote

from measured import Cost, Findings
from processes import processor_of

CONNECTIONS = 16
"""Enough that the kernel gives some to each web process."""
WORKERS = 2
PLACE = quote("เทศบาลที่")
BAR = 1000
"""Requests a second."""
HERE = Path(__file__).parent
HELLO = "def application(environ, start):\n    start('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '5')])\n    return [b'hello']\n"


def asked(port: int, paths: Sequence[str], seconds: float, headers: str = "", *, server: int = 0) -> Cost:
    """Return the seconds of one request out of a second's worth, and the processor's seconds that the server spent on it."""
    worked = processor_of(server)
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode() for path in paths]
    total = multiprocessing.Value("i", 0)
    until = time.monotonic() + seconds
    askers = [multiprocessing.Process(target=_ask, args=(port, requests[half::2] or requests, until, total)) for half in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return Cost(seconds / max(total.value, 1), (processor_of(server) - worked) / max(total.value, 1))


def _ask(port: int, requests: Sequence[bytes], until: float, total: object) -> None:
    """Hold half of the connections and ask on each in turn, one request after another: send to all, then read from all."""
    turn = itertools.cycle(requests)
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS // 2)]
    done = 0
    while time.monotonic() < until:
        for one in sockets:
            one.sendall(next(turn))
        for one in sockets:
            _read(one)
            done += 1
    with total.get_lock():  # type: ignore[attr-defined]
        total.value += done  # type: ignore[attr-defined]


def _read(one: socket.socket) -> None:
    """Read one answer to its end by its length. Raises RuntimeError for one that is no success."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += one.recv(65_536)
    head, _, body = got.partition(b"\r\n\r\n")
    if head.split(b" ", 2)[1] not in (b"200", b"304"):
        raise RuntimeError(head.decode())
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += one.recv(65_536)


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str], path: str) -> Iterator[int]:
    """Keep the program running until the end of the block, once it answers; yield its id."""
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=environment.get("FOLDER"))
    try:
        for _ in range(600):
            try:
                head_of(port, path)
                break
            except OSError:
                time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def head_of(port: int, path: str) -> list[bytes]:
    """Return the lines before the body. Raises OSError while nobody answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        head = one.recv(65_536)
    if not head:
        raise ConnectionError(path)
    return head.partition(b"\r\n\r\n")[0].split(b"\r\n")


def etag_of(port: int, path: str) -> str:
    return next(line.split(b":", 1)[1].strip().decode() for line in head_of(port, path) if line.lower().startswith(b"etag:"))


def hello(seconds: float, folder: str) -> Cost:
    port = free_port()
    Path(folder, "saying_hello.py").write_text(HELLO)
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "5"]
    with running([*granian, "saying_hello:application"], port, {"FOLDER": folder}, "/") as server:
        return asked(port, ["/"], seconds, server=server)


KINDS = {
    "what is asked most": [
        "/api/v1/datasets",
        *(f"/api/v1/datasets?topic={topic}" for topic in ("health", "environment")),
        *(f"/api/v1/datasets/d{n}" for n in range(111) if n % 10 != 9),
    ],
    "list of 20 datasets": ["/api/v1/datasets"],
    "one dataset": ["/api/v1/datasets/d1"],
    "page of 100 rows": ["/api/v1/datasets/d0/rows"],
    "searches, never asked before": [f"/api/v1/datasets?q={PLACE}%20{n}" for n in range(5000)],
    "datasets, never asked before": [f"/api/v1/datasets/d{n}" for n in range(1000, 10_000) if n % 10 != 9],
}


def fill(start: int, datasets: int) -> None:
    import django
    import many
    from django.core.management import call_command

    from mueang_site import runtime

    runtime.settings().prepare()
    django.setup()
    call_command("migrate", verbosity=0)
    many.fill(datasets, start=start)


def measured(seconds: float, folder: str, database: str, start: int, datasets: int) -> dict[str, Cost]:
    """Fill the catalogue up to so many datasets, serve it and return what each kind of request costs."""
    own = {"MUEANG_DATA": f"{folder}/data", "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "mueang_site.config.settings"}
    own |= {"MUEANG_API_PER_ADDRESS": "100000000", "MUEANG_HOSTS": "127.0.0.1,testserver"}
    filling = f"import bench_api; bench_api.fill({start}, {datasets})"
    subprocess.run([sys.executable, "-c", filling], env=os.environ | own | {"PYTHONPATH": str(HERE)}, check=True)
    port = free_port()
    serve = [str(Path(sys.executable).parent / "mueang"), "serve", "--port", str(port), "--web", str(WORKERS)]
    found = {}
    with running(serve, port, own, "/readyz") as server:
        time.sleep(3)
        for what, paths in KINDS.items():
            asked(
                port, ["/api/v1/datasets/d2"] if "never" in what else paths, 8.0 if what == "what is asked most" else 1.0
            )  # every process has to have met them
            found[what] = asked(port, paths, seconds, server=server)
        held = etag_of(port, "/api/v1/datasets")
        found["list, 304"] = asked(port, ["/api/v1/datasets"], seconds, f"If-None-Match: {held}\r\n", server=server)
    return found


def main() -> None:
    seconds = float(sys.argv[1]) if sys.argv[1:] else 3.0
    datasets = int(sys.argv[2]) if sys.argv[2:] else 100_000
    sys.path.insert(0, str(HERE.parent / "tests"))
    import postgres

    findings, only = Findings(), os.environ.get("BENCH_DATABASE", "")
    for name, database in (("SQLite", nullcontext("")), ("PostgreSQL", postgres.cluster())):
        if only and only != name:
            continue
        with tempfile.TemporaryDirectory(prefix="mueang-bench-") as folder, database as url:
            bare = hello(seconds, folder)
            tenth, whole = (measured(seconds, folder, url, start, end) for start, end in ((0, datasets // 10), (datasets // 10, datasets)))
        for what, found in whole.items():
            findings.add(f"{name}, {datasets:,}: {what}", found, peer=bare, limit=tenth[what], note=note(what, found, tenth[what], bare))
    findings.print()


def note(what: str, found: Cost, tenth: Cost, bare: Cost) -> str:
    """Return requests a second beside the bar, what the server alone could do, and the growth."""
    bar = f", bar {BAR:,} {'met' if 1 / found.seconds >= BAR else 'MISSED'}" if what == "what is asked most" else ""
    alone = f"{2 / max(found.processor, 1e-6):,.0f} by the processor's seconds of two cores"
    growth = f"with 10 times as much: x {found.seconds / tenth.seconds:.2f}, CPU x {found.processor / max(tenth.processor, 1e-6):.2f}"
    return f"{1 / found.seconds:,.0f} requests a second{bar}; {alone}; {growth}; hello {1 / bare.seconds:,.0f}"


if __name__ == "__main__":
    main()
