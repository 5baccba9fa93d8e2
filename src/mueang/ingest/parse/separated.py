"""CSV and its family, streamed: bytes -> UTF-8 -> blocks of whole records -> batches of text cells.

A block whose records are regular goes through Arrow's reader; any other through the csv module, whose idea of a record
(and so of a row's number) both share: a quoted cell with line breaks is one record, an empty line is one too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest import refusals
from mueang.ingest.issues import BytesReplaced, LineBreaks
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.transcode import utf8_chunks
from mueang.ingest.sheet import MOST_COLUMNS, Sheet, batch_of, batch_of_rows, column_names
from mueang.ingest.sniff import Sniffed

BLOCK = 1 << 23
"""Bytes of UTF-8 in a block: large enough for Arrow's speed, small enough for bounded memory."""

LONGEST_RECORD = 1 << 27
BATCH_ROWS = 20_000
_QUOTE, _LINE, _RETURN = 34, 10, 13
_REPLACED = "\ufffd".encode()
_QUOTED = re.compile(rb'"[^"]*"')
_EMPTY_LINE = re.compile(rb"(?:\A|\n)\r?\n")


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the CSV family."""
    return {"csv": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the one sheet of a text file, called like the file without its extension."""
    encoding, delimiter = sniffed.encoding or "utf-8", sniffed.delimiter or ","
    passing = _Passing(source, encoding)
    name = source.name.rsplit(".", 1)[0] or source.name
    yield Sheet(name, lambda: read_batches(passing.chunks(), delimiter), encoding=encoding, remarks=passing.remarks, progress=passing.progress)


@dataclass
class _Passing:
    """Watches the text go by: its lines, its unreadable characters, how far the reading is."""

    source: Source
    encoding: str
    lines: int = 0
    replaced: int = 0
    done: int = 0

    def chunks(self) -> Iterator[bytes]:
        self.lines = self.replaced = self.done = 0
        for chunk in utf8_chunks(self.source, self.encoding, self._read):
            self.lines += chunk.count(b"\n")
            self.replaced += chunk.count(_REPLACED)
            yield chunk

    def _read(self, size: int) -> None:
        self.done += size

    def progress(self) -> float:
        return min(1.0, self.done / max(1, self.source.size))

    def remarks(self, rows: int) -> tuple[Issue, ...]:
        found: list[Issue] = []
        if self.replaced:
            found.append(BytesReplaced(encoding=self.encoding, count=self.replaced))
        if self.lines > rows + 1:
            found.append(LineBreaks(lines=self.lines, count=rows))
        return tuple(found)


def read_batches(chunks: Iterable[bytes], delimiter: str) -> Iterator[pa.RecordBatch]:
    """Yield the records of UTF-8 text as batches of text cells. Raises SourceError for a row with too many columns."""
    blocks = _blocks(chunks)
    row = 0
    for block in blocks:
        if not _quotes_are_regular(block, delimiter):
            # From here on only a reader that goes cell by cell knows where records end.
            yield from _by_cells(chain([block], blocks), delimiter, row)
            return
        for batch in _read_block(block, delimiter, row):
            yield batch
            row += batch.num_rows


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks that end where a record ends, if quotes are regular."""
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        if len(rest) < BLOCK:
            continue
        end = _record_end(rest)
        if end:
            yield bytes(memoryview(rest)[:end])
            del rest[:end]
        elif len(rest) > LONGEST_RECORD:
            raise refusals.too_many_columns(0, MOST_COLUMNS)
    if rest:
        yield bytes(rest)


def _record_end(block: bytearray) -> int:
    """Return the position after the last line end that stands outside quotes, or 0."""
    if b'"' not in block:
        return block.rfind(b"\n") + 1
    data = np.frombuffer(bytes(block), np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    lines = np.flatnonzero(data == _LINE)
    outside = lines[np.searchsorted(quotes, lines) % 2 == 0]
    return int(outside[-1]) + 1 if outside.size else 0


def _quotes_are_regular(block: bytes, delimiter: str) -> bool:
    """True if each quote opens or closes a cell or doubles another, so that counting them finds the ends of records."""
    if b'"' not in block:
        return True
    data = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    if quotes.size % 2:
        return False
    edges = np.array([ord(delimiter), _LINE, _RETURN, _QUOTE], np.uint8)
    before = np.concatenate(([_LINE], data[:-1]))[quotes]
    after = np.concatenate((data[1:], [_LINE]))[quotes]
    return bool(np.all(np.isin(before, edges) | np.isin(after, edges)))


def _read_block(block: bytes, delimiter: str, row: int) -> Iterator[pa.RecordBatch]:
    _refuse_wide(block, delimiter, row)
    width = len(next(csv.reader(io.StringIO(block[: 1 << 20].decode("utf-8", errors="ignore"), newline=""), delimiter=delimiter), []))
    if width > 1 and b"\r" not in block.replace(b"\r\n", b"") and not _EMPTY_LINE.search(block):
        table = _by_arrow(block, delimiter, width)
        if table is not None:
            yield batch_of(row, [column.combine_chunks() for column in table.columns], table.num_rows)
            return
    yield from _by_cells([block], delimiter, row)


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
        _refuse_wide(block, delimiter, 0)
        cut = block.rfind(b"\n") + 1
        yield from io.StringIO((rest + block[:cut]).decode("utf-8"), newline="")
        rest = block[cut:]
    yield from io.StringIO(rest.decode("utf-8"), newline="")


def _refuse_wide(block: bytes, delimiter: str, row: int) -> None:
    """Raise before a line with millions of cells is taken apart."""
    if block.count(delimiter.encode()) <= MOST_COLUMNS:
        return
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == _LINE)
    edges = np.concatenate(([0], ends, [len(block)]))
    for line in np.flatnonzero(np.diff(edges) > MOST_COLUMNS):
        text = _QUOTED.sub(b"", block[edges[line] : edges[line + 1]])
        if text.count(delimiter.encode()) >= MOST_COLUMNS:
            raise refusals.too_many_columns(row + int(line), MOST_COLUMNS)


def _refuse_wide_rows(rows: list[list[str]], first: int) -> None:
    for i, row in enumerate(rows):
        if len(row) > MOST_COLUMNS:
            raise refusals.too_many_columns(first + i, MOST_COLUMNS)
