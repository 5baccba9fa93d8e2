"""Survey: read a sheet once, find the table, judge its rows, decide its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.base.report import Issue
from mueang.ingest import issues as said
from mueang.ingest.normalise import added, recipe
from mueang.ingest.normalise import rows as row_rules
from mueang.ingest.normalise.coded import Rows
from mueang.ingest.normalise.column_issues import heading_question
from mueang.ingest.normalise.columns import plan_columns
from mueang.ingest.normalise.context import find_context, year_in_title
from mueang.ingest.normalise.headings import Heading, read_headings
from mueang.ingest.normalise.judge import LABELS_WITHIN, Marks
from mueang.ingest.normalise.kinds import Kind, look
from mueang.ingest.normalise.layout import HEAD_ROWS, Layout, Row, cells, find_layout
from mueang.ingest.normalise.plan import Excluded, Plan
from mueang.ingest.normalise.scan import Scan
from mueang.ingest.normalise.settle import settle
from mueang.ingest.normalise.widths import widths_asked
from mueang.ingest.options import ReadOptions
from mueang.ingest.questions import Question
from mueang.ingest.sheet import Sheet
from mueang.ingest.text.garbled import repair

Watch = Callable[[int], None]


class Attempt(Protocol):
    """Makes use of the batches while they are surveyed, by the plan that the first of them suggests."""

    def take(self, batch: pa.RecordBatch, out: npt.NDArray[np.int64], rows: Rows) -> None:
        """Use one batch, in their order; `out` are rows that seem to be no data, `rows` those of the table, as far as they were worked on."""


def survey(sheet: Sheet, options: ReadOptions | None = None, *, watch: Watch | None = None, attempt: Callable[[Plan], Attempt] | None = None) -> Plan:
    """Return how the sheet becomes a table. Reads its rows once; `watch` is told the rows read so far.

    `attempt` is asked after the first batch, with the plan that there would be if nothing followed, and what it returns
    is given every batch.
    """
    options = options or ReadOptions()
    head, batches = _head(sheet)
    layout, headings, options, found = _top(sheet, head, options)
    scan = Scan(layout, _marks(sheet, head, layout), frozenset(options.excluded_rows), options.left_out_as, frozenset(options.included_rows))

    def plan(scanned: Scan) -> Plan:
        settled = settle(scanned, options)
        return _plan(sheet, head, layout, headings, scanned, options, [*found, *settled])

    trying: Attempt | None = None
    for batch in batches:
        rows = scan.add(batch)
        if attempt is not None:
            trying = trying or attempt(plan(scan.copy()))
            trying.take(batch, scan.doubted(), rows)
        if watch is not None:
            watch(scan.physical_rows)
    return plan(scan)


def _top(sheet: Sheet, head: list[Row], options: ReadOptions) -> tuple[Layout, list[Heading], ReadOptions, list[Issue]]:
    """Return the layout and the headings, and the decisions as they hold for them."""
    layout = Layout((), 0, width=len(sheet.heading)) if sheet.heading is not None else find_layout(head, sheet.merges, options)
    headings, found = _headings(sheet, head, layout, options)
    if _kept_from_another(options) and sheet.heading is None and not _holds(sheet, head, headings, options):
        anew = recipe.without_heading(options)
        layout, headings, options, found = _top(sheet, head, anew.options)
        return layout, headings, options, [*anew.issues, *found]
    resolved = recipe.resolve(options, _texts(headings))
    return layout, headings, resolved.options, [*found, *resolved.issues]


def _kept_from_another(options: ReadOptions) -> bool:
    """Return whether the place of the heading was chosen for another file."""
    return options.headings is not None and (options.header_rows is not None or options.first_row is not None)


def _holds(sheet: Sheet, head: list[Row], headings: list[Heading], options: ReadOptions) -> bool:
    by_itself = find_layout(head, sheet.merges, recipe.without_heading(options).options)
    return recipe.heading_holds(options, _texts(headings), none_found=not by_itself.header_rows)


def _texts(headings: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(heading.source_name for heading in headings)


def _plan(sheet: Sheet, head: list[Row], layout: Layout, headings: list[Heading], scan: Scan, options: ReadOptions, found: list[Issue]) -> Plan:
    columns = plan_columns(headings, scan, options, sheet)
    context = find_context(sheet.name, head, layout, headings)
    periods = added.added([plan for plan in columns.plans if options.column(plan.position).type is None], scan.profiles, context)
    excluded = sorted((*_excluded_above(head, layout, sheet.begins), *scan.listed), key=lambda one: one.row)
    fixed = widths_asked(head, layout.first_row, columns.plans, options)
    issues = [
        *(issue for issue, _ in fixed),
        *sheet.issues,
        *sheet.remarks(scan.physical_rows),
        *found,
        *_row_issues(scan),
        *columns.issues,
        *added.told(columns.plans, periods),
    ]
    issues += year_in_title(context, columns.plans)
    return Plan(
        layout=layout,
        columns=columns.plans,
        added=periods,
        excluded=tuple(excluded),
        context=tuple(context),
        issues=tuple(issues),
        questions=(*sheet.asks(), *_asked_of_heading(layout, scan, options), *scan.asked, *(question for _, question in fixed), *columns.questions),
        rows=scan.rows,
        last_row=scan.last_row,
        width=max(scan.width, layout.width),
        out=tuple(sorted(scan.out)),
        kept=scan.chosen_in,
        geometry=scan.geometry,
        reasons=_reasons(head, layout, sheet.begins, scan),
        headings=recipe.trimmed(_texts(headings)),
        options=options,
        groups=tuple(scan.groups),
    )


def _asked_of_heading(layout: Layout, scan: Scan, options: ReadOptions) -> Iterator[Question]:
    if not layout.header_rows and not scan.marks.plain and options.header_rows is None and scan.rows:
        yield heading_question(layout.first_row)


def _head(sheet: Sheet) -> tuple[list[Row], Iterator[pa.RecordBatch]]:
    """Return the first rows of the sheet as lists, and all its batches."""
    wanted = HEAD_ROWS + sheet.begins
    batches = sheet.batches()
    taken: list[pa.RecordBatch] = []
    rows: list[Row] = []
    for batch in batches:
        taken.append(batch)
        part = batch.slice(0, wanted - len(rows))
        names = [name for name in part.schema.names if name.startswith("c")]
        rows += [list(row) for row in zip(*(part.column(name).to_pylist() for name in names), strict=True)] if names else [[] for _ in range(part.num_rows)]
        if len(rows) >= wanted:
            break
    return rows, chain(taken, batches)


def _headings(sheet: Sheet, head: list[Row], layout: Layout, options: ReadOptions) -> tuple[list[Heading], list[Issue]]:
    if sheet.heading is not None:
        return [Heading(i, name, name) for i, name in enumerate(sheet.heading)], []
    texts: list[Row] = [[repair(cell, sheet.mojibake) if cell else cell for cell in row] for row in head] if sheet.mojibake else head
    headings, found = read_headings(texts, layout.header_rows, layout.width, sheet.merges, known=sheet.known)
    if not layout.header_rows and options.header_rows is None and any(cells(row) for row in head):
        found.append(said.HeadingMissing())
    for row in layout.spare_rows:
        found.append(said.HeadingSpare(row=row, example=next(iter(cells(head[row]).values()))))
    return headings, found


def _marks(sheet: Sheet, head: list[Row], layout: Layout) -> Marks:
    if sheet.heading is not None:
        return Marks(plain=True)
    body = [found for row in head[layout.first_row :] if (found := cells(row))]
    usual = [found for found in body if len(found) * 2 >= layout.filled]
    labels = tuple(i for i in range(min(LABELS_WITHIN, layout.width)) if i not in layout.typed and any(i in found for found in usual))
    strong = tuple(i for i in labels if sum(i in found for found in usual) >= 0.9 * len(usual))
    return Marks(labels, strong, _lead(usual, layout), tuple(_above(head, layout)))


def _above(head: list[Row], layout: Layout) -> Iterator[tuple[tuple[int, str], ...]]:
    """Yield what stands in the rows over the data, where it is more than a word; of titles only those that fill no more than a cell."""
    for row in sorted({*layout.titles, *layout.header_rows, *layout.numbering_rows}):
        found = cells(head[row]) if row < len(head) else {}
        if found and (len(found) == 1) == (row in layout.titles):
            yield tuple(found.items())


def _lead(body: list[dict[int, str]], layout: Layout) -> int | None:
    """Return the first column if it numbers the rows: whole numbers that hardly ever repeat."""
    first = min(layout.typed | {0})
    texts = [found[first] for found in body if first in found]
    numbers = [text for text in texts if look(text)[0] is Kind.INTEGER]
    many = len(numbers) >= 0.6 * len(texts) and len(set(numbers)) >= 0.9 * len(numbers)
    return first if len(texts) >= 5 and first in layout.typed and many else None


def _excluded_above(head: list[Row], layout: Layout, begins: int) -> Iterator[Excluded]:
    for row in range(begins, min(layout.first_row, len(head))):
        text = row_rules.row_text(head[row])
        if row in layout.header_rows or row in layout.spare_rows or row in layout.numbering_rows:
            yield Excluded(row, "header", text)
        else:
            yield Excluded(row, "title" if text else "blank", text)


def _reasons(head: list[Row], layout: Layout, begins: int, scan: Scan) -> dict[str, int]:
    return dict(Counter(scan.counts) + Counter(one.why for one in _excluded_above(head, layout, begins)))


def _row_issues(scan: Scan) -> Iterator[Issue]:
    totals = scan.counts.get("total", 0) + scan.counts.get("subtotal", 0)
    if totals:
        first = min((one for why, one in scan.first_of.items() if why in ("total", "subtotal")), key=lambda one: one.row)
        yield said.TotalRows(count=totals, row=first.row, before=first.text[:60])
    kinds = {"footnote": said.Footnotes, "blank": said.BlankRows, "header": said.RepeatedHeadings, "fragment": said.Fragments, "chosen": said.PersonExcluded}
    for why, kind in kinds.items():
        if scan.counts.get(why):
            yield kind(count=scan.counts[why], row=scan.first_of[why].row)
