"""What is looked at once for each text, or by arithmetic for each number, is found as by looking at every cell."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from mueang.privacy import patterns
from mueang.privacy.detection import Kind, scan
from mueang.tables.schema import Column, ColumnType, TableSchema

TEXTS = [
    "",
    "พระนคร",
    "08 1234 5678",
    "๐๘๑-๒๓๔๕๖๗๘",
    "0812345678",
    "1101700230705",
    "1-1017-00230-70-5",
    "a@example.org",
    "นายสมชาย ใจดี",
    "นายกเทศมนตรี",
    "12.5",
    "Ms. Jane Doe",
]
numbers = (
    st.none()
    | st.sampled_from([812345678, 212345678, 112345678, 1101700230705, 1101700230704, 9_999_999_999_999, 10**8, 10**9, -812345678])
    | st.integers(10**7, 10**13)
)


def found(kind, cells, *, rows_at_once, heading="โทรศัพท์"):
    schema = TableSchema((Column(heading, kind, heading, 0),))
    whole = pa.table([pa.array(cells, kind.arrow), pa.array(range(len(cells)), pa.int64())], schema=schema.arrow())
    return scan(schema, lambda wanted: whole.select(wanted).to_batches(max_chunksize=rows_at_once))


@given(st.lists(st.none() | st.sampled_from(TEXTS), max_size=40), st.integers(1, 5))
def test_texts_that_come_again_are_counted_each_time(cells, rows_at_once):
    assert found(ColumnType.STRING, cells, rows_at_once=rows_at_once) == found(ColumnType.STRING, cells, rows_at_once=100)


@given(st.lists(numbers, max_size=30))
def test_phones_and_ids_that_are_numbers_are_found_as_their_texts_are(cells):
    as_texts = ["" if number is None else f"0{number}" if 10**8 <= number < 10**9 else str(number) if 10**12 <= number < 9 * 10**12 else "" for number in cells]
    told = {one.kind: (one.count, one.confidence, one.examples_masked, one.first_row) for one in found(ColumnType.INTEGER, cells, rows_at_once=4)}
    wanted = {one.kind: (one.count, one.confidence, one.examples_masked, one.first_row) for one in found(ColumnType.STRING, as_texts, rows_at_once=4)}

    assert told == {kind: seen for kind, seen in wanted.items() if kind in (Kind.CITIZEN_ID, Kind.PHONE)}


@given(st.text("0123456789+- ๑ก.(", max_size=24))
def test_no_text_of_fewer_digits_holds_a_number_that_is_looked_for(text):
    digits = sum(character.isascii() and character.isdigit() for character in text)
    cell = pa.array([text])

    assert digits >= 13 or not pa.compute.match_substring_regex(cell, patterns.CITIZEN_ID)[0].as_py()
    assert digits >= 9 or not pa.compute.match_substring_regex(cell, patterns.PHONE)[0].as_py()
