"""Tables of an HTML page, as old systems save it under the name .xls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from mueang import hooks
from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.sheet import MOST_COLUMNS, Merge, Sheet, batch_of_rows
from mueang.ingest.sniff import Sniffed

MOST_BYTES = 256 << 20
_CELLS = ("td", "th")
_HIDDEN = ("script", "style")


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register HTML."""
    return {"html": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the innermost tables of the page. Raises SourceError if there is none."""
    if source.size > MOST_BYTES:
        raise refusals.too_large()
    reader = _Reader()
    reader.feed(source.path.read_bytes().decode(sniffed.encoding or "utf-8", errors="replace"))
    reader.close()
    tables = [table for table in reader.finished if table.is_table]
    if not tables:
        raise refusals.no_table()
    return [_sheet(f"ตาราง {i}", table, sniffed.encoding) for i, table in enumerate(tables, 1)]


@dataclass
class _Table:
    """A table being read: its rows so far, the cells that reach down from rows above, the text of the open cell.

    Rows are counted as the page has them: those of a small table inside a cell, which only lays it out, count too.
    """

    rows: list[dict[int, str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    taken: dict[int, set[int]] = field(default_factory=dict)
    open: tuple[int, int, int, int] | None = None
    text: list[str] = field(default_factory=list)
    parent: bool = False

    @property
    def is_table(self) -> bool:
        """True for tables of data; those around such tables only lay out the page."""
        return not self.parent and sum(sum(map(bool, row.values())) > 1 for row in self.rows) > 1

    def start_cell(self, across: int, down: int) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append({})
        row = len(self.rows) - 1
        column = next(i for i in range(MOST_COLUMNS) if i not in self.taken.get(row, set()))
        for i in range(down):
            self.taken.setdefault(row + i, set()).update(range(column, column + across))
        self.open = (row, column, across, down)

    def end_cell(self) -> None:
        if self.open is not None:
            row, column, across, down = self.open
            self.rows[row][column] = " ".join("".join(self.text).split(" ")).strip()
            if across > 1 or down > 1:
                self.merges.append(Merge(row, column, row + down - 1, column + across - 1))
        self.open, self.text = None, []

    def take_in(self, inner: _Table) -> None:
        """Take the rows of a table inside a cell as rows of this one."""
        self.rows += inner.rows


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[_Table] = []
        self.finished: list[_Table] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.stack.append(_Table())
        elif tag in _HIDDEN:
            self.hidden += 1
        elif self.stack:
            self._inside(tag, dict(attrs))

    def _inside(self, tag: str, attributes: dict[str, str | None]) -> None:
        table = self.stack[-1]
        if tag == "tr":
            table.end_cell()
            table.rows.append({})
        elif tag in _CELLS:
            table.start_cell(_span(attributes.get("colspan")), _span(attributes.get("rowspan")))
        elif tag in ("br", "p", "div") and table.text:
            table.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _CELLS and self.stack:
            self.stack[-1].end_cell()
        elif tag == "table" and self.stack:
            table = self.stack.pop()
            table.end_cell()
            self._finish(table)

    def _finish(self, table: _Table) -> None:
        if not self.stack:
            self.finished.append(table)
        elif table.is_table:
            self.finished.append(table)
            for outer in self.stack:
                outer.parent = True
        else:
            self.stack[-1].take_in(table)

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1].open is not None and not self.hidden:
            self.stack[-1].text.append(data.replace("\r", " ").replace("\n", " ").replace("\t", " "))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1


def _sheet(name: str, table: _Table, encoding: str | None) -> Sheet:
    rows: list[list[Any]] = [[row.get(i) for i in range(max(row, default=-1) + 1)] for row in table.rows]
    batch = batch_of_rows(0, rows)
    return Sheet(name, lambda: iter([batch]), merges=tuple(table.merges), known=True, encoding=encoding)
