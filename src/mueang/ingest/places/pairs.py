"""The columns of coordinates: found by their headings, or as texts by what they hold, and read as two numbers a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.geo import written
from mueang.geo.crs import WGS84, Numbers, in_thailand, to_wgs84
from mueang.geo.headings import Axis, axis, stated_system, without_axis
from mueang.tables.distinct import decoded, flags
from mueang.tables.distinct import distinct as by_value
from mueang.tables.schema import Column, ColumnType, TableSchema

MOSTLY = 0.8
FIRST_LOOK = 20
_TWO_NUMBERS = r"^[\[\(\s'\"]*(?P<first>-?\d+(?:\.\d+)?)['\"\s]*[,;\s]['\"\s]*(?P<second>-?\d+(?:\.\d+)?)[\]\)\s'\"]*$"
_ONE_NUMBER = r"^\s*-?\d+(?:\.\d+)?\s*$"
_MAY_BE_A_POSITION = r"\d[^\d].*\d"
_LAT_FIRST, _LON_FIRST, _UNTOLD = 1.0, 2.0, 0.0


@dataclass(frozen=True)
class Pair:
    """The columns of one pair of coordinates: `x` east (longitude), `y` north (latitude), the same column for both in one cell.

    `system` is the one that the headings name, None if they name none.
    """

    x: int
    y: int
    degrees: bool
    system: str | None = None

    @property
    def in_one_cell(self) -> bool:
        """True if one text holds both."""
        return self.x == self.y

    def names(self, schema: TableSchema) -> str:
        """The names of the columns as people read them."""
        positions = [self.x] if self.in_one_cell else [self.x, self.y]
        return " ".join(f"“{schema.columns[position].name}”" for position in positions)

    def sources(self, schema: TableSchema) -> tuple[int, ...]:
        """The source columns of the pair."""
        found = [schema.columns[position].source_column for position in dict.fromkeys((self.y, self.x))]
        return tuple(source for source in found if source is not None)

    def read(self, batch: pa.RecordBatch, *, latitude_first: bool = True) -> tuple[Numbers, Numbers]:
        """Return x and y of the rows, NaN where there is none."""
        if not self.in_one_cell:
            return _numbers(batch.column(self.x)), _numbers(batch.column(self.y))
        first, second, order = _in_one_cell(batch.column(self.x))
        turned = (order == _LAT_FIRST) | ((order == _UNTOLD) & latitude_first)
        return np.where(turned, second, first), np.where(turned, first, second)

    def written(self, batch: pa.RecordBatch) -> NDArray[np.bool_]:
        """Return which rows hold something where a coordinate should stand."""
        there: NDArray[np.bool_] = flags(pc.and_(pc.is_valid(batch.column(self.x)), pc.is_valid(batch.column(self.y))))
        return there


def _numbers(column: pa.Array) -> Numbers:
    """Return a column of numbers, or of angles written in some way, NaN where there is none."""
    if not pa.types.is_dictionary(column.type) and not pa.types.is_string(column.type):
        return np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    return _by_distinct(column, _angles)[:, 0]


def _in_one_cell(column: pa.Array) -> tuple[Numbers, Numbers, Numbers]:
    read = _by_distinct(column, _positions)
    return read[:, 0], read[:, 1], read[:, 2]


def _by_distinct(column: pa.Array, read: Callable[[pa.Array], Numbers]) -> Numbers:
    """Return what each row means, read once for each distinct value; the last place is that of rows without a value."""
    found = by_value(column)
    table = read(found.values)
    return np.vstack([table, np.full((1, table.shape[1]), np.nan)])[found.codes]


def _angles(values: pa.Array) -> Numbers:
    table = np.full((len(values), 1), np.nan)
    plain = pc.match_substring_regex(values, _ONE_NUMBER).to_numpy(zero_copy_only=False).astype(bool)
    table[plain, 0] = pc.cast(pc.utf8_trim_whitespace(values.filter(pa.array(plain))), pa.float64()).to_numpy(zero_copy_only=False)
    for index in np.flatnonzero(~plain):
        found = written.angle(values[int(index)].as_py() or "")
        table[index, 0] = np.nan if found is None else found.degrees
    return table


def _positions(values: pa.Array) -> Numbers:
    table = np.full((len(values), 3), np.nan)
    plain = pc.extract_regex(values, _TWO_NUMBERS)
    for place in (0, 1):
        table[:, place] = pc.cast(pc.struct_field(plain, place), pa.float64()).to_numpy(zero_copy_only=False)
    table[:, 2] = _UNTOLD
    for index in np.flatnonzero(np.isnan(table[:, 0])):
        table[index] = _position(values[int(index)].as_py() or "")
    return table


def _position(text: str) -> tuple[float, float, float]:
    """Return two coordinates and which of them stands first; those on a grid as degrees."""
    found = written.position(text)
    if found is None:
        return np.nan, np.nan, _UNTOLD
    if found.crs is not None:
        lon, lat = to_wgs84(found.crs).lon_lat([found.first], [found.second])
        return float(lon[0]), float(lat[0]), _LON_FIRST
    return found.first, found.second, {"lat lon": _LAT_FIRST, "lon lat": _LON_FIRST}.get(found.order, _UNTOLD)


def find_pairs(schema: TableSchema, chosen: tuple[int, int] | None = None) -> list[Pair]:
    """Return the pairs that the headings name, degrees first; only the chosen source columns (north, east) where given."""
    if chosen is not None:
        at = {column.source_column: position for position, column in enumerate(schema.columns)}
        return [Pair(at[chosen[1]], at[chosen[0]], degrees=True)] if set(chosen) <= set(at) else []
    numbers = _by_axis(schema, ColumnType.NUMBER, ColumnType.INTEGER)
    angles = _by_axis(schema, ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.STRING)
    degrees = _matched(schema, angles, "lon", "lat")
    plane = _matched(schema, numbers, "x", "y")
    in_cells = [Pair(position, position, degrees=True) for position in angles.get("pair", []) if schema.columns[position].type is ColumnType.STRING]
    systems = {pair: stated_system(" ".join(_heading(schema.columns[position]) for position in pair)) for pair in plane}
    return [*(Pair(x, y, degrees=True) for x, y in degrees), *in_cells, *(Pair(x, y, degrees=False, system=systems[x, y]) for x, y in plane)]


def _by_axis(schema: TableSchema, *types: ColumnType) -> dict[Axis, list[int]]:
    found: dict[Axis, list[int]] = {}
    for position, column in enumerate(schema.columns):
        which = axis(_heading(column)) if column.type in types and column.source_column is not None else None
        if which is not None:
            found.setdefault(which, []).append(position)
    return found


def _matched(schema: TableSchema, found: dict[Axis, list[int]], east: Axis, north: Axis) -> list[tuple[int, int]]:
    easts, norths = found.get(east, []), found.get(north, [])
    if len(easts) == len(norths) == 1:
        return [(easts[0], norths[0])]
    rest = {without_axis(_heading(schema.columns[y])): y for y in reversed(norths)}
    return [(x, rest[key]) for x in easts if (key := without_axis(_heading(schema.columns[x]))) in rest]


def _heading(column: Column) -> str:
    return column.source_name or column.name


@dataclass
class TextColumn:
    """A column of text under a heading that does not speak of coordinates; `holds` is known after its first values."""

    position: int
    holds: bool = False
    seen: bool = False

    def look(self, batch: pa.RecordBatch) -> None:
        """Judge the column by its first values: nearly all must be points in Thailand."""
        if self.seen:
            return
        values = decoded(batch.column(self.position).drop_null().slice(0, FIRST_LOOK))
        if not len(values):
            return
        self.seen = True
        if pc.mean(pc.match_substring_regex(values, _MAY_BE_A_POSITION)).as_py() >= MOSTLY:
            first, second, _ = _in_one_cell(values)
            self.holds = bool((in_thailand(first, second) | in_thailand(second, first)).mean() >= MOSTLY)


def text_columns(schema: TableSchema, known: Sequence[Pair]) -> list[TextColumn]:
    """Return the columns of text that may hold positions, beside the pairs known by their headings."""
    taken = {position for pair in known for position in (pair.x, pair.y)}
    return [
        TextColumn(position)
        for position, column in enumerate(schema.columns)
        if column.type is ColumnType.STRING and column.source_column is not None and position not in taken
    ]


GEODETIC = (WGS84, "EPSG:4240")
