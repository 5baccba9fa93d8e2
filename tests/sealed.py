"""What keeps the core to itself: no socket, no further process, no database while it lasts.

It listens to the interpreter's own audit events, so that no import style gets around it. Tests of the core run under it
wherever they run (tests/unit/conftest.py); as a plugin (pytest -p sealed) it seals a process from the start.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from checkout import TOP

REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.", "sqlite3.connect")
CORE = next(
    rule
    for rule in tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    if "opens no database" in rule["name"]
)
PARTS = [module.removeprefix("mueang.") for module in CORE["source_modules"]]
SUITES = [path for part in PARTS if (path := TOP / "tests" / "unit" / part).exists()]
_closed = False


class Sealed(RuntimeError):
    """The core tried to reach out."""


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if _closed and event.startswith(REFUSED) and event != "socket.gethostname":
        raise Sealed(f"{event}{arguments!r}")


def holds(item: pytest.Item) -> bool:
    """True for a test of the core, but for those that start a program of ours."""
    return any(suite in item.path.parents for suite in SUITES) and item.get_closest_marker("program") is None


@cache
def listen() -> None:
    """Hear of what reaches out of this process from now on; a process cannot stop listening."""
    sys.addaudithook(refuse)


@contextmanager
def closed() -> Iterator[None]:
    """Refuse what reaches out, while it lasts."""
    global _closed
    listen()
    before, _closed = _closed, True
    try:
        yield
    finally:
        _closed = before


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop() -> Iterator[object]:
    """Seal all tests, where this is asked for as a plugin."""
    with closed():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Seal what is imported, where this is asked for as a plugin."""
    with closed():
        return (yield)
