"""The parsers by format: the built-in ones and those of plug-ins, found through the same hook; archives are read by all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from mueang import hooks
from mueang.base.files import Source
from mueang.base.text import distinct_names
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import arrow, bundle, html, json_records, kml, layers, paper, parquet, pdf, separated, shapefile, workbook
from mueang.ingest.parse.issues import SheetGone
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import Sniffed, sniff
from mueang.ingest.sniff.content import kind_name

LONGEST_NAME = 200
"""Characters of the name of a table; folders of a map may be called anything."""
Parser = Callable[[Source, Sniffed, ReadOptions, Path], Iterable[Sheet]]


@cache
def formats() -> Mapping[str, Parser]:
    """Return `{format: parser}`."""
    found: dict[str, Parser] = {"zip": _archive, "shapefile": _shapefile}
    for parsers in reversed(hooks.manager(separated, workbook, html, layers, kml, parquet, arrow, json_records, pdf, paper).hook.parsers()):
        found |= parsers
    return found


def parse(source: Source, sniffed: Sniffed, options: ReadOptions | None = None, *, scratch: Path) -> tuple[Sheet, ...]:
    """Return the sheets of the file, no two of one name; what they need of `scratch` stays there until their rows are made.

    Raises SourceError if it is damaged, unsafe, or lacks the sheet that was asked for; where another file's was, all are given and that is told.
    """
    options = options or ReadOptions()
    parser = formats().get(sniffed.format)
    if parser is None:
        raise refusals.unread_format(kind_name(sniffed.format))
    found = [replace(sheet, mojibake=sheet.mojibake or sniffed.mojibake) for sheet in parser(source, sniffed, options, scratch)]
    sheets = tuple(replace(sheet, name=name) for sheet, name in zip(found, distinct_names([sheet.name[:LONGEST_NAME] for sheet in found]), strict=True))
    if options.sheet is None:
        return sheets
    chosen = tuple(sheet for sheet in sheets if sheet.name == options.sheet)
    if chosen:
        return chosen
    if options.headings is None:
        raise refusals.no_such_sheet(options.sheet)
    gone = SheetGone(sheet=options.sheet)
    return tuple(replace(sheet, of_file=(*sheet.of_file, gone)) for sheet in sheets)


def _archive(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    return bundle.parse(source, options, scratch, parse_file=_member)


def _shapefile(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:
    return _archive(source, sniffed, options, scratch) if source.head(2) == b"PK" else shapefile.parse(source, options, scratch)


def _member(source: Source, options: ReadOptions, scratch: Path) -> list[Sheet]:
    """Return the sheets of a file inside an archive; what sniffing has to say of it stands with its first sheet."""
    sniffed = sniff(source, options)
    if sniffed.format == "zip":
        raise refusals.unsafe("มีไฟล์บีบอัดซ้อนอยู่ข้างใน", "it holds another archive")
    sheets = parse(source, sniffed, options, scratch=scratch)
    return [replace(sheet, issues=(*sniffed.issues, *sheet.issues)) if i == 0 else sheet for i, sheet in enumerate(sheets)]
