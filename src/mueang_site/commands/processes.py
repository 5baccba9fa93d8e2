"""`mueang web` and `mueang worker`: the processes that `mueang serve` starts."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mueang_site.commands.start import data_dir_option, keep_private, start_django, telling

if TYPE_CHECKING:
    from mueang_site.jobs.worker import Worker

FINISH_SECONDS = 12.0
RELEASE_SECONDS = 5.0

parent_option = click.option("--parent", type=int, hidden=True, help="End when this process ends.")


@click.command(hidden=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, default=8000)
@click.option("--workers", type=int, default=2)
@parent_option
@data_dir_option
@telling
def web(host: str, port: int, workers: int, parent: int | None, data_dir: Path | None) -> None:
    """Answer HTTP. `mueang serve` starts this."""
    _end_with(parent)
    keep_private()
    from mueang_site import runtime

    settings = runtime.choose(data_dir)
    settings.prepare()
    from mueang_site.jobs import pulse

    pulse.beat(settings.pulses)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "mueang_site.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=runtime.WEB_THREADS,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig={"handlers": {name: {"class": "logging.StreamHandler", "formatter": "generic"} for name in ("console", "access")}},
    ).serve()


@click.command(hidden=True)
@click.option("--short", is_flag=True, help="Leave long work to other workers.")
@parent_option
@data_dir_option
@telling
def worker(short: bool, parent: int | None, data_dir: Path | None) -> None:
    """Do jobs one after another. `mueang serve` starts this; more may be started on other machines."""
    _end_with(parent)
    settings = start_django(data_dir)
    from mueang_site.jobs import pulse
    from mueang_site.jobs.worker import Worker

    pulse.beat(settings.pulses)
    at_work = Worker(lease=timedelta(seconds=settings.lease_seconds), short_only=short, leave=_end_at_once)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _wind_down(at_work))
    at_work.run()


def _wind_down(at_work: Worker) -> None:
    """Let the job at hand finish; if it takes too long, make it stop at its next step, then give it back and end."""
    at_work.stop()
    _later(FINISH_SECONDS, at_work.release)
    _later(FINISH_SECONDS + RELEASE_SECONDS, lambda: _leave(at_work))


def _leave(at_work: Worker) -> None:
    at_work.abandon()
    _end_at_once()


def _end_at_once() -> None:
    """End without waiting for the thread that works; the supervisor starts a new worker."""
    sys.stderr.flush()
    os._exit(0)


def _later(seconds: float, act: Any) -> None:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


def _end_with(parent: int | None) -> None:
    if parent is not None:
        from mueang_site.jobs.supervisor import die_with_parent

        die_with_parent(parent)
