"""Processes that are there, and waiting until something holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def alive(marker: str) -> list[str]:
    """The processes whose command line holds the marker."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:
            continue
        if marker in text:
            found.append(text)
    return found


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Return once it holds; fail if it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
