"""A table written in any of our dialects and encodings reads back the same, without a hint."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from mueang.base.files import Source
from mueang.flows.read import read

DELIMITERS = [",", ";", "\t", "|", "^", "~", ":", ", ", "; ", "||", "::", "\t\t", " | ", "\x1f"]
ENDS = ["\n", "\r\n", "\r", "\x1e", "\x85", "\u2028"]
ENCODINGS = ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
QUOTES = ['"', "'"]
NAMES = ["เขต", "ราย", "วันที่", "ชื่อหน่วยงาน", "รหัส", "หมายเหตุ"]

words = st.sampled_from(["บางรัก", "ดุสิต", "พระนคร", "ปทุมวัน", "วัดแขก สีลม", "ท่าเรือ"])
numbers = st.integers(0, 99_999).map(str)
days = st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year + 543}")
remarks = st.sampled_from(["", 'เรียก "วัดแขก"', "ขอ; ให้, ดู|แล้ว", "บรรทัดหนึ่ง\nบรรทัดสอง", "don't", "a^b~c", "1:2", 'ท่อ 5"', "ปกติ"])
columns = st.lists(st.sampled_from([words, numbers, days, remarks]), min_size=2, max_size=5)


@st.composite
def tables(draw) -> list[list[str]]:
    """A heading and rows: the first column is words, the others of any kind, at least one of them numbers."""
    kinds = [words, numbers, *draw(columns)]
    rows = draw(st.lists(st.tuples(*kinds), min_size=4, max_size=12))
    return [[NAMES[i % len(NAMES)] + str(i) for i in range(len(kinds))], *map(list, rows)]


def written(table: list[list[str]], delimiter: str, ends: str, quote: str, *, everything: bool) -> str:
    """Return the text of a table by the book: what could be misunderstood stands in quotes, quotes inside are doubled."""
    parts = {delimiter[0], delimiter.strip() or delimiter, quote, "\n", ends[0]}

    def cell(value: str) -> str:
        quoted = everything or any(part in value for part in parts) or (delimiter != delimiter.strip() and " " in value)
        return f"{quote}{value.replace(quote, quote * 2)}{quote}" if quoted else value

    return "".join(delimiter.join(map(cell, row)) + ends for row in table)


def back(content: bytes) -> list[list[str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ตาราง.csv"
        path.write_bytes(content)
        reading = read(Source.at(path), out=Path(folder), text=True)
        rows = pq.read_table(Path(folder) / str(reading.tables[0].data)).drop_columns(["_row"]).to_pylist()
    return [[cell for cell in row.values() if cell is not None] for row in rows]


def can_hold(encoding: str, text: str) -> bool:
    return "\ufffd" not in text.encode(encoding, "replace").decode(encoding) and text.encode(encoding, "ignore").decode(encoding).lstrip("\ufeff") == text


@settings(max_examples=120)
@given(tables(), st.sampled_from(DELIMITERS), st.sampled_from(ENDS), st.sampled_from(ENCODINGS), st.sampled_from(QUOTES), st.booleans(), st.booleans())
def test_a_table_in_any_dialect_and_encoding_reads_back_the_same(table, delimiter, ends, encoding, quote, everything, ended):
    text = written(table, delimiter, ends, quote, everything=everything)
    text = text if ended else text.removesuffix(ends)
    if can_hold(encoding, text):
        assert back(text.encode(encoding)) == table


@settings(max_examples=30)
@given(tables(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_reads_back_the_same(table, delimiter, ends):
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=delimiter, lineterminator=ends).writerows(table)

    assert back(content.getvalue().encode("cp874")) == table
