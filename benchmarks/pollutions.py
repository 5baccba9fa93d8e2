"""Files of our own with every kind of pollution that the Pollock study lists, each beside the cells that a right reader finds.

Kinds, counts and weights follow G. Vitagliano, M. Hameed, L. Jiang, L. Reisener, E. Wu, F. Naumann: "Pollock: A Data
Loading Benchmark", PVLDB 16(8), 2023. The table and everything that writes it are ours; the seed is fixed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

SEED = 2566
ROWS, COLUMNS = 84, 9
HEADER = ["Date", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
NOUNS = ["lamp", "desk", "bench", "kettle", "blanket", "mirror", "clock", "basket", "ladder", "fan"]
REMARKS = ["", "", "sold out", 'called "the classic"', "ships in 3 days", 'size 5" only', "don't stack", "ask the store, please", "ราคาพิเศษ"]


@dataclass(frozen=True)
class Cell:
    """A value, and whether it is written in quotes."""

    value: str
    quoted: bool = False


@dataclass(frozen=True)
class Written:
    """A table as it is to be written. A delimiter that is None is left out between two cells."""

    rows: tuple[tuple[Cell, ...], ...]
    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    ends: str = "\r\n"
    last: str | None = None
    between: dict[tuple[int, int], str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the text of the file; `between` holds what stands before a cell of one row in place of the delimiter."""
        lines = [self._line(number, row) for number, row in enumerate(self.rows)]
        body = self.ends.join(lines)
        return body + (self.ends if self.last is None else self.last) if lines else ""

    def _line(self, number: int, row: tuple[Cell, ...]) -> str:
        parts = [(self.between.get((number, i), self.delimiter if i else ""), self._cell(cell)) for i, cell in enumerate(row)]
        return "".join(before + cell for before, cell in parts)

    def _cell(self, cell: Cell) -> str:
        if not cell.quoted:
            return cell.value
        return self.quote + cell.value.replace(self.quote, self.escape + self.quote) + self.quote


@dataclass(frozen=True)
class Polluted:
    """One file: its kind, its name, how much its kind weighs in the study's survey, its text and the right cells, header first."""

    kind: str
    name: str
    weight: float
    text: str
    right: list[list[str]]


def table() -> tuple[tuple[Cell, ...], ...]:
    """Return the clean table: dates, times, numbers, codes, texts with the delimiter and with quotes."""
    draw = random.Random(SEED)
    return (tuple(Cell(name) for name in HEADER), *(tuple(_row(draw)) for _ in range(ROWS - 1)))


def _row(draw: random.Random) -> Iterator[Cell]:
    noun, colour = draw.choice(NOUNS), draw.choice(["red", "green", "oak"])
    yield Cell(f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/2018")
    yield Cell(f"{draw.randint(0, 23)}:{draw.randint(0, 59):02}")
    yield Cell(str(draw.randint(1, 12)))
    yield Cell(f"{noun[:2].upper()}-{draw.randint(100, 999)}")
    yield Cell(f"{draw.randint(1, 400)}.{draw.randint(0, 99):02}")
    yield Cell(noun, quoted=True)
    yield Cell(f"{colour} {noun}, model {draw.randint(1, 40)}", quoted=True)
    yield Cell(f"https://shop.example/{noun}?id={draw.randint(1, 9999)}")
    yield Cell(draw.choice(REMARKS), quoted=True)


def right(rows: tuple[tuple[Cell, ...], ...]) -> list[list[str]]:
    """Return the values of rows."""
    return [[cell.value for cell in row] for row in rows]


def files() -> Iterator[Polluted]:
    """Yield all files."""
    clean = Written(table())
    yield from _whole(clean)
    yield from _dialects(clean)
    yield from _rows(clean)


def _whole(clean: Written) -> Iterator[Polluted]:
    """Yield what befalls files and tables as a whole."""
    rows, cells = clean.rows, right(clean.rows)
    header, values = rows[0], cells[0]
    yield Polluted("source", "source", 1, clean.text(), cells)
    yield Polluted("empty", "no_payload", 15, "", [])
    yield Polluted("ends", "no_trailing_newline", 184, replace(clean, last="").text(), cells)
    yield Polluted("ends", "double_trailing_newline", 5, replace(clean, last="\r\n\r\n").text(), cells)
    yield Polluted("no header", "no_header", 470, replace(clean, rows=rows[1:]).text(), cells[1:])
    for count in (2, 3):
        yield Polluted("several header rows", f"header_{count}", 47, replace(clean, rows=(*[header] * count, *rows[1:])).text(), _joined(cells, count))
    preamble = ((Cell("PREAMBLE"), *[Cell("")] * (COLUMNS - 1)), tuple([Cell("")] * COLUMNS))
    yield Polluted("preamble", "preamble", 282, replace(clean, rows=(*preamble, *rows)).text(), cells)
    for name, second in (("less", [row[:-1] for row in rows]), ("same", rows), ("more", [(*row, Cell("x")) for row in rows])):
        yield Polluted("several tables", f"multitable_{name}", 188 / 3, replace(clean, rows=(*rows, *second)).text(), cells)
    yield Polluted("few rows", "header_only", 3, replace(clean, rows=rows[:1]).text(), [values])
    yield Polluted("few rows", "one_data_row", 4, replace(clean, rows=rows[:2]).text(), cells[:2])


def _joined(cells: list[list[str]], count: int) -> list[list[str]]:
    return [[" ".join([name] * count) for name in cells[0]], *cells[1:]]


def _dialects(clean: Written) -> Iterator[Polluted]:
    """Yield files in which one structural character is another throughout."""
    cells = right(clean.rows)
    for name, delimiter, weight in (("tab", "\t", 4), ("semicolon", ";", 834), ("space", " ", 4), ("comma_space", ", ", 101)):
        yield Polluted(f"delimiter {name}", f"delimiter_{name}", weight, _parted(clean, delimiter).text(), cells)
    for name, ends, weight in (("cr", "\r", 7), ("lf", "\n", 1691)):
        yield Polluted(f"record ends {name}", f"ends_{name}", weight, replace(clean, ends=ends).text(), cells)
    yield Polluted("quote '", "quote_apostrophe", 11, replace(clean, quote="'", escape="'").text(), cells)
    yield Polluted("escape \\", "escape_backslash", 1, replace(clean, escape="\\").text(), cells)
    yield Polluted("no escape", "escape_none", 7, replace(clean, escape="").text(), cells)


def _parted(clean: Written, delimiter: str) -> Written:
    """Return the table parted otherwise, and what holds that delimiter in quotes."""
    rows = tuple(tuple(replace(cell, quoted=cell.quoted or delimiter in cell.value) for cell in row) for row in clean.rows)
    return replace(clean, rows=rows, delimiter=delimiter)


def _rows(clean: Written) -> Iterator[Polluted]:
    """Yield files in which one row is broken, each row and each cell in turn."""
    cells = right(clean.rows)
    for row in range(ROWS):
        for column in range(COLUMNS):
            more = replace(clean, between={(row, column): clean.delimiter * (2 if column else 1)})
            yield Polluted("surplus delimiter", f"more_{row}_{column}", 278 / 756, more.text(), cells)
            if column:
                yield Polluted("missing delimiter", f"less_{row}_{column}", 247 / 672, replace(clean, between={(row, column): ""}).text(), cells)
            yield _extra_quote(clean, row, column)
        other = replace(clean, between={(row, column): " " for column in range(1, COLUMNS)})
        yield Polluted("delimiter of one row", f"spaces_{row}", 4 / 84, other.text(), cells)


def _extra_quote(clean: Written, row: int, column: int) -> Polluted:
    """Return a file with one quotation mark too many, before a value and not escaped."""
    mark = Written(clean.rows, between={(row, column): ("," if column else "") + '"'})
    cells = right(clean.rows)
    hit = clean.rows[row][column]
    text = mark.text()
    cells[row] = [*cells[row][:column], '"' + hit.value, *cells[row][column + 1 :]]
    return Polluted("extra quote", f"quote_{row}_{column}", 7 / 756, text, cells)
