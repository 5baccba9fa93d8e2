"""The faults in a workbook: a copy of the user's own with the faulty cells coloured and commented, behind a sheet that lists them.

A workbook of Excel keeps its sheets, formats and formulas (charts and pictures that openpyxl does not know are lost); of
any other file, or of one too large to be held in memory, the rows as they stand become the cells of a new workbook. What
is written by us is text: nothing starts a formula, and links to other files are not kept.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from mueang.base.errors import LimitReached
from mueang.base.files import Source
from mueang.base.message import Message
from mueang.flows.checking import Checked
from mueang.flows.faults.listing import HEADINGS, lines
from mueang.flows.faults.places import places_of
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import parse
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import sniff
from mueang.tables.distinct import decoded
from mueang.tables.schema import SOURCE_ROW

MOST_BYTES_HELD = 40 << 20
"""Bytes of XML in a workbook that is held in memory: some twenty times as much is needed."""
MOST_ROWS = 200_000
MOST_COMMENTS = 2_000
"""Cells with a comment of their own; programs open a sheet with more of them slowly. The rest is coloured."""
_LIST = "ค่าที่ต้องแก้"
_WRONG, _HEADING = PatternFill("solid", fgColor="FFFFC7CE"), Font(bold=True)
_WIDTHS = (12, 22, 12, 24, 14, 46, 46, 18, 20)
_AUTHOR = "Mueang"
_HEADED = 4
_TOO_LARGE = Message(
    "ไฟล์นี้มีเกิน {most} แถว จึงไม่ทำสำเนาที่ระบายสีให้ ใช้รายการแบบ CSV แทน",
    "The file has more than {most} rows, so no marked copy of it is made. Take the list as CSV.",
)
_FOUND = Message("พบค่าที่ต้องแก้ {count} เซลล์ ในแผ่นงาน “{sheet}”", "{count} cells to mend in the sheet “{sheet}”")
_Marks = Mapping[tuple[int, int], str]
"""Of one sheet, by row and column from 0: what is wrong there."""


@dataclass(frozen=True)
class _Marked:
    """What is marked, by sheet, and the list of it."""

    marks: Mapping[str, _Marks]
    lines: tuple[Sequence[str | None], ...]
    count: int

    @property
    def summary(self) -> Message:
        return _FOUND.fill(count=f"{self.count:,}", sheet=", ".join(self.marks))


def write(path: Path, source: Source, checked: Checked, options: ReadOptions | None = None) -> None:
    """Write the workbook. Raises LimitReached (`faults.rows`) for a table of more than 200,000 rows."""
    found, table = checked.found, checked.table
    if (table.plan.last_row or 0) >= MOST_ROWS:
        raise LimitReached(_TOO_LARGE.fill(most=f"{MOST_ROWS:,}"), code="faults.rows")
    marked = _Marked(_marks(checked), tuple(lines(found.faults, found.report, places_of(checked))), found.faults.total)
    book = _own_copy(source, checked, marked) or _anew(source, marked, options or ReadOptions())
    book.save(path)


def _marks(checked: Checked) -> Mapping[str, _Marks]:
    places = places_of(checked)
    marks: dict[str, dict[tuple[int, int], str]] = {part.sheet: {} for part in places.parts}
    for fault in checked.found.faults:
        said = f"{fault.message.th}\n{fault.message.en}"
        for sheet, row, column in places.cells(fault):
            here = marks[sheet]
            here[row, column] = f"{here[row, column]}\n{said}" if (row, column) in here else said
    return marks


def _own_copy(source: Source, checked: Checked, marked: _Marked) -> Workbook | None:
    """Return the user's workbook with the marks; None where it is none of Excel's, too large to hold, or beyond what openpyxl reads."""
    if checked.reading.format != "xlsx" or _bytes_held(source.path) > MOST_BYTES_HELD:
        return None
    try:
        book = load_workbook(source.path, keep_links=False)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, zipfile.BadZipFile):
        return None
    if not set(marked.marks) <= set(book.sheetnames):
        return None
    commented = 0
    for name, marks in marked.marks.items():
        for (row, column), said in marks.items():
            cell = book[name].cell(row + 1, column + 1)
            if isinstance(cell, Cell):
                commented += 1
                _mark(cell, said if commented <= MOST_COMMENTS else None)
    _fill_list(book.create_sheet(_sheet_name(_LIST, book.sheetnames), 0), marked, {})
    book.active = 0
    for one in book.worksheets[1:]:
        one.sheet_view.tabSelected = False
    return book


def _mark(cell: Any, said: str | None) -> None:
    """Colour a cell, and say what is wrong beside what others have said there."""
    cell.fill = _WRONG
    if said is not None:
        cell.comment = _comment(f"{cell.comment.text}\n{said}" if cell.comment else said)


def _bytes_held(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(one.file_size for one in archive.infolist() if one.filename.endswith(".xml"))


def _anew(source: Source, marked: _Marked, options: ReadOptions) -> Workbook:
    """Return a new workbook of the rows as they stand, of every sheet."""
    book = Workbook(write_only=True)
    first = book.create_sheet(_LIST)
    with TemporaryDirectory(prefix="mueang-") as scratch:
        names, called = [_LIST], dict[str, str]()
        for sheet in parse(source, sniff(source, options), options, scratch=Path(scratch)):
            names.append(_sheet_name(sheet.name, names))
            called[sheet.name] = names[-1]
            _fill_rows(book.create_sheet(names[-1]), sheet, marked.marks.get(sheet.name, {}))
    _fill_list(first, marked, called)
    return book


def _fill_rows(target: Any, sheet: Sheet, marks: _Marks) -> None:
    commented, written = 0, 0
    for row, cells in _raw_rows(sheet):
        for _ in range(written, row):
            target.append([])
        written = row + 1
        made = []
        for position, text in enumerate(cells):
            said = marks.get((row, position))
            commented += said is not None
            made.append(_cell(target, text, said if commented <= MOST_COMMENTS else None, wrong=said is not None))
        target.append(made)


def _raw_rows(sheet: Sheet) -> Iterator[tuple[int, list[str | None]]]:
    for batch in sheet.batches():
        names = [name for name in batch.schema.names if name != SOURCE_ROW and name.startswith("c")]
        columns = [decoded(batch.column(name)).to_pylist() for name in names]
        for k, row in enumerate(batch.column(SOURCE_ROW).to_pylist()):
            if row < MOST_ROWS:
                yield row, [column[k] for column in columns]


def _cell(sheet: Any, text: str | None, said: str | None = None, *, wrong: bool = False) -> Any:
    if not text and not wrong:
        return None
    cell = WriteOnlyCell(sheet)
    _put(cell, text)
    if wrong:
        _mark(cell, said)
    return cell


def _put(cell: Any, text: str | None) -> None:
    """Write a text that stays one, whatever it begins with."""
    cell.value = None if text is None else ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    if cell.value is not None:
        cell.data_type = "s"


def _comment(text: str) -> Comment:
    return Comment(text[:1_000], _AUTHOR, height=40 + 22 * (text.count("\n") + 1), width=320)


def _fill_list(sheet: Any, marked: _Marked, called: Mapping[str, str]) -> None:
    """Fill the sheet that lists the faults, each with a link to its cell; `called` tells sheets that have another name here."""
    for position, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = f"A{_HEADED + 1}"
    for texts in ((marked.summary.th,), (marked.summary.en,), (), HEADINGS):
        sheet.append([_headed(sheet, text) for text in texts])
    for number, line in enumerate(marked.lines, _HEADED + 1):
        cells = [_listed(sheet, text) for text in line]
        if line[2] and line[8]:
            cells[2].row, cells[2].column = number, 3
            cells[2].hyperlink = Hyperlink(ref=f"C{number}", location=f"{quote_sheetname(called.get(line[8], line[8]))}!{line[2].split()[0]}")
        sheet.append(cells)


def _headed(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet)
    _put(cell, text)
    cell.font = _HEADING
    return cell


def _listed(sheet: Any, text: str | None) -> Any:
    if text is None:
        return None
    cell = WriteOnlyCell(sheet)
    _put(cell, text)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """Return a name that a sheet may have and that no other has: up to 31 characters, none of []:*?/\\."""
    plain = "".join(" " if mark in "[]:*?/\\" else mark for mark in wanted).strip("' ")[:31] or "1"
    low, name, number = {one.lower() for one in taken}, plain, 2
    while name.lower() in low:
        name, number = f"{plain[:26]} ({number})", number + 1
    return name
