"""Columns that others add up to, and columns that are part of another: where the figures of a row contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.tables.schema import SOURCE_ROW, Column

Values = npt.NDArray[np.float64]
MOSTLY = 0.8
"""Share of the rows in which figures must agree before those are told that do not."""
FEWEST = 4
"""Rows that must agree, zeros apart."""
TRIED = 2_000
"""Rows after which a sum that does not hold in half of them is given up."""
MOST_PARTS = 24
TOLERANCE = 0.06
"""Fractions that are rounded to one place may miss their sum by so much for each part."""

_TOTAL = re.compile(r"(?:ยอด|ผล|จำนวน)?รวม(?:ทั้งสิ้น|ทั้งหมด)?|ทั้งหมด|ทั้งสิ้น|(?:grand[ _]?)?total|all", re.IGNORECASE)
_PARTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(whole, re.IGNORECASE), re.compile(part, re.IGNORECASE))
    for whole, part in (
        (r"(?:ยอด|ผล|จำนวน)?รวม(?:ทั้งสิ้น|ทั้งหมด)?|ทั้งหมด|ทั้งสิ้น|total", r"(?:เพศ)?(?:ชาย|หญิง)|(?:fe)?male"),
        (r"รับแจ้ง(?:ความ|เหตุ)?|แจ้งความ|คดีที่เกิด|เกิดเหตุ|เกิด|report(?:ed)?|complaints?", r"จับกุม(?:ได้)?|จับได้|จับ|arrest(?:ed|s)?"),
        (
            r"รับแจ้ง|รับเรื่อง|ร้องเรียน|ยื่นคำขอ|คำขอ|ทั้งหมด|received",
            r"ดำเนินการแล้ว(?:เสร็จ)?|ดำเนินการเสร็จ(?:สิ้น)?|แก้ไขแล้ว|แล้วเสร็จ|เสร็จสิ้น|ยุติ|resolved|closed",
        ),
        (r"ผู้มีสิทธิ์?(?:เลือกตั้ง)?|มีสิทธิ์?|eligible|registered", r"ผู้มาใช้สิทธิ์?(?:เลือกตั้ง)?|ผู้ใช้สิทธิ์?|มาใช้สิทธิ์?|ใช้สิทธิ์?|turnout|voted"),
        (r"ผู้เข้าสอบ|เข้าสอบ|ผู้สมัคร|สมัคร|applicants?|examinees?", r"ผู้สอบผ่าน|สอบผ่าน|ผู้ผ่าน|ผ่าน|ได้รับคัดเลือก|passed|admitted"),
        (r"ผู้ป่วย|ป่วย|ติดเชื้อ|cases?", r"ผู้เสียชีวิต|เสียชีวิต|ตาย|deaths?"),
    )
)


@dataclass(frozen=True, kw_only=True)
class SumDiffers(Issue):
    """In some rows the parts do not add up to their total."""

    code = "rows.sum"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” ไม่เท่ากับผลรวมของ {parts} ใน {count} แถว แถวแรกคือแถว {row}: ผลรวม {before} แต่เขียนว่า {after} คงค่าไว้ตามเดิม ตรวจกับต้นทาง",
        "“{column}” is not the sum of {parts} in {count} rows, first row {row}: they make {before}, it says {after}. Kept as they are: check with the source.",
    )
    parts: str


@dataclass(frozen=True, kw_only=True)
class PartExceeds(Issue):
    """In some rows a part is larger than the whole."""

    code = "rows.part"
    severity = "warning"
    text = Message(
        "ค่าในคอลัมน์ “{column}” มากกว่า “{whole}” ใน {count} แถว แถวแรกคือแถว {row}: {before} มากกว่า {after} คงค่าไว้ตามเดิม ตรวจกับต้นทาง",
        "“{column}” exceeds “{whole}” in {count} rows, first row {row}: {before} against {after}. Kept as they are: check with the source.",
    )
    whole: str


@dataclass
class _Relation:
    """What should hold in each row between some columns and another, and in how many rows it does.

    `most` is None where the parts add up to the whole; else the one part is at most the whole, by this pair of words.
    """

    parts: tuple[int, ...]
    whole: int
    most: int | None = None
    held: int = 0
    failed: int = 0
    first: tuple[int, float, float] | None = None

    @property
    def hopeless(self) -> bool:
        return self.most is None and self.held + self.failed >= TRIED and self.failed > self.held

    def look(self, values: dict[int, Values], rows: npt.NDArray[np.int64]) -> None:
        whole = values[self.whole]
        parts = np.sum([np.nan_to_num(values[part]) for part in self.parts], axis=0)
        known = ~np.isnan(whole) & ~np.all([np.isnan(values[part]) for part in self.parts], axis=0)
        wrong = known & (parts - whole > 0 if self.most is not None else np.abs(parts - whole) > self._allowed(whole, parts))
        self.held += int((known & ~wrong & (whole != 0)).sum())
        self.failed += int(wrong.sum())
        if self.first is None and wrong.any():
            place = int(np.argmax(wrong))
            self.first = int(rows[place]), float(parts[place]), float(whole[place])

    def _allowed(self, whole: Values, parts: Values) -> float:
        fractions = bool(np.any(np.mod(np.nan_to_num(whole), 1) != 0) or np.any(np.mod(parts, 1) != 0))
        return TOLERANCE * len(self.parts) if fractions else 0.0


@dataclass
class Sums:
    """Holds the figures of each row against each other, batch by batch. A table without columns of totals or parts costs nothing."""

    columns: Sequence[Column]
    _relations: list[_Relation] = field(init=False)

    def __post_init__(self) -> None:
        numeric = [i for i, column in enumerate(self.columns) if column.type.is_numeric and column.unit != "%"]
        names = [column.name for column in self.columns]
        self._relations = [*_totals(names, numeric), *_parts(names, numeric)]

    def look(self, batch: pa.RecordBatch) -> None:
        """Look at the typed rows of a batch; what does not hold in the first of them is not tried on the others."""
        for part in (batch.slice(0, TRIED), batch.slice(TRIED)):
            self._relations = [relation for relation in self._relations if not relation.hopeless]
            if self._relations and part.num_rows:
                self._look(part)

    def _look(self, batch: pa.RecordBatch) -> None:
        needed = {i for relation in self._relations for i in (*relation.parts, relation.whole)}
        values = {i: batch.column(i).cast(pa.float64(), safe=False).fill_null(np.nan).to_numpy(zero_copy_only=False) for i in needed}
        rows = batch.column(SOURCE_ROW).to_numpy()
        for relation in self._relations:
            relation.look(values, rows)

    def issues(self) -> Iterator[Issue]:
        """Yield what contradicts itself: for each total the sum that holds most often, and each part that is more than its whole."""
        sums = [relation for relation in self._relations if relation.most is None]
        for whole in dict.fromkeys(relation.whole for relation in sums):
            best = max((relation for relation in sums if relation.whole == whole), key=lambda relation: (relation.held, -len(relation.parts)))
            if best.failed and _mostly([best]):
                yield self._sum(best)
        for kind in range(len(_PARTS)):
            # What words of one pair say of one year they say of another: pairs are believed together.
            alike = [relation for relation in self._relations if relation.most == kind]
            yield from (self._part(relation) for relation in alike if relation.failed and _mostly(alike))

    def _part(self, relation: _Relation) -> PartExceeds:
        row, part, total = relation.first or (0, 0.0, 0.0)
        names = self.columns[relation.parts[0]].name, self.columns[relation.whole].name
        return PartExceeds(column=names[0], whole=names[1], count=relation.failed, row=row, before=_shown(part), after=_shown(total))

    def _sum(self, relation: _Relation) -> SumDiffers:
        row, parts, total = relation.first or (0, 0.0, 0.0)
        names = [f"“{self.columns[i].name}”" for i in relation.parts]
        shown = " + ".join(names if len(names) <= 4 else [*names[:2], "…", names[-1]])
        return SumDiffers(column=self.columns[relation.whole].name, parts=shown, count=relation.failed, row=row, before=_shown(parts), after=_shown(total))


def _mostly(relations: Sequence[_Relation]) -> bool:
    """True if the relations hold in most of all their rows."""
    held, failed = (sum(getattr(relation, count) for relation in relations) for count in ("held", "failed"))
    return bool(held >= FEWEST and held >= MOSTLY * (held + failed))


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"


def _totals(names: Sequence[str], numeric: Sequence[int]) -> Iterator[_Relation]:
    """Yield for each column of totals the runs of columns right before and right after it that may be its parts."""
    figures = frozenset(numeric)
    totals = [i for i in numeric if _TOTAL.fullmatch(_last(names[i]))]
    for whole in totals:
        for step in (-1, 1):
            run = [*takewhile(lambda i: i in figures and i not in totals, range(whole + step, whole + step * (MOST_PARTS + 1), step))]
            for size in range(2, len(run) + 1):
                yield _Relation(tuple(sorted(run[:size])), whole)


def _last(name: str) -> str:
    """Return the last part of a heading of several rows, without a unit in brackets."""
    return re.sub(r"\s*[(\[].*$", "", name.rsplit(" / ", 1)[-1]).strip()


def _parts(names: Sequence[str], numeric: Sequence[int]) -> Iterator[_Relation]:
    """Yield the pairs of columns that are called alike but for the words for a whole and for its part."""
    known: set[tuple[int, int]] = set()
    for kind, (wholes, parts) in enumerate(_PARTS):
        by_key = {key: i for i in numeric if (key := _without(names[i], wholes)) is not None}
        found = {(i, by_key[key]) for i in numeric if (key := _without(names[i], parts)) in by_key and by_key[key] != i}
        yield from (_Relation((part,), whole, most=kind) for part, whole in sorted(found - known))
        known |= found


def _without(name: str, word: re.Pattern[str]) -> str | None:
    """Return the heading without the word, None if it has it not, or more than once."""
    found = word.findall(name)
    return re.sub(r"[\s_()]+", "", word.sub("", name)) if len(found) == 1 else None
