"""The boundaries of a level as one archive of tiles, which all maps of that level share: values are joined to it by code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from mueang.geo.tiles import Areas, Labels, finest_for, write_tiles
from mueang_site.access.actor import Actor
from mueang_site.areas import archives
from mueang_site.areas.archives import State
from mueang_site.areas.models import Area, BoundarySet
from mueang_site.jobs import actions as jobs

if TYPE_CHECKING:
    from collections.abc import Callable

KIND = "areas.tiles"
_PREFIX = "areas"


@dataclass(frozen=True)
class LevelTiles(archives.Archive):
    """The archive of the newest boundaries of a level: layers `areas` and `labels`, each with `code`, `name_th` and `name_en`."""

    level: str
    attribution: str


def tiles_of(level: str) -> LevelTiles | None:
    """Return the archive of a level, made or not; None if no boundaries were imported."""
    newest = BoundarySet.objects.filter(level=level).first()
    return LevelTiles(_path(newest), level, newest.attribution) if newest else None


def ask(actor: Actor, level: str, *, now: datetime) -> None:
    """Have the archive of a level made, unless that is under way."""
    jobs.enqueue(KIND, {"level": level}, actor=actor, now=now, key=f"{KIND}:{level}", label=level)


def make(level: str, on_zoom: Callable[[int, int], None]) -> int:
    """Make the archive of the newest boundaries of the level, unless it is there; return how many tiles it has."""
    newest = BoundarySet.objects.filter(level=level).first()
    if newest is None or archives.Archive(_path(newest)).state is not State.MISSING:
        return 0
    areas = list(newest.areas.order_by("-square_metres", "code"))
    if not areas:
        archives.note_none(_path(newest))
        return 0
    return _write(_path(newest), newest, areas, on_zoom)


def sweep(*, grace: timedelta) -> int:
    """Remove the archives of boundaries that are not the newest of their level."""
    levels = set(BoundarySet.objects.order_by().values_list("level", flat=True))
    named = {tiles.path for level in levels if (tiles := tiles_of(level))}
    return archives.sweep(_PREFIX, lambda path: path in named, grace=grace)


def _write(path: Path, boundaries: BoundarySet, areas: list[Area], on_zoom: Callable[[int, int], None]) -> int:
    shapes = shapely.from_wkb([bytes(area.shape) for area in areas])
    properties = {name: [getattr(area, name) for area in areas] for name in ("code", "name_th", "name_en")}
    layers = (Areas("areas", shapes, properties), Labels("labels", shapely.point_on_surface(shapes), properties))
    finest = finest_for([area.square_metres for area in areas], float(layers[1].bounds[1]))
    told = {"attribution": boundaries.attribution}
    return write_tiles(path, layers, zooms=(0, finest), most_bytes=archives.MOST_BYTES, metadata=told, on_zoom=on_zoom).tiles


def _path(boundaries: BoundarySet) -> Path:
    return archives.path_of(f"{_PREFIX}-{boundaries.pk}", boundaries.level, boundaries.source_sha256, boundaries.imported_at.isoformat())
