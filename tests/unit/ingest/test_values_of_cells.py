from datetime import date, datetime, time

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.ingest.parse.values import text_of, texts_of_cells

DAYS = st.datetimes().filter(lambda day: day.year > 1900)
CELLS = st.one_of(st.text(max_size=5), st.floats(), st.integers(-9, 9), st.booleans(), DAYS, DAYS.map(datetime.date), st.times())


def one_by_one(cells):
    return [text_of(cell) or None for cell in cells]


def together(cells):
    texts = texts_of_cells(cells)
    return (texts.dictionary_decode() if pa.types.is_dictionary(texts.type) else texts).to_pylist()


@given(st.lists(CELLS, min_size=1) | st.lists(st.floats(), min_size=1))
def test_the_cells_of_a_column_read_together_as_one_by_one(cells):
    assert together(cells) == one_by_one(cells)


@given(st.lists(st.floats(-2e10, 2e10) | st.integers(-(2**40), 2**40).map(float), min_size=1))
def test_amounts_keep_their_digits(cells):
    assert together(cells) == one_by_one(cells)


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (["", "ก", ""], [None, "ก", None]),
        ([1.0, 1200.0, -0.0], ["1", "1200", "0"]),
        ([0.5, 9999999999.25, 1e10 + 0.5], ["0.5", "9999999999.25", "10000000000.5"]),
        ([0.00001, 1e300], ["0.00001", "1e+300"]),
        ([True, 1.0, "1"], ["TRUE", "1", "1"]),
        ([date(2023, 1, 5), datetime.fromisoformat("2023-01-05 08:30:00"), time(8, 30)], ["2023-01-05", "2023-01-05 08:30:00", "08:30:00"]),
    ],
)
def test_a_column_of_a_workbook_reads_as_its_cells_are_shown(cells, texts):
    assert together(cells) == texts
