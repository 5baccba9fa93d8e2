"""JSON (arrays of records at any path) and JSON Lines: nested objects as dotted columns, nested lists as JSON text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.issues import ArraysLeft, NestedKept, NotRecords
from mueang.ingest.parse.json_elements import elements
from mueang.ingest.parse.transcode import utf8_chunks
from mueang.ingest.parse.values import text_of
from mueang.ingest.sheet import MOST_COLUMNS, Sheet, Stored, batch_of_rows
from mueang.ingest.sniff import Sniffed

BATCH_ROWS = 20_000
MOST_TABLES = 50
LONGEST_LINE = 64 << 20
_DEEPEST = 6
_SHAPE = "coordinates"
"""An object with this name is a shape in GeoJSON, which is known again from its text."""
_JSON_PATH = tuple[str, ...]
Records = Callable[[], Iterator[tuple[int, Any]]]
"""Makes (row, record) anew at each call."""


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register JSON and JSON Lines."""
    return {"json": parse, "jsonl": parse_lines}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return a table for each array of records, called by its path. Raises SourceError if the file breaks off or has none."""
    encoding = sniffed.encoding or "utf-8"
    seen: dict[_JSON_PATH, _Records] = {}
    for path, element in elements(utf8_chunks(source, encoding)):
        seen.setdefault(path, _Records()).look(element)
    if not seen:
        raise refusals.no_json_records()
    most = sorted(seen, key=lambda path: -seen[path].count)[:MOST_TABLES]
    left = (ArraysLeft(found=len(seen), count=MOST_TABLES),) if len(seen) > MOST_TABLES else ()
    stem = Path(source.name).stem
    return [_sheet(".".join(path) or stem, found, _at(source, encoding, path), encoding, left) for path, found in seen.items() if path in most]


def parse_lines(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the one table of a file with a record a line. Raises SourceError for a line that is not whole."""
    lines = _Lines(source, sniffed.encoding or "utf-8")
    found = _Records()
    for _, record in lines.records():
        found.look(record)
    return [_sheet(Path(source.name).stem, found, lines.records, lines.encoding, (), lines.progress)]


def _at(source: Source, encoding: str, wanted: _JSON_PATH) -> Records:
    def records() -> Iterator[tuple[int, Any]]:
        yield from enumerate(element for path, element in elements(utf8_chunks(source, encoding)) if path == wanted)

    return records


@dataclass
class _Lines:
    """Lines of text, each a record; rows are counted as lines, blank ones too."""

    source: Source
    encoding: str
    done: int = 0

    def records(self) -> Iterator[tuple[int, Any]]:
        self.done, rest, row = 0, b"", 0
        for chunk in chain(utf8_chunks(self.source, self.encoding, self._read), [b"\n"]):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise refusals.broken_line(row + len(lines))
            for line in lines:
                if line.strip():
                    yield row, _record(line, row)
                row += 1

    def _read(self, size: int) -> None:
        self.done += size

    def progress(self) -> float:
        return min(1.0, self.done / max(1, self.source.size))


def _record(line: bytes, row: int) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            # NaN, Infinity and numbers beyond 64 bits are no JSON by the letter, but written by many programs.
            return json.loads(line)
        except (ValueError, RecursionError) as error:
            raise refusals.broken_line(row) from error


@dataclass
class _Records:
    """What the first pass over records finds: columns in the order of their first values, and how each is stored."""

    columns: dict[str, int] = field(default_factory=dict)
    stored: dict[int, Stored] = field(default_factory=dict)
    nested: dict[str, list[int]] = field(default_factory=dict)
    others: int = 0
    first_other: int | None = None
    count: int = 0
    lists: bool = False

    def look(self, element: Any) -> None:
        self.lists = self.lists or isinstance(element, list)
        cells = cells_of(element)
        if cells is None:
            self.others += 1
            self.first_other = self.count if self.first_other is None else self.first_other
        for name, value in cells or ():
            self._note(name, value)
        if len(self.columns) > MOST_COLUMNS:
            raise refusals.too_many_columns(self.count, MOST_COLUMNS)
        self.count += 1

    def _note(self, name: str, value: Any) -> None:
        position = self.columns.setdefault(name, len(self.columns))
        if isinstance(value, list) or (isinstance(value, dict) and _SHAPE not in value):
            first = self.nested.setdefault(name, [0, self.count])
            first[0] += 1
        if value not in (None, "") and self.stored.get(position) != "values":
            self.stored[position] = "text" if isinstance(value, str) else "values"

    def issues(self) -> tuple[Issue, ...]:
        lists = [NestedKept(column=name, count=count, row=row) for name, (count, row) in self.nested.items()]
        return (*([NotRecords(count=self.others, row=self.first_other)] if self.others else ()), *lists)


def cells_of(element: Any) -> Iterable[tuple[str, Any]] | None:
    """Return the cells of a record by dotted name, of a list by position; None for what is neither."""
    if isinstance(element, dict):
        return _flat(element, "", 0)
    return ((str(i), value) for i, value in enumerate(element)) if isinstance(element, list) else None


def _flat(record: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict) and value and depth < _DEEPEST and _SHAPE not in value:
            yield from _flat(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", None if value == {} else value


def _sheet(name: str, found: _Records, records: Records, encoding: str, left: tuple[Issue, ...], progress: Callable[[], float | None] = lambda: None) -> Sheet:
    heading = None if found.lists else tuple(_encodable(name) for name in found.columns)
    return Sheet(
        name,
        lambda: _batches(records(), found.columns),
        heading=heading,
        stores="values",
        stored=found.stored,
        encoding=encoding,
        issues=found.issues(),
        of_file=left,
        progress=progress,
    )


def _batches(records: Iterator[tuple[int, Any]], columns: Mapping[str, int]) -> Iterator[pa.RecordBatch]:
    while part := list(islice(records, BATCH_ROWS)):
        first, last = part[0][0], part[-1][0]
        rows: list[list[str | None]] = [[] for _ in range(first, last + 1)]
        for row, element in part:
            rows[row - first] = _row(element, columns)
        yield _batch(first, rows)


def _batch(first: int, rows: list[list[str | None]]) -> pa.RecordBatch:
    try:
        return batch_of_rows(first, rows)
    except UnicodeEncodeError:
        return batch_of_rows(first, [[cell and _encodable(cell) for cell in row] for row in rows])


def _encodable(text: str) -> str:
    """Return the text with ? for halves of characters, which JSON can name by their numbers."""
    return text.encode("utf-8", "replace").decode()


def _row(element: Any, columns: Mapping[str, int]) -> list[str | None]:
    cells: list[str | None] = [None] * len(columns)
    for name, value in cells_of(element) or ():
        cells[columns[name]] = text_of(value)
    return cells
