"""Shapes that are invalid, turned round, or in another system than their file says."""

import json

import pytest
import shapely
from tests.unit.ingest.test_layers import EAST_NORTH, asked, geojson, lon_lat

BOW = [[[100, 13], [101, 14], [101, 13], [100, 14], [100, 13]]]
OPEN = [[[100, 13], [101, 13], [101, 14], [100, 14]]]
FLAT = [[[100, 13], [101, 13], [100, 13], [100, 13]]]
CLOCKWISE = [[[100, 13], [100, 14], [101, 14], [101, 13], [100, 13]]]
DOUBLED = [[[100, 13], [100, 13], [101, 13], [101, 14], [101, 14], [100, 14], [100, 13]]]
HOLE_OUTSIDE = [[[100, 13], [101, 13], [101, 14], [100, 14], [100, 13]], [[102, 13], [102, 13.1], [102.1, 13.1], [102, 13]]]


def areas(*rings):
    features = [{"type": "Feature", "properties": {"n": k}, "geometry": {"type": "Polygon", "coordinates": one}} for k, one in enumerate(rings)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def shapes(read):
    return [None if row["geometry"] is None else shapely.from_wkb(row["geometry"]) for row in read.rows]


@pytest.mark.parametrize(("rings", "area"), [(BOW, 0.5), (OPEN, 1.0), (CLOCKWISE, 1.0), (DOUBLED, 1.0), (HOLE_OUTSIDE, 1.005)])
def test_a_faulty_area_comes_back_valid_as_an_area(file, rings, area):
    read = file(areas(CLOCKWISE, rings), "areas.geojson")

    found = shapes(read)[1]
    assert shapely.is_valid(found)
    assert found.geom_type in ("Polygon", "MultiPolygon")
    assert found.area == pytest.approx(area)


def test_what_is_wrong_is_named_by_row_and_by_the_words_of_geos(file):
    read = file(areas(CLOCKWISE, BOW, OPEN, FLAT), "areas.geojson")

    told = next(issue for issue in read.table.issues if issue.code == "layer.invalid-shapes")
    assert (told.count, told.mended, told.left, told.row) == (3, 2, 1, 1)
    assert all(word in told.message.en for word in ("row 2: Self-intersection[100.5 13.5]", "row 3: Ring not closed", "row 4"))
    assert [shape is None for shape in shapes(read)] == [False, False, False, True]


def test_a_layer_with_latitude_first_is_turned_and_told(file):
    read = file(geojson([(13.7, 100.5), (13.8, 100.6)]).encode(), "points.geojson")

    assert lon_lat(read) == [100.5, 13.7]
    assert "layer.axes-swapped" in read.codes


def test_a_system_that_the_coordinates_deny_is_asked(file):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}
    content = geojson([(100.5, 13.7), (100.6, 13.8)], crs=crs).encode()

    assert asked(file(content, "points.geojson")) == [("layer.crs-denied", ["EPSG:4326", "EPSG:32647"])]
    assert lon_lat(file(content, "points.geojson", {"crs": "EPSG:4326"})) == [100.5, 13.7]


def test_the_old_member_crs_of_geojson_is_believed(file):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}
    read = file(geojson(EAST_NORTH, crs=crs).encode(), "points.geojson")

    assert (read.table.crs, lon_lat(read), asked(read)) == ("EPSG:32647", [100.5, 13.7], [])


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON((100 13,101 13,101 14,100 14,100 13))",
        "POLYGON Z((100 13 1,101 13 1,101 14 1,100 14 1,100 13 1))",
        "SRID=4326;POLYGON((100 13,101 13,101 14,100 14))",
        '{"type":"Polygon","coordinates":[[[100,13],[101,13],[101,14],[100,14],[100,13]]]}',
        "[[[100,13],[101,13],[101,14],[100,14],[100,13]]]",
        "100.0,13.0 101.0,13.0 101.0,14.0 100.0,14.0 100.0,13.0",
        "100.0,13.0,5 101.0,13.0,5 101.0,14.0,5 100.0,14.0,5 100.0,13.0,5",
        "(13.0,100.0),(13.0,101.0),(14.0,101.0),(14.0,100.0),(13.0,100.0)",
        "POLYGON((13 100,13 101,14 101,14 100,13 100))",
        shapely.to_wkb(shapely.box(100, 13, 101, 14), hex=True),
    ],
)
def test_an_area_written_in_a_cell_in_any_form_is_that_area(csv, text):
    quoted = text.replace('"', '""')
    read = csv(f'id,ขอบเขต\n1,"{quoted}"\n2,"{quoted}"\n', options={"places": {"on": True}})

    assert [(shape.equals(shapely.box(100, 13, 101, 14)), shape.has_z) for shape in shapes(read)] == [(True, False)] * 2


def test_text_that_states_its_system_needs_no_question(csv):
    read = csv('id,จุด\n1,"SRID=32647;POINT(662000 1520000)"\n2,"SRID=32647;POINT(662001 1520000)"\n', options={"places": {"on": True}})

    assert (lon_lat(read), asked(read), read.table.crs) == ([100.5, 13.7], [], "EPSG:32647")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tracks.gpx", b'<?xml version="1.0"?><gpx version="1.1"><wpt lat="13.7" lon="100.5"/></gpx>'),
        ("areas.topojson", b'{"type":"Topology","objects":{},"arcs":[]}'),
    ],
)
def test_kinds_of_maps_that_are_not_read_are_refused_with_what_to_do(file, name, content):
    assert "QGIS" in file(content, name).reading.refused.message.en
