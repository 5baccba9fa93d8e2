"""A small line beside a number. It is hidden from screen readers: its numbers are in the row."""

from __future__ import annotations

from collections.abc import Sequence

from mueang.documents.charts.figures import present
from mueang.documents.charts.svg import element

_WIDTH, _HEIGHT, _MARGIN = 120, 30, 5


def spark(values: Sequence[float | None], *, goal: float | None = None) -> str:
    """Return the line of the values, broken where one is missing, with a dot on the last; empty if there is none."""
    there = present(values)
    if not there:
        return ""
    low, high = min([*there, *present([goal])]), max([*there, *present([goal])])
    points = [(_x(k, len(values)), _y(value, low, high)) if present([value]) and value is not None else None for k, value in enumerate(values)]
    last = next(point for point in reversed(points) if point)
    body = [element("path", d=path(points), class_="line"), element("circle", cx=last[0], cy=last[1], r=4.5, class_="dot")]
    if goal is not None:
        body.insert(0, element("path", d=f"M2 {_y(goal, low, high):.1f}H{_WIDTH - 4}", class_="goal"))
    return element("svg", *body, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT, class_="spark", aria_hidden="true")


def path(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the path through the points, lifted where one is missing; a lone point is a dot of no length."""
    steps: list[str] = []
    for k, point in enumerate(points):
        if point is None:
            continue
        begins = k == 0 or points[k - 1] is None
        steps.append(f"{'M' if begins else 'L'}{point[0]:.1f} {point[1]:.1f}")
        if begins and (k + 1 == len(points) or points[k + 1] is None):
            steps.append("h0")
    return " ".join(steps)


def _x(index: int, count: int) -> float:
    return 4 + index * (_WIDTH - 12) / max(1, count - 1)


def _y(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return _HEIGHT - _MARGIN - share * (_HEIGHT - 2 * _MARGIN)
