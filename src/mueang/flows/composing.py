"""Tables made of tables: convert the rows of a composed sheet, and offer what might be composed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mueang.base.report import Issue
from mueang.flows.converting import Converting
from mueang.ingest.normalise import Plan
from mueang.ingest.options import ReadOptions, TidyOptions
from mueang.ingest.questions import Question
from mueang.ingest.reshape import stack as stacks
from mueang.ingest.reshape.composed import Composed, planned
from mueang.ingest.reshape.grouped import grouped
from mueang.ingest.reshape.issues import NotWide
from mueang.ingest.reshape.stack import STACK, Stack, find_stack, stacked
from mueang.ingest.reshape.tidy import find_wide, offer, tidied
from mueang.ingest.sheet import Sheet

MOST_ROWS = 2_000_000
"""Sheets with more rows than these together are put under each other only if a person says so."""


_PART = re.compile(r" \(\d+\)$")


def options_of_sheets(options: ReadOptions) -> ReadOptions:
    """Return the options by which sheets are parsed: a table that is made of sheets, or is part of one, is none of them."""
    made = options.sheet is not None and (options.sheet == STACK or _PART.search(options.sheet) is not None)
    return replace(options, sheet=None) if made else options


@dataclass(frozen=True)
class Made:
    """A sheet, how it becomes a table, and, where it is composed, the sheet that a person sees."""

    sheet: Sheet
    plan: Plan
    original: Sheet | None = None


def made_grouped(one: Made) -> Made | None:
    """Return the table with a column of the names of its groups, if these stand in rows of their own."""
    return _composed(one, grouped(one.sheet, one.plan)) if one.plan.groups and not one.plan.about else None


def made_long(one: Made) -> Made | None:
    """Return the long table of a wide one, if a person wants it and it is wide."""
    wanted = one.plan.options.tidy
    chosen = wanted if isinstance(wanted, TidyOptions) else TidyOptions()
    wide = find_wide(one.plan, chosen) if wanted else None
    return None if wide is None else _composed(one, tidied(one.sheet, one.plan, wide, chosen))


def long_offered(plan: Plan) -> tuple[tuple[Issue, ...], tuple[Question, ...]]:
    """Return the offer to make the table long; none where a person has decided."""
    if plan.options.tidy and "tidy" not in plan.about:
        return (NotWide(),), ()
    wide = find_wide(plan) if plan.options.tidy is None else None
    if wide is None:
        return (), ()
    issue, question = offer(wide, plan)
    return (issue,), (question,)


def stack_of(read: list[tuple[Sheet, Plan]], options: ReadOptions) -> Stack | None:
    """Return the sheets that belong under each other, unless a person has said that they do not."""
    if options.stack is False or len(read) < 2 or (options.stack is None and sum(plan.rows for _, plan in read) > MOST_ROWS):
        return None
    return find_stack(read)


def stack_offered(stack: Stack) -> tuple[Issue, Question]:
    """Return the offer to put sheets under each other of which only a person can say that they belong so."""
    return stacks.offer(stack)


def made_stack(stack: Stack) -> Made:
    """Return the table of all sheets."""
    sheet, plan, composed = stacked(stack)
    return _composed(Made(sheet, plan), composed)


def _composed(one: Made, composed: Composed) -> Made:
    sheet, plan = planned(one.sheet, one.plan, composed, replace(one.plan.options, header_rows=None, first_row=None))
    return Made(sheet, replace(plan, options=one.plan.options), one.original or one.sheet)


def converted_as_made(one: Made, out: Path | None, number: int, watch: Callable[[int], None]) -> Converting:
    """Convert the rows of a composed sheet; what is kept of the sheet as it stood is that of the source."""
    converting = Converting(one.plan, out, number, raw=False)
    try:
        for batch in one.sheet.batches():
            converting.take(batch, np.zeros(0, np.int64))
        for batch in (one.original or one.sheet).batches():
            converting.writer.note_raw(batch, np.array(one.plan.out, np.int64))
            watch(batch.num_rows)
        converting.close()
    except BaseException:
        converting.discard()
        raise
    return converting
