"""Fixed-width text in single cells: where its columns begin is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.normalise.layout import Row
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.options import ReadOptions
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import ColumnType

LOOKED_AT = 300
LEAST_ROWS = 10
LEAST_LENGTH = 16
"""Shorter digits are codes, numbers of people or telephones."""
NEARLY_ALL = 0.95
_PERIODS = range(3, 13)


@dataclass(frozen=True, kw_only=True)
class CellsFixedWidth(Issue):
    """The cells of a column hold several values side by side, each of a width of its own."""

    code = "cell.fixed-width"
    severity = "warning"
    text = Message(
        "แต่ละเซลล์ของ “{column}” มีหลายค่าเรียงต่อกันโดยกำหนดความกว้าง เช่น “{before}” ระบุตำแหน่งตัดด้วยตัวเลือก widths (--widths)",
        "Cells of “{column}” hold several values side by side, told apart by width only, e.g. “{before}”. Say where to cut by the option widths (--widths).",
    )


def widths_asked(head: Sequence[Row], first: int, columns: Sequence[ColumnPlan], options: ReadOptions) -> list[tuple[Issue, Question]]:
    """Return what is told and asked of columns of fixed-width text, by the first rows; nothing where a person has decided."""
    if options.widths is not None:
        return []
    rows = head[first : first + LOOKED_AT]
    found = []
    for column in columns:
        if column.type is ColumnType.STRING and column.place is None:
            texts = [text for row in rows if column.position < len(row) and (text := (row[column.position] or "").rstrip())]
            found.append(_asked(column, texts, alone=len(columns) == 1))
    return [one for one in found if one is not None]


def _asked(column: ColumnPlan, texts: Sequence[str], *, alone: bool) -> tuple[Issue, Question] | None:
    if len(texts) < LEAST_ROWS or len(set(texts)) < LEAST_ROWS:
        return None
    places = _periods(texts) if _are_digits(texts) else _gutters(texts) if alone else None
    if places is None:
        return None
    issue = CellsFixedWidth(column=column.column.name, before=texts[0][:40])
    keep = Choice("keep", Message("คงเป็นข้อความเดียว", "Keep one text"), {"widths": {}})
    return issue, Question(issue.code, issue.message, (*(_choice(column.position, one) for one in places), keep), column=column.column.name)


def _choice(position: int, places: Sequence[int]) -> Choice:
    shown = ", ".join(map(str, places))
    label = Message(f"ตัดเป็น {len(places) + 1} คอลัมน์ที่ตัวอักษร {shown}", f"Cut into {len(places) + 1} columns after characters {shown}")
    return Choice(f"cut-{len(places) + 1}", label, {"widths": {str(position): list(places)}})


def _are_digits(texts: Sequence[str]) -> bool:
    """True for long digits of one length: several numbers written without a gap."""
    length = len(texts[0])
    return length >= LEAST_LENGTH and sum(len(text) == length and text.isdigit() for text in texts) >= NEARLY_ALL * len(texts)


def _periods(texts: Sequence[str]) -> list[list[int]]:
    """Return likely cuts of numbers padded with zeros to one width; there may be none."""
    length = len(texts[0])
    even = [period for period in _PERIODS if length % period == 0 and length > period]
    fitting = [p for p in even if all(sum(text[i : i + 1] == "0" for text in texts) >= NEARLY_ALL * len(texts) for i in range(0, length, p))]
    return [list(range(period, length, period)) for period in fitting[:2]]


def _gutters(texts: Sequence[str]) -> list[list[int]] | None:
    """Return the cut before each column of lines that leave the same places blank; None for lines that do not."""
    length = max(map(len, texts))
    there = np.array([[char != " " for char in text.ljust(length)] for text in texts], np.bool_)
    used = np.asarray(there.sum(axis=0) > 0)
    starts = [i for i in range(1, length) if used[i] and not used[i - 1]]
    aligned = sum("  " in text.strip() for text in texts) >= NEARLY_ALL * len(texts)
    return [starts] if starts and aligned else None
