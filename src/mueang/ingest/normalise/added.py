"""Columns of dates added beside columns that hold only a part of them: a month beside its year, 6512, ไตรมาส 1/2566."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.compact import SHORT_YEARS, Compact, form_of, read_compact
from mueang.ingest.normalise import meanings
from mueang.ingest.normalise.kinds import Flag, Kind
from mueang.ingest.normalise.plan import Added, ColumnPlan, Fact
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.numbers import bare
from mueang.ingest.spans import Span, Unit, read_span
from mueang.tables.schema import Column, ColumnType, Period

MOSTLY = 0.95
"""Share of the cells that must be parts of a year."""
_MONTH_NUMBERS = re.compile(r"\s*(?:เดือน(?:ที่)?|month(?:\s*no\.?)?|mm|mon)\s*", re.IGNORECASE)
_QUARTER_NUMBERS = re.compile(r"\s*(?:ไตรมาส(?:ที่)?|quarter|qtr|q)\s*", re.IGNORECASE)
_CODES: tuple[Compact, ...] = ("yyyymm", "yymm")
_Reads = Callable[[str], Span | None]


@dataclass(frozen=True, kw_only=True)
class PeriodAdded(Issue):
    """A column of dates was added."""

    code = "column.period-added"
    severity = "info"
    text = Message(
        "เพิ่มคอลัมน์ “{after}” เป็นวันแรกของแต่ละช่วงเวลา จาก {before} คอลัมน์เดิมคงไว้ตามที่เขียน",
        "The column “{after}” was added with the first day of each period, from {before}. What it was made from is kept as it stands.",
    )


def added(plans: Sequence[ColumnPlan], profiles: Mapping[int, Profile], context: Sequence[Fact]) -> tuple[Added, ...]:
    """Return the columns to be added, in the order of the columns that they are made from."""
    taken = {plan.column.name for plan in plans}
    stated = {int(fact.value): meanings.period_of_year("", fact.text) == "fiscal-year" for fact in context if fact.kind == "year"}
    found = (_of(plan, profiles.get(plan.position, Profile()), plans, stated) for plan in plans)
    return tuple(one for one in found if one is not None and one.column.name not in taken)


def told(plans: Sequence[ColumnPlan], made: Sequence[Added]) -> Iterator[Issue]:
    """Yield a word on each column that was added."""
    names = {plan.position: plan.column.name for plan in plans}
    for one in made:
        sources = " ".join(f"“{names[position]}”" for position in one.column.derived_from)
        yield PeriodAdded(column=names[one.position], before=sources if one.year is None else f"{sources} {one.year + 543}", after=one.column.name)


def _of(plan: ColumnPlan, profile: Profile, plans: Sequence[ColumnPlan], stated: Mapping[int, bool]) -> Added | None:
    form = _code_form(plan, profile)
    if form is not None:
        return Added(_column(plan, "month", (plan.position,)), plan.position, form=form)
    spans = _spans(plan, profile)
    units = {span.unit for span in spans}
    if len(units) != 1:
        return None
    unit = units.pop()
    if all(span.year is not None for span in spans):
        return Added(_column(plan, unit, (plan.position,)), plan.position)
    return _with_year(plan, unit, plans, stated)


def _with_year(plan: ColumnPlan, unit: Unit, plans: Sequence[ColumnPlan], stated: Mapping[int, bool]) -> Added | None:
    """Return the column with the years of another one, the nearest before it first, or with the only year that titles state (True: a fiscal one)."""
    years = [other for other in plans if other.type is ColumnType.YEAR]
    if years:
        year = min(years, key=lambda other: (other.position > plan.position, abs(other.position - plan.position)))
        fiscal = year.column.period == "fiscal-year"
        return Added(_column(plan, unit, tuple(sorted((year.position, plan.position)))), plan.position, years=year.position, fiscal=fiscal)
    if len(stated) == 1:
        year_stated, fiscal = next(iter(stated.items()))
        return Added(_column(plan, unit, (plan.position,)), plan.position, year=year_stated, fiscal=fiscal)
    return None


def _column(plan: ColumnPlan, period: Period, sources: tuple[int, ...]) -> Column:
    name = f"{plan.column.name}_date"
    return Column(
        name, ColumnType.DATE, derived_from=sources, title_th=f"{plan.column.name} (วันแรกของช่วง)", title_en=f"{plan.column.name} (first day)", period=period
    )


def _code_form(plan: ColumnPlan, profile: Profile) -> Compact | None:
    """Return in which form the whole numbers of a column are months: 6512, 256512; its heading must speak of time."""
    name = plan.column.name
    speaks = meanings.says_month(name) or meanings.says_year(name)
    if plan.type is not ColumnType.INTEGER or not speaks or profile.of(Kind.INTEGER) != profile.cells or profile.flagged(Flag.GROUPED):
        return None
    form = form_of(profile.numbers, _CODES)
    if form == "yymm" and not meanings.says_month(name) and not all(number // 100 in SHORT_YEARS for number in profile.numbers):
        return None
    return form


def _spans(plan: ColumnPlan, profile: Profile) -> list[Span]:
    """Return the parts of years that the column holds, or none if it holds much else."""
    if plan.type is ColumnType.INTEGER:
        reads = _numbered(plan.column.name)
        found = [reads(str(int(number))) for number in profile.numbers] if reads else []
        return [span for span in found if span is not None] if all(found) else []
    if plan.type is not ColumnType.STRING or profile.of(Kind.TEXT) != profile.cells or not profile.cells:
        return []
    counts = [(read_span(bare(text)), count) for text, count in profile.texts.items()]
    known = sum(count for span, count in counts if span is not None)
    return [span for span, _ in counts if span is not None] if known >= MOSTLY * sum(count for _, count in counts) else []


def _numbered(name: str) -> _Reads | None:
    """Return how the numbers under a heading of months or of quarters are read, None under any other."""
    if _MONTH_NUMBERS.fullmatch(name):
        return lambda text: Span("month", int(text)) if int(text) in range(1, 13) else None
    if _QUARTER_NUMBERS.fullmatch(name):
        return lambda text: Span("quarter", 3 * int(text) - 2) if int(text) in range(1, 5) else None
    return None


def dates(one: Added, name: str, parts: pa.Array, years: pa.Array | None) -> pa.Array:
    """Return the dates of an added column; `parts` are the values of the column called `name`, `years` those of the column of years."""
    coded = parts if pa.types.is_dictionary(parts.type) else parts.dictionary_encode()
    reads = (_numbered(name) if pa.types.is_integer(coded.dictionary.type) else None) or read_span
    begun = np.array([_begin(str(value), one, reads) for value in coded.dictionary.to_pylist()] or [(0, 0, 0)], np.int64)
    codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    known = parts.is_valid().to_numpy(zero_copy_only=False).copy()
    months, own, lag = (begun[:, i].take(codes) for i in range(3))
    year = own if years is None else np.where(own > 0, own, years.fill_null(0).to_numpy(zero_copy_only=False) + lag)
    known &= (months > 0) & (year > 0)
    return _first_days(year, months, known)


def _begin(text: str, one: Added, reads: _Reads) -> tuple[int, int, int]:
    """Return month and year in which the part begins (0: not known), and how far its year lies from that of the column of years."""
    if one.form is not None:
        day = read_compact(text, one.form)
        return (0, 0, 0) if day is None else (day.month, day.year, 0)
    span = reads(bare(text))
    if span is None:
        return 0, 0, 0
    year = one.year if span.year is None else span.year
    fiscal = span.fiscal or (one.fiscal and span.year is None)
    shown, month = span.begins(year or 0, fiscal=fiscal)
    return month, (0 if year is None else shown), (shown if year is None else 0)


def _first_days(years: npt.NDArray[np.int64], months: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> pa.Array:
    since = np.where(known, (years - 1970) * 12 + months - 1, 0).astype("datetime64[M]")
    return pa.array(since.astype("datetime64[D]").astype(np.int32), pa.int32(), mask=~known).cast(pa.date32())
