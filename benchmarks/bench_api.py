"""Requests a second of the catalogue API by `mueang serve`, beside a bare granian that says hello, asked by the same program on the same machine.

ours   seconds for one request out of a second's worth, eight connections held open: the list, one dataset, a page of rows, and a 304
peer   a WSGI program of three lines under granian with as many processes and threads
limit  -

    python benchmarks/bench_api.py [SECONDS]     5 for each address unless told; the program that asks takes its share of the processors
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measured import Cost, Findings

CONNECTIONS = 8
WORKERS = 2
DATASETS = 1000
HERE = Path(__file__).parent
HELLO = "def application(environ, start):\n    start('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '5')])\n    return [b'hello']\n"


def asked(port: int, path: str, seconds: float, headers: str = "", *, server: int = 0) -> Cost:
    """Return the seconds of one request out of a second's worth, and the processor's seconds that the server spent on it."""
    worked = processor_of(server)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()
    total = multiprocessing.Value("i", 0)
    until = time.monotonic() + seconds
    askers = [multiprocessing.Process(target=_ask, args=(port, request, until, total)) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return Cost(seconds / max(total.value, 1), (processor_of(server) - worked) / max(total.value, 1))


def processor_of(pid: int) -> float:
    """Return the processor's seconds of a process and all below it."""
    if not pid:
        return 0.0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + sum(processor_of(int(child)) for child in below)


def _ask(port: int, request: bytes, until: float, total: object) -> None:
    """Hold half of the connections and ask on each in turn: send to all, then read from all."""
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS // 2)]
    done = 0
    while time.monotonic() < until:
        for one in sockets:
            one.sendall(request)
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
        return asked(port, "/", seconds, server=server)


def fill(datasets: int) -> None:
    import bench_catalogue
    import django
    from django.core.management import call_command

    from mueang_site import runtime

    runtime.settings().prepare()
    django.setup()
    call_command("migrate", verbosity=0)
    bench_catalogue.fill(datasets)


def main() -> None:
    seconds = float(sys.argv[1]) if sys.argv[1:] else 5.0
    with tempfile.TemporaryDirectory(prefix="mueang-bench-") as folder:
        own = {"MUEANG_DATA": f"{folder}/data", "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "mueang_site.config.settings"}
        own |= {"MUEANG_API_PER_ADDRESS": "100000000", "MUEANG_HOSTS": "127.0.0.1,testserver"}
        filling = f"import bench_api; bench_api.fill({DATASETS})"
        subprocess.run([sys.executable, "-c", filling], env=os.environ | own | {"PYTHONPATH": str(HERE)}, check=True)
        bare = hello(seconds, folder)
        port = free_port()
        serve = [str(Path(sys.executable).parent / "mueang"), "serve"]
        findings = Findings()
        with running([*serve, "--port", str(port), "--workers", str(WORKERS)], port, own, "/healthz") as server:
            time.sleep(3)
            held = etag_of(port, "/api/v1/datasets")
            for what, path, headers in (
                ("list of 20 datasets", "/api/v1/datasets", ""),
                ("the same, 304", "/api/v1/datasets", f"If-None-Match: {held}\r\n"),
                ("one dataset", "/api/v1/datasets/d0", ""),
                ("page of 100 rows", "/api/v1/datasets/d0/rows", ""),
            ):
                asked(port, path, 0.5, headers)
                found = asked(port, path, seconds, headers, server=server)
                note = f"{1 / found.seconds:,.0f} requests a second, {2 / max(found.processor, 1e-6):,.0f} by the processor's seconds of two cores"
                findings.add(what, found, peer=bare, note=f"{note}; hello {1 / bare.seconds:,.0f}")
        findings.print()


if __name__ == "__main__":
    main()
