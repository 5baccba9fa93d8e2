"""From pictures to tables of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from mueang.ingest.paper import columns
from mueang.ingest.paper.cells import PaperCell, PaperTable
from mueang.ingest.paper.columns import Piece, Read
from mueang.ingest.paper.glyphs import Ink, Strip, lines_of
from mueang.ingest.paper.letters import Letters, opened
from mueang.ingest.paper.pictures import Colours, Picture
from mueang.ingest.paper.ruled import Ruled, tables_of
from mueang.ingest.paper.upright import Sheet, turned_by, upright
from mueang.ingest.sheet import Merge

Vocabularies = Mapping[str, Sequence[str]]
"""Texts that may stand under a heading, by heading."""
LOOKED_AT = 6
"""Cells by which it is seen which way up a page stands."""
READABLE = 0.82
"""A page of which words are read so surely stands upright; upside down it is 0.7 at most."""
TITLES = 5
ALIKE = 0.8
NEAR = 0.02
MOST_CELLS = 20_000


@dataclass(frozen=True)
class Page:
    """A page made upright, its tables, and its ink without their rules."""

    sheet: Sheet
    tables: tuple[Ruled, ...]
    ink: Ink


def tables_on(pictures: Iterable[Picture], vocabularies: Vocabularies, show: Callable[[int, Colours], None]) -> list[PaperTable]:
    """Return the tables of the pages, those that go on from page to page as one; `show` is given each page as it is read."""
    found: list[PaperTable] = []
    with opened() as letters:
        for picture in pictures:
            page = standing_page(picture.points, letters)
            show(picture.page, page.sheet.shown)
            found += _tables(page, picture.page, letters, vocabularies)
    return _joined(found)


def _page(sheet: Sheet) -> Page:
    tables, ink = tables_of(sheet.ink)
    return Page(sheet, tuple(table for table in tables if len(table.cells) <= MOST_CELLS), ink)


def standing_page(points: Colours, letters: Letters) -> Page:
    """Return the page upright, the way up in which its words are read best."""
    return _standing(_page(upright(points)), letters)


def _standing(page: Page, letters: Letters) -> Page:
    """Return the page the way up in which its words are read best."""
    if not page.tables or _sureness(page, letters) >= READABLE:
        return page
    ways = [page, *(_page(turned_by(page.sheet, quarters)) for quarters in (1, 2, 3))]
    return max(ways, key=lambda way: _sureness(way, letters))


def _sureness(page: Page, letters: Letters) -> float:
    """Return how surely some cells with many glyphs are read."""
    if not page.tables:
        return 0.0
    pieces = [piece for piece in columns.pieces_of(page.tables[0], page.ink) if len(piece.strips) == 1 and len(piece.strips[0].glyphs) > 3]
    longest = sorted(pieces, key=lambda piece: -len(piece.strips[0].glyphs))[:LOOKED_AT]
    read = [letters.read(piece.ink, piece.strips).confidence for piece in longest]
    return sum(read) / len(read) if read else 0.0


def _tables(page: Page, number: int, letters: Letters, vocabularies: Vocabularies) -> list[PaperTable]:
    found, above = [], 0
    for ruled in page.tables:
        pieces = columns.pieces_of(ruled, page.ink)
        read, numeric = columns.read(pieces, ruled.columns, letters)
        given = _given(pieces, read, ruled.columns, vocabularies)
        if given:
            read, numeric = columns.read(pieces, ruled.columns, letters, given)
        if sum(bool(one.words.text) for one in read) < 4:
            continue
        found.append(_table(ruled, pieces, read, numeric, number, _titles(page, ruled, above, letters, number)))
        above = ruled.ys[-1]
    return found


def _given(pieces: Sequence[Piece], read: Sequence[Read], width: int, vocabularies: Vocabularies) -> dict[int, Sequence[str]]:
    """Return the vocabularies of columns whose headings are those named."""
    if not vocabularies:
        return {}
    heads: dict[int, list[str]] = {column: [] for column in range(width)}
    for piece, one in zip(pieces, read, strict=True):
        if piece.cell.row < 4:
            heads[piece.cell.column].append(one.words.text)
    found = {}
    for column, texts in heads.items():
        for name, words in vocabularies.items():
            if any(SequenceMatcher(None, text, part).ratio() > ALIKE for text in texts for part in (name, name.split(" / ")[-1])):
                found[column] = words
    return found


def _titles(page: Page, ruled: Ruled, above: int, letters: Letters, number: int) -> list[PaperCell]:
    """Return the last lines between the table and what stands above it, one cell each."""
    left, right = max(0, ruled.xs[0] - 40), min(page.ink.shape[1], ruled.xs[-1] + 40)
    region = page.ink[above : max(above, ruled.ys[0] - 4), left:right]
    usual = (ruled.ys[-1] - ruled.ys[0]) / ruled.rows
    strips = [strip for strip in (lines_of(region) if region.size else []) if 0.2 * usual < strip.height < 1.2 * usual and len(strip.glyphs) > 3]
    return [_title(row, region, strip, letters, number, left, above) for row, strip in enumerate(strips[-TITLES:])]


def _title(row: int, region: Ink, strip: Strip, letters: Letters, number: int, left: int, above: int) -> PaperCell:
    words = columns.read_line(region, strip, letters)
    first, last = strip.glyphs[0], strip.glyphs[-1]
    box = (left + first.left, above + strip.top, last.right - first.left, strip.height)
    return PaperCell(row, 0, words.text, words.confidence, "words", "", number, *box)


def _table(ruled: Ruled, pieces: Sequence[Piece], read: Sequence[Read], numeric: tuple[int, ...], number: int, titles: list[PaperCell]) -> PaperTable:
    down = len(titles)
    cells = [
        PaperCell(p.cell.row + down, p.cell.column, r.words.text, r.words.confidence, r.how, "", number, *_box(p)) for p, r in zip(pieces, read, strict=True)
    ]
    across = [Merge(row, 0, row, ruled.columns - 1) for row in range(down)]
    merges = (*across, *(replace(one, top=one.top + down, bottom=one.bottom + down) for one in ruled.merges))
    wide = ruled.xs[-1] - ruled.xs[0]
    edges = tuple((x - ruled.xs[0]) / wide for x in ruled.xs)
    return PaperTable((*titles, *cells), ruled.rows + down, ruled.columns, merges, numeric, edges, (number, number), down)


def _box(piece: Piece) -> tuple[int, int, int, int]:
    cell = piece.cell
    return cell.left, cell.top, cell.right - cell.left, cell.bottom - cell.top


def _joined(tables: Sequence[PaperTable]) -> list[PaperTable]:
    done: list[PaperTable] = []
    for table in tables:
        if done and _follows(table, done[-1]):
            done[-1] = _with_page(done[-1], table)
        else:
            done.append(table)
    return done


def _follows(table: PaperTable, before: PaperTable) -> bool:
    same = table.columns == before.columns and table.pages[0] == before.pages[1] + 1
    return same and all(abs(a - b) <= NEAR for a, b in zip(table.edges, before.edges, strict=True))


def _with_page(before: PaperTable, table: PaperTable) -> PaperTable:
    """Return the table with the rows of the next page; titles and a heading that stand there again are left out."""
    again = table.titles + _repeated(before, table)
    moved = before.rows - again
    cells = [replace(cell, row=cell.row + moved) for cell in table.cells if cell.row >= again]
    merges = [replace(one, top=one.top + moved, bottom=one.bottom + moved) for one in table.merges if one.top >= again]
    numeric = tuple(sorted({*before.numeric, *table.numeric}))
    return replace(
        before,
        cells=(*before.cells, *cells),
        rows=table.rows + moved,
        merges=(*before.merges, *merges),
        numeric=numeric,
        pages=(before.pages[0], table.pages[1]),
    )


def _repeated(before: PaperTable, table: PaperTable) -> int:
    first, second = before.texts()[before.titles :], table.texts()[table.titles :]
    for k, (one, other) in enumerate(zip(first[:9], second[:-1], strict=False)):
        a, b = ("|".join(text or "" for text in row) for row in (one, other))
        if SequenceMatcher(None, a, b).ratio() < ALIKE or sum(char.isdigit() for char in b) > len(b) / 3:
            return k
    return 0
