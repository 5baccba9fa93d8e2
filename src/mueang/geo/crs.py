"""Coordinates of any system to longitude and latitude of WGS 84.

Indian 1975 is pinned to the transformation EPSG:1304 (three shifts, 210, 814, 289 m). What PROJ prefers by itself,
EPSG:1812, lies about 186 m away from it and from every other published set for Thailand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mueang.base.errors import BadInput
from mueang.base.message import Message

WGS84 = "EPSG:4326"
INDIAN_1975 = "EPSG:4240"
UTM_SYSTEMS = ("EPSG:32647", "EPSG:32648", "EPSG:24047", "EPSG:24048")
GUESSED = ("EPSG:4326", "EPSG:32647", "EPSG:32648", "EPSG:3857")
NAMES = {
    "EPSG:4326": Message("ละติจูด ลองจิจูด (WGS 84)", "longitude and latitude (WGS 84)"),
    "EPSG:32647": Message("พิกัดฉาก UTM โซน 47 (WGS 84)", "UTM zone 47N (WGS 84)"),
    "EPSG:32648": Message("พิกัดฉาก UTM โซน 48 (WGS 84)", "UTM zone 48N (WGS 84)"),
    "EPSG:24047": Message("พิกัดฉาก UTM โซน 47 (Indian 1975)", "UTM zone 47N (Indian 1975)"),
    "EPSG:24048": Message("พิกัดฉาก UTM โซน 48 (Indian 1975)", "UTM zone 48N (Indian 1975)"),
    "EPSG:3857": Message("พิกัดแผนที่เว็บ (Web Mercator)", "Web Mercator"),
}
ENOUGH_INSIDE = 0.8
"""Least share of points that must fall in Thailand for a system to be guessed."""

_OUTLINE = (
    (97.2, 18.9), (97.5, 19.9), (98.9, 20.1), (99.8, 20.7), (100.7, 20.5), (101.5, 19.8), (101.6, 18.8), (102.2, 18.4), (103.3, 18.7), (104.3, 18.6),
    (105.0, 17.5), (105.1, 16.5), (105.9, 15.9), (105.9, 14.1), (103.1, 13.9), (103.2, 11.3), (102.2, 9.0), (102.4, 6.2), (101.8, 5.4), (100.9, 5.4),
    (100.1, 6.2), (98.9, 6.2), (97.4, 8.0), (97.4, 9.8), (98.4, 10.2), (99.0, 11.8), (98.7, 13.2), (98.0, 14.6), (97.9, 15.6), (98.2, 16.3), (97.2, 17.9),
)  # fmt: skip
"""Thailand with its waters, drawn by hand with a margin of some 20 km: to tell a wrong point, not to place a right one."""

_INDIAN_UTM = (
    "+proj=pipeline +step +inv +proj=utm +zone={zone} +ellps=evrst30 +step +proj=push +v_3 +step +proj=cart +ellps=evrst30 "
    "+step +proj=helmert +x=210 +y=814 +z=289 +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
_INDIAN_LONLAT = _INDIAN_UTM.replace("+step +inv +proj=utm +zone={zone} +ellps=evrst30", "+step +proj=unitconvert +xy_in=deg +xy_out=rad")

Numbers = NDArray[np.float64]
LonLat = tuple[Numbers, Numbers]
_WKB_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


@dataclass(frozen=True)
class Transformation:
    """How coordinates of `crs` become longitude and latitude. `name` is what the report tells, `pinned` that we chose it."""

    crs: str
    name: str
    pinned: bool
    _transformer: Any

    def lon_lat(self, x: Iterable[float], y: Iterable[float]) -> tuple[Numbers, Numbers]:
        """Return longitudes and latitudes (degrees) of eastings (or longitudes) and northings; NaN where there is none."""
        east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if self._transformer is None:
            return east, north
        lon, lat = self._transformer.transform(east, north)
        lost = ~(np.isfinite(lon) & np.isfinite(lat))
        return np.where(lost, np.nan, lon), np.where(lost, np.nan, lat)

    def shapes(self, shapes: Any) -> Any:
        """Return an array of shapely shapes transformed, point by point."""
        import shapely

        if self._transformer is None:
            return shapes
        return shapely.transform(shapes, lambda xy: np.column_stack(self.lon_lat(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=64)
def to_wgs84(crs: str) -> Transformation:
    """Return the transformation from `EPSG:n` to WGS 84. Raises BadInput (`crs.unknown`) for a system that does not exist."""
    if crs == WGS84 or (code := normal_code(crs)) == WGS84:
        return Transformation(WGS84, "none", pinned=False, _transformer=None)
    from pyproj import Transformer

    if code in (INDIAN_1975, "EPSG:24047", "EPSG:24048"):
        pipeline = _INDIAN_LONLAT if code == INDIAN_1975 else _INDIAN_UTM.format(zone=code[-2:])
        return Transformation(code, "Indian 1975 to WGS 84 (2), EPSG:1304", pinned=True, _transformer=Transformer.from_pipeline(pipeline))
    transformer = Transformer.from_crs(code, WGS84, always_xy=True)
    return Transformation(code, transformer.description, pinned=False, _transformer=transformer)


def normal_code(crs: str) -> str:
    """Return `EPSG:n` of a code or of the text of a .prj. Raises BadInput (`crs.unknown`) if it names no system."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        system = CRS.from_user_input(crs)
    except CRSError as error:
        raise _unknown(crs) from error
    number = system.to_epsg(min_confidence=20)
    if number is None:
        raise _unknown(crs)
    return f"EPSG:{number}"


def _unknown(crs: str) -> BadInput:
    short = crs[:60]
    return BadInput(
        Message(f"ไม่รู้จักระบบพิกัด “{short}” ระบุเป็น EPSG เช่น EPSG:32647", f"Unknown coordinate system “{short}”. Give an EPSG code such as EPSG:32647."),
        code="crs.unknown",
        field="crs",
    )


def system_label(crs: str) -> Message:
    """Return what people call a system, with its code."""
    name = NAMES.get(crs)
    return Message(f"{name.th} {crs}", f"{name.en} {crs}") if name else Message(crs, crs)


def in_thailand(lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    """Return which points lie in Thailand or its waters, with a margin of some 20 km. NaN lies nowhere.

    By counting the sides of the outline to the east of each point (even-odd rule).
    """
    lat = np.clip(lat, -90.0, 90.0)
    inside = np.zeros(np.shape(lon), dtype=bool)
    for (x1, y1), (x2, y2) in zip(_OUTLINE, (*_OUTLINE[1:], _OUTLINE[0]), strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > lat) != (y2 > lat)
        inside ^= crosses & (lon < x1 + (lat - y1) * ((x2 - x1) / (y2 - y1)))
    return inside


def guess(x: Numbers, y: Numbers) -> tuple[str, ...]:
    """Return the systems in which these pairs would lie in Thailand, likeliest first. For a question, never to be applied.

    Zones 47 and 48 overlap in their numbers, and Indian 1975 differs from WGS 84 by only half a kilometre: for metres the
    datum is never told by the values, so the systems of the older datum follow those of WGS 84.
    """
    shares = {crs: _share_inside(crs, x, y) for crs in GUESSED}
    likely = sorted((crs for crs in GUESSED if shares[crs] >= ENOUGH_INSIDE), key=lambda crs: -shares[crs])
    older = [crs.replace("EPSG:326", "EPSG:240") for crs in likely if crs.startswith("EPSG:326")]
    return (*likely, *older)


def _share_inside(crs: str, x: Numbers, y: Numbers) -> float:
    present = np.isfinite(x) & np.isfinite(y)
    if not present.any():
        return 0.0
    lon, lat = to_wgs84(crs).lon_lat(x[present], y[present])
    return float(in_thailand(lon, lat).mean())


def points(lon: Numbers, lat: Numbers) -> pa.Array:
    """Return the points as an Arrow array of WKB, null where a coordinate is missing."""
    present = np.isfinite(lon) & np.isfinite(lat)
    encoded = np.empty(int(present.sum()), dtype=_WKB_POINT)
    encoded["order"], encoded["kind"] = 1, 1
    encoded["x"], encoded["y"] = lon[present], lat[present]
    ends = np.concatenate([[0], np.cumsum(present) * _WKB_POINT.itemsize]).astype(np.int32)
    validity = np.packbits(present, bitorder="little").tobytes()
    return pa.Array.from_buffers(pa.binary(), len(present), [pa.py_buffer(validity), pa.py_buffer(ends), pa.py_buffer(encoded.tobytes())])
