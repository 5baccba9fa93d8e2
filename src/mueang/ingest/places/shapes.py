"""Shapes written as text in a cell (WKT, GeoJSON, or only its coordinates), read and mended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mueang.base.report import Issue
from mueang.geo.crs import WGS84, Transformation, guess, to_wgs84
from mueang.ingest.places.batches import source_rows
from mueang.ingest.places.issues import ShapesMended, ShapesRead, ShapesUnreadable
from mueang.tables.distinct import decoded
from mueang.tables.schema import Column, ColumnType, TableSchema

LOOKS_LIKE_A_SHAPE = r'^\s*(?:\[\s*\[|\{\s*"|(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z\s*)?\()'
MOSTLY = 0.8
FIRST_LOOK = 20
_BY_DEPTH = {2: "LineString", 3: "Polygon", 4: "MultiPolygon"}
_OPENING = re.compile(r"\s*((?:\[\s*)+)")
_SRID = re.compile(r"^\s*SRID=\d+;", re.IGNORECASE)


@dataclass
class ShapeColumn:
    """A column of text that may hold shapes; `transformation` is known after the first pass if it does."""

    position: int
    transformation: Transformation | None = None
    likely: tuple[str, ...] = ()
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
            self.transformation = _system(shapes, crs)
            self.likely = _likely(shapes) if self.transformation is None else ()

    def read(self, batch: pa.RecordBatch) -> tuple[Any, Any]:
        """Return the valid shapes of the rows, None where there is none, and which of them had to be mended."""
        import shapely

        assert self.transformation is not None
        shapes = self.transformation.shapes(_parsed(decoded(batch.column(self.position))))
        mended = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
        shapes[mended] = shapely.make_valid(shapes[mended], method="structure", keep_collapsed=False)
        return shapes, mended

    def column(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the shapes of the batch as WKB."""
        import shapely

        return pa.array(list(shapely.to_wkb(self.read(batch)[0])), pa.binary())


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


def _likely(shapes: Any) -> tuple[str, ...]:
    """Return the systems in which the shapes would lie in Thailand, likeliest first."""
    import shapely

    centres = shapely.get_coordinates(shapely.centroid(shapes[~shapely.is_missing(shapes)]))
    return guess(centres[:, 0], centres[:, 1]) if len(centres) else ()


def _parsed(values: pa.Array) -> Any:
    """Return the shapes of the texts, None for what is none."""
    import shapely

    texts = [value or "" for value in values.to_pylist()]
    shapes = np.full(len(texts), None, dtype=object)
    as_json = np.array([text.lstrip().startswith(("{", "[")) for text in texts], dtype=bool)
    as_text = ~as_json & np.array([bool(text.strip()) for text in texts], dtype=bool)
    shapes[as_json] = shapely.from_geojson([_geojson(text) for text, yes in zip(texts, as_json, strict=True) if yes], on_invalid="ignore")
    shapes[as_text] = shapely.from_wkt([_SRID.sub("", text) for text, yes in zip(texts, as_text, strict=True) if yes], on_invalid="ignore")
    return shapes


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
    first: dict[str, int] = field(default_factory=dict)

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the shapes of the batch."""
        import shapely

        shapes, mended = self.shape.read(batch)
        missing = shapely.is_missing(shapes)
        lost = missing & pc.is_valid(batch.column(self.shape.position)).to_numpy(zero_copy_only=False)
        self.read += int((~missing).sum())
        self.mended += int(mended.sum())
        self.unreadable += int(lost.sum())
        for name, which in (("mended", mended), ("unreadable", lost)):
            if which.any():
                self.first.setdefault(name, int(source_rows(batch)[which].min()))

    def issues(self, schema: TableSchema) -> Iterator[Issue]:
        """Return what there is to say about the shapes."""
        column = schema.columns[self.shape.position].name
        yield ShapesRead(column=column, count=self.read)
        if self.mended:
            yield ShapesMended(column=column, row=self.first["mended"], count=self.mended)
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
