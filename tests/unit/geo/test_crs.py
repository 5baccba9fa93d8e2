"""Coordinates of the systems that Thai offices use."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from mueang.base.errors import BadInput
from mueang.geo.crs import guess, in_thailand, points, to_wgs84

GEOD = Geod(ellps="WGS84")
BANGKOK = (662_000.0, 1_520_000.0)
TAKHLI = (100.3444, 15.2636)


def test_a_point_of_utm_zone_47_comes_to_lie_in_bangkok():
    lon, lat = to_wgs84("EPSG:32647").lon_lat([BANGKOK[0]], [BANGKOK[1]])

    assert (round(lon[0], 2), round(lat[0], 2)) == (100.5, 13.74)


@pytest.mark.parametrize("crs", ["EPSG:24047", "EPSG:24048"])
def test_indian_1975_is_shifted_by_the_three_parameters_of_epsg_1304(crs):
    ours = to_wgs84(crs)
    newer = to_wgs84(crs.replace("240", "326"))

    lon, lat = ours.lon_lat([500_000], [1_500_000])
    ignored_lon, ignored_lat = newer.lon_lat([500_000], [1_500_000])
    metres = GEOD.inv(lon[0], lat[0], ignored_lon[0], ignored_lat[0])[2]
    assert "EPSG:1304" in ours.name
    assert ours.pinned
    assert 440 < metres < 530


def test_the_transformation_that_proj_prefers_is_not_ours():
    from pyproj import Transformer

    lon, lat = to_wgs84("EPSG:24047").lon_lat([662_000], [1_520_000])
    other_lon, other_lat = Transformer.from_crs("EPSG:24047", "EPSG:4326", always_xy=True).transform(662_000, 1_520_000)

    assert 170 < GEOD.inv(lon[0], lat[0], other_lon, other_lat)[2] < 200


def test_degrees_of_indian_1975_and_its_utm_agree():
    from pyproj import Proj

    degrees = Proj(proj="utm", zone=47, ellps="evrst30")(*BANGKOK, inverse=True)
    by_degrees = to_wgs84("EPSG:4240").lon_lat([degrees[0]], [degrees[1]])
    by_metres = to_wgs84("EPSG:24047").lon_lat([BANGKOK[0]], [BANGKOK[1]])

    assert np.allclose(by_degrees, by_metres, atol=1e-9)


def test_a_missing_coordinate_gives_no_point():
    lon, lat = to_wgs84("EPSG:32647").lon_lat([BANGKOK[0], np.nan], [BANGKOK[1], BANGKOK[1]])

    first, second = points(lon, lat).to_pylist()
    assert shapely.from_wkb(first).geom_type == "Point"
    assert second is None


def test_a_system_that_does_not_exist_is_refused_in_both_languages():
    with pytest.raises(BadInput, match="Unknown coordinate system") as caught:
        to_wgs84("EPSG:99999999")

    assert "ระบบพิกัด" in caught.value.message.th


def test_metres_are_guessed_as_utm_of_both_datums_and_degrees_as_degrees():
    metres = guess(np.array([BANGKOK[0]]), np.array([BANGKOK[1]]))
    degrees = guess(np.array([TAKHLI[0]]), np.array([TAKHLI[1]]))

    assert metres == ("EPSG:32647", "EPSG:24047")
    assert degrees == ("EPSG:4326",)


def test_numbers_that_lie_nowhere_in_thailand_are_not_guessed():
    assert guess(np.array([12.0, 55.0]), np.array([3.0, 4.0])) == ()


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("แม่สาย", 99.88, 20.43), ("เบตง", 101.07, 5.77), ("โขงเจียม", 105.5, 15.32), ("เกาะหลีเป๊ะ", 99.3, 6.49), ("ตาคลี", *TAKHLI)]
)
def test_the_ends_of_the_country_lie_in_it(name, lon, lat):
    assert in_thailand(np.array([lon]), np.array([lat]))[0]


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("ฮานอย", 105.85, 21.03), ("ย่างกุ้ง", 96.16, 16.84), ("พนมเปญ", 104.9, 11.56), ("ศูนย์", 0.0, 0.0), ("สลับกัน", 13.75, 100.5)]
)
def test_places_abroad_and_swapped_points_do_not(name, lon, lat):
    assert not in_thailand(np.array([lon]), np.array([lat]))[0]


def test_numbers_far_off_the_earth_lie_nowhere_without_a_word():
    far = np.array([1e308, -1e308, 0.0, np.nan])

    assert not in_thailand(far, far).any()
    assert in_thailand(np.array([100.5]), np.array([13.75])).all()
