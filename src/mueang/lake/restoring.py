"""What the return to an earlier version changes, told without copying a row."""

# ruff: noqa: S608 - names and paths are quoted by `identifier` and `literal`; no text from outside becomes SQL
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb

from mueang.lake.duck import literal
from mueang.lake.match import rows_in
from mueang.lake.names import ORDER
from mueang.lake.snapshot import Snapshot


def figures(connection: duckdb.DuckDBPyConnection, old: Snapshot, wanted: Snapshot) -> dict[str, int]:
    """Return rows, bytes and counts of the commit that puts `wanted` in the place of `old`.

    A row is the same in both if it has the same place in the order of the table: rewriting a file keeps it. A lost row counts as replaced
    while one that comes back can stand in for it.
    """
    lost, back = set(old.files) - set(wanted.files), set(wanted.files) - set(old.files)
    same = _common(connection, lost, back)
    gone, come = sum(map(rows_in, lost)) - same, sum(map(rows_in, back)) - same
    replaced = min(gone, come)
    return {"rows": wanted.rows, "bytes": wanted.bytes, "added": come - replaced, "replaced": replaced, "removed": gone - replaced}


def _common(connection: duckdb.DuckDBPyConnection, one: Iterable[str], other: Iterable[str]) -> int:
    if not one or not other:
        return 0
    sources = [f"(SELECT {ORDER} FROM read_parquet({literal(sorted(files))}))" for files in (one, other)]
    found: Any = connection.execute(f"SELECT count(*) FROM {sources[0]} SEMI JOIN {sources[1]} USING ({ORDER})").fetchone()
    return int(found[0])
