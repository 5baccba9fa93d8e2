"""Names of columns: the rows of a heading joined into one readable name each, no two alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mueang.base.report import Issue
from mueang.base.text import is_thai, squeeze
from mueang.ingest.issues import HeadingJoined, HeadingMended, HeadingUnits
from mueang.ingest.normalise.layout import UNIT_CELL, Row
from mueang.ingest.sheet import Merge

GROUP = " / "
_UNIT_IN_NAME = re.compile(r"[(（\[]\s*(?:หน่วย\s*[:：]?\s*)?([^()（）\[\]\d]{1,24}?)\s*[)）\]]\s*\*?$")
_LOST_MARK = re.compile(r"^(?:\?|ï»¿|\ufeff)(?=[A-Za-z_])")
_LATIN = re.compile(r"[A-Za-z]{2}|^[A-Za-z]")
_SHARE = re.compile(r"สัดส่วน|ร้อยละ|อัตรา|percent|share|ratio|%", re.IGNORECASE)
_COUNT_UNIT = re.compile(r"^(?:พัน|หมื่น|แสน|ล้าน)?(?:คน|ราย|ครัวเรือน|ตัว|คัน|แห่ง|หลัง|ครั้ง|บาท)$")


@dataclass(frozen=True)
class Heading:
    """The heading of one source column. `name` and `source_name` are empty where the heading has no cell.

    `thai` and `english` are the parts of the name in rows of their own, where the heading has rows in both languages.
    """

    position: int
    name: str = ""
    source_name: str = ""
    unit: str | None = None
    thai: str = ""
    english: str = ""


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
    told = known and any(merge.top in rows for merge in merges)
    english = _english(levels)
    levels = _spread_all(levels, english, told=told)
    headings = [_heading(position, [level.get(position) for level in levels]) for position in range(width)]
    headings = [_in_both(heading, levels, english) for heading in headings]
    return [_with_unit(heading) for heading in headings], _issues(headings, levels, rows)


def _level(row: Row, number: int, width: int, merges: Sequence[Merge]) -> dict[int, _Part]:
    parts = {i: _Part(text, i, i) for i in range(min(width, len(row))) if (text := squeeze(row[i] or ""))}
    for merge in merges:
        if merge.top <= number <= merge.bottom and merge.top == number and merge.left in parts:
            part = _Part(parts[merge.left].text, merge.left, min(merge.right, width - 1))
            parts |= dict.fromkeys(range(part.left, part.right + 1), part)
    return parts


def _english(levels: list[dict[int, _Part]]) -> frozenset[int]:
    """Return which levels say in Latin letters what the others say in Thai; none if no level is Thai, or a single one of few names is not."""
    latin = {i for i, level in enumerate(levels) if level and all(_LATIN.search(part.text) and not is_thai(part.text) for part in level.values())}
    thai = {i for i, level in enumerate(levels) if any(is_thai(part.text) for part in level.values()) and not _only_units(level)}
    named = {position for i in thai for position in levels[i]}
    repeated = {position for i in latin for position in levels[i]} & named
    return frozenset(latin) if thai and 2 * len(repeated) >= len(named) else frozenset()


def _spread_all(levels: list[dict[int, _Part]], english: frozenset[int], *, told: bool) -> list[dict[int, _Part]]:
    """Return the levels with each group's name over all its columns; those of each language by themselves."""
    done = list(levels)
    for language in ([i for i in range(len(levels)) if i not in english], sorted(english)):
        own = [levels[i] for i in language if not _only_units(levels[i])]
        places = [i for i in language if not _only_units(levels[i])]
        for k, i in enumerate(places[:-1]):
            closed = any(position not in below for below in [_all_of(own[k + 1 :])] for level in own[: k + 1] for position in level)
            done[i] = _spread(levels[i], own[k + 1], _all_of(own[k + 1 :]), told=told, closed=closed)
    return done


def _all_of(levels: list[dict[int, _Part]]) -> set[int]:
    return {position for level in levels for position in level}


def _spread(level: dict[int, _Part], below: dict[int, _Part], deeper: set[int], *, told: bool, closed: bool) -> dict[int, _Part]:
    """Return the level with each group's name over all its columns.

    A name reaches over the columns to its right that have a name below but none here. That is sure where every name
    below stands under a group and other columns are `closed`, as in a form with merged cells; else only where names
    below would repeat. Where other merged cells are `told`, it does so only if none of its own level is.
    """
    if told and any(part.span for part in level.values()):
        return level
    counts = Counter(part.text for part in below.values())
    owner = {position: position for position in level}
    for position in range(1, max(deeper, default=0) + 1):
        if position not in level and position - 1 in owner and position - 1 in deeper and position in deeper:
            owner[position] = owner[position - 1]
    sure = not told and closed and deeper <= set(owner)
    again = {position for position in below if counts[below[position].text] > 1}
    owner = {position: left for position, left in owner.items() if sure or position == left or position in again}
    last = {left: position for position, left in sorted(owner.items())}
    return {position: _Part(level[left].text, left, max(level[left].right, last[left])) for position, left in owner.items()}


def _in_both(heading: Heading, levels: list[dict[int, _Part]], english: frozenset[int]) -> Heading:
    """Return the heading with its name in each language, where the heading has rows of both."""
    if not english:
        return heading
    thai = _heading(heading.position, [level.get(heading.position) for i, level in enumerate(levels) if i not in english and not _only_units(level)])
    other = _heading(heading.position, [level.get(heading.position) for i, level in enumerate(levels) if i in english])
    return replace(heading, thai=thai.name, english=other.name)


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
    return replace(heading, name=name, unit=found[1].strip() if found else None)


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
