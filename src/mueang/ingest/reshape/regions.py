"""Several tables in one sheet, one under the other or side by side: each becomes a sheet of its own, its cells where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.normalise.kinds import Kind, look
from mueang.ingest.normalise.layout import Row, cells, find_layout
from mueang.ingest.sheet import Merge, Sheet, column_names
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW

Mask = npt.NDArray[np.bool_]
MOST_ROWS = 20_000
MOST_BYTES = 2 << 20
"""A longer text, or a sheet of more rows, is one table: nobody scrolls so far to begin another."""
LEAST_ROWS = 3
SAME = 0.5
"""Share of names in common from which two headings are one, said again."""
FAR = 100
"""So many blank rows over a table are not looked through for its heading."""


@dataclass(frozen=True)
class Region:
    """Some rows and columns of a sheet, to before the end."""

    top: int
    bottom: int
    left: int
    right: int

    def holds(self, merge: Merge) -> bool:
        """Return whether the merged block lies inside."""
        return self.top <= merge.top and merge.bottom < self.bottom and self.left <= merge.left and merge.right < self.right


@dataclass(frozen=True)
class _Heading:
    """What a part of a sheet says of itself: the names of its columns, its columns of numbers, its first and last row of data."""

    names: tuple[str, ...]
    typed: frozenset[int]
    first: int
    columns: tuple[int, ...]


def tables_of(sheet: Sheet) -> list[Sheet]:
    """Return the sheet, or a sheet for each of its tables where it has several; the second is called "name (2)"."""
    rows = _rows(sheet)
    if not rows:
        return [sheet]
    regions = _regions(rows, sheet.merges)
    if len(regions) < 2:
        begins = next((i for i, row in enumerate(rows) if cells(row)), 0)
        return [replace(sheet, begins=begins) if begins > FAR else sheet]
    return [_part(sheet, region, number) for number, region in enumerate(regions, 1)]


def _rows(sheet: Sheet) -> list[Row]:
    """Return the rows of a small sheet; of others, and of layers, none."""
    if sheet.heading is not None or (sheet.reentry is not None and sheet.reentry.size > MOST_BYTES):
        return []
    batches = sheet.batches()
    first = next(batches, None)
    if first is None or first.num_rows >= MOST_ROWS or next(batches, None) is not None:
        return []
    columns = [decoded(first.column(name)).to_pylist() for name in first.schema.names if name.startswith("c")]
    return list(zip(*columns, strict=True)) if columns and first.column(SOURCE_ROW)[0].as_py() == 0 else []


def _regions(rows: Sequence[Row], merges: Sequence[Merge]) -> list[Region]:
    filled = np.array([[bool(cell and cell.strip()) for cell in row] for row in rows], np.bool_)
    whole = Region(0, len(rows), 0, filled.shape[1])
    beside = _beside(rows, filled, whole, merges)
    return [part for region in beside for part in _under(rows, filled, region)]


def _under(rows: Sequence[Row], filled: Mask, region: Region) -> list[Region]:
    """Return the parts under each other: after a blank row another heading begins."""
    lines = _lines(filled, region)
    starts = [i for i in range(region.top, region.bottom) if lines[i] and (i == region.top or not lines[i - 1])]
    cuts, above = [region.top], None
    for start, end in zip(starts, [*starts[1:], region.bottom], strict=False):
        here = _heading(rows, replace(region, top=start, bottom=end))
        if here is not None and above is not None and not _same(here, above):
            cuts.append(_title_over(rows, starts, start, region, cuts[-1]))
        above = here or above
    return [replace(region, top=top, bottom=bottom) for top, bottom in zip(cuts, [*cuts[1:], region.bottom], strict=True)]


def _lines(filled: Mask, region: Region) -> Mask:
    """Return which rows have a cell within the columns of the region."""
    found: Mask = np.asarray(filled[:, region.left : region.right].any(axis=1))
    return found


def _title_over(rows: Sequence[Row], starts: Sequence[int], start: int, region: Region, after: int) -> int:
    """Return where a table begins with its title, if this stands by itself over a blank row."""
    before = [other for other in starts if after < other < start]
    if not before:
        return start
    above = [cells(row[region.left : region.right]) for row in rows[before[-1] : start]]
    return before[-1] if sum(map(bool, above)) <= 2 and all(len(found) < 2 for found in above) and _is_title(above) else start


def _is_title(above: Sequence[dict[int, str]]) -> bool:
    text = next((next(iter(found.values())) for found in above if found), "")
    return text.startswith(("ตาราง", "สถิติ", "รายงาน", "จำนวน", "Table", "TABLE", "ข้อมูล"))


def _beside(rows: Sequence[Row], filled: Mask, region: Region, merges: Sequence[Merge]) -> list[Region]:
    """Return the parts side by side: right of a blank column stand the names of rows and numbers again, under the same names or in other rows."""
    blank = [i for i in range(region.left + 1, region.right - 1) if not filled[:, i].any() and not any(m.left < i <= m.right for m in merges if m.top > 2)]
    cuts = [region.left]
    for column in blank:
        left, right = replace(region, left=cuts[-1], right=column), replace(region, left=column + 1)
        one, other = _heading(rows, left), _heading(rows, right)
        if one is not None and other is not None and _is_another(one, other, filled, left, right):
            cuts.append(column + 1)
    return [replace(region, left=left, right=right) for left, right in zip(cuts, [*cuts[1:], region.right], strict=True)]


def _is_another(one: _Heading, other: _Heading, filled: Mask, left: Region, right: Region) -> bool:
    labelled = bool(other.columns) and other.columns[0] not in other.typed
    numbered = len(other.columns) > 2 and other.columns[1] not in other.typed
    ends = [int(np.flatnonzero(_lines(filled, part))[-1]) for part in (left, right)]
    return (labelled or numbered) and (_same(one, other) or abs(ends[0] - ends[1]) > 1 or one.first != other.first)


def _heading(rows: Sequence[Row], region: Region) -> _Heading | None:
    """Return what a region says of itself, None if it is no table with a heading over numbers."""
    own: list[Row] = [row[region.left : region.right] for row in rows[region.top : region.bottom]]
    layout = find_layout(own)
    if not layout.header_rows or not layout.typed or len(own) - layout.first_row < LEAST_ROWS - 1:
        return None
    lowest = cells(own[layout.header_rows[-1]])
    if len(lowest) < 2 or not all(look(text)[0] is Kind.TEXT for i, text in lowest.items() if i in layout.typed):
        return None
    columns = tuple(sorted({region.left + i for row in own[layout.first_row :] for i in cells(row)}))
    typed = frozenset(region.left + i for i in layout.typed)
    return _Heading(tuple(lowest.values()), typed, region.top + layout.first_row, columns)


def _same(one: _Heading, other: _Heading) -> bool:
    return len(set(one.names) & set(other.names)) > SAME * min(len(set(one.names)), len(set(other.names)))


def _part(sheet: Sheet, region: Region, number: int) -> Sheet:
    return replace(
        sheet,
        name=sheet.name if number == 1 else f"{sheet.name} ({number})",
        batches=partial(_cut, sheet, region),
        merges=tuple(merge for merge in sheet.merges if region.holds(merge)),
        begins=region.top,
        rows=None,
        reentry=None,
        issues=sheet.issues if number == 1 else (),
    )


def _cut(sheet: Sheet, region: Region) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the sheet to the end of the region, with no cell outside it."""
    for batch in sheet.batches():
        rows = batch.slice(0, max(0, region.bottom - int(batch.column(SOURCE_ROW)[0].as_py()))) if batch.num_rows else batch
        inside = pa.array(rows.column(SOURCE_ROW).to_numpy() >= region.top)
        nothing = pa.nulls(rows.num_rows, pa.string())
        names = [name for name in rows.schema.names if name.startswith("c")][: region.right]
        kept = [_where(decoded(rows.column(name)), inside) if i >= region.left else nothing for i, name in enumerate(names)]
        yield pa.RecordBatch.from_arrays([rows.column(SOURCE_ROW), *kept], names=[SOURCE_ROW, *column_names(len(kept))])


def _where(column: pa.Array, inside: pa.Array) -> pa.Array:
    return pc.if_else(inside, column, pa.scalar(None, pa.string()))
