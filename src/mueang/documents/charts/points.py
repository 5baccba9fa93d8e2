"""The map of points: where things are. Points that would cover each other are drawn once, and the note says so."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mueang.documents.charts.lettering import width_of
from mueang.documents.charts.projection import KILOMETRES_A_DEGREE, Bounds, Projection, bounds_of
from mueang.documents.charts.sentences import Words, joined, no_data
from mueang.documents.charts.shapes import outline
from mueang.documents.charts.svg import element, frame, label
from mueang.documents.charts.values import NARROW, WIDE, Drawing, Point, Ring, Subject

_FOOT = 30
_FEW = 300
_NICE = (1, 2, 5)


def point_map(subject: Subject, points: Sequence[Point], *, bounds: Bounds | None = None, outlines: Sequence[tuple[Ring, ...]] = ()) -> Drawing:
    """Return the points over the outlines. Without bounds the map shows all of them; points outside are counted.

    Raises ValueError if there is neither a point nor bounds to show.
    """
    sound = [p for p in points if math.isfinite(p.longitude) and math.isfinite(p.latitude)]
    corners = [corner for rings in outlines for ring in rings for corner in ring]
    shown_bounds = bounds or bounds_of([*((p.longitude, p.latitude) for p in sound), *corners])
    if shown_bounds is None:
        raise ValueError(no_data(subject))
    inside = [p for p in sound if _within(p, shown_bounds)]
    onto = [Projection(shown_bounds, width, margin=10) for width in (WIDE, NARROW)]
    kept = [thinned(inside, projection, _radius(len(inside))) for projection in onto]
    words = _words(subject, len(inside), len(points) - len(inside))
    wide, narrow = (_draw(subject, projection, marks, outlines, words, _radius(len(inside))) for projection, marks in zip(onto, kept, strict=True))
    return Drawing(wide, narrow, words.title, words.description, words.finding, _note(subject, len(inside), len(kept[0]), len(points) - len(inside)))


def thinned(points: Sequence[Point], onto: Projection, radius: float) -> list[tuple[float, float]]:
    """Return where points are drawn: the first of those that share a square of one radius."""
    first: dict[tuple[int, int], tuple[float, float]] = {}
    for point in points:
        x, y = onto.place(point.longitude, point.latitude)
        first.setdefault((int(x // radius), int(y // radius)), (x, y))
    return list(first.values())


def _within(point: Point, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= point.longitude <= east and south <= point.latitude <= north


def _radius(count: int) -> float:
    return 4.5 if count <= _FEW else 3.0


def _words(subject: Subject, inside: int, outside: int) -> Words:
    title = subject.say(
        joined(f"แผนที่จุดแสดง{subject.measure}", subject.place, subject.period),
        ", ".join(part for part in (f"Point map of {subject.measure}", subject.place, subject.period) if part),
    )
    if not inside:
        return Words(title, no_data(subject), no_data(subject))
    finding = subject.say(f"{subject.measure} {inside:,} จุด", f"{subject.measure}: {inside:,} {'point' if inside == 1 else 'points'}")
    beyond = subject.say(f"อีก {outside:,} จุดไม่มีพิกัดหรืออยู่นอกแผนที่", f"{outside:,} more have no position or lie outside the map.") if outside else ""
    return Words(title, joined(finding, beyond), finding)


def _note(subject: Subject, inside: int, drawn: int, outside: int) -> str:
    merged = subject.say(
        f"วาด {drawn:,} จุดแทน {inside:,} จุด เพราะจุดที่ซ้อนกันวาดเพียงจุดเดียว",
        f"{drawn:,} marks stand for {inside:,} points: points that would cover each other are drawn once.",
    )
    beyond = subject.say(f"ไม่ได้วาด {outside:,} จุดที่ไม่มีพิกัดหรืออยู่นอกแผนที่", f"{outside:,} points without a position or outside the map are not drawn.")
    return joined(merged if drawn < inside else "", beyond if outside else "")


def _draw(subject: Subject, onto: Projection, marks: Sequence[tuple[float, float]], outlines: Sequence[tuple[Ring, ...]], words: Words, radius: float) -> str:
    land = [element("path", d=outline(rings, onto), class_="land", fill_rule="evenodd") for rings in outlines]
    edge = [] if outlines else [element("rect", x=1, y=1, width=onto.width - 2, height=onto.height - 2, class_="edge")]
    dots = [element("circle", cx=x, cy=y, r=radius, class_="pt") for x, y in marks]
    return frame(
        onto.width,
        onto.height + _FOOT,
        *edge,
        *land,
        *dots,
        _ruler(subject, onto),
        subject=subject,
        title=words.title,
        description=words.description,
        class_="points",
    )


def _ruler(subject: Subject, onto: Projection) -> str:
    """A bar of a round number of kilometres or metres, about a quarter of the sheet."""
    per_unit = KILOMETRES_A_DEGREE / onto.scale
    length = _round_length(onto.width / 4 * per_unit)
    units = length / per_unit
    y = onto.height + 14
    text = f"{length:,.0f} {subject.say('กม.', 'km')}" if length >= 1 else f"{length * 1000:,.0f} {subject.say('ม.', 'm')}"
    bar = element("path", d=f"M10 {y - 5:.1f}V{y:.1f}H{10 + units:.1f}V{y - 5:.1f}", class_="ruler")
    x = min(10 + units + 8, onto.width - width_of(text))
    return element("g", bar, label(x, y + 5, text, class_="dim"), aria_hidden="true")


def _round_length(most: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in _NICE if step * power <= most)
