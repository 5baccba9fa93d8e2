"""What was read of pictures, cell by cell, beside the tables that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mueang.ingest.options import ReadOptions
from mueang.ingest.paper import review
from mueang.ingest.paper.cells import PaperCell, PaperTable
from mueang.ingest.paper.keeping import KEPT
from mueang.ingest.sheet import Sheet

FOLDER = "paper"
"""Folder of a reading with the pictures of the pages, and what was read of them before anybody corrected it."""
FORMATS = ("pdf", "image")
_SCHEMA = pa.schema(
    [
        (field.name, pa.float64() if field.name == "confidence" else pa.string() if field.name in ("text", "how", "check") else pa.int32())
        for field in fields(PaperCell)
    ]
)


def keep_beside(scratch: Path, out: Path | None) -> None:
    """Let the parser find, and leave, what it reads of pictures in the folder of the reading."""
    if out is not None:
        folder = out.resolve() / FOLDER
        folder.mkdir(exist_ok=True)
        (scratch / KEPT).symlink_to(folder)


def cells_beside(sheets: Sequence[Sheet], options: ReadOptions, out: Path | None) -> tuple[dict[str, Any], ...]:
    """Write the cells of each sheet that was read from a picture, and return what a person has still to look at, as JSON."""
    return tuple(
        {"sheet": sheet.name, "cells": _write(sheet.paper, out, number), **review.summary(sheet.paper, options.paper.totals.get(sheet.name, {}))}
        for number, sheet in enumerate(sheets, 1)
        if sheet.paper is not None
    )


def _write(table: PaperTable, out: Path | None, number: int) -> str | None:
    if out is None:
        return None
    name = f"paper-{number}.parquet"
    rows = [asdict(cell) | {"doubtful": cell.is_doubtful} for cell in table.cells]
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA.append(pa.field("doubtful", pa.bool_()))), out / name, compression="zstd")
    return name
