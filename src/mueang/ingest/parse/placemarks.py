"""One placemark of KML while it is read: its values and its shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_GROUPS = ("MultiGeometry", "MultiTrack")
_MULTI = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


@dataclass
class _Open:
    """A shape whose end has not come yet."""

    tag: str
    points: list[tuple[float, ...]] = field(default_factory=list)
    rings: list[list[tuple[float, ...]]] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)


@dataclass
class Placemark:
    """A row: `values` by name of column; `naming` is the extended datum that is open; `broken` where its coordinates cannot be read."""

    values: dict[str, str] = field(default_factory=dict)
    naming: str = ""
    broken: bool = False
    shape: Any = None
    _stack: list[_Open] = field(default_factory=list)

    @property
    def wkb(self) -> bytes | None:
        """The shape in WKB, or None."""
        import shapely

        return None if self.shape is None else shapely.to_wkb(self.shape)

    def put(self, name: str, text: str) -> None:
        """Note a value; of several under one name the last counts."""
        if text:
            self.values[name] = text

    def open_shape(self, tag: str) -> None:
        """Begin a shape."""
        self._stack.append(_Open(tag))

    def coordinates(self, text: str) -> None:
        """Add points, "lon,lat[,height]" parted by blanks, to the open shape."""
        if not self._stack:
            return
        try:
            self._stack[-1].points += [tuple(float(part) for part in point.split(",")[:2]) for point in text.split()]
        except ValueError:
            self.broken = True

    def close_shape(self, tag: str) -> None:
        """End a shape and give it to the one around it, or to the placemark."""
        done = self._stack.pop()
        outer = self._stack[-1] if self._stack else None
        if outer is not None and tag in ("LinearRing", "innerBoundaryIs") and outer.tag in ("Polygon", "innerBoundaryIs"):
            outer.rings += done.rings if tag == "innerBoundaryIs" else [done.points]
            return
        shape = self._made(done)
        if outer is not None:
            outer.parts.append(shape)
        elif shape is not None:
            self.shape = shape

    def _made(self, done: _Open) -> Any:
        import shapely

        try:
            return _shape(done)
        except (ValueError, shapely.errors.GEOSException):
            self.broken = True
            return None


def _shape(done: _Open) -> Any:
    """Return the shape, None for an empty one. Raises ValueError for one with too few points."""
    import shapely

    if done.tag in _GROUPS:
        return _group([part for part in done.parts if part is not None])
    if done.tag == "Polygon":
        return shapely.Polygon(done.rings[0], done.rings[1:]) if done.rings else None
    if not done.points:
        return None
    if done.tag == "Point":
        return shapely.Point(done.points[0])
    return shapely.LineString(done.points)


def _group(parts: list[Any]) -> Any:
    """Return several shapes as one: of one kind if all parts are of one kind."""
    import shapely

    if len(parts) < 2:
        return parts[0] if parts else None
    kinds = {part.geom_type for part in parts}
    multi = _MULTI.get(kinds.pop()) if len(kinds) == 1 else None
    return getattr(shapely, multi or "GeometryCollection")(parts)
