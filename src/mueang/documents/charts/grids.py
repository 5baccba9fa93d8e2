"""Tile grids: a place is a square among its neighbours. Positions are ours, names and codes official."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mueang.documents.charts.lettering import halves
from mueang.documents.charts.values import Language


@dataclass(frozen=True)
class Tile:
    """One place: official code, names, and its column and row in the grid."""

    code: str
    name_th: str
    name_en: str
    short_th: str
    lines_en: tuple[str, ...]
    column: int
    row: int

    def name(self, language: Language) -> str:
        """Return the full name."""
        return self.name_th if language == "th" else self.name_en

    def short(self, language: Language) -> str:
        """Return the name that stands in the tile."""
        return self.short_th if language == "th" else self.name_en

    def lines(self, language: Language) -> list[str]:
        """Return the short name on two lines."""
        return list(self.lines_en) if language == "en" and self.lines_en else halves(self.short(language))


@dataclass(frozen=True)
class Grid:
    """The tiles of one area; `river` holds the corners of a line in tile units, empty where there is none."""

    name: str
    columns: int
    rows: int
    tiles: tuple[Tile, ...]
    river: tuple[tuple[float, float], ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The official codes of its places."""
        return frozenset(tile.code for tile in self.tiles)


@cache
def grid(name: str) -> Grid:
    """Return the grid called `bangkok` (50 districts) or `thailand` (77 provinces). Raises FileNotFoundError."""
    raw = json.loads(files("mueang.documents.charts").joinpath("grids", f"{name}.json").read_text("utf-8"))
    corners = tuple((float(x), float(y)) for x, y in raw.get("river", ()))
    return Grid(name, raw["columns"], raw["rows"], tuple(_tile(tile) for tile in raw["tiles"]), corners)


def _tile(raw: dict[str, Any]) -> Tile:
    lines = tuple(raw.get("lines_en", ()))
    return Tile(raw["code"], raw["name_th"], raw["name_en"], raw.get("short_th", raw["name_th"]), lines, raw["column"], raw["row"])
