"""Shapes cut into tiles: what is seen at each zoom, read back by other programs than ours."""

import gzip

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, Reader, all_tiles

from mueang.base.errors import LimitReached
from mueang.geo.gdal import gdal
from mueang.geo.tiles import FINEST, Areas, Labels, Points, Shapes, finest_for, write_tiles

PLENTY = 64 << 20
CODES = ["1001", "1002", "1003", "1004"]
NAMES = {"code": CODES, "name_th": ["พระนคร", "ดุสิต", "หนองจอก", "บางรัก"]}


def jagged(x0, y0):
    """A square whose right and upper sides are shared with its neighbours, corner for corner."""
    steps = np.linspace(0, 0.1, 200)
    wave = np.sin(steps * 600) * 0.002
    right = [(x0 + 0.1 + w, y0 + t) for t, w in zip(steps, wave, strict=True)]
    left = [(x0 + w, y0 + t) for t, w in zip(steps, wave, strict=True)]
    return shapely.Polygon([*left[::-1], *right])


def districts():
    return Areas("areas", np.array([jagged(100.4 + 0.1 * k, 13.7) for k in range(4)]), NAMES)


def labels():
    return Labels("labels", shapely.points([(100.45 + 0.1 * k, 13.75) for k in range(4)]), NAMES)


def features(path, zoom, layer, folder):
    """Read all features of a zoom by GDAL, from the tiles that the format's own reader gives."""
    found = []
    with path.open("rb") as file:
        for (z, x, y), content in all_tiles(MmapSource(file)):
            if z == zoom:
                tile = folder / str(z) / str(x) / f"{y}.pbf"
                tile.parent.mkdir(parents=True, exist_ok=True)
                tile.write_bytes(gzip.decompress(content))
                meta, _, _, columns = gdal().raw.read(str(tile), layer=layer)
                found += [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    return found


def test_another_program_reads_areas_and_labels_with_their_thai_names(tmp_path):
    path = tmp_path / "district.pmtiles"

    heading = write_tiles(path, [districts(), labels()], zooms=(0, 9), most_bytes=PLENTY, metadata={"attribution": "สำนักการวางผัง"})

    assert heading.zooms == (0, 9)
    assert {f["code"]: f["name_th"] for f in features(path, 9, "areas", tmp_path)} == dict(zip(CODES, NAMES["name_th"], strict=True))
    assert sorted(f["code"] for f in features(path, 9, "labels", tmp_path)) == CODES
    with path.open("rb") as file:
        metadata = Reader(MmapSource(file)).metadata()
    assert [layer["id"] for layer in metadata["vector_layers"]] == ["areas", "labels"]
    assert metadata["attribution"] == "สำนักการวางผัง"


@pytest.mark.parametrize("zoom", range(12))
def test_neighbours_keep_their_common_border_at_every_zoom(zoom):
    seen = districts().at(zoom, finest=False)

    assert shapely.coverage_is_valid(seen.shapes)
    assert list(seen.properties["code"]) == CODES


def test_coarse_zooms_hold_fewer_corners_than_fine_ones():
    corners = [shapely.get_num_coordinates(districts().at(zoom, finest=False).shapes).sum() for zoom in (5, 8, 12)]

    assert corners[0] < corners[1] < corners[2]


@given(st.lists(st.tuples(st.floats(97, 106), st.floats(5, 21)), min_size=1, max_size=60), st.integers(0, FINEST), st.booleans())
def test_points_drawn_as_one_say_for_how_many_they_stand(places, zoom, finest):
    seen = Points("rows", shapely.points(places), {"r": np.arange(len(places))}).at(zoom, finest=finest)

    assert seen.properties["n"].sum() == len(places)
    assert len(set(seen.properties["r"])) == len(seen.shapes)


def test_at_the_finest_zoom_only_equal_places_share_a_mark():
    points = Points("rows", shapely.points([(100.5, 13.75), (100.5, 13.75), (100.50002, 13.75)]), {"r": [1, 2, 3]})

    assert list(points.at(16, finest=True).properties["n"]) == [2, 1]
    assert list(points.at(10, finest=False).properties["n"]) == [3]


def test_a_crowd_asks_for_finer_zooms_than_a_few_points():
    crowd = shapely.points(np.random.default_rng(7).uniform((100.5, 13.7), (100.51, 13.71), (50_000, 2)))

    assert Points("rows", shapely.points([(100.5, 13.75)]), {}).finest() == 10
    assert 12 < Points("rows", crowd, {}).finest() <= FINEST


def test_shapes_of_any_kind_keep_their_rows_and_empty_ones_are_left_out(tmp_path):
    road, pond = shapely.LineString([(100.4, 13.7), (100.5, 13.8)]), shapely.Point(100.45, 13.75).buffer(0.01)
    path = tmp_path / "rows.pmtiles"

    write_tiles(path, [Shapes("rows", np.array([road, None, pond, shapely.Point(100.4, 13.7)]), {"r": [1, 2, 3, 4]})], zooms=(0, 10), most_bytes=PLENTY)

    assert {f["r"] for f in features(path, 10, "rows", tmp_path)} == {1, 3, 4}


def test_an_archive_that_would_grow_too_large_ends_at_a_coarser_zoom_with_every_area(tmp_path):
    path = tmp_path / "district.pmtiles"

    heading = write_tiles(path, [districts()], zooms=(0, 12), most_bytes=4_000)

    assert 0 < heading.zooms[1] < 12
    assert {f["code"] for f in features(path, heading.zooms[1], "areas", tmp_path)} == set(CODES)


def test_what_does_not_fit_at_all_is_refused_and_leaves_no_file(tmp_path):
    with pytest.raises(LimitReached) as refused:
        write_tiles(tmp_path / "district.pmtiles", [districts()], zooms=(0, 12), most_bytes=10)

    assert refused.value.code == "tiles.size"
    assert list(tmp_path.iterdir()) == []


def test_work_that_is_called_off_leaves_no_file(tmp_path):
    def stop(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_tiles(tmp_path / "district.pmtiles", [districts()], zooms=(0, 12), most_bytes=PLENTY, on_zoom=stop)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("square_kilometres", "finest"), [(6_600, 8), (550, 10), (31, 12), (0.2, 12), (500_000, 6)])
def test_small_areas_call_for_finer_zooms(square_kilometres, finest):
    assert finest_for([square_kilometres * 1e6], 13.7) == finest
