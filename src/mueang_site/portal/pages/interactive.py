"""What the interactive map shows, told to the browser: the same values, classes and words as the drawing that it replaces.

Boundaries and positions come as archives of tiles; values come here, asked as ever under the permit of the caller, and are
joined to the shapes by their code. What stands behind a point is asked for when somebody points at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import NotFound
from mueang.documents.charts.classes import quantile_classes
from mueang.documents.charts.figures import decimals_of, show
from mueang.geo.pmtiles import Bounds, read_heading
from mueang.query import Condition, Rows
from mueang.tables.schema import SOURCE_ROW, VERSION, ColumnType
from mueang_site.access.actor import Actor
from mueang_site.areas import tiles as areas
from mueang_site.areas.archives import State
from mueang_site.areas.queries import Shapes
from mueang_site.catalogue import tiles as rows
from mueang_site.catalogue.table import TableView
from mueang_site.portal.assets import built
from mueang_site.portal.language import say, spoken
from mueang_site.portal.pages import charting
from mueang_site.portal.pages.columns import Uses, axis_title, cell_text, place_title, unit_of
from mueang_site.portal.pages.filters import given_filters
from mueang_site.portal.pages.mapping import Choropleth, choropleth, owed_to, shows_points

Told = dict[str, object]
_GROUND = "district"
_MOST_LINES = 5
_NOTHING: Told = {"state": State.NONE}
_FACES = {"sarabun-thai-400-normal.woff2": ["U+0E00-0E7F", "U+200B-200D", "U+25CC"], "sarabun-latin-400-normal.woff2": ["U+0000-00FF", "U+2010-2027", "U+2212"]}


@dataclass(frozen=True)
class _Archive:
    """An archive of tiles by its address, or that it is not there yet."""

    state: State
    href: str
    owed: str = ""


def build(actor: Actor, slug: str, view: TableView, parameters: QueryDict, *, now: datetime) -> Told:
    """Return the map that the address asks for; `state` says whether its tiles are there, are being made, or never will be."""
    uses = Uses.of(view.schema)
    if shows_points(uses, parameters):
        return _points(actor, slug, view, parameters, now)
    chosen = charting.choose(view, uses, parameters, axes=uses.places)
    drawn = choropleth(view, uses, chosen) if chosen else None
    if drawn is None or drawn.shapes is None:
        return _NOTHING
    archive = _ground(actor, drawn.level, now)
    if archive is None or archive.state is not State.READY:
        return {"state": archive.state if archive else State.NONE}
    return {**_common(archive), **_places(drawn, drawn.shapes), "pick": parameters.get("pick", "")}


def row(view: TableView, parameters: QueryDict) -> Told:
    """Return what stands in one row, in the words of a table. Raises NotFound, BadQuery."""
    uses = Uses.of(view.schema)
    shown = list(dict.fromkeys((*uses.groups[:2], *uses.places[-1:], *uses.times[:1], *((uses.measure,) if uses.measure else ()))))[:_MOST_LINES]
    where = tuple(Condition(name, "eq", _whole(parameters.get(key, ""))) for name, key in ((SOURCE_ROW, "row"), (VERSION, "of")))
    found = view.rows(Rows(view.schema, select=tuple(column.name for column in shown), where=where, limit=1)) if shown else []
    if not found:
        raise NotFound
    lines = [(column, found[0][column.name]) for column in shown if found[0][column.name] is not None]
    told = [[axis_title(c, view.schema), place_title(v) if c.type is ColumnType.PLACE else f"{cell_text(c, v)} {unit_of(c)}".strip()] for c, v in lines]
    named = bool(lines) and lines[0][0] in uses.groups
    return {"title": told[0][1] if named else say("แถว", "Row") + f" {where[0].value}", "lines": told[1:] if named else told}


def _points(actor: Actor, slug: str, view: TableView, parameters: QueryDict, now: datetime) -> Told:
    tiles = rows.tiles_of(view)
    if tiles is None or given_filters(parameters, view.schema):
        return _NOTHING
    if tiles.state is State.MISSING:
        rows.ask(actor, tiles, now=now)
    if tiles.state is not State.READY:
        return {"state": tiles.state}
    ground = _ground(actor, _GROUND, now)
    address = f"{reverse('tiles', args=[slug, tiles.number])}?{urlencode({'key': tiles.key})}"
    under = ground if ground and ground.state is State.READY else None
    return {
        **_common(under),
        "rows": address,
        "row": f"{reverse('map', args=[slug])}?{urlencode({'version': tiles.number, 'lang': spoken()})}",
        "bounds": read_heading(tiles.path).bounds,
        "label": say("แผนที่จุด", "Point map"),
    }


def _ground(actor: Actor, level: str, now: datetime) -> _Archive | None:
    """Return the boundaries of a level, and have their tiles made if they are not; None if there are no boundaries."""
    tiles = areas.tiles_of(level)
    if tiles is None:
        return None
    if tiles.state is State.MISSING:
        areas.ask(actor, level, now=now)
    return _Archive(tiles.state, f"{reverse('boundary-tiles', args=[level])}?{urlencode({'key': tiles.key})}", owed_to(tiles.attribution))


def _places(drawn: Choropleth, shapes: Shapes) -> Told:
    """Return each place with its name, its figure and the step of the ramp, as the drawing has them."""
    values = [drawn.values.get(code) for code in drawn.codes]
    classes, decimals = quantile_classes(values), decimals_of(values)
    subject = drawn.subject
    return {
        "places": {code: [place_title(code), show(value, decimals), classes.shade(value)] for code, value in zip(drawn.codes, values, strict=True)},
        "measure": subject.measure,
        "unit": subject.unit,
        "period": subject.period,
        "bounds": _around(shapes),
        "label": " ".join(part for part in (subject.measure, subject.period) if part),
    }


def _around(shapes: Shapes) -> Bounds:
    corners = [corner for area in shapes.areas for ring in area.rings for corner in ring]
    lon, lat = [x for x, _ in corners], [y for _, y in corners]
    return min(lon), min(lat), max(lon), max(lat)


def _common(ground: _Archive | None) -> Told:
    """Return what every map needs: boundaries, fonts, and words in the language of the page."""
    return {
        "state": State.READY,
        "areas": ground.href if ground else "",
        "owed": ground.owed if ground else "",
        "name": f"name_{spoken()}",
        "sheet": built("live.css"),
        "worker": built("maplibre-gl-worker.mjs"),
        "faces": [{"url": built(name), "unicode-range": ranges} for name, ranges in _FACES.items()],
        "words": _words(),
    }


def _words() -> dict[str, Any]:
    move = say("ใช้สองนิ้วเลื่อนแผนที่", "Use two fingers to move the map")
    return {
        "close": say("กลับไปภาพนิ่ง", "Back to the still map"),
        "nothing": say("ไม่มีข้อมูล", "No data"),
        "stands": say("จุดนี้แทน {n} จุดที่อยู่ใกล้กัน ขยายเพื่อดูแต่ละจุด", "This mark stands for {n} points near each other. Zoom in to see each."),
        "help": say(
            "ใช้ลูกศรเลื่อน เครื่องหมายบวกและลบย่อขยาย กด Enter อ่านค่ากลางแผนที่",
            "Arrow keys move, plus and minus zoom, Enter reads what is at the centre.",
        ),
        "touch": say("แตะพื้นที่หรือจุดเพื่ออ่านค่า ใช้สองนิ้วเลื่อนและย่อขยาย", "Touch a place or a point to read it. Two fingers move and zoom."),
        "empty": say("ไม่มีอะไรที่กลางแผนที่", "There is nothing at the centre of the map."),
        "locale": {
            "NavigationControl.ZoomIn": say("ขยาย", "Zoom in"),
            "NavigationControl.ZoomOut": say("ย่อ", "Zoom out"),
            "Popup.Close": say("ปิดคำอธิบาย", "Close the note"),
            "ScaleControl.Meters": say("ม.", "m"),
            "ScaleControl.Kilometers": say("กม.", "km"),
            "CooperativeGesturesHandler.WindowsHelpText": say("กด Ctrl ค้างไว้แล้วหมุนล้อเมาส์เพื่อย่อขยาย", "Hold Ctrl and scroll to zoom"),
            "CooperativeGesturesHandler.MacHelpText": say("กด ⌘ ค้างไว้แล้วเลื่อนเพื่อย่อขยาย", "Hold ⌘ and scroll to zoom"),
            "CooperativeGesturesHandler.MobileHelpText": move,
        },
    }


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise NotFound
    return int(text)
