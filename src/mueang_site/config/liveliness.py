"""Whether a web process still does its work: if every thread of it is busy, something must move."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from weakref import WeakSet

STILL_SECONDS = 60.0
"""Longer than the longest question may take."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Lively:
    """A WSGI application that knows when it last moved: a request began or ended, a piece came in or went out."""

    def __init__(self, application: Application, *, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._application = application
        self._threads = threads
        self._clock = clock
        self._busy: WeakSet[_Request] = WeakSet()
        self._moved_at = clock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer the request."""
        request = _Request()
        self._busy.add(request)
        self._move()
        environ["wsgi.input"] = _Input(environ["wsgi.input"], self._move)
        return _Answer(self._application(environ, start_response), self._move, request)

    def alive(self) -> bool:
        """Return whether a thread is free, or anything moved of late."""
        return len(self._busy) < self._threads or self._clock() - self._moved_at < STILL_SECONDS

    def _move(self) -> None:
        self._moved_at = self._clock()


class _Request:
    """Lasts as long as the request is worked on, however it ends."""


class _Input:
    """What the client sends; each piece is a sign of life."""

    def __init__(self, source: Any, moved: Callable[[], None]) -> None:
        self._source = source
        self._moved = moved

    def read(self, *size: int) -> bytes:
        piece: bytes = self._source.read(*size)
        self._moved()
        return piece

    def readline(self, *size: int) -> bytes:
        line: bytes = self._source.readline(*size)
        self._moved()
        return line

    def readlines(self, *hint: int) -> list[bytes]:
        lines: list[bytes] = self._source.readlines(*hint)
        self._moved()
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")


class _Answer:
    """What goes out; the server closes it, or drops it when the client is gone."""

    def __init__(self, pieces: Iterable[bytes], moved: Callable[[], None], request: _Request) -> None:
        self._pieces = pieces
        self._moved = moved
        self._request: _Request | None = request

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._moved()
            yield piece

    def close(self) -> None:
        self._request = None
        self._moved()
        if hasattr(self._pieces, "close"):
            self._pieces.close()
