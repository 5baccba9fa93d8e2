"""`mueang serve`: the site, by one command."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.commands.start import data_dir_option, migrate_quietly, start_django, telling

if TYPE_CHECKING:
    from mueang_site.jobs.supervisor import Program

port_option = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
WEB, WORKERS = 2, 2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all, then set MUEANG_HOSTS, too.")
@port_option
@click.option("--web", type=click.IntRange(1, 64), default=WEB, show_default=True, help="Number of web processes.")
@click.option("--workers", type=click.IntRange(1, 64), default=WORKERS, show_default=True, help="Number of processes that do jobs.")
@data_dir_option
@telling
def serve(host: str, port: int, web: int, workers: int, data_dir: Path | None) -> None:
    """Serve the site: web processes and workers, kept running until stopped.

    Of two workers and more one keeps itself free for short work, so that a large file makes nobody wait.
    """
    check_port(host, port)
    start_django(data_dir)
    migrate_quietly()
    sys.exit(keep_running(host, port, web=web, workers=workers))


def check_port(host: str, port: int) -> None:
    """Raise Conflict if the port is taken, so that this is said at once and not by a process that cannot start."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        message = Message(
            f"ใช้พอร์ต {port} ที่ {host} ไม่ได้ ({error.strerror}) เลือกพอร์ตอื่นด้วย --port",
            f"Port {port} on {host} cannot be used ({error.strerror}). Choose another with --port.",
        )
        raise Conflict(message, code="conflict.port") from error


def keep_running(host: str, port: int, *, web: int = WEB, workers: int = WORKERS) -> int:
    """Start the processes, say when the site is ready, and return the exit code once stopped."""
    from django.db import connections

    from mueang_site.jobs.pulse import Watch
    from mueang_site.jobs.supervisor import Supervisor
    from mueang_site.metering import tally
    from mueang_site.metering.metrics import folder

    connections.close_all()
    tally.begin_anew(folder())
    watch = Watch(runtime.settings().pulses)
    return Supervisor(programs(host, port, web=web, workers=workers), watch=watch).run(tick=announcer(host, port))


def programs(host: str, port: int, *, web: int, workers: int) -> list[Program]:
    """Return the web processes and the workers as programs of their own; the last of several workers does short work only."""
    from mueang_site.jobs.supervisor import Program

    own = [sys.executable, "-m", "mueang_site.commands"]
    shared = ["--parent", str(os.getpid()), "--data-dir", str(runtime.settings().data_dir)]
    answering = [*own, "web", "--host", host, "--port", str(port), *shared]
    at_work = [*own, "worker", *shared]
    return [
        *(Program(f"web {number}", [*answering, "--workers", str(share)]) for number, share in enumerate(_shares(web), 1)),
        *(Program(f"worker {number}", at_work) for number in range(1, max(workers, 2))),
        *([Program(f"worker {workers}", [*at_work, "--short"])] if workers > 1 else []),
    ]


def _shares(web: int) -> list[int]:
    """Return how many processes each web server has: one where the kernel lets several listen at one port, so that none falls with another."""
    return [1] * web if sys.platform == "linux" else [web]


def announcer(host: str, port: int) -> Callable[[], None]:
    """Return what says, once, that the site is ready; ready is what `/readyz` says is ready."""
    told = False

    def tick() -> None:
        nonlocal told
        if not told and is_ready(host, port):
            told = True
            click.echo(f"Mueang is ready at http://{shown(host)}:{port}")

    return tick


def is_ready(host: str, port: int) -> bool:
    """Return whether `/readyz` answers 200."""
    probe = http.client.HTTPConnection(shown(host), port, timeout=5)
    try:
        probe.request("GET", "/readyz", headers={"Host": runtime.settings().hosts[0]})
        return probe.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()


def shown(host: str) -> str:
    """Return the address by which this machine reaches the site."""
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
