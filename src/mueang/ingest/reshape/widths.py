"""Fixed-width text in single cells is cut where a person says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.reshape.composed import columns_of
from mueang.ingest.sheet import Sheet, column_name, column_names
from mueang.tables.schema import SOURCE_ROW


def cut(sheet: Sheet, widths: Mapping[int, Sequence[int]]) -> Sheet:
    """Return the sheet with cells of these columns cut before these characters: the first piece stays in its place, the others follow the last column."""
    return replace(sheet, batches=partial(_cut, sheet, widths), reentry=None) if widths else sheet


def _cut(sheet: Sheet, widths: Mapping[int, Sequence[int]]) -> Iterator[pa.RecordBatch]:
    width = None
    for batch in sheet.batches():
        own = [i for i in range(batch.num_columns) if column_name(i) in batch.schema.names]
        width = len(own) if width is None else width
        columns = columns_of(batch, range(width))
        for position, places in widths.items():
            if position < width:
                first, *others = _pieces(columns[position], places)
                columns[position] = first
                columns += others
        yield pa.RecordBatch.from_arrays([batch.column(SOURCE_ROW), *columns], names=[SOURCE_ROW, *column_names(len(columns))])


def _pieces(column: pa.Array, places: Sequence[int]) -> list[pa.Array]:
    bounds = [0, *sorted(places), None]
    return [pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(column, start, stop)) for start, stop in pairwise(bounds)]
