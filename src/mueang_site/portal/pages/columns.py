"""What the columns of a table are good for on a page: measures, places, periods, groups; and how their values are shown."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from mueang.base import periods
from mueang.base.periods import to_gregorian
from mueang.base.text import arabic_digits
from mueang.documents.charts.figures import decimals_of, present, show
from mueang.geo.gazetteer import Place, gazetteer
from mueang.tables.schema import Column, ColumnType, TableSchema
from mueang_site.portal.language import say, spoken

_NOT_MEASURED = re.compile(r"(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|x|y|id|no\.?|objectid|fid|ละติจูด|ลองจิจูด|ลำดับ(?:ที่)?|รหัส.*)", re.IGNORECASE)
_TIME = (ColumnType.YEAR, ColumnType.DATE)
_MONTHS_IN = {"month": 1, "quarter": 3, "half-year": 6}
_GROUPS = (ColumnType.STRING, ColumnType.BOOLEAN)
_TYPES = {
    ColumnType.STRING: ("ข้อความ", "Text"),
    ColumnType.INTEGER: ("จำนวนเต็ม", "Whole number"),
    ColumnType.NUMBER: ("ตัวเลข", "Number"),
    ColumnType.BOOLEAN: ("ใช่/ไม่ใช่", "Yes or no"),
    ColumnType.DATE: ("วันที่", "Date"),
    ColumnType.DATETIME: ("วันที่และเวลา", "Date and time"),
    ColumnType.TIME: ("เวลา", "Time"),
    ColumnType.YEAR: ("ปี", "Year"),
    ColumnType.PLACE: ("รหัสพื้นที่", "Place code"),
    ColumnType.GEOMETRY: ("รูปทรงหรือพิกัด", "Shape or position"),
}
_UNITS_EN = {
    "คน": "people",
    "คนต่อประชากร 100,000 คน": "per 100,000 people",
    "ครัวเรือน": "households",
    "แห่ง": "places",
    "เตียง": "beds",
    "วัน": "days",
    "ปี": "years",
    "ร้อยละ": "%",
    "บาท": "baht",
    "ไร่": "rai",
    "ม.": "m",
    "กม.": "km",
    "ตร.ม.": "m²",
    "ตร.กม.": "km²",
    "มคก./ลบ.ม.": "µg/m³",
}
_YEAR = re.compile(r"(?<!\d)(?:19|20|24|25)\d\d(?!\d)")
_POINT = struct.Struct("<BIdd")
_IS_POINT = b"\x01\x01\x00\x00\x00"


@dataclass(frozen=True)
class Uses:
    """The columns of a table by what a page can do with them."""

    measures: tuple[Column, ...]
    places: tuple[Column, ...]
    times: tuple[Column, ...]
    groups: tuple[Column, ...]
    shapes: tuple[Column, ...]

    @classmethod
    def of(cls, schema: TableSchema) -> Uses:
        """Return the uses of the columns of a schema, in order; numbers that only count or locate are no measures."""
        numeric = schema.of_type(ColumnType.INTEGER, ColumnType.NUMBER)
        told = _sources(schema)
        return cls(
            measures=tuple(column for column in numeric if not _NOT_MEASURED.fullmatch(column.name.strip())),
            places=schema.of_type(ColumnType.PLACE),
            times=schema.of_type(*_TIME),
            groups=tuple(column for column in schema.of_type(*_GROUPS) if column.source_column not in told),
            shapes=schema.of_type(ColumnType.GEOMETRY),
        )

    @property
    def measure(self) -> Column | None:
        """The column that a page shows unless another is chosen: of columns named by years the newest, else the first."""
        return max(self.measures, key=lambda column: (year_in(title_of(column)) or 0, -self.measures.index(column)), default=None)

    @property
    def axes(self) -> tuple[Column, ...]:
        """Columns that a chart may run over."""
        return (*self.places, *self.times, *self.groups)


def year_in(title: str) -> int | None:
    """Return the year that a heading names, Gregorian: of `อัตรา พ.ศ. 2566` 2023; None if it names none or several."""
    years = {to_gregorian(int(text)) for text in _YEAR.findall(arabic_digits(title))}
    return years.pop() if len(years) == 1 else None


def _sources(schema: TableSchema) -> set[int]:
    """Return the source columns whose places stand in a column of codes: the names beside the codes say nothing more."""
    return {position for column in schema.of_type(ColumnType.PLACE) for position in column.derived_from}


def axis_title(column: Column, schema: TableSchema) -> str:
    """Return the heading of a column as an axis or filter: codes go by the heading of the names that they come from."""
    source = next((other for other in schema.columns if other.source_column is not None and other.source_column in column.derived_from[:1]), None)
    return title_of(source or column)


def title_of(column: Column) -> str:
    """Return the heading of the column in the language of the page."""
    return (column.title_en if spoken() == "en" else column.title_th) or column.name


def unit_of(column: Column) -> str:
    """Return the unit of the column in the language of the page, as far as it has a word there."""
    unit = column.unit or ""
    return _UNITS_EN.get(unit, unit) if spoken() == "en" else unit


def type_of(column: Column) -> str:
    """Return the type of the column in words."""
    return say(*_TYPES[column.type])


def place_name(code: object) -> str:
    """Return the name of the place without its level word; the code itself if it is not official."""
    place = _place(code)
    if place is None:
        return str(code)
    return place.name_en if spoken() == "en" else place.name_th


def place_title(code: object) -> str:
    """Return the place with its level word: เขตดุสิต."""
    place = _place(code)
    if place is None:
        return str(code)
    return place.name_en if spoken() == "en" else place.title_th


def is_official(code: object) -> bool:
    """Return whether the code is one of the official list."""
    return _place(code) is not None


def label_of(column: Column, value: Any) -> str:
    """Return a value as the label of a bar or a choice."""
    if value is None:
        return say("ไม่มีข้อมูล", "No data")
    if column.type is ColumnType.PLACE:
        return place_name(value)
    return cell_text(column, value)


def cell_text(column: Column, value: Any, decimals: int | None = None) -> str:
    """Return a value as a table shows it; – for none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if column.type.is_numeric:
        return show(value, decimals_of([value]) if decimals is None else decimals)
    if column.type is ColumnType.GEOMETRY:
        return _shape_text(value)
    return _plain_text(column, value)


def _plain_text(column: Column, value: Any) -> str:
    if column.type is ColumnType.YEAR:
        return periods.show_year(int(value), spoken())
    if isinstance(value, bool):
        return say("ใช่", "yes") if value else say("ไม่ใช่", "no")
    if isinstance(value, datetime):
        return f"{periods.show_date(value.date(), spoken())} {periods.show_time(value, spoken())}"
    if isinstance(value, date):
        months = _MONTHS_IN.get(column.period or "")
        return periods.show_months(value, months, spoken()) if months else periods.show_date(value, spoken())
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def decimals_by_column(columns: Iterable[Column], rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Return how many decimals each numeric column shows: one number for the whole column."""
    given = list(rows)
    return {column.name: decimals_of(present(row[column.name] for row in given)) for column in columns if column.type.is_numeric}


def point_of(shape: bytes | None) -> tuple[float, float] | None:
    """Return (longitude, latitude) if the WKB is a point."""
    if shape is None or not shape.startswith(_IS_POINT) or len(shape) < _POINT.size:
        return None
    _, _, longitude, latitude = _POINT.unpack_from(shape)
    return longitude, latitude


def _shape_text(shape: bytes) -> str:
    point = point_of(shape)
    if point is None:
        return say("รูปทรง", "shape")
    return f"{point[1]:.5f}, {point[0]:.5f}"


def _place(code: object) -> Place | None:
    return gazetteer().get(str(code))
