"""Where the table lies in a sheet: title rows, heading rows, the first row of data.

The rows at the foot of the head decide which columns hold numbers and dates. The first row that agrees with them
is the first row of data; the rows of several names right above it are the heading; what stands alone is a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from mueang.ingest.normalise.kinds import Kind, look
from mueang.ingest.normalise.labels import are_labels
from mueang.ingest.numbers import bare
from mueang.ingest.options import ReadOptions
from mueang.ingest.sheet import Merge

Row = Sequence[str | None]

HEAD_ROWS = 300
MOST_HEADING_ROWS = 12
WIDE_MERGE = 0.6
"""A cell merged over this share of the table's width is a title, not a heading of a group."""

LONGEST_GROUP = 40
"""A longer text that stands alone in its row is a title."""

LONGEST_NAME = 150
"""No column is called longer."""

UNIT_NOTE = re.compile(r"^[(\[]?\s*(?:หน่วย|unit)\s*(?:นับ|วัด)?\s*[:：=]?\s*(?P<unit>[^)\]]+?)\s*[)\]]?$", re.IGNORECASE)
UNIT_CELL = re.compile(r"^[(\[][^()\[\]]{1,30}[)\]]$")
_TITLE_START = re.compile(r"^(?:ตาราง|สถิติ|รายงาน|table\b|สรุป|ข้อมูล ณ|ณ วันที่|ประจำปี|แผนภูมิ)", re.IGNORECASE)


_COMPUTED = re.compile(r"\s*=.*$", re.DOTALL)
"""Behind the number of a column: of which others it is computed, (6)=(3)+(4)."""


@dataclass(frozen=True)
class Layout:
    """Where the parts of a table are.

    header_rows     rows that hold the heading, in order
    numbering_rows  rows under the heading that only count the columns
    first_row       the first row of data
    titles          rows above the heading with text
    spare_rows      rows above the title that hold names as well
    typed           source columns that hold numbers or dates
    filled          how many cells of a row of data are usually filled
    width           columns of the sheet, as far as the head shows
    """

    header_rows: tuple[int, ...]
    first_row: int
    titles: tuple[int, ...] = ()
    spare_rows: tuple[int, ...] = ()
    numbering_rows: tuple[int, ...] = ()
    typed: frozenset[int] = frozenset()
    filled: int = 1
    width: int = 0


def find_layout(head: Sequence[Row], merges: Sequence[Merge] = (), options: ReadOptions | None = None) -> Layout:
    """Return the layout of a sheet from its first rows; rows are counted from 0, as in the sheet."""
    options = options or ReadOptions()
    width = max((len(row) for row in head), default=0)
    typed = _typed_columns(head)
    first = _first_data_row(head, typed, merges)
    first = _with_rows_above(head, first, typed)
    if options.header_rows is not None:
        return _chosen(head, options, typed, width, first)
    numbering = _numbering_row(head, first)
    top = numbering if numbering is not None else first
    header = _header_rows(head, top, _span(head, top), merges)
    if not header and not typed:
        header, first = _heading_of_text(head, first)
    layout = Layout(header, first, typed=frozenset(typed), width=width, numbering_rows=() if numbering is None else (numbering,))
    layout = _with_above(layout, head, header[0] if header else first)
    if options.first_row is not None:
        layout = replace(layout, first_row=options.first_row)
    return replace(layout, filled=_usually_filled(head, layout.first_row))


def _chosen(head: Sequence[Row], options: ReadOptions, typed: set[int], width: int, first: int) -> Layout:
    header = options.header_rows or ()
    first = options.first_row if options.first_row is not None else (header[-1] + 1 if header else first)
    layout = Layout(tuple(header), first, typed=frozenset(typed), width=width, filled=_usually_filled(head, first))
    return _with_above(layout, head, header[0] if header else first)


def _with_above(layout: Layout, head: Sequence[Row], top: int) -> Layout:
    """Return the layout with the rows above its heading: titles, and other rows of names."""
    rows = [(i, cells(head[i])) for i in range(min(top, len(head)))]
    titles = tuple(i for i, found in rows if found and (len(found) < 3 or not _all_names(found)))
    return replace(layout, titles=titles, spare_rows=tuple(i for i, found in rows if len(found) >= 3 and i not in titles))


def _all_names(found: dict[int, str]) -> bool:
    return all(len(text) <= 40 and look(text)[0] not in (Kind.NUMBER, Kind.INTEGER) for text in found.values())


def cells(row: Row) -> dict[int, str]:
    """Return the cells of a row that hold anything, bare."""
    return {i: text for i, cell in enumerate(row) if cell and (text := bare(cell))}


def _typed_columns(head: Sequence[Row]) -> set[int]:
    """Return the columns whose lower filled cells are mostly numbers, dates or marks of missing data."""
    columns: dict[int, list[Kind]] = {}
    for row in head:
        found = cells(row)
        if len(found) > 1 or len(row) == 1:
            for i, text in found.items():
                columns.setdefault(i, []).append(look(text)[0])
    return {i for i, kinds in columns.items() if _mostly_typed(kinds[len(kinds) // 3 :])}


def _mostly_typed(kinds: list[Kind]) -> bool:
    typed = sum(kind not in (Kind.TEXT, Kind.BOOLEAN, Kind.MISSING) for kind in kinds)
    missing = sum(kind is Kind.MISSING for kind in kinds)
    return (typed > 0 and typed + missing >= 0.6 * len(kinds)) or (missing == len(kinds) and missing > 1)


def _first_data_row(head: Sequence[Row], typed: set[int], merges: Sequence[Merge]) -> int:
    for i, row in enumerate(head):
        if _agrees(cells(row), typed, _next_cells(head, i), cells(head[i - 1]) if i else {}) and not _over_groups(i, typed, merges):
            return i
    return next((i + 1 for i, row in enumerate(head) if len(cells(row)) > 1), 0) if typed else 0


def _over_groups(row: int, typed: set[int], merges: Sequence[Merge]) -> bool:
    """True if a cell of the row lies merged over several columns of numbers: a year over a group of columns."""
    return any(merge.top == row and merge.right > merge.left and merge.left in typed and merge.left + 1 in typed for merge in merges)


def _with_rows_above(head: Sequence[Row], first: int, typed: set[int]) -> int:
    """Return the first row of data, moved up over rows without numbers that are data all the same.

    These are the name of a section right under the heading, and rows whose texts occur again among the data.
    """
    while first > 1 and typed and (_names_section(head, first - 1, typed) or _recurs(head, first - 1, typed)):
        first -= 1
    return first


def _names_section(head: Sequence[Row], row: int, typed: set[int]) -> bool:
    found, above = cells(head[row]), cells(head[row - 1])
    alone = len(found) == 1 and min(found) == min(above, default=-1) and min(found) not in typed
    return alone and len(above) > 2 and _all_names(above) and not UNIT_NOTE.match(next(iter(found.values())))


def _recurs(head: Sequence[Row], row: int, typed: set[int]) -> bool:
    """True if some text of the row, but not all of them, occurs again below in its column: a repeated heading occurs whole."""
    texts = {i: text for i, text in cells(head[row]).items() if i not in typed}
    below = [cells(other) for other in head[row + 1 :]]
    again = sum(any(other.get(i) == text for other in below) for i, text in texts.items())
    whole = any(all(other.get(i) == text for i, text in texts.items()) for other in below)
    return again > 0 and not whole and len(cells(head[row - 1])) > 1


def _agrees(found: dict[int, str], typed: set[int], below: dict[int, str], above: dict[int, str]) -> bool:
    """True if the cells are those of a row of data: most cells in typed columns are numbers or dates, but not labels."""
    inside = {i: text for i, text in found.items() if i in typed}
    hits = sum(_is_value(text) for text in inside.values())
    if not hits or hits < 0.5 * len(inside) or (len(found) < 2 and len(typed) > 1):
        return False
    return not are_labels(inside, below, above) and not _names_below(below, typed)


def _is_value(text: str) -> bool:
    """True for a number or a date. What only may mean that there is none names columns too: x, ไม่มี beside มี, ไม่ระบุ."""
    return look(text)[0] not in (Kind.TEXT, Kind.BOOLEAN, Kind.YEAR)


def _names_below(below: dict[int, str], typed: set[int]) -> bool:
    """True if the next row has words where columns hold numbers: names of columns, over which a year may stand."""
    seen = [look(text) for i, text in below.items() if i in typed]
    return len(seen) > 1 and all(kind is Kind.TEXT and not flags for kind, flags, _ in seen)


def _next_cells(head: Sequence[Row], i: int) -> dict[int, str]:
    return next((found for row in head[i + 1 : i + 12] if (found := cells(row))), {})


def _numbering_row(head: Sequence[Row], first: int) -> int | None:
    """Return the row above the data, or the first row taken for data, that only counts the columns: (1) (2) (3)."""
    for i in (first - 1, first):
        if 0 < i < len(head):
            numbers = [look(_COMPUTED.sub("", text).strip("()[]"))[2] for text in cells(head[i]).values()]
            if (
                len(numbers) > 2
                and _named_above(head, i)
                and numbers == [float(n) for n in range(int(numbers[0]) if numbers[0] == numbers[0] else 0, 99)][: len(numbers)]
                and numbers[0] <= 1
                and (i < first or "(" in "".join(filter(None, head[i])))
            ):
                return i
    return None


def _named_above(head: Sequence[Row], i: int) -> bool:
    """True if most columns of a row have a cell in the rows above: these are the names, not the row."""
    found, above = cells(head[i]), {position for row in head[max(0, i - MOST_HEADING_ROWS) : i] for position in cells(row)}
    return len(above & set(found)) > 0.5 * len(found)


def _header_rows(head: Sequence[Row], top: int, span: range, merges: Sequence[Merge]) -> tuple[int, ...]:
    rows: list[int] = []
    for i in range(top - 1, max(-1, top - 1 - 3 * MOST_HEADING_ROWS), -1):
        found = cells(head[i])
        if not found:
            if rows and not _crossed(i, merges):
                break
            continue
        if not _is_heading(found, i, span, merges, lowest=not rows) or len(rows) == MOST_HEADING_ROWS:
            break
        rows.append(i)
    return tuple(reversed(rows))


def _crossed(row: int, merges: Sequence[Merge]) -> bool:
    return any(merge.top < row <= merge.bottom for merge in merges)


def _is_heading(found: dict[int, str], row: int, span: range, merges: Sequence[Merge], *, lowest: bool) -> bool:
    if len(found) > 2 or (len(found) == 2 and not _TITLE_START.match(next(iter(found.values())))):
        return True
    position, text = next(iter(found.items()))
    if len(span) == 1:
        return lowest and len(text) <= 60
    merge = next((m for m in merges if m.top == row and m.left == position), None)
    if UNIT_NOTE.match(text):
        return False
    if merge is not None and merge.right > merge.left:
        return position > span.start or merge.right - merge.left + 1 < WIDE_MERGE * len(span)
    return merge is None and len(found) == 1 and position > span.start and not lowest and len(text) <= LONGEST_GROUP


def _span(head: Sequence[Row], top: int) -> range:
    """Return the columns from the first to the last that rows of data fill."""
    used = [i for row in head[top:] for i in cells(row)]
    return range(min(used, default=0), max(used, default=0) + 1)


def _heading_of_text(head: Sequence[Row], first: int) -> tuple[tuple[int, ...], int]:
    """Return the heading of a table without numbers: its first full row, unless its texts are values of the columns."""
    counts = [len(cells(row)) for row in head]
    usual = median_low([count for count in counts if count] or [1])
    start = next((i for i, count in enumerate(counts) if count >= max(1, 0.6 * usual)), first)
    if start >= len(head):
        return (), first
    names = cells(head[start])
    repeated = sum(any(cells(row).get(i) == text for row in head[start + 1 :]) for i, text in names.items())
    if names and (repeated > 0.5 * len(names) or start + 1 >= len(head) or any(_is_no_name(text) for text in names.values())):
        return (), start
    return (start,), start + 1


def _is_no_name(text: str) -> bool:
    return len(text) > LONGEST_NAME or (len(text) > 5 and text.isdigit())


def _usually_filled(head: Sequence[Row], first: int) -> int:
    counts = [count for row in head[first:] if (count := len(cells(row)))]
    return median_low(sorted(counts)[len(counts) // 4 :]) if counts else 1
