"""PMTiles, version 3: all tiles of a map in one file, of which a reader asks for the few bytes that it needs.

    write_archive(path, tiles, heading)     tiles come in the order of their numbers; see `tile_number`
    heading = read_heading(path)            refuses a file that is not a whole archive

Written after the public specification of the format. Tiles and directories are compressed by gzip, equal tiles are kept
once, and equal input gives equal bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

from mueang.base.errors import SourceError
from mueang.base.message import Message

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_MAGIC, _VERSION = b"PMTiles", 3
_GZIP, _VECTOR, _CLUSTERED = 2, 1, 1
_FIRST_READ = 16_384
"""Header and root directory lie within the first bytes, which every reader asks for at once."""
_LEAF = 4_096
_E7 = 10_000_000
_DAMAGED = Message("ไฟล์ไทล์แผนที่เสียหายหรือไม่ครบ ต้องสร้างใหม่", "The archive of tiles is damaged or cut off and must be made again.")


class Tile(NamedTuple):
    """One tile: its place, and the content as a map reads it, not compressed."""

    zoom: int
    x: int
    y: int
    content: bytes


@dataclass(frozen=True)
class Heading:
    """What an archive says of itself."""

    bounds: Bounds
    zooms: tuple[int, int]
    tiles: int = 0


class _Entry(NamedTuple):
    number: int
    offset: int
    length: int
    run: int


def tile_number(zoom: int, x: int, y: int) -> int:
    """Return the number of a tile: zooms one after the other, each along Hilbert's curve."""
    number, side = ((1 << 2 * zoom) - 1) // 3, 1 << zoom
    step = side >> 1
    while step:
        right, below = int(bool(x & step)), int(bool(y & step))
        number += step * step * ((3 * right) ^ below)
        if not below:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step >>= 1
    return number


def write_archive(path: Path, tiles: Iterable[Tile], heading: Heading, metadata: dict[str, Any]) -> Heading:
    """Write the tiles to a new file, whole or not at all, and return its heading. Raises ValueError if they are out of order."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix="making-")
    try:
        with tempfile.TemporaryFile(dir=path.parent) as body, os.fdopen(handle, "wb") as file:
            packed = _Packed(body)
            for tile in tiles:
                packed.add(tile)
            written = Heading(heading.bounds, heading.zooms, packed.addressed)
            _write(file, packed, written, metadata)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return written


def read_heading(path: Path) -> Heading:
    """Return what the archive says of itself. Raises SourceError (`tiles.damaged`) unless it is a whole archive of vector tiles."""
    with path.open("rb") as file:
        raw = file.read(_HEADER.size)
    if len(raw) < _HEADER.size:
        raise SourceError(_DAMAGED, code="tiles.damaged")
    magic, version, *numbers = _HEADER.unpack(raw)
    sections, (addressed, _, _) = numbers[:8], numbers[8:11]
    whole = sections[6] + sections[7] == path.stat().st_size and all(start >= _HEADER.size for start in sections[::2])
    if (magic, version) != (_MAGIC, _VERSION) or not whole or numbers[14] != _VECTOR:
        raise SourceError(_DAMAGED, code="tiles.damaged")
    west, south, east, north = (one / _E7 for one in numbers[17:21])
    return Heading((west, south, east, north), (numbers[15], numbers[16]), addressed)


@dataclass
class _Packed:
    """Tiles in a file of their own, and where each lies in it."""

    body: IO[bytes]
    entries: list[_Entry] = field(default_factory=list)
    addressed: int = 0
    size: int = 0
    _known: dict[bytes, tuple[int, int]] = field(default_factory=dict)

    @property
    def contents(self) -> int:
        return len(self._known)

    def add(self, tile: Tile) -> None:
        number = tile_number(tile.zoom, tile.x, tile.y)
        last = self.entries[-1] if self.entries else None
        if last is not None and number < last.number + last.run:
            raise ValueError(f"the tile {tile.zoom}/{tile.x}/{tile.y} comes too late")
        offset, length = self._place(tile.content)
        self.addressed += 1
        if last is not None and (offset, length) == (last.offset, last.length) and number == last.number + last.run:
            self.entries[-1] = last._replace(run=last.run + 1)
        else:
            self.entries.append(_Entry(number, offset, length, 1))

    def _place(self, content: bytes) -> tuple[int, int]:
        key = hashlib.sha256(content).digest()
        if key not in self._known:
            compressed = gzip.compress(content, 9, mtime=0)
            self.body.write(compressed)
            self._known[key] = (self.size, len(compressed))
            self.size += len(compressed)
        return self._known[key]


def _write(file: IO[bytes], packed: _Packed, heading: Heading, metadata: dict[str, Any]) -> None:
    root, leaves = _directories(packed.entries)
    told = gzip.compress(json.dumps(metadata, ensure_ascii=False, sort_keys=True).encode(), 9, mtime=0)
    at_told = _HEADER.size + len(root)
    at_leaves = at_told + len(told)
    at_tiles = at_leaves + len(leaves)
    sections = (_HEADER.size, len(root), at_told, len(told), at_leaves, len(leaves), at_tiles, packed.size)
    counts = (packed.addressed, len(packed.entries), packed.contents)
    west, south, east, north = (round(one * _E7) for one in heading.bounds)
    low, high = heading.zooms
    kinds = (_CLUSTERED, _GZIP, _GZIP, _VECTOR, low, high)
    file.write(_HEADER.pack(_MAGIC, _VERSION, *sections, *counts, *kinds, west, south, east, north, low, (west + east) // 2, (south + north) // 2))
    for part in (root, told, leaves):
        file.write(part)
    packed.body.seek(0)
    shutil.copyfileobj(packed.body, file)


def _directories(entries: Sequence[_Entry]) -> tuple[bytes, bytes]:
    """Return the root and the leaves: all in the root where that is short enough."""
    root = _directory(entries)
    size = _LEAF
    leaves = b""
    while _HEADER.size + len(root) > _FIRST_READ:
        parts = [entries[start : start + size] for start in range(0, len(entries), size)]
        packed = [_directory(part) for part in parts]
        starts = [sum(len(one) for one in packed[:k]) for k in range(len(packed))]
        root = _directory([_Entry(part[0].number, start, len(one), 0) for part, start, one in zip(parts, starts, packed, strict=True)])
        leaves, size = b"".join(packed), size * 2
    return root, leaves


def _directory(entries: Sequence[_Entry]) -> bytes:
    steps = [entry.number - (entries[k - 1].number if k else 0) for k, entry in enumerate(entries)]
    columns = (steps, [entry.run for entry in entries], [entry.length for entry in entries], _offsets(entries))
    raw = bytearray(_varint(len(entries)))
    for column in columns:
        for value in column:
            raw += _varint(value)
    return gzip.compress(bytes(raw), 9, mtime=0)


def _offsets(entries: Sequence[_Entry]) -> list[int]:
    """Return each offset plus one; 0 for a tile that follows the one before."""
    return [0 if k and entry.offset == entries[k - 1].offset + entries[k - 1].length else entry.offset + 1 for k, entry in enumerate(entries)]


def _varint(value: int) -> bytes:
    raw = bytearray()
    while value > 0x7F:
        raw.append(value & 0x7F | 0x80)
        value >>= 7
    raw.append(value)
    return bytes(raw)
