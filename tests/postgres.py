"""A PostgreSQL of our own: a real server in a folder of its own, gone when done.

As a program it runs a command with DATABASE_URL set: python tests/postgres.py pytest tests/site
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

FASTER = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB", "max_connections": "60"}


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a server on a free port of the loopback and yield its address, in the form of DATABASE_URL."""
    with Cluster() as server:
        yield server.url


class Cluster:
    """A server on a free port of the loopback, from `with` to its end. `durable` keeps what was committed through a crash.

    What begins `like` another, which is stopped, has its databases and its password.
    """

    def __init__(self, *, durable: bool = False, like: Cluster | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mueang-postgres-"))
        self.data = self.folder / "data"
        self.like = like
        self.password = like.password if like else secrets.token_hex(16)
        self.port = _free_port()
        self.account = _account()
        self.options = FASTER | ({"synchronous_commit": "on"} if durable else {})

    def __enter__(self) -> Cluster:
        try:
            self.create()
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if (self.data / "postmaster.pid").exists():
                self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"postgresql://mueang:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        if self.account:
            shutil.chown(self.folder, self.account)
        if self.like:
            subprocess.run(["cp", "-a", self.like.data, self.folder], check=True)
            return
        word = self.folder / "word"
        word.write_text(self.password)
        if self.account:
            shutil.chown(word, self.account)
        self._run("initdb", "--username=mueang", f"--pwfile={word}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        word.unlink()

    def start(self) -> None:
        options = [f"-c {name}={value}" for name, value in self.options.items()]
        listen = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "--wait", f"--log={self.folder / 'log'}", f"--options={listen} {' '.join(options)}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server: `immediate` as by a crash, `fast` in good order."""
        self._run("pg_ctl", "--wait", f"--mode={mode}", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [binary(program), f"--pgdata={self.data}", *arguments]
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, user=self.account, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read().decode(errors='replace')}")


def _account() -> str | None:
    """The account to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise RuntimeError("no account to run PostgreSQL as")


def binary(program: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    if found:
        return str(found[-1])
    on_path = shutil.which(program)
    if on_path is None:
        raise RuntimeError(f"{program} is not installed: apt-get install postgresql")
    return on_path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def empty_database(server: str) -> Iterator[str]:
    """Yield the address of a new database on the server of this address; gone when done."""
    import psycopg

    name = f"city_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main(command: list[str]) -> int:
    with cluster() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
