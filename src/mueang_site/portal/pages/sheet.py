"""The sheet as it stands beside the table that came of it, row by row, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mueang.tables.schema import Column
from mueang_site.portal.language import say
from mueang_site.portal.pages.columns import cell_text, decimals_by_column, type_of
from mueang_site.portal.pages.provenance import WHY
from mueang_site.submissions.queries import Change
from mueang_site.submissions.windows import FAULTS, MOST_COLUMNS, Line, Window

_ROOM_OF_A_CELL, _ROOM_OF_A_ROW = 40, 60


@dataclass(frozen=True)
class RawCell:
    """One cell of the sheet; `full` where the text does not fit."""

    text: str
    full: str = ""


@dataclass(frozen=True)
class CleanCell:
    """One value of the table; `kind` is changed (in meaning), conv (in form only), fault or empty; `before` the text of the file.

    `asked`: the place of the cell whose meaning is asked about, as the address has it.
    """

    text: str
    kind: str
    before: str
    numeric: bool
    asked: str = ""


@dataclass(frozen=True)
class CleanHead:
    """One heading of the table; `position` is the column of the source, None for one that was added."""

    name: str
    under: str
    numeric: bool
    position: int | None


@dataclass(frozen=True)
class Row:
    """One row of the sheet and what it became; `why` says in words what `kind` it is.

    That is head, out, unseen (not in the sample), more (another row of the table that came of the same) or empty.
    """

    row: int
    kind: str
    why: str
    span: int
    raw: tuple[RawCell, ...]
    clean: tuple[CleanCell, ...]


@dataclass(frozen=True)
class Sheet:
    """What is shown of the sheet and of the table. `named`: the format itself names the columns, so that no row is the heading."""

    named: bool
    raw_heads: tuple[str, ...]
    heads: tuple[CleanHead, ...]
    rows: tuple[Row, ...]
    first: int
    last: int
    before: int | None
    after: int | None
    only: str

    @property
    def first_shown(self) -> int:
        """The first row shown, as people count."""
        return self.first + 1

    @property
    def last_shown(self) -> int:
        """The last row shown, as people count."""
        return (self.rows[-1].row if self.rows else self.first) + 1

    @property
    def total(self) -> int:
        """How many rows of the file are known."""
        return self.last + 1

    @property
    def clean_rows(self) -> tuple[Row, ...]:
        """The rows that are data."""
        return tuple(row for row in self.rows if row.clean)


def sheet_of(window: Window) -> Sheet:
    """Return the window as the page shows it."""
    rows = _rows(window)
    return Sheet(
        named=window.table.get("attributes") is not None,
        raw_heads=_raw_heads(window.table, rows),
        heads=tuple(_head(window, k) for k in range(len(window.schema.columns[:MOST_COLUMNS]))),
        rows=rows,
        first=window.lines[0].row if window.lines else 0,
        last=window.last,
        before=window.before,
        after=window.after,
        only=window.only,
    )


def why_out(reason: str) -> str:
    """Return in words why a row is no data."""
    return say(*WHY.get(reason, (reason, reason)))


def letters_of(position: int) -> str:
    """Return the letters that spreadsheets give a column: A ... Z, AA ..."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _head(window: Window, k: int) -> CleanHead:
    known, raw = window.schema.columns[k], window.table["columns"][k]
    kind = type_of(known)
    under = f"{kind} ({raw['unit']})" if raw.get("unit") else kind
    return CleanHead(known.name, under, known.type.is_numeric, raw.get("source_column"))


def _rows(window: Window) -> tuple[Row, ...]:
    heads = set(window.table.get("header_rows") or ())
    values = [dict(one) for line in window.lines for one in line.values]
    columns = window.schema.columns[:MOST_COLUMNS]
    decimals = decimals_by_column(columns, values)
    asked = _asked(window.table)

    def clean(line: Line, values: Mapping[str, Any]) -> tuple[CleanCell, ...]:
        cells = []
        for column in columns:
            text = cell_text(column, values.get(column.name), decimals.get(column.name))
            place = _place_asked(asked, line.row, column, values)
            cells.append(_clean(text, column.type.is_numeric, window.changes.get((line.row, column.name)), place))
        return tuple(cells)

    shown = []
    for line in window.lines:
        first, *more = [clean(line, values) for values in line.values] or [()]
        shown.append(_row(line, heads, first, sampled=window.sampled))
        shown += [Row(line.row, "more", "", 1, (), cells) for cells in more]
    return tuple(shown)


def _row(line: Line, heads: set[int], clean: tuple[CleanCell, ...], *, sampled: bool) -> Row:
    texts = tuple(cell or "" for cell in (line.cells or ())[:MOST_COLUMNS])
    kind = "head" if line.row in heads else "out" if line.why else "" if clean else "unseen" if sampled else "out"
    why = (
        say("หัวตาราง", "heading") if kind == "head" else why_out(line.why) if line.why else say("อยู่นอกตัวอย่าง", "not in the sample") if kind == "unseen" else ""
    )
    if kind == "out" and len(texts) > 1 and not any(texts[1:]):
        return Row(line.row, kind, why, len(texts), (_raw(texts[0], _ROOM_OF_A_ROW),), clean)
    return Row(line.row, kind, why, 1, tuple(_raw(text, _ROOM_OF_A_CELL) for text in texts), clean)


def _raw(text: str, room: int) -> RawCell:
    text = " ".join(text.split()) if "\n" in text or "\r" in text else text
    return RawCell(text) if len(text) <= room else RawCell(text[: room - 1] + "…", text)


def _clean(text: str, numeric: bool, change: Change | None, asked: str) -> CleanCell:
    if change is None:
        return CleanCell(text, "", "", numeric, asked)
    kind = "fault" if change.code in FAULTS else "changed" if change.meaning else "conv"
    return CleanCell(text, kind, change.before or "", numeric, asked)


def _asked(table: Mapping[str, Any]) -> dict[tuple[int, str], int]:
    """Return {(source column, value of the cell): number of the question} of the places that are asked about."""
    found: dict[tuple[int, str], int] = {}
    for number, question in enumerate(table.get("questions") or ()):
        for choice in question["choices"]:
            for column, values in ((choice["option"].get("places") or {}).get("values") or {}).items():
                found |= {(int(column), str(value).strip()): number for value in values}
    return found


def _place_asked(asked: Mapping[tuple[int, str], int], row: int, column: Column, values: Mapping[str, Any]) -> str:
    if column.source_column is None or not asked:
        return ""
    number = asked.get((column.source_column, str(values.get(column.name) or "").strip()))
    return "" if number is None else f"{row}:{number}"


def _raw_heads(table: Mapping[str, Any], rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Return what stands over the columns of the sheet: the names that the format gives, else letters as in spreadsheets."""
    if table.get("attributes") is not None:
        return tuple(table["attributes"])[:MOST_COLUMNS]
    return tuple(letters_of(k) for k in range(max((len(row.raw) * row.span for row in rows), default=0)))
