"""PDF: tables of its text by pdfplumber and PDFium; what is a picture, or text that no font explains, goes to the reader of paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mueang import hooks
from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.ingest import extras, refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import paper
from mueang.ingest.pdf import aligned
from mueang.ingest.pdf.grid import Grid, grid_of, joined
from mueang.ingest.pdf.issues import ColumnsBeside, LettersUnknown, PagesAsPictures, PagesJoined, WithoutRules
from mueang.ingest.pdf.letters import Box, Letter, drawn, lines_of, meant
from mueang.ingest.pdf.thai import UNKNOWN, faults
from mueang.ingest.sheet import Merge, Sheet, batch_of_rows
from mueang.ingest.sniff import Sniffed
from mueang.ingest.sniff.content import kind_name
from mueang.ingest.sniff.endings import EXPECTED

MOST_PAGES = 500
TITLES = 6
"""Lines above a table that are kept with it."""
LEAST_LETTERS = 20
"""A page with fewer is a picture, or blank."""
GARBLED = 0.1
"""Share of letters without a meaning from which on the text of a page is not worth reading."""


@dataclass(frozen=True)
class Page:
    """A page as it was found: its letters, its tables, and whether its text can be used."""

    number: int
    letters: Sequence[Letter]
    grids: tuple[Grid, ...]
    is_picture: bool


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register PDF."""
    return {"pdf": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the tables of the pages. Raises SourceError if there is none, if the file is locked, damaged, or too long."""
    extras.require_pdf()
    try:
        return _sheets(source, options, scratch)
    except SourceError as error:
        if source.extension in EXPECTED["pdf"] or error.code not in ("refuse.corrupt", "refuse.no_table"):
            raise
        raise refusals.wrong_type(source.extension, kind_name("pdf")) from error


def _sheets(source: Source, options: ReadOptions, scratch: Path) -> list[Sheet]:
    """Return the tables of the text; where there is none, those of the pages that are pictures."""
    pages = _pages(source)
    grids = joined([grid for page in pages for grid in page.grids])
    pictures = tuple(page.number for page in pages if page.is_picture)
    if not grids and not pictures:
        raise refusals.no_table_in(kind_name("pdf"))
    if not grids:
        return paper.sheets_of(source, options, scratch, pictures)
    of_file = (PagesAsPictures(count=len(pictures)),) if pictures else ()
    return [_sheet(grid, pages, of_file) for grid in grids]


def _pages(source: Source) -> list[Page]:
    with _damage():
        import pdfplumber
        import pypdfium2

        with pdfplumber.open(source.path) as plumber, pypdfium2.PdfDocument(source.path) as pdfium:
            if len(plumber.pages) > MOST_PAGES:
                raise refusals.too_many_pages(len(plumber.pages), MOST_PAGES)
            seen = [_letters(page, pdfium) for page in plumber.pages]
            better = _better(seen)
            return [_page(page, letters[better]) for page, letters in zip(plumber.pages, seen, strict=True)]


def _letters(page: Any, pdfium: Any) -> tuple[list[Letter], list[Letter]]:
    """Return the letters as either reader sees them; PDFium is asked only where both count from the same corner."""
    ours = drawn(page)
    upright = not page.rotation and tuple(page.mediabox[:2]) == (0, 0)
    return ours, meant(pdfium[page.page_number - 1]) if upright else ours


def _better(seen: Sequence[tuple[list[Letter], list[Letter]]]) -> int:
    """Return which reader makes fewer faults: 0 for the order of drawing, 1 for what is meant."""
    wrong = [sum(faults(line.text) for letters in seen for line in lines_of(letters[reader])) for reader in (0, 1)]
    return int(wrong[1] < wrong[0])


def _page(page: Any, letters: list[Letter]) -> Page:
    unknown = sum(letter.text == UNKNOWN for letter in letters)
    if len(letters) < LEAST_LETTERS or unknown > GARBLED * len(letters):
        return Page(page.page_number, letters, (), bool(page.images) or unknown > 0)
    found = [grid_of([Box(*cell) for cell in table.cells], letters) for table in page.find_tables()]
    ruled = [grid for grid in found if grid.holds_data or grid.may_go_beside]
    rest = [letter for letter in letters if not any(grid.box.holds(letter.middle) for grid in ruled)]
    grids = sorted((*ruled, *aligned.tables(rest)), key=lambda grid: grid.box.top)
    page.close()
    return Page(page.page_number, letters, tuple(replace(grid, pages=(page.page_number, page.page_number)) for grid in grids), False)


def _sheet(grid: Grid, pages: Sequence[Page], of_file: tuple[Any, ...]) -> Sheet:
    first, last = grid.pages
    page = pages[first - 1]
    name = f"หน้า {first}" if first == last else f"หน้า {first}-{last}"
    titles = _titles(page, grid)
    rows = [*((title, *(None,) * (len(grid.edges) - 2)) for title in titles), *grid.rows]
    merges = tuple(replace(one, top=one.top + len(titles), bottom=one.bottom + len(titles)) for one in grid.merges)
    across = tuple(Merge(i, 0, i, len(grid.edges) - 2) for i in range(len(titles)))
    batch = batch_of_rows(0, rows)
    return Sheet(name, lambda: iter([batch]), merges=(*across, *merges), known=grid.ruled, issues=tuple(_issues(grid, name)), of_file=of_file)


def _titles(page: Page, grid: Grid) -> list[str]:
    """Return the last lines between the table and what stands above it."""
    above = max((other.box.bottom for other in page.grids if other.box.bottom <= grid.box.top), default=0.0)
    lines = lines_of(letter for letter in page.letters if above <= letter.middle[1] < grid.box.top)
    return [line.text for line in lines][-TITLES:]


def _issues(grid: Grid, name: str) -> Iterator[Any]:
    first, last = grid.pages
    if last > first:
        yield PagesJoined(count=last - first + 1, first=first, last=last, repeats=grid.repeats)
    if grid.beside:
        yield ColumnsBeside(count=grid.beside)
    if not grid.ruled:
        yield WithoutRules(sheet=name)
    unknown = sum((cell or "").count(UNKNOWN) for row in grid.rows for cell in row)
    if unknown:
        yield LettersUnknown(count=unknown)


@contextmanager
def _damage() -> Iterator[None]:
    """Say of what neither library can read whether it is locked or damaged."""
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
    from pypdfium2 import PdfiumError

    try:
        yield
    except (PdfminerException, PDFException, PSException, MalformedPDFException, PdfiumError) as error:
        if "assword" in f"{error!r}":
            raise refusals.password() from error
        raise refusals.corrupt() from error
    except (RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError) as error:
        # PDFMiner trusts what a file says of itself: a damaged one fails wherever it contradicts itself.
        raise refusals.corrupt() from error
