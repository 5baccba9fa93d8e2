"""Sheets of one form, such as one for each month, put one under the other with the name of the sheet in front."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.base.text import distinct_names, squeeze
from mueang.geo.gazetteer import Level, gazetteer
from mueang.geo.names import says_bangkok
from mueang.ingest.normalise.dimensions import Dimension, meaning
from mueang.ingest.normalise.plan import Fact, Plan
from mueang.ingest.questions import Choice, Question
from mueang.ingest.reshape.composed import Added, Composed, clean_rows, columns_of, placed
from mueang.ingest.reshape.issues import SheetDiffers, SheetsAlike, SheetsStacked
from mueang.ingest.sheet import Sheet
from mueang.tables.schema import SOURCE_ROW, ColumnType

ALIKE = 0.7
"""Share of the headings that sheets of one form have in common."""
STACK = "แผ่นงานต่อกัน"
SHEET = "แผ่นงาน"
_SHOWN = 60
_SHORT_YEAR = re.compile(r"^(?:ปี\s*)?([3-8]\d)$")
_PLACES = {Level.PROVINCE: "จังหวัด", Level.DISTRICT: "อำเภอ", Level.SUBDISTRICT: "ตำบล"}
_COUNTED = re.compile(r"^(?P<what>\D*[^\W\d_])[\s._()-]*(?P<number>\d{1,3})[\s)]*$")


@dataclass(frozen=True)
class Part:
    """One sheet of a stack: its plan, and what its name says, by the columns of the stack."""

    sheet: Sheet
    plan: Plan
    values: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(column.column.name for column in self.plan.columns)


@dataclass(frozen=True)
class Stack:
    """Sheets that belong under each other. `columns`: what their names are values of; `sure`: they are months, years or places."""

    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    sure: bool


def find_stack(read: Sequence[tuple[Sheet, Plan]]) -> Stack | None:
    """Return the sheets that have the heading of most of them, and what their names say; None for fewer than two."""
    groups = [[other for other in read if _alike(one[1], other[1])] for one in read]
    largest = max(groups, key=len, default=[])
    if len(largest) < 2:
        return None
    parts = [Part(sheet, plan) for sheet, plan in largest]
    return _by_meaning(parts) or _by_place(parts) or _by_name(parts)


def _alike(one: Plan, other: Plan) -> bool:
    here, there = ({column.column.name for column in plan.columns if column.column.source_name} for plan in (one, other))
    return len(here & there) >= 2 and len(here & there) >= ALIKE * max(len(here), len(there))


def _by_meaning(parts: Sequence[Part]) -> Stack | None:
    """Return the stack of sheets called by months, years, quarters: those of the kind that most names are of."""
    said = [(part, _meant(part.sheet.name)) for part in parts]
    kinds = [tuple(found) for _, found in said if found]
    dimensions = max(set(kinds), key=kinds.count, default=())
    chosen = tuple(replace(part, values=tuple(found.values())) for part, found in said if dimensions and tuple(found) == dimensions)
    if len(chosen) < 2 or len({part.values for part in chosen}) < len(chosen):
        return None
    return Stack(chosen, tuple(map(str, dimensions)), sure=True)


def _meant(name: str) -> dict[Dimension, str]:
    """Return the values that the name of a sheet says, if it says little else."""
    short = _SHORT_YEAR.match(squeeze(name))
    if short:
        return {Dimension.YEAR: f"25{short[1]}"}
    found = meaning(name)
    return dict(found.values) if len(found.rest) <= 12 and Dimension.SEX not in found.dimensions else {}


def _by_place(parts: Sequence[Part]) -> Stack | None:
    levels = [_level(squeeze(part.sheet.name)) for part in parts]
    level = max(set(levels) - {None}, key=levels.count, default=None)
    chosen = tuple(replace(part, values=(part.sheet.name.strip(),)) for part, one in zip(parts, levels, strict=True) if level and one == level)
    if level is None or len(chosen) < 2:
        return None
    word = "เขต" if level is Level.DISTRICT and all(says_bangkok(part.sheet.name) for part in chosen) else _PLACES[level]
    return Stack(chosen, (word,), sure=True)


def _level(name: str) -> Level | None:
    return next((level for level in Level if gazetteer().find(name, level)), None)


def _by_name(parts: Sequence[Part]) -> Stack:
    """Return the stack of sheets that are counted, such as ครั้งที่ 1 and ครั้งที่ 2; else their names only say which sheet it was."""
    counted = [_COUNTED.match(squeeze(part.sheet.name)) for part in parts]
    words = {found["what"].strip() for found in counted if found}
    if all(counted) and len(words) == 1 and words.isdisjoint({"Sheet", "sheet", "แผ่น", SHEET, "Table", "ตาราง"}):
        numbers = [str(found["number"]) for found in counted if found]
        return Stack(tuple(replace(part, values=(number,)) for part, number in zip(parts, numbers, strict=True)), (words.pop(),), sure=False)
    return Stack(tuple(replace(part, values=(part.sheet.name.strip(),)) for part in parts), (SHEET,), sure=False)


def offer(stack: Stack) -> tuple[Issue, Question]:
    """Return the word on sheets that might be stacked, and the question whether they shall be."""
    issue = SheetsAlike(count=len(stack.parts))
    keep = Choice("keep", Message("แยกแผ่นไว้อย่างเดิม", "Keep the sheets apart"), {"stack": False})
    under = Choice("stack", Message("ต่อเป็นตารางเดียว", "Put them under each other"), {"stack": True})
    return issue, Question(issue.code, issue.message, (keep, under), offer=True)


def stacked(stack: Stack) -> tuple[Sheet, Plan, Composed]:
    """Return the sheet of which the rows of all parts are those, one part after the other, its plan and how it is made.

    Rows are counted on from part to part; `about.parts` says with which row each begins.
    """
    first = stack.parts[0]
    order = list(dict.fromkeys(name for part in stack.parts for name in part.names))
    base = {column.column.name: column.position for column in first.plan.columns}
    width = max(first.plan.width, *(position + 1 for position in base.values()))
    more = [name for name in order if name not in base]
    offsets = _offsets(stack.parts)
    names = distinct_names([*order, *stack.columns])[len(order) :]
    added = (*(Added(name) for name in more), *(Added(name, type=_type_of(name), first=True) for name in names))
    places = {**base, **{name: width + i for i, name in enumerate(more)}}
    composed = Composed(
        batches=lambda: _under(stack, places, offsets, width + len(added)),
        kept=tuple(base.values()),
        added=added,
        width=width,
        issues=(SheetsStacked(count=len(stack.parts), column=", ".join(names)), *_differences(stack)),
        about={"parts": [_about(part, offset, names) for part, offset in zip(stack.parts, offsets, strict=True)]},
    )
    raw = _raw(stack, offsets)
    sheet = Sheet(STACK, raw, stores=first.sheet.stores, stored=first.sheet.stored, mojibake=first.sheet.mojibake, encoding=first.sheet.encoding)
    return sheet, _plan_of_all(stack, offsets), composed


def _type_of(name: str) -> ColumnType | None:
    return None if name.startswith(Dimension.YEAR) else ColumnType.STRING


def _about(part: Part, offset: int, names: Sequence[str]) -> dict[str, object]:
    return {"sheet": part.sheet.name, "first_row": offset, "values": dict(zip(names, part.values, strict=True))}


def _offsets(parts: Sequence[Part]) -> list[int]:
    """Return how many rows stand before each part."""
    ends = [max((int(batch.column(SOURCE_ROW)[-1].as_py()) + 1 for batch in part.sheet.batches() if batch.num_rows), default=0) for part in parts]
    return [0, *np.cumsum(ends[:-1]).tolist()]


def _under(stack: Stack, places: Mapping[str, int], offsets: Sequence[int], width: int) -> Iterator[pa.RecordBatch]:
    front = range(width - len(stack.columns), width)
    for part, offset in zip(stack.parts, offsets, strict=True):
        here = {column.position: places[column.column.name] for column in part.plan.columns}
        for batch in clean_rows(part.sheet, part.plan):
            columns = dict(zip(here.values(), columns_of(batch, list(here)), strict=True))
            columns |= {place: pa.array([value] * batch.num_rows, pa.string()) for place, value in zip(front, part.values, strict=True)}
            yield placed(_moved(batch, offset), columns, width)


def _moved(batch: pa.RecordBatch, offset: int) -> pa.Array:
    return pa.array(batch.column(SOURCE_ROW).to_numpy() + offset)


def _raw(stack: Stack, offsets: Sequence[int]) -> Callable[[], Iterator[pa.RecordBatch]]:
    """Return what makes the rows of all parts as they stand, counted on."""

    def batches() -> Iterator[pa.RecordBatch]:
        for part, offset in zip(stack.parts, offsets, strict=True):
            for batch in part.sheet.batches():
                yield batch.set_column(batch.schema.get_field_index(SOURCE_ROW), SOURCE_ROW, _moved(batch, offset))

    return batches


def _plan_of_all(stack: Stack, offsets: Sequence[int]) -> Plan:
    """Return the plan of the first part, with the rows left out of all parts."""
    plans = [(part.plan, offset) for part, offset in zip(stack.parts, offsets, strict=True)]
    reasons = {why for plan, _ in plans for why in plan.reasons}
    first, (last, offset) = plans[0][0], plans[-1]
    return replace(
        first,
        excluded=tuple(replace(one, row=one.row + start) for plan, start in plans for one in plan.excluded),
        out=tuple(row + start for plan, start in plans for row in plan.out),
        reasons={why: sum(plan.reasons.get(why, 0) for plan, _ in plans) for why in sorted(reasons)},
        context=_shared([plan for plan, _ in plans]),
        rows=sum(plan.rows for plan, _ in plans),
        width=max(plan.width for plan, _ in plans),
        last_row=None if last.last_row is None else last.last_row + offset,
        issues=tuple(_added_up([issue for plan, _ in plans for issue in plan.issues])),
        questions=(),
    )


def _added_up(issues: Sequence[Issue]) -> Iterator[Issue]:
    """Yield what is told of several sheets once, with the counts together."""
    for key in dict.fromkeys((issue.code, issue.column) for issue in issues):
        same = [issue for issue in issues if (issue.code, issue.column) == key]
        counts = [issue.count for issue in same if issue.count is not None]
        yield replace(same[0], count=sum(counts)) if key[0].startswith("rows.") and counts else same[0]


def _shared(plans: Sequence[Plan]) -> tuple[Fact, ...]:
    """Return the facts that all parts state."""
    stated = [{(fact.kind, fact.value) for fact in plan.context} for plan in plans]
    return tuple(fact for fact in plans[0].context if all((fact.kind, fact.value) in one for one in stated))


def _differences(stack: Stack) -> Iterator[SheetDiffers]:
    first = stack.parts[0].names
    for part in stack.parts[1:]:
        more, fewer = [name for name in part.names if name not in first], [name for name in first if name not in part.names]
        if more or fewer:
            yield SheetDiffers(sheet=part.sheet.name, more=_listed(more), fewer=_listed(fewer))


def _listed(names: Sequence[str]) -> str:
    text = ", ".join(names) or "-"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
