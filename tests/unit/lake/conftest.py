from __future__ import annotations

from pathlib import Path

import pytest

import stores
from drawn import NOW, everyone
from mueang.lake import Lake, Snapshot
from mueang.lake.engines.memory import MemoryEngine
from mueang.query import Rows


@pytest.fixture(params=stores.KINDS)
def lake(request, tmp_path: Path, s3) -> Lake:
    """A lake that is empty, on every kind of store."""
    return Lake(stores.store(request.param, tmp_path, s3))


@pytest.fixture
def rows_of(lake):
    """The rows of a snapshot as tuples in order, without the system columns."""

    def read(snapshot: Snapshot) -> list[tuple]:
        answer = MemoryEngine(hold=lake.store.held).answer(snapshot, Rows(snapshot.schema), everyone(snapshot), now=NOW)
        return [tuple(row[name] for name in snapshot.schema.names) for row in answer.read_all().to_pylist()]

    return read
