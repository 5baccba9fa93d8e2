"""From the ink of a table to texts: each column read in the way of what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mueang.base.text import arabic_digits, is_thai
from mueang.ingest.paper import digits, words
from mueang.ingest.paper.cells import How
from mueang.ingest.paper.digits import Number, Script
from mueang.ingest.paper.glyphs import Ink, Strip, lines_of
from mueang.ingest.paper.letters import Letters, Words
from mueang.ingest.paper.ruled import Cell, Ruled

MOSTLY = 0.5
LEAN = 2.0
"""How much the script of a column weighs in each of its cells."""
UNLIKELY = 0.5
"""As sure is a number or a date that nobody would write so."""
_GROUPED = re.compile(r"[-(]?\d{1,3}(?:,\d{3})*(?:\.\d+)?[)%]?")
_THOUSANDS = re.compile(r"[-(]?[\d๐-๙]{1,3}(?:[.,][\d๐-๙]{3})+[.,][\d๐-๙]{1,3}[)%]?")
_ONE_COMMA, _ONE_POINT = (re.compile(rf"[-(]?[\d๐-๙]{{1,3}}{mark}[\d๐-๙]{{3}}[)%]?") for mark in (",", r"\."))
_DECIMALS = re.compile(r"\.[\d๐-๙]{1,2}[)%]?$")
_YEAR = re.compile(r"19\d\d|20\d\d|24\d\d|25\d\d")
FEW, DIRT = 3, 0.9
"""Pieces of ink that may be dirt, and how sure it then is that the cell is empty."""
KNOWN = 0.6
"""A cell of a column of numbers of which so many glyphs are no letters is a number that is hard to read."""
SURE = 0.75
"""A word within a text is a number if that is at least so sure."""


@dataclass(frozen=True)
class Piece:
    """A cell of the grid with its ink and what the classifier of digits makes of it, where it is one line."""

    cell: Cell
    ink: Ink
    strips: tuple[Strip, ...]
    numbers: Mapping[Script, Number] | None

    @property
    def is_number(self) -> bool:
        """True if the cell may be one number."""
        return self.numbers is not None and any(one.is_number and one.confidence > 0.3 for one in self.numbers.values())


@dataclass(frozen=True)
class Read:
    """What a cell was read as."""

    words: Words
    how: How


def pieces_of(table: Ruled, ink: Ink) -> list[Piece]:
    """Return the cells of a table with their ink, cut into lines and glyphs."""
    return [_piece(cell, ink[max(0, cell.top) : cell.bottom, max(0, cell.left) : cell.right]) for cell in table.cells]


def read(pieces: Sequence[Piece], columns: int, letters: Letters, given: Mapping[int, Sequence[str]] | None = None) -> tuple[list[Read], tuple[int, ...]]:
    """Return what each piece reads as, and the columns that hold numbers; `given` are vocabularies by column."""
    done: dict[int, Read] = {}
    numeric = []
    for column in range(columns):
        own = [k for k, piece in enumerate(pieces) if piece.cell.column == column and piece.cell.across == 1]
        if _is_numeric([pieces[k] for k in own]):
            numeric.append(column)
            done |= _numbers({k: pieces[k] for k in own}, letters)
        lean = _lean([pieces[k] for k in own])
        rest = {k: _mixed(pieces[k], letters, lean) for k in own if k not in done}
        done |= _settled(rest, (given or {}).get(column, ()), pieces, letters, lean)
    for k, piece in enumerate(pieces):
        if k not in done:
            done[k] = _mixed(piece, letters, 0.0)
    return [done[k] for k in range(len(pieces))], tuple(numeric)


def read_line(ink: Ink, strip: Strip, letters: Letters) -> Words:
    """Return what a line outside of tables reads as."""
    return _mixed(Piece(Cell(0, 0, 1, 1, 0, 0, 0, 0), ink, (strip,), None), letters, 0.0).words


def _piece(cell: Cell, ink: Ink) -> Piece:
    strips = tuple(lines_of(ink)) if ink.size else ()
    strips = tuple(strip for strip in strips if strip.height >= 0.4 * max(one.height for one in strips))
    return Piece(cell, ink, strips, digits.read(strips[0]) if len(strips) == 1 else None)


def _is_numeric(pieces: Sequence[Piece]) -> bool:
    filled = [piece for piece in pieces if piece.strips]
    return len(filled) > 1 and sum(piece.is_number for piece in filled) >= MOSTLY * len(filled)


def _lean(pieces: Sequence[Piece]) -> float:
    """Return how much the numbers of a column lean to Thai digits."""
    votes = [piece.numbers["thai"].weight - piece.numbers["arabic"].weight for piece in pieces if piece.numbers is not None and piece.is_number]
    total = sum(max(-4.0, min(4.0, vote)) for vote in votes)
    return LEAN if total > 1 else -LEAN if total < -1 else 0.0


def _numbers(pieces: Mapping[int, Piece], letters: Letters) -> dict[int, Read]:
    """Return what the cells of a column of numbers read as; headings and notes among them are left to words."""
    lean = _lean(list(pieces.values()))
    found = {}
    for k, piece in pieces.items():
        if piece.numbers is None:
            continue
        number = piece.numbers[digits.better(dict(piece.numbers), lean)]
        number = replace(number, text=_parted(number.text))
        if number.is_number and _is_well_formed(number.text) and number.known >= MOSTLY:
            found[k] = Read(Words(number.text, number.confidence), "digits")
        elif number.known >= KNOWN and not _is_written(piece, letters):
            found[k] = Read(Words(number.text, min(number.confidence, UNLIKELY)), "digits")
    return _with_commas(found)


def _with_commas(found: dict[int, Read]) -> dict[int, Read]:
    """Return the numbers of a column with commas before three last digits, if any has one there and none a point before fewer."""
    texts = [one.words.text for one in found.values()]
    if not any(_ONE_COMMA.fullmatch(text) for text in texts) or any(_DECIMALS.search(text) for text in texts):
        return found
    doubtful = {k: one for k, one in found.items() if _ONE_POINT.fullmatch(one.words.text)}
    return found | {k: Read(Words(one.words.text.replace(".", ","), one.words.confidence), one.how) for k, one in doubtful.items()}


def _is_written(piece: Piece, letters: Letters) -> bool:
    """True for a heading or a note in words."""
    read = letters.read(piece.ink, piece.strips)
    return is_thai(read.text) and read.confidence > SURE


def _mixed(piece: Piece, letters: Letters, lean: float, *, date: bool = False) -> Read:
    """Read a cell as words, but for the numbers among them, which Tesseract mistakes."""
    if not piece.strips:
        return Read(Words("", 1.0), "empty")
    runs = [run for strip in piece.strips for run in _runs(strip, lean, date=date)]
    if not any(number for _, number in runs):
        return _words(letters.read(piece.ink, piece.strips), piece)
    read = [number or letters.read(piece.ink, (strip,)) for strip, number in runs]
    text = " ".join(one.text for one in read if one.text)
    confidence = min(one.confidence for one in read)
    return Read(Words(text, confidence), "mixed")


def _words(read: Words, piece: Piece) -> Read:
    """Return words; a few pieces of ink in which nobody reads anything are dirt."""
    if read.text or sum(len(strip.glyphs) for strip in piece.strips) > FEW:
        return Read(read, "words")
    return Read(Words("", DIRT), "empty")


def _runs(strip: Strip, lean: float, *, date: bool) -> list[tuple[Strip, Words | None]]:
    """Part a line into numbers and what stands between them; a date begins and ends with a number."""
    parts = _date_parts(strip) if date else None
    if parts is not None:
        return [(parts[0], _digits(parts[0], lean)), (parts[1], None), (parts[2], _digits(parts[2], lean))]
    runs: list[tuple[Strip, Words | None]] = []
    for word in strip.words():
        number = _number(word, lean)
        if number is None and runs and runs[-1][1] is None:
            runs[-1] = (replace(word, glyphs=(*runs[-1][0].glyphs, *word.glyphs)), None)
        else:
            runs.append((word, number))
    return runs


def _number(word: Strip, lean: float) -> Words | None:
    numbers = digits.read(word)
    number = numbers[digits.better(numbers, lean)]
    sound = number.is_number and number.confidence >= SURE and any(letter.isdigit() for letter in number.text)
    return Words(number.text, number.confidence) if sound else None


def _date_parts(strip: Strip) -> tuple[Strip, Strip, Strip] | None:
    """Return day, month and year: digits before the first letter, and what stands behind the last dot or the last gap."""
    known = digits.holds_digits(strip)
    first = next((k for k, one in enumerate(known) if not one), len(known))
    dots = [k for k, glyph in enumerate(strip.glyphs) if glyph.height < 0.35 * strip.height and glyph.bottom > strip.bottom - 0.3 * strip.height]
    last = dots[-1] + 1 if dots else len(strip.glyphs) - len(strip.words()[-1].glyphs)
    if not 0 < first <= 2 or not first < last < len(strip.glyphs):
        return None
    day, month, year = (replace(strip, glyphs=strip.glyphs[a:b]) for a, b in ((0, first), (first, last), (last, None)))
    return day, month, year


def _digits(word: Strip, lean: float) -> Words:
    number = digits.read_digits(word, digits.better(digits.read(word), lean))
    return Words(number.text, number.confidence)


def _dates(read: Mapping[int, Read], pieces: Sequence[Piece], letters: Letters, lean: float) -> dict[int, Words]:
    """Return the dates of a column of dates: their first and last words are numbers, and are read as such."""
    again = {k: _mixed(pieces[k], letters, lean, date=True) for k in read if len(pieces[k].strips) == 1}
    return {k: found for k, one in again.items() if (found := _date(one.words)) is not None}


def _settled(read: dict[int, Read], given: Sequence[str], pieces: Sequence[Piece], letters: Letters, lean: float) -> dict[int, Read]:
    """Return texts of a column with its dates put right, and its words taken from its vocabulary."""
    dates = {k: found for k, one in read.items() if (found := _date(one.words)) is not None}
    filled = [one for one in read.values() if one.words.text]
    if len(dates) > MOSTLY * len(filled):
        return read | {k: Read(found, "date") for k, found in _dates(read, pieces, letters, lean).items()}
    texts = [one.words for one in filled if one.how == "words"]
    vocabulary = words.closed(texts, given)
    if vocabulary:
        return {k: _by(one, vocabulary, doubt=k != min(read)) for k, one in read.items()}
    often = words.repeated(texts)
    return {k: _as_spelt(_by(one, often, doubt=False)) for k, one in read.items()}


def _by(one: Read, vocabulary: Sequence[str], *, doubt: bool) -> Read:
    if one.how != "words" or not one.words.text or not vocabulary:
        return one
    match = words.nearest(one.words.text, vocabulary)
    if match is None:
        return one if not doubt else Read(Words(one.words.text, one.words.confidence * 0.9), "words")
    settled = words.settled(one.words, vocabulary)
    return Read(settled, "vocabulary")


def _as_spelt(one: Read) -> Read:
    """Doubt what holds a word that no dictionary knows."""
    if one.how not in ("words", "vocabulary") or words.is_spelt(one.words.text):
        return one
    return Read(Words(one.words.text, min(one.words.confidence, 0.6)), one.how)


def _date(read: Words) -> Words | None:
    """Return a text of number, month, number with the month put right."""
    parts = read.text.split()
    if len(parts) < 3 or not parts[0].isdigit() or not parts[-1].isdigit():
        return None
    found = words.month(" ".join(parts[1:-1]))
    if found is None:
        return None
    sure = min(0.99, found.confidence if found.likeness < 99 else 0.99, read.confidence + 0.3)
    return Words(f"{parts[0]} {found.word} {parts[-1]}", sure if _may_be(parts[0], parts[-1]) else min(sure, UNLIKELY))


def _parted(number: str) -> str:
    """Return a number of several separators with commas between thousands and a point before the rest: in print they differ by a speck."""
    if _THOUSANDS.fullmatch(number) is None:
        return number
    *groups, last = re.split("[.,]", number)
    return ",".join(groups) + ("," if len(last.rstrip(")%")) == 3 else ".") + last


def _may_be(day: str, year: str) -> bool:
    """True if there may be such a day and such a year."""
    return 1 <= int(day) <= 31 and (len(year) == 2 or _YEAR.fullmatch(arabic_digits(year)) is not None)


def _is_well_formed(number: str) -> bool:
    """True unless the commas of a number stand in wrong places."""
    return "," not in number or _GROUPED.fullmatch(arabic_digits(number)) is not None
