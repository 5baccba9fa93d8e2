from datetime import date

import pyarrow as pa
import pytest

from mueang.lake import Append, Replace
from mueang.tables import Column, ColumnType, TableSchema
from mueang_site import runtime
from mueang_site.submissions.facts import facts_of

SCHEMA = TableSchema((Column("ปี", ColumnType.YEAR), Column("วันที่", ColumnType.DATE), Column("เขต", ColumnType.PLACE)))


@pytest.fixture
def written():
    """Write rows upon what is there and return the snapshot."""

    def written(years, days, places, *, mode, base=None):
        schema = SCHEMA.arrow()
        rows = {"ปี": years, "วันที่": days, "เขต": places, "_row": range(len(years))}
        batch = pa.RecordBatch.from_arrays([pa.array(list(rows[field.name]), field.type) for field in schema], schema=schema)
        number = 1 if base is None else 2
        return runtime.lake().write("facts", [batch], SCHEMA, mode=mode, base=base, job=f"job-{number}", version_number=number)

    return written


def test_a_version_tells_the_years_and_the_finest_places_of_all_its_rows(written):
    first = written([2019, None], [date(2018, 1, 2), None], ["10", None], mode=Replace())
    second = written([2021], [None], ["1001"], mode=Append(), base=first.delta_version)

    assert facts_of(first) == {"filled": {"ปี": 1, "วันที่": 1, "เขต": 1}, "first_year": 2018, "last_year": 2019, "place_length": 2}
    assert facts_of(second) == {"filled": {"ปี": 2, "วันที่": 1, "เขต": 2}, "first_year": 2018, "last_year": 2021, "place_length": 4}


def test_a_version_without_years_or_places_tells_nothing(written):
    assert facts_of(written([None], [None], [None], mode=Replace())) == {"filled": {"ปี": 0, "วันที่": 0, "เขต": 0}}


def test_a_word_among_the_codes_tells_no_level_of_places(written):
    assert facts_of(written([None, None], [None, None], ["1001", "ไม่ระบุ"], mode=Replace()))["place_length"] == 4
