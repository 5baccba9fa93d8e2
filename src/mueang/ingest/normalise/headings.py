"""Names of columns: the rows of a heading joined into one readable name each, no two alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mueang.base.report import Issue
from mueang.base.text import squeeze
from mueang.ingest.issues import HeadingJoined, HeadingMended, HeadingUnits
from mueang.ingest.normalise.layout import UNIT_CELL, Row
from mueang.ingest.sheet import Merge

GROUP = " / "
_UNIT_IN_NAME = re.compile(r"[(（\[]\s*(?:หน่วย\s*[:：]?\s*)?([^()（）\[\]\d]{1,24}?)\s*[)）\]]\s*\*?$")
_LOST_MARK = re.compile(r"^(?:\?|ï»¿|\ufeff)(?=[A-Za-z_])")
_SHARE = re.compile(r"สัดส่วน|ร้อยละ|อัตรา|percent|share|ratio|%", re.IGNORECASE)
_COUNT_UNIT = re.compile(r"^(?:พัน|หมื่น|แสน|ล้าน)?(?:คน|ราย|ครัวเรือน|ตัว|คัน|แห่ง|หลัง|ครั้ง|บาท)$")


@dataclass(frozen=True)
class Heading:
    """The heading of one source column. `name` and `source_name` are empty where the heading has no cell."""

    position: int
    name: str = ""
    source_name: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class _Part:
    """One cell of a heading, or of a group of headings that reaches over several columns."""

    text: str
    left: int
    right: int

    @property
    def span(self) -> int:
        return self.right - self.left


def read_headings(head: Sequence[Row], rows: Sequence[int], width: int, merges: Sequence[Merge], *, known: bool) -> tuple[list[Heading], list[Issue]]:
    """Return one heading for each source column, in order, and what is to be said of them. Names may repeat or be empty."""
    levels = [_level(head[row], row, width, merges) for row in rows if row < len(head)]
    # Without merges, a group's name stands over its first column only; it is spread where names would repeat otherwise.
    if not known or not any(merge.top in rows for merge in merges):
        levels = [_spread(level, levels[i + 1] if i + 1 < len(levels) else None) for i, level in enumerate(levels)]
    headings = [_heading(position, [level.get(position) for level in levels]) for position in range(width)]
    return [_with_unit(heading) for heading in headings], _issues(headings, levels, rows)


def _level(row: Row, number: int, width: int, merges: Sequence[Merge]) -> dict[int, _Part]:
    parts = {i: _Part(text, i, i) for i in range(min(width, len(row))) if (text := squeeze(row[i] or ""))}
    for merge in merges:
        if merge.top <= number <= merge.bottom and merge.top == number and merge.left in parts:
            part = _Part(parts[merge.left].text, merge.left, min(merge.right, width - 1))
            parts |= dict.fromkeys(range(part.left, part.right + 1), part)
    return parts


def _spread(level: dict[int, _Part], below: dict[int, _Part] | None) -> dict[int, _Part]:
    """Return the level with each group's name over all its columns.

    A name reaches over the columns to its right that have a name below but none here. That is sure where every name
    below stands under a group, as in a form with merged cells; else only where names below would repeat.
    """
    if not below or _only_units(below):
        return level
    counts = Counter(part.text for part in below.values())
    owner = {position: position for position in level}
    for position in range(1, max(below) + 1):
        if position not in level and position - 1 in owner and position - 1 in below and position in below:
            owner[position] = owner[position - 1]
    sure = set(below) <= set(owner) and any(position not in below for position in level)
    owner = {position: left for position, left in owner.items() if sure or position == left or counts[below[position].text] > 1}
    last = {left: position for position, left in sorted(owner.items())}
    return {position: _Part(level[left].text, left, max(level[left].right, last[left])) for position, left in owner.items()}


def _heading(position: int, parts: list[_Part | None]) -> Heading:
    kept = list(dict.fromkeys(part for part in parts if part is not None))
    if not kept:
        return Heading(position)
    name = kept[0].text
    for upper, lower in pairwise(kept):
        name = name + (GROUP if lower.span < upper.span or _repeats(upper, lower) else _gap(name, lower.text)) + lower.text
    return Heading(position, name, " ".join(part.text for part in kept))


def _repeats(upper: _Part, lower: _Part) -> bool:
    return upper.left != lower.left


def _gap(before: str, after: str) -> str:
    """Return a blank, or nothing where a Thai word runs on in the next row."""
    return "" if "ก" <= before[-1] <= "๛" and "ก" <= after[0] <= "๛" else " "


def split_shared(headings: Sequence[Heading]) -> list[Heading]:
    """Give "ภาค/จังหวัด" over two columns without names of their own one name each; neighbours alone share a heading."""
    done = list(headings)
    for name in dict.fromkeys(heading.name for heading in headings if "/" in heading.name and GROUP not in heading.name):
        shared = [i for i, heading in enumerate(headings) if heading.name == name]
        names = [part.strip() for part in name.split("/")]
        if len(shared) > 1 and len(names) == len(shared) and all(names) and shared == list(range(shared[0], shared[-1] + 1)):
            for i, part in zip(shared, names, strict=True):
                done[i] = replace(headings[i], name=part)
    return done


def _with_unit(heading: Heading) -> Heading:
    name = _LOST_MARK.sub("", heading.name)
    found = _UNIT_IN_NAME.search(name)
    return Heading(heading.position, name, heading.source_name, found[1].strip() if found else None)


def _issues(headings: list[Heading], levels: list[dict[int, _Part]], rows: Sequence[int]) -> list[Issue]:
    found: list[Issue] = [HeadingMended(before=h.name, after=_LOST_MARK.sub("", h.name)) for h in headings if _LOST_MARK.match(h.name)]
    if len(levels) > 1:
        longest = max((h.name for h in headings if h.name), key=lambda name: (GROUP in name, -len(name)), default="")
        found.append(HeadingJoined(count=len(levels), example=longest, row=rows[0]))
    for level, row in zip(levels, rows, strict=False):
        if len(levels) > 1 and _only_units(level):
            found.append(HeadingUnits(row=row, example=next(iter(level.values())).text))
    return found


def _only_units(level: dict[int, _Part]) -> bool:
    return bool(level) and all(UNIT_CELL.match(part.text) for part in level.values())


def doubtful_unit(heading: Heading) -> bool:
    """True if a share or rate bears the unit of a count."""
    if heading.unit is None or not _COUNT_UNIT.match(heading.unit):
        return False
    return bool(_SHARE.search(heading.name[: heading.name.rfind(heading.unit)])) and "ต่อ" not in heading.name


def column_letters(position: int) -> str:
    """Return the letters by which a spreadsheet calls the column: A, B, ..., Z, AA."""
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
