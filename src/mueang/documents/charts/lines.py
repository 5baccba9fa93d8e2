"""Lines over time: up to four, each labelled at its end and each with a dash of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mueang.documents.charts.figures import decimals_of, present, show, tick_decimals, ticks
from mueang.documents.charts.lettering import fit, width_of, wrap
from mueang.documents.charts.periods import Period, are_months, period_label, place_of
from mueang.documents.charts.sentences import Words, course, with_unit
from mueang.documents.charts.spark import path
from mueang.documents.charts.svg import element, frame, label
from mueang.documents.charts.values import NARROW, WIDE, Drawing, Series, Subject

MOST = 4
_DASHES = (None, "7 4", "2 4", "10 3 2 3")
_DOTS = {WIDE: 24, NARROW: 12}
_HEIGHTS = {WIDE: 340, NARROW: 290}
_TOP, _FOOT, _LINE = 34, 36, 20


def lines(subject: Subject, periods: Sequence[Period], series: Sequence[Series]) -> Drawing:
    """Return the series over the periods. Raises ValueError for none or more than four, or for lengths that differ."""
    if not 0 < len(series) <= MOST:
        raise ValueError(f"a chart takes one to {MOST} lines, not {len(series)}")
    if any(len(one.values) != len(periods) for one in series):
        raise ValueError("each series needs a value or None for each period")
    decimals = subject.decimals if subject.decimals is not None else decimals_of(v for one in series for v in one.values)
    words = course(subject, periods, series, decimals=decimals)
    wide, narrow = (_draw(_Plot(subject, tuple(periods), tuple(series), width, decimals), words) for width in (WIDE, NARROW))
    return Drawing(wide, narrow, words.title, words.description, words.finding)


@dataclass(frozen=True)
class _Plot:
    """What is drawn at which size, and where on the sheet its values and periods lie."""

    subject: Subject
    periods: tuple[Period, ...]
    series: tuple[Series, ...]
    width: int
    decimals: int

    @property
    def marks(self) -> tuple[float, ...]:
        values = present(value for one in self.series for value in one.values) or [0.0]
        return ticks(min(values), max(values), about=5 if self.width == WIDE else 4)

    @property
    def bottom(self) -> float:
        return _HEIGHTS[self.width] - _FOOT

    @property
    def left(self) -> float:
        marks = self.marks
        return max(width_of(show(mark, tick_decimals(marks))) for mark in marks) + 12

    @property
    def room(self) -> float:
        """Width of the column of names and last values at the right."""
        widest = max((width_of(show(value, self.decimals), 15, bold=True) for one in self.series for value in present(one.values)[-1:]), default=0)
        names = [width_of(one.name) for one in self.series] if len(self.series) > 1 and self.width == WIDE else []
        return max([widest, *(min(170.0, name) for name in names)]) + 14

    @property
    def right(self) -> float:
        return self.width - self.room

    def x(self, period: Period) -> float:
        first, last = place_of(self.periods[0]), place_of(self.periods[-1])
        if first == last:
            return (self.left + self.right) / 2
        return self.left + 6 + (place_of(period) - first) / (last - first) * (self.right - self.left - 6)

    def y(self, value: float) -> float:
        marks = self.marks
        return _TOP + (marks[-1] - value) / (marks[-1] - marks[0]) * (self.bottom - _TOP)

    def points(self, one: Series) -> list[tuple[float, float] | None]:
        pairs = zip(self.periods, one.values, strict=True)
        return [(self.x(period), self.y(value)) if value is not None and present([value]) else None for period, value in pairs]


def _draw(plot: _Plot, words: Words) -> str:
    body = [*_axis(plot), *_years(plot)]
    for k, one in enumerate(plot.series):
        body.extend(_line(plot, one, k))
    body.extend(_ends(plot))
    names = _names(plot) if plot.width == NARROW and len(plot.series) > 1 else []
    height = _HEIGHTS[plot.width] + len(names) * 24
    stops = json.dumps(_stops(plot), ensure_ascii=False)
    return frame(plot.width, height, *body, *names, subject=plot.subject, title=words.title, description=words.description, data_stops=stops)


def _axis(plot: _Plot) -> list[str]:
    marks = plot.marks
    drawn = [label(0, 15, fit(plot.subject.unit, plot.width - 4), class_="dim")] if plot.subject.unit else []
    for mark in marks:
        y = plot.y(mark)
        drawn.append(element("path", d=f"M{plot.left:.1f} {y:.1f}H{plot.right:.1f}", class_="axis"))
        drawn.append(label(plot.left - 8, y + 5, show(mark, tick_decimals(marks)), class_="dim", text_anchor="end"))
    drawn.append(element("path", d=f"M{plot.left:.1f} {plot.bottom:.1f}H{plot.right:.1f}", class_="base"))
    return drawn


def _years(plot: _Plot) -> list[str]:
    """Labels of periods, thinned from the last one back so that none touches the next."""
    months = are_months(plot.periods)
    drawn: list[str] = []
    free = float(plot.width)
    for period in reversed(plot.periods):
        text = period_label(period, plot.subject.language, months=months)
        half = width_of(text) / 2
        x = min(max(plot.x(period), half), plot.width - half)
        if x + half + 10 > free and drawn:
            continue
        drawn.append(label(x, plot.bottom + 22, text, class_="dim", text_anchor="middle"))
        free = x - half
    return drawn


def _line(plot: _Plot, one: Series, index: int) -> list[str]:
    points = plot.points(one)
    only = len(plot.series) == 1
    kind = "line" if only else f"line s{index + 1}"
    drawn = [element("path", d=path(points), class_=kind, stroke_dasharray=None if only else _DASHES[index])] if any(points) else []
    if sum(point is not None for point in points) <= _DOTS[plot.width]:
        drawn += [element("circle", cx=p[0], cy=p[1], r=4.5 if only else 3.5, class_="dot" if only else f"dot s{index + 1}") for p in points if p]
    return drawn


def _ends(plot: _Plot) -> list[str]:
    """The last value of each line, with its name where there is room, pushed apart so that none covers another."""
    ends = [(next(p for p in reversed(plot.points(one)) if p), one) for one in plot.series if present(one.values)]
    ends.sort(key=lambda end: end[0][1])
    blocks = [_end_lines(plot, one) for _, one in ends]
    tops = _apart([point[1] for point, _ in ends], [len(block) * 19.0 for block in blocks], plot.bottom)
    drawn = []
    for top, block, (point, _) in zip(tops, blocks, ends, strict=True):
        x = max(point[0], plot.right) + 10
        drawn += [label(x, top + 14 + k * 19, text, font_size=15 if k == 0 else 14, font_weight=600 if k == 0 else None) for k, text in enumerate(block)]
    return drawn


def _end_lines(plot: _Plot, one: Series) -> list[str]:
    value = show(present(one.values)[-1], plot.decimals)
    if len(plot.series) == 1 or plot.width == NARROW:
        return [value]
    return [value, *wrap(one.name, plot.room - 12)]


def _apart(wanted: Sequence[float], heights: Sequence[float], bottom: float) -> list[float]:
    tops: list[float] = []
    for centre in wanted:
        least = tops[-1] + heights[len(tops) - 1] if tops else 16.0
        tops.append(max(centre - 10, least))
    limit = bottom + 14
    for k in range(len(tops) - 1, -1, -1):
        tops[k] = min(tops[k], limit - heights[k])
        limit = tops[k]
    return tops


def _names(plot: _Plot) -> list[str]:
    drawn = []
    for k, one in enumerate(plot.series):
        y = _HEIGHTS[NARROW] + 14 + k * 24
        sample = element("path", d=f"M2 {y - 5}H34", class_=f"line s{k + 1}", stroke_dasharray=_DASHES[k])
        drawn.append(sample + label(42, y, fit(one.name, NARROW - 46)))
    return drawn


def _stops(plot: _Plot) -> list[dict[str, object]]:
    """What the reading line shows at each period: where, and the words."""
    months = are_months(plot.periods)
    columns = [plot.points(one) for one in plot.series]
    stops: list[dict[str, object]] = []
    for k, period in enumerate(plot.periods):
        dots = [round(point[1], 1) for column in columns if (point := column[k])]
        if dots:
            text = [period_label(period, plot.subject.language, months=months), *(_reading(plot, one, k) for one in plot.series)]
            stops.append({"x": round(plot.x(period), 1), "top": _TOP - 6, "bottom": plot.bottom, "dots": dots, "lines": text})
    return stops


def _reading(plot: _Plot, one: Series, index: int) -> str:
    figure = with_unit(one.values[index], plot.subject, plot.decimals)
    return figure if len(plot.series) == 1 else f"{one.name} {figure}"
