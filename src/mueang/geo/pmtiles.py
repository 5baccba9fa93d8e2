"""PMTiles, version 3: all tiles of a map in one file, of which a reader asks for the few bytes that it needs.

    write_archive(path, tiles, heading, {})
    heading = read_heading(path)            refuses a file that is not a whole archive

The format's own library packs and reads it. Here are what it leaves open: the file is whole or not there, and one that
was cut off is not served.
"""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from pmtiles.tile import Compression, HeaderDict, MagicNumberNotFound, SpecVersionUnsupported, TileType, deserialize_header, zxy_to_tileid
from pmtiles.writer import Writer

from mueang.base.errors import SourceError
from mueang.base.message import Message

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_HEADER_BYTES = 127
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


def place_in_archive(zoom: int, x: int, y: int) -> int:
    """Return where a tile stands among all: zooms one after the other, each along Hilbert's curve."""
    return int(zxy_to_tileid(zoom, x, y))


def write_archive(path: Path, tiles: Iterable[Tile], heading: Heading, metadata: dict[str, Any]) -> Heading:
    """Write the tiles to a new file, whole or not at all, and return its heading. Equal input gives equal bytes."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix="making-")
    try:
        with os.fdopen(handle, "wb") as file:
            packed = _pack(file, tiles, heading, metadata)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return Heading(heading.bounds, heading.zooms, packed)


def read_heading(path: Path) -> Heading:
    """Return what the archive says of itself. Raises SourceError (`tiles.damaged`) unless it is a whole archive of vector tiles."""
    with path.open("rb") as file:
        raw = file.read(_HEADER_BYTES)
    header = _read(raw) if len(raw) == _HEADER_BYTES else None
    if header is None or header["tile_data_offset"] + header["tile_data_length"] != path.stat().st_size:
        raise SourceError(_DAMAGED, code="tiles.damaged")
    west, south, east, north = (header[f"{edge}_e7"] / _E7 for edge in ("min_lon", "min_lat", "max_lon", "max_lat"))  # type: ignore[literal-required]
    return Heading((west, south, east, north), (header["min_zoom"], header["max_zoom"]), header["addressed_tiles_count"])


def _pack(file: IO[bytes], tiles: Iterable[Tile], heading: Heading, metadata: dict[str, Any]) -> int:
    writer: Any = Writer(file)  # type: ignore[no-untyped-call]
    for tile in tiles:
        writer.write_tile(place_in_archive(tile.zoom, tile.x, tile.y), gzip.compress(tile.content, 9, mtime=0))
    writer.finalize(_header(heading), dict(sorted(metadata.items())))
    return int(writer.addressed_tiles)


def _header(heading: Heading) -> dict[str, Any]:
    west, south, east, north = (round(edge * _E7) for edge in heading.bounds)
    corners = {"min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north}
    centre = {"center_zoom": heading.zooms[0], "center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2}
    return {"version": 3, "tile_type": TileType.MVT, "tile_compression": Compression.GZIP, **corners, **centre}


def _read(raw: bytes) -> HeaderDict | None:
    try:
        header = deserialize_header(raw)
    except (MagicNumberNotFound, SpecVersionUnsupported, ValueError):
        return None
    return header if header["tile_type"] is TileType.MVT else None
