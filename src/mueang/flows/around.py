"""Around: the rows of a sheet as they stand in the file, from any row on, by what a reading kept of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from mueang.base.files import Source
from mueang.flows.kept import KeptSheet, kept_sheets
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import parse
from mueang.ingest.sheet import Reentry
from mueang.ingest.sniff import sniff
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW

Rows = list[tuple[int, list[str | None]]]
LONGEST_CELL = 2_000
"""Characters of a cell that are shown."""
MOST_BYTES = 32 << 20
"""Of a text without line ends no more is looked through."""


def rows_around(source: Source, kept: Path, name: str, wanted: Sequence[int], options: ReadOptions | None = None) -> Rows:
    """Return the wanted rows of the sheet of that name, each with its cells; those that cannot be found are left out.

    Raises SourceError for a file that is not what it was when it was read.
    """
    sheet = next((sheet for sheet in kept_sheets(kept) if sheet.name == name), None)
    if sheet is None or not wanted:
        return []
    if sheet.file is not None:
        return _among(sheet.batches(min(wanted), max(wanted) + 1), wanted)
    options = replace(options or ReadOptions(), sheet=None)
    with TemporaryDirectory(prefix="mueang-") as scratch:
        texts = [found.reentry for found in parse(source, sniff(source, options), options, scratch=Path(scratch)) if found.name == name]
        return _of_text(texts[0], sheet, wanted) if texts and texts[0] is not None and sheet.starts else []


def _of_text(text: Reentry, sheet: KeptSheet, wanted: Sequence[int]) -> Rows:
    found: Rows = []
    rows = [row for row, _ in sheet.starts]
    for piece in sorted({max(0, bisect_right(rows, row) - 1) for row in wanted}):
        row, byte = sheet.starts[piece]
        end = sheet.starts[piece + 1][1] if piece + 1 < len(sheet.starts) else text.size
        found += _among(text.between(row, byte, min(end, byte + MOST_BYTES)), wanted)
    return found


def _among(batches: Iterable[pa.RecordBatch], wanted: Sequence[int]) -> Rows:
    return [row for batch in batches for row in _chosen(batch, wanted)]


def _chosen(batch: pa.RecordBatch, wanted: Sequence[int]) -> Iterator[tuple[int, list[str | None]]]:
    numbers = batch.column(SOURCE_ROW).to_numpy()
    places = np.flatnonzero(np.isin(numbers, wanted))
    columns = [decoded(batch.column(name).take(pa.array(places))).to_pylist() for name in batch.schema.names if name.startswith("c")]
    for i, place in enumerate(places.tolist()):
        yield int(numbers[place]), [cell[:LONGEST_CELL] if (cell := column[i]) is not None else None for column in columns]
