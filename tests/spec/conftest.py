"""Every spec runs on every engine, over every kind of store."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import pytest

import drawn
import stores
from mueang.lake import Lake, Snapshot
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Groups, Permit, Question
from mueang.tables.schema import SYSTEM_COLUMNS, TableSchema

_numbers = itertools.count()


@pytest.fixture
def name() -> str:
    """The name of a table that no other test has."""
    return f"own{next(_numbers)}"


@pytest.fixture(scope="module", params=stores.KINDS)
def lake(request, tmp_path_factory, s3) -> Lake:
    return Lake(stores.store(request.param, tmp_path_factory.mktemp("spec"), s3))


@pytest.fixture(scope="module", params=["memory", "duckdb", "copy"])
def engine(request, lake, tmp_path_factory):
    if request.param == "copy":
        return stores.Copying(lake, tmp_path_factory.mktemp("native"))
    return MemoryEngine(hold=lake.store.held) if request.param == "memory" else stores.engine(lake)


@pytest.fixture(scope="module")
def snapshots(lake) -> Callable[[str], Snapshot]:
    """Draw a table in the lake; a question changes nothing, so that all who draw the same ask about the same."""

    @functools.cache
    def draw(drawing: str) -> Snapshot:
        return drawn.write(lake, drawing, on=f"drawn{next(_numbers)}")

    return draw


class Asking:
    """A drawn table in a lake, and one engine to ask about it."""

    def __init__(self, snapshot: Snapshot, engine: Any) -> None:
        self.snapshot = snapshot
        self.engine = engine

    @property
    def schema(self) -> TableSchema:
        return self.snapshot.schema

    def rows(self, question: Question, permit: Permit | None = None) -> list[tuple]:
        """The answer as tuples, without the system columns; a single column as plain values."""
        answer = self.engine.answer(self.snapshot, question, permit or drawn.everyone(self.snapshot), now=drawn.NOW).read_all()
        found = [tuple(value for name, value in row.items() if name not in SYSTEM_COLUMNS) for row in answer.to_pylist()]
        return [row[0] for row in found] if found and len(found[0]) == 1 else found

    def count(self, question: Question, permit: Permit | None = None) -> int:
        return self.engine.count(self.snapshot, question, permit or drawn.everyone(self.snapshot), now=drawn.NOW)

    def groups(self, *by: str, measures: tuple = (), where: tuple = ()) -> dict:
        """The answer as `{group: measure}`."""
        found = self.rows(Groups(self.schema, by=by, measures=measures, where=where))
        return {row[0] if len(by) == 1 else row[: len(by)]: row[-1] for row in found}


@pytest.fixture
def ask(snapshots, engine):
    """Draw a table, get something to ask."""

    def ask(drawing: str) -> Asking:
        return Asking(snapshots(drawing), engine)

    return ask
