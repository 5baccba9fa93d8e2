"""The tile map: one square a place, its class in colour, its value in the square, the river between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mueang.documents.charts.classes import NO_DATA, Classes, legend, quantile_classes
from mueang.documents.charts.figures import decimals_of, present, show
from mueang.documents.charts.grids import Grid, Tile
from mueang.documents.charts.lettering import fit, width_of
from mueang.documents.charts.sentences import Words, comparison
from mueang.documents.charts.svg import element, frame, label, number
from mueang.documents.charts.values import NARROW, WIDE, Cell, Drawing, Subject

_EDGE = 4
_HEAD = 24
_NAME = {WIDE: 15.5, NARROW: 0}
_VALUE = {WIDE: 19, NARROW: 14}
_TALLEST = {WIDE: 1300, NARROW: 760}
_BEND = 0.28
_TWO_LINES = 58
_TIGHT = 0.8
"""A name that must be set narrower than this goes on two lines."""


def tile_map(subject: Subject, area: Grid, cells: Iterable[Cell], *, river_name: str = "") -> Drawing:
    """Return the map of the area; places without a cell count as without data, cells of other places are left out."""
    by_code = {cell.code: cell for cell in cells}
    placed = [(tile, by_code.get(tile.code, Cell(tile.code, None))) for tile in area.tiles]
    values = [cell.value for _, cell in placed]
    classes = quantile_classes(values)
    decimals = subject.decimals if subject.decimals is not None else decimals_of(values)
    named = [(tile.name(subject.language), cell.value) for tile, cell in placed]
    words = comparison("แผนที่ตาราง", "Tile map", subject, named, decimals=decimals, by_level=True)
    sheets = [_Sheet(subject, area, width, classes, *_scaled(values, width, area, decimals), river_name) for width in (WIDE, NARROW)]
    note = subject.say("แผนผัง ไม่ใช่แนวเขตจริง", "A diagram, not the real boundaries.")
    wide, narrow = (_draw(sheet, placed, words) for sheet in sheets)
    return Drawing(wide, narrow, words.title, words.description, words.finding, note, legend(values, classes, subject, decimals))


@dataclass(frozen=True)
class _Sheet:
    """One size of the map: what is drawn and how large."""

    subject: Subject
    area: Grid
    width: int
    classes: Classes
    divisor: int
    decimals: int
    river_name: str

    @property
    def side(self) -> float:
        return _side(self.area, self.width)

    @property
    def margin(self) -> float:
        return (self.width - self.side * self.area.columns) / 2

    @property
    def top(self) -> float:
        return _EDGE + (_HEAD if self.divisor > 1 else 0)

    @property
    def height(self) -> float:
        return self.top + self.side * self.area.rows + _EDGE

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.margin + x * self.side, self.top + y * self.side

    def figure(self, value: float | None) -> str:
        return show(value / self.divisor if value is not None and present([value]) else None, self.decimals)


def _side(area: Grid, width: int) -> float:
    return float(min((width - 2 * _EDGE) // area.columns, _TALLEST[width] // area.rows))


def _scaled(values: Sequence[float | None], width: int, area: Grid, decimals: int) -> tuple[int, int]:
    """Return by how much to divide, and how many decimals to show, so that every value fits in its tile."""
    room = _side(area, width) - 12
    for divisor, most in ((1, decimals), (1_000, 0), (1_000_000, 1), (1_000_000, 0)):
        for places in range(most, -1, -1):
            texts = [show(value / divisor, places) for value in present(values)]
            if max((width_of(text, _VALUE[width], bold=True) for text in texts), default=0) <= room:
                return divisor, places
    return 1_000_000_000, 0


def _draw(sheet: _Sheet, placed: Sequence[tuple[Tile, Cell]], words: Words) -> str:
    body = [_tile(sheet, tile, cell) for tile, cell in placed]
    body += [_river(sheet)] if sheet.area.river else []
    body += [_pick(sheet, tile) for tile, cell in placed if cell.this]
    if sheet.divisor > 1:
        body.insert(0, label(_EDGE, 17, fit(_scale_note(sheet), sheet.width - 2 * _EDGE), class_="dim"))
    role = "group" if any(cell.href for _, cell in placed) else "img"
    return frame(sheet.width, sheet.height, *body, subject=sheet.subject, title=words.title, description=words.description, role=role, class_="tiles")


def _scale_note(sheet: _Sheet) -> str:
    powers: Mapping[int, tuple[str, str]] = {1_000: ("พัน", "thousand"), 1_000_000: ("ล้าน", "million"), 1_000_000_000: ("พันล้าน", "billion")}
    th, en = powers[sheet.divisor]
    return sheet.subject.say(f"ตัวเลขในช่อง: {th}{sheet.subject.unit}", f"Figures in tiles: {en} {sheet.subject.unit}".strip())


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def _box(sheet: _Sheet, tile: Tile) -> _Box:
    """The square of the tile, stepped back from the river where it runs along an edge."""
    gap = sheet.side / 7.5
    river = sheet.area.river
    left = gap if _runs_along(river, (tile.column, tile.row), (tile.column, tile.row + 1)) else 0
    right = gap if _runs_along(river, (tile.column + 1, tile.row), (tile.column + 1, tile.row + 1)) else 0
    above = gap if _runs_along(river, (tile.column, tile.row), (tile.column + 1, tile.row)) else 0
    under = gap if _runs_along(river, (tile.column, tile.row + 1), (tile.column + 1, tile.row + 1)) else 0
    x, y = sheet.at(tile.column, tile.row)
    return _Box(x + left, y + above, sheet.side - left - right, sheet.side - above - under)


def _runs_along(river: Sequence[tuple[float, float]], start: tuple[float, float], end: tuple[float, float]) -> bool:
    """True if a stretch of the river lies on the edge from start to end (both level or both upright)."""
    axis = 0 if start[0] == end[0] else 1
    other = 1 - axis
    for a, b in pairwise(river):
        on_edge = a[axis] == b[axis] == start[axis]
        if on_edge and min(max(a[other], b[other]), end[other]) - max(min(a[other], b[other]), start[other]) > 0:
            return True
    return False


def _tile(sheet: _Sheet, tile: Tile, cell: Cell) -> str:
    box = _box(sheet, tile)
    shade = sheet.classes.shade(cell.value)
    figure = sheet.figure(cell.value)
    square = element("rect", class_=f"q{shade}", x=box.x, y=box.y, width=box.width, height=box.height)
    drawn = square + (_hatch(box) if shade == NO_DATA else "") + _words(sheet, tile, box, shade, figure)
    full = tile.name(sheet.subject.language)
    name = tile.short(sheet.subject.language) if sheet.width == NARROW else " ".join(_name_lines(tile, sheet, box))
    said = f"{name} {figure}" if name == full else f"{name} {figure} ({full})"
    if cell.href:
        return element("a", drawn, href=cell.href, aria_label=said)
    return element("g", drawn)


def _hatch(box: _Box) -> str:
    """Slanting lines, clipped by arithmetic: no pattern, so that nothing needs an id."""
    steps = []
    reach = box.width + box.height
    offset = 6.0
    while offset < reach:
        x1, y1 = min(offset, box.width), max(0.0, offset - box.width)
        x2, y2 = max(0.0, offset - box.height), min(offset, box.height)
        steps.append(f"M{number(box.x + x1)} {number(box.y + y1)}L{number(box.x + x2)} {number(box.y + y2)}")
        offset += 7
    return element("path", d="".join(steps), class_="hatch")


def _words(sheet: _Sheet, tile: Tile, box: _Box, shade: int, figure: str) -> str:
    x, y = box.centre
    size = _VALUE[sheet.width]
    if sheet.width == NARROW:
        return label(x, y + size * 0.36, figure, font_size=size, font_weight=600, class_=f"o{shade}", text_anchor="middle")
    names = _name_lines(tile, sheet, box)
    step = 17.0
    first = y - (len(names) - 1) * step / 2
    value = label(x, first - 1, figure, font_size=size, font_weight=600, class_=f"o{shade}", text_anchor="middle")
    rows = [_name(text, x, first + 18 + k * step, box.width - 6, shade, _NAME[sheet.width]) for k, text in enumerate(names)]
    return " ".join([*rows, value])


def _name_lines(tile: Tile, sheet: _Sheet, box: _Box) -> list[str]:
    name = tile.short(sheet.subject.language)
    tight = width_of(name, _NAME[sheet.width]) * _TIGHT > box.width - 6 and box.height >= _TWO_LINES
    return tile.lines(sheet.subject.language) if tight else [name]


def _name(text: str, x: float, y: float, room: float, shade: int, size: float) -> str:
    tight = width_of(text, size) > room
    adjust = "spacingAndGlyphs" if tight else None
    return label(x, y, text, font_size=size, class_=f"o{shade}", text_anchor="middle", textLength=room if tight else None, lengthAdjust=adjust)


def _pick(sheet: _Sheet, tile: Tile) -> str:
    box = _box(sheet, tile)
    outer = element("rect", class_="pick", x=box.x, y=box.y, width=box.width, height=box.height)
    inner = element("rect", class_="pick2", x=box.x + 2.5, y=box.y + 2.5, width=box.width - 5, height=box.height - 5)
    return element("g", outer, inner, aria_hidden="true")


def _river(sheet: _Sheet) -> str:
    corners = [sheet.at(x, y) for x, y in sheet.area.river]
    drawn = element("path", d=bent(corners, sheet.side * _BEND), class_="river")
    x, y = corners[0]
    name = label(x - 12, y + 12, sheet.river_name, class_="dim", text_anchor="end") if sheet.river_name and sheet.width == WIDE else ""
    return element("g", drawn, name, aria_hidden="true")


def bent(corners: Sequence[tuple[float, float]], radius: float) -> str:
    """Return the path through the corners, each rounded by the radius."""
    steps = [f"M{number(corners[0][0])} {number(corners[0][1])}"]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        start, end = _toward(corner, before, radius), _toward(corner, after, radius)
        steps.append(f"L{number(start[0])} {number(start[1])}Q{number(corner[0])} {number(corner[1])} {number(end[0])} {number(end[1])}")
    steps.append(f"L{number(corners[-1][0])} {number(corners[-1][1])}")
    return "".join(steps)


def _toward(corner: tuple[float, float], other: tuple[float, float], radius: float) -> tuple[float, float]:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    share = min(radius, length / 2) / length
    return corner[0] + dx * share, corner[1] + dy * share
