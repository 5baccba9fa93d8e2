"""What is told of coordinates, and what is asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mueang.base.report import Issue
from mueang.geo.crs import WGS84, system_label
from mueang.ingest.places.issues import (
    CoordinatesDisagree,
    CoordinatesOutside,
    CoordinatesRead,
    CoordinatesSwapped,
    CoordinatesTransformed,
    CoordinateSystemMissing,
)
from mueang.ingest.places.points import Comparison, Faults, Sample, system_names
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import TableSchema


def about_points(faults: Faults, comparisons: Sequence[Comparison], schema: TableSchema) -> Iterator[Issue]:
    """Return how the points were made and what is wrong with them."""
    transformation = faults.system.transformation
    pair = faults.system.pair
    column = schema.columns[pair.y].name
    told: dict[str, Any] = {"column": column, "count": faults.points, "columns": pair.names(schema), "crs": transformation.crs, **_system(transformation.crs)}
    yield CoordinatesRead(**told) if transformation.crs == WGS84 else CoordinatesTransformed(**told, method=transformation.name)
    if faults.swapped:
        yield CoordinatesSwapped(column=column, row=faults.first_swapped, count=faults.swapped)
    if faults.outside:
        yield CoordinatesOutside(column=column, row=faults.first_outside, count=faults.outside)
    yield from (issue for comparison in comparisons if (issue := _disagreement(comparison, schema)))


def _disagreement(comparison: Comparison, schema: TableSchema) -> Issue | None:
    crs = comparison.best
    if crs is None or not comparison.far[crs]:
        return None
    names = comparison.pair.names(schema)
    return CoordinatesDisagree(column=schema.columns[comparison.pair.x].name, row=comparison.first[crs], count=comparison.far[crs], columns=names, crs=crs)


def ask_system(sample: Sample, schema: TableSchema) -> tuple[Issue, Question] | None:
    """Return the question in which system the metres of a pair are, or None if its numbers look like none in Thailand."""
    guesses = sample.guesses()
    if not guesses:
        return None
    return ask_of(guesses, schema.columns[sample.pair.x].name, sample.pair.names(schema))


def ask_of(likely: Sequence[str], column: str, columns: str) -> tuple[Issue, Question]:
    """Return the question which of the likely systems the coordinates in `columns` are in."""
    issue = CoordinateSystemMissing(column=column, columns=columns, crs=likely[0], **_system(likely[0]))
    choices = tuple(Choice(crs, system_label(crs), {"places": {"crs": crs}}) for crs in likely)
    return issue, Question(issue.code, issue.message, choices, column)


def _system(crs: str) -> dict[str, Any]:
    thai, english = system_names(crs)
    return {"system_th": thai, "system_en": english}
