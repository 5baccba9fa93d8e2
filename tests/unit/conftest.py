"""Tests of the core run sealed: what reaches for the network, a process or a database there fails, with all that led to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import sealed


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    if not sealed.holds(item):
        return (yield)
    with sealed.closed():
        return (yield)
