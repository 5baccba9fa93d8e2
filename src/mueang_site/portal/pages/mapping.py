"""A dataset as a map: tiles or imported boundaries for places, points for positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, cast
from urllib.parse import urlencode

from django.http import QueryDict

from mueang.documents.charts import Bar, Cell, Drawing, Grid, Point, Shape, Subject, grid, point_map, shape_map, tile_map
from mueang.documents.charts.figures import decimals_of, present, show
from mueang.documents.charts.values import Ring
from mueang.query import Rows
from mueang.tables.schema import Column
from mueang_site.areas.queries import Shapes, shapes_of
from mueang_site.catalogue.table import TableView
from mueang_site.catalogue.tiles import tiles_of
from mueang_site.portal.language import say, spoken
from mueang_site.portal.pages import charting
from mueang_site.portal.pages.charting import ChartShown, Chosen, Selection
from mueang_site.portal.pages.columns import Uses, axis_title, place_name, place_title, point_of, title_of
from mueang_site.portal.pages.filters import conditions, given_filters, said_filters

MOST_POINTS = 50_000
_MOST_OUTLINES = 120
_LEVELS = {2: "province", 4: "district", 6: "subdistrict"}
_GRIDS = ("bangkok", "thailand")
_RIVER = ("แม่น้ำเจ้าพระยา", "Chao Phraya")


@dataclass(frozen=True)
class Picked:
    """The place that was chosen on the map."""

    name: str
    value: str
    unit: str
    against: str
    rows_href: str


@dataclass(frozen=True)
class MapPage:
    """The map, the form above it and the place picked; no map when the table has no place. `can_open` offers the interactive one."""

    chart: ChartShown | None
    selections: tuple[Selection, ...]
    picked: Picked | None = None
    can_open: bool = False


def can_map(uses: Uses) -> bool:
    """Return whether a table with these columns can be put on a map."""
    return bool(uses.places or uses.shapes)


@dataclass(frozen=True)
class Choropleth:
    """Places and their values as a map shows them: in imported boundaries, or in tiles where there are none.

    codes   of all places that the map draws, with a value or without
    """

    uses: Uses
    chosen: Chosen
    subject: Subject
    values: dict[Any, Any]
    mixed: bool
    codes: tuple[str, ...]
    shapes: Shapes | None
    area: Grid | None

    @property
    def level(self) -> str:
        """The level of the places: `district`."""
        return _LEVELS[len(self.codes[0])]


def build(view: TableView, parameters: QueryDict, *, source: str) -> MapPage:
    """Return the map that the address asks for."""
    uses = Uses.of(view.schema)
    if shows_points(uses, parameters):
        points = _points(view, uses.shapes[0], parameters, source)
        return MapPage(
            points, _kinds(view, uses, ""), can_open=points is not None and tiles_of(view) is not None and not given_filters(parameters, view.schema)
        )
    chosen = charting.choose(view, uses, parameters, axes=uses.places)
    if chosen is None:
        return MapPage(None, ())
    drawn = choropleth(view, uses, chosen)
    if drawn is None:
        return MapPage(None, _kinds(view, uses, chosen.axis.name))
    chart = _outlined(view, drawn, parameters, source) if drawn.shapes else _tiles(view, drawn, parameters, source)
    picked = _picked(parameters.get("pick", ""), drawn.values, drawn.subject, chosen, drawn.codes)
    choices = _kinds(view, uses, chosen.axis.name) + charting.selections(view, uses, chosen, mixed=False)[:1]
    return MapPage(chart, choices, picked, can_open=drawn.shapes is not None)


def shows_points(uses: Uses, parameters: QueryDict) -> bool:
    """Return whether the address asks for the positions of rows rather than for places."""
    return bool(uses.shapes) and parameters.get("x") not in [column.name for column in uses.places]


def choropleth(view: TableView, uses: Uses, chosen: Chosen) -> Choropleth | None:
    """Return the places with their values; None if neither boundaries nor tiles fit them."""
    rows = [row for row in charting.grouped(view, chosen) if row[chosen.axis.name] is not None]
    given = [row[chosen.axis.name] for row in rows]
    shapes = _shapes_of(given)
    area = None if shapes else grid_for(given)
    if shapes is None and area is None:
        return None
    codes = tuple(place.code for place in shapes.areas) if shapes else tuple(tile.code for tile in area.tiles) if area else ()
    mixed = chosen.measure is not None and charting.mixes(rows)
    subject = charting.subject_of(chosen, period=charting.period_of(chosen, uses), codes=codes, mixed=mixed)
    return Choropleth(uses, chosen, subject, {row[chosen.axis.name]: row[chosen.value.name] for row in rows}, mixed, codes, shapes, area)


def _shapes_of(codes: Sequence[Any]) -> Shapes | None:
    """Return imported boundaries for most of the codes: those places and their neighbours within the same province; else None."""
    level = _LEVELS.get(len(str(codes[0])) if codes else 0)
    found = shapes_of(level) if level else None
    if found is None:
        return None
    known = {area.code for area in found.areas} & set(codes)
    provinces = {str(code)[:2] for code in known}
    near = tuple(area for area in found.areas if level == "province" or area.code[:2] in provinces)
    return Shapes(found.attribution, near) if 2 * len(known) > len(set(codes)) else None


def _outlined(view: TableView, drawn: Choropleth, parameters: QueryDict, source: str) -> ChartShown:
    shapes = cast("Shapes", drawn.shapes)
    pick = parameters.get("pick", "")
    places = [Shape(a.code, place_name(a.code), a.rings, drawn.values.get(a.code), _picking(parameters, a.code), a.code == pick) for a in shapes.areas]
    given = [Bar(place.name, place.value) for place in places]
    chart = charting.shown(view, shape_map(drawn.subject, places), drawn.subject, given, drawn.chosen, parameters, source=source, mixed=drawn.mixed)
    owed = owed_to(shapes.attribution)
    return replace(chart, notes=(*chart.notes, *([owed] if owed else [])))


def owed_to(attribution: str) -> str:
    """Return to whom boundaries are owed, as it stands under a map; empty where nobody was named."""
    return say(f"ขอบเขตการปกครอง: {attribution}", f"Boundaries: {attribution}") if attribution else ""


def grid_for(codes: Sequence[Any]) -> Grid | None:
    """Return the grid in which most of the codes have a tile, or None."""
    areas = [grid(name) for name in _GRIDS]
    best = max(areas, key=lambda area: len(area.codes & set(codes)))
    return best if 2 * len(best.codes & set(codes)) > len(set(codes)) else None


def _tiles(view: TableView, drawn: Choropleth, parameters: QueryDict, source: str) -> ChartShown:
    area = cast("Grid", drawn.area)
    pick = parameters.get("pick", "")
    cells = [Cell(code, drawn.values.get(code), href=_picking(parameters, code), this=code == pick) for code in drawn.codes]
    drawing = tile_map(drawn.subject, area, cells, river_name=say(*_RIVER) if area.river else "")
    given = [Bar(tile.name(spoken()), drawn.values.get(tile.code)) for tile in area.tiles]
    return charting.shown(view, drawing, drawn.subject, given, drawn.chosen, parameters, source=source, mixed=drawn.mixed)


def _picked(code: str, values: dict[Any, Any], subject: Subject, chosen: Chosen, codes: Sequence[str]) -> Picked | None:
    if code not in codes:
        return None
    known = present(values.values())
    decimals = decimals_of(known)
    value = values.get(code)
    if value is None:
        against = say("ไม่มีข้อมูล", "No data")
    else:
        middle = median(known)
        word = say("เท่ากับ", "Equal to") if value == middle else say("สูงกว่า", "Above") if value > middle else say("ต่ำกว่า", "Below")
        against = say(
            f"{word}มัธยฐาน {show(middle, decimals)} ของ {len(known)} {subject.kinds}",
            f"{word} the median of {len(known)} {subject.kinds}, {show(middle, decimals)}",
        )
    rows_href = f"?{urlencode({'view': 'table', f'{chosen.axis.name}__eq': code})}"
    return Picked(place_title(code), show(value, decimals), subject.unit if value is not None else "", against, rows_href)


def _picking(parameters: QueryDict, code: str) -> str:
    query = parameters.copy()
    query.pop("lang", None)
    query["view"], query["pick"] = "map", code
    return f"?{query.urlencode()}"


def _points(view: TableView, column: Column, parameters: QueryDict, source: str) -> ChartShown | None:
    filters = given_filters(parameters, view.schema)
    names = [c.name for c in Uses.of(view.schema).groups][:1]
    question = Rows(view.schema, select=(column.name, *names), where=conditions(filters, view.schema), limit=MOST_POINTS)
    rows = view.rows(question)
    found = [(point, row) for row in rows if (point := point_of(cast("bytes | None", row[column.name])))]
    if not found:
        return None
    missing = [Point(float("nan"), float("nan"))] * (len(rows) - len(found))
    subject = Subject(spoken(), say("ตำแหน่ง", "positions"))
    points = [Point(*point, str(row[names[0]]) if names else "") for point, row in found]
    drawing = point_map(subject, [*points, *missing], outlines=_outlines(points))
    return _points_shown(drawing, points, said_filters(filters, view.schema), names, view, source)


def _outlines(points: Sequence[Point]) -> list[tuple[Ring, ...]]:
    """Return imported boundaries of the districts in whose bounds points lie, to draw below them."""
    found = shapes_of("district")
    if found is None:
        return []
    west, east = min(p.longitude for p in points), max(p.longitude for p in points)
    south, north = min(p.latitude for p in points), max(p.latitude for p in points)
    inside = [a for a in found.areas if any(west <= x <= east and south <= y <= north for ring in a.rings for x, y in ring)]
    return [area.rings for area in inside] if len(inside) <= _MOST_OUTLINES else []


def _points_shown(drawing: Drawing, points: Sequence[Point], filters: Sequence[str], names: Sequence[str], view: TableView, source: str) -> ChartShown:
    column = view.schema.get(names[0]) if names else None
    listed = points[:200]
    more = say(f"ตารางแสดง {len(listed)} จุดแรก", f"The table shows the first {len(listed)} points.") if len(points) > len(listed) else ""
    return ChartShown(
        drawing=drawing,
        subtitle=" ".join(filters) or say("หนึ่งจุดคือหนึ่งแถวของตาราง", "Each mark is one row of the table."),
        notes=tuple(note for note in (drawing.note, more) if note),
        source=source,
        heads=(title_of(column) if column else say("จุด", "Point"), say("ละติจูด", "Latitude"), say("ลองจิจูด", "Longitude")),
        rows=tuple((point.name or str(k + 1), f"{point.latitude:.5f}", f"{point.longitude:.5f}") for k, point in enumerate(listed)),
    )


def _kinds(view: TableView, uses: Uses, axis: str) -> tuple[Selection, ...]:
    """The choice between points and places, where the table has both."""
    if not uses.shapes or not uses.places:
        return ()
    choices = (("", say("จุด", "Points")), *((column.name, axis_title(column, view.schema)) for column in uses.places))
    return (Selection("x", say("แผนที่ของ", "Map of"), axis, choices),)
