"""Publish: rows that were read, checked and protected become one version of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from mueang.flows.ahead import ahead
from mueang.lake import Lake, Mode, Progress, Snapshot
from mueang.tables.schema import TableSchema


@dataclass(frozen=True)
class Receipt:
    """What the lake holds now. It counts only once a record names `snapshot.delta_version`."""

    snapshot: Snapshot
    job: str
    number: int


def publish(
    lake: Lake,
    table: str,
    batches: Iterable[pa.RecordBatch],
    schema: TableSchema,
    *,
    mode: Mode,
    base: int | None,
    job: str,
    number: int,
    on_progress: Progress,
) -> Receipt:
    """Write the rows upon the commit `base` and return the receipt; the same job again returns the same receipt.

    `on_progress(stage, rows)` is told the stages `staged` (nothing written yet), `writing` (after every row group),
    `written` (all files on the disk, no commit), `committed` (on the disk, not yet named by a record).
    """
    on_progress("staged", 0)
    snapshot = lake.write(table, ahead(iter(batches)), schema, mode=mode, base=base, job=job, version_number=number, on_progress=on_progress)
    return Receipt(snapshot, job, number)
