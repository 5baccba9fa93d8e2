"""What changed since the last version: columns, names, types, units, values, blanks, rows, the place of the heading, the era of years."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mueang.base.report import Issue
from mueang.ingest.normalise.changes import EraConverted
from mueang.ingest.validate import drift_issues as told
from mueang.ingest.validate.issues import FormDiffers, TypeChanged, UnitGrew, UnitShrank
from mueang.ingest.validate.profile import ColumnProfile, Profile
from mueang.ingest.validate.rules import TYPE_NAMES
from mueang.tables.schema import Column, ColumnType, TableSchema

FACTORS = (10, 100, 1000)
NEARLY = 1.3
"""How far (as a factor) the ratio of two medians may lie from 10, 100 or 1,000 to be told as a change of unit."""
LIKE_NAME = 80.0
"""Likeness (0-100) of two headings that may be one column renamed."""
LIKE_VALUES = 0.6
"""Share of values in common by which two columns may be one renamed."""
FEW_GONE = 0.2
"""Share of the values that may be missing for it to be told: of a whole other set of values nobody need be told which."""
FEWER_ROWS = 0.5
LESS_FILLED = 0.2
_SHOWN = 5
_TEMPORAL = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True)
class Layout:
    """How a file laid its table out: the rows of the heading, and the columns whose years were Buddhist."""

    header_rows: tuple[int, ...] = ()
    buddhist: frozenset[str] = frozenset()

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Layout:
        """Return the layout that a table of the contract of `mueang read` tells, or what a version has kept of it."""
        issues = table.get("issues") or ()
        return cls(tuple(table.get("header_rows") or ()), frozenset(issue["column"] for issue in issues if issue["code"] == EraConverted.code))


@dataclass(frozen=True)
class Previous:
    """The last version: its number, schema, and the medians of its numeric columns as `Validation.medians` gave them.

    profile    what its file held; without it values, blanks and rows are not compared
    layout     how it laid the table out, None where that is not known
    replaced   True where this file takes the place of all rows, so that fewer of them mean a loss
    appended   True where its rows are added to what is there
    """

    version: int
    schema: TableSchema
    medians: Mapping[str, float] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    layout: Layout | None = None
    replaced: bool = False
    appended: bool = False


@dataclass(frozen=True)
class Present:
    """The table at hand, as it is held against the last version."""

    schema: TableSchema
    medians: Mapping[str, float] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    layout: Layout | None = None


def drift(now: Present, before: Previous) -> Iterator[Issue]:
    """Return how the table differs from the last version."""
    renamed = dict(_renamed(now, before))
    yield from _columns(now.schema, before, renamed)
    for column in now.schema.columns:
        yield from _column(column, now, before)
    yield from _rows(now, before)
    yield from _layout(now, before)


def _renamed(now: Present, before: Previous) -> Iterator[tuple[str, str]]:
    """Return the pairs of a new name and the old one that it seems to stand for, each name once, the likeliest first."""
    added = [column for column in now.schema.columns if before.schema.get(column.name) is None]
    gone = [column for column in before.schema.columns if now.schema.get(column.name) is None]
    pairs = [(_likeness(new, old, now, before), new.name, old.name) for new in added for old in gone if _alike_in_kind(new, old)]
    taken: set[str] = set()
    for likeness, new_name, old_name in sorted(pairs, reverse=True):
        if likeness >= LIKE_NAME and not {f"new {new_name}", f"old {old_name}"} & taken:
            taken |= {f"new {new_name}", f"old {old_name}"}
            yield new_name, old_name


def _alike_in_kind(new: Column, old: Column) -> bool:
    return new.type is old.type or (new.type.is_numeric and old.type.is_numeric)


def _likeness(new: Column, old: Column, now: Present, before: Previous) -> float:
    from rapidfuzz import fuzz

    values, former = (profile.columns.get(name, ColumnProfile()).values for profile, name in ((now.profile, new.name), (before.profile, old.name)))
    if values and former and len(former) > 1 and len({*values} & {*former}) >= LIKE_VALUES * len({*values} | {*former}):
        return 100.0
    return fuzz.ratio(new.name.lower(), old.name.lower())


def _columns(schema: TableSchema, before: Previous, renamed: Mapping[str, str]) -> Iterator[Issue]:
    for new, old in renamed.items():
        yield told.ColumnRenamed(column=new, before=old, version=before.version)
    added = [name for name in schema.names if name not in before.schema.names and name not in renamed]
    removed = [name for name in before.schema.names if name not in schema.names and name not in renamed.values()]
    if added or removed:
        yield FormDiffers(version=before.version, added=_listed(added), removed=_listed(removed))
    common = [name for name in schema.names if name in before.schema.names]
    if common != [name for name in before.schema.names if name in schema.names]:
        yield told.OrderChanged(version=before.version)


def _column(column: Column, now: Present, before: Previous) -> Iterator[Issue]:
    former = before.schema.get(column.name)
    if former is None:
        return
    if former.type is not column.type:
        names: dict[str, Any] = {"before_th": TYPE_NAMES[former.type], "after_th": TYPE_NAMES[column.type]}
        yield TypeChanged(column=column.name, version=before.version, before=str(former.type), after=str(column.type), **names)
    if former.unit and column.unit and former.unit != column.unit:
        yield told.UnitDiffers(column=column.name, version=before.version, before=former.unit, after=column.unit)
    yield from _unit(column.name, now.medians.get(column.name, 0.0), before.medians.get(column.name, 0.0))
    profile, known = now.profile.columns.get(column.name), before.profile.columns.get(column.name)
    if profile is not None and known is not None:
        yield from _blanks(column.name, profile, known, before)
        if former.type is column.type:
            yield from _values(column, profile, known, before)


def _unit(column: str, now: float, before: float) -> Iterator[Issue]:
    if now * before <= 0:
        return
    for factor in FACTORS:
        if factor / NEARLY <= now / before <= factor * NEARLY:
            yield UnitGrew(column=column, ratio=f"{factor:,}", before=f"{before:g}", after=f"{now:g}")
        if factor / NEARLY <= before / now <= factor * NEARLY:
            yield UnitShrank(column=column, ratio=f"{factor:,}", before=f"{before:g}", after=f"{now:g}")


def _blanks(name: str, now: ColumnProfile, known: ColumnProfile, before: Previous) -> Iterator[Issue]:
    if known.filled - now.filled >= LESS_FILLED:
        yield told.BlanksMore(column=name, version=before.version, before=f"{known.filled:.0%}", after=f"{now.filled:.0%}")


def _values(column: Column, now: ColumnProfile, known: ColumnProfile, before: Previous) -> Iterator[Issue]:
    """Years come and go with every file: of them only those are told that are there already."""
    if not now.values or not known.values:
        return
    if column.type is ColumnType.YEAR:
        both = sorted({*now.values} & {*known.values})
        if before.appended and both:
            yield told.PeriodsThere(column=column.name, version=before.version, after=_listed(both), count=len(both))
        return
    fresh, gone = sorted({*now.values} - {*known.values}), sorted({*known.values} - {*now.values})
    if fresh:
        yield told.ValuesNew(column=column.name, version=before.version, after=_listed(fresh), count=len(fresh))
    if before.replaced and gone and len(gone) <= FEW_GONE * len(known.values):
        yield told.ValuesGone(column=column.name, version=before.version, before=_listed(gone), count=len(gone))


def _rows(now: Present, before: Previous) -> Iterator[Issue]:
    if before.replaced and now.profile.rows < FEWER_ROWS * before.profile.rows:
        yield told.RowsFewer(version=before.version, before=f"{before.profile.rows:,}", after=f"{now.profile.rows:,}")


def _layout(now: Present, before: Previous) -> Iterator[Issue]:
    if now.layout is None or before.layout is None:
        return
    if now.layout.header_rows != before.layout.header_rows:
        yield told.HeadingMoved(version=before.version, before=_rows_listed(before.layout.header_rows), after=_rows_listed(now.layout.header_rows))
    for column in now.schema.of_type(*_TEMPORAL):
        former = before.schema.get(column.name)
        was, is_now = (column.name in layout.buddhist for layout in (before.layout, now.layout))
        if former is not None and former.type in _TEMPORAL and was != is_now:
            eras = {True: ("B.E.", " พ.ศ. "), False: ("A.D.", " ค.ศ. ")}
            yield told.EraDiffers(
                column=column.name, version=before.version, before=eras[was][0], after=eras[is_now][0], before_th=eras[was][1], after_th=eras[is_now][1]
            )


def _rows_listed(rows: Collection[int]) -> str:
    return ", ".join(str(row + 1) for row in rows) or "–"


def _listed(names: list[str]) -> str:
    more = " …" if len(names) > _SHOWN else ""
    return (" ".join(f"“{name}”" for name in names[:_SHOWN]) or "–") + more
