"""Fixtures of the tests of reading: write a file, read it, look at the rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from mueang.base.files import Source
from mueang.flows.read import Reading, Table, read
from mueang.ingest.options import ReadOptions


@dataclass
class Read:
    """A reading and its folder."""

    reading: Reading
    out: Path

    @property
    def table(self) -> Table:
        return self.reading.tables[0]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return pq.read_table(self.out / self.table.data).to_pylist()

    @property
    def n_rows(self) -> int:
        return self.table.rows

    @property
    def types(self) -> dict[str, str]:
        return {column.name: str(column.type) for column in self.table.schema.columns}

    @property
    def changes(self) -> list[dict[str, Any]]:
        return pq.read_table(self.out / self.table.changes).to_pylist()

    @property
    def raw(self) -> list[dict[str, Any]]:
        return pq.read_table(self.out / self.table.raw).to_pylist()

    @property
    def codes(self) -> set[str]:
        return {issue.code for issue in (*self.reading.issues, *(i for table in self.reading.tables for i in table.issues))}

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]

    def why(self) -> dict[int, str]:
        return {one.row: one.why for one in self.table.plan.excluded}


def read_bytes(folder: Path, content: bytes, name: str = "file.csv", options: dict[str, Any] | None = None, *, text: bool = False) -> Read:
    """Read a file of these bytes; places are left alone unless the options say otherwise."""
    path = folder / name
    path.write_bytes(content)
    out = folder / f"out-{len(list(folder.iterdir()))}"
    out.mkdir()
    chosen = ReadOptions.from_dict({"places": {"on": False}, **(options or {})})
    return Read(read(Source.at(path), chosen, out=out, text=text), out)


def read_text(
    folder: Path, content: str, name: str = "file.csv", options: dict[str, Any] | None = None, *, encoding: str = "utf-8", text: bool = False
) -> Read:
    """Read a file of this text."""
    return read_bytes(folder, content.encode(encoding), name, options, text=text)


@pytest.fixture
def csv(tmp_path):
    """Read a text as a CSV file: csv(text, options=..., encoding=...)."""
    return partial(read_text, tmp_path)


@pytest.fixture
def file(tmp_path):
    """Read bytes under a name: file(content, name)."""
    return partial(read_bytes, tmp_path)
