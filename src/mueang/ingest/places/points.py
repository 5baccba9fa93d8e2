"""The columns of coordinates: found by heading and values, mended, brought to WGS 84, added as points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.geo.crs import ENOUGH_INSIDE, NAMES, UTM_SYSTEMS, WGS84, Numbers, Transformation, guess, in_thailand, normal_code, points, to_wgs84
from mueang.geo.headings import Axis, axis, without_axis
from mueang.ingest.places.batches import source_rows
from mueang.tables.distinct import decoded
from mueang.tables.schema import Column, ColumnType, TableSchema

GEODETIC = ("EPSG:4326", "EPSG:4240")
MOST_SAMPLED = 10_000
FAR = 250.0
"""Metres beyond which degrees and metres of one row disagree: less than the two datums lie apart (about 450)."""
METRES_A_DEGREE = 111_320.0
_TWO_NUMBERS = r"(?P<first>-?\d+(?:\.\d+)?)['\"\s]*[,;\s]['\"\s]*(?P<second>-?\d+(?:\.\d+)?)"


@dataclass(frozen=True)
class Pair:
    """The columns of one pair of coordinates: `x` east (longitude), `y` north (latitude), the same column for both in one cell."""

    x: int
    y: int
    degrees: bool

    @property
    def in_one_cell(self) -> bool:
        """True if one text holds both."""
        return self.x == self.y

    def names(self, schema: TableSchema) -> str:
        """The names of the columns as people read them."""
        positions = [self.x] if self.in_one_cell else [self.x, self.y]
        return " ".join(f"“{schema.columns[position].name}”" for position in positions)

    def sources(self, schema: TableSchema) -> tuple[int, ...]:
        """The source columns of the pair."""
        found = [schema.columns[position].source_column for position in dict.fromkeys((self.y, self.x))]
        return tuple(source for source in found if source is not None)

    def read(self, batch: pa.RecordBatch, *, latitude_first: bool = True) -> tuple[Numbers, Numbers]:
        """Return x and y of the rows, NaN where there is none."""
        if not self.in_one_cell:
            return _numbers(batch.column(self.x)), _numbers(batch.column(self.y))
        found = pc.extract_regex(decoded(batch.column(self.x)), _TWO_NUMBERS)
        first, second = (_numbers(pc.struct_field(found, i)) for i in (0, 1))
        return (second, first) if latitude_first else (first, second)


def _numbers(column: pa.Array) -> Numbers:
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def find_pairs(schema: TableSchema, chosen: tuple[int, int] | None = None) -> list[Pair]:
    """Return the pairs that the headings name, degrees first; only the chosen source columns (north, east) where given."""
    if chosen is not None:
        at = {column.source_column: position for position, column in enumerate(schema.columns)}
        return [Pair(at[chosen[1]], at[chosen[0]], degrees=True)] if set(chosen) <= set(at) else []
    numbers = _by_axis(schema, ColumnType.NUMBER, ColumnType.INTEGER)
    texts = _by_axis(schema, ColumnType.STRING)
    degrees = _matched(schema, numbers, "lon", "lat")
    plane = _matched(schema, numbers, "x", "y")
    in_cells = [Pair(position, position, degrees=True) for position in texts.get("pair", [])]
    return [*(Pair(x, y, degrees=True) for x, y in degrees), *in_cells, *(Pair(x, y, degrees=False) for x, y in plane)]


def _by_axis(schema: TableSchema, *types: ColumnType) -> dict[Axis, list[int]]:
    found: dict[Axis, list[int]] = {}
    for position, column in enumerate(schema.columns):
        which = axis(_heading(column)) if column.type in types and column.source_column is not None else None
        if which is not None:
            found.setdefault(which, []).append(position)
    return found


def _matched(schema: TableSchema, found: dict[Axis, list[int]], east: Axis, north: Axis) -> list[tuple[int, int]]:
    easts, norths = found.get(east, []), found.get(north, [])
    if len(easts) == len(norths) == 1:
        return [(easts[0], norths[0])]
    rest = {without_axis(_heading(schema.columns[y])): y for y in reversed(norths)}
    return [(x, rest[key]) for x in easts if (key := without_axis(_heading(schema.columns[x]))) in rest]


def _heading(column: Column) -> str:
    return column.source_name or column.name


@dataclass(frozen=True)
class Mended:
    """Longitudes and latitudes of rows, and which of them were swapped or lie outside the country."""

    lon: Numbers
    lat: Numbers
    swapped: NDArray[np.bool_]
    outside: NDArray[np.bool_]


@dataclass(frozen=True)
class System:
    """How a pair is read: its transformation, and for two numbers in one cell their order."""

    pair: Pair
    transformation: Transformation
    latitude_first: bool = True

    def mend(self, batch: pa.RecordBatch) -> Mended:
        """Return the points of the batch; swapped ones put right, impossible ones and (0, 0) left without a point."""
        x, y = self.pair.read(batch, latitude_first=self.latitude_first)
        lon, lat = (np.array(values) for values in self.transformation.lon_lat(x, y))
        wrong = np.isfinite(x) & np.isfinite(y) & ~in_thailand(lon, lat)
        swapped = np.zeros(len(x), dtype=bool)
        if wrong.any():
            other_lon, other_lat = self.transformation.lon_lat(y[wrong], x[wrong])
            right = in_thailand(other_lon, other_lat)
            swapped[wrong] = right
            lon[swapped], lat[swapped] = other_lon[right], other_lat[right]
        impossible = (np.abs(lon) > 180) | (np.abs(lat) > 90) | ((x == 0) & (y == 0))
        lon[impossible], lat[impossible] = np.nan, np.nan
        return Mended(lon, lat, swapped, wrong & ~swapped)

    def column(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the points of the batch as WKB."""
        mended = self.mend(batch)
        return points(mended.lon, mended.lat)


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
    def numbers(self) -> tuple[Numbers, Numbers]:
        """All pairs taken."""
        nothing = np.empty(0)
        return np.concatenate([nothing, *self.x]), np.concatenate([nothing, *self.y])

    @property
    def looks_like_degrees(self) -> bool:
        """True if nearly all numbers can be degrees."""
        x, y = self.numbers
        a_degree = (np.abs(x) <= 180) & (np.abs(y) <= 180) & ((np.abs(x) <= 90) | (np.abs(y) <= 90))
        return bool(len(x)) and float(a_degree.mean()) > ENOUGH_INSIDE

    def system(self, crs: str | None) -> System | None:
        """Return how the pair is read, given a person's word for its system; None if that is still to be asked, or it is no pair."""
        x, y = self.numbers
        stated = normal_code(crs) if crs else None
        if not self.looks_like_degrees:
            return System(self.pair, to_wgs84(stated)) if len(x) and stated and stated not in GEODETIC else None
        straight, turned = float(in_thailand(x, y).mean()), float(in_thailand(y, x).mean())
        if not self.pair.degrees and straight + turned < ENOUGH_INSIDE:
            return None
        datum = stated if stated and stated in GEODETIC else WGS84
        return System(self.pair, to_wgs84(datum), latitude_first=straight >= turned)

    def guesses(self) -> tuple[str, ...]:
        """Return the systems that the numbers look like, for a question."""
        x, y = self.numbers
        return guess(x, y) if len(x) and not self.looks_like_degrees else ()


@dataclass
class Faults:
    """What a second pass finds wrong with the points: counts and first rows."""

    system: System
    points: int = 0
    swapped: int = 0
    first_swapped: int | None = None
    outside: int = 0
    first_outside: int | None = None

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the faults of the batch."""
        mended, rows = self.system.mend(batch), source_rows(batch)
        self.points += int((np.isfinite(mended.lon) & np.isfinite(mended.lat)).sum())
        self.swapped += int(mended.swapped.sum())
        self.outside += int(mended.outside.sum())
        self.first_swapped = _first(self.first_swapped, rows, mended.swapped)
        self.first_outside = _first(self.first_outside, rows, mended.outside)


@dataclass
class Comparison:
    """Metres held against degrees of the same rows, in each system that the metres may be of."""

    pair: Pair
    against: System
    compared: int = 0
    far: dict[str, int] = field(default_factory=lambda: dict.fromkeys(UTM_SYSTEMS, 0))
    first: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(UTM_SYSTEMS))

    def look(self, batch: pa.RecordBatch) -> None:
        """Compare the rows of the batch."""
        mended, rows = self.against.mend(batch), source_rows(batch)
        x, y = self.pair.read(batch)
        both = np.isfinite(x) & np.isfinite(y) & np.isfinite(mended.lon)
        self.compared += int(both.sum())
        for crs in UTM_SYSTEMS:
            lon, lat = to_wgs84(crs).lon_lat(x, y)
            apart = both & ~(_metres(lon, lat, mended.lon, mended.lat) <= FAR)
            self.far[crs] += int(apart.sum())
            self.first[crs] = _first(self.first[crs], rows, apart)

    @property
    def best(self) -> str | None:
        """The system in which most rows agree, or None if they do in none."""
        crs = min(UTM_SYSTEMS, key=lambda one: self.far[one])
        return crs if self.compared and self.far[crs] <= (1 - ENOUGH_INSIDE) * self.compared else None


def _metres(lon: Numbers, lat: Numbers, other_lon: Numbers, other_lat: Numbers) -> Numbers:
    east = (lon - other_lon) * np.cos(np.radians(other_lat))
    distance: Numbers = METRES_A_DEGREE * np.hypot(east, lat - other_lat)
    return distance


def _first(known: int | None, rows: NDArray[np.int64], which: NDArray[np.bool_]) -> int | None:
    if not which.any():
        return known
    row = int(rows[which].min())
    return row if known is None else min(known, row)


def system_names(crs: str) -> tuple[str, str]:
    """Return what people call a system, in Thai and English."""
    name = NAMES.get(crs)
    return (name.th, name.en) if name else ("", "")


def usable(samples: Sequence[Sample], crs: str | None) -> System | None:
    """Return the first pair that can be read, degrees before metres."""
    return next((system for sample in samples if (system := sample.system(crs))), None)
