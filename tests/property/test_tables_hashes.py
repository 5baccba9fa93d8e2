"""Laws of rows by their hashes: equal rows have one hash, others do not, however their columns are held in memory."""

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
