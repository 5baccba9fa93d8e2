"""Records of separated text, streamed: bytes -> blocks of whole records -> batches of cells.

Arrow's reader goes first, and its cells are taken where it is certain that they are those of the csv module, whose idea
of a record (and so of a row's number) holds: a quoted cell with line breaks is one record, an empty line is one too.
What is left, rows that differ in length above all, the csv module reads itself, cell by cell. By Arrow's reader a column
comes by its distinct values, and only these are decoded.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

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

LONGEST_RECORD = 1 << 27
BATCH_ROWS = 20_000
_FIRST_RECORD = 1 << 16
_QUOTE, _LINE, _RETURN = b'"\n\r'
_QUOTED = re.compile(rb'"[^"]*"')

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class Records:
    """The records of one text, to be made once, and what was seen on the way.

    lines       line ends so far
    replaced    characters so far that could not be read
    starts      where some of the records begin in the text
    """

    def __init__(self, chunks: Iterable[bytes], delimiter: str, charset: Charset = UTF8, *, first: Start = FILE) -> None:
        self.lines = self.replaced = 0
        self.starts: list[Start] = []
        self._held = Held(iter(chunks))
        self._delimiter = delimiter
        self._charset = charset
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
            if (batch := self._by_columns(lines)) is not None:
                yield batch
            elif (end := self._end_of_records()) is None:
                # From here on only a reader that goes cell by cell knows where records end.
                yield from self._by_cells(self._whole_lines())
            elif not end:
                self._want_more()
            elif end != lines and (batch := self._by_columns(end)) is not None:
                yield batch
            else:
                yield from self._by_cells([self._held.head(end)])
                self._held.drop(end)

    def _by_columns(self, size: int) -> pa.RecordBatch | None:
        """Return the first so many bytes that are held as a batch, if they are certain to be whole records of as many cells each."""
        block = self._held.head(size)
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

    def _end_of_records(self) -> int | None:
        """Return the position after the last line end that stands outside quotes (0: none), None if quotes do not tell."""
        data = np.frombuffer(self._held.head(len(self._held)), np.uint8)
        quotes, ends = _places(data, _QUOTE), _places(data, _LINE) + 1
        outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
        end = len(data) if self._held.ended else int(outside[-1]) if outside.size else 0
        before = quotes[: np.searchsorted(quotes, end)] if end else quotes
        return end if _quotes_are_regular(data, before, ord(self._delimiter)) else None

    def _whole_lines(self) -> Iterator[memoryview]:
        while self._held.fill():
            end = self._held.lines()
            if end:
                yield self._held.head(end)
                self._held.drop(end)
            else:
                self._want_more()

    def _by_cells(self, blocks: Iterable[memoryview]) -> Iterator[pa.RecordBatch]:
        csv.field_size_limit(LONGEST_RECORD)
        reader = csv.reader(self._lines(blocks), delimiter=self._delimiter)
        try:
            while rows := list(islice(reader, BATCH_ROWS)):
                _refuse_wide_rows(rows, self._row)
                yield batch_of_rows(self._row, rows)
        except csv.Error as error:
            raise refusals.corrupt() from error

    def _lines(self, blocks: Iterable[memoryview]) -> Iterator[str]:
        """Yield lines with their ends."""
        for block in blocks:
            lines = _places(np.frombuffer(block, np.uint8), _LINE)
            _refuse_wide(block, lines, self._delimiter, self._row)
            text = self._charset.decode(block)
            self.lines += len(lines)
            self.replaced += text.count(REPLACED)
            yield from io.StringIO(text, newline="")

    def _want_more(self) -> None:
        if len(self._held) > LONGEST_RECORD:
            raise refusals.too_many_columns(0, MOST_COLUMNS)
        self._held.want_more(LONGEST_RECORD + 1)

    def _by_arrow(self, block: memoryview) -> list[pa.DictionaryArray] | None:
        """Return the block's cells as bytes if each record has as many as the first, else None."""
        first = io.StringIO(self._charset.decode(block[:_FIRST_RECORD]), newline="")
        width = len(next(csv.reader(first, delimiter=self._delimiter), []))
        # Arrow takes a byte order mark for none of the text, wherever a block begins.
        if not 0 < width <= MOST_COLUMNS or bytes(block[:3]) == codecs.BOM_UTF8:
            return None
        names = column_names(width)
        table = _cells(block, self._delimiter, {name: pa.binary() if name in self._rising else CODED_BYTES for name in names})
        if table is None:
            return None
        columns = [coded_bytes(column.chunk(0)) for column in table.columns]
        # A column that numbers the rows goes on doing so: it need not be hashed to know that its values are distinct.
        self._rising = frozenset(name for name, column in zip(names, columns, strict=True) if numbers_rows(column))
        return columns

    def _decoded(self, coded: pa.DictionaryArray) -> pa.DictionaryArray:
        """Return the column with its distinct values as text."""
        texts, replaced = self._charset.texts(coded.dictionary)
        if replaced is None:
            return pa.DictionaryArray.from_arrays(coded.indices, texts, safe=False)
        self.replaced += int(replaced[coded.indices.to_numpy()].sum())
        # What differed need not differ any more.
        anew = texts.dictionary_encode()
        return pa.DictionaryArray.from_arrays(anew.indices.take(coded.indices), anew.dictionary, safe=False)


def _places(data: Bytes, byte: int) -> Places:
    return np.flatnonzero(data == byte)


def _quotes_are_regular(data: Bytes, quotes: Places, delimiter: int) -> bool:
    """Return whether each quote opens or closes a cell or doubles another, so that counting them finds the ends of records."""
    edge = np.zeros(256, np.bool_)
    edge[[delimiter, _LINE, _RETURN, _QUOTE]] = True
    opening, closing = quotes[::2], quotes[1::2]
    # The first and the last byte stand beside the end of a record.
    before = edge[data[opening - 1]] | (opening == 0)
    after = edge[data[(closing + 1) % max(1, len(data))]] | (closing == len(data) - 1)
    return quotes.size % 2 == 0 and bool(before.all() and after.all())


def _lines_are_regular(data: Bytes, lines: Places) -> bool:
    """Return whether no line is empty, and each return stands before a line feed."""
    if lines.size and (int(lines[0]) < 2 or bool((np.diff(lines) < 3).any())):
        return False
    return int(np.count_nonzero(data == _RETURN)) == int(np.count_nonzero(data[lines - 1] == _RETURN))


def _ends_inside_a_cell(block: memoryview, columns: list[pa.DictionaryArray]) -> bool:
    """Return whether the last cell may be open still: then the line end that ends the block is part of it."""
    return block[-1] == _LINE and bool(columns[-1][-1].as_py().endswith(b"\n"))


def _cells(block: memoryview, delimiter: str, types: dict[str, pa.DataType]) -> pa.Table | None:
    from pyarrow import csv as arrow_csv

    try:
        return arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=list(types), block_size=len(block) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
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


def _refuse_wide(block: memoryview, lines: Places, delimiter: str, row: int) -> None:
    """Raise before a line with millions of cells is taken apart."""
    edges = np.concatenate(([0], lines, [len(block)]))
    for line in np.flatnonzero(np.diff(edges) > MOST_COLUMNS):
        text = _QUOTED.sub(b"", block[edges[line] : edges[line + 1]])
        if text.count(delimiter.encode()) >= MOST_COLUMNS:
            raise refusals.too_many_columns(row + int(line), MOST_COLUMNS)


def _refuse_wide_rows(rows: list[list[str]], first: int) -> None:
    for i, row in enumerate(rows):
        if len(row) > MOST_COLUMNS:
            raise refusals.too_many_columns(first + i, MOST_COLUMNS)
