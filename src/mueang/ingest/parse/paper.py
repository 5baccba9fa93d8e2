"""Pictures and pages that are pictures: ruled tables, cell by cell, with how sure each is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mueang import hooks
from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.ingest import extras, refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.paper import keeping, review
from mueang.ingest.paper.cells import PaperTable
from mueang.ingest.paper.issues import PaperPagesJoined, ReadFromPicture, SumsDiffer
from mueang.ingest.sheet import Sheet, batch_of_rows
from mueang.ingest.sniff import Sniffed
from mueang.ingest.sniff.content import kind_name
from mueang.ingest.sniff.endings import EXPECTED

READER = "1"
"""Number of this way of reading: what an older one kept is read anew."""


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register pictures."""
    return {"image": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the ruled tables of a picture. Raises SourceError if there is none, if it is damaged, too large or too coarse."""
    try:
        return sheets_of(source, options, scratch)
    except SourceError as error:
        if source.extension in EXPECTED["image"] or error.code not in ("refuse.corrupt", "refuse.no_table"):
            raise
        raise refusals.wrong_type(source.extension, kind_name("image")) from error


def sheets_of(source: Source, options: ReadOptions, scratch: Path, pages: tuple[int, ...] | None = None) -> list[Sheet]:
    """Return the ruled tables of a picture, or of these pages of a PDF, with what a person said of them."""
    tables = _tables(source, options, scratch, pages)
    if not tables:
        raise refusals.no_table_in(kind_name("image" if pages is None else "pdf"))
    names = _names(tables)
    return [_sheet(name, review.corrected(table, options.paper.cells.get(name, {}))) for name, table in zip(names, tables, strict=True)]


def _tables(source: Source, options: ReadOptions, scratch: Path, pages: tuple[int, ...] | None) -> list[PaperTable]:
    folder = scratch / keeping.KEPT
    kept = folder if folder.is_dir() else None
    key = f"{source.sha256} {READER} {pages} {sorted(options.paper.words.items())}"
    known = keeping.kept_tables(kept, key)
    if known is not None:
        return known
    extras.require_paper()
    from mueang.ingest.paper import pictures, reader

    shown = pictures.pictures_of(source) if pages is None else pictures.pages_of(source, pages)
    tables = reader.tables_on(shown, options.paper.words, partial(keeping.keep_picture, kept))
    keeping.keep_tables(kept, key, tables)
    return tables


def _names(tables: Iterable[PaperTable]) -> list[str]:
    """Return a name for each table by its pages, the second of a page with its number."""
    names: list[str] = []
    for table in tables:
        first, last = table.pages
        name = f"หน้า {first}" if first == last else f"หน้า {first}-{last}"
        taken = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({taken + 1})" if taken else name)
    return names


def _sheet(name: str, table: PaperTable) -> Sheet:
    batch = batch_of_rows(0, table.texts())
    return Sheet(name, lambda: iter([batch]), merges=table.merges, known=True, issues=tuple(_issues(table)), paper=table)


def _issues(table: PaperTable) -> Iterator[Any]:
    yield ReadFromPicture(count=len(table.cells), doubtful=sum(cell.is_doubtful for cell in table.cells))
    differing = sum(cell.check == "differs" for cell in table.cells)
    if differing:
        yield SumsDiffer(count=differing)
    if table.pages[1] > table.pages[0]:
        yield PaperPagesJoined(count=table.pages[1] - table.pages[0] + 1)
