"""Plan the columns: which are kept, under which name, of which type, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mueang.base.report import Issue
from mueang.base.text import distinct_names, is_thai
from mueang.ingest import issues as said
from mueang.ingest.normalise import alike, value_issues
from mueang.ingest.normalise import column_issues as found_in
from mueang.ingest.normalise.decide import Decision, as_chosen, decide
from mueang.ingest.normalise.headings import Heading, column_letters, doubtful_unit, split_shared
from mueang.ingest.normalise.kinds import Flag
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.normalise.scan import Scan
from mueang.ingest.options import ReadOptions
from mueang.ingest.questions import Question
from mueang.ingest.sheet import Sheet
from mueang.tables.schema import SYSTEM_COLUMNS, Column

STRAY = 0.2
"""A column without heading that fills fewer of the rows holds stray cells."""


@dataclass(frozen=True)
class Columns:
    """The plans of the columns that are kept, what is to be said of all, and what must be asked."""

    plans: tuple[ColumnPlan, ...]
    issues: tuple[Issue, ...]
    questions: tuple[Question, ...]


def plan_columns(headings: Sequence[Heading], scan: Scan, options: ReadOptions, sheet: Sheet) -> Columns:
    """Return the plan of every column that is kept."""
    width = max(len(headings), scan.width)
    all_headings = [*headings, *(Heading(i) for i in range(len(headings), width))]
    names = [heading.name for heading in all_headings]
    kept = [h for h in all_headings if _is_kept(h, scan.profiles.get(h.position, Profile()), scan.rows, names, options)]
    issues = list(_stray(all_headings, scan))
    kept = split_shared(kept)
    named = _named(kept, options)
    issues += _about_names(kept, named)
    plans: list[ColumnPlan] = []
    questions: list[Question] = []
    for heading, name in zip(kept, named, strict=True):
        profile = scan.profiles.get(heading.position, Profile())
        plan = _plan(heading, name, profile, options, sheet, scan)
        plans.append(plan)
        issues += found_in.issues_of(plan, profile)
        issues += found_in.totals_kept(plan, profile)
        issues += value_issues.issues_of(plan, profile)
        questions += found_in.questions_of(plan, profile, options)
        for issue, question in alike.told(plan, profile):
            issues.append(issue)
            questions.append(question)
        if doubtful_unit(heading):
            issues.append(said.UnitDoubtful(column=name, before=heading.unit))
    return Columns(tuple(plans), tuple(issues), tuple(questions))


def _is_kept(heading: Heading, profile: Profile, rows: int, names: list[str], options: ReadOptions) -> bool:
    if options.column(heading.position).drop:
        return False
    if heading.name:
        # Blank columns under one merged heading only space the page.
        return profile.filled > 0 or names.count(heading.name) == 1
    return profile.filled > 0 and profile.filled >= STRAY * rows


def _stray(headings: Sequence[Heading], scan: Scan) -> Iterator[Issue]:
    for heading in headings:
        profile = scan.profiles.get(heading.position, Profile())
        if not heading.name and 0 < profile.filled < STRAY * scan.rows:
            yield said.ColumnStray(position=heading.position + 1, count=profile.filled, row=profile.first_row, before=profile.first_text[:60])


def _named(kept: Sequence[Heading], options: ReadOptions) -> list[str]:
    names = [options.column(h.position).name or h.name or f"คอลัมน์ {column_letters(h.position)}" for h in kept]
    return distinct_names([f"{name} (2)" if name in SYSTEM_COLUMNS else name for name in names])


def _about_names(kept: Sequence[Heading], named: Sequence[str]) -> Iterator[Issue]:
    for heading, name in zip(kept, named, strict=True):
        if not heading.name:
            yield said.HeadingBlank(column=name, position=heading.position + 1)
    names = [heading.name for heading in kept if heading.name]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield said.HeadingRepeats(column=name, count=names.count(name))


def _plan(heading: Heading, name: str, profile: Profile, options: ReadOptions, sheet: Sheet, scan: Scan) -> ColumnPlan:
    chosen = options.chosen(heading.position, name)
    stored = sheet.stored.get(heading.position, sheet.stores)
    decision = decide(profile, heading.name, stored, sheet.types.get(heading.position))
    if chosen.type is not None:
        decision = as_chosen(decision, profile, chosen.type)
    column = Column(
        name,
        decision.type,
        heading.source_name or None,
        heading.position,
        unit=_unit(heading, decision, profile) if chosen.unit is None else chosen.unit or None,
        period=decision.period,
    )
    in_both = chosen.name is None and heading.thai and heading.english
    thai, english = (heading.thai, heading.english) if in_both else (name, "") if is_thai(name) else ("", name)
    column = replace(column, title_th=thai, title_en=english)
    return ColumnPlan(
        column=column,
        era=chosen.era,
        day_first=_day_first(profile) if chosen.day_first is None else chosen.day_first,
        comma_decimal=decision.comma_decimal,
        form=decision.form,
        unit=decision.unit,
        missing=frozenset(text.lower() for text in chosen.missing),
        values=chosen.values,
        mojibake=sheet.mojibake,
        filled_down=tuple(m for m in (*sheet.merges, *scan.fills) if m.left == heading.position and m.bottom > m.top and m.bottom >= scan.layout.first_row),
    )


def _unit(heading: Heading, decision: Decision, profile: Profile) -> str | None:
    """Return the unit of a column of numbers: that of its heading, else that which the cells bear."""
    if not decision.type.is_numeric or heading.unit is not None:
        return heading.unit if decision.type.is_numeric else None
    return decision.unit or ("%" if profile.flagged(Flag.PERCENT) * 2 > profile.cells else None)


def _day_first(profile: Profile) -> bool:
    return not profile.flagged(Flag.MONTH_FIRST) or profile.flagged(Flag.DAY_FIRST) > 0
