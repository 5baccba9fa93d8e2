"""The face of a municipality made of its own geography: its tiles, small in the plate and large on quiet pages."""

from __future__ import annotations

from mueang.documents.charts.grids import Grid
from mueang.documents.charts.svg import element, number
from mueang.documents.charts.tiles import bent

_SMALL, _LARGE = 10, 54


def emblem(area: Grid) -> str:
    """Return the tiles as a mark, for the nameplate."""
    squares = [element("rect", x=tile.column * _SMALL + 0.8, y=tile.row * _SMALL + 0.8, width=8.4, height=8.4) for tile in area.tiles]
    return element("svg", *squares, viewBox=f"0 0 {area.columns * _SMALL} {area.rows * _SMALL}", aria_hidden="true")


def plate(area: Grid, *, lost: bool = False) -> str:
    """Return the tiles and the river, large; `lost` leaves some tiles empty, for a page that is not there."""
    squares = [
        element(
            "rect",
            x=tile.column * _LARGE + 3,
            y=tile.row * _LARGE + 3,
            width=48,
            height=48,
            class_="gone" if lost and _is_gone(tile.column, tile.row) else None,
        )
        for tile in area.tiles
    ]
    river = [(x * _LARGE, y * _LARGE) for x, y in area.river]
    line = bent(river, 15) if river else ""
    water = [element("path", d=line, class_=kind) for kind in ("pbank", "priver")] if line else []
    box = f"0 -40 {number(area.columns * _LARGE)} {number(area.rows * _LARGE + 84)}"
    return element("svg", *squares, *water, viewBox=box, aria_hidden="true")


def _is_gone(column: int, row: int) -> bool:
    return (column * 7 + row * 5) % 9 in (0, 4)
