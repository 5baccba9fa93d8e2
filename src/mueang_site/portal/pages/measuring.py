"""The value of a headline figure, taken live from its dataset: now, before, elsewhere. What is not there is said, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from mueang.documents.charts.figures import present
from mueang.query import Condition, Groups, Measure
from mueang.query.question import Function
from mueang.tables.schema import Column, ColumnType
from mueang_site.catalogue.table import TableView
from mueang_site.headlines.choice import YEARS, Choice
from mueang_site.portal.pages import wide
from mueang_site.portal.pages.columns import Uses
from mueang_site.portal.pages.filters import conditions

_MOST_PERIODS = 400
_MOST_PLACES = 1000
Period = int | date


@dataclass(frozen=True)
class Measured:
    """What the data says. `series` goes from the oldest period to the newest; no `period`: the table knows none.

    value    of the wanted period, None where there is none
    places   official code → value of the same period, where the table has places
    """

    column: Column | None
    time: Column | None
    period: Period | None
    value: float | None
    series: tuple[tuple[Period, float | None], ...]
    places: Mapping[str, float]

    @property
    def before(self) -> tuple[Period, float] | None:
        """The newest value of an earlier period than the wanted one."""
        if self.period is None:
            return None
        earlier = [(period, value) for period, value in self.series if value is not None and cast("Any", period) < self.period]
        return earlier[-1] if earlier else None

    @property
    def last(self) -> Period | None:
        """The newest period that has a value."""
        there = [period for period, value in self.series if value is not None]
        return there[-1] if there else None


def measure(view: TableView, choice: Choice) -> Measured:
    """Return what the table says of the choice. Raises BadQuery when a column of it is gone."""
    where = conditions(choice.filters, view.schema)
    here = (*where, Condition(choice.place_column, "eq", choice.place)) if choice.place else where
    if choice.measure == YEARS:
        return _by_columns(view, choice, where, here)
    time = next(iter(Uses.of(view.schema).times), None)
    value = Measure(cast("Function", choice.function), choice.measure or None)
    column = view.schema.get(choice.measure) if choice.measure else None
    if time is None:
        answer = view.rows(Groups(view.schema, measures=(value,), where=here))
        return Measured(column, None, None, _number(answer[0][value.name]), (), _places(view, choice, value, where))
    return _over_time(view, choice, value, column, time, where, here)


def _over_time(
    view: TableView, choice: Choice, value: Measure, column: Column | None, time: Column, where: tuple[Condition, ...], here: tuple[Condition, ...]
) -> Measured:
    wanted = _wanted(choice, time) or _newest(view, time, where)
    rows = view.rows(Groups(view.schema, by=(time.name,), measures=(value,), where=here, limit=_MOST_PERIODS))
    series = tuple((cast("Period", row[time.name]), _number(row[value.name])) for row in rows if row[time.name] is not None)
    if wanted is None:
        return Measured(column, time, None, None, series, {})
    then = (*where, Condition(time.name, "eq", wanted))
    return Measured(column, time, wanted, dict(series).get(wanted), series, _places(view, choice, value, then))


def _by_columns(view: TableView, choice: Choice, where: tuple[Condition, ...], here: tuple[Condition, ...]) -> Measured:
    """Measure a table that has a column for each year."""
    columns = wide.columns_by_year(Uses.of(view.schema))
    function = cast("Function", choice.function if choice.function != "count" else "mean")
    if not columns:
        return Measured(None, None, None, None, (), {})
    measures = {year: Measure(function, column.name) for year, column in columns.items()}
    answer = view.rows(Groups(view.schema, measures=tuple(measures.values()), where=here))[0]
    series = tuple((year, _number(answer[one.name])) for year, one in measures.items())
    wanted = int(choice.period) if choice.period.isdecimal() else max(columns)
    places = _places(view, choice, measures[wanted], where) if wanted in measures else {}
    return Measured(columns.get(wanted) or next(iter(columns.values())), None, wanted, dict(series).get(wanted), series, places)


def _places(view: TableView, choice: Choice, value: Measure, where: tuple[Condition, ...]) -> dict[str, float]:
    if not choice.place_column:
        return {}
    rows = view.rows(Groups(view.schema, by=(choice.place_column,), measures=(value,), where=where, limit=_MOST_PLACES))
    found = {str(row[choice.place_column]): _number(row[value.name]) for row in rows if row[choice.place_column] is not None}
    return {code: number for code, number in found.items() if number is not None}


def _wanted(choice: Choice, time: Column) -> Period | None:
    if not choice.period:
        return None
    if time.type is ColumnType.YEAR:
        return int(choice.period[:4])
    return date.fromisoformat(choice.period) if "-" in choice.period else None


def _newest(view: TableView, time: Column, where: tuple[Condition, ...]) -> Period | None:
    newest: Period | None = view.rows(Groups(view.schema, measures=(Measure("max", time.name),), where=where))[0][f"max_{time.name}"]  # type: ignore[assignment]
    return newest


def _number(value: object) -> float | None:
    kept = present([value]) if isinstance(value, int | float) else []
    return kept[0] if kept else None
