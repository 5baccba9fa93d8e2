"""Laws of rows by their hashes: equal rows have one hash, others do not, however their columns are held in memory."""

from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from mueang.tables.distinct import decoded, distinct, gathered
from mueang.tables.hashes import row_hashes

texts = st.none() | st.text(st.sampled_from("ab\x00ก๑"), max_size=20) | st.sampled_from(["ย" * 400, "ย" * 400 + "a"])
rows = st.lists(st.tuples(texts, texts, st.none() | st.integers(-3, 3), st.none() | st.sampled_from([0.0, -0.0, 0.5, 1e300])), min_size=1, max_size=12)
MARKS = ("name", "note", "n", "x")


def columns_of(table):
    kinds = (pa.string(), pa.string(), pa.int64(), pa.float64())
    return [pa.array(column, kind) for column, kind in zip(zip(*table, strict=True), kinds, strict=True)]


@given(rows)
def test_two_rows_have_one_hash_just_when_they_are_equal(table):
    hashes = [tuple(pair) for pair in row_hashes(columns_of(table), MARKS).tolist()]

    assert [hashes.index(one) for one in hashes] == [table.index(row) for row in table]


@given(rows, st.integers(0, 3))
def test_a_column_by_its_distinct_values_has_the_hashes_of_its_cells(table, start):
    plain = columns_of(table)
    coded = [column.dictionary_encode() if pa.types.is_string(column.type) else column for column in plain]

    assert row_hashes(coded, MARKS).tolist() == row_hashes(plain, MARKS).tolist()
    assert row_hashes([column[start:] for column in coded], MARKS).tolist() == row_hashes(plain, MARKS).tolist()[start:]


@given(st.lists(texts, min_size=1, max_size=12), st.integers(0, 3))
def test_a_column_is_the_same_by_its_distinct_values(column, start):
    cells = pa.array(column, pa.string())[start:]
    by_value = distinct(cells)

    assert decoded(gathered(pa.concat_arrays([by_value.values, pa.nulls(1, pa.string())]), by_value.codes)).equals(cells)


def test_rows_keep_the_hashes_that_old_versions_were_noted_with():
    columns = [
        pa.array(["ก", "", "ย" * 400, None, "เขตพระนคร"]),
        pa.array([1, -2, None, 4, 2**62]),
        pa.array([0.5, -0.0, None, 1e300, 2.0]),
        pa.array([date(2024, 2, 29)] * 4 + [None]),
        pa.array([True, False, None, True, True]),
    ]

    assert row_hashes(columns, ["name", "n", "x", "day", "open"]).tolist() == [
        [5712424879902579878, 1026172313992134078],
        [7286721793656840308, 5416799122960179303],
        [3986901571331156111, 10391318421544665095],
        [14266570173544297011, 3633157989505319515],
        [17750360375587206606, 14641067680610664750],
    ]


@given(st.integers(0, 3), st.integers(1, 40), rows)
def test_a_row_has_one_hash_wherever_it_stands_among_many(start, times, table):
    few, many = columns_of(table), columns_of(table * times)

    assert row_hashes([column[start:] for column in many], MARKS).tolist() == (row_hashes(few, MARKS).tolist() * times)[start:]
