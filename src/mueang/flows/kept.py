"""Keep the sheets of a file beside what was read of them, so that their rows can be looked at, and read with other options, at once.

A text keeps where its records begin: its rows are then made from the file itself. What has to be taken apart as a whole
before any row is known (workbooks above all) keeps its cells.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from mueang.ingest.sheet import Merge, Sheet
from mueang.tables.schema import SOURCE_ROW, ColumnType

MOST_BYTES = 256 << 20
"""Of a sheet whose cells take more nothing is kept."""
_PART_ROWS = 4_000
_LIST = "sheets.json"
_PLAIN = ("name", "known", "stores", "mojibake", "encoding", "crs")


@dataclass(frozen=True)
class Part:
    """Some rows as they were written: the first of them, and the bytes of the file they take."""

    row: int
    byte: int
    size: int


@dataclass(frozen=True)
class KeptSheet:
    """One sheet as it was kept. `file`: that of its cells, in `parts`; else `starts` tells where records of the text begin."""

    name: str
    described: dict[str, Any]
    file: Path | None = None
    parts: tuple[Part, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()

    @property
    def made(self) -> bool:
        """True for a sheet that is made of others."""
        return bool(self.described.get("made"))

    def batches(self, first: int = 0, end: int | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the kept parts that hold rows from the first to the end."""
        after = [part.row for part in self.parts[1:]] + [None]
        if self.file is not None:
            with pa.memory_map(str(self.file)) as file:
                for part, following in zip(self.parts, after, strict=True):
                    if (following is None or following > first) and (end is None or part.row < end):
                        file.seek(part.byte)
                        yield pa.ipc.open_stream(file.read_buffer(part.size)).read_next_batch()

    def sheet(self) -> Sheet | None:
        """Return the sheet made of the cells that were kept."""
        if self.file is None:
            return None
        raw = self.described
        return Sheet(
            **{name: raw[name] for name in _PLAIN},
            batches=self.batches,
            rows=raw["rows"],
            merges=tuple(Merge(*corners) for corners in raw["merges"]),
            heading=None if raw["heading"] is None else tuple(raw["heading"]),
            stored={int(place): stored for place, stored in raw["stored"].items()},
            types={int(place): ColumnType(kind) for place, kind in raw["types"].items()},
        )


@dataclass
class Keeper:
    """Writes down the sheets of one file, one after the other."""

    folder: Path
    _sheets: list[dict[str, Any]] = field(default_factory=list)
    _cells: _Cells | None = None

    def watched(self, sheet: Sheet) -> Sheet:
        """Return the sheet; the first making of its rows keeps them where none can be made again from the middle."""
        self._cells = None if sheet.reentry is not None else _Cells(self._new(len(self._sheets) + 1))
        return sheet if self._cells is None else replace(sheet, batches=partial(self._cells.made, sheet.batches))

    def add(self, sheet: Sheet, *, made: bool = False) -> None:
        """Note the sheet that was watched last, once its rows have been made; one `made` of others is looked at only, and never read again."""
        parts = self._cells.parts if self._cells is not None and self._cells.whole else []
        rows = self._cells.rows if self._cells is not None else None
        file = f"sheet-{len(self._sheets) + 1}.arrow" if parts else None
        starts = [list(start) for start in sheet.reentry.starts()] if sheet.reentry else []
        self._sheets.append(
            _described(sheet)
            | {
                "number": len(self._sheets) + 1,
                "rows": rows,
                "file": file,
                "parts": [list(asdict(part).values()) for part in parts],
                "starts": starts,
                "made": made,
            }
        )

    def close(self) -> None:
        """Put the cells in their place, and write the list of the sheets."""
        for raw in self._sheets:
            if raw["file"]:
                self._new(int(raw["number"])).replace(self.folder / raw["file"])
        self._new(0).write_text(json.dumps(self._sheets), encoding="utf-8")
        self._new(0).replace(self.folder / _LIST)

    def _new(self, number: int) -> Path:
        """Return a file that no other reading writes at the same time."""
        return self.folder / f"{number}-{os.getpid()}.new"


@dataclass
class _Cells:
    """The cells of one sheet, written while they are made for the first time."""

    file: Path
    parts: list[Part] = field(default_factory=list)
    rows: int = 0
    begun: bool = False
    whole: bool = False

    def made(self, make: Callable[[], Iterator[pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
        """Yield the rows."""
        if self.begun:
            yield from make()
            return
        self.begun = True
        with self.file.open("wb") as file:
            for batch in make():
                self._write(batch, file)
                yield batch
            self.whole = 0 < file.tell() < MOST_BYTES

    def _write(self, batch: pa.RecordBatch, file: Any) -> None:
        self.rows += batch.num_rows
        for at in range(0, batch.num_rows, _PART_ROWS):
            if file.tell() < MOST_BYTES:
                self._write_part(batch.slice(at, _PART_ROWS), file)

    def _write_part(self, batch: pa.RecordBatch, file: Any) -> None:
        first = file.tell()
        with pa.ipc.new_stream(file, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_batch(batch)
        self.parts.append(Part(int(batch.column(SOURCE_ROW)[0].as_py()), first, file.tell() - first))


def kept_sheets(folder: Path) -> tuple[KeptSheet, ...]:
    """Return the sheets kept in the folder of a reading, in their order; none if it kept none."""
    if not (folder / _LIST).exists():
        return ()
    return tuple(_kept(folder, raw) for raw in json.loads((folder / _LIST).read_text(encoding="utf-8")))


def _kept(folder: Path, raw: dict[str, Any]) -> KeptSheet:
    parts = tuple(Part(*part) for part in raw["parts"])
    starts = tuple((int(row), int(byte)) for row, byte in raw["starts"])
    return KeptSheet(raw["name"], raw, folder / raw["file"] if raw["file"] else None, parts, starts)


def _described(sheet: Sheet) -> dict[str, Any]:
    return {name: getattr(sheet, name) for name in _PLAIN} | {
        "heading": sheet.heading,
        "merges": [list(asdict(merge).values()) for merge in sheet.merges],
        "stored": {str(place): stored for place, stored in sheet.stored.items()},
        "types": {str(place): str(kind) for place, kind in sheet.types.items()},
    }
