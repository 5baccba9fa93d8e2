"""The page of an office that files: what is asked, by when, three ways to give it, and every fault with its cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict

from mueang.base.errors import NotFound
from mueang.base.message import Message
from mueang.base.periods import show_date
from mueang.exports.template import TYPE_NAMES, Entry, allowed
from mueang.ingest.filled import check
from mueang.ingest.numbers import read_number
from mueang.tables.form import letters, shown_code
from mueang.tables.schema import ColumnType
from mueang_site.access.actor import Actor
from mueang_site.portal.language import said, say, spoken
from mueang_site.portal.pages.rounds import due_shown, state_shown, title_of
from mueang_site.portal.pages.shown import StateShown
from mueang_site.rounds import filing as filings
from mueang_site.rounds import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mueang.tables.declared import Field
    from mueang.tables.form import Form as Sheet
    from mueang_site.rounds.models import Attempt, Filing

ROWS = 8
MOST_CELLS = 900
FAULTS_SHOWN = 100
ROWS_SHOWN = 200
_VIA = {"file": ("ไฟล์", "File"), "grid": ("กรอกบนหน้าเว็บ", "Typed on the page"), "nothing": ("แจ้งว่าไม่มีรายการ", "Nothing to report")}
_ATTEMPTS = {
    "reading": ("idle", "half", "กำลังตรวจ", "Being checked"),
    "refused": ("bad", "warn", "รับไม่ได้", "Refused"),
    "faulty": ("bad", "warn", "มีสิ่งที่ต้องแก้", "Faults to mend"),
    "sound": ("good", "check", "ถูกต้อง", "Nothing wrong"),
}
_YES_NO = (Message("ใช่", "Yes"), Message("ไม่ใช่", "No"))


@dataclass(frozen=True)
class ColumnShown:
    """A column of the form: what people call it, what it takes, and the values of its list."""

    name: str
    letters: str
    unit: str
    kind: str
    required: bool
    hint: str
    choices: tuple[str, ...]
    numeric: bool


@dataclass(frozen=True)
class CellShown:
    """One cell of the grid; `fixed` where the form gives it, `fault` what is wrong with it."""

    name: str
    value: str
    fixed: bool
    fault: str


@dataclass(frozen=True)
class FaultShown:
    """One fault: the cell as the sheet calls it, its column, what stands there, and what to do."""

    cell: str
    column: str
    before: str
    message: str


@dataclass(frozen=True)
class AttemptShown:
    """One thing that was handed in."""

    attempt: Attempt
    via: str
    state: StateShown


@dataclass(frozen=True)
class FilingPage:
    """All that the page shows. `reading`: what was handed in last is being checked."""

    round_id: UUID
    office: str
    title: str
    name: str
    owner: str
    office_name: str
    instructions: str
    due: StateShown
    state: StateShown
    comment: str
    columns: tuple[ColumnShown, ...]
    rows: tuple[tuple[int, tuple[CellShown, ...]], ...]
    grid: bool
    most_rows: int
    given: bool
    faults: tuple[FaultShown, ...]
    fault_count: int
    refused: bool
    reading: bool
    standing: Attempt | None
    newest: Attempt | None
    attempts: tuple[AttemptShown, ...]
    may_make: bool
    may_decide: bool
    see_rows: bool
    auto: bool
    closed: bool
    shown: tuple[tuple[str, ...], ...]
    overview: bool
    fault: Message | None
    checked: bool
    marked: bool

    @property
    def may_grow(self) -> bool:
        """True while the grid has room for more rows."""
        return not self.given and len(self.rows) < self.most_rows


def build(actor: Actor, round_id: UUID, office: str, given: QueryDict | None = None, *, fault: Message | None = None) -> FilingPage:
    """Return the page; `given` is the grid as a form left it, which is checked and not kept. Raises NotFound."""
    filing = filings.filing_of(actor, round_id, office)
    found, sheet = filing.round, queries.sheet_of(filing)
    see_rows = filings.may_see_rows(actor, filing)
    may_make = filings.may(actor, "filing.make", filing) and _takes_in(filing)
    left = _typed(sheet, given) if given is not None else _kept(filing, see_rows=see_rows)
    cells, issues = left.cells, left.issues
    newest = filing.newest
    return FilingPage(
        round_id=found.pk,
        office=office,
        title=title_of(found.form),
        name=said(queries.name_of(found)),
        owner=found.form.organisation.name(spoken()),
        office_name=say(filing.name, filing.organisation.name_en or filing.name),
        instructions=say(found.asked["instructions_th"], found.asked["instructions_en"] or found.asked["instructions_th"]),
        due=due_shown(found.due, owed=filing.state not in ("filed", "accepted") and found.closed_at is None),
        state=state_shown(filing.state),
        comment=filing.comment,
        columns=columns_of(sheet),
        rows=_grid(sheet, left, more=given is not None and given.get("act") == "rows") if may_make else (),
        grid=len(cells) * len(sheet.schema.fields) <= MOST_CELLS,
        most_rows=MOST_CELLS // len(sheet.schema.fields),
        given=bool(sheet.given),
        faults=tuple(_fault_shown(issue) for issue in issues[:FAULTS_SHOWN]),
        fault_count=len(issues) if given is not None else (newest.fault_count if newest and see_rows else 0),
        refused=given is None and newest is not None and newest.state == "refused",
        reading=newest is not None and newest.state == "reading",
        standing=filing.standing,
        newest=newest,
        attempts=tuple(AttemptShown(one, say(*_VIA[one.via]), _attempt_state(one)) for one in queries.attempts_of(filing)),
        may_make=may_make,
        may_decide=filings.may_decide(actor, found),
        see_rows=see_rows,
        auto=found.form.auto_accept,
        closed=found.closed_at is not None,
        shown=_rows_shown(sheet, filing) if see_rows else (),
        overview=filings.oversees(actor, found),
        fault=fault,
        checked=given is not None,
        marked=given is None and bool(cells),
    )


def columns_of(sheet: Sheet) -> tuple[ColumnShown, ...]:
    """Return the columns of a form as pages show them."""
    return tuple(_column(k, field, required=sheet.schema.is_required(field.name)) for k, field in enumerate(sheet.schema.fields))


def rows_of(form: QueryDict, sheet: Sheet) -> list[list[str]]:
    """Return what stands in the cells of a grid that was sent, and what was pasted under it."""
    from mueang_site.submissions.typed import cells_of

    width = len(sheet.schema.fields)
    count = form.get("rows", "")
    rows = min(int(count), MOST_CELLS // width) if count.isdecimal() and len(count) < 6 else 0
    typed = [[form.get(f"cell-{r}-{k}", "") for k in range(width)] for r in range(rows)]
    pasted = [list(row) for row in cells_of(form.get("pasted", ""))]
    names = list(sheet.schema.names)
    under = pasted[1:] if pasted and [cell.split("\n")[0].removesuffix("*").strip() for cell in pasted[0]] == names else pasted
    if not under:
        return typed
    while typed and not any(cell.strip() for cell in typed[-1]):
        typed.pop()
    return [*typed, *([*row, *[""] * width][:width] for row in under)]


@dataclass(frozen=True)
class _Left:
    """What stands in the grid: cells, the physical row of each line, and faults."""

    cells: list[list[str]]
    numbers: list[int]
    issues: list[dict[str, Any]]


def _typed(sheet: Sheet, given: QueryDict) -> _Left:
    rows = rows_of(given, sheet)
    return _Left(rows, list(range(len(rows))), [issue.as_dict() for issue in check(sheet, list(enumerate(rows))).issues])


def _kept(filing: Filing, *, see_rows: bool) -> _Left:
    """Return the cells and faults of what was handed in last; a refused file leaves what stood before it in the grid."""
    newest = filing.newest
    if newest is None or not see_rows:
        return _Left([], [], [])
    source = newest if newest.cells or newest.state == "faulty" else filing.standing
    return _Left(source.cells if source else [], source.numbers if source else [], newest.faults)


def _takes_in(filing: Filing) -> bool:
    return filing.round.closed_at is None and (filing.state != "accepted" or filing.round.form.auto_accept)


def _column(place: int, field: Field, *, required: bool) -> ColumnShown:
    from mueang.ingest.filled.cells import bounds_of

    bounds, listed = bounds_of(field), allowed(field)
    parts = [field.description, said(bounds) if bounds else "", said(listed) if listed and len(field.codes.codes if field.codes else ()) <= 5 else ""]
    choices = tuple(shown_code(code) for code in field.codes.codes) if field.codes else ()
    return ColumnShown(
        name=say(field.name, field.title_en or field.name),
        letters=letters(place),
        unit=field.unit or "",
        kind=said(TYPE_NAMES[field.type]),
        required=required,
        hint=" · ".join(part for part in parts if part),
        choices=choices or (tuple(said(one) for one in _YES_NO) if field.type is ColumnType.BOOLEAN else ()),
        numeric=field.type.is_numeric or field.type is ColumnType.YEAR,
    )


def _grid(sheet: Sheet, left: _Left, *, more: bool) -> tuple[tuple[int, tuple[CellShown, ...]], ...]:
    """Return the lines of the grid, each with the number of the row as faults call it."""
    width = len(sheet.schema.fields)
    height = len(sheet.given) or min(max(len(left.cells) + (ROWS if more else 0), ROWS), MOST_CELLS // width)
    line = {number: r for r, number in enumerate(left.numbers)}
    faults = {(line.get(issue["row"]), issue["place"]): said(Message(**issue["message"])) for issue in left.issues if issue.get("place") is not None}
    numbers = [*left.numbers, *range(left.numbers[-1] + 1 if left.numbers else 0, left.numbers[-1] + 1 + height if left.numbers else height)]
    return tuple((numbers[r] + 1, tuple(_cell(sheet, left.cells, r, k, faults.get((r, k), "")) for k in range(width))) for r in range(height))


def _cell(sheet: Sheet, cells: Sequence[Sequence[str]], r: int, k: int, fault: str) -> CellShown:
    fixed = r < len(sheet.given) and k < len(sheet.given[r])
    value = sheet.given[r][k] if fixed else cells[r][k] if r < len(cells) and k < len(cells[r]) else ""
    return CellShown(f"cell-{r}-{k}", value, fixed, fault)


def _fault_shown(issue: dict[str, Any]) -> FaultShown:
    return FaultShown(issue.get("cell") or "", issue.get("column") or "", issue.get("before") or "", said(Message(**issue["message"])))


def _attempt_state(attempt: Attempt) -> StateShown:
    kind, icon, th, en = _ATTEMPTS[attempt.state]
    return StateShown(kind, icon, say(th, en))


def _rows_shown(sheet: Sheet, filing: Filing) -> tuple[tuple[str, ...], ...]:
    """Return the rows that stand, as people read them."""
    rows = filing.standing.rows if filing.standing else []
    return tuple(tuple(_value(field, value) for field, value in zip(sheet.schema.fields, row, strict=True)) for row in rows[:ROWS_SHOWN])


def _value(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.codes is not None:
        return next((shown_code(code) for code in field.codes.codes if code.value == str(value)), str(value))
    if isinstance(value, bool):
        return said(_YES_NO[not value])
    if field.type is ColumnType.DATE:
        return show_date(date.fromisoformat(value), spoken())
    return f"{value:,}" if field.type.is_numeric else str(value + 543 if field.type is ColumnType.YEAR and spoken() == "th" else value)


def entries_of(actor: Actor, filing: Filing) -> dict[tuple[int, int], Entry]:
    """Return what was handed in last, cell by cell with its faults, to fill a workbook with. Raises NotFound for who may not see it."""
    if not filings.may_see_rows(actor, filing):
        raise NotFound
    sheet, left = queries.sheet_of(filing), _kept(filing, see_rows=True)
    line: dict[int | None, int] = {number: r for r, number in enumerate(left.numbers)}
    faults = {(line.get(issue.get("row")), issue.get("place")): issue["message"]["th"] for issue in left.issues}
    numeric = [field.type.is_numeric for field in sheet.schema.fields]
    cells = ((r, k, text) for r, row in enumerate(left.cells) for k, text in enumerate(row))
    return {(r, k): Entry(_as_number(text) if numeric[k] else text, faults.get((r, k), "")) for r, k, text in cells if text or (r, k) in faults}


def _as_number(text: str) -> str | int | float:
    number = read_number(text.strip())
    return text if number is None else number.value


def due_text(day: date) -> str:
    """Return the due day as the workbook says it, which is in Thai."""
    return show_date(day, "th", short=False)
