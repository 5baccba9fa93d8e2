"""Shapes mended and measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely


@dataclass(frozen=True)
class Repaired:
    """Shapes after repair: how many were invalid, and which are still without a usable shape."""

    shapes: Any
    invalid: int
    left: tuple[int, ...]

    @property
    def fixed(self) -> int:
        """How many were repaired."""
        return self.invalid - len(self.left)


def repair_areas(shapes: Any) -> Repaired:
    """Return the areas valid and as multipolygons; lines and points that a repair leaves over are dropped.

    Repair by the structure of rings (GEOS): holes stay holes and overlaps are joined.
    """
    shapes = np.array(shapes, dtype=object)
    wrong = ~shapely.is_valid(shapes)
    shapes[wrong] = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    areas = np.array([_areal(shape) for shape in shapes], dtype=object)
    left = tuple(int(i) for i in np.flatnonzero(shapely.is_missing(areas)))
    return Repaired(areas, int(wrong.sum()) + len(set(left) - set(np.flatnonzero(wrong).tolist())), left)


def _areal(shape: Any) -> Any:
    if shape is None or shape.is_empty:
        return None
    parts = shapely.get_parts(shapely.get_parts(shape)) if shape.geom_type == "GeometryCollection" else shapely.get_parts(shape)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons) if polygons else None


def square_metres(shape: Any) -> float:
    """Return the area of a shape in lon/lat on the ellipsoid of WGS 84."""
    from pyproj import Geod

    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))
    return float(abs(area))


def rings_of(wkb: bytes, tolerance: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the rings of an area, outer and inner, simplified to `tolerance` (in its own units) without crossing themselves."""
    shape = shapely.simplify(shapely.from_wkb(wkb), tolerance, preserve_topology=True)
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return tuple(tuple((float(x), float(y)) for x, y in ring.coords) for ring in rings)
