"""Read a layer of official boundaries: code, names, shape and size of each area.

    layer = read_boundaries(Source.at("bma_district_50.zip"))

Takes GeoJSON, GeoPackage and zipped Shapefiles. Which attribute is the code is found by its values (`TH1001`, `dcode`,
`pro_code` ...); names are those of the official list where the code is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mueang.base.errors import BadInput, SourceError
from mueang.base.files import Source
from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.base.text import is_thai, squeeze
from mueang.geo.crs import WGS84, to_wgs84
from mueang.geo.gazetteer import Gazetteer, Level, code_digits, gazetteer
from mueang.geo.gdal import gdal
from mueang.geo.shapes import repair_areas, square_metres

DRIVERS = {"geojson": "GeoJSON", "json": "GeoJSON", "gpkg": "GPKG", "shp": "ESRI Shapefile", "zip": "ESRI Shapefile"}
CODES_KNOWN = 0.8


@dataclass(frozen=True)
class BoundaryOptions:
    """What a person may say of a layer; None leaves it to the data. `level` may be of our own (`community`) if `code_field` is given."""

    layer: str | None = None
    code_field: str | None = None
    level: str | None = None
    name_th_field: str | None = None
    name_en_field: str | None = None
    crs: str | None = None


@dataclass(frozen=True)
class Area:
    """One area. `wkb` is a multipolygon in lon/lat WGS 84; `label` a point inside it (lon, lat)."""

    code: str
    name_th: str
    name_en: str
    wkb: bytes
    square_metres: float
    label: tuple[float, float]


@dataclass(frozen=True)
class BoundaryLayer:
    """The areas of one level in one file, by code, and what was found on the way."""

    level: str
    code_field: str
    crs: str
    areas: tuple[Area, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, kw_only=True)
class ShapesRepaired(Issue):
    """Shapes crossed themselves and were repaired, where that was possible."""

    code = "boundary.shape"
    severity = "warning"
    text = Message(
        "รูปทรง {count} รูปมีเส้นตัดกันเอง ซ่อมแล้ว {fixed} รูป อีก {left} รูปต้องแก้ในไฟล์ รหัส {codes}",
        "{count} shapes cross themselves: {fixed} repaired, {left} to mend in the file. Codes: {codes}.",
    )
    fixed: int
    left: int
    codes: str


@dataclass(frozen=True, kw_only=True)
class CodesNotListed(Issue):
    """Areas bear codes that are not in the official list; they were kept under their own names."""

    code = "boundary.code-unknown"
    severity = "warning"
    text = Message(
        "มี {count} พื้นที่ที่รหัสไม่อยู่ในรายชื่อ เช่น {codes} นำเข้าตามชื่อในไฟล์",
        "{count} areas have codes that are not in the list, e.g. {codes}; they keep the names of the file.",
    )
    codes: str


@dataclass(frozen=True, kw_only=True)
class AreasMissing(Issue):
    """Places of the level have no shape in the layer, in provinces that it covers."""

    code = "boundary.missing"
    severity = "warning"
    text = Message(
        "มี {count} พื้นที่ในรายชื่อที่ชั้นข้อมูลนี้ไม่มีรูปทรง เช่น {codes} แผนที่จะแสดงว่ามีข้อมูลแต่ไม่มีขอบเขต",
        "{count} places of the list have no shape in this layer, e.g. {codes}. Maps will say that there is data without a shape.",
    )
    codes: str


@dataclass(frozen=True, kw_only=True)
class AreasJoined(Issue):
    """Several shapes bear one code and were joined to one area."""

    code = "boundary.joined"
    severity = "info"
    text = Message("รวมรูปทรงที่มีรหัสเดียวกัน {count} รหัส เช่น {codes}", "Shapes with the same code were joined for {count} codes, e.g. {codes}.")
    codes: str


@dataclass(frozen=True)
class _Raw:
    """A layer as the file has it."""

    fields: Mapping[str, Sequence[Any]]
    shapes: Any
    crs: str | None


def read_boundaries(source: Source, options: BoundaryOptions | None = None) -> BoundaryLayer:
    """Return the boundary layer of a file.

    Raises SourceError (`boundary.unreadable`) if it cannot be read as one, BadInput (`boundary.code`, `boundary.layer`,
    `crs.missing`) if a person must say which attribute is the code, which layer is meant, or the coordinate system.
    """
    options = options or BoundaryOptions()
    raw = _read(source, options)
    places = gazetteer()
    code_field, level = _code_field(raw, options, places)
    codes = [_code(value, level, places) for value in raw.fields[code_field]]
    transformation = to_wgs84(options.crs or raw.crs or _degrees(raw.shapes))
    repaired = repair_areas(transformation.shapes(raw.shapes))
    names = _names(raw, options, level)
    joined, doubled = _joined(codes, repaired.shapes)
    areas = tuple(_area(code, shape, *names[index], places) for code, (index, shape) in sorted(joined.items()))
    issues = [*_about_shapes(repaired.invalid, repaired.fixed, [codes[i] or "?" for i in repaired.left]), *_about_codes(areas, level, doubled, places)]
    return BoundaryLayer(level, code_field, transformation.crs, areas, tuple(issues))


def _read(source: Source, options: BoundaryOptions) -> _Raw:
    import shapely
    from pyogrio.errors import DataLayerError, DataSourceError

    if source.extension not in DRIVERS:
        raise _unreadable(source.name)
    path = f"/vsizip/{source.path.resolve()}" if source.extension == "zip" else str(source.path.resolve())
    legacy = DRIVERS[source.extension] == "ESRI Shapefile"
    try:
        meta, _, wkb, columns = gdal().raw.read(path, layer=_layer(path, options), encoding="ISO-8859-1" if legacy else None, force_2d=True)
        shapes = shapely.from_wkb(wkb)
    except (DataSourceError, DataLayerError, shapely.errors.GEOSException, ValueError, UnicodeDecodeError) as error:
        raise _unreadable(source.name) from error
    fields = {str(name): [_decoded(value) if legacy else value for value in column] for name, column in zip(meta["fields"], columns, strict=True)}
    if not len(shapes) or shapely.is_missing(shapes).all():
        raise _unreadable(source.name)
    return _Raw(fields, shapes, meta["crs"])


def _layer(path: str, options: BoundaryOptions) -> str | None:
    layers = [str(name) for name, kind in gdal().list_layers(path) if kind is not None]
    if options.layer is not None or len(layers) == 1:
        return options.layer
    names = ", ".join(layers) or "–"
    raise BadInput(
        Message(f"ไฟล์มีหลายชั้นข้อมูล ({names}) ระบุชั้นที่ต้องการ", f"The file has several layers ({names}). Say which."), code="boundary.layer", field="layer"
    )


def _unreadable(name: str) -> SourceError:
    thai = f"อ่าน “{name}” เป็นชั้นขอบเขตไม่ได้ ใช้ไฟล์ GeoJSON, GeoPackage หรือ Shapefile ที่บีบอัดเป็น ZIP"
    return SourceError(
        Message(thai, f"“{name}” cannot be read as a layer of boundaries. Use GeoJSON, GeoPackage or a zipped Shapefile."), code="boundary.unreadable"
    )


def _decoded(value: Any) -> Any:
    """Return the text of a DBF cell, which was read byte by byte: UTF-8, also cut in the middle of a letter, else Windows-874."""
    if not isinstance(value, str) or value.isascii():
        return value
    raw = value.encode("latin-1", "replace")
    for dropped in range(3):
        try:
            return raw[: len(raw) - dropped].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return raw.decode("cp874", "replace")


def _code_field(raw: _Raw, options: BoundaryOptions, places: Gazetteer) -> tuple[str, str]:
    """Return the attribute that holds the codes and their level: the one whose codes tell the shapes apart best."""
    if options.code_field is not None:
        if options.code_field not in raw.fields:
            raise _ask_code(raw)
        level = options.level or _level(raw.fields[options.code_field], places)
        if level is None:
            raise _ask_code(raw)
        return options.code_field, level
    found = [(name, level) for name, values in raw.fields.items() if (level := _level(values, places)) and options.level in (None, level)]
    if not found:
        raise _ask_code(raw)
    return max(found, key=lambda field: (len({code_digits(value) for value in raw.fields[field[0]]}), "code" in field[0].lower()))


def _level(values: Sequence[Any], places: Gazetteer) -> Level | None:
    """Return the level of which nearly all values are codes."""
    levels = [place.level for value in values if (place := places.get(code_digits(value)))]
    level = max(Level, key=levels.count)
    return level if levels.count(level) >= max(1, CODES_KNOWN * len(values)) else None


def _ask_code(raw: _Raw) -> BadInput:
    names = ", ".join(raw.fields)
    thai = f"ไม่พบคอลัมน์ที่เป็นรหัสพื้นที่ในไฟล์นี้ ระบุคอลัมน์รหัสและระดับพื้นที่ คอลัมน์ที่มีคือ {names}"
    return BadInput(
        Message(thai, f"No attribute holds codes of places. Name the attribute and the level. There are: {names}."), code="boundary.code", field="code_field"
    )


def _code(value: Any, level: str, places: Gazetteer) -> str | None:
    if value is None or value == "" or value != value:
        return None
    digits = code_digits(value)
    official = digits is not None and level in set(Level) and len(digits) == Level(level).digits
    return digits if official or places.get(digits) else squeeze(str(value))


def _degrees(shapes: Any) -> str:
    """Return WGS 84 for shapes that lie within degrees. Raises BadInput (`crs.missing`) for others."""
    import shapely

    bounds = shapely.total_bounds(shapes)
    if np.abs(bounds[[0, 2]]).max() <= 180 and np.abs(bounds[[1, 3]]).max() <= 90:
        return WGS84
    thai = "ไฟล์ไม่ได้บอกระบบพิกัด (ไม่มีไฟล์ .prj) ระบุเป็น EPSG เช่น EPSG:32647"
    raise BadInput(Message(thai, "The file has no .prj. State its coordinate system, e.g. EPSG:32647."), code="crs.missing", field="crs")


def _names(raw: _Raw, options: BoundaryOptions, level: str) -> list[tuple[str, str]]:
    thai = options.name_th_field or _name_field(raw, level, thai=True)
    english = options.name_en_field or _name_field(raw, level, thai=False)
    texts = [[_text(v) for v in raw.fields[name]] if name in raw.fields else [""] * len(raw.shapes) for name in (thai, english)]
    return list(zip(*texts, strict=True))


def _name_field(raw: _Raw, level: str, *, thai: bool) -> str:
    """Return the text attribute in this script that tells most shapes apart; of equals, the one that speaks of the level's number."""
    number = {"province": "1", "district": "2", "subdistrict": "3"}.get(level, "")

    def merit(name: str) -> tuple[int, bool]:
        texts = {text for value in raw.fields[name] if (text := _text(value)) and is_thai(text) == thai and not any(char.isdigit() for char in text)}
        return len(texts), bool(number) and number in name

    return max(raw.fields, key=merit, default="")


def _text(value: Any) -> str:
    return squeeze(value) if isinstance(value, str) else ""


def _joined(codes: Sequence[str | None], shapes: Any) -> tuple[dict[str, tuple[int, Any]], list[str]]:
    """Return the shape of each code and the index of its first feature, and the codes that had several shapes."""
    import shapely

    found: dict[str, list[int]] = {}
    for index, code in enumerate(codes):
        if code is not None and shapes[index] is not None:
            found.setdefault(code, []).append(index)
    joined = {code: (at[0], shapes[at[0]] if len(at) == 1 else shapely.union_all([shapes[i] for i in at])) for code, at in found.items()}
    return joined, sorted(code for code, at in found.items() if len(at) > 1)


def _area(code: str, shape: Any, name_th: str, name_en: str, places: Gazetteer) -> Area:
    import shapely

    place = places.get(code)
    label = shapely.point_on_surface(shape)
    names = (place.name_th, place.name_en) if place else (name_th, name_en)
    whole = shapely.MultiPolygon(list(shapely.get_parts(shape)))
    return Area(code, *names, shapely.to_wkb(whole), square_metres(whole), (label.x, label.y))


def _about_shapes(invalid: int, fixed: int, left: Sequence[str]) -> list[Issue]:
    return [ShapesRepaired(count=invalid, fixed=fixed, left=len(left), codes=_some(left))] if invalid else []


def _about_codes(areas: Sequence[Area], level: str, doubled: Sequence[str], places: Gazetteer) -> list[Issue]:
    issues: list[Issue] = [AreasJoined(count=len(doubled), codes=_some(doubled))] if doubled else []
    if level not in set(Level):
        return issues
    there = {area.code for area in areas}
    provinces = {code[:2] for code in there}
    unknown = sorted(code for code in there if places.get(code) is None)
    missing = [place.code for place in places.of_level(Level(level)) if place.code[:2] in provinces and place.code not in there]
    if level == Level.PROVINCE:
        missing = [place.code for place in places.of_level(Level.PROVINCE) if place.code not in there] if len(there) > 1 else []
    issues += [CodesNotListed(count=len(unknown), codes=_some(unknown))] if unknown else []
    issues += [AreasMissing(count=len(missing), codes=_some(missing))] if missing else []
    return issues


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:5]) + (" …" if len(codes) > 5 else "") if codes else "–"
