"""CSV and its family: comma, tab, semicolon, pipe; any encoding; streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest.issues import BytesReplaced, LineBreaks
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.charset import UTF8, Charset, charset_of
from mueang.ingest.parse.records import Records
from mueang.ingest.parse.starts import Start
from mueang.ingest.parse.transcode import chunks_between, ends_lines_with_returns, marks_of, plain_chunks, utf8_chunks
from mueang.ingest.sheet import Reentry, Sheet
from mueang.ingest.sniff import Sniffed


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the CSV family."""
    return {"csv": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the one sheet of a text file, called like the file without its extension."""
    encoding = sniffed.encoding or "utf-8"
    making = _Making(source, encoding, sniffed.delimiter or ",")
    name = source.name.rsplit(".", 1)[0] or source.name
    yield Sheet(name, making.batches, encoding=encoding, remarks=making.remarks, progress=making.progress, reentry=_reentry(making))


def _reentry(making: _Making) -> Reentry | None:
    charset = making.charset()
    return None if charset is None else _Reentry(making, charset, making.source.size)


@dataclass(frozen=True)
class _Reentry:
    """Makes rows in the middle of a text of which each byte of ASCII stands for itself."""

    making: _Making
    charset: Charset
    size: int

    def starts(self) -> Sequence[tuple[int, int]]:
        return self.making.records.starts

    def between(self, row: int, byte: int, end: int) -> Iterator[pa.RecordBatch]:
        return Records(chunks_between(self.making.source, byte, end), self.making.delimiter, self.charset, first=Start(row, byte)).batches()


@dataclass
class _Making:
    """Makes the rows of a text file, and knows of the present making how far it is and what it has seen."""

    source: Source
    encoding: str
    delimiter: str
    done: int = 0
    records: Records = field(default_factory=lambda: Records([], ","))

    def batches(self) -> Iterator[pa.RecordBatch]:
        self.done = 0
        self.records = self._records()
        return self.records.batches()

    def _records(self) -> Records:
        charset = self.charset()
        if charset is None:
            return Records(utf8_chunks(self.source, self.encoding, self._read), self.delimiter, UTF8)
        return Records(plain_chunks(self.source, self._read), self.delimiter, charset, first=Start(0, marks_of(self.source)))

    def charset(self) -> Charset | None:
        """Return how single values are decoded; None where the whole text has to be."""
        charset = charset_of(self.encoding)
        return None if charset is None or ends_lines_with_returns(self.source, self.encoding) else charset

    def _read(self, size: int) -> None:
        self.done += size

    def progress(self) -> float:
        return min(1.0, self.done / max(1, self.source.size))

    def remarks(self, rows: int) -> tuple[Issue, ...]:
        found: list[Issue] = []
        if self.records.replaced:
            found.append(BytesReplaced(encoding=self.encoding, count=self.records.replaced))
        if self.records.lines > rows:
            found.append(LineBreaks(lines=self.records.lines, count=rows))
        return tuple(found)
