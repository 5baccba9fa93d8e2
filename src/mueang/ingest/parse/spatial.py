"""Layers (GeoJSON, zipped Shapefile) by GDAL, in batches: attributes as text, shapes as WKB in lon/lat WGS 84."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from mueang import hooks
from mueang.base.errors import BadInput
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.geo.crs import WGS84, Transformation, guess, normal_code, system_label, to_wgs84
from mueang.ingest import refusals
from mueang.ingest.issues import CrsMissing, CrsTransformed, ShapesInvalid
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.archive import refuse_unsafe
from mueang.ingest.questions import Choice, Question
from mueang.ingest.sheet import GEOMETRY, Sheet, Stored, column_names
from mueang.ingest.sniff import Sniffed
from mueang.ingest.sniff.encoding import encoding_of_bytes
from mueang.tables.schema import SOURCE_ROW

BATCH_ROWS = 20_000
MOST_DBF = 1 << 20
FIRST_LOOK = 100
FARTHEST_DEGREE = 360


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register the spatial formats."""
    return {"geojson": parse_geojson, "shapefile": parse_shapefiles}


def parse_geojson(source: Source, sniffed: Sniffed, options: ReadOptions) -> Iterable[Sheet]:
    """Return the one layer of the file. Raises SourceError if it breaks off or has no features."""
    return [_Layer(str(source.path), source.name.rsplit(".", 1)[0], sniffed.encoding, options, {"DATE_AS_STRING": "YES"}).sheet()]


def parse_shapefiles(source: Source, sniffed: Sniffed, options: ReadOptions) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the layers of the archive, each in the encoding of its own attributes. Raises SourceError for an unsafe archive."""
    refuse_unsafe(source, office=False)
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = [entry.filename for entry in archive.infolist() if entry.filename.lower().endswith(".shp")]
            encodings = {name: options.encoding or _dbf_encoding(archive, name) for name in names}
    except (zipfile.BadZipFile, OSError) as error:
        raise refusals.corrupt() from error
    return [_Layer(f"/vsizip/{{{source.path}}}/{name}", name.rsplit("/", 1)[-1][:-4], encodings[name], options, {}).sheet() for name in names]


def _dbf_encoding(archive: zipfile.ZipFile, shape: str) -> str:
    """Return the encoding that the attributes themselves show: what .cpg files say is often unknown to readers, or wrong."""
    wanted = shape[:-4].lower() + ".dbf"
    found = next((name for name in archive.namelist() if name.lower() == wanted), None)
    if found is None:
        return "utf-8"
    with archive.open(found) as file:
        return encoding_of_bytes([file.read(MOST_DBF)]).name


@dataclass
class _Layer:
    """One layer, and what is seen of its shapes while they go by."""

    path: str
    name: str
    encoding: str | None
    options: ReadOptions
    driver_options: Mapping[str, str]
    invalid: int = 0
    first_invalid: int | None = None
    places: list[str] = field(default_factory=list)
    crs: str | None = None
    transformation: Transformation | None = None
    likely: tuple[str, ...] = ()

    def sheet(self) -> Sheet:
        with self._open() as (meta, reader):
            attributes = [field for field in reader.schema if field.name != _geometry_of(meta)]
            self._find_crs(meta)
        return Sheet(
            self.name,
            self.batches,
            heading=tuple(field.name for field in attributes),
            stores="values",
            stored=_declared(attributes),
            encoding=self.encoding,
            crs=self.crs,
            remarks=self.remarks,
            asks=self.asks,
        )

    @contextmanager
    def _open(self) -> Iterator[Any]:
        """Open the layer; what GDAL cannot read, then or later, is a file that is not whole."""
        from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
        from pyogrio.raw import open_arrow

        encoding = None if self.driver_options else self.encoding
        try:
            with open_arrow(self.path, use_pyarrow=True, batch_size=BATCH_ROWS, encoding=encoding, **self.driver_options) as opened:
                yield opened
        except (DataSourceError, DataLayerError, FeatureError, pa.ArrowException) as error:
            raise refusals.corrupt() from error

    def _find_crs(self, meta: Mapping[str, Any]) -> None:
        own = None if self._only_supposed() else meta["crs"]
        named = own or self.options.crs if self.options.headings is not None else self.options.crs or own
        if named is None:
            return
        try:
            self.transformation = to_wgs84(named)
            self.crs = normal_code(own) if own else None
        except BadInput:
            if self.options.crs:
                raise
            self.crs = None

    def _only_supposed(self) -> bool:
        """Return whether the system is what the format supposes and the coordinates deny: a GeoJSON in metres that names none."""
        from pyogrio import read_bounds

        if not self.driver_options:
            return False
        bounds = read_bounds(self.path, max_features=FIRST_LOOK)[1]
        return bool((np.abs(bounds[np.isfinite(bounds)]) > FARTHEST_DEGREE).any())

    def batches(self) -> Iterator[pa.RecordBatch]:
        self.invalid, self.first_invalid, self.places = 0, None, []
        row = 0
        with self._open() as (meta, reader):
            for batch in reader:
                yield self._batch(batch, _geometry_of(meta), row)
                row += batch.num_rows

    def _batch(self, batch: pa.RecordBatch, geometry: str | None, row: int) -> pa.RecordBatch:
        names = [name for name in batch.schema.names if name != geometry]
        columns = [attribute_text(batch.column(name)) for name in names]
        arrays = [pa.array(np.arange(row, row + batch.num_rows, dtype=np.int64)), *columns]
        if geometry is None:
            return pa.RecordBatch.from_arrays(arrays, names=[SOURCE_ROW, *column_names(len(columns))])
        shapes = self._shapes(batch.column(geometry), row)
        return pa.RecordBatch.from_arrays([*arrays, shapes], names=[SOURCE_ROW, *column_names(len(columns)), GEOMETRY])

    def _shapes(self, column: pa.Array, row: int) -> pa.Array:
        import shapely

        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
        self._note_invalid(shapes, row)
        if self.transformation is None and row == 0:
            centres = shapely.get_coordinates(shapely.centroid(shapes))
            self.likely = guess(centres[:, 0], centres[:, 1]) if len(centres) else ()
        if self.transformation is not None and self.transformation.crs != WGS84:
            shapes = self.transformation.shapes(shapes)
        return pa.array(shapely.to_wkb(shapes, output_dimension=2), pa.binary())

    def _note_invalid(self, shapes: Any, row: int) -> None:
        import shapely

        wrong = np.flatnonzero(~(shapely.is_valid(shapes) | shapely.is_missing(shapes)))
        if wrong.size:
            self.invalid += int(wrong.size)
            self.first_invalid = row + int(wrong[0]) if self.first_invalid is None else self.first_invalid
            self.places += [str(reason) for reason in shapely.is_valid_reason(shapes[wrong[: 5 - len(self.places)]])]

    def remarks(self, rows: int) -> tuple[Issue, ...]:  # noqa: ARG002
        found: list[Issue] = []
        if self.invalid:
            found.append(ShapesInvalid(count=self.invalid, row=self.first_invalid, where="; ".join(self.places)))
        if self.crs is None:
            likely = ", ".join(self.likely[:2]) or "?"
            found.append(CrsMissing(likely=self.options.crs or likely))
        if self.transformation is not None and self.transformation.crs != WGS84:
            found.append(CrsTransformed(crs=self.transformation.crs, how=self.transformation.name))
        return tuple(found)

    def asks(self) -> tuple[Question, ...]:
        """Return the question in which system the shapes are, where neither the file nor a person has said so."""
        if self.transformation is not None or not self.likely:
            return ()
        choices = tuple(Choice(crs, system_label(crs), {"crs": crs}) for crs in self.likely)
        issue = CrsMissing(likely=", ".join(self.likely[:2]))
        return (Question(issue.code, issue.message, choices),)


def _declared(attributes: list[pa.Field]) -> dict[int, Stored]:
    return {i: "declared" for i, field in enumerate(attributes) if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)}


def _geometry_of(meta: Mapping[str, Any]) -> str | None:
    return None if meta["geometry_type"] is None else meta["geometry_name"] or "wkb_geometry"


def attribute_text(column: pa.Array) -> pa.Array:
    """Return a column of attributes as text: whole numbers without a point, lists as JSON."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_integer(kind) or pa.types.is_date(kind):
        return column.cast(pa.string())
    return pa.array([_text(value) for value in column.to_pylist()], pa.string())


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return None if value is None else str(value)
