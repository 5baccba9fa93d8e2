"""Laws of separated text: where it is written by the book its records are those of the csv module; else they are at least the same by every way."""

import codecs
import csv
import io
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mueang.base.files import Source
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import held
from mueang.ingest.parse.charset import charset_of
from mueang.ingest.parse.records import Records
from mueang.ingest.parse.rising import coded_bytes, numbers_rows
from mueang.ingest.parse.separated import parse
from mueang.ingest.sniff import Sniffed
from mueang.ingest.sniff.dialect import Found
from mueang.ingest.text import Dialect
from mueang.tables.distinct import CODED

ENCODINGS = ["utf-8", "cp874", "tis-620", "iso8859-11", "cp1252", "latin-1", "koi8-r"]
SLOW = ["utf-16", "cp1006", "mac-arabic", "shift_jis", "utf-7", "cp037"]

encodings = st.sampled_from(ENCODINGS)
delimiters = st.sampled_from([",", "\t", ";", "|"])
sizes = st.integers(1, 120)
widths = st.none() | st.integers(1, 4)
words = ["a", "บาง", "รัก", "é", "\ufffd", "\ufeff", "ท่อ 5", ",", ";", "|", "\t", '"', '""', "\n", "\r\n", "\r", " ", "", "\x00", "1,234.50"]
cells = st.lists(st.sampled_from(words), max_size=4).map("".join)
even = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=12))
numbered = even.map(lambda table: [[str(number), *row] for number, row in enumerate(table, 5)])
ragged = st.lists(st.lists(cells, max_size=4), max_size=12)
broken = st.lists(
    st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b"\r\n", b"\xa1", b"\xe0\xb8", b"\xe0\xb8\x81", b"\xff", b"\xdb", b"\xef\xbb\xbf"]), max_size=60
)


def found(content: bytes, encoding: str, delimiter: str, size: int, width: int | None = None) -> tuple[list[list[str]], int, int]:
    rows = []
    with patch.object(held, "BLOCK", size):
        records = Records([content[i : i + size] for i in range(0, len(content), size)], Dialect(delimiter, width=width), charset_of(encoding))
        for batch in records.batches():
            assert batch.column("_row").to_pylist() == list(range(len(rows), len(rows) + batch.num_rows))
            rows += rows_of(batch)
    return rows, records.lines, records.replaced


def rows_of(batch) -> list[list[str]]:
    for column in batch.columns[1:]:
        assert column.type != CODED or len(column.dictionary) == len(set(column.dictionary.to_pylist()))
        column.validate(full=True)
    columns = [column.to_pylist() for column in batch.columns[1:]]
    return [[cell for cell in row if cell is not None] for row in zip(*columns, strict=True)] if columns else [[]] * batch.num_rows


def expected(content: bytes, encoding: str, delimiter: str) -> tuple[list[list[str]], int, int]:
    text, _ = charset_of(encoding).decode(content)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), text.count("\n"), text.count("\ufffd")


def written(table, encoding: str, delimiter: str, ends: str, quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator=ends, delimiter=delimiter, quoting=quoting).writerows(table)
    return content.getvalue().encode(encoding, "ignore")


@given(even | numbered | ragged, encodings, delimiters, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), sizes)
def test_records_are_those_of_the_csv_module(table, encoding, delimiter, ends, quoting, size):
    content = written(table, encoding, delimiter, ends, quoting)

    assert found(content, encoding, delimiter, size) == expected(content, encoding, delimiter)


@given(broken.map(b"".join), encodings, sizes, widths)
@example(b'1",x\n"a\nb",1\n', "utf-8", 11, None)
@example(b'1,"a\nb\n', "utf-8", 5, 2)
@example(b"1,\xdb\n1,\xfc\n1,\xfd\n", "cp874", 100, 2)
def test_even_broken_text_gives_the_same_records_in_whatever_pieces_it_comes(content, encoding, size, width):
    assert found(content, encoding, ",", size, width) == found(content, encoding, ",", 1 << 20, width)


@given(st.binary(max_size=80), encodings, sizes, widths)
def test_any_bytes_give_the_same_records_in_whatever_pieces_they_come(content, encoding, size, width):
    assert found(content, encoding, ",", size, width) == found(content, encoding, ",", 1 << 20, width)


@given(broken.map(b"".join).map(lambda content: content.replace(b'"', b"")), encodings, sizes, widths)
def test_text_without_quotes_gives_the_records_of_the_csv_module(content, encoding, size, width):
    assert found(content, encoding, ",", size, width) == expected(content, encoding, ",")


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(texts=st.lists(st.binary(max_size=8), max_size=20), start=st.integers(0, 3))
def test_values_are_decoded_one_by_one_as_their_whole_text(encoding, texts, start):
    read = charset_of(encoding).texts(pa.array(texts, pa.binary())[start:])

    expected = [charset_of(encoding).decode(text) for text in texts[start:]]
    assert read.texts.to_pylist() == [text for text, _ in expected]
    assert ([0] * len(expected) if read.replaced is None else read.replaced.tolist()) == [text.count("\ufffd") for text, _ in expected]
    assert ([False] * len(expected) if read.strange is None else read.strange.tolist()) == [strange for _, strange in expected]


@given(
    st.lists(st.binary(max_size=2))
    | st.lists(st.integers(0, 200), max_size=12, unique=True).map(lambda numbers: [b"%d" % number for number in sorted(numbers)])
)
def test_values_are_distinct_whether_they_were_hashed_or_seen_to_rise(column):
    coded = coded_bytes(pa.array(column, pa.binary()))

    assert coded.to_pylist() == column
    assert len(set(coded.dictionary.to_pylist())) == len(coded.dictionary)
    assert numbers_rows(coded) == (column == sorted(set(column), key=lambda value: (len(value), value)))


@pytest.mark.parametrize("encoding", SLOW)
def test_text_in_which_ascii_is_not_ascii_is_decoded_as_a_whole(encoding):
    assert charset_of(encoding) is None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_usual_tables_come_by_their_distinct_values(encoding):
    content = written([["เขต", "é", "ราย"], ["บางรัก", "", '5"'], ["บางรัก", "a\nb", "7,0"]], encoding, ",", "\r\n")
    (batch,) = Records([content], Dialect(), charset_of(encoding)).batches()

    assert [column.type for column in batch.columns[1:]] == [CODED] * 3


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-8-sig", "utf-16", "shift_jis"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_has_the_records_of_its_text(tmp_path, encoding, mark, ends):
    path = tmp_path / "รายงาน.csv"
    path.write_bytes(f"{mark}เขต,ราย{ends}บางรัก,5{ends}é,7{ends}".encode(encoding, "ignore") + (b"\xff" if "16" not in encoding else b""))
    (sheet,) = parse(
        Source.at(path),
        Sniffed("csv", codecs.lookup(encoding).name, Found(Dialect(ends=ends.removesuffix("\n")[:1] if ends == "\r" else ""))),
        ReadOptions(),
        tmp_path,
    )
    rows = [row for batch in sheet.batches() for row in rows_of(batch)]
    text = path.read_bytes().decode(encoding, "replace").lstrip("\ufeff")

    assert rows == list(csv.reader(io.StringIO(text, newline=None)))
    assert sum(issue.count for issue in sheet.remarks(len(rows)) if issue.code == "file.unreadable") == text.count("\ufffd")
