"""The parsers by format: the built-in ones and those of plug-ins, found through the same hook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from mueang import hooks
from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import html, separated, spatial, workbook
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import Sniffed
from mueang.ingest.sniff.content import kind_name

Parser = Callable[[Source, Sniffed, ReadOptions], Iterable[Sheet]]


@cache
def formats() -> Mapping[str, Parser]:
    """Return `{format: parser}`."""
    found: dict[str, Parser] = {}
    for parsers in reversed(hooks.manager(separated, workbook, html, spatial).hook.parsers()):
        found |= parsers
    return found


def parse(source: Source, sniffed: Sniffed, options: ReadOptions | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of the file. Raises SourceError if it is damaged, unsafe, or lacks the sheet that was asked for."""
    options = options or ReadOptions()
    parser = formats().get(sniffed.format)
    if parser is None:
        raise refusals.unread_format(kind_name(sniffed.format))
    sheets = tuple(parser(source, sniffed, options))
    if options.sheet is None:
        return sheets
    chosen = tuple(sheet for sheet in sheets if sheet.name == options.sheet)
    if not chosen:
        raise refusals.no_such_sheet(options.sheet)
    return chosen
