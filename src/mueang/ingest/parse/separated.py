"""CSV and its family: comma, tab, semicolon, pipe; any encoding; streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest.issues import BytesReplaced, LineBreaks
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.records import read_batches
from mueang.ingest.parse.transcode import utf8_chunks
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import Sniffed

_REPLACED = "\ufffd".encode()


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the CSV family."""
    return {"csv": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
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
            if _REPLACED in chunk:
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
        if self.lines > rows:
            found.append(LineBreaks(lines=self.lines, count=rows))
        return tuple(found)
