"""A table in any dress of an office reads back as the same table."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from dressing import dress, dresses, fields
from mueang.base.files import Source
from mueang.flows.read import read
from mueang.ingest.options import ReadOptions
from mueang.ingest.places import PlaceOptions

OPTIONS = ReadOptions(places=PlaceOptions(on=False))


def rows_of(content, name):
    """Return the rows of the first table, and where each stands."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        reading = read(Source.at(path), OPTIONS, out=Path(folder))
        table = reading.tables[0]
        rows = pq.read_table(Path(folder) / table.data)
        return table, list(zip(*(rows.column(c.name).to_pylist() for c in table.schema.columns), strict=True)), rows["_row"].to_pylist()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@settings(max_examples=60, deadline=None)
@given(fields(), dresses())
def test_a_table_in_any_dress_of_an_office_reads_back(form, table, how):
    dressed = dress(table, how)
    read, rows, places = rows_of(getattr(dressed, form)(), f"a.{form}")

    assert rows == list(zip(*(one.values for one in table), strict=True))
    assert places == dressed.rows
    assert all(str(one.heading[-1]) in column.name for one, column in zip(table, read.schema.columns, strict=True))
