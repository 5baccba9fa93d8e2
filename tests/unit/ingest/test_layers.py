"""Layers whose coordinate system nobody has stated."""

import io
import json
import zipfile

import numpy as np
import shapely

EAST_NORTH = ((662000, 1520000), (663000, 1521000), (664000, 1522000))


def geojson(points, **members):
    features = [{"type": "Feature", "properties": {"ชื่อ": f"จุด {k}"}, "geometry": {"type": "Point", "coordinates": list(p)}} for k, p in enumerate(points)]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}, ensure_ascii=False)


def shapefile(tmp_path):
    """Return a zipped Shapefile of points in metres without its .prj."""
    from pyogrio.raw import write

    shapes = shapely.to_wkb(shapely.points(np.array(EAST_NORTH, float)))
    write(
        tmp_path / "trees.shp",
        shapes,
        [np.array(["ก", "ข", "ค"], object)],
        ["name"],
        geometry_type="Point",
        crs=None,
        driver="ESRI Shapefile",
        encoding="UTF-8",
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"trees.{ending}", f"trees.{ending}")
    return packed.getvalue()


def asked(read):
    return [(question.code, [choice.value for choice in question.choices]) for question in read.table.questions]


def lon_lat(read):
    return shapely.get_coordinates(shapely.from_wkb(read.rows[0]["geometry"]))[0].round(1).tolist()


def test_a_shapefile_without_prj_asks_for_its_system_and_the_answer_makes_the_map(file, tmp_path):
    content = shapefile(tmp_path)
    before, after = file(content, "trees.zip"), file(content, "trees.zip", {"crs": "EPSG:32647"})

    assert asked(before) == [("layer.crs-missing", ["EPSG:32647", "EPSG:24047"])]
    assert (asked(after), lon_lat(after)) == ([], [100.5, 13.7])


def test_a_geojson_in_metres_that_names_no_system_asks_too(file):
    content = geojson(EAST_NORTH).encode()
    before, after = file(content, "points.geojson"), file(content, "points.geojson", {"crs": "EPSG:32647"})

    assert asked(before)[0][1][0] == "EPSG:32647"
    assert (asked(after), lon_lat(after)) == ([], [100.5, 13.7])


def test_a_geojson_in_degrees_asks_nothing(file):
    read = file(geojson([(100.5, 13.7)]).encode(), "points.geojson")

    assert (asked(read), lon_lat(read)) == ([], [100.5, 13.7])


def test_the_system_kept_from_the_last_file_yields_to_the_one_that_this_file_names(file):
    degrees = geojson([(100.5, 13.7)]).encode()
    kept = {"headings": ["ชื่อ"], "crs": "EPSG:32647"}

    assert lon_lat(file(degrees, "points.geojson", kept)) == [100.5, 13.7]
    assert lon_lat(file(geojson(EAST_NORTH).encode(), "points.geojson", kept)) == [100.5, 13.7]


def test_shapes_written_in_metres_in_a_cell_ask_for_their_system(csv):
    rows = "ชื่อ;รูป\n" + "".join(f"แปลง {k};POINT ({x} {y})\n" for k, (x, y) in enumerate(EAST_NORTH))
    before, after = csv(rows, options={"places": {"on": True}}), csv(rows, options={"places": {"on": True, "crs": "EPSG:32647"}})

    assert asked(before)[0][1][0] == "EPSG:32647"
    assert (asked(after), lon_lat(after)) == ([], [100.5, 13.7])
