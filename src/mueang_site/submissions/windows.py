"""Windows of a reading: some rows of the sheet as they stand beside those of the table, from any row of hundreds of thousands."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mueang.base.errors import NotFound
from mueang.tables.schema import SOURCE_ROW, TableSchema
from mueang_site.access.actor import Actor
from mueang_site.submissions import looking
from mueang_site.submissions.models import State, Submission
from mueang_site.submissions.queries import Change, folder_shown, submission_for, table_shown
from mueang_site.submissions.schemas import schema_of

ROWS = 50
MOST_COLUMNS = 40
FAULTS = ("value.not-of-type", "value.ancient-year", "value.scientific")
"""Changes by which something may have been lost."""
_ROW = "row"


@dataclass(frozen=True)
class Line:
    """One row of the sheet: its cells as they stand (None: not at hand), and the rows of the table that came of it, most often one."""

    row: int
    cells: tuple[str | None, ...] | None
    values: tuple[Mapping[str, Any], ...]
    why: str = ""


@dataclass(frozen=True)
class Window:
    """Some rows of a reading in the order of the sheet.

    only      `` for all rows, `out`, `changed` or `faults`
    last      the last row of the sheet that is known
    before    where the window before begins, `after` the next; None: there is none
    sampled   True where the table is that of a sample: most rows of the sheet are not in it yet
    """

    submission: Submission
    table: Mapping[str, Any]
    tables: tuple[str, ...]
    only: str
    lines: tuple[Line, ...]
    changes: Mapping[tuple[int, str], Change]
    last: int
    before: int | None
    after: int | None
    provisional: bool
    sampled: bool

    @property
    def schema(self) -> TableSchema:
        """The columns that were understood."""
        return schema_of(dict(self.table))


def window_for(actor: Actor, submission_id: UUID, *, first: int = 0, only: str = "") -> Window:
    """Return the window that begins at a row. Raises NotFound, also while nothing can be shown yet."""
    submission = submission_for(actor, submission_id)
    table = table_shown(submission)
    if table is None:
        raise NotFound
    files = _Files.of(submission, table)
    first = max(0, min(first, files.last))
    wanted = _wanted(files, first, only)
    standing = _standing(submission, files, wanted)
    values = files.values(wanted)
    lines = tuple(Line(row, standing.get(row), values.get(row, ()), files.out.get(row, "")) for row in wanted)
    reading = looking.looked(submission) if submission.state == State.READING else submission.reading
    return Window(
        submission=submission,
        table=table,
        tables=tuple(one["name"] for one in (reading or {}).get("tables") or ()),
        only=only,
        lines=lines,
        changes=files.changes(wanted),
        last=files.last,
        before=max(0, first - files.room) if first and not only else 0 if first else None,
        after=wanted[-1] + 1 if len(wanted) == files.room and wanted[-1] < files.last else None,
        provisional=submission.state == State.READING,
        sampled=bool((reading or {}).get("provisional")),
    )


def next_problem(actor: Actor, submission_id: UUID, after: int) -> int | None:
    """Return the next row behind a row that was left out, is at fault, or is asked about; None if there is none."""
    submission = submission_for(actor, submission_id)
    table = table_shown(submission)
    if table is None:
        raise NotFound
    files = _Files.of(submission, table)
    after = max(after, int(table.get("first_data_row") or 0) - 1)
    found = [next(islice(rows, 1), None) for rows in (files.rows_out(after + 1), files.rows_changed(after + 1, FAULTS), iter(files.told(after + 1)))]
    return min((row for row in found if row is not None), default=None)


@dataclass(frozen=True)
class _Files:
    """The files of one table of a reading, or of the sample shown before it."""

    folder: Path
    table: Mapping[str, Any]
    out: Mapping[int, str]
    last: int

    @classmethod
    def of(cls, submission: Submission, table: Mapping[str, Any]) -> _Files:
        out = {int(row["row"]): str(row["why"]) for row in table.get("excluded_rows") or ()}
        last = max(int(table.get("last_data_row") or 0), *out, 0)
        return cls(folder_shown(submission), table, out, last)

    def values(self, wanted: Sequence[int]) -> dict[int, tuple[dict[str, Any], ...]]:
        """Return the rows of the table that came of these rows of the sheet."""
        if not self.table.get("data"):
            return {}
        file = pq.ParquetFile(self.folder / self.table["data"])
        names = [column["name"] for column in self.table["columns"]][:MOST_COLUMNS]
        found = _having(file, SOURCE_ROW, wanted, [*names, SOURCE_ROW])
        rows: dict[int, tuple[dict[str, Any], ...]] = {}
        for row in (row for part in found for row in part.to_pylist()):
            rows[row[SOURCE_ROW]] = (*rows.get(row[SOURCE_ROW], ()), row)
        return rows

    @property
    def room(self) -> int:
        """How many rows of the sheet a window shows: fewer where each became many."""
        return max(4, ROWS * min(self.last + 1, int(self.table["n_rows"])) // max(1, int(self.table["n_rows"])))

    def raw(self, wanted: Sequence[int]) -> dict[int, tuple[str | None, ...]]:
        """Return the rows of the sheet that the reading itself kept."""
        if not self.table.get("raw"):
            return {}
        kept = pq.read_table(self.folder / self.table["raw"])
        part = kept.filter(pc.is_in(kept[SOURCE_ROW], pa.array(wanted, pa.int64())))
        return {row.pop(SOURCE_ROW): tuple(row.values()) for row in part.to_pylist()}

    def changes(self, wanted: Sequence[int]) -> dict[tuple[int, str], Change]:
        """Return the changes in these rows."""
        found = (Change(**row) for part in self._changes(wanted) for row in part.to_pylist())
        return {(change.row, change.column): change for change in found}

    def _changes(self, wanted: Sequence[int]) -> Iterator[pa.Table]:
        if self.table.get("changes"):
            yield from _having(pq.ParquetFile(self.folder / self.table["changes"]), _ROW, wanted, None)

    def rows_out(self, first: int) -> Iterator[int]:
        """Yield the rows left out, but for headings and blank ones, from one on."""
        yield from sorted(row for row, why in self.out.items() if row >= first and why not in ("blank", "header"))

    def told(self, first: int) -> list[int]:
        """Return the rows that questions and findings name, from one on."""
        named = [*(self.table.get("questions") or ()), *(issue for issue in self.table.get("issues") or () if issue["severity"] != "info")]
        return sorted({int(one["row"]) for one in named if one.get("row") is not None and int(one["row"]) >= first})

    def rows_changed(self, first: int, codes: Sequence[str]) -> Iterator[int]:
        """Yield the rows with a change in meaning, or of these codes, from one on, each once and in order."""
        if not self.table.get("changes"):
            return
        file = pq.ParquetFile(self.folder / self.table["changes"])
        waiting: list[int] = []
        seen = -1
        for low, group in _groups(file, _ROW, first):
            while waiting and waiting[0] < low:
                if (row := heapq.heappop(waiting)) > seen:
                    yield (seen := row)
            waiting += _rows_of_group(file, group, first, codes)
            heapq.heapify(waiting)
        yield from (row for row in sorted(set(waiting)) if row > seen)


def _wanted(files: _Files, first: int, only: str) -> list[int]:
    if only == "out":
        return list(islice(files.rows_out(first), files.room))
    if only == "changed":
        return list(islice(files.rows_changed(first, ()), files.room))
    if only == "faults":
        return list(islice(_merged(files.rows_changed(first, FAULTS), files.told(first)), files.room))
    return list(range(first, min(first + files.room, files.last + 1)))


def _merged(*rows: Any) -> Iterator[int]:
    before = None
    for row in heapq.merge(*rows):
        if row != before:
            yield (before := row)


def _standing(submission: Submission, files: _Files, wanted: Sequence[int]) -> dict[int, tuple[str | None, ...]]:
    """Return the rows as they stand: those that the reading kept, the others from the file."""
    kept = files.raw(wanted)
    missing = [row for row in wanted if row not in kept]
    return kept | dict(looking.rows_as_they_stand(submission, files.table, missing))


def _groups(file: pq.ParquetFile, column: str, first: int, last: int | None = None) -> list[tuple[int, int]]:
    """Return (first row, group) of the groups that may hold rows from one to another, in their order."""
    place = file.schema_arrow.get_field_index(column)
    found = []
    for group in range(file.metadata.num_row_groups):
        known = file.metadata.row_group(group).column(place).statistics
        low, high = (known.min, known.max) if known is not None and known.has_min_max else (0, None)
        if (high is None or high >= first) and (last is None or low <= last):
            found.append((low, group))
    return sorted(found)


def _having(file: pq.ParquetFile, column: str, wanted: Sequence[int], columns: list[str] | None) -> Iterator[pa.Table]:
    """Yield the rows whose number is wanted."""
    if not wanted:
        return
    rows = pa.array(wanted, pa.int64())
    for _, group in _groups(file, column, wanted[0], wanted[-1]):
        mask = pc.is_in(file.read_row_group(group, [column])[column], rows)
        if pc.any(mask).as_py():
            yield file.read_row_group(group, columns).filter(mask)


def _rows_of_group(file: pq.ParquetFile, group: int, first: int, codes: Sequence[str]) -> list[int]:
    part = file.read_row_group(group, [_ROW, "code"] if codes else [_ROW, "meaning"])
    mask = pc.is_in(part["code"].cast(pa.string()), pa.array(codes)) if codes else part["meaning"]
    rows = part[_ROW].filter(mask).to_numpy()
    return [int(row) for row in np.unique(rows[rows >= first])]
