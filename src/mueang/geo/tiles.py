"""Tiles of a map made from shapes: for each zoom only the detail that can be seen at it.

    write_tiles(path, [areas_of(level), labels_of(level)], zooms=(0, 11), most_bytes=64 << 20)

Areas are simplified together, so that neighbours keep their common border (GEOS, Visvalingam-Whyatt on a coverage). Points
that would cover each other are drawn once and say for how many they stand. GDAL cuts the tiles. What would make the
archive larger than it may be is left out from the finest zoom downwards: no feature is, and a map enlarges what there is.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import shapely

from mueang.base.errors import LimitReached
from mueang.base.message import Message
from mueang.geo.gdal import gdal
from mueang.geo.pmtiles import Bounds, Heading, Tile, place_in_archive, write_archive

FINEST = 16
STANDS_FOR = "n"
"""Property of a point: for how many it stands."""
_LABELS_APART = 20.0
_RADIUS = 6_378_137.0
_ROUND = 2 * math.pi * _RADIUS
_NORTHERNMOST = 85.051
_PIXELS = 512
_GRID = 4_096
_APART = 4.0
_CROWD = 5_000
_UNLIMITED = "2000000000"
_WRITING = {"FORMAT": "DIRECTORY", "COMPRESS": "NO", "SIMPLIFICATION": "0", "MAX_SIZE": _UNLIMITED, "MAX_FEATURES": _UNLIMITED}

Properties = Mapping[str, Sequence[Any]]
OnZoom = Callable[[int, int], None]


@dataclass(frozen=True)
class Features:
    """Shapes on the flat map (EPSG:3857) with their properties."""

    shapes: Any
    properties: dict[str, Any]

    def taken(self, index: Any) -> Features:
        """Return some of the features."""
        return Features(self.shapes[index], {name: values[index] for name, values in self.properties.items()})


class Layer(Protocol):
    """What a map draws as one: a name, and its features as they are at a zoom."""

    name: str

    bounds: Bounds

    def at(self, zoom: int, *, finest: bool) -> Features:
        """Return what can be seen at the zoom; at the finest, everything."""
        ...


class _Kept:
    def __init__(self, name: str, shapes: Any, properties: Properties) -> None:
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        self.name = name
        self.bounds: Bounds = tuple(float(edge) for edge in shapely.total_bounds(shapes[there])) if there.any() else (0, 0, 0, 0)  # type: ignore[assignment]
        self._all = Features(_flat(shapes[there]), {key: _column(values)[there] for key, values in properties.items()})


class Areas(_Kept):
    """Areas beside each other; `shapes` are polygons in lon/lat WGS 84."""

    def at(self, zoom: int, *, finest: bool) -> Features:
        """Return the areas with the corners that can be told apart."""
        step = _pixel(zoom) / (_GRID / _PIXELS if finest else 1)
        return Features(shapely.coverage_simplify(self._all.shapes, step), self._all.properties)


class Shapes(_Kept):
    """Lines, areas that may overlap, points: anything in lon/lat WGS 84, each by itself."""

    def at(self, zoom: int, *, finest: bool) -> Features:
        """Return the shapes with the corners that can be told apart."""
        step = _pixel(zoom) / (_GRID / _PIXELS if finest else 1)
        return Features(shapely.simplify(self._all.shapes, step, preserve_topology=True), self._all.properties)


class Points(_Kept):
    """Points in lon/lat WGS 84. `apart` is how many pixels lie at least about between two that are drawn."""

    def __init__(self, name: str, shapes: Any, properties: Properties, *, apart: float = _APART) -> None:
        super().__init__(name, shapes, properties)
        self._apart = apart

    def at(self, zoom: int, *, finest: bool) -> Features:
        """Return the first of the points in each cell; `n` says how many it stands for. At the finest zoom only equal places share a cell."""
        cell = _pixel(zoom) * (_PIXELS / _GRID if finest else self._apart)
        first, counts = _first_of_cells(self._all.shapes, cell)
        kept = self._all.taken(first)
        return Features(kept.shapes, {**kept.properties, STANDS_FOR: counts})

    def finest(self, most: int = FINEST) -> int:
        """Return the first zoom at which no tile holds a crowd, or the last zoom there is."""
        for zoom in range(10, most):
            _, counts = _first_of_cells(self._all.shapes, _ROUND / 2**zoom)
            if not len(counts) or counts.max() <= _CROWD:
                return zoom
        return most


class Labels(Points):
    """Points at which names stand; the first ones keep their place where there is room for few."""

    def __init__(self, name: str, shapes: Any, properties: Properties) -> None:
        super().__init__(name, shapes, properties, apart=_LABELS_APART)

    def at(self, zoom: int, *, finest: bool) -> Features:
        """Return the labels that have room; all of them at the finest zoom."""
        if finest:
            return self._all
        first, _ = _first_of_cells(self._all.shapes, _pixel(zoom) * self._apart)
        return self._all.taken(first)


def write_tiles(
    path: Path,
    layers: Sequence[Layer],
    *,
    zooms: tuple[int, int],
    most_bytes: int,
    metadata: Mapping[str, Any] | None = None,
    on_zoom: OnZoom | None = None,
) -> Heading:
    """Write an archive of the layers, whole or not at all, and return its heading.

    most_bytes   of all tiles before they are compressed
    on_zoom      told how many zooms are done of how many; what it raises ends the work

    Raises LimitReached (`tiles.size`) if not even the coarsest zoom fits.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="making-") as folder:
        kept = _zooms_within(layers, zooms, most_bytes, Path(folder), on_zoom)
        heading = Heading(_around([layer.bounds for layer in layers]), (zooms[0], kept[-1]))
        told = {"vector_layers": [{"id": layer.name, "fields": {}} for layer in layers], **(metadata or {})}
        return write_archive(path, (tile for zoom in kept for tile in _tiles_of(Path(folder), zoom)), heading, told)


def finest_for(square_metres: Sequence[float], latitude: float) -> int:
    """Return the finest zoom that areas of these sizes call for: the middle one then fills about half of a tile."""
    side = math.sqrt(float(np.median(square_metres)))
    return max(6, min(12, math.ceil(math.log2(_ROUND * math.cos(math.radians(latitude)) / (2 * side)))))


def _zooms_within(layers: Sequence[Layer], zooms: tuple[int, int], most_bytes: int, folder: Path, on_zoom: OnZoom | None) -> list[int]:
    """Have the tiles of each zoom cut, coarsest first, as long as there is room; return the zooms."""
    low, high = zooms
    kept: list[int] = []
    for zoom in range(low, high + 1):
        if on_zoom:
            on_zoom(zoom - low, high - low + 1)
        for k, layer in enumerate(layers):
            _cut(layer.at(zoom, finest=zoom == high), layer.name, zoom, folder / f"{zoom}-{k}")
        most_bytes -= sum(file.stat().st_size for file in _files(folder, zoom))
        if most_bytes < 0:
            break
        kept.append(zoom)
    if not kept:
        raise LimitReached(Message("ข้อมูลนี้ใหญ่เกินกว่าจะทำแผนที่แบบโต้ตอบได้", "This is too much for an interactive map."), code="tiles.size")
    return kept


def _cut(features: Features, name: str, zoom: int, folder: Path) -> None:
    """Have GDAL cut one layer at one zoom into a folder of tiles."""
    if not len(features.shapes):
        return
    options = {**_WRITING, "MINZOOM": str(zoom), "MAXZOOM": str(zoom), "EXTENT": str(_GRID)}
    properties = features.properties
    gdal().raw.write(
        str(folder),
        shapely.to_wkb(features.shapes),
        list(properties.values()),
        list(properties),
        driver="MVT",
        layer=name,
        geometry_type="Unknown",
        crs="EPSG:3857",
        dataset_options=options,
    )


def _tiles_of(folder: Path, zoom: int) -> Iterator[Tile]:
    """Yield the tiles of a zoom; layers of one tile stand one after the other, as the format has it."""
    parts: dict[tuple[int, int], list[Path]] = {}
    for file in _files(folder, zoom):
        parts.setdefault((int(file.parent.name), int(file.stem)), []).append(file)
    for x, y in sorted(parts, key=lambda place: place_in_archive(zoom, *place)):
        yield Tile(zoom, x, y, b"".join(file.read_bytes() for file in parts[x, y]))


def _files(folder: Path, zoom: int) -> list[Path]:
    return sorted(folder.glob(f"{zoom}-*/{zoom}/*/*.pbf"))


def _pixel(zoom: int) -> float:
    """Return the width of a pixel at the equator, in units of the flat map."""
    return _ROUND / (_PIXELS * (1 << zoom))


def _flat(shapes: Any) -> Any:
    return shapely.transform(shapely.force_2d(shapes), _mercator)


def _mercator(corners: Any) -> Any:
    latitude = np.radians(np.clip(corners[:, 1], -_NORTHERNMOST, _NORTHERNMOST))
    return np.column_stack((np.radians(corners[:, 0]) * _RADIUS, _RADIUS * np.log(np.tan(np.pi / 4 + latitude / 2))))


def _column(values: Sequence[Any]) -> Any:
    given = np.asarray(values)
    return given if given.dtype.kind in "if" else np.array(values, dtype=object)


def _first_of_cells(points: Any, cell: float) -> tuple[Any, Any]:
    """Return the index of the first point of each cell, in order, and how many lie in it."""
    cells = np.floor(shapely.get_coordinates(points) / cell).astype(np.int64)
    _, first, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    order = np.argsort(first)
    return first[order], counts[order]


def _around(all_bounds: Sequence[Bounds]) -> Bounds:
    west, south, east, north = zip(*all_bounds, strict=True)
    return min(west), min(south), max(east), max(north)
