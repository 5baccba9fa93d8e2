"""Letters of a page with their places, and the text that they make.

Two readers see a page differently: PDFMiner gives the letters in the order in which they were drawn, PDFium heeds what
the writing program says that a cluster means (ActualText) but repeats clusters of others. The one with fewer faults in
its Thai is believed, for the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mueang.ingest.pdf.thai import UNKNOWN, hangs, known, mended

SAME_LINE = 0.5
"""Share of the height of a letter by which letters of one line may differ."""
BLANK = 0.22
"""A gap wider than this share of the height of a letter is a blank."""
NO_WIDTH = 0.1
"""Points that hanging marks may be wide."""
FULL = 0.75
"""A line that fills this share of its cell was broken because the cell ended, not because a word did."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, in points from the upper left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page, in points from its upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, point: tuple[float, float]) -> bool:
        """True if the point lies within."""
        return self.x0 <= point[0] <= self.x1 and self.top <= point[1] <= self.bottom


@dataclass(slots=True)
class Cluster:
    """A letter with the marks that hang on it."""

    text: str
    first: Letter


@dataclass(frozen=True)
class Line:
    """Clusters of one line, from left to right."""

    clusters: tuple[Cluster, ...]

    @property
    def text(self) -> str:
        """The words of the line, one blank between them."""
        return mended(" ".join("".join(_spaced(self.clusters)).split()))

    @property
    def box(self) -> Box:
        """What the line covers."""
        letters = [cluster.first for cluster in self.clusters]
        return Box(min(a.x0 for a in letters), min(a.top for a in letters), max(a.x1 for a in letters), max(a.bottom for a in letters))


def drawn(page: Any) -> list[Letter]:
    """Return the letters of a page of pdfplumber in the order in which they were drawn; turned ones are left out."""
    return [
        Letter(known(char["text"]), float(char["x0"]), float(char["x1"]), float(char["top"]), float(char["bottom"]))
        for char in page.chars
        if char.get("upright", True)
    ]


def meant(page: Any) -> list[Letter]:
    """Return the letters of a page of PDFium in its order, without the blanks that it makes itself."""
    import pypdfium2.raw as pdfium

    height, text, found = page.get_height(), page.get_textpage(), []
    for i in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        left, bottom, right, top = text.get_charbox(i, loose=True)
        letter = known(chr(pdfium.FPDFText_GetUnicode(text, i)))
        found.append(Letter(letter, left, right, height - top, height - bottom))
    return found


def within(letters: Iterable[Letter], box: Box) -> list[Letter]:
    """Return the letters in the box; a mark goes with its letter, wherever it stands."""
    kept, last = [], False
    for letter in letters:
        last = last if hangs(letter.text) else box.holds(letter.middle)
        if last:
            kept.append(letter)
    return kept


def lines_of(letters: Iterable[Letter]) -> list[Line]:
    """Return the lines of the letters, from the top down."""
    lines: list[list[Cluster]] = []
    for cluster in sorted(_clusters(letters), key=lambda one: one.first.middle[1]):
        middle, height = cluster.first.middle[1], cluster.first.height
        if lines and abs(lines[-1][0].first.middle[1] - middle) <= SAME_LINE * height:
            lines[-1].append(cluster)
        else:
            lines.append([cluster])
    return [Line(tuple(sorted(line, key=lambda one: one.first.x0))) for line in lines if any(one.text.strip() for one in line)]


def text_of(letters: Iterable[Letter], width: float) -> str:
    """Return the text of a cell so wide: Thai words that were broken at its edge are whole again."""
    text = ""
    room = False
    for line in lines_of(letters):
        joined = not room and _is_thai(text[-1:]) and _is_thai(line.text[:1])
        text += ("" if joined or not text else " ") + line.text
        room = line.box.x1 - line.box.x0 < FULL * width
    return mended(text)


def _is_thai(letter: str) -> bool:
    return "ก" <= letter <= "๎"


def _clusters(letters: Iterable[Letter]) -> list[Cluster]:
    clusters: list[Cluster] = []
    for letter in letters:
        if clusters and (hangs(letter.text) or _has_no_width(letter)):
            clusters[-1].text += letter.text
        else:
            clusters.append(Cluster(letter.text, letter))
    return clusters


def _has_no_width(letter: Letter) -> bool:
    """True for the ring of ำ drawn by itself, and for a mark that the font does not name."""
    return letter.text in ("ำ", UNKNOWN) and letter.x1 - letter.x0 < NO_WIDTH


def _spaced(clusters: Sequence[Cluster]) -> Iterable[str]:
    for before, cluster in zip((None, *clusters), clusters, strict=False):
        if before is not None and cluster.first.x0 - before.first.x1 > BLANK * cluster.first.height:
            yield " "
        yield cluster.text
