"""Work that goes on beside: make the next batches, and write the last, while the present one is converted."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

_Item = TypeVar("_Item")
_END = object()
WAITING = 2
"""Batches that may wait on either side; more would only take memory."""


def ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """Yield the items while a thread makes the next ones. What the thread raises is raised here; leaving early stops it."""
    made: queue.Queue[Any] = queue.Queue(WAITING)
    stop = threading.Event()
    thread = threading.Thread(target=_make, args=(items, made, stop), daemon=True)
    thread.start()
    try:
        while (item := made.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        while thread.is_alive():
            _drain(made)
            thread.join(0.01)


def _make(items: Iterator[Any], made: queue.Queue[Any], stop: threading.Event) -> None:
    try:
        for item in items:
            made.put(item)
            if stop.is_set():
                return
    except BaseException as error:  # noqa: BLE001
        made.put(error)
    made.put(_END)


def _drain(made: queue.Queue[Any]) -> None:
    try:
        while True:
            made.get_nowait()
    except queue.Empty:
        return


class Beside:
    """Does calls one after the other in a thread of its own; a few may wait. What one raises is raised at the next call."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._waiting: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self.stop()

    def __call__(self, work: Callable[..., None], *args: Any) -> None:
        """Have the work done soon."""
        while len(self._waiting) > WAITING:
            self._waiting.pop(0).result()
        self._waiting.append(self._pool.submit(work, *args))

    def stop(self) -> None:
        """Give up what has not begun, and wait for what has. What it raises is of no interest any more."""
        self._pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Wait until all is done."""
        for one in self._waiting:
            one.result()
        self._pool.shutdown()
