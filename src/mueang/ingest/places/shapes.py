"""Shapes written as text in a cell (WKT, GeoJSON, or only its coordinates), read and mended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.base.report import Issue
from mueang.geo.crs import WGS84, Transformation, guess, in_thailand, to_wgs84
from mueang.geo.mending import Fault, Mending, mend
from mueang.ingest.places.batches import source_rows
from mueang.ingest.places.issues import AxesSwapped, ShapesMended, ShapesRead, ShapesUnreadable
from mueang.tables.distinct import decoded
from mueang.tables.schema import Column, ColumnType, TableSchema

LOOKS_LIKE_A_SHAPE = (
    r'^\s*(?:\[\s*\[|\{\s*"|(?:SRID=\d+;)?\s*(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?:Z?M?\s*)?\(|0[01][0-9A-Fa-f]{40}'
    r"|\(?\s*-?\d+(?:\.\d+|\d{4}\d*)\s*[, ]\s*-?\d+(?:\.\d+|\d{4}\d*)\s*\)?\s*[,; ]\s*\(?\s*-?\d+(?:\.\d+)?\s*[, ]\s*-?\d+)"
)
"""GeoJSON, WKT, WKB in hexadecimal digits, or a list of points."""
MOSTLY = 0.8
MOST_NAMED = 5
"""Invalid shapes that are named one by one; the rest are counted."""
FIRST_LOOK = 20
_BY_DEPTH = {2: "LineString", 3: "Polygon", 4: "MultiPolygon"}
_OPENING = re.compile(r"\s*((?:\[\s*)+)")
_SRID = re.compile(r"^\s*SRID=(\d+);", re.IGNORECASE)
_HEX = re.compile(r"0[01][0-9A-Fa-f]{40,}")
_COORDINATE = r"-?\d+(?:\.\d+)?"
_POINTS = re.compile(rf"({_COORDINATE})(?:\s*,\s*({_COORDINATE})(?:,{_COORDINATE}(?=[\s;)]|$))?|\s+({_COORDINATE}))")
"""Two coordinates parted by a comma, then perhaps a height, or by blanks."""
_BETWEEN = re.compile(r"[\d.\s,;()|-]+")
_RING = re.compile(r"\(([^()]+)\)")
FEWEST_CORNERS = 4
"""Points of a list that ends where it began, from which on it is an area."""


@dataclass
class ShapeColumn:
    """A column of text that may hold shapes; `transformation` is known after the first pass if it does."""

    position: int
    transformation: Transformation | None = None
    likely: tuple[str, ...] = ()
    swapped: bool = False
    seen: bool = False

    def look(self, batch: pa.RecordBatch, crs: str | None) -> None:
        """Judge the column by its first values."""
        if self.seen:
            return
        values = decoded(batch.column(self.position).drop_null().slice(0, FIRST_LOOK))
        if not len(values):
            return
        self.seen = True
        if pc.mean(pc.match_substring_regex(values, LOOKS_LIKE_A_SHAPE)).as_py() >= MOSTLY:
            shapes = _parsed(values)
            self.transformation = _system(shapes, crs or _stated(values))
            self.swapped = self.transformation is not None and _is_swapped(shapes, self.transformation)
            self.likely = _likely(shapes) if self.transformation is None else ()

    def read(self, batch: pa.RecordBatch) -> tuple[Any, Mending]:
        """Return the valid shapes of the rows, None where there is none, and what had to be mended of them."""
        import shapely

        assert self.transformation is not None
        parsed = _parsed(decoded(batch.column(self.position)))
        turned = shapely.transform(parsed, lambda xy: xy[:, ::-1]) if self.swapped else parsed
        done = mend(self.transformation.shapes(turned))
        return done.shapes, done

    def column(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the shapes of the batch as WKB."""
        import shapely

        return pa.array(list(shapely.to_wkb(self.read(batch)[0], output_dimension=2)), pa.binary())


def _system(shapes: Any, crs: str | None) -> Transformation | None:
    """Return how the shapes come to WGS 84, or None if they are no shapes, or metres of a system that nobody stated."""
    import shapely

    found = shapes[~shapely.is_missing(shapes)]
    if len(found) < MOSTLY * len(shapes):
        return None
    within_degrees = bool((np.abs(shapely.total_bounds(found)) <= 180).all())
    if within_degrees:
        return to_wgs84(WGS84)
    return to_wgs84(crs) if crs else None


def _stated(values: pa.Array) -> str | None:
    """Return the system that the texts themselves state (`SRID=32647;...`), None if they state none or several."""
    found = {match[1] for text in values.to_pylist() if (match := _SRID.match(text or ""))}
    return f"EPSG:{found.pop()}" if len(found) == 1 else None


def _is_swapped(shapes: Any, transformation: Transformation) -> bool:
    """True if nearly all shapes lie in Thailand once their axes are swapped, and none as they stand."""
    import shapely

    centres = shapely.get_coordinates(shapely.centroid(shapes[~shapely.is_missing(shapes)]))
    straight, turned = (in_thailand(*transformation.lon_lat(centres[:, k], centres[:, 1 - k])).mean() for k in (0, 1))
    return bool(not straight and turned > MOSTLY)


def _likely(shapes: Any) -> tuple[str, ...]:
    """Return the systems in which the shapes would lie in Thailand, likeliest first."""
    import shapely

    centres = shapely.get_coordinates(shapely.centroid(shapes[~shapely.is_missing(shapes)]))
    return guess(centres[:, 0], centres[:, 1]) if len(centres) else ()


def _parsed(values: pa.Array) -> Any:
    """Return the shapes of the texts, None for what is none."""

    texts = [value or "" for value in values.to_pylist()]
    shapes = np.full(len(texts), None, dtype=object)
    for read, which in zip((_of_json, _of_wkb, _of_list, _of_text), _kinds(texts), strict=True):
        shapes[which] = read([text for text, yes in zip(texts, which, strict=True) if yes])
    return shapes


def _kinds(texts: Sequence[str]) -> list[NDArray[np.bool_]]:
    """Return which texts are GeoJSON, WKB, lists of points and, of those that hold anything, the rest."""
    kinds = [
        np.array([text.lstrip().startswith(("{", "[")) for text in texts], dtype=bool),
        np.array([_HEX.fullmatch(text.strip()) is not None for text in texts], dtype=bool),
        np.array([_BETWEEN.fullmatch(text) is not None for text in texts], dtype=bool),
    ]
    blank = np.array([not text.strip() for text in texts], dtype=bool)
    kinds[2] &= ~kinds[1]
    return [*kinds, ~np.logical_or.reduce([*kinds, blank])]


def _of_json(texts: list[str]) -> Any:
    import shapely

    return shapely.from_geojson([_geojson(text) for text in texts], on_invalid="ignore")


def _of_wkb(texts: list[str]) -> Any:
    import shapely

    return shapely.from_wkb([text.strip() for text in texts], on_invalid="ignore")


def _of_list(texts: list[str]) -> Any:
    """Return lists of points as areas where they end as they began, else as lines."""
    import shapely

    found = np.full(len(texts), None, dtype=object)
    for index, text in enumerate(texts):
        corners = [(float(x), float(y or z)) for x, y, z in _POINTS.findall(text)]
        closed = len(corners) >= FEWEST_CORNERS and corners[0] == corners[-1]
        found[index] = shapely.Polygon(corners) if closed else shapely.LineString(corners) if len(corners) > 1 else None
    return found


def _of_text(texts: list[str]) -> Any:
    """Return the shapes of WKT; rings that were left open are closed."""
    import shapely

    bare = [_SRID.sub("", text) for text in texts]
    return shapely.from_wkt([_closed(text) for text in bare], on_invalid="ignore")


def _closed(text: str) -> str:
    """Return WKT of areas with each ring ending where it begins: GEOS reads no other."""
    return _RING.sub(_close, text) if "POLYGON" in text[:20].upper() else text


def _close(match: re.Match[str]) -> str:
    corners = [corner.strip() for corner in match[1].split(",")]
    return match[0] if corners[0] == corners[-1] or len(corners) < FEWEST_CORNERS - 1 else f"({match[1]}, {corners[0]})"


def _geojson(text: str) -> str:
    """Return a GeoJSON geometry; bare coordinates get the type that their depth of brackets tells."""
    opening = _OPENING.match(text)
    if opening is None:
        return text
    kind = _BY_DEPTH.get(opening[1].count("["), "Point")
    return f'{{"type": {json.dumps(kind)}, "coordinates": {text}}}'


@dataclass
class ShapeTally:
    """What a second pass learns of the shapes."""

    shape: ShapeColumn
    read: int = 0
    mended: int = 0
    unreadable: int = 0
    faults: list[Fault] = field(default_factory=list)
    change: float = 0.0
    first: dict[str, int] = field(default_factory=dict)

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the shapes of the batch."""
        import shapely

        shapes, done = self.shape.read(batch)
        rows, missing = source_rows(batch), shapely.is_missing(shapes)
        lost = missing & ~done.invalid & pc.is_valid(batch.column(self.shape.position)).to_numpy(zero_copy_only=False)
        self.read += int((~missing).sum())
        self.mended += len(done.faults)
        self.unreadable += int(lost.sum())
        self.faults += [replace(fault, index=int(rows[fault.index])) for fault in done.faults[: MOST_NAMED - len(self.faults)]]
        self.change = max((self.change, *(fault.change for fault in done.faults)))
        for name, which in (("mended", done.invalid), ("unreadable", lost)):
            if which.any():
                self.first.setdefault(name, int(rows[which].min()))

    def issues(self, schema: TableSchema) -> Iterator[Issue]:
        """Return what there is to say about the shapes."""
        column = schema.columns[self.shape.position].name
        yield ShapesRead(column=column, count=self.read)
        if self.mended:
            more = " …" if self.mended > len(self.faults) else ""
            where = "; ".join(f"{fault.index + 1}: {fault.reason}" for fault in self.faults) + more
            change = f"{self.change * 100:.1f}"
            yield ShapesMended(column=column, row=self.first["mended"], count=self.mended, where=where, change=change)
        if self.shape.swapped:
            yield AxesSwapped(column=column)
        if self.unreadable:
            yield ShapesUnreadable(column=column, row=self.first["unreadable"], count=self.unreadable)


def shape_columns(schema: TableSchema) -> list[ShapeColumn]:
    """Return the columns of text, any of which may hold shapes."""
    return [ShapeColumn(position) for position, c in enumerate(schema.columns) if c.type is ColumnType.STRING and c.source_column is not None]


def geometry_column(schema: TableSchema, sources: tuple[int, ...], *, point: bool) -> Column:
    """Return the derived column: `geometry`, told apart from one that is there already."""
    names = ("geometry", "geometry_point" if point else "geometry_shape", "geometry_derived")
    name = next(name for name in names if schema.get(name) is None)
    title = ("จุดบนแผนที่", "Point on the map") if point else ("รูปทรงบนแผนที่", "Shape on the map")
    return Column(name, ColumnType.GEOMETRY, derived_from=sources, title_th=title[0], title_en=title[1])
