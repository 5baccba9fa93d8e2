"""What stands in an ODS beside its values: merged blocks, and repeated cells that would unfold without end."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.parse.archive import MOST_CELLS
from mueang.ingest.sheet import Merge

_PIECE = 1 << 18
_CELLS = ("table:table-cell", "table:covered-table-cell")


def merges_of(source: Source) -> dict[str, tuple[Merge, ...]]:
    """Return the merged blocks by sheet. Raises SourceError for a document that is locked, damaged, or unfolds to too many cells."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise refusals.password()
            with archive.open("content.xml") as content:
                return _read(content)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError, OSError) as error:
        raise refusals.corrupt() from error


def _read(content: Any) -> dict[str, tuple[Merge, ...]]:
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = walk.start, walk.end, walk.refuse
    while piece := content.read(_PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return {name: tuple(found) for name, found in walk.merges.items()}


@dataclass
class _Walk:
    """Where the reading of the cells stands. A cell or row that is repeated stands for as many."""

    merges: dict[str, list[Merge]] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    rows: int = 1
    column: int = 0
    filled_columns: int = 0
    depth: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.sheet, self.row, self.filled_columns = attributes.get("table:name", ""), 0, 0
                self.merges[self.sheet] = []
        elif self.depth == 1 and tag == "table:table-row":
            self.column, self.rows = 0, _count(attributes, "table:number-rows-repeated")
        elif self.depth == 1 and tag in _CELLS:
            self._cell(tag, attributes)

    def _cell(self, tag: str, attributes: dict[str, str]) -> None:
        repeated = _count(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self.filled_columns = max(self.filled_columns, self.column + repeated)
            if (self.row + self.rows) * self.filled_columns > MOST_CELLS:
                raise refusals.too_large()
        across, down = _count(attributes, "table:number-columns-spanned"), _count(attributes, "table:number-rows-spanned")
        if tag == _CELLS[0] and (across > 1 or down > 1):
            self.merges[self.sheet].append(Merge(self.row, self.column, self.row + down - 1, self.column + across - 1))
        self.column += repeated

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self.depth -= 1
        elif self.depth == 1 and tag == "table:table-row":
            self.row += self.rows

    def refuse(self, *declaration: Any) -> None:  # noqa: ARG002
        raise refusals.entities()


def _count(attributes: dict[str, str], name: str) -> int:
    """Return a count that is one where it is not given. Raises ValueError for what is no number."""
    return max(1, int(attributes.get(name, "1")))
