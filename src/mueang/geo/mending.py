"""Invalid shapes named and mended: GEOS says what is wrong, its repair by the structure of rings keeps the kind of shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_AREAS, _LINES = ("Polygon", "MultiPolygon"), ("LineString", "LinearRing", "MultiLineString")

NOT_CLOSED = "Ring not closed"
"""What GEOS refuses to read rather than to call invalid."""


@dataclass(frozen=True)
class Fault:
    """One invalid shape: its place in the array, what GEOS says is wrong, whether it could be mended, and the share by which its area changed."""

    index: int
    reason: str
    mended: bool
    change: float = 0.0


@dataclass(frozen=True)
class Mending:
    """Shapes after mending. Those that could not be are missing."""

    shapes: Any
    faults: tuple[Fault, ...] = field(default=())

    @property
    def invalid(self) -> NDArray[np.bool_]:
        """Which shapes were invalid."""
        which = np.zeros(len(self.shapes), dtype=bool)
        which[[fault.index for fault in self.faults]] = True
        return which


def mend(shapes: Any) -> Mending:
    """Return the shapes valid, each of its own kind: areas stay areas, lines lines. What a repair leaves of another kind is dropped."""
    wrong = np.flatnonzero(~(shapely.is_valid(shapes) | shapely.is_missing(shapes)))
    if not wrong.size:
        return Mending(shapes)
    shapes = np.array(shapes, dtype=object)
    reasons = shapely.is_valid_reason(shapes[wrong])
    mended = [_of_kind(made, before) for made, before in zip(_valid(shapes[wrong]), shapes[wrong], strict=True)]
    faults = [
        Fault(int(index), str(reason), after is not None, _change(shapes[index], after)) for index, reason, after in zip(wrong, reasons, mended, strict=True)
    ]
    shapes[wrong] = mended
    return Mending(shapes, tuple(faults))


def _valid(shapes: Any) -> Any:
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def _of_kind(made: Any, before: Any) -> Any:
    """Return the parts of a mended shape that are of the kind that it was, None if there are none."""
    if made is None or made.is_empty:
        return None
    kinds = _AREAS if before.geom_type in _AREAS else _LINES if before.geom_type in _LINES else None
    if kinds is None or made.geom_type in kinds:
        return made
    parts = [part for part in _parts(made) if part.geom_type in kinds]
    if not parts:
        return None
    several = shapely.MultiPolygon if kinds is _AREAS else shapely.MultiLineString
    return parts[0] if len(parts) == 1 else several(parts)


def _parts(shape: Any) -> list[Any]:
    found: list[Any] = []
    for part in shapely.get_parts(shape):
        found += _parts(part) if part.geom_type.startswith(("Multi", "Geometry")) else [part]
    return found


def _change(before: Any, after: Any) -> float:
    """Return by which share the area differs from the sum of the rings as they were drawn; 0 for what has no area."""
    was, now = float(shapely.area(before)), float(shapely.area(after)) if after is not None else 0.0
    most = max(was, now)
    return abs(now - was) / most if most else 0.0
