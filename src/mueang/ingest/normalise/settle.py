"""Settle: when all rows of a sheet have been seen, which of the doubtful ones are data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mueang.base.report import Issue
from mueang.ingest import issues as said
from mueang.ingest.normalise import rows as row_rules
from mueang.ingest.normalise.fills import find_fills
from mueang.ingest.normalise.groups import are_groups, leave_out_sums
from mueang.ingest.normalise.judge import Reason
from mueang.ingest.normalise.kinds import Kind, look
from mueang.ingest.normalise.layout import cells
from mueang.ingest.normalise.plan import Excluded
from mueang.ingest.normalise.scan import Held, Scan
from mueang.ingest.options import ReadOptions

BROKEN = 5
"""From so many fragments on, a row without its labels is one too."""

MANY_TOTALS = 0.15
"""Beyond this share of the rows, "รวม" is a value of a dimension and not a total under a table."""


def settle(scan: Scan, options: ReadOptions) -> list[Issue]:
    """Decide on the rows held back, and return what is told of them.

    Those under the last row of data are totals and notes. Of those among the data, names of groups are left out and told
    beside the rows of the group; others are data. Then rows are looked for that add up others and do not say so.
    """
    totals = [held for held in scan.held if held.reason is Reason.TOTAL]
    dimension = len(totals) > 5 and len(totals) > MANY_TOTALS * (scan.rows + len(totals))
    if scan.last_row is None:
        back = scan.held
    else:
        last = scan.last_row
        inner = [held for held in scan.held if held.row < last]
        back = [held for held in inner if not _left_out(scan, held, dimension=dimension)]
        back += _settle_tail(scan, [held for held in scan.held if held.row > last], last)
    scan.held = []
    bare = [held for held in back if held.reason is Reason.SPARSE and len(cells(held.cells)) == 1] if scan.layout.typed else []
    if options.groups is not False and are_groups(bare, scan):
        back = [held for held in back if held not in bare]
        scan.take_groups(bare)
        bare = []
    scan.take_back(back)
    signed = _leave_out_signatures(scan)
    bare = [held for held in bare if held.row not in signed]
    told: list[Issue] = [said.LabelsOnly(count=len(bare), row=bare[0].row, before=row_rules.row_text(bare[0].cells))] if bare else []
    told += leave_out_sums(scan, options)
    if options.groups is not False:
        scan.fills.extend(find_fills(scan))
    return told


def _leave_out_signatures(scan: Scan) -> set[int]:
    """Leave out the last rows of a small table that lack all its numbers, where a blank row or a note parts them from the data: who signed it, when."""
    found: list[Excluded] = []
    for row, held in _from_the_end(scan):
        if any(place in scan.layout.typed and look(text)[0] is not Kind.TEXT for place, text in held.items()):
            break
        found.insert(0, Excluded(row, "footnote", row_rules.row_text(list(held.values()))))
    else:
        return set()
    first = next((i for i, one in enumerate(found) if row_rules.is_note(one.text) or one.row > (found[i - 1].row if i else row) + 1), len(found))
    scan.leave_out_again(found[first:])
    return {one.row for one in found[first:]}


def _from_the_end(scan: Scan) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the rows of a small table with numbers, the last first, without those that a person wants."""
    parts = scan.small if scan.layout.typed and scan.small else []
    order = sorted(((int(row), small, i) for small in parts for i, row in enumerate(small.rows.numbers)), key=lambda one: -one[0])
    for row, small, i in order:
        if row not in scan.chosen_in:
            yield row, cells(scan.cells_of(small.rows, i))


def _left_out(scan: Scan, held: Held, *, dimension: bool) -> bool:
    """Leave out a held row among the data if it is a total, a note, or a line of text in the column that numbers the rows."""
    if held.reason is Reason.TOTAL and not dimension:
        scan.exclude(Excluded(held.row, _total_kind(held, last=False), row_rules.row_text(held.cells)))
        return True
    if held.reason is Reason.UNLABELLED and scan.counts.get("fragment", 0) >= BROKEN:
        scan.exclude(Excluded(held.row, "fragment", row_rules.row_text(held.cells)))
        return True
    found = list(cells(held.cells).values())
    if held.reason is Reason.SPARSE and len(found) == 1 and row_rules.is_note(found[0]):
        scan.exclude(Excluded(held.row, "footnote", row_rules.row_text(held.cells)))
        return True
    lead = scan.marks.lead
    cell = held.cells[lead] if lead is not None and lead < len(held.cells) else None
    if held.reason is Reason.SPARSE and cell and look(cell)[0] is Kind.TEXT:
        scan.exclude(Excluded(held.row, "fragment", row_rules.row_text(held.cells)))
        return True
    return False


def _total_kind(held: Held, *, last: bool) -> str:
    return row_rules.total_kind(row_rules.row_text(held.cells), last=last)


def _settle_tail(scan: Scan, tail: Sequence[Held], last: int) -> list[Held]:
    """Return the rows of the tail that are data after all; the others are left out as totals and notes."""
    back: list[Held] = []
    noted, before = False, last
    for held in tail:
        gap = held.row > before + 1
        why = _why_tail(held, scan, under=noted or gap)
        if why is None:
            back.append(held)
        else:
            scan.exclude(Excluded(held.row, why, row_rules.row_text(held.cells)))
            noted = True
        before = held.row
    return back


def _why_tail(held: Held, scan: Scan, *, under: bool) -> str | None:
    """Return why a row under the data is none, or None if it is one. `under`: a gap or a note parts it from the data."""
    found = list(cells(held.cells).values())
    if held.reason is Reason.TOTAL:
        return "total"
    if held.reason is Reason.UNLABELLED:
        many = 2 * len(found) >= len(scan.layout.typed - {scan.marks.lead})
        return "total" if under or many else None
    if under or row_rules.is_note(found[0]) or max(map(len, found)) > row_rules.LONG_NOTE:
        return "footnote"
    return None
