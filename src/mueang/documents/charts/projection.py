"""From longitude and latitude to the sheet: flat, with degrees of longitude shortened as at the middle of the map."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

KILOMETRES_A_DEGREE = 111.2
_MOST_TALL = 1.15
_LEAST = 0.004
"""About 400 m: a map of one point still shows its surroundings."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True)
class Projection:
    """Where places lie on a sheet of `width` units; the height follows from the bounds."""

    bounds: Bounds
    width: float
    margin: float = 6

    @property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is than one of latitude."""
        return max(0.05, math.cos(math.radians((self.bounds[1] + self.bounds[3]) / 2)))

    @property
    def scale(self) -> float:
        """Units a degree of latitude."""
        west, south, east, north = self.bounds
        inner = self.width - 2 * self.margin
        return min(inner / ((east - west) * self.shrink), inner * _MOST_TALL / (north - south))

    @property
    def height(self) -> float:
        """Height of the sheet."""
        return (self.bounds[3] - self.bounds[1]) * self.scale + 2 * self.margin

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return x and y of a place."""
        west, _, east, north = self.bounds
        left = (self.width - (east - west) * self.shrink * self.scale) / 2
        return left + (longitude - west) * self.shrink * self.scale, self.margin + (north - latitude) * self.scale


def bounds_of(places: Iterable[tuple[float, float]]) -> Bounds | None:
    """Return the bounds of the places, at least 400 m wide and high; None for none."""
    given = list(places)
    if not given:
        return None
    west, east = min(x for x, _ in given), max(x for x, _ in given)
    south, north = min(y for _, y in given), max(y for _, y in given)
    wide, high = max(0.0, _LEAST - (east - west)) / 2, max(0.0, _LEAST - (north - south)) / 2
    return west - wide, south - high, east + wide, north + high
