"""The map of real outlines: the same classes as the tiles, drawn from simplified boundaries."""

from __future__ import annotations

from collections.abc import Sequence

from mueang.documents.charts.classes import NO_DATA, Classes, legend, quantile_classes
from mueang.documents.charts.figures import decimals_of, show
from mueang.documents.charts.lettering import width_of
from mueang.documents.charts.projection import Projection, bounds_of
from mueang.documents.charts.sentences import Words, comparison, no_data
from mueang.documents.charts.svg import element, frame, frame_key, label
from mueang.documents.charts.values import NARROW, WIDE, Drawing, Ring, Shape, Subject

_SIZE = 14


def shape_map(subject: Subject, shapes: Sequence[Shape]) -> Drawing:
    """Return the shapes coloured by their values. Raises ValueError if no shape has a corner."""
    bounds = bounds_of(corner for shape in shapes for ring in shape.rings for corner in ring)
    if bounds is None:
        raise ValueError(no_data(subject))
    values = [shape.value for shape in shapes]
    classes = quantile_classes(values)
    decimals = subject.decimals if subject.decimals is not None else decimals_of(values)
    words = comparison("แผนที่ไล่สี", "Shaded map", subject, [(shape.name, shape.value) for shape in shapes], decimals=decimals, by_level=True)
    wide, narrow = (_draw(subject, shapes, classes, Projection(bounds, width), words, decimals) for width in (WIDE, NARROW))
    return Drawing(wide, narrow, words.title, words.description, words.finding, "", legend(values, classes, subject, decimals))


def _draw(subject: Subject, shapes: Sequence[Shape], classes: Classes, onto: Projection, words: Words, decimals: int) -> str:
    hatch = f"h{frame_key(words.title, words.description, onto.width)}"
    areas = [_area(shape, classes, onto, show(shape.value, decimals), hatch) for shape in shapes]
    picked = [element("path", d=outline(shape.rings, onto), class_="pick") for shape in shapes if shape.this]
    figures = [_figure(shape, classes, onto, show(shape.value, decimals)) for shape in shapes]
    over = element("g", *picked, *[figure for figure in figures if figure], aria_hidden="true")
    role = "group" if any(shape.href for shape in shapes) else "img"
    return frame(
        onto.width, onto.height, _hatching(hatch), *areas, over, subject=subject, title=words.title, description=words.description, role=role, class_="shapes"
    )


def outline(rings: Sequence[Ring], onto: Projection) -> str:
    """Return the path of the rings; corners that fall on the one before are left out."""
    steps = []
    for ring in rings:
        corners = [f"{x:.1f} {y:.1f}" for x, y in (onto.place(*corner) for corner in ring)]
        kept = [corner for k, corner in enumerate(corners) if k == 0 or corner != corners[k - 1]]
        if kept:
            steps.append("M" + "L".join(kept) + "Z")
    return "".join(steps)


def _hatching(key: str) -> str:
    lines = element("path", d="M-1 8L8 -1M6 10L10 6", class_="hatch")
    return element("defs", element("pattern", lines, id=key, width=7, height=7, patternUnits="userSpaceOnUse"))


def _area(shape: Shape, classes: Classes, onto: Projection, figure: str, hatch: str) -> str:
    shade = classes.shade(shape.value)
    path = element("path", d=outline(shape.rings, onto), class_=f"q{shade}", fill_rule="evenodd")
    if shade == NO_DATA:
        path += element("path", d=outline(shape.rings, onto), fill=f"url(#{hatch})", fill_rule="evenodd")
    said = f"{shape.name} {figure}"
    if shape.href:
        return element("a", path, href=shape.href, aria_label=said)
    return path


def _figure(shape: Shape, classes: Classes, onto: Projection, figure: str) -> str:
    """The value inside the shape, where it has room; the table under the map has them all."""
    if not shape.rings:
        return ""
    corners = [onto.place(*corner) for corner in max(shape.rings, key=lambda ring: _area_of([onto.place(*c) for c in ring]))]
    x, y = _middle(corners)
    half = width_of(figure, _SIZE, bold=True) / 2 + 2
    if not all(_inside(corners, x + dx, y + dy) for dx in (-half, half) for dy in (-8, 8)):
        return ""
    return label(x, y + 5, figure, font_size=_SIZE, font_weight=600, text_anchor="middle", class_=f"o{classes.shade(shape.value)}")


def _area_of(corners: Sequence[tuple[float, float]]) -> float:
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _middle(corners: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity of the outline; the mean corner where it has no area."""
    pairs = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    crosses = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
    twice = sum(crosses)
    if abs(twice) < 1e-6:
        return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)
    x = sum((a[0] + b[0]) * cross for (a, b), cross in zip(pairs, crosses, strict=True)) / (3 * twice)
    y = sum((a[1] + b[1]) * cross for (a, b), cross in zip(pairs, crosses, strict=True)) / (3 * twice)
    return x, y


def _inside(corners: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """True if the point lies inside the ring (even-odd rule)."""
    inside = False
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
