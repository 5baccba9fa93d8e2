"""The shapes of a version as an archive of tiles: where things are, and by which row one asks for the rest.

An archive holds all rows, so only those get it whose permit shows all of them; anybody else is asked for nothing. Beside
the shape a feature carries `v` and `r`, the version and row that it comes from, and `n`, for how many points it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from mueang.base.errors import LimitReached
from mueang.base.message import Message
from mueang.geo.tiles import Points, Shapes, write_tiles
from mueang.query import Permit, Rows
from mueang.tables.schema import SOURCE_ROW, VERSION, ColumnType
from mueang_site.areas import archives
from mueang_site.areas.archives import State
from mueang_site.catalogue.models import DatasetState, Version
from mueang_site.catalogue.table import TableView, snapshot_of
from mueang_site.jobs import actions as jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from mueang_site.access.actor import Actor

KIND = "catalogue.tiles"
LAYER = "rows"
MOST_ROWS = 1_000_000
"""Shapes beyond these are too many for a map that a browser asks for."""
_PREFIX = "rows"
_FINEST_SHAPES = 13
_TOO_MANY = Message("ข้อมูลนี้มีแถวมากเกินกว่าจะทำแผนที่แบบโต้ตอบได้", "There are too many rows for an interactive map.")


@dataclass(frozen=True)
class RowTiles(archives.Archive):
    """The archive of one version."""

    table: str
    number: int


def tiles_of(view: TableView) -> RowTiles | None:
    """Return the archive of what the view shows, made or not; None without shapes, or where the view does not show everything."""
    if not view.is_whole or not view.schema.of_type(ColumnType.GEOMETRY):
        return None
    return _tiles(view.table, view.number)


def ask(actor: Actor, tiles: RowTiles, *, now: datetime) -> None:
    """Have the archive made, unless that is under way."""
    payload = {"table": tiles.table, "number": tiles.number}
    jobs.enqueue(KIND, payload, actor=actor, now=now, key=f"{KIND}:{tiles.table}:{tiles.number}")


def ask_for_version(actor: Actor, version: Version, *, now: datetime) -> None:
    """Have the archive of a new version made if it has shapes."""
    if any(column["type"] == ColumnType.GEOMETRY for column in version.schema["columns"]):
        ask(actor, _tiles(version.resource.table, version.number), now=now)


def make(table: str, number: int, *, now: datetime, on_zoom: Callable[[int, int], None]) -> int:
    """Make the archive of a version, unless it is there; return how many tiles it has. What cannot be drawn is remembered as such."""
    version = Version.objects.filter(resource__table=table, number=number).select_related("resource").first()
    path = _path(table, number)
    if version is None or archives.Archive(path).state is not State.MISSING:
        return 0
    view = TableView(snapshot_of(version), Permit(table, purpose="tiles"), number=number, now=now)
    try:
        return _write(path, view, on_zoom)
    except LimitReached:
        archives.note_none(path)
        return 0


def sweep(*, grace: timedelta) -> int:
    """Remove the archives that are not of the newest version of a published dataset."""
    return archives.sweep(_PREFIX, _is_named, grace=grace)


def _is_named(path: Path) -> bool:
    table, number, _ = path.stem.removeprefix(f"{_PREFIX}-").rsplit("-", 2)
    versions = Version.objects.filter(resource__table=table, resource__dataset__state=DatasetState.PUBLISHED)
    newest = versions.order_by("-number").values_list("number", flat=True).first()
    return newest == int(number) and path == _path(table, newest)


def _write(path: Path, view: TableView, on_zoom: Callable[[int, int], None]) -> int:
    shapes, properties = _shapes_of(view)
    there = ~shapely.is_missing(shapes)
    if not there.any():
        archives.note_none(path)
        return 0
    points = bool((shapely.get_type_id(shapes[there]) == shapely.GeometryType.POINT).all())
    layer = Points(LAYER, shapes, properties) if points else Shapes(LAYER, shapes, properties)
    finest = layer.finest() if isinstance(layer, Points) else _FINEST_SHAPES
    return write_tiles(path, [layer], zooms=(0, finest), most_bytes=archives.MOST_BYTES, on_zoom=on_zoom).tiles


def _shapes_of(view: TableView) -> tuple[Any, dict[str, Any]]:
    """Return the shapes of all rows, and which rows they are. Raises LimitReached if there are too many."""
    column = view.schema.of_type(ColumnType.GEOMETRY)[0].name
    read = view.ask(Rows(view.schema, select=(column,), limit=MOST_ROWS + 1)).read_all()
    if read.num_rows > MOST_ROWS:
        raise LimitReached(_TOO_MANY, code="tiles.rows")
    shapes = shapely.from_wkb(read[column].to_numpy(zero_copy_only=False), on_invalid="ignore")
    return np.asarray(shapes, dtype=object), {"v": read[VERSION].to_numpy(), "r": read[SOURCE_ROW].to_numpy()}


def _tiles(table: str, number: int) -> RowTiles:
    return RowTiles(_path(table, number), table, number)


def _path(table: str, number: int) -> Path:
    return archives.path_of(f"{_PREFIX}-{table}-{number}", table, number)
