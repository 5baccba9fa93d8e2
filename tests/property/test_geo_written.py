"""Laws of written coordinates: any point of Thailand in any of our writings and systems comes back to within a metre."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from tests.unit.test_places import table

from mueang.geo.crs import in_thailand
from mueang.geo.written import angle, position
from mueang.ingest.places import PlaceOptions, link

GEOD = Geod(ellps="WGS84")
LONGITUDES, LATITUDES = st.floats(97.5, 105.5), st.floats(5.7, 20.4)
MARKS = [("°", "'", '"'), ("º ", "′ ", "″ "), (" องศา ", " ลิปดา ", " ฟิลิปดา "), (" ", " ", ""), ("-", "-", ""), (":", ":", ""), ("d", "m", "s")]
DMS = ["{lat} {lon}", "{lat}N {lon}E", "{lat}N, {lon}E", "N{lat} E{lon}", "lat {lat} lon {lon}", "{lon}E {lat}N"]
DECIMAL = [
    "{lat}, {lon}",
    "[{lon}, {lat}]",
    "({lat} {lon})",
    "POINT({lon} {lat})",
    "{lat}°N {lon}°E",
    "https://maps.google.com/?q={lat},{lon}",
    "ละติจูด {lat} ลองจิจูด {lon}",
]
SYSTEMS = ["EPSG:32647", "EPSG:32648", "EPSG:24047", "EPSG:24048", "EPSG:4240", "EPSG:3857"]


def sexagesimal(degrees, marks):
    seconds = round(degrees * 3600, 2)
    whole, rest = divmod(seconds, 3600)
    return f"{whole:.0f}{marks[0]}{rest // 60:.0f}{marks[1]}{rest % 60:05.2f}{marks[2]}".strip()


def metres(result, lon, lat):
    import shapely

    point = shapely.from_wkb(next(iter(result.batches())).column(result.schema.names.index("geometry"))[0].as_py())
    return GEOD.inv(lon, lat, point.x, point.y)[2]


@given(LONGITUDES, LATITUDES, st.sampled_from(MARKS), st.sampled_from(DMS))
def test_degrees_minutes_and_seconds_come_back(lon, lat, marks, form):
    assume(in_thailand(np.array([lon]), np.array([lat]))[0])
    text = form.format(lat=sexagesimal(lat, marks), lon=sexagesimal(lon, marks))

    assert metres(link(*table(หมุด=[text])), lon, lat) < 1, text


@given(LONGITUDES, LATITUDES, st.sampled_from(DECIMAL))
def test_decimal_degrees_come_back(lon, lat, form):
    assume(in_thailand(np.array([lon]), np.array([lat]))[0])
    text = form.format(lat=f"{lat:.6f}", lon=f"{lon:.6f}")

    assert metres(link(*table(หมุด=[text])), lon, lat) < 1, text


@given(LONGITUDES, LATITUDES, st.sampled_from(SYSTEMS), st.booleans())
def test_any_system_comes_back_also_with_its_axes_swapped(lon, lat, crs, turned):
    """The oracle is pyproj, for Indian 1975 with the transformation that it must be told to take.

    In the south a northing may be an easting too: swapped, it lies in Thailand as it stands.
    """
    assume(not turned or lat > 12 or crs == "EPSG:4240")
    assume(in_thailand(np.array([lon]), np.array([lat]))[0])
    east, north = there(lon, lat, crs)
    names = ("lon", "lat") if crs == "EPSG:4240" else ("X", "Y")
    cells = dict(zip(names, ([north], [east]) if turned else ([east], [north]), strict=True))

    result = link(*table(**{name: [float(v[0])] for name, v in cells.items()}), PlaceOptions(crs=crs))
    assert metres(result, lon, lat) < 1


def there(lon, lat, crs):
    if crs not in ("EPSG:24047", "EPSG:24048", "EPSG:4240"):
        return Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    shifts = "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +inv +proj=helmert +x=210 +y=814 +z=289 +step +inv +proj=cart +ellps=evrst30 "
    pinned = f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad {shifts}+step +proj=pop +v_3 "
    last = "+step +proj=unitconvert +xy_in=rad +xy_out=deg" if crs == "EPSG:4240" else f"+step +proj=utm +zone={crs[-2:]} +ellps=evrst30"
    return Transformer.from_pipeline(pinned + last).transform(lon, lat)


@given(st.integers(1, 179), st.integers(0, 59), st.floats(0, 59.99))
def test_an_angle_is_the_sum_of_its_parts(degrees, minutes, seconds):
    assert abs(angle(f"{degrees}°{minutes}'{seconds:.2f}\"").degrees - (degrees + minutes / 60 + round(seconds, 2) / 3600)) < 1e-9


@given(LONGITUDES, LATITUDES, st.sampled_from([47, 48]))
def test_a_square_of_the_grid_holds_its_point(lon, lat, zone):
    assume((lon < 102) == (zone == 47))
    east, north = (int(v) for v in Transformer.from_crs("EPSG:4326", f"EPSG:326{zone}", always_xy=True).transform(lon, lat))
    band = "NPQ"[int(lat // 8)]
    square = {47: "JKLMNPQR", 48: "STUVWXYZ"}[zone][east // 100_000 - 1] + "ABCDEFGHJKLMNPQRSTUV"[(north // 100_000 + {47: 0, 48: 5}[zone]) % 20]

    found = position(f"{zone}{band}{square}{east % 100_000:05d}{north % 100_000:05d}")
    assert (found.first, found.second, found.crs) == (east, north, f"EPSG:326{zone}")
