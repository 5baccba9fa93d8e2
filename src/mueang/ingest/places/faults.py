"""What a second look at the rows finds wrong with their points: against the country, their province, and a second pair of coordinates."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.geo.crs import ENOUGH_INSIDE, UTM_SYSTEMS, Numbers, to_wgs84
from mueang.geo.extents import outside_of
from mueang.geo.gazetteer import Level
from mueang.ingest.places.batches import source_rows
from mueang.ingest.places.codes import Tree
from mueang.ingest.places.pairs import Pair
from mueang.ingest.places.points import Mended, System

FAR = 250.0
"""Metres beyond which degrees and metres of one row disagree: less than the two datums lie apart (about 450)."""
METRES_A_DEGREE = 111_320.0


@dataclass
class Count:
    """How many rows have a fault, and the first of them."""

    count: int = 0
    row: int | None = None

    def add(self, which: NDArray[np.bool_], rows: NDArray[np.int64]) -> None:
        """Count the rows of a batch that have it."""
        if which.any():
            self.count += int(which.sum())
            first = int(rows[which].min())
            self.row = first if self.row is None else min(self.row, first)


@dataclass
class Faults:
    """The faults of the points by their names in `Mended`, with `elsewhere` (outside the province of the row) and `unread` (no coordinate at all).

    `trees` are the columns of places that say in which province a row lies, by what each row says alone.
    """

    system: System
    trees: tuple[Tree, ...] = ()
    points: int = 0
    counts: dict[str, Count] = field(default_factory=dict)

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the faults of the batch."""
        mended, rows = self.system.mend(batch), source_rows(batch)
        there = np.isfinite(mended.lon) & np.isfinite(mended.lat)
        self.points += int(there.sum())
        read = there | mended.faults["zero"] | mended.faults["outside"]
        lost = self.system.pair.written(batch) & ~read
        for name, which in {**mended.faults, "elsewhere": self._elsewhere(batch, mended), "unread": lost}.items():
            self.counts.setdefault(name, Count()).add(which, rows)

    def _elsewhere(self, batch: pa.RecordBatch, mended: Mended) -> NDArray[np.bool_]:
        found = np.zeros(len(mended.lon), dtype=bool)
        for tree in self.trees:
            cells, which = tree.met(batch)
            provinces = [next((o.code[: Level.PROVINCE.digits] for o in tree.alone(one) if o.code and o.read != "former"), "") for one in cells]
            found |= outside_of(provinces, which, mended.lon, mended.lat)
        return found & ~mended.faults["outside"]


@dataclass
class Comparison:
    """Metres held against degrees of the same rows, in each system that the metres may be of."""

    pair: Pair
    against: System
    compared: int = 0
    far: dict[str, Count] = field(default_factory=lambda: {crs: Count() for crs in UTM_SYSTEMS})

    def look(self, batch: pa.RecordBatch) -> None:
        """Compare the rows of the batch."""
        mended, rows = self.against.mend(batch), source_rows(batch)
        x, y = self.pair.read(batch)
        both = np.isfinite(x) & np.isfinite(y) & np.isfinite(mended.lon)
        self.compared += int(both.sum())
        for crs in UTM_SYSTEMS:
            lon, lat = to_wgs84(crs).lon_lat(x, y)
            self.far[crs].add(both & ~(_metres(lon, lat, mended.lon, mended.lat) <= FAR), rows)

    @property
    def best(self) -> str | None:
        """The system in which most rows agree, or None if they do in none."""
        crs = min(UTM_SYSTEMS, key=lambda one: self.far[one].count)
        return crs if self.compared and self.far[crs].count <= (1 - ENOUGH_INSIDE) * self.compared else None


def _metres(lon: Numbers, lat: Numbers, other_lon: Numbers, other_lat: Numbers) -> Numbers:
    east = (lon - other_lon) * np.cos(np.radians(other_lat))
    distance: Numbers = METRES_A_DEGREE * np.hypot(east, lat - other_lat)
    return distance
