"""What a version says of its columns is what reading all of its rows would say."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mueang.lake import Append, Extent, Lake, Replace
from mueang.lake.extents import extents_of, values_of
from mueang.tables import Column, ColumnType, TableSchema

SCHEMA = TableSchema((Column("ปี", ColumnType.YEAR), Column("วัน", ColumnType.DATE), Column("เขต (รหัส)", ColumnType.PLACE)))
WIDER = SCHEMA.with_column(Column("จำนวน", ColumnType.INTEGER))
FIRST = {"ปี": [2019, None, 2021], "วัน": [date(2018, 1, 2), None, None], "เขต (รหัส)": ["10", None, "1001"]}
SECOND = {"ปี": [2017], "วัน": [date(2024, 2, 29)], "เขต (รหัส)": ["10"], "จำนวน": [-5]}
WANTED = {"ปี": Extent(3, 2017, 2021), "วัน": Extent(2, date(2018, 1, 2), date(2024, 2, 29)), "เขต (รหัส)": Extent(3), "จำนวน": Extent(1, -5, -5)}


def batch(schema, columns):
    rows = range(len(columns["ปี"]))
    return pa.record_batch([pa.array(columns.get(field.name, rows), field.type) for field in schema.arrow()], schema=schema.arrow())


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)


@pytest.fixture
def snapshot(lake):
    first = lake.write("t", [batch(SCHEMA, FIRST)], SCHEMA, mode=Replace(), base=None, job="a", version_number=1)
    return lake.write("t", [batch(WIDER, SECOND)], WIDER, mode=Append(), base=first.delta_version, job="b", version_number=2)


def test_a_version_says_how_far_its_columns_reach_also_those_that_came_later(lake, snapshot):
    assert lake.extents(snapshot) == WANTED
    assert lake.values(snapshot, "เขต (รหัส)") == {"10", "1001"}


def test_files_that_note_nothing_are_read(snapshot):
    for file in snapshot.files:
        pq.write_table(pq.read_table(file), file, write_statistics=False)

    assert extents_of(snapshot.files, snapshot.schema) == WANTED


def test_a_value_that_only_the_dictionary_of_a_file_names_is_none_of_the_version(lake):
    codes = pa.DictionaryArray.from_arrays(pa.array([1, None, 1], pa.int32()), pa.array(["99", "10"]))
    rows = batch(SCHEMA, FIRST).set_column(2, "เขต (รหัส)", codes)

    written = lake.write("coded", [rows], SCHEMA, mode=Replace(), base=None, job="a", version_number=1)

    assert values_of(written.files, SCHEMA, "เขต (รหัส)") == {"10"}
