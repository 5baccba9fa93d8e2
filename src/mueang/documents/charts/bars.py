"""Horizontal bars, longest first, from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mueang.documents.charts.figures import decimals_of, present, show, tick_decimals, ticks
from mueang.documents.charts.lettering import BOLDER, width_of, wrap
from mueang.documents.charts.sentences import Words, comparison
from mueang.documents.charts.svg import element, frame, label
from mueang.documents.charts.values import NARROW, WIDE, Bar, Drawing, Subject

_TOP = 12
_FOOT = 34
_LINE = 20
_BAR = 18
_LABELS = 250
_NONE = ("ไม่มีข้อมูล", "No data")


def bars(subject: Subject, given: Sequence[Bar], *, limit: int | None = None) -> Drawing:
    """Return the bars ranked, places without data last. With `limit` only the first are drawn, and the note says so."""
    ranked = sorted(given, key=lambda bar: (not present([bar.value]), -(present([bar.value]) or [0.0])[0]))
    shown = ranked[:limit]
    decimals = subject.decimals if subject.decimals is not None else decimals_of(bar.value for bar in given)
    words = comparison("แผนภูมิแท่ง", "Bar chart", subject, [(bar.label, bar.value) for bar in ranked], decimals=decimals)
    note = ""
    if len(shown) < len(ranked):
        note = subject.say(f"แสดง {len(shown)} อันดับแรกจาก {len(ranked)}", f"The first {len(shown)} of {len(ranked)} are drawn.")
    return Drawing(
        _draw(subject, shown, words, WIDE, decimals), _draw(subject, shown, words, NARROW, decimals), words.title, words.description, words.finding, note
    )


@dataclass(frozen=True)
class _Scale:
    left: float
    right: float
    marks: tuple[float, ...]

    def x(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return self.left + (value - low) / (high - low) * (self.right - self.left)


def _scale(shown: Sequence[Bar], left: float, width: float, decimals: int) -> _Scale:
    values = present(bar.value for bar in shown) or [0.0]
    marks = ticks(min(0.0, *values), max(0.0, *values), about=3 if width == NARROW else 5)
    beyond = [width_of(show(value, decimals), bold=True) + 10 for value in values if value >= 0]
    before = [width_of(show(value, decimals), bold=True) + 10 for value in values if value < 0]
    missing = max(width_of(text) for text in _NONE) + 10 if len(values) < len(shown) or not present(bar.value for bar in shown) else 0.0
    edge = width_of(show(marks[-1], tick_decimals(marks))) / 2
    return _Scale(left + max([0.0, *before]), width - max([edge, missing, *beyond]) - 2, marks)


def _draw(subject: Subject, shown: Sequence[Bar], words: Words, width: int, decimals: int) -> str:
    beside = width == WIDE
    column = min(_LABELS, max((width_of(bar.label, bold=True) for bar in shown), default=0)) if beside else 0
    scale = _scale(shown, column + 12 if beside else 2, width, decimals)
    rows: list[str] = []
    y: float = _TOP
    for bar in shown:
        lines = wrap(bar.label, (column + 1 if beside else width - 4) / BOLDER)
        rows.append(_row(subject, bar, lines, y, scale, decimals, beside=beside))
        y += _height(lines, beside=beside)
    axis = [*_axis(scale, y), *rows, _zero(scale, _TOP - 8, y)] if beside else rows
    return frame(width, y + (_FOOT if beside else 4), *axis, subject=subject, title=words.title, description=words.description)


def _height(lines: Sequence[str], *, beside: bool) -> float:
    return max(_BAR, len(lines) * _LINE) + 10 if beside else len(lines) * _LINE + _BAR + 14


def _row(subject: Subject, bar: Bar, lines: Sequence[str], y: float, scale: _Scale, decimals: int, *, beside: bool) -> str:
    text_y = y + _LINE - 5 if beside else y + _LINE - 4
    x, anchor = (scale.left - 12, "end") if beside and scale.x(0) == scale.left else (0, "start")
    weight = 600 if bar.this else None
    names = [label(x, text_y + k * _LINE, line, text_anchor=anchor, font_weight=weight) for k, line in enumerate(lines)]
    middle = y + len(lines) * _LINE / 2 if beside else y + len(lines) * _LINE + _BAR / 2 + 2
    zero = "" if beside else _zero(scale, middle - _BAR / 2 - 3, middle + _BAR / 2 + 3)
    return "".join(names) + _bar(subject, bar, middle, scale, decimals) + zero


def _bar(subject: Subject, bar: Bar, middle: float, scale: _Scale, decimals: int) -> str:
    zero = scale.x(0)
    if not present([bar.value]) or bar.value is None:
        return label(zero + 6, middle + 5, subject.say(*_NONE), class_="dim")
    end = scale.x(bar.value)
    mark = element("rect", x=min(zero, end), y=middle - _BAR / 2, width=abs(end - zero), height=_BAR, class_="bar this" if bar.this else "bar")
    beyond = bar.value >= 0
    figure = label(end + 6 if beyond else end - 6, middle + 5, show(bar.value, decimals), font_weight=600, text_anchor="start" if beyond else "end")
    return mark + figure


def _axis(scale: _Scale, bottom: float) -> list[str]:
    decimals = tick_decimals(scale.marks)
    drawn = []
    for mark in scale.marks:
        x = scale.x(mark)
        drawn.append(element("path", d=f"M{x:.1f} {_TOP - 8}V{bottom:.1f}", class_="axis"))
        text = show(mark, decimals)
        half = width_of(text) / 2
        drawn.append(label(max(x, half), bottom + 20, text, class_="dim", text_anchor="middle"))
    return drawn


def _zero(scale: _Scale, top: float, bottom: float) -> str:
    return element("path", d=f"M{scale.x(0):.1f} {top:.1f}V{bottom:.1f}", class_="base")
