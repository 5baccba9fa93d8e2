"""The demo city as `mueang demo` shows it: a process of its own, with data of its own."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOAD_SECONDS = 400.0
STOP_SECONDS = 40.0
OURS = ("MUEANG_", "DATABASE_URL", "DJANGO_")
_SET_PARENT_DEATH_SIGNAL = 1


@dataclass
class City:
    """A running demo city."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    accounts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def account(self, email: str) -> dict[str, Any]:
        return next(account for account in self.accounts if account["email"] == email)

    def stop(self) -> None:
        """End the supervisor, which ends its children; what does not end is killed, and its children with it by the kernel."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def started(data: Path) -> City:
    """Return the city with its data in this folder, loaded if it was not, once it says that it is ready."""
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [str(Path(sys.executable).parent / "mueang"), "demo", "--port", str(port), "--data-dir", str(data)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with (data / "site.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_the_tests)
    city = City(data, port, process)
    try:
        _wait_until_ready(city)
    except BaseException:
        city.stop()
        raise
    city.accounts = json.loads((data / "demo-accounts.json").read_text(encoding="utf-8"))
    return city


def loaded_once(folder: Path) -> Path:
    """Return a folder with the data of the city, loaded by whichever process of the tests comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / "demo-loaded").exists():
            started(data).stop()
    return data


def copied(data: Path, target: Path) -> Path:
    """Return a copy of the data of a city that does not run."""
    shutil.copytree(data, target)
    return target


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_environment() -> dict[str, str]:
    """Return the environment of a person at her own machine: no proxy stands before 127.0.0.1."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def _end_with_the_tests() -> None:
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _wait_until_ready(city: City) -> None:
    deadline = time.monotonic() + LOAD_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if city.process.poll() is not None:
            raise RuntimeError(f"the city ended: {(city.data / 'site.log').read_text(encoding='utf-8')[-3000:]}")
        try:
            with opener.open(f"{city.address}/readyz", timeout=10) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    raise TimeoutError(f"the city is not ready after {LOAD_SECONDS:.0f} s")
