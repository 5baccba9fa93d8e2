"""Shapes of areas, for maps: those of the newest set of a level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mueang.geo.shapes import rings_of
from mueang_site.areas.models import Area, BoundarySet

Ring = tuple[tuple[float, float], ...]
DETAIL_DEGREES = 0.0008
"""Finest detail of a shape on a page: about 90 m."""


@dataclass(frozen=True)
class AreaShape:
    """One area as a page draws it: outer and inner rings of (lon, lat), simplified."""

    code: str
    name_th: str
    name_en: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Shapes:
    """The areas of one level, and to whom they are owed."""

    attribution: str
    areas: tuple[AreaShape, ...]


def shapes_of(level: str, codes: Iterable[str] | None = None) -> Shapes | None:
    """Return the shapes of a level, those of the codes only where codes are given; None if no boundaries were imported."""
    newest = BoundarySet.objects.filter(level=level).first()
    if newest is None:
        return None
    drawn = _drawn(newest.pk, newest.imported_at.isoformat())
    wanted = set(codes) if codes is not None else None
    return Shapes(newest.attribution, tuple(area for area in drawn if wanted is None or area.code in wanted))


@lru_cache(maxsize=8)
def _drawn(boundary_set: int, imported_at: str) -> tuple[AreaShape, ...]:
    areas = Area.objects.filter(boundary_set_id=boundary_set)
    return tuple(AreaShape(a.code, a.name_th, a.name_en, rings_of(bytes(a.shape), DETAIL_DEGREES)) for a in areas)
