"""The panel of the review: what can be said of one row, one column, or one place whose name is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mueang.base.message import Message
from mueang.tables.schema import Column, ColumnType
from mueang_site.portal.language import said
from mueang_site.portal.pages.columns import cell_text, type_of
from mueang_site.portal.pages.sheet import Sheet

if TYPE_CHECKING:
    from django.http import QueryDict

    from mueang_site.submissions.windows import Window

CORRECTABLE = (
    ColumnType.STRING,
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.BOOLEAN,
    ColumnType.YEAR,
    ColumnType.DATE,
    ColumnType.DATETIME,
    ColumnType.TIME,
    ColumnType.PLACE,
)
_WITH_ERA = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True)
class Looking:
    """Where a person looks, as the address says: the first row shown, which rows, and what the panel is about. Rows count from 0."""

    first: int = 0
    only: str = ""
    row: int | None = None
    to: int | None = None
    column: int | None = None
    place: tuple[int, int] | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Looking:
        """Return where the address says that a person looks; what it says wrongly is left out."""
        only = query.get("only", "")
        row, question = (_number(part) for part in (*query.get("place", "").split(":"), "", "")[:2])
        return cls(
            first=(_number(query.get("from", "")) or 1) - 1,
            only=only if only in ("out", "changed", "faults") else "",
            row=_number(query.get("row", "")),
            to=_number(query.get("to", "")),
            column=_number(query.get("column", "")),
            place=None if row is None or question is None else (row, question),
        )

    @property
    def query(self) -> str:
        """The address of the window, without what the panel is about."""
        return f"from={self.first + 1}" + (f"&only={self.only}" if self.only else "")


@dataclass(frozen=True)
class ColumnForm:
    """One column of the source in the form of corrections."""

    position: int
    source_name: str
    name: str
    type: str
    years: bool
    choices: tuple[tuple[str, str], ...]
    unit: str = ""
    samples: tuple[str, ...] = ()
    measured: bool = False


@dataclass(frozen=True)
class PlaceForm:
    """One place whose name is shared, with its candidates: (answer, label)."""

    row: int
    question: int
    text: str
    choices: tuple[tuple[str, str], ...]
    one_row: bool

    @property
    def shown(self) -> int:
        """The row as people count."""
        return self.row + 1


@dataclass(frozen=True)
class Panel:
    """What the panel is about: rows from one to another with the cells of the first, a column, or a place."""

    first: int | None = None
    last: int | None = None
    cells: tuple[str, ...] = ()
    why: str = ""
    column: ColumnForm | None = None
    place: PlaceForm | None = None


def panel_of(window: Window, sheet: Sheet, looking: Looking) -> Panel | None:
    """Return the panel that the address asks for; None if it asks for none, or for what is not there."""
    if looking.row is not None:
        return _of_rows(sheet, looking.row, looking.to)
    if looking.column is not None:
        form = next((form for form in column_forms(window) if form.position == looking.column), None)
        return Panel(column=form) if form else None
    return _of_place(window, *looking.place) if looking.place else None


def column_forms(window: Window) -> tuple[ColumnForm, ...]:
    """Return the columns that come of the source, to be corrected."""
    return tuple(_column_form(window, column) for column in window.table["columns"] if column.get("source_column") is not None)


def _of_rows(sheet: Sheet, first: int, to: int | None) -> Panel:
    first, last = sorted((first, first if to is None else to))
    shown = next((row for row in sheet.rows if row.row == first), None)
    cells = tuple(cell.full or cell.text for cell in shown.raw if cell.text) if shown else ()
    return Panel(first=first, last=last, cells=cells, why=shown.why if shown else "")


def _column_form(window: Window, column: Mapping[str, Any]) -> ColumnForm:
    name = str(column["name"])
    known = window.schema.get(name)
    kind = known.type if known else ColumnType(str(column["type"]))
    texts = (cell_text(known, values[name], None) for line in window.lines for values in line.values if known and values.get(name) is not None)
    return ColumnForm(
        position=int(column["source_column"]),
        source_name=str(column.get("source_name") or ""),
        name=name,
        type=str(kind),
        years=kind in _WITH_ERA,
        choices=tuple((str(one), type_of(Column("", one))) for one in CORRECTABLE),
        unit=str(column.get("unit") or ""),
        samples=tuple(dict.fromkeys(texts))[:3],
        measured=kind.is_numeric,
    )


def _of_place(window: Window, row: int, number: int) -> Panel | None:
    questions = window.table.get("questions") or ()
    if number >= len(questions):
        return None
    question = questions[number]
    choices = tuple((str(choice["value"]), said(Message(**choice["label"]))) for choice in question["choices"])
    values = [(choice["option"].get("places") or {}).get("values") for choice in question["choices"]]
    return Panel(place=PlaceForm(row, number, said(Message(**question["message"])), choices, one_row=any(values)))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
