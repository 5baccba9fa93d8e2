"""Files for the tests of reading, made by other writers than ours: GDAL, Arrow, and zip archives of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from mueang.geo.gdal import gdal

FILES = Path(__file__).parent / "unit" / "ingest" / "files"
UTM = "EPSG:32647"
GARDENS = {
    "ชื่อ": ["สวนลุมพินี", "สวนจตุจักร", None],
    "รหัส": ["001", "002", "003"],
    "ปี": pa.array([2566, 2565, 2566], pa.int32()),
    "ไร่": [360.0, 155.0, 10.5],
}
POINTS = np.array([[665000.0, 1515000.0], [666000.0, 1520000.0], [667000.0, 1525000.0]])


def layer(path: Path, columns: dict[str, Any] | None = None, *, name: str = "สวน", driver: str = "GPKG", crs: str | None = UTM, **options: Any) -> Path:
    """Write points with these attributes by GDAL."""
    columns = GARDENS if columns is None else columns
    table = pa.table({**columns, "geometry": shapely.to_wkb(shapely.points(POINTS))[: len(next(iter(columns.values())))]})
    gdal().raw.write_arrow(table, path, layer=name, driver=driver, geometry_name="geometry", geometry_type="Point", crs=crs, **options)
    return path


def plain_table(path: Path, columns: dict[str, Any], name: str) -> Path:
    """Add a table without shapes to a GeoPackage by GDAL."""
    gdal().raw.write_arrow(pa.table(columns), path, layer=name, driver="GPKG", append=True)
    return path


def shapefile(folder: Path, *, encoding: str = "CP874", crs: str | None = UTM, name: str = "park") -> dict[str, bytes]:
    """Return the parts of a Shapefile of the gardens, by suffix."""
    path = folder / "made" / f"{name}.shp"
    path.parent.mkdir()
    # UTF-8 has room for three Thai letters in a name.
    layer(path, {name[:3]: values for name, values in GARDENS.items()}, driver="ESRI Shapefile", crs=crs, encoding=encoding)
    return {part.suffix: part.read_bytes() for part in path.parent.iterdir()}


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of the files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def parquet(columns: dict[str, Any], metadata: dict[str, str] | None = None) -> bytes:
    """Return a Parquet file of the columns."""
    content = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), content)
    return content.getvalue()
