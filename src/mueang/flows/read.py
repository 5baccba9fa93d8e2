"""Read: a file becomes typed tables with a word on everything that was understood, changed or left out.

sniff -> parse -> normalise -> places. Each step takes what the step before made and its own part of `ReadOptions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.flows import paper
from mueang.flows.ahead import ahead
from mueang.flows.composing import Made, converted_as_made, long_offered, made_grouped, made_long, made_stack, options_of_sheets, stack_of, stack_offered
from mueang.flows.converting import Converting, converted
from mueang.flows.kept import Keeper
from mueang.flows.placing import linked_rows
from mueang.flows.tables import TableWriter
from mueang.ingest import refusals
from mueang.ingest.issues import ManySheets, ManyTables, SheetEmpty
from mueang.ingest.normalise import Plan, survey
from mueang.ingest.normalise.column_issues import misfit_questions
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import parse
from mueang.ingest.parse.issues import SheetGone
from mueang.ingest.places.linking import Linker
from mueang.ingest.questions import Question
from mueang.ingest.reshape.regions import tables_of
from mueang.ingest.reshape.widths import cut
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import Sniffed, sniff
from mueang.ingest.sniff.content import format_of
from mueang.tables.distinct import coded_batch
from mueang.tables.schema import Column, ColumnType, TableSchema

WORKBOOKS = ("xlsx", "xlsb", "xls", "ods")
Watch = Callable[[str, float | None, int], None]
"""Is told the step (`survey`, and `convert` where the sheet has to be read again), its share done (None: not known) and the rows read."""


@dataclass(frozen=True)
class Table:
    """One table read. The names of files are relative to the folder that they were written in; None: nothing was written.

    `wide` is the table as its sheet has it, before columns became rows.
    """

    sheet: Sheet
    plan: Plan
    schema: TableSchema
    rows: int
    issues: tuple[Issue, ...]
    questions: tuple[Question, ...] = ()
    crs: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    data: str | None = None
    raw: str | None = None
    changes: str | None = None
    wide: Made | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the table in the form of the contract of `mueang read`; `attributes` are names that the format itself gives to columns."""
        return {
            "name": self.sheet.name,
            "encoding": self.sheet.encoding,
            "written": None if self.sheet.written is None else dict(self.sheet.written),
            "crs": self.crs,
            "headings": list(self.plan.headings),
            "options": self.plan.options.as_dict(),
            "attributes": None if self.sheet.heading is None or self.plan.about else list(self.sheet.heading),
            "header_rows": list(self.plan.layout.header_rows),
            "first_data_row": self.plan.layout.first_row if self.rows else None,
            "last_data_row": self.plan.last_row,
            "n_rows": self.rows,
            "context": [fact.as_dict() for fact in self.plan.context],
            "columns": [self._column(column) for column in self.schema.columns],
            "excluded_rows": [one.as_dict() for one in self.plan.excluded],
            "excluded_counts": dict(self.plan.reasons),
            "issues": [issue.as_dict() for issue in self.issues],
            "questions": [question.as_dict() for question in self.questions],
            "made": dict(self.plan.about),
            "data": self.data,
            "raw": self.raw,
            "changes": self.changes,
        }

    def _column(self, column: Column) -> dict[str, Any]:
        """Return a column; `place` is the level of its places. One of the source that holds their codes is text, as in the file."""
        level = self.levels.get(column.name)
        kind = "string" if level and column.source_column is not None else str(column.type)
        return {**column.as_dict(), "type": kind, "place": level}


@dataclass(frozen=True)
class Reading:
    """What became of one file. `paper`: of each sheet that was read from a picture, what a person has still to look at."""

    file: str
    format: str
    refused: SourceError | None = None
    issues: tuple[Issue, ...] = ()
    tables: tuple[Table, ...] = ()
    paper: tuple[dict[str, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the reading in the form of the contract of `mueang read`."""
        refused = self.refused
        return {
            "file": self.file,
            "format": self.format,
            "refused": None if refused is None else {"code": refused.code, "message": refused.message.as_dict()},
            "issues": [issue.as_dict() for issue in self.issues],
            "tables": [table.as_dict() for table in self.tables],
            **({"paper": list(self.paper)} if self.paper else {}),
        }


def read(
    source: Source, options: ReadOptions | None = None, *, out: Path | None = None, text: bool = False, keep: Path | None = None, watch: Watch | None = None
) -> Reading:
    """Return the tables of the file, or why it is refused; Parquet files are written in `out`, which exists.

    With `text` the cells are given as they stand: every row of the sheet, every column a string, nothing changed. The sheets
    are kept in the folder `keep` (`mueang.flows.kept`).
    """
    options = options or ReadOptions()
    keeper = Keeper(keep) if keep is not None and options.sheet is None else None
    sniffed = Sniffed("unknown")
    try:
        sniffed = sniff(source, options)
        with TemporaryDirectory(prefix="mueang-") as scratch:
            if sniffed.format in paper.FORMATS:
                paper.keep_beside(Path(scratch), out)
            sheets = parse(source, sniffed, options_of_sheets(options), scratch=Path(scratch))
            return read_sheets(source, sniffed, sheets, options, out=out, text=text, keeper=keeper, watch=watch)
    except SourceError as error:
        return Reading(source.name, _format(source, sniffed), refused=error)


def _format(source: Source, sniffed: Sniffed) -> str:
    if sniffed.format != "unknown" or source.size == 0:
        return sniffed.format
    try:
        return format_of(source)
    except SourceError:
        return sniffed.format


def read_sheets(
    source: Source,
    sniffed: Sniffed,
    sheets: Sequence[Sheet],
    options: ReadOptions,
    *,
    out: Path | None,
    text: bool = False,
    keeper: Keeper | None = None,
    watch: Watch | None = None,
) -> Reading:
    """Return the tables of the sheets. Raises SourceError if none has a row."""
    papers = paper.cells_beside(sheets, options, out)
    sheets = sheets if text else [table for sheet in sheets for table in tables_of(cut(sheet, options.widths or {}))]
    read = [_kept_table(sheet, options, out, number, text, keeper, watch) for number, sheet in enumerate(sheets, 1)]
    try:
        tables = [table for table in read if table.rows]
        if not tables:
            raise refusals.empty()
        issues = [*sniffed.issues, *_of_all(read), *_several(tables, sniffed)]
        if not text:
            tables = _stacked(tables, options, out, len(sheets) + 1, keeper, watch)
    finally:
        if keeper is not None:
            keeper.close()
    chosen = [table for table in tables if options.sheet in (None, table.sheet.name)]
    if not chosen and options_of_sheets(options) is not options:
        issues.append(_gone(options))
    return Reading(source.name, sniffed.format, issues=tuple(issues), tables=tuple(_best_first(chosen or tables)), paper=papers)


def _kept_table(sheet: Sheet, options: ReadOptions, out: Path | None, number: int, text: bool, keeper: Keeper | None, watch: Watch | None) -> Table:
    table = _read_sheet(keeper.watched(sheet) if keeper else sheet, options, out, number, text, watch)
    if keeper is not None:
        keeper.add(sheet)
    return table


def _of_all(tables: Sequence[Table]) -> list[Issue]:
    """Return what is told of the whole file by its sheets, and which of them are blank."""
    about = dict.fromkeys(issue for table in tables for issue in table.sheet.of_file)
    return [*about, *(SheetEmpty(sheet=table.sheet.name) for table in tables if not table.rows)]


def _several(tables: Sequence[Table], sniffed: Sniffed) -> Iterator[Issue]:
    if len(tables) > 1:
        parted = any(table.sheet.begins for table in tables[1:])
        yield (ManySheets if sniffed.format in WORKBOOKS and not parted else ManyTables)(count=len(tables))


def _gone(options: ReadOptions) -> Issue:
    """Return the word that a composed table of the last file is not in this one. Raises SourceError where it was asked of this file."""
    if options.headings is None:
        raise refusals.no_such_sheet(str(options.sheet))
    return SheetGone(sheet=str(options.sheet))


def _best_first(tables: list[Table]) -> list[Table]:
    """Return the tables, that first which is most likely meant: one of several sheets, then one with a heading, numbers and enough rows."""
    best = max(range(len(tables)), key=lambda i: (_worth(tables[i]), -i))
    return [tables[best], *tables[:best], *tables[best + 1 :]]


def _worth(table: Table) -> tuple[bool, bool, int]:
    """Return what speaks for a table. Sizes count by their order only: the first of several alike stays first."""
    plan = table.plan
    numbers = sum(column.type is not ColumnType.STRING for column in table.schema.columns)
    named = bool(plan.layout.header_rows or table.sheet.heading) and len(plan.columns) > 1
    return "parts" in plan.about, named and numbers > 0, (table.rows * max(1, len(plan.columns))).bit_length() // 3


def _stacked(tables: list[Table], options: ReadOptions, out: Path | None, number: int, keeper: Keeper | None, watch: Watch | None) -> list[Table]:
    """Return the tables with one of the sheets that belong under each other before them, or with the offer of one."""
    stack = stack_of([(table.wide.sheet, table.wide.plan) for table in tables if table.wide is not None], options)
    if stack is None:
        return tables
    if not (stack.sure or options.stack):
        issue, question = stack_offered(stack)
        return [replace(tables[0], issues=(*tables[0].issues, issue), questions=(*tables[0].questions, question)), *tables[1:]]
    whole = made_stack(stack)
    shown = whole.original or whole.sheet
    if keeper is not None:
        whole = replace(whole, original=keeper.watched(shown))
    under = {part.sheet.name for part in stack.parts}
    others = [table for table in tables if not (options.stack and table.sheet.name in under)]
    table = _table(made_long(whole) or whole, out, number, watch)
    if keeper is not None:
        keeper.add(shown, made=True)
    return [table, *others]


def _read_sheet(sheet: Sheet, options: ReadOptions, out: Path | None, number: int, text: bool, watch: Watch | None) -> Table:
    if text:
        return _as_text(sheet, options, out, number, _step(watch, sheet))
    coded = replace(sheet, batches=_coded_ahead(sheet))
    plan, made = converted(coded, options, out, number, _step(watch, sheet))
    here = Made(sheet, plan)
    table = _of_converted(here, made, out)
    named = made_grouped(here) if table.rows else None
    long = made_long(named or here) if table.rows else None
    composed = long or named
    return table if composed is None else replace(_table(composed, out, number, watch), wide=named or here)


def _table(one: Made, out: Path | None, number: int, watch: Watch | None) -> Table:
    """Return the table of a composed sheet."""
    return _of_converted(one, converted_as_made(one, out, number, partial(_step(watch, one.sheet), "convert")), out)


def _of_converted(one: Made, made: Converting, out: Path | None) -> Table:
    plan, writer = one.plan, made.writer
    changed = tuple(writer.issues())
    own = [column for column in plan.columns if column.place is None]
    offers, offered = long_offered(plan)
    asked = (*plan.questions, *offered, *misfit_questions(own, changed, plan.options))
    table = Table(one.sheet, plan, plan.schema, writer.rows, (*plan.issues, *offers, *changed, *made.sums.issues()), asked, one.sheet.crs, wide=one)
    return _with_places(replace(table, data=writer.data, raw=writer.raw, changes=writer.changes), made.linker, out)


def _coded_ahead(sheet: Sheet) -> Callable[[], Iterator[pa.RecordBatch]]:
    make = sheet.batches
    return lambda: ahead(coded_batch(batch) for batch in make())


def _step(watch: Watch | None, sheet: Sheet) -> Callable[[str, int], None]:
    return lambda step, rows: None if watch is None else watch(step, sheet.progress(), rows)


def _with_places(table: Table, linker: Linker, out: Path | None) -> Table:
    """Return the table with the columns that places add. They are made from the typed rows, not from the source again."""
    if out is None or table.data is None or not table.rows:
        return table
    linked = linked_rows(out / table.data, table.schema, table.plan.options, linker)
    crs = table.crs or linked.crs
    issues, questions = (*table.issues, *linked.issues), (*table.questions, *linked.questions)
    return replace(table, schema=linked.schema, issues=issues, questions=questions, crs=crs, levels=linked.levels)


def _as_text(sheet: Sheet, options: ReadOptions, out: Path | None, number: int, watch: Callable[[str, int], None]) -> Table:
    plan = survey(sheet, options, watch=partial(watch, "survey"))
    writer = TableWriter(out, number, plan)
    schema = writer.add_text(sheet)
    everything = replace(plan, excluded=(), reasons={}, issues=(), questions=(), last_row=writer.rows - 1 if writer.rows else None)
    everything = replace(everything, layout=replace(plan.layout, first_row=0))
    return Table(sheet, everything, schema, writer.rows, (), (), sheet.crs, data=writer.data, raw=writer.raw, changes=writer.changes)
