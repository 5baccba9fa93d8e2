from __future__ import annotations

from pathlib import Path

import pytest

from drawn import NOW, everyone
from mueang.lake import Lake, Snapshot
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Rows


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def rows_of():
    """The rows of a snapshot as tuples in order, without the system columns."""

    def read(snapshot: Snapshot) -> list[tuple]:
        answer = MemoryEngine().answer(snapshot, Rows(snapshot.schema), everyone(snapshot), now=NOW)
        return [tuple(row[name] for name in snapshot.schema.names) for row in answer.read_all().to_pylist()]

    return read
