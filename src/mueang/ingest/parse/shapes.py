"""Shapes on their way into a sheet: WKB of any system becomes WKB in lon/lat WGS 84, and what is seen of it is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.base.errors import BadInput
from mueang.base.report import Issue
from mueang.geo.crs import ENOUGH_INSIDE, WGS84, LonLat, Transformation, guess, in_thailand, normal_code, system_label, to_wgs84
from mueang.geo.mending import NOT_CLOSED, Fault, mend
from mueang.ingest.issues import CrsMissing, CrsTransformed
from mueang.ingest.parse.issues import ShapesUnread
from mueang.ingest.parse.layer_issues import AxesSwapped, ShapesMended, SystemDenied, SystemInferred
from mueang.ingest.questions import Choice, Question

MOST_NAMED = 5
"""Invalid shapes that are named one by one; the rest are counted."""


def _share_inside(lon_lat: LonLat) -> float:
    return float(in_thailand(*lon_lat).mean())


@dataclass
class Shapes:
    """The shapes of one layer. `named` is the system that the source names, `chosen` the one that a person gave.

    With `kept` it was given for the last file, and what this file names goes before it. `seen` are the first coordinates: they may
    deny what is named, or leave only one system that fits. Invalid shapes are mended.
    """

    named: str | None
    chosen: str | None = None
    kept: bool = False
    seen: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    crs: str | None = None
    denied: str | None = None
    inferred: bool = False
    swapped: bool = False
    transformation: Transformation | None = None
    likely: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    invalid: int = 0
    mended: int = 0
    change: float = 0.0
    unread: int = 0
    first_unread: int | None = None

    def __post_init__(self) -> None:
        try:
            self.crs = normal_code(self.named) if self.named else None
        except BadInput:
            self.crs = None
        self._weigh()
        wanted = self.crs or self.chosen if self.kept else self.chosen or self.crs
        self.transformation = to_wgs84(wanted) if wanted else None

    def _weigh(self) -> None:
        """Hold what the layer names against its first coordinates."""
        if self.seen is None or not len(self.seen[0]) or (self.chosen and not self.kept):
            return
        x, y = self.seen
        likely = guess(x, y)
        if self.crs is None:
            self.inferred = likely == (WGS84,) and not self.chosen
            self.crs = WGS84 if self.inferred else None
        elif not _share_inside(to_wgs84(self.crs).lon_lat(x, y)):
            self.swapped = self.crs == WGS84 and _share_inside((y, x)) > ENOUGH_INSIDE
            if likely and not self.swapped:
                self.denied, self.crs, self.likely = self.crs, None, likely

    def start(self) -> None:
        """Forget what was seen, before the rows are made anew."""
        self.invalid = self.mended = self.unread = 0
        self.change, self.first_unread, self.faults = 0.0, None, []

    def carried(self, column: pa.Array, row: int) -> pa.Array:
        """Return the WKB of rows from `row` on in lon/lat where the system is known, null where it cannot be read."""
        import shapely

        raw = column.to_numpy(zero_copy_only=False)
        shapes = self._closed(raw, row)
        self.note_unread(np.flatnonzero(shapely.is_missing(shapes) & column.is_valid().to_numpy(zero_copy_only=False)), row)
        shapes = self._mended(shapes, row)
        if self.transformation is None and not self.likely:
            centres = shapely.get_coordinates(shapely.centroid(shapes))
            self.likely = guess(centres[:, 0], centres[:, 1]) if len(centres) else ()
        if self.transformation is not None and self.transformation.crs != WGS84:
            shapes = self.transformation.shapes(shapes)
        elif self.swapped:
            shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
        return pa.array(shapely.to_wkb(shapes, output_dimension=2), pa.binary())

    def _closed(self, raw: Any, row: int) -> Any:
        """Return the shapes of WKB; rings that were left open are closed, and named."""
        import shapely

        shapes = shapely.from_wkb(raw, on_invalid="ignore")
        lost = np.flatnonzero(shapely.is_missing(shapes) & np.array([one is not None for one in raw], dtype=bool))
        for index in lost if lost.size else ():
            shapes[index] = shapely.from_wkb(raw[index], on_invalid="fix")
            if shapes[index] is not None:
                self._name([Fault(int(index), NOT_CLOSED, mended=True)], row)
        return shapes

    def note_unread(self, rows: Any, first: int) -> None:
        """Note the rows, counted from `first`, whose shapes cannot be read."""
        if len(rows):
            self.unread += len(rows)
            self.first_unread = first + int(rows[0]) if self.first_unread is None else self.first_unread

    def _mended(self, shapes: Any, row: int) -> Any:
        done = mend(shapes)
        self._name(done.faults, row)
        return done.shapes

    def _name(self, faults: Sequence[Fault], row: int) -> None:
        self.invalid += len(faults)
        self.mended += sum(fault.mended for fault in faults)
        self.faults += [replace(fault, index=fault.index + row) for fault in faults[: MOST_NAMED - len(self.faults)]]
        self.change = max((self.change, *(fault.change for fault in faults if fault.mended)))

    def _about_faults(self) -> ShapesMended:
        more = " …" if self.invalid > len(self.faults) else ""
        named = sorted(self.faults, key=lambda fault: fault.index)
        where = "; ".join(f"row {fault.index + 1}: {fault.reason}" for fault in named) + more
        where_th = "; ".join(f"แถว {fault.index + 1}: {fault.reason}" for fault in named) + more
        left, change = self.invalid - self.mended, f"{self.change * 100:.1f}"
        return ShapesMended(count=self.invalid, row=named[0].index, where=where, where_th=where_th, mended=self.mended, left=left, change=change)

    def remarks(self) -> tuple[Issue, ...]:
        """Return what is to be said of the shapes that went by."""
        found: list[Issue] = []
        if self.unread:
            found.append(ShapesUnread(count=self.unread, row=self.first_unread))
        if self.invalid:
            found.append(self._about_faults())
        if self.inferred:
            found.append(SystemInferred(crs=WGS84))
        if self.swapped:
            found.append(AxesSwapped())
        if self.denied:
            found.append(SystemDenied(named=self.denied, likely=", ".join(self.likely[:2])))
        elif self.crs is None:
            found.append(CrsMissing(likely=self.chosen or ", ".join(self.likely[:2]) or "?"))
        if self.transformation is not None and self.transformation.crs != WGS84:
            found.append(CrsTransformed(crs=self.transformation.crs, how=self.transformation.name))
        return tuple(found)

    def asks(self) -> tuple[Question, ...]:
        """Return the question in which system the shapes are, where neither the file nor a person has said so."""
        if self.transformation is not None or not self.likely:
            return ()
        offered = (*self.likely, self.denied) if self.denied else self.likely
        choices = tuple(Choice(crs, system_label(crs), {"crs": crs}) for crs in offered)
        issue: Issue = SystemDenied(named=self.denied, likely=", ".join(self.likely[:2])) if self.denied else CrsMissing(likely=", ".join(self.likely[:2]))
        return (Question(issue.code, issue.message, choices),)
