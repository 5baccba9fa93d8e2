"""A pytest plugin that seals the process: no socket, no further process, no database. Use: pytest -p sealed.

It listens to the interpreter's own audit events, so that no import style gets around it.
"""

from __future__ import annotations

import sys

REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.", "sqlite3.connect")


class Sealed(RuntimeError):
    """The core tried to reach out."""


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(REFUSED) and event != "socket.gethostname":
        raise Sealed(f"{event}{arguments!r}")


def pytest_sessionstart() -> None:
    sys.addaudithook(refuse)
