"""Ruled tables on paper of our own making, read by a classifier that never saw their fonts: cells read right, and seconds of processor a page.

ours   cells that read exactly as they were printed (blanks not counted), by what stands in them; the note holds structure and seconds of a page
peer   Tesseract 5 with Debian's Thai model on the same cells of the same grid
limit  every cell
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import paper_made
from mueang.ingest.paper import columns, digits, training
from mueang.ingest.paper.cells import LOW
from mueang.ingest.paper.letters import Letters, opened
from mueang.ingest.paper.reader import standing_page

HELD_OUT = {
    paper_made.SARABUN: ("Laksaman", "sarabun"),
    paper_made.FONTS / "Norasi.ttf": ("Norasi",),
    paper_made.FONTS / "Garuda.ttf": ("Garuda",),
}
"""Each font of the proof, and the families, its own and those drawn after it, that its classifier has not seen."""
SEEDS = (11,)
ROWS = 14


@dataclass
class Count:
    """Cells by kind: all, read right by us, by the peer, wrong and yet sure."""

    all: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    peer: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    whole: int = 0
    seconds: float = 0.0


def classifier(without: tuple[str, ...]) -> digits.Model:
    """Return a classifier trained on all fonts but these families."""
    paths = [*sorted(paper_made.FONTS.glob("*.ttf")), paper_made.SARABUN, paper_made.PRIDI, paper_made.TRIRONG]
    fonts = [path for path in paths if not any(word in str(path) for word in (*without, "Purisa", "Oblique"))]
    rows, classes = training.samples(fonts, seed=1, strings=80)
    return training.train(rows, classes, seed=2, rounds=20)


def kind_of(row: int, column: int) -> str:
    return "heading" if row < 2 else ("number", "name", "number", "number", "word", "date")[column]


def same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def measure(count: Count, picture: paper_made.Picture, shown: paper_made.Table, letters: Letters) -> None:
    started = time.process_time()
    page = standing_page(np.asarray(picture.convert("RGB")), letters)
    count.pages += 1
    wanted = shown.cells
    table = next((one for one in page.tables if (one.rows, one.columns, len(one.merges)) == (len(wanted), len(shown.heads), 5)), None)
    for row, cells in enumerate(wanted):
        for column, text in enumerate(cells):
            count.all[kind_of(row, column)] += bool(text)
    if table is None:
        return
    count.whole += 1
    pieces = columns.pieces_of(table, page.ink)
    read, _ = columns.read(pieces, table.columns, letters)
    count.seconds += time.process_time() - started
    for piece, one in zip(pieces, read, strict=True):
        text = wanted[piece.cell.row][piece.cell.column]
        if text:
            kind = kind_of(piece.cell.row, piece.cell.column)
            right = same(one.words.text, text)
            count.right[kind] += right
            count.missed[kind] += not right and one.words.confidence >= LOW
            count.peer[kind] += same(letters.read(piece.ink, piece.strips).text, text)


def main() -> None:
    trained = {font: classifier(without) for font, without in HELD_OUT.items()}
    print("| what | ours | peer | limit | note |\n|---|---|---|---|---|")
    totals = {False: Count(), True: Count()}
    with opened() as letters:
        for thai in (False, True):
            for name, spoil in paper_made.SPOILT.items():
                count = Count()
                for font, seen in trained.items():
                    digits.model = lambda seen=seen: seen
                    for seed in SEEDS:
                        shown = paper_made.table(seed, ROWS, thai=thai)
                        measure(count, spoil(paper_made.Sheet(font=font).draw(shown)), shown, letters)
                tell(f"{'Thai' if thai else 'Arabic'} digits, {name}", count)
                add(totals[thai], count)
            tell(f"{'Thai' if thai else 'Arabic'} digits, all", totals[thai])


def add(total: Count, count: Count) -> None:
    for name in ("all", "right", "peer", "missed"):
        getattr(total, name).update(getattr(count, name))
    total.pages, total.whole, total.seconds = total.pages + count.pages, total.whole + count.whole, total.seconds + count.seconds


def tell(what: str, count: Count) -> None:
    def shares(of: Counter[str]) -> str:
        return ", ".join(f"{kind} {of[kind] / count.all[kind]:.1%}" for kind in ("number", "date", "name", "word", "heading") if count.all[kind])

    sure = f"wrong though sure {sum(count.missed.values())} of {sum(count.all.values())}"
    note = f"structure {count.whole} of {count.pages}; {sure}; {count.seconds / max(1, count.whole):.1f} s a page"
    print(f"| {what} | {shares(count.right)} | {shares(count.peer)} | 100% | {note} |", flush=True)


if __name__ == "__main__":
    main()
