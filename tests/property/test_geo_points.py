"""Laws of transformed points."""

import numpy as np
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from mueang.geo.crs import _OUTLINE, in_thailand, points, to_wgs84

GEOD = Geod(ellps="WGS84")
LONGITUDES = st.floats(97.5, 105.5)
LATITUDES = st.floats(5.7, 20.4)


@given(LONGITUDES, LATITUDES, st.sampled_from(["EPSG:32647", "EPSG:32648", "EPSG:3857"]))
def test_a_point_sent_to_a_system_comes_back_to_where_it_was(lon, lat, crs):
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)

    back = to_wgs84(crs).lon_lat([there[0]], [there[1]])
    assert GEOD.inv(lon, lat, back[0][0], back[1][0])[2] < 0.01


@given(st.lists(st.tuples(LONGITUDES | st.just(float("nan")), LATITUDES), min_size=1, max_size=20))
def test_points_read_back_from_wkb_are_the_points_written(pairs):
    lon, lat = np.array(pairs).T

    shapes = shapely.from_wkb(points(lon, lat).to_pylist())
    present = np.isfinite(lon)
    assert [s is None for s in shapes] == list(~present)
    assert np.array_equal(shapely.get_x(shapes[present]), lon[present])
    assert np.array_equal(shapely.get_y(shapes[present]), lat[present])


@given(st.floats(95, 108), st.floats(4, 22))
def test_our_outline_says_of_a_point_what_shapely_says_of_it(lon, lat):
    outline, point = shapely.Polygon(_OUTLINE), shapely.Point(lon, lat)
    assume(outline.exterior.distance(point) > 1e-9)
    expected = outline.contains(point)

    assert in_thailand(np.array([lon]), np.array([lat]))[0] == expected
