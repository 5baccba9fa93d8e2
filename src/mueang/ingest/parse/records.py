"""Records of separated text, streamed: bytes -> blocks of whole records -> batches of cells.

Arrow's reader goes first, and its cells are taken where it is certain that they are those that reading line by line
gives: all quotes where the book wants them, as many cells in each row as the dialect says, no empty line. What is left
is read line by line (`ingest.text`), which also makes the most of rows that were not written by the book. A row's number
counts records: a quoted cell with line breaks is in one record, an empty line is one too. By Arrow's reader a column
comes by its distinct values, and only these are decoded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest import refusals
from mueang.ingest.parse.charset import REPLACED, UTF8, Charset
from mueang.ingest.parse.held import Held
from mueang.ingest.parse.rising import CODED_BYTES, coded_bytes, numbers_rows
from mueang.ingest.parse.starts import FILE, Start, lines_by_piece, starts_within
from mueang.ingest.sheet import MOST_COLUMNS, batch_of, batch_of_rows, column_names
from mueang.ingest.text import Dialect
from mueang.ingest.text.rows import Rows

LONGEST_RECORD = 1 << 27
BATCH_ROWS = 5_000
_FIRST_RECORD = 1 << 16
_LINE, _RETURN = b"\n\r"

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


@dataclass
class Strange:
    """Cells of another encoding: how many (a row that is read line by line counts once), and the first row of them."""

    count: int = 0
    row: int | None = None

    def note(self, count: int, row: int) -> None:
        """Count cells whose first row this is."""
        self.count += count
        self.row = row if self.row is None else min(self.row, row)


class Records:
    """The records of one text, to be made once, and what was seen on the way.

    lines       line ends so far
    replaced    characters so far that could not be read
    strange     cells so far that are in another encoding than the rest
    starts      where some of the records begin in the text
    """

    def __init__(self, chunks: Iterable[bytes], dialect: Dialect, charset: Charset = UTF8, *, first: Start = FILE) -> None:
        self.lines = self.replaced = 0
        self.strange = Strange()
        self.starts: list[Start] = []
        self._held = Held(iter(chunks))
        self._dialect = dialect
        self._charset = charset
        self._rows = Rows(dialect)
        self._row, self._first = first.row, first.byte
        self._rising: frozenset[str] = frozenset()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the records as batches of text cells. Raises SourceError for a row with too many columns."""
        for batch in self._batches():
            yield batch
            self._row += batch.num_rows

    def _batches(self) -> Iterator[pa.RecordBatch]:
        while self._held.fill():
            self.starts.append(Start(self._row, self._first + self._held.dropped))
            lines = self._held.lines()
            batch = self._by_columns(lines)
            if batch is None and (end := self._end_of_records()) not in (0, lines):
                batch = self._by_columns(end)
            yield from self._by_lines(lines) if batch is None else (batch,)

    def _by_columns(self, size: int) -> pa.RecordBatch | None:
        """Return the first so many bytes that are held as a batch, if they are certain to be whole records of as many cells each."""
        block = self._held.head(size)
        if not size or not self._dialect.is_plain or not self._is_by_the_book(block):
            return None
        columns = self._by_arrow(block)
        if columns is None or _ends_inside_a_cell(block, columns):
            return None
        data = np.frombuffer(block, np.uint8)
        if _has_blank(columns) and not _lines_are_regular(data, _places(data, _LINE)):
            return None
        lines = lines_by_piece(data)
        self.lines += int(lines.sum())
        self.starts += starts_within(block, lines, len(columns[0]), self.starts[-1])
        self._held.drop(size)
        return batch_of(self._row, [self._decoded(column) for column in columns], len(columns[0]))

    def _is_by_the_book(self, block: memoryview) -> bool:
        """Return whether no quote stands where it means something else than the book says; the last may open a cell that ends later."""
        quote = self._dialect.quote.encode()
        if self._dialect.escape == "backslash" and self._held.has(b"\\", len(block)):
            return False
        if not quote or not self._held.has(quote, len(block)):
            return True
        data = np.frombuffer(block, np.uint8)
        quotes = _places(data, quote[0])
        return _quotes_are_regular(data, quotes[: quotes.size // 2 * 2], self._dialect) and self._opens(data, quotes)

    def _opens(self, data: Bytes, quotes: Places) -> bool:
        last = int(quotes[-1])
        return quotes.size % 2 == 0 or last == 0 or data[last - 1] in (ord(self._dialect.delimiter), _LINE, _RETURN)

    def _end_of_records(self) -> int:
        """Return the position after the last line end that stands outside quotes, if these are where the book wants them; else 0."""
        if not self._dialect.is_plain or not self._dialect.quote:
            return 0
        data = np.frombuffer(self._held.head(len(self._held)), np.uint8)
        quotes, ends = _places(data, ord(self._dialect.quote)), _places(data, _LINE) + 1
        outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
        end = len(data) if self._held.ended else int(outside[-1]) if outside.size else 0
        before = quotes[: np.searchsorted(quotes, end)] if end else quotes
        return end if before.size % 2 == 0 and _quotes_are_regular(data, before, self._dialect) else 0

    def _by_lines(self, size: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows of the first so many bytes that are held, line by line; of the last only if it needs no more lines."""
        raw = bytes(self._held.head(size)).splitlines(keepends=True)
        _refuse_wide(raw, self._dialect, self._row)
        read = [self._charset.decode(line) for line in raw]
        lines, mixed = [text for text, _ in read], any(strange for _, strange in read)
        places = np.cumsum([0, *map(len, raw)])
        start, at = self.starts[-1], 0
        rows: list[list[str]] = []
        while at < len(lines) and (taken := self._rows.take(lines, at, self._held.ended)) is not None:
            if mixed and any(strange for _, strange in read[at : taken[1]]):
                self.strange.note(1, self._row + len(rows))
            rows.append(taken[0])
            at = taken[1]
            if len(rows) == BATCH_ROWS:
                yield _batch_of(self._row, rows)
                rows = []
                self.starts.append(Start(self._row, start.byte + int(places[at])))
        self.lines += sum(line.endswith("\n") for line in lines[:at])
        self.replaced += sum(line.count(REPLACED) for line in lines[:at])
        self._held.drop(int(places[at]))
        if rows:
            yield _batch_of(self._row, rows)
        if not at:
            self._want_more()

    def _want_more(self) -> None:
        if len(self._held) > LONGEST_RECORD:
            raise refusals.too_many_columns(0, MOST_COLUMNS)
        self._held.want_more(LONGEST_RECORD + 1)

    def _by_arrow(self, block: memoryview) -> list[pa.DictionaryArray] | None:
        """Return the block's cells as bytes if each record has as many as it should, else None."""
        width = self._dialect.width or self._width(block)
        # Arrow takes a byte order mark for none of the text, wherever a block begins.
        if not 0 < width <= MOST_COLUMNS or bytes(block[:3]) == codecs.BOM_UTF8:
            return None
        names = column_names(width)
        table = _cells(block, self._dialect, {name: pa.binary() if name in self._rising else CODED_BYTES for name in names})
        if table is None:
            return None
        columns = [coded_bytes(column.chunk(0)) for column in table.columns]
        # A column that numbers the rows goes on doing so: it need not be hashed to know that its values are distinct.
        self._rising = frozenset(name for name, column in zip(names, columns, strict=True) if numbers_rows(column))
        return columns

    def _width(self, block: memoryview) -> int:
        first = [self._charset.decode(line)[0] for line in bytes(block[:_FIRST_RECORD]).splitlines(keepends=True)]
        taken = Rows(self._dialect).take(first, 0, ended=True) if first else None
        return len(taken[0]) if taken else 0

    def _decoded(self, coded: pa.DictionaryArray) -> pa.DictionaryArray:
        """Return the column with its distinct values as text."""
        read = self._charset.texts(coded.dictionary)
        if read.replaced is None and read.strange is None:
            return pa.DictionaryArray.from_arrays(coded.indices, read.texts, safe=False)
        indices = coded.indices.to_numpy()
        if read.replaced is not None:
            self.replaced += int(read.replaced[indices].sum())
        if read.strange is not None:
            rows = np.flatnonzero(read.strange[indices])
            self.strange.note(int(rows.size), self._row + int(rows[0]))
        # What differed need not differ any more.
        anew = read.texts.dictionary_encode()
        return pa.DictionaryArray.from_arrays(anew.indices.take(coded.indices), anew.dictionary, safe=False)


def _places(data: Bytes, byte: int) -> Places:
    return np.flatnonzero(data == byte)


def _quotes_are_regular(data: Bytes, quotes: Places, dialect: Dialect) -> bool:
    """Return whether each quote opens or closes a cell or doubles another, so that counting them finds the ends of records."""
    edge = np.zeros(256, np.bool_)
    edge[[ord(dialect.delimiter), _LINE, _RETURN, ord(dialect.quote)]] = True
    opening, closing = quotes[::2], quotes[1::2]
    # The first and the last byte stand beside the end of a record.
    before = edge[data[opening - 1]] | (opening == 0)
    after = edge[data[(closing + 1) % max(1, len(data))]] | (closing == len(data) - 1)
    return bool(before.all() and after.all())


def _lines_are_regular(data: Bytes, lines: Places) -> bool:
    """Return whether no line is empty, and each return stands before a line feed."""
    if lines.size and (int(lines[0]) < 2 or bool((np.diff(lines) < 3).any())):
        return False
    return int(np.count_nonzero(data == _RETURN)) == int(np.count_nonzero(data[lines - 1] == _RETURN))


def _ends_inside_a_cell(block: memoryview, columns: list[pa.DictionaryArray]) -> bool:
    """Return whether the last cell may be open still: then the line end that ends the block is part of it."""
    return block[-1] == _LINE and bool(columns[-1][-1].as_py().endswith(b"\n"))


def _cells(block: memoryview, dialect: Dialect, types: dict[str, pa.DataType]) -> pa.Table | None:
    from pyarrow import csv as arrow_csv

    try:
        return arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=list(types), block_size=len(block) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter, quote_char=dialect.quote or False, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None


def _has_blank(columns: list[pa.DictionaryArray]) -> bool:
    """Return whether a row has no text at all: it may be an empty line, which has no cells."""
    blank = np.ones(len(columns[0]), np.bool_)
    for column in columns:
        blank &= column.indices.to_numpy() == pc.index(column.dictionary, b"").as_py()
        if not blank.any():
            return False
    return True


def _refuse_wide(lines: list[bytes], dialect: Dialect, row: int) -> None:
    """Raise before a line with millions of cells is taken apart."""
    quote, delimiter = re.escape(dialect.quote.encode()), dialect.delimiter.encode()
    for number, line in enumerate(lines):
        if len(line) > MOST_COLUMNS:
            text = re.sub(quote + b"[^" + quote + b"]*" + quote, b"", line) if quote else line
            if text.count(delimiter) >= MOST_COLUMNS:
                raise refusals.too_many_columns(row + number, MOST_COLUMNS)


def _batch_of(first: int, rows: list[list[str]]) -> pa.RecordBatch:
    for number, row in enumerate(rows):
        if len(row) > MOST_COLUMNS:
            raise refusals.too_many_columns(first + number, MOST_COLUMNS)
    return batch_of_rows(first, rows)
