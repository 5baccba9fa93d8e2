"""GDAL with few drivers: files of people are opened as what we found them to be, and as nothing else.

GDAL chooses a driver by the content of a file. Some drivers read further files or addresses that the content names
(OGR_VRT, GDALG, ODS links, WFS), so all but five are dropped before the first file is opened. What these could
still fetch, such as a coordinate system that a GeoJSON file gives as a link, ends at a proxy that is not there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType

DRIVERS = ("ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "MVT")
_NOWHERE = "127.0.0.1:9"


@cache
def gdal() -> ModuleType:
    """Return pyogrio, reduced to the drivers that we use and without a way to the network."""
    import pyogrio.raw
    from pyogrio._ogr import _register_drivers

    others = sorted(set(pyogrio.list_drivers()) - set(DRIVERS))
    config = {"OGR_SKIP": ",".join(others), "GDAL_HTTP_PROXY": _NOWHERE, "GDAL_HTTPS_PROXY": _NOWHERE}
    pyogrio.set_gdal_config_options(config)
    # GDAL drops what OGR_SKIP names at the end of its registration; pyogrio has no public call for that.
    _register_drivers()
    return pyogrio  # type: ignore[no-any-return]


def restore_index(shp: Path) -> None:
    """Have the missing .shx of a Shapefile written beside it, in a folder of ours.

    The option stands for this one call alone: with it GDAL opens also files that lack nothing, and archives, for writing.
    """
    option = "SHAPE_RESTORE_SHX"
    gdal().set_gdal_config_options({option: "YES"})
    try:
        gdal().read_info(str(shp))
    finally:
        gdal().set_gdal_config_options({option: None})
