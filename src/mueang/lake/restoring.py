"""What the return to an earlier version changes, told without copying a row."""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from mueang.lake.change import Old
from mueang.lake.duck import literal
from mueang.lake.files import DataFile
from mueang.lake.log import noted
from mueang.lake.names import ORDER
from mueang.lake.storage import Hold


def figures(connection: duckdb.DuckDBPyConnection, old: Old, wanted: Old, hold: Hold) -> dict[str, Any]:
    """Return rows, bytes, content and counts of the commit that puts `wanted` in the place of `old`.

    A row is the same in both if it has the same place in the order of the table: rewriting a file keeps it. A lost row counts as replaced
    while one that comes back can stand in for it.
    """
    lost, back = _without(old.files, wanted.files), _without(wanted.files, old.files)
    same = _common(connection, lost, back, hold)
    gone, come = sum(file.rows for file in lost) - same, sum(file.rows for file in back) - same
    replaced = min(gone, come)
    return {
        **wanted.content.noted(),
        "bytes": sum(file.bytes for file in wanted.files),
        "files": noted(wanted.files),
        "added": come - replaced,
        "replaced": replaced,
        "removed": gone - replaced,
    }


def _without(files: Sequence[DataFile], others: Sequence[DataFile]) -> list[DataFile]:
    names = {file.name for file in others}
    return [file for file in files if file.name not in names]


def _common(connection: duckdb.DuckDBPyConnection, one: Sequence[DataFile], other: Sequence[DataFile], hold: Hold) -> int:
    if not one or not other:
        return 0
    with hold([file.address for file in one]) as here, hold([file.address for file in other]) as there:
        sources = [f"(SELECT {ORDER} FROM read_parquet({literal(files)}))" for files in (here, there)]
        found: Any = connection.execute(f"SELECT count(*) FROM {sources[0]} SEMI JOIN {sources[1]} USING ({ORDER})").fetchone()
    return int(found[0])
