"""What a caller may see of one table, and the rule that applies it under every engine.

The library knows no user: whoever asks hands in a `Permit`, made by the site from actor and dataset.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from mueang.base.errors import NotAllowed
from mueang.base.message import Message
from mueang.query.question import Condition, Question, Rows, columns_asked
from mueang.tables.schema import SYSTEM_COLUMNS


@dataclass(frozen=True)
class Permit:
    """What one caller may ask of one table.

    table     id of the table in the lake that the permit is for
    purpose   why: `public`, `work`, `review`, ... as it will stand in the log
    columns   names that may be seen or asked about; None: all
    rows      conditions that every row seen must meet
    until     the moment (aware) from which it no longer holds; None: it holds for the whole answer
    """

    table: str
    purpose: str
    columns: frozenset[str] | None = None
    rows: tuple[Condition, ...] = ()
    until: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """Key for caches: equal for permits that show the same, whoever holds them and for how long."""
        columns = sorted(self.columns) if self.columns is not None else None
        return hashlib.sha256(repr((self.table, columns, self.rows)).encode()).hexdigest()[:24]


def restrict(question: Question, permit: Permit, *, now: datetime) -> Question:
    """Return the question narrowed to what the permit shows.

    A question for all columns gets the permitted ones; one that names, filters or sorts by a hidden column is
    refused, for a filter on a hidden column tells its values. Raises NotAllowed (`permit.expired`, `permit.column`).
    """
    if permit.until is not None and now >= permit.until:
        raise NotAllowed(Message("สิทธิใช้ข้อมูลนี้สิ้นสุดแล้ว ยื่นคำขอใหม่", "The permit has ended. Apply again."), code="permit.expired")
    narrowed = _with_visible_columns(question, permit)
    return replace(narrowed, where=(*narrowed.where, *permit.rows))


def _with_visible_columns(question: Question, permit: Permit) -> Question:
    if permit.columns is None:
        return question
    if isinstance(question, Rows) and not question.select:
        question = replace(question, select=tuple(n for n in question.schema.names if n in permit.columns))
    hidden = columns_asked(question) - permit.columns - set(SYSTEM_COLUMNS)
    if hidden or not question.columns:
        names = ", ".join(sorted(hidden))
        raise NotAllowed(Message(f"ไม่มีสิทธิดูคอลัมน์ {names}", f"No permission for the column {names}."), code="permit.column")
    return question
