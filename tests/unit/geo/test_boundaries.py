"""Reading official boundaries."""

import json
import os

import pyarrow as pa
import pytest
import shapely

import made
from mueang.base.errors import BadInput, SourceError
from mueang.base.files import Source
from mueang.geo.boundaries import BoundaryOptions, read_boundaries
from mueang.geo.gdal import gdal

SQUARE = [[100.5, 13.7], [100.6, 13.7], [100.6, 13.8], [100.5, 13.8], [100.5, 13.7]]
BOWTIE = [[100.5, 13.7], [100.6, 13.8], [100.6, 13.7], [100.5, 13.8], [100.5, 13.7]]


def layer(folder, *features, crs=None):
    members = [{"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}} for properties, ring in features]
    whole = {"type": "FeatureCollection", "features": members} | ({"crs": {"type": "name", "properties": {"name": crs}}} if crs else {})
    path = folder / "layer.geojson"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return Source.at(path)


def test_the_attribute_of_codes_is_found_by_its_values_and_names_come_from_the_list(tmp_path):
    found = read_boundaries(
        layer(
            tmp_path,
            ({"ADM2_PCODE": "TH1002", "ADM1_PCODE": "TH10", "ชื่อ": "ดุสิต "}, SQUARE),
            ({"ADM2_PCODE": "TH1001", "ADM1_PCODE": "TH10", "ชื่อ": "พระนค"}, SQUARE),
        )
    )

    assert (found.level, found.code_field, found.crs) == ("district", "ADM2_PCODE", "EPSG:4326")
    assert [(area.code, area.name_th, area.name_en) for area in found.areas] == [("1001", "พระนคร", "Phra Nakhon"), ("1002", "ดุสิต", "Dusit")]


def test_size_is_measured_on_the_ellipsoid_and_the_label_lies_inside(tmp_path):
    area = read_boundaries(layer(tmp_path, ({"dcode": 1001}, SQUARE))).areas[0]

    assert 119e6 < area.square_metres < 120e6
    assert shapely.from_wkb(area.wkb).contains(shapely.Point(area.label))
    assert shapely.from_wkb(area.wkb).geom_type == "MultiPolygon"


def test_a_shape_that_crosses_itself_is_repaired_and_told(tmp_path):
    found = read_boundaries(layer(tmp_path, ({"dcode": "1001"}, BOWTIE)))

    assert shapely.from_wkb(found.areas[0].wkb).is_valid
    assert "ซ่อมแล้ว 1 รูป อีก 0 รูป" in next(i for i in found.issues if i.code == "boundary.shape").message.th


def test_a_zipped_shapefile_is_read_and_left_as_it_was(tmp_path):
    table = pa.table({"dcode": ["1001", "1002"], "geometry": [shapely.to_wkb(shapely.Polygon(SQUARE))] * 2})
    options = {"driver": "ESRI Shapefile", "geometry_name": "geometry", "geometry_type": "Polygon", "crs": "EPSG:4326"}
    gdal().raw.write_arrow(table, tmp_path / "districts.shp", **options)
    archive = tmp_path / "districts.zip"
    archive.write_bytes(made.zipped({path.name: path.read_bytes() for path in tmp_path.glob("districts.*")}))
    os.utime(archive, (1_000_000_000, 1_000_000_000))
    before = archive.read_bytes()

    found = read_boundaries(Source.at(archive), BoundaryOptions(code_field="dcode"))

    assert [area.code for area in found.areas] == ["1001", "1002"]
    assert (archive.read_bytes(), archive.stat().st_mtime) == (before, 1_000_000_000)


def test_places_of_the_list_without_a_shape_are_told(tmp_path):
    found = read_boundaries(layer(tmp_path, ({"dcode": "1001"}, SQUARE)))

    assert next(i for i in found.issues if i.code == "boundary.missing").count == 49


def test_an_abolished_code_is_kept_under_the_name_of_the_file(tmp_path):
    listed = [({"code": code, "name": "x"}, SQUARE) for code in ("103001", "103002", "103003", "103004")]

    found = read_boundaries(layer(tmp_path, *listed, ({"code": "104701", "name": "บางนา"}, SQUARE)))
    assert [(a.code, a.name_th) for a in found.areas][-1] == ("104701", "บางนา")
    assert "104701" in next(i for i in found.issues if i.code == "boundary.code-unknown").message.th


def test_several_shapes_of_one_code_become_one_area(tmp_path):
    east = [[x + 1, y] for x, y in SQUARE]

    found = read_boundaries(layer(tmp_path, ({"dcode": "1001"}, SQUARE), ({"dcode": "1001"}, east)))
    assert len(found.areas) == 1
    assert len(shapely.from_wkb(found.areas[0].wkb).geoms) == 2


def test_metres_are_brought_to_degrees_by_the_system_that_the_file_names(tmp_path):
    ring = [[662000, 1520000], [663000, 1520000], [663000, 1521000], [662000, 1521000], [662000, 1520000]]

    found = read_boundaries(layer(tmp_path, ({"dcode": "1001"}, ring), crs="urn:ogc:def:crs:EPSG::32647"))
    assert found.crs == "EPSG:32647"
    assert round(found.areas[0].label[0], 2) == 100.5
    assert abs(found.areas[0].square_metres - 1e6) < 2e3


def test_a_layer_without_codes_asks_which_attribute_holds_them(tmp_path):
    source = layer(tmp_path, ({"title": "ชุมชนหลังสถานี"}, SQUARE))

    with pytest.raises(BadInput, match="title"):
        read_boundaries(source)
    own = read_boundaries(source, BoundaryOptions(code_field="title", level="community"))
    assert (own.level, own.areas[0].code) == ("community", "ชุมชนหลังสถานี")


@pytest.mark.parametrize(("name", "content"), [("a.geojson", b"{}"), ("a.zip", b"PK nonsense"), ("a.pdf", b"%PDF"), ("a.geojson", b"")])
def test_a_file_that_holds_no_layer_is_refused_with_what_to_use_instead(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(SourceError, match="zipped Shapefile") as caught:
        read_boundaries(Source.at(path))
    assert "ขอบเขต" in caught.value.message.th


@pytest.mark.reference
@pytest.mark.parametrize(
    ("file", "level", "areas", "code_field"),
    [
        ("derived/th_provinces_77.geojson", "province", 77, "code"),
        ("derived/th_districts_928.geojson", "district", 928, "code"),
        ("derived/bkk_districts_50_codab.geojson", "district", 50, "code"),
        ("source/bma_district_50.zip", "district", 50, "dcode"),
        ("source/bma_subdistrict_180.zip", "subdistrict", 180, None),
        ("source/opengis_provinces_77.geojson", "province", 77, "pro_code"),
        ("source/tha_adm1_province_shapefile.zip", "province", 77, "ADM1_PCODE"),
        ("source/tha_admbnda_adm2_shapefile.zip", "district", 928, "ADM2_PCODE"),
        ("source/tha_admbnda_adm3_rtsd_20220121.zip", "subdistrict", 7425, "ADM3_PCODE"),
    ],
)
def test_published_boundaries_are_read_whole(reference, file, level, areas, code_field):
    found = read_boundaries(Source.at(reference / "data" / "boundaries" / file))

    assert (found.level, len(found.areas)) == (level, areas)
    assert code_field in (None, found.code_field)
    assert all(area.name_th and area.square_metres > 0 for area in found.areas)
    assert shapely.is_valid(shapely.from_wkb([area.wkb for area in found.areas])).all()


@pytest.mark.reference
def test_the_one_broken_district_of_the_published_layer_is_repaired_and_told(reference):
    found = read_boundaries(Source.at(reference / "data" / "boundaries" / "source" / "tha_admbnda_adm2_shapefile.zip"))

    assert next(i for i in found.issues if i.code == "boundary.shape").count == 1


@pytest.mark.reference
def test_subdistricts_newer_than_the_published_layer_are_told_as_missing(reference):
    found = read_boundaries(Source.at(reference / "data" / "boundaries" / "derived" / "th_subdistricts_7425.geojson"))

    assert {i.code: i.count for i in found.issues} == {"boundary.code-unknown": 3, "boundary.missing": 14}
