"""Shapes on their way into a sheet: WKB of any system becomes WKB in lon/lat WGS 84, and what is seen of it is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from mueang.base.errors import BadInput
from mueang.base.report import Issue
from mueang.geo.crs import WGS84, Transformation, guess, normal_code, system_label, to_wgs84
from mueang.ingest.issues import CrsMissing, CrsTransformed, ShapesInvalid
from mueang.ingest.parse.issues import ShapesUnread
from mueang.ingest.questions import Choice, Question


@dataclass
class Shapes:
    """The shapes of one layer. `named` is the system that the source names, `chosen` the one that a person gave.

    With `kept` it was given for the last file, and what this file names goes before it.
    """

    named: str | None
    chosen: str | None = None
    kept: bool = False
    crs: str | None = None
    transformation: Transformation | None = None
    likely: tuple[str, ...] = ()
    invalid: int = 0
    first_invalid: int | None = None
    places: list[str] = field(default_factory=list)
    unread: int = 0
    first_unread: int | None = None

    def __post_init__(self) -> None:
        try:
            self.crs = normal_code(self.named) if self.named else None
        except BadInput:
            self.crs = None
        wanted = self.crs or self.chosen if self.kept else self.chosen or self.crs
        self.transformation = to_wgs84(wanted) if wanted else None

    def start(self) -> None:
        """Forget what was seen, before the rows are made anew."""
        self.invalid = self.unread = 0
        self.first_invalid, self.first_unread, self.places = None, None, []

    def carried(self, column: pa.Array, row: int) -> pa.Array:
        """Return the WKB of rows from `row` on in lon/lat where the system is known, null where it cannot be read."""
        import shapely

        raw = column.to_numpy(zero_copy_only=False)
        shapes = shapely.from_wkb(raw, on_invalid="ignore")
        self.note_unread(np.flatnonzero(shapely.is_missing(shapes) & column.is_valid().to_numpy(zero_copy_only=False)), row)
        self._note_invalid(shapes, row)
        if self.transformation is None and not self.likely:
            centres = shapely.get_coordinates(shapely.centroid(shapes))
            self.likely = guess(centres[:, 0], centres[:, 1]) if len(centres) else ()
        if self.transformation is not None and self.transformation.crs != WGS84:
            shapes = self.transformation.shapes(shapes)
        return pa.array(shapely.to_wkb(shapes, output_dimension=2), pa.binary())

    def note_unread(self, rows: Any, first: int) -> None:
        """Note the rows, counted from `first`, whose shapes cannot be read."""
        if len(rows):
            self.unread += len(rows)
            self.first_unread = first + int(rows[0]) if self.first_unread is None else self.first_unread

    def _note_invalid(self, shapes: Any, row: int) -> None:
        import shapely

        wrong = np.flatnonzero(~(shapely.is_valid(shapes) | shapely.is_missing(shapes)))
        if wrong.size:
            self.invalid += int(wrong.size)
            self.first_invalid = row + int(wrong[0]) if self.first_invalid is None else self.first_invalid
            self.places += [str(reason) for reason in shapely.is_valid_reason(shapes[wrong[: 5 - len(self.places)]])]

    def remarks(self) -> tuple[Issue, ...]:
        """Return what is to be said of the shapes that went by."""
        found: list[Issue] = []
        if self.unread:
            found.append(ShapesUnread(count=self.unread, row=self.first_unread))
        if self.invalid:
            found.append(ShapesInvalid(count=self.invalid, row=self.first_invalid, where="; ".join(self.places)))
        if self.crs is None:
            found.append(CrsMissing(likely=self.chosen or ", ".join(self.likely[:2]) or "?"))
        if self.transformation is not None and self.transformation.crs != WGS84:
            found.append(CrsTransformed(crs=self.transformation.crs, how=self.transformation.name))
        return tuple(found)

    def asks(self) -> tuple[Question, ...]:
        """Return the question in which system the shapes are, where neither the file nor a person has said so."""
        if self.transformation is not None or not self.likely:
            return ()
        choices = tuple(Choice(crs, system_label(crs), {"crs": crs}) for crs in self.likely)
        issue = CrsMissing(likely=", ".join(self.likely[:2]))
        return (Question(issue.code, issue.message, choices),)
