"""Tables whose years stand side by side as columns: drawn as a line over the years, though no column holds a year."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from mueang.documents.charts import Series, Subject
from mueang.documents.charts.figures import decimals_of
from mueang.query import Condition, Groups, Measure
from mueang.tables.schema import Column
from mueang_site.catalogue.table import TableView
from mueang_site.portal.language import say, spoken
from mueang_site.portal.pages.columns import Uses, title_of, unit_of, year_in

YEARS = "~years"
"""Stands in the address for the axis that no column holds."""
_LEAST = 3
_YEAR_WORDS = re.compile(r"[,/\s]*(?:ปี\s*)?(?:พ\.ศ\.|ค\.ศ\.)?[\s/]*(?:19|20|24|25)\d\d[,/\s]*")


def columns_by_year(uses: Uses) -> dict[int, Column]:
    """Return Gregorian year → measure, if at least three measures of one unit differ in their year alone; else nothing."""
    named = {year: column for column in uses.measures if (year := year_in(title_of(column))) is not None}
    stems = {(_stem(column), column.unit) for column in named.values()}
    return dict(sorted(named.items())) if len(named) >= _LEAST and len(stems) == 1 else {}


def draw(view: TableView, columns: Mapping[int, Column], where: tuple[Condition, ...]) -> tuple[Subject, tuple[int, ...], Series, bool]:
    """Return what is drawn, the years, their values, and whether each value is a mean of several rows."""
    answer = view.rows(Groups(view.schema, measures=(*(Measure("mean", column.name) for column in columns.values()), Measure("count")), where=where))[0]
    first = next(iter(columns.values()))
    mixed = int(str(answer["count"])) > 1
    stem = _stem(first) or say("ค่า", "value")
    subject = Subject(
        spoken(), f"{stem} ({say('ค่าเฉลี่ย', 'mean')})" if mixed else stem, unit=unit_of(first), decimals=_decimals(view, columns, where) if mixed else None
    )
    values = tuple(_number(answer[f"mean_{column.name}"]) for column in columns.values())
    return subject, tuple(columns), Series(subject.measure, values), mixed


def _decimals(view: TableView, columns: Mapping[int, Column], where: tuple[Condition, ...]) -> int:
    """A mean shows as many decimals as the values that it is of."""
    some = view.rows(Groups(view.schema, measures=tuple(Measure("max", column.name) for column in columns.values()), where=where))[0]
    return decimals_of(_number(value) for value in some.values())


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _stem(column: Column) -> str:
    return _YEAR_WORDS.sub(" ", title_of(column)).strip(" ,/")
