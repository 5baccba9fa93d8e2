"""Every spec runs on every engine, over every kind of store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import drawn
import stores
from mueang.lake import Lake
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Groups, Permit, Question
from mueang.tables.schema import SYSTEM_COLUMNS, TableSchema


@pytest.fixture(params=stores.KINDS)
def lake(request, tmp_path: Path, s3) -> Lake:
    return Lake(stores.store(request.param, tmp_path, s3))


@pytest.fixture(params=["memory", "duckdb", "copy"])
def engine(request, lake, tmp_path):
    if request.param == "copy":
        return stores.Copying(lake, tmp_path / "native")
    return MemoryEngine(hold=lake.store.held) if request.param == "memory" else stores.engine(lake)


class Asking:
    """A drawn table in a lake, and one engine to ask about it."""

    def __init__(self, lake: Lake, engine: Any, drawing: str) -> None:
        self.snapshot = drawn.write(lake, drawing)
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
def ask(lake, engine):
    """Draw a table, get something to ask."""

    def ask(drawing: str) -> Asking:
        return Asking(lake, engine, drawing)

    return ask
