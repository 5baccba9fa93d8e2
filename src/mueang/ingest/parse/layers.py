"""Layers (GeoJSON, GeoPackage, and for `shapefile`) by GDAL, in batches: attributes as text, shapes as WKB in lon/lat WGS 84."""

from __future__ import annotations

import codecs
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.geo.crs import WGS84, LonLat, normal_code
from mueang.geo.gdal import gdal
from mueang.ingest import refusals
from mueang.ingest.issues import BytesReplaced
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.shapes import Shapes
from mueang.ingest.parse.values import is_text, texts_of
from mueang.ingest.sheet import GEOMETRY, Sheet, Stored, column_names
from mueang.ingest.sniff import Sniffed
from mueang.tables.schema import SOURCE_ROW, ColumnType

BATCH_ROWS = 20_000
FIRST_LOOK = 100
FARTHEST_DEGREE = 360
_LOGGED = b"\x02\x02"
"""Bytes 18 and 19 of an SQLite file whose writers keep a log (WAL) beside it; its readers would make one too."""


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register GeoJSON and GeoPackage."""
    return {"geojson": parse_geojson, "gpkg": parse_geopackage}


def parse_geojson(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the one layer of the file. Raises SourceError if it breaks off or has no features."""
    name = source.name.rsplit(".", 1)[0]
    return [Layer(source.path, name, options, encoding=sniffed.encoding, supposed=True, opening={"DATE_AS_STRING": "YES"}).sheet()]


def parse_geopackage(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return all layers and all tables without shapes. Raises SourceError if it is damaged or has only tiles."""
    path = _without_log(source, scratch / "layers.gpkg")
    with reading():
        names = [str(name) for name, _ in gdal().list_layers(path)]
    if not names:
        raise refusals.no_layers("GeoPackage")
    return [Layer(path, name, options, layer=name, typed=True, opening={"IMMUTABLE": "YES"}).sheet() for name in names]


def _without_log(source: Source, path: Path) -> Path:
    """Return the file under a name that GDAL knows, in a state in which reading it writes nothing beside it."""
    if source.head(20)[18:20] != _LOGGED:
        path.symlink_to(source.path.resolve())
        return path
    shutil.copyfile(source.path, path)
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x01\x01")
    return path


@contextmanager
def reading() -> Iterator[None]:
    """Take what GDAL cannot read, then or later, for a file that is not whole."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        yield
    except (DataSourceError, DataLayerError, FeatureError, pa.ArrowException, OSError) as error:
        raise refusals.corrupt() from error


@dataclass
class Layer:
    """One layer. With `typed` its columns keep the types of the source; `opening` are GDAL's options for opening.

    With `supposed` the format supposes degrees where it names no system, which the coordinates may deny.
    With `undecoded` the names and texts of its attributes are bytes in `encoding`, which GDAL hands on letter for byte.
    """

    path: Path
    name: str
    options: ReadOptions
    layer: str | None = None
    encoding: str | None = None
    undecoded: bool = False
    typed: bool = False
    supposed: bool = False
    opening: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    shapes: Shapes = field(default_factory=lambda: Shapes(None))
    replaced: int = 0

    def sheet(self) -> Sheet:
        """Return the layer as a sheet."""
        with self._open() as (meta, reader):
            attributes = [one for one in reader.schema if one.name != _geometry_of(meta)]
            has_shapes = _geometry_of(meta) is not None
        if has_shapes:
            seen = self._first_centres()
            named = None if self.supposed and _beyond_degrees(meta["crs"], seen) else meta["crs"]
            self.shapes = Shapes(named, self.options.crs, kept=self.options.headings is not None, seen=seen)
        return Sheet(
            self.name,
            self.batches,
            heading=tuple(self._text(one.name) or "" for one in attributes),
            stores="values",
            stored=_declared(attributes),
            types=given_types(attributes) if self.typed else {},
            encoding=self.encoding,
            crs=self.shapes.crs,
            issues=self.issues,
            remarks=lambda _: self._remarks(with_shapes=has_shapes),
            asks=self.shapes.asks,
        )

    def _first_centres(self) -> LonLat:
        """Return the middles of the first shapes, as the layer has them."""
        with reading(), warnings.catch_warnings():
            # GDAL warns of rings left open; they are closed and told when the shapes are read.
            warnings.simplefilter("ignore", RuntimeWarning)
            west, south, east, north = gdal().read_bounds(self.path, layer=self.layer, max_features=FIRST_LOOK)[1]
        there = np.isfinite(west) & np.isfinite(north)
        return (west[there] + east[there]) / 2, (south[there] + north[there]) / 2

    @contextmanager
    def _open(self) -> Iterator[Any]:
        encoding = "ISO-8859-1" if self.undecoded else None
        with (
            reading(),
            gdal().raw.open_arrow(self.path, layer=self.layer, use_pyarrow=True, batch_size=BATCH_ROWS, encoding=encoding, **self.opening) as opened,
        ):
            yield opened

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Make the rows anew."""
        self.shapes.start()
        row = self.replaced = 0
        with self._open() as (meta, reader):
            for batch in reader:
                yield self._batch(batch, _geometry_of(meta), row)
                row += batch.num_rows

    def _batch(self, batch: pa.RecordBatch, geometry: str | None, row: int) -> pa.RecordBatch:
        names = [name for name in batch.schema.names if name != geometry]
        columns = [self._texts(batch.column(name)) for name in names]
        arrays = [pa.array(np.arange(row, row + batch.num_rows, dtype=np.int64)), *columns]
        if geometry is None:
            return pa.RecordBatch.from_arrays(arrays, names=[SOURCE_ROW, *column_names(len(columns))])
        shapes = self.shapes.carried(batch.column(geometry), row)
        return pa.RecordBatch.from_arrays([*arrays, shapes], names=[SOURCE_ROW, *column_names(len(columns)), GEOMETRY])

    def _texts(self, column: pa.Array) -> pa.Array:
        texts = texts_of(column)
        if not self.undecoded or not is_text(column.type):
            return texts
        coded = texts.dictionary_encode()
        decoded = pa.array([self._text(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
        self.replaced += int(pc.sum(pc.count_substring(decoded, "\ufffd")).as_py() or 0)
        return decoded

    def _text(self, text: str) -> str:
        if not self.undecoded or text.isascii():
            return text
        raw = text.encode("latin-1", "replace")
        # Attributes end at a byte, so that UTF-8 may be cut inside its last letter; what is left of that is dropped.
        return codecs.getincrementaldecoder(self.encoding or "utf-8")("replace").decode(raw)

    def _remarks(self, *, with_shapes: bool) -> tuple[Issue, ...]:
        unreadable = (BytesReplaced(encoding=self.encoding or "utf-8", count=self.replaced),) if self.replaced else ()
        return (*unreadable, *(self.shapes.remarks() if with_shapes else ()))


def _beyond_degrees(named: str | None, seen: LonLat) -> bool:
    """True if a format that supposes degrees where it names no system does so against the coordinates."""
    degrees = named is None or normal_code(named) == WGS84
    return degrees and any(bool((np.abs(values) > FARTHEST_DEGREE).any()) for values in seen)


def _declared(attributes: list[pa.Field]) -> dict[int, Stored]:
    return {i: "declared" for i, one in enumerate(attributes) if is_text(one.type)}


def given_types(attributes: Iterable[pa.Field]) -> dict[int, ColumnType]:
    """Return by position the types that Arrow columns have in our words; those that we have no word for are left to the data."""
    return {i: kind for i, one in enumerate(attributes) if (kind := _given(one.type)) is not None}


def _given(kind: pa.DataType) -> ColumnType | None:
    if pa.types.is_dictionary(kind):
        return _given(kind.value_type)
    rules = (
        (pa.types.is_boolean, ColumnType.BOOLEAN),
        (pa.types.is_integer, ColumnType.INTEGER),
        (pa.types.is_floating, ColumnType.NUMBER),
        (pa.types.is_decimal, ColumnType.NUMBER),
        (pa.types.is_date, ColumnType.DATE),
        (pa.types.is_timestamp, ColumnType.DATETIME),
        (pa.types.is_time, ColumnType.TIME),
        (is_text, ColumnType.STRING),
    )
    return next((ours for holds, ours in rules if holds(kind)), None)


def _geometry_of(meta: Mapping[str, Any]) -> str | None:
    return None if meta["geometry_type"] is None else meta["geometry_name"] or "wkb_geometry"
