"""Records of separated text, streamed: UTF-8 -> blocks of whole records -> batches of text cells.

A block whose records are regular goes through Arrow's reader; any other through the csv module, whose idea of a record
(and so of a row's number) both share: a quoted cell with line breaks is one record, an empty line is one too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.ingest import refusals
from mueang.ingest.sheet import MOST_COLUMNS, batch_of, batch_of_rows, column_names

BLOCK = 1 << 24
"""Bytes of UTF-8 in a block: large enough for Arrow's speed, small enough for bounded memory."""

LONGEST_RECORD = 1 << 27
BATCH_ROWS = 20_000
_QUOTE, _LINE, _RETURN = b'"\n\r'
_QUOTED = re.compile(rb'"[^"]*"')


def read_batches(chunks: Iterable[bytes], delimiter: str) -> Iterator[pa.RecordBatch]:
    """Yield the records as batches of text cells. Raises SourceError for a row with too many columns."""
    cutter = _Cutter(iter(chunks), ord(delimiter))
    row = 0
    for block in cutter.blocks():
        if not cutter.regular:
            # From here on only a reader that goes cell by cell knows where records end.
            yield from _by_cells(chain([block], cutter.blocks()), delimiter, row)
            return
        for batch in _read_block(block, delimiter, row):
            yield batch
            row += batch.num_rows


@dataclass
class _Cutter:
    """Cuts text into blocks that end where a record ends; once a quote stands where none may, where a line ends."""

    chunks: Iterator[bytes]
    delimiter: int
    regular: bool = True
    rest: bytes = b""

    def blocks(self) -> Iterator[bytes]:
        for piece in self._pieces():
            self.rest += piece
            end = self._end()
            if end:
                block, self.rest = self.rest[:end], self.rest[end:]
                yield block
            elif len(self.rest) > LONGEST_RECORD:
                raise refusals.too_many_columns(0, MOST_COLUMNS)
        if self.rest:
            last, self.rest = self.rest, b""
            self._judge(last, _quotes(last))
            yield last

    def _pieces(self) -> Iterator[bytes]:
        """Yield the chunks put together, so that each with the rest of the last block makes a block."""
        held, size = [], 0
        for chunk in self.chunks:
            held.append(chunk)
            size += len(chunk)
            if len(self.rest) + size >= BLOCK:
                yield b"".join(held)
                held, size = [], 0
        self.rest += b"".join(held)

    def _end(self) -> int:
        """Return the position after the last line end that stands outside quotes (0: none), and judge the quotes before it."""
        data = self.rest
        end = data.rfind(b"\n") + 1
        quotes = _quotes(data)
        while self.regular and end and np.searchsorted(quotes, end) % 2:
            end = data.rfind(b"\n", 0, end - 1) + 1
        self._judge(data, quotes[: np.searchsorted(quotes, end)] if end else quotes)
        return end if self.regular else data.rfind(b"\n") + 1

    def _judge(self, block: bytes, quotes: npt.NDArray[np.int64]) -> None:
        """Note whether each quote opens or closes a cell or doubles another, so that counting them finds the ends of records."""
        if not self.regular or not quotes.size:
            return
        data = np.frombuffer(block, np.uint8)
        edge = np.zeros(256, np.bool_)
        edge[[self.delimiter, _LINE, _RETURN, _QUOTE]] = True
        before, after = edge[data[quotes - 1]], edge[data[(quotes + 1) % len(data)]]
        # The first and the last byte stand beside the end of a record.
        before[quotes == 0] = after[quotes == len(data) - 1] = True
        self.regular = quotes.size % 2 == 0 and bool(np.all(before | after))


def _quotes(data: bytes) -> npt.NDArray[np.int64]:
    if b'"' not in data:
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.frombuffer(data, np.uint8) == _QUOTE)


def _read_block(block: bytes, delimiter: str, row: int) -> Iterator[pa.RecordBatch]:
    lines = _line_ends(block)
    _refuse_wide(block, lines, delimiter, row)
    first = io.StringIO(block[: 1 << 16].decode("utf-8", errors="ignore"), newline="")
    width = len(next(csv.reader(first, delimiter=delimiter), []))
    table = _by_arrow(block, delimiter, width) if width > 1 and _lines_are_regular(block, lines) else None
    if table is None:
        yield from _by_cells([block], delimiter, row)
    else:
        yield batch_of(row, [column.combine_chunks() for column in table.columns], table.num_rows)


def _line_ends(block: bytes) -> npt.NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(block, np.uint8) == _LINE)


def _lines_are_regular(block: bytes, lines: npt.NDArray[np.int64]) -> bool:
    """True if no line is empty, and each return stands before a line feed."""
    if lines.size and (int(lines[0]) < 2 or bool((np.diff(lines) < 3).any())):
        return False
    returns = block.count(b"\r")
    return not returns or returns == int((np.frombuffer(block, np.uint8)[lines - 1] == _RETURN).sum())


def _by_arrow(block: bytes, delimiter: str, width: int) -> pa.Table | None:
    """Return the block's cells if each record has `width` of them, else None."""
    from pyarrow import csv as arrow_csv

    names = column_names(width)
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=True),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in block, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False),
        )
    except pa.ArrowInvalid:
        return None


def _by_cells(blocks: Iterable[bytes], delimiter: str, row: int) -> Iterator[pa.RecordBatch]:
    csv.field_size_limit(LONGEST_RECORD)
    reader = csv.reader(_lines(blocks, delimiter), delimiter=delimiter)
    try:
        while rows := list(islice(reader, BATCH_ROWS)):
            _refuse_wide_rows(rows, row)
            yield batch_of_rows(row, rows)
            row += len(rows)
    except csv.Error as error:
        raise refusals.corrupt() from error


def _lines(blocks: Iterable[bytes], delimiter: str) -> Iterator[str]:
    """Yield lines with their ends; a block may end inside one."""
    rest = b""
    for block in blocks:
        _refuse_wide(block, _line_ends(block), delimiter, 0)
        cut = block.rfind(b"\n") + 1
        yield from io.StringIO((rest + block[:cut]).decode("utf-8"), newline="")
        rest = block[cut:]
    yield from io.StringIO(rest.decode("utf-8"), newline="")


def _refuse_wide(block: bytes, lines: npt.NDArray[np.int64], delimiter: str, row: int) -> None:
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
