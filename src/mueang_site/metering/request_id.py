"""The id of the request at hand: pages show it, logs, jobs and the record of acts carry it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_at_hand: ContextVar[str] = ContextVar("request_id", default="")


def fresh() -> str:
    """Return a new id, short enough to be told over the telephone."""
    number = secrets.randbits(64)
    return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(10))


def current() -> str:
    """Return the id of the request that is being answered, or that asked for the job at hand; empty without one."""
    return _at_hand.get()


@contextmanager
def carried(id: str) -> Iterator[None]:
    """Let all that is done meanwhile carry this id."""
    token = _at_hand.set(id)
    try:
        yield
    finally:
        _at_hand.reset(token)
