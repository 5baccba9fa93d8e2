from datetime import date

import pyarrow as pa

from mueang.tables import Column, ColumnType, TableSchema
from mueang_site.submissions.facts import facts_of


def test_a_table_tells_its_years_and_its_finest_places():
    schema = TableSchema((Column("ปี", ColumnType.YEAR), Column("วันที่", ColumnType.DATE), Column("เขต", ColumnType.PLACE), Column("จังหวัด", ColumnType.PLACE)))
    batch = pa.RecordBatch.from_pydict({"ปี": [2019, None], "วันที่": [date(2021, 1, 2), None], "เขต": ["1001", None], "จังหวัด": ["10", "10"]})

    assert facts_of([batch], schema) == {"first_year": 2019, "last_year": 2021, "place_length": 4}


def test_a_table_without_years_or_places_tells_nothing():
    schema = TableSchema((Column("ชื่อ"), Column("ปี", ColumnType.YEAR)))

    assert facts_of([pa.RecordBatch.from_pydict({"ชื่อ": ["ก"], "ปี": pa.array([None], pa.int32())})], schema) == {}
