"""What parsing hands on: sheets of text cells, each cell as it stands in the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import pyarrow as pa

from mueang.base.report import Issue
from mueang.ingest.questions import Question
from mueang.tables.schema import SOURCE_ROW, ColumnType

if TYPE_CHECKING:
    from mueang.ingest.paper.cells import PaperTable

MOST_COLUMNS = 16_384
"""As many as a sheet of Excel may have."""

GEOMETRY = "geometry"

Stored = Literal["lines", "text", "values", "declared"]
"""`lines`: all is text. `text`, `values`: cells of a workbook stored as such. `declared`: a layer declares the column as text."""


@dataclass(frozen=True)
class Merge:
    """A block of merged cells, corners included."""

    top: int
    left: int
    bottom: int
    right: int


class Reentry(Protocol):
    """How rows in the middle of a text are made without those before them.

    starts      (row, byte) of some of its records, as the last making of all rows found them; none before that
    size        bytes of the text
    """

    @property
    def size(self) -> int:
        """Bytes."""

    def starts(self) -> Sequence[tuple[int, int]]:
        """Return the starts that are known."""

    def between(self, row: int, byte: int, end: int) -> Iterator[pa.RecordBatch]:
        """Make the rows between two bytes, the first of them numbered `row`."""


@dataclass(frozen=True)
class Sheet:
    """One sheet, layer or HTML table.

    name        as the source calls it
    batches     makes the rows anew at each call: `_row` (int64, 0-based physical row) and text columns c0, c1, ...; ''
                is an empty cell, null no cell; batches may differ in width; a layer adds binary `geometry` (WKB, lon/lat)
    merges      merged blocks
    heading     names of the columns where the format itself has them (attributes of a layer), else None
    of_file     what is to be said of the whole file, whichever of its sheets is chosen
    remarks     what is to be said of the rows (as many as given) once all have been made
    asks        what a person must decide about them, once all have been made
    progress    the share of the source that the present making of the rows has read, None if it cannot tell
    stores      how the source stores values: `lines` of text, or cells with types of their own
    stored      by column, where a source with types stores `text` or `values`
    types       by column, the type that the source itself gives (Parquet, GeoPackage)
    mojibake    the encoding in which garbled Thai of the sheet has to be read again
    rows        how many there are, where that is known before they are made: these then come at no cost
    begins      the first row that is looked at for a table: all over it is blank, or belongs to another
    reentry     how rows in the middle are made, where the format allows it
    written     how a text file is written, with what speaks for it, as JSON
    known       True where the format tells merged cells, so that blanks in a heading need no guess
    paper       what was read cell by cell, where the sheet was read from a picture
    """

    name: str
    batches: Callable[[], Iterator[pa.RecordBatch]]
    merges: tuple[Merge, ...] = ()
    heading: tuple[str, ...] | None = None
    rows: int | None = None
    reentry: Reentry | None = None
    begins: int = 0
    known: bool = False
    stores: Stored = "lines"
    stored: Mapping[int, Stored] = field(default_factory=dict)
    types: Mapping[int, ColumnType] = field(default_factory=dict)
    mojibake: str | None = None
    encoding: str | None = None
    written: Mapping[str, Any] | None = None
    crs: str | None = None
    issues: tuple[Issue, ...] = ()
    of_file: tuple[Issue, ...] = ()
    paper: PaperTable | None = None
    remarks: Callable[[int], tuple[Issue, ...]] = lambda rows: ()  # noqa: ARG005
    asks: Callable[[], tuple[Question, ...]] = lambda: ()
    progress: Callable[[], float | None] = lambda: None


def column_name(position: int) -> str:
    """Return the name of a text column of a sheet."""
    return f"c{position}"


def column_names(width: int) -> list[str]:
    """Return the names of the text columns of a sheet: c0, c1, ..."""
    return [column_name(i) for i in range(width)]


def batch_of(first_row: int, columns: list[pa.Array], rows: int) -> pa.RecordBatch:
    """Return a batch of text columns with the physical rows from `first_row` on."""
    numbers = pa.array(np.arange(first_row, first_row + rows, dtype=np.int64))
    return pa.RecordBatch.from_arrays([numbers, *columns], names=[SOURCE_ROW, *column_names(len(columns))])


def batch_of_rows(first_row: int, rows: Sequence[Sequence[str | None]]) -> pa.RecordBatch:
    """Return a batch of rows of any lengths; where a row ends early there is no cell."""
    width = max((len(row) for row in rows), default=0)
    columns = [pa.array([row[i] if i < len(row) else None for row in rows], pa.string()) for i in range(width)]
    return batch_of(first_row, columns, len(rows))
