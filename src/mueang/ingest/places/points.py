"""The points of a pair of coordinates: its system, what is mended row by row, and WGS 84 at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.geo.crs import ENOUGH_INSIDE, NAMES, WGS84, LonLat, Numbers, Transformation, guess, in_thailand, normal_code, points, to_wgs84
from mueang.ingest.places.pairs import GEODETIC, Pair

MOST_SAMPLED = 10_000
FEWEST_ASKED = 3
"""Rows in metres among degrees from which on their system is asked."""
FEWEST_DIGITS = 1_000
"""Least whole number that may be degrees without their point: 137 rather is a slip of another kind."""
_LATITUDES, _LONGITUDES = (5.5, 20.6), (97.2, 106.0)
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Mended:
    """Longitudes and latitudes of rows, NaN where there is no point, and which rows had what fault.

    faults  `swapped`, `sign`, `shift` (a lost decimal point) and `metres`: the points were put right; `zero` and `outside`: they were not
    """

    lon: Numbers
    lat: Numbers
    faults: dict[str, Flags]


def _swapped(x: Numbers, y: Numbers) -> LonLat:
    return y, x


def _signless(x: Numbers, y: Numbers) -> LonLat:
    return np.abs(x), np.abs(y)


def _signless_swapped(x: Numbers, y: Numbers) -> LonLat:
    return np.abs(y), np.abs(x)


def with_points(x: Numbers, y: Numbers) -> LonLat:
    """Return longitudes and latitudes whose decimal point was lost (13756331) with the only point that puts them in Thailand, else NaN."""
    return _with_point(x, *_LONGITUDES), _with_point(y, *_LATITUDES)


def _with_point(values: Numbers, least: float, most: float) -> Numbers:
    found = np.where((values >= least) & (values <= most), values, np.nan)
    whole = np.where((values >= FEWEST_DIGITS) & (values == np.floor(values)), values, np.nan)
    for power in range(1, 16):
        tried = whole / 10.0**power
        found = np.where(np.isnan(found) & (tried >= least) & (tried <= most), tried, found)
    return found


@dataclass(frozen=True)
class System:
    """How a pair is read: its transformation, and for two numbers in one cell their order.

    metres  how rows in metres among degrees are read, None if nobody said
    shifts  False: lost decimal points are left as they are
    """

    pair: Pair
    transformation: Transformation
    latitude_first: bool = True
    metres: Transformation | None = None
    shifts: bool = True

    def mend(self, batch: pa.RecordBatch) -> Mended:
        """Return the points of the batch; faulty ones put right where only one way puts them in Thailand, impossible ones left out."""
        x, y = self.pair.read(batch, latitude_first=self.latitude_first)
        lon, lat = (np.array(values) for values in self.transformation.lon_lat(x, y))
        there = np.isfinite(x) & np.isfinite(y)
        zero = there & ((x == 0) | (y == 0))
        wrong = there & ~zero & ~in_thailand(lon, lat)
        faults = {"zero": zero}
        for name, mending in self._mendings() if wrong.any() else ():
            found_lon, found_lat = mending(x[wrong], y[wrong])
            right = in_thailand(found_lon, found_lat)
            rows = np.flatnonzero(wrong)[right]
            lon[rows], lat[rows] = found_lon[right], found_lat[right]
            faults[name] = faults.get(name, np.zeros(len(x), dtype=bool)) | _at(rows, len(x))
            wrong[rows] = False
        impossible = (np.abs(lon) > 180) | (np.abs(lat) > 90) | zero
        lon[impossible], lat[impossible] = np.nan, np.nan
        return Mended(lon, lat, {**faults, "outside": wrong})

    def _mendings(self) -> list[tuple[str, Callable[[Numbers, Numbers], LonLat]]]:
        """Return the ways to mend a point that lies nowhere in Thailand, the simplest first."""
        turned = self.transformation.lon_lat
        if self.transformation.crs not in GEODETIC:
            return [("swapped", lambda x, y: turned(y, x)), ("degrees", lambda x, y: (x, y)), ("degrees", _swapped)]
        found: list[tuple[str, Callable[[Numbers, Numbers], LonLat]]] = [
            ("swapped", lambda x, y: turned(y, x)),
            ("sign", lambda x, y: turned(*_signless(x, y))),
            ("sign", lambda x, y: turned(*_signless_swapped(x, y))),
        ]
        if self.metres is not None:
            found += [("metres", self.metres.lon_lat), ("metres", lambda x, y: self.metres.lon_lat(y, x) if self.metres else (x, y))]
        return [*found, *([("shift", lambda x, y: turned(*with_points(x, y)))] if self.shifts else [])]

    def column(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the points of the batch as WKB."""
        mended = self.mend(batch)
        return points(mended.lon, mended.lat)


def _at(rows: NDArray[np.intp], size: int) -> Flags:
    which = np.zeros(size, dtype=bool)
    which[rows] = True
    return which


@dataclass
class Sample:
    """The first pairs of numbers that a pair of columns holds."""

    pair: Pair
    x: list[Numbers] = field(default_factory=list)
    y: list[Numbers] = field(default_factory=list)
    size: int = 0

    def look(self, batch: pa.RecordBatch) -> None:
        """Take the pairs of the batch until there are enough."""
        if self.size >= MOST_SAMPLED:
            return
        x, y = self.pair.read(batch)
        present = np.isfinite(x) & np.isfinite(y)
        self.x.append(x[present])
        self.y.append(y[present])
        self.size += int(present.sum())

    @property
    def numbers(self) -> LonLat:
        """All pairs taken."""
        nothing = np.empty(0)
        return np.concatenate([nothing, *self.x]), np.concatenate([nothing, *self.y])

    @property
    def looks_like_degrees(self) -> bool:
        """True if nearly all numbers can be degrees."""
        x, y = self.numbers
        return bool(len(x)) and float(_degrees(x, y).mean()) > ENOUGH_INSIDE

    @property
    def lacks_points(self) -> bool:
        """True if nearly all numbers are degrees without their decimal point, under headings of latitude and longitude."""
        x, y = self.numbers
        if not self.pair.degrees or not len(x) or self.looks_like_degrees:
            return False
        return float((in_thailand(*with_points(x, y)) | _degrees(x, y)).mean()) > ENOUGH_INSIDE and not guess(x, y)

    def system(self, crs: str | None, *, shifts: bool | None = None) -> System | None:
        """Return how the pair is read, given a person's word for its system; None if that is still to be asked, or it is no pair."""
        x, y = self.numbers
        stated = normal_code(crs) if crs else self.pair.system
        plane = to_wgs84(stated) if stated and stated not in GEODETIC else None
        datum = to_wgs84(stated if stated and stated in GEODETIC else WGS84)
        if self.lacks_points:
            return System(self.pair, datum, shifts=shifts is not False)
        if not self.looks_like_degrees:
            return System(self.pair, plane) if len(x) and plane else None
        straight, turned = float(in_thailand(x, y).mean()), float(in_thailand(y, x).mean())
        if not self.pair.degrees and straight + turned < ENOUGH_INSIDE:
            return None
        return System(self.pair, datum, latitude_first=straight >= turned, metres=plane, shifts=shifts is not False)

    def guesses(self) -> tuple[str, ...]:
        """Return the systems that the numbers look like, for a question."""
        x, y = self.numbers
        return guess(x, y) if len(x) and not self.looks_like_degrees else ()

    def guesses_of_metres(self) -> tuple[str, ...]:
        """Return the systems that the rows in metres among degrees look like."""
        x, y = self.numbers
        metres = ~_degrees(x, y) & ~in_thailand(*with_points(x, y))
        return guess(x[metres], y[metres]) if metres.sum() >= FEWEST_ASKED and self.looks_like_degrees else ()


def _degrees(x: Numbers, y: Numbers) -> Flags:
    within: Flags = (np.abs(x) <= 180) & (np.abs(y) <= 180) & ((np.abs(x) <= 90) | (np.abs(y) <= 90))
    return within


def system_names(crs: str) -> tuple[str, str]:
    """Return what people call a system, in Thai and English."""
    name = NAMES.get(crs)
    return (name.th, name.en) if name else ("", "")


def usable(samples: Sequence[Sample], crs: str | None, *, shifts: bool | None = None) -> System | None:
    """Return the first pair that can be read, degrees before metres."""
    return next((system for sample in samples if (system := sample.system(crs, shifts=shifts))), None)
