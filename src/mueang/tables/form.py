"""Form: a table that many offices fill in alike, and where its parts stand in the sheet that they are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mueang.tables.declared import Code, DatasetSchema, Field

FILL_SHEET, GUIDE_SHEET, CODES_SHEET, STAMP_SHEET = "กรอกข้อมูล", "คำอธิบาย", "_codes", "_mueang"
TITLE_ROW, FILER_ROW, HELP_ROW, HEADING_ROW, FIRST_ROW = range(5)
"""Rows of the sheet, counted from 0: title, for whom, how to fill it in, heading, first row of data."""
MOST_ROWS = 5_000
"""What is longer is a dataset of its own, and no form that an officer fills in."""
REQUIRED_MARK = "*"


@dataclass(frozen=True)
class Stamp:
    """For whom and for when a sheet was made: identifiers of the round and of the office, and what people call them."""

    round: str
    filer: str
    round_name: str
    filer_name: str


@dataclass(frozen=True)
class Form:
    """What an office is asked to fill in.

    given         texts that the first columns hold already, row by row; empty: the office brings its own rows
    stamp         for whom and for when this very sheet is; None: for anybody
    due           the last day, as people read it
    """

    schema: DatasetSchema
    title: str = ""
    instructions: str = ""
    given: tuple[tuple[str, ...], ...] = ()
    stamp: Stamp | None = None
    due: str = ""

    @property
    def given_columns(self) -> int:
        """How many of the first columns are filled in already."""
        return max((len(row) for row in self.given), default=0)

    def as_dict(self) -> dict[str, Any]:
        """Return the form as JSON, its schema as a Frictionless Table Schema."""
        from mueang.tables.frictionless import to_json

        return {
            "schema": to_json(self.schema),
            "title": self.title,
            "instructions": self.instructions,
            "given": [list(row) for row in self.given],
            "stamp": asdict(self.stamp) if self.stamp else None,
            "due": self.due,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Form:
        """Return the form of its JSON. Raises BadInput for a schema that is none."""
        from mueang.tables.frictionless import from_json

        given = tuple(tuple(str(cell) for cell in row) for row in raw.get("given") or ())
        stamp = Stamp(**raw["stamp"]) if raw.get("stamp") else None
        return cls(from_json(raw["schema"]), raw.get("title") or "", raw.get("instructions") or "", given, stamp, raw.get("due") or "")


_FOR = re.compile(r"หน่วยงาน: (?P<filer>.+?) · รอบ: (?P<round>.+?)(?: · กำหนดส่ง.*)?")


def filer_line(stamp: Stamp, due: str = "") -> str:
    """Return the line of the sheet that tells people whose it is and for when."""
    return f"หน่วยงาน: {stamp.filer_name} · รอบ: {stamp.round_name}" + (f" · กำหนดส่ง {due}" if due else "")


def names_in(line: str) -> tuple[str, str] | None:
    """Return the names of office and round in such a line, None if it is none."""
    found = _FOR.fullmatch(line.strip())
    return (found["filer"], found["round"]) if found else None


def heading_of(field: Field, *, required: bool) -> str:
    """Return what stands above a column: its name, a mark if it must be filled, its unit on a line of its own."""
    name = f"{field.name} {REQUIRED_MARK}" if required else field.name
    return f"{name}\n({field.unit})" if field.unit else name


def shown_code(code: Code) -> str:
    """Return the words of a code list's value in a drop-down: what it means, or the value itself."""
    return code.title_th or code.value


def letters(column: int) -> str:
    """Return the letters of a column of a sheet counted from 0: A, B, ... Z, AA."""
    found = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found


def cell_name(row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell, row and column counted from 0: C5."""
    return f"{letters(column)}{row + 1}"
