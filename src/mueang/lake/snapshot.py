"""A snapshot: one version of one table as it stands in the lake, for ever the same."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.tables.schema import TableSchema


@dataclass(frozen=True)
class Snapshot:
    """What an engine needs to answer, and what a record of the version keeps.

    table          id of the table in the lake
    delta_version  number of the Delta commit; `base` of the next write
    rows, bytes    of the whole version; bytes on disk
    content_hash   equal for equal rows in whatever order, system columns left out
    added, replaced, removed   rows, against the base: new ones, old ones with a successor, old ones without
    files          addresses of the Parquet files that hold exactly these rows
    own            True for files that the lake wrote; False for a Parquet file that somebody handed us
    """

    table: str
    delta_version: int
    rows: int
    bytes: int
    content_hash: str
    schema: TableSchema
    added: int = 0
    replaced: int = 0
    removed: int = 0
    files: tuple[str, ...] = ()
    own: bool = True
