"""What a person said about the place of a single row, put over what its name and its neighbours say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from mueang.ingest.places.placed import Placed
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW

ByRow = Mapping[int, Mapping[int, str]]
"""`{source column: {row: code}}`; an empty code is no place."""


def by_row(placed: Sequence[Placed], said: ByRow, codes: Mapping[str, pa.Array], batch: pa.RecordBatch) -> Iterator[tuple[str, pa.Array]]:
    """Yield the added columns of codes that differ, with the codes of the rows that were said."""
    numbers = batch.column(batch.schema.get_field_index(SOURCE_ROW)).to_numpy() if said else np.zeros(0, np.int64)
    for one in placed if said else ():
        rows = {row: code for source in one.column.derived_from for row, code in said.get(source, {}).items()}
        here = np.flatnonzero(np.isin(numbers, list(rows))).tolist() if one.kept is None else []
        if here:
            values = decoded(codes[one.column.name]).to_pylist()
            for place in here:
                values[place] = rows[int(numbers[place])] or None
            yield one.column.name, pa.array(values, pa.string()).dictionary_encode()
