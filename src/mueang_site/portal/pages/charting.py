"""A dataset as a chart: what to measure over what, drawn by the server. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import QueryDict

from mueang.base.periods import show_year
from mueang.documents.charts import Bar, Drawing, Series, Subject, bars, lines
from mueang.documents.charts.figures import decimals_of, present, show
from mueang.documents.charts.lines import MOST as MOST_LINES
from mueang.geo.gazetteer import BANGKOK
from mueang.query import Condition, Groups, Measure
from mueang.query.question import Function
from mueang.tables.schema import Column, ColumnType
from mueang_site.catalogue.table import TableView
from mueang_site.portal.language import say, spoken
from mueang_site.portal.pages import wide
from mueang_site.portal.pages.columns import Uses, axis_title, is_official, label_of, title_of, unit_of
from mueang_site.portal.pages.filters import conditions, given_filters, said_filters

COUNT = "count"
_MOST_BARS = 20
_MOST_GROUPS = 400
_FUNCTIONS = {"mean": ("ค่าเฉลี่ย", "mean"), "sum": ("ผลรวม", "sum"), "max": ("สูงสุด", "maximum"), "min": ("ต่ำสุด", "minimum")}
_LEVELS = {2: ("จังหวัด", "province", "provinces"), 4: ("อำเภอ", "district", "districts"), 6: ("ตำบล", "subdistrict", "subdistricts")}
_BANGKOK_LEVELS = {4: ("เขต", "district", "districts"), 6: ("แขวง", "subdistrict", "subdistricts")}


@dataclass(frozen=True)
class ChartShown:
    """A drawing with everything that stands around it."""

    drawing: Drawing
    subtitle: str
    notes: tuple[str, ...]
    source: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source_href: str = ""
    mixed: bool = False
    finding_given: str = ""

    @property
    def finding(self) -> str:
        """The heading."""
        return self.finding_given or self.drawing.finding


@dataclass(frozen=True)
class Selection:
    """One choice of the form above the chart."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chosen:
    """What is drawn: the measure (None: rows are counted) over a column, by a function, under conditions."""

    measure: Column | None
    axis: Column
    function: Function
    where: tuple[Condition, ...]
    newest: object = None

    @property
    def value(self) -> Measure:
        """The measure as the question has it."""
        return Measure(self.function, self.measure.name) if self.measure else Measure("count")


@dataclass(frozen=True)
class ChartPage:
    """The chart and the form above it; no chart when the table has nothing to draw."""

    chart: ChartShown | None
    selections: tuple[Selection, ...]


def build(view: TableView, parameters: QueryDict, *, source: str) -> ChartPage:
    """Return the chart that the address asks for, or the one that tells most."""
    uses = Uses.of(view.schema)
    by_year = wide.columns_by_year(uses)
    if parameters.get("x") == wide.YEARS and by_year:
        return ChartPage(_over_columns(view, by_year, parameters, source), _axes(view, uses, wide.YEARS))
    chosen = choose(view, uses, parameters)
    if chosen is None:
        return ChartPage(None, ())
    chart = _over_time(view, uses, chosen, parameters, source) if chosen.axis in uses.times else _ranked(view, chosen, parameters, source)
    return ChartPage(chart, selections(view, uses, chosen, mixed=chart is not None and chart.mixed))


def choose(view: TableView, uses: Uses, parameters: QueryDict, *, axes: Sequence[Column] | None = None) -> Chosen | None:
    """Return what to draw: the newest period unless the address names one, so that no value is a mixture of years."""
    offered = uses.axes if axes is None else axes
    if not offered:
        return None
    axis = _named(offered, parameters.get("x")) or _default_axis(view, uses, offered)
    measure = None if parameters.get("y") == COUNT or not uses.measures else _named(uses.measures, parameters.get("y")) or uses.measure
    function = cast("Function", parameters.get("fn")) if parameters.get("fn") in _FUNCTIONS else _default_function(measure)
    filters = given_filters(parameters, view.schema)
    where = conditions(filters, view.schema)
    newest = None
    if axis not in uses.times and uses.times and not any(c.column == uses.times[0].name for c in where):
        newest = _newest(view, uses.times[0], where)
        where = (*where, Condition(uses.times[0].name, "eq", newest)) if newest is not None else where  # type: ignore[arg-type]
    return Chosen(measure, axis, function, where, newest)


def subject_of(chosen: Chosen, *, period: str = "", codes: Sequence[object] = (), mixed: bool = False) -> Subject:
    """Return what the drawing is of, in words."""
    name = title_of(chosen.measure) if chosen.measure else say("จำนวนแถว", "rows")
    words = f"{name} ({say(*_FUNCTIONS[chosen.function])})" if chosen.measure and mixed else name
    kind_th, kind_en, kinds_en = kind_of(codes) or (title_of(chosen.axis),) * 3
    return Subject(
        spoken(),
        words,
        unit=unit_of(chosen.measure) if chosen.measure else say("แถว", "rows"),
        period=period,
        kind=say(kind_th, kind_en),
        kinds=say(kind_th, kinds_en),
    )


def kind_of(codes: Sequence[object]) -> tuple[str, str, str] | None:
    """Return the words (Thai, English, English of many) for places with these codes: in Bangkok districts are เขต."""
    if not codes:
        return None
    digits = len(str(codes[0]))
    in_bangkok = all(str(code).startswith(BANGKOK) for code in codes)
    return _BANGKOK_LEVELS.get(digits) if in_bangkok and digits in _BANGKOK_LEVELS else _LEVELS.get(digits)


def period_of(chosen: Chosen, uses: Uses) -> str:
    """Return the one period that is drawn, in words: `ปี 2566`."""
    for condition in chosen.where:
        column = next((time for time in uses.times if time.name == condition.column), None)
        if column is not None and condition.operator == "eq":
            shown = label_of(column, condition.value)
            return say(f"ปี {shown}", shown) if column.type is ColumnType.YEAR else shown
    return ""


def grouped(view: TableView, chosen: Chosen, *, more: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the values by the axis (and further columns), with how many rows stand behind each."""
    measures = (chosen.value,) if chosen.measure is None else (chosen.value, Measure("count"))
    return view.rows(Groups(view.schema, by=(chosen.axis.name, *more), measures=measures, where=chosen.where, limit=_MOST_GROUPS * max(1, len(more) * 4)))


def mixes(rows: Sequence[dict[str, Any]]) -> bool:
    """Return whether any value stands for more than one row."""
    return any(int(row["count"]) > 1 for row in rows)


def _ranked(view: TableView, chosen: Chosen, parameters: QueryDict, source: str) -> ChartShown:
    rows = [row for row in grouped(view, chosen) if row[chosen.axis.name] is not None]
    mixed = chosen.measure is not None and mixes(rows)
    uses = Uses.of(view.schema)
    codes = [row[chosen.axis.name] for row in rows] if chosen.axis.type is ColumnType.PLACE else []
    subject = subject_of(chosen, period=period_of(chosen, uses), codes=[code for code in codes if is_official(code)], mixed=mixed)
    given = [Bar(label_of(chosen.axis, row[chosen.axis.name]), _value(row, chosen)) for row in rows]
    drawing = bars(subject, given, limit=_MOST_BARS)
    return shown(view, drawing, subject, given, chosen, parameters, source=source, mixed=mixed)


def shown(
    view: TableView, drawing: Drawing, subject: Subject, given: Sequence[Bar], chosen: Chosen, parameters: QueryDict, *, source: str, mixed: bool
) -> ChartShown:
    """Return a drawing that compares, with its words and its table."""
    decimals = decimals_of(bar.value for bar in given)
    ranked = sorted(given, key=lambda bar: (not present([bar.value]), -(present([bar.value]) or [0.0])[0]))
    return ChartShown(
        drawing=drawing,
        subtitle=subtitle_of(subject, said_filters(given_filters(parameters, view.schema), view.schema)),
        notes=tuple(note for note in (drawing.note, _mixture(chosen) if mixed else "") if note),
        source=source,
        heads=(axis_title(chosen.axis, view.schema), subject.measure + (f" ({subject.unit})" if subject.unit else "")),
        rows=tuple((bar.label, show(bar.value, decimals)) for bar in ranked),
        mixed=mixed,
    )


def _over_time(view: TableView, uses: Uses, chosen: Chosen, parameters: QueryDict, source: str) -> ChartShown | None:
    split = _split(view, uses, chosen)
    rows = grouped(view, chosen, more=(split.name,) if split else ())
    rows = [row for row in rows if row[chosen.axis.name] is not None]
    periods = sorted({row[chosen.axis.name] for row in rows})
    if not periods:
        return None
    mixed = chosen.measure is not None and mixes(rows)
    subject = subject_of(chosen, mixed=mixed)
    named = sorted({row[split.name] for row in rows if row[split.name] is not None}, key=str) if split else [None]
    series = [_series(rows, chosen, periods, split, name, subject) for name in named]
    drawing = lines(subject, periods, series)
    decimals = decimals_of(value for one in series for value in one.values)
    return ChartShown(
        drawing=drawing,
        subtitle=subtitle_of(subject, said_filters(given_filters(parameters, view.schema), view.schema)),
        notes=(_mixture(chosen),) if mixed else (),
        source=source,
        heads=(title_of(chosen.axis), *(one.name for one in series)),
        rows=tuple((label_of(chosen.axis, period), *(show(one.values[k], decimals) for one in series)) for k, period in enumerate(periods)),
        mixed=mixed,
    )


def _over_columns(view: TableView, by_year: Mapping[int, Column], parameters: QueryDict, source: str) -> ChartShown:
    filters = given_filters(parameters, view.schema)
    subject, years, series, mixed = wide.draw(view, by_year, conditions(filters, view.schema))
    decimals = subject.decimals if subject.decimals is not None else decimals_of(series.values)
    return ChartShown(
        drawing=lines(subject, years, [series]),
        subtitle=subtitle_of(subject, said_filters(filters, view.schema)),
        notes=(say("แต่ละค่าเป็นค่าเฉลี่ยของหลายแถว", "Each value is the mean of several rows."),) if mixed else (),
        source=source,
        heads=(say("ปี", "Year"), series.name),
        rows=tuple((show_year(year, spoken()), show(value, decimals)) for year, value in zip(years, series.values, strict=True)),
    )


def _series(rows: Sequence[dict[str, Any]], chosen: Chosen, periods: Sequence[Any], split: Column | None, name: object, subject: Subject) -> Series:
    own = [row for row in rows if split is None or row[split.name] == name]
    values = {row[chosen.axis.name]: _value(row, chosen) for row in own}
    return Series(label_of(split, name) if split else subject.measure, tuple(values.get(period) for period in periods))


def _split(view: TableView, uses: Uses, chosen: Chosen) -> Column | None:
    """Return a column of two to four values that makes a line each, if there is one."""
    for column in (*uses.groups, *uses.places):
        values = view.distinct(column.name, MOST_LINES + 1)
        if any(condition.column == column.name for condition in chosen.where):
            continue
        if 2 <= len([value for value in values if value is not None]) <= MOST_LINES:
            return column
    return None


def subtitle_of(subject: Subject, filters: Sequence[str]) -> str:
    """Return measure, unit, period and filters, as they stand under the heading."""
    unit = say(f"หน่วย {subject.unit}", f"in {subject.unit}") if subject.unit else ""
    return (
        ", ".join(part for part in (subject.measure, unit, subject.period, *filters) if part)
        if spoken() == "en"
        else " ".join(part for part in (subject.measure, unit, subject.period, *filters) if part)
    )


def _mixture(chosen: Chosen) -> str:
    word_th, word_en = _FUNCTIONS[chosen.function]
    return say(f"แต่ละค่าเป็น{word_th}ของหลายแถว", f"Each value is the {word_en} of several rows.")


def _value(row: dict[str, Any], chosen: Chosen) -> float | None:
    kept = present([row[chosen.value.name]])
    return kept[0] if kept else None


def _named(columns: Sequence[Column], name: str | None) -> Column | None:
    return next((column for column in columns if column.name == name), None)


def _default_axis(view: TableView, uses: Uses, offered: Sequence[Column]) -> Column:
    """Places before all, since they compare; then time; then the group with the fewest values, ids last."""
    for column in offered:
        if column in uses.places and len(view.distinct(column.name, 3)) > 1:
            return column
    for column in offered:
        if column in uses.times and len(view.distinct(column.name, 3)) > 1:
            return column
    groups = [column for column in offered if column in uses.groups]
    return min(groups, key=lambda column: _crowd(view, column)) if groups else offered[0]


def _crowd(view: TableView, column: Column) -> int:
    count = len(view.distinct(column.name, _MOST_GROUPS))
    return count if count > 1 else _MOST_GROUPS + 1


def _default_function(measure: Column | None) -> Function:
    return "sum" if measure is not None and measure.type is ColumnType.INTEGER else "mean"


def _newest(view: TableView, time: Column, where: tuple[Condition, ...]) -> object:
    answer = view.rows(Groups(view.schema, measures=(Measure("max", time.name),), where=where))
    return answer[0][f"max_{time.name}"] if answer else None


def _axes(view: TableView, uses: Uses, current: str) -> tuple[Selection, ...]:
    choices = [(column.name, axis_title(column, view.schema)) for column in uses.axes]
    if wide.columns_by_year(uses):
        choices.append((wide.YEARS, say("ปี (คอลัมน์ละปี)", "Year (a column each)")))
    return (Selection("x", say("แยกตาม", "By"), current, tuple(choices)),) if len(choices) > 1 else ()


def selections(view: TableView, uses: Uses, chosen: Chosen, *, mixed: bool) -> tuple[Selection, ...]:
    """Return the choices above the drawing: what is measured, over what, and how several rows become one value."""
    measures = tuple((column.name, title_of(column)) for column in uses.measures)
    found = [Selection("y", say("สิ่งที่วัด", "Measure"), chosen.measure.name if chosen.measure else COUNT, (*measures, (COUNT, say("จำนวนแถว", "Rows"))))]
    found += _axes(view, uses, chosen.axis.name)
    if chosen.measure and mixed:
        found.append(Selection("fn", say("วิธีรวมค่า", "Combined by"), chosen.function, tuple((name, say(*words)) for name, words in _FUNCTIONS.items())))
    return tuple(found)
