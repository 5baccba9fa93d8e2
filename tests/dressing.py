"""Tables in office dress: titles, headings of several rows, units, totals, notes, repeated headings, blank tails.

`dress` puts a plain table into a grid as an office would lay it out and remembers where each row of it went; the grid is
written as a workbook (by openpyxl) or as CSV. A reader that understands the dress gives the plain table back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st
from openpyxl import Workbook

Cell = str | int | float | None

TITLES = ("ตารางที่ 4 จำนวนประชากรและครัวเรือน จำแนกตามพื้นที่", "สถิติการให้บริการ ประจำปี 2565", "ข้อมูล ณ วันที่ 30 กันยายน 2565", "Table 4 Population by area")
NOTES = ("หมายเหตุ : ข้อมูลเบื้องต้น", "ที่มา : สำนักทะเบียนกลาง", "Source: Registration office", "* รวมประชากรแฝง")
TOTALS = ("รวม", "รวมทั้งสิ้น", "ยอดรวม", "Total")
AREAS = ("บางบัว", "หนองแขม", "คลองหลวง", "ท่าเรือ", "ดอนเมือง", "สามโคก", "บ้านแพ้ว", "วังน้อย", "ไทรน้อย", "บางกรวย", "ลาดหลุมแก้ว", "ปากเกร็ด")
KINDS = ("ก่อสร้าง", "ขนส่ง", "การเกษตร", "ค้าปลีก")


@dataclass(frozen=True)
class Field:
    """One column of the plain table: its heading from the group down, the heading in English, the unit, and the values."""

    heading: tuple[str | int, ...]
    values: tuple[Cell, ...]
    english: str = ""
    unit: str = ""
    adds_up: bool = True

    @property
    def is_number(self) -> bool:
        """True for a column that totals add up."""
        return self.adds_up and all(isinstance(value, int | float) for value in self.values)


@dataclass(frozen=True)
class Dress:
    """How a table is laid out. Every part may be combined with every other."""

    titles: tuple[str, ...] = ()
    blank_rows: int = 0
    blank_columns: int = 0
    unit_note: str = ""
    gap: bool = False
    merged: bool = True
    english: bool = False
    units: bool = False
    numbering: bool = False
    total: str = ""
    total_first: bool = False
    repeat: int = 0
    notes: tuple[str, ...] = ()
    tail: int = 0


@dataclass
class Dressed:
    """A grid with its merged blocks; `rows` says in which row of the grid each row of the plain table stands."""

    grid: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    tail: int = 0

    def xlsx(self, sheet: str = "Sheet1") -> bytes:
        """Return the grid as a workbook."""
        return workbook({sheet: self})

    def csv(self) -> bytes:
        """Return the grid as CSV."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        width = max(map(len, self.grid))
        writer.writerows([*row, *[None] * (width - len(row))] for row in self.grid)
        text.write(("," * (width - 1) + "\n") * self.tail)
        return text.getvalue().encode()


def workbook(sheets: dict[str, Dressed]) -> bytes:
    """Return a workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, dressed in sheets.items():
        page = book.create_sheet(name)
        for i, row in enumerate(dressed.grid, 1):
            for k, cell in enumerate(row, 1):
                if cell is not None:
                    page.cell(i, k, cell)
        for top, left, bottom, right in dressed.merges:
            page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        if dressed.tail:
            page.cell(len(dressed.grid) + dressed.tail, 1, " ")
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def dress(fields: Sequence[Field], dress: Dress) -> Dressed:
    """Return the table in its dress."""
    done = Dressed(tail=dress.tail)
    width = dress.blank_columns + len(fields)
    done.grid += [[] for _ in range(dress.blank_rows)]
    for title in dress.titles:
        if dress.merged and len(fields) > 1:
            done.merges.append((len(done.grid), dress.blank_columns, len(done.grid), width - 1))
        done.grid.append([*[None] * dress.blank_columns, title])
    if dress.unit_note:
        done.grid.append([*[None] * (width - 1), dress.unit_note])
    if dress.gap and (dress.titles or dress.unit_note):
        done.grid.append([])
    _heading(done, fields, dress)
    _body(done, fields, dress)
    done.grid += [[*[None] * dress.blank_columns, note] for note in dress.notes]
    return done


def _heading(done: Dressed, fields: Sequence[Field], dress: Dress) -> None:
    top, depth, left = len(done.grid), max(len(one.heading) for one in fields), dress.blank_columns
    levels: list[list[Cell]] = [[None] * (left + len(fields)) for _ in range(depth)]
    for k, one in enumerate(fields, left):
        for level, text in enumerate(one.heading):
            if k == left or len(one.heading) == 1 or fields[k - left - 1].heading[: level + 1] != one.heading[: level + 1]:
                levels[level][k] = text
    done.grid += levels
    if dress.merged:
        done.merges += _blocks(levels, fields, top, left)
    if dress.english:
        done.grid.append([*[None] * left, *(one.english or None for one in fields)])
    if dress.units and any(one.unit for one in fields):
        done.grid.append([*[None] * left, *(f"({one.unit})" if one.unit else None for one in fields)])
    if dress.numbering:
        done.grid.append([*[None] * left, *(f"({i})" for i in range(1, len(fields) + 1))])


def _blocks(levels: list[list[Cell]], fields: Sequence[Field], top: int, left: int) -> list[tuple[int, int, int, int]]:
    blocks = []
    for level, row in enumerate(levels):
        for k in range(left, len(row)):
            if row[k] is None:
                continue
            here = fields[k - left].heading
            right = k
            while right + 1 < len(row) and len(here) > level + 1 and fields[right + 1 - left].heading[: level + 1] == here[: level + 1]:
                right += 1
            bottom = len(levels) - 1 if level == len(here) - 1 else level
            if (bottom, right) != (level, k):
                blocks.append((top + level, k, top + bottom, right))
    return blocks


def _body(done: Dressed, fields: Sequence[Field], dress: Dress) -> None:
    total = _total(fields, dress) if dress.total else None
    heading = [*[None] * dress.blank_columns, *(one.heading[-1] for one in fields)]
    if total is not None and dress.total_first:
        done.grid.append(total)
    for i, row in enumerate(zip(*(one.values for one in fields), strict=True)):
        if dress.repeat and i and i % dress.repeat == 0:
            done.grid.append([*heading])
        done.rows.append(len(done.grid))
        done.grid.append([*[None] * dress.blank_columns, *row])
    if total is not None and not dress.total_first:
        done.grid.append(total)


def _total(fields: Sequence[Field], dress: Dress) -> list[Cell]:
    label = next(i for i, one in enumerate(fields) if isinstance(one.values[0], str))
    sums = [dress.total if i == label else sum(one.values) if one.is_number else None for i, one in enumerate(fields)]  # type: ignore[arg-type]
    return [*[None] * dress.blank_columns, *sums]


HEADINGS = (
    tuple(range(2560, 2566)),
    tuple(f"ปี {year}" for year in range(2560, 2566)),
    tuple(f"พ.ศ. {year}" for year in range(2561, 2567)),
    ("ม.ค. 65", "ก.พ. 65", "มี.ค. 65", "เม.ย. 65", "พ.ค. 65", "มิ.ย. 65"),
    ("ไตรมาส 1", "ไตรมาส 2", "ไตรมาส 3", "ไตรมาส 4"),
    tuple(range(2015, 2021)),
    ("0-4 ปี", "5-9 ปี", "10-14 ปี", "15 ปีขึ้นไป"),
    tuple(range(1, 8)),
)
"""Headings that are values of one dimension."""


def _numbers(rows: int) -> st.SearchStrategy[tuple[int | float, ...]]:
    whole, parts = st.integers(0, 90_000), st.integers(0, 99_999).map(lambda n: n / 100)
    return st.one_of(*(st.lists(each, min_size=rows, max_size=rows).map(tuple) for each in (whole, whole, parts)))


@st.composite
def fields(draw: st.DrawFn, most_levels: int = 3) -> list[Field]:
    """Draw a plain table: places (each once), perhaps numbered, perhaps with a kind of work, then numbers in groups, in years or one by one."""
    rows = draw(st.integers(3, 12))
    found = [Field(("พื้นที่",), tuple(draw(st.permutations(AREAS))[:rows]), "Area")]
    if draw(st.booleans()):
        found.insert(0, Field(("ลำดับที่",), tuple(range(1, rows + 1)), "No.", adds_up=False))
    if draw(st.booleans()):
        found.append(Field(("ประเภทกิจการ",), tuple(draw(st.lists(st.sampled_from(KINDS), min_size=rows, max_size=rows))), "Kind"))
    found += draw(st.one_of(_groups(rows, most_levels), _series(rows)))
    if draw(st.integers(0, 3)) == 0:
        found.append(Field(("หมายเหตุ",), ("ปรับปรุงแล้ว", *[None] * (rows - 1)), "Remarks"))
    return found


@st.composite
def _groups(draw: st.DrawFn, rows: int, most_levels: int) -> list[Field]:
    found, depth = [], draw(st.integers(1, most_levels))
    for group, english in (("ประชากร", "Population"), ("แรงงาน", "Workers"))[: draw(st.integers(1, 2))]:
        for leaf, leaf_english in (("ชาย", "Male"), ("หญิง", "Female"), ("ไม่ระบุ", "Unknown"))[: draw(st.integers(2, 3))]:
            heading = ((f"{group}{leaf}",), (group, leaf), ("ปีสำรวจ", group, leaf))[depth - 1]
            found.append(Field(heading, draw(_numbers(rows)), f"{english} {leaf_english}", draw(st.sampled_from(("คน", "ราย")))))
    return found


@st.composite
def _series(draw: st.DrawFn, rows: int) -> list[Field]:
    names = draw(st.sampled_from(HEADINGS))[: draw(st.integers(3, 6))]
    group = draw(st.sampled_from((("จำนวน",), ())))
    return [Field((*group, name), draw(_numbers(rows)), _english(name), "คน") for name in names]


def _english(name: str | int) -> str:
    if isinstance(name, int):
        return str(name - 543) if name > 2500 else f"Level {name}" if name < 100 else str(name)
    return f"Column {name[:1]}"


@st.composite
def dresses(draw: st.DrawFn) -> Dress:
    """Draw any dress."""
    return Dress(
        titles=tuple(draw(st.lists(st.sampled_from(TITLES), max_size=3, unique=True))),
        blank_rows=draw(st.integers(0, 2)),
        blank_columns=draw(st.integers(0, 2)),
        unit_note=draw(st.sampled_from(("", "", "(หน่วย : คน)", "หน่วย: ราย"))),
        gap=draw(st.booleans()),
        merged=draw(st.booleans()),
        english=draw(st.booleans()),
        units=draw(st.booleans()),
        numbering=draw(st.booleans()),
        total=draw(st.sampled_from(("", *TOTALS))),
        total_first=draw(st.booleans()),
        repeat=draw(st.sampled_from((0, 0, 4))),
        notes=tuple(draw(st.lists(st.sampled_from(NOTES), max_size=2, unique=True))),
        tail=draw(st.sampled_from((0, 0, 40))),
    )
