"""What is told of coordinates, and what is asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.geo.crs import WGS84, system_label
from mueang.ingest.places.faults import Comparison, Faults
from mueang.ingest.places.issues import (
    CoordinateIssue,
    CoordinatesDisagree,
    CoordinatesOutside,
    CoordinatesRead,
    CoordinatesSwapped,
    CoordinatesTransformed,
    CoordinateSystemMissing,
)
from mueang.ingest.places.point_issues import (
    CoordinatesElsewhere,
    CoordinatesMixed,
    CoordinatesShifted,
    CoordinatesSigned,
    CoordinatesUnread,
    CoordinatesZero,
)
from mueang.ingest.places.points import Sample, system_names
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import TableSchema

_KINDS: dict[str, type[CoordinateIssue]] = {
    "swapped": CoordinatesSwapped,
    "sign": CoordinatesSigned,
    "shift": CoordinatesShifted,
    "zero": CoordinatesZero,
    "unread": CoordinatesUnread,
    "outside": CoordinatesOutside,
    "elsewhere": CoordinatesElsewhere,
}
_SHIFTS = {"yes": Message("ถูกต้อง ใส่จุดทศนิยมตามนี้", "Yes, put the points back"), "no": Message("ไม่ใช่ ไม่ต้องทำจุด", "No, make no points of them")}


def about_points(faults: Faults, comparisons: Sequence[Comparison], schema: TableSchema) -> Iterator[Issue]:
    """Return how the points were made and what is wrong with them."""
    transformation = faults.system.transformation
    pair = faults.system.pair
    column = schema.columns[pair.y].name
    told: dict[str, Any] = {"column": column, "count": faults.points, "columns": pair.names(schema), "crs": transformation.crs, **_system(transformation.crs)}
    yield CoordinatesRead(**told) if transformation.crs == WGS84 else CoordinatesTransformed(**told, method=transformation.name)
    for name, kind in _KINDS.items():
        if (found := faults.counts.get(name)) and found.count:
            yield kind(column=column, row=found.row, count=found.count)
    yield from _mixed(faults, column, pair.names(schema))
    yield from (issue for comparison in comparisons if (issue := _disagreement(comparison, schema)))


def _mixed(faults: Faults, column: str, columns: str) -> Iterator[Issue]:
    metres = faults.system.metres
    for name, crs in (("metres", metres.crs if metres else ""), ("degrees", WGS84)):
        if (found := faults.counts.get(name)) and found.count:
            yield CoordinatesMixed(column=column, row=found.row, count=found.count, columns=columns, crs=crs)


def ask_shifts(faults: Faults, schema: TableSchema) -> Question | None:
    """Return the question whether decimal points were rightly put back, or None if none was."""
    found = faults.counts.get("shift")
    if not found or not found.count:
        return None
    column = schema.columns[faults.system.pair.y].name
    issue = CoordinatesShifted(column=column, row=found.row, count=found.count)
    choices = [Choice(value, label, {"places": {"shifts": value == "yes"}}) for value, label in _SHIFTS.items()]
    return Question(issue.code, issue.message, tuple(choices), column, found.row)


def _disagreement(comparison: Comparison, schema: TableSchema) -> Issue | None:
    crs = comparison.best
    if crs is None or not comparison.far[crs].count:
        return None
    names = comparison.pair.names(schema)
    return CoordinatesDisagree(
        column=schema.columns[comparison.pair.x].name, row=comparison.far[crs].row, count=comparison.far[crs].count, columns=names, crs=crs
    )


def ask_system(sample: Sample, schema: TableSchema) -> tuple[Issue, Question] | None:
    """Return the question in which system the metres of a pair are, or None if its numbers look like none in Thailand."""
    guesses = sample.guesses() or sample.guesses_of_metres()
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
