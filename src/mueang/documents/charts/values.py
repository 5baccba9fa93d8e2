"""What goes into a drawing and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["th", "en"]
Ring = tuple[tuple[float, float], ...]
"""Corners (longitude, latitude) of a closed line; the first need not be repeated."""

WIDE = 760
NARROW = 380


@dataclass(frozen=True)
class Subject:
    """What a drawing is of, in the words of its language.

    measure   what is measured: `ฝุ่นละออง PM2.5 เฉลี่ย`
    unit      short unit, as it stands beside a value; empty for a bare number
    place     where: `กรุงเทพมหานคร`
    period    when, as people read it: `ปี 2567`; empty where the drawing itself shows the periods
    kind      what the marks are, one word: `เขต`, `district`
    kinds     the same for several: `เขต`, `districts`
    decimals  how many to show; None: as many as the values carry, two at most
    """

    language: Language
    measure: str
    unit: str = ""
    place: str = ""
    period: str = ""
    kind: str = ""
    kinds: str = ""
    decimals: int | None = None

    def say(self, th: str, en: str) -> str:
        """Return the text of the two that is in the drawing's language."""
        return th if self.language == "th" else en


@dataclass(frozen=True)
class Bar:
    """One bar; `this` marks the one that the page is about."""

    label: str
    value: float | None
    this: bool = False


@dataclass(frozen=True)
class Series:
    """One line: a value for each period of the chart, None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Cell:
    """The value of one place of a map, by its official code; `href` makes it a link."""

    code: str
    value: float | None
    href: str = ""
    this: bool = False


@dataclass(frozen=True)
class Shape:
    """One place with its outline: rings in longitude and latitude, holes among them."""

    code: str
    name: str
    rings: tuple[Ring, ...]
    value: float | None = None
    href: str = ""
    this: bool = False


@dataclass(frozen=True)
class Point:
    """One point in longitude and latitude (WGS 84)."""

    longitude: float
    latitude: float
    name: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """One class of a map: its number (0: no data), what it holds in words, and how many places are in it."""

    index: int
    text: str
    count: int


@dataclass(frozen=True)
class Drawing:
    """A chart in two sizes with its words.

    finding      the sentence for the heading: what the data says
    title        kind of picture, what, where, when; the accessible name
    description  the values that matter, for those who do not see it
    note         what the reader must know to read it right (points thinned, figures in thousands); may be empty
    """

    svg_wide: str
    svg_narrow: str
    title: str
    description: str
    finding: str
    note: str = ""
    legend: tuple[LegendEntry, ...] = ()
