"""The parts of a Shapefile held against each other before they are read: heads that lie, an index that misses, counts that differ.

What is there is believed, not what a head says of it; a part that breaks off in the middle of a record is refused.
"""

from __future__ import annotations

import mmap
import shutil
import struct
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mueang.base.report import Issue
from mueang.ingest import refusals
from mueang.ingest.parse.layer_issues import HeadMended, RecordsUnequal

_HEAD = 100
_NO_SHAPE = struct.pack("<i", 0)
_EMPTY_RECORD = 12
MOST_MADE = 64 << 20
"""Bytes of empty records that are made for counterparts that miss; more are no slip."""
_WORD = 2
"""Bytes; lengths and places in .shp and .shx count in these."""


@dataclass(frozen=True)
class Parts:
    """The parts to read, by suffix, and what was found on the way."""

    paths: Mapping[str, Path]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class _Records:
    """Where the records of a .shp begin and how long they are, in words, and whether the index says so too."""

    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    indexed: bool

    @property
    def end(self) -> int:
        """The byte after the last record."""
        return int((self.places + self.lengths).max(initial=_HEAD // _WORD - 4) + 4) * _WORD


@dataclass(frozen=True)
class _Attributes:
    """A .dbf by its head: rows, bytes before them, bytes of each; `there` is how many whole rows the file holds."""

    rows: int
    before: int
    width: int
    there: int


def fitted(parts: Mapping[str, Path], folder: Path, name: str) -> Parts:
    """Return the parts so that they fit each other; those that had to be changed are copies in `folder`. Raises SourceError if one is cut."""
    paths, issues = dict(parts), list[Issue]()
    records = _records(paths)
    if ".shx" in paths and not records.indexed:
        del paths[".shx"]
        issues.append(HeadMended(part=".shx", layer=name))
    if _head_words(paths[".shp"]) * _WORD != records.end:
        paths[".shp"] = _changed(paths[".shp"], folder, 24, struct.pack(">i", records.end // _WORD), end=records.end)
        issues.append(HeadMended(part=".shp", layer=name))
    if ".dbf" in paths:
        issues += _fit_attributes(paths, folder, name, len(records.places))
    return Parts(paths, tuple(issues))


def _records(paths: Mapping[str, Path]) -> _Records:
    shp = paths[".shp"]
    if shp.stat().st_size < _HEAD:
        raise refusals.corrupt()
    with shp.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        index = _index(paths.get(".shx"))
        if index is not None and _bears_out(content, *index):
            return _Records(*index, indexed=True)
        walked = array("q", chain.from_iterable(_walk(content)))
        if index is not None and 2 * len(index[0]) > len(walked) and _told(content) * _WORD > len(content):
            raise refusals.corrupt()
    found = np.array(walked, dtype=np.int64).reshape(-1, 2)
    return _Records(found[:, 0], found[:, 1], indexed=False)


def _index(shx: Path | None) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Return places and lengths that a .shx tells, None if it is none."""
    if shx is None or shx.stat().st_size < _HEAD or (shx.stat().st_size - _HEAD) % 8:
        return None
    told = np.fromfile(shx, dtype=">i4", offset=_HEAD).reshape(-1, 2).astype(np.int64)
    return told[:, 0], told[:, 1]


def _bears_out(content: Any, places: NDArray[np.int64], lengths: NDArray[np.int64]) -> bool:
    """True if a record of the told length begins at each told place, and none lies beyond the last."""
    if not len(places) or places.min() < _HEAD // _WORD or ((places + lengths + 4) * _WORD).max() > len(content):
        return not len(places) and _told(content) == _HEAD // _WORD
    raw = np.frombuffer(content, dtype=np.uint8)
    at = places * _WORD + 4
    found = raw[at[:, None] + np.arange(4)].astype(np.int64) @ np.array([1 << 24, 1 << 16, 1 << 8, 1])
    end = int((places + lengths + 4).max())
    whole = bool((found == lengths).all()) and (end * _WORD == len(content) or end == _told(content))
    del raw
    return whole


def _told(content: Any) -> int:
    return int(struct.unpack(">i", content[24:28])[0])


def _walk(content: Any) -> Iterator[tuple[int, int]]:
    """Yield place and length of the records one after the other. Raises SourceError where one breaks off."""
    at, last = _HEAD, len(content)
    told = _told(content) * _WORD
    while at < last:
        if at == told and told < last and not _is_record(content, at):
            return
        if at + 8 > last:
            raise refusals.corrupt()
        length = struct.unpack(">i", content[at + 4 : at + 8])[0]
        if length < 2 or at + 8 + length * _WORD > last:
            raise refusals.corrupt()
        yield at // _WORD, length
        at += 8 + length * _WORD
    if at == _HEAD and told > last:
        raise refusals.corrupt()


def _is_record(content: Any, at: int) -> bool:
    if at + 12 > len(content):
        return False
    number, length = struct.unpack(">ii", content[at : at + 8])
    return bool(number > 0 and length >= 2 and at + 8 + length * _WORD <= len(content))


def _head_words(shp: Path) -> int:
    with shp.open("rb") as file:
        return _told(file.read(_HEAD))


def _fit_attributes(paths: dict[str, Path], folder: Path, name: str, shapes: int) -> Iterator[Issue]:
    found = _attributes(paths[".dbf"])
    rows = found.rows
    if found.there != rows and (found.there == shapes or found.there < rows):
        if found.there != shapes:
            raise refusals.corrupt()
        paths[".dbf"] = _changed(paths[".dbf"], folder, 4, struct.pack("<I", shapes))
        rows = shapes
        yield HeadMended(part=".dbf", layer=name)
    if max((shapes - rows) * found.width, (rows - shapes) * _EMPTY_RECORD) > MOST_MADE:
        raise refusals.corrupt()
    if rows < shapes:
        paths[".dbf"] = _padded(paths[".dbf"], folder, found, shapes)
    elif rows > shapes:
        paths[".shp"] = _without_shapes(paths[".shp"], folder, shapes, rows)
        paths.pop(".shx", None)
    if rows != shapes:
        yield RecordsUnequal(layer=name, shapes=shapes, rows=rows)


def _attributes(dbf: Path) -> _Attributes:
    with dbf.open("rb") as file:
        head = file.read(32)
    if len(head) < 32:
        raise refusals.corrupt()
    rows, before, width = struct.unpack("<IHH", head[4:12])
    if not width:
        raise refusals.corrupt()
    return _Attributes(rows, before, width, max(0, dbf.stat().st_size - before) // width)


def _copied(path: Path, folder: Path) -> Path:
    copy = folder / f"own{path.suffix.lower()}"
    if path != copy:
        shutil.copyfile(path, copy)
    return copy


def _changed(path: Path, folder: Path, at: int, value: bytes, *, end: int | None = None) -> Path:
    copy = _copied(path, folder)
    with copy.open("r+b") as file:
        file.seek(at)
        file.write(value)
        if end is not None:
            file.truncate(end)
    return copy


def _padded(dbf: Path, folder: Path, found: _Attributes, shapes: int) -> Path:
    """Return a copy with empty rows for the shapes that have none."""
    copy = _changed(dbf, folder, 4, struct.pack("<I", shapes), end=found.before + found.rows * found.width)
    with copy.open("ab") as file:
        file.write(b" " * found.width * (shapes - found.rows) + b"\x1a")
    return copy


def _without_shapes(shp: Path, folder: Path, shapes: int, rows: int) -> Path:
    """Return a copy with a record of no shape for each row of attributes that has none; its index is made anew."""
    copy = _copied(shp, folder)
    with copy.open("ab") as file:
        for number in range(shapes + 1, rows + 1):
            file.write(struct.pack(">ii", number, len(_NO_SHAPE) // _WORD) + _NO_SHAPE)
    return _changed(copy, folder, 24, struct.pack(">i", copy.stat().st_size // _WORD))
