"""CSV and its family: comma, tab, semicolon, pipe; any encoding; streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest.issues import BytesReplaced, LineBreaks
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.charset import UTF8, Charset, charset_of
from mueang.ingest.parse.records import Records
from mueang.ingest.parse.starts import Start
from mueang.ingest.parse.transcode import chunks_between, marks_of, plain_chunks, utf8_chunks
from mueang.ingest.sheet import Reentry, Sheet
from mueang.ingest.sniff import Sniffed
from mueang.ingest.sniff.dialect import Found
from mueang.ingest.sniff.encoding import SAMPLE, Encoding, label_of, samples_in
from mueang.ingest.sniff.marks import swapped
from mueang.ingest.text import Dialect
from mueang.ingest.text.issues import EncodingsMixed, as_json, asked_of, asked_of_letters, told_of


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the CSV family."""
    return {"csv": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the one sheet of a text file, called like the file without its extension."""
    encoding = sniffed.encoding or "utf-8"
    found = sniffed.dialect or Found(Dialect())
    making = _Making(source, encoding, found.dialect)
    name = source.name.rsplit(".", 1)[0] or source.name
    yield Sheet(
        name, making.batches, encoding=encoding, remarks=making.remarks, progress=making.progress, reentry=_reentry(making), **_told(source, sniffed, options)
    )


def _told(source: Source, sniffed: Sniffed, options: ReadOptions) -> dict[str, Any]:
    """Return what is to be said of how the text is written: what speaks for it, whether it is unusual, and what else may be meant unless a person has said."""
    found, letters = sniffed.dialect or Found(Dialect()), sniffed.letters or Encoding(sniffed.encoding or "utf-8")
    asked = asked_of(found.dialect, found.near) if options.delimiter is None else ()
    if options.encoding is None and letters.others:
        names = (letters.name, *letters.others)
        asked += asked_of_letters(samples_in(source.head(SAMPLE), names), {name: label_of(name) for name in names})
    written = as_json(encoding=letters.as_dict(), dialect=found.as_dict())
    return {"written": written, "issues": told_of(found.dialect), "asks": lambda: asked}


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
        return Records(chunks_between(self.making.source, byte, end), self.making.dialect, self.charset, first=Start(row, byte)).batches()


@dataclass
class _Making:
    """Makes the rows of a text file, and knows of the present making how far it is and what it has seen."""

    source: Source
    encoding: str
    dialect: Dialect
    done: int = 0
    records: Records = field(default_factory=lambda: Records([], Dialect()))

    def batches(self) -> Iterator[pa.RecordBatch]:
        self.done = 0
        self.records = self._records()
        return map(self._unswapped, self.records.batches()) if self.dialect.ends else self.records.batches()

    def _records(self) -> Records:
        charset = self.charset()
        if charset is None:
            return Records(utf8_chunks(self.source, self.encoding, self._read, self.dialect.ends), self.dialect, UTF8)
        return Records(plain_chunks(self.source, self._read), self.dialect, charset, first=Start(0, marks_of(self.source)))

    def charset(self) -> Charset | None:
        """Return how single values are decoded; None where the whole text has to be."""
        return None if self.dialect.ends else charset_of(self.encoding)

    def _unswapped(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch with line breaks inside cells as they stand in the file, not as they were exchanged to find the records."""
        return pa.RecordBatch.from_arrays([batch.column(0), *(_exchanged(column, self.dialect.ends) for column in batch.columns[1:])], names=batch.schema.names)

    def _read(self, size: int) -> None:
        self.done += size

    def progress(self) -> float:
        return min(1.0, self.done / max(1, self.source.size))

    def remarks(self, rows: int) -> tuple[Issue, ...]:
        found: list[Issue] = []
        if self.records.replaced:
            found.append(BytesReplaced(encoding=self.encoding, count=self.records.replaced))
        if self.records.strange.row is not None:
            labels = ("Windows-874", "UTF-8") if self.encoding == "cp874" else ("UTF-8", "Windows-874")
            found.append(EncodingsMixed(encoding=labels[0], other=labels[1], count=self.records.strange.count, row=self.records.strange.row))
        if self.records.lines > rows:
            found.append(LineBreaks(lines=self.records.lines, count=rows))
        return tuple(found)


def _exchanged(column: pa.Array, ends: str) -> pa.Array:
    if isinstance(column, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(column.indices, _exchanged(column.dictionary, ends), safe=False)
    if not any(pc.any(pc.match_substring(column, mark)).as_py() for mark in (ends, "\n")):
        return column
    return pa.array([None if cell is None else swapped(cell, ends) for cell in column.to_pylist()], pa.string())
