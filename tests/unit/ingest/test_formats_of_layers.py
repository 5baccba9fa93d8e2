"""Layers of points, lines and areas: Shapefile, GeoPackage, KML, GeoParquet."""

import json

import pytest
import shapely

import made

LUMPINI = (100.5, 13.7)
"""About where the first garden lies, in degrees."""


def near(wkb, lon_lat, degrees=0.1):
    return shapely.distance(shapely.from_wkb(wkb), shapely.Point(*lon_lat)) < degrees


@pytest.fixture
def parts(tmp_path):
    return made.shapefile(tmp_path)


def renamed(parts, *left_out, stem="ที่ดิน"):
    return {f"{stem}{suffix}": part for suffix, part in parts.items() if suffix not in left_out}


@pytest.mark.parametrize("encoding", ["CP874", "UTF-8"])
def test_a_shapefile_in_either_encoding_of_thai_is_read_and_brought_to_degrees(file, tmp_path, encoding):
    read = file(made.zipped(renamed(made.shapefile(tmp_path, encoding=encoding))), "ที่ดิน.zip")

    assert read.reading.format == "shapefile"
    assert list(read.rows[0].values())[:3] == ["สวนลุมพินี", "001", 2023]
    assert (near(read.rows[0]["geometry"], LUMPINI), read.table.sheet.crs) == (True, "EPSG:32647")


@pytest.mark.parametrize("page", [b"OEM 874", b"ANSI 874", b"874", b"UTF-8", b"ISO-8859-1", b"65001", b"nonsense", None])
def test_whatever_the_code_page_says_the_attributes_decide(file, parts, page):
    files = renamed(parts, ".cpg") | ({"ที่ดิน.cpg": page} if page else {})
    read = file(made.zipped(files), "ที่ดิน.zip")

    assert read.column("ชื่") == ["สวนลุมพินี", "สวนจตุจักร", None]
    assert ("layer.code-page" in read.codes) == (page in (b"UTF-8", b"ISO-8859-1", b"65001"))


def test_a_western_code_page_is_believed_where_the_text_is_western(file, tmp_path):
    path = made.layer(tmp_path / "b.shp", {"nom": ["Orléans", "Nîmes"]}, driver="ESRI Shapefile", encoding="CP850")
    files = {part.name: part.read_bytes() for part in tmp_path.glob("b.*")}

    assert file(made.zipped({**files, "b.cpg": b"850"}), f"{path.stem}.zip").column("nom") == ["Orléans", "Nîmes"]


@pytest.mark.parametrize(("part", "code"), [(".dbf", "layer.part-missing"), (".shx", "layer.part-missing"), (".prj", "layer.crs-missing")])
def test_a_part_that_is_missing_is_told_and_the_shapes_are_read_all_the_same(file, parts, part, code):
    read = file(made.zipped(renamed(parts, part)), "ที่ดิน.zip")

    assert code in read.codes
    assert (read.n_rows, "ชื่" in read.types) == (3, part != ".dbf")


def test_the_shp_alone_is_a_table_of_shapes(file, parts):
    read = file(parts[".shp"], "ที่ดิน.shp", {"crs": "EPSG:32647"})

    assert (read.reading.format, list(read.types)) == ("shapefile", ["geometry"])
    assert near(read.rows[0]["geometry"], LUMPINI)


def test_parts_beside_a_shp_in_its_folder_are_found_in_any_case(file, tmp_path, parts):
    for suffix in (".dbf", ".shx", ".prj"):
        (tmp_path / f"PARK{suffix.upper()}").write_bytes(parts[suffix])
    read = file(parts[".shp"], "park.shp")

    assert read.column("รหั") == ["001", "002", "003"]
    assert sorted(path.name for path in tmp_path.glob("*.shx")) == []


def test_every_layer_of_a_geopackage_is_a_table_also_one_without_shapes(file, tmp_path):
    path = made.layer(tmp_path / "city.gpkg")
    made.layer(path, {"ชื่อ": ["ห้องสมุดเมือง"]}, name="ห้องสมุด", append=True)
    made.plain_table(path, {"รายการ": ["ก", "ข"], "บาท": [1.0, 2.0]}, "งบประมาณ")
    read = file(path.read_bytes(), "เมือง.gpkg")

    assert [(table.sheet.name, table.rows, table.sheet.crs) for table in read.reading.tables] == [
        ("สวน", 3, "EPSG:32647"), ("ห้องสมุด", 1, "EPSG:32647"), ("งบประมาณ", 2, None)]  # fmt: skip
    assert "file.tables" in read.codes


def test_a_geopackage_keeps_its_types_and_buddhist_years_are_known(file, tmp_path):
    read = file(made.layer(tmp_path / "city.gpkg").read_bytes(), "เมือง.gpkg")

    assert read.types == {"ชื่อ": "string", "รหัส": "string", "ปี": "year", "ไร่": "number", "geometry": "geometry"}
    assert read.column("ปี") == [2023, 2022, 2023]
    assert {"value.era", "layer.transformed"} <= read.codes


def test_one_layer_may_be_chosen_by_its_name(file, tmp_path):
    path = made.layer(tmp_path / "city.gpkg")
    made.layer(path, {"ชื่อ": ["ห้องสมุดเมือง"]}, name="ห้องสมุด", append=True)
    read = file(path.read_bytes(), "เมือง.gpkg", {"sheet": "ห้องสมุด"})

    assert [table.sheet.name for table in read.reading.tables] == ["ห้องสมุด"]


def test_reading_a_geopackage_leaves_nothing_beside_it(file, tmp_path):
    path = made.layer(tmp_path / "city.gpkg")
    content = bytearray(path.read_bytes())
    # As a program leaves it that keeps a log of its writing (WAL) beside the file.
    content[18:20] = b"\x02\x02"
    read = file(bytes(content), "wal.gpkg")

    assert read.n_rows == 3
    assert sorted(found.name for found in tmp_path.glob("wal.*")) == ["wal.gpkg"]


KML = """<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"
 xmlns:atom="http://www.w3.org/2005/Atom"><Document><name>แผนที่</name><Schema id="s"><SimpleField name="ปี" type="int"/></Schema>
<Folder><name>ศูนย์</name>
 <Placemark><name>ศูนย์ ๑</name><description><![CDATA[<b>เปิด</b>]]></description><atom:author><atom:name>ผู้วาด</atom:name></atom:author>
  <TimeStamp><when>2023-05-01</when></TimeStamp><Style><IconStyle><Icon><href>x.png</href></Icon></IconStyle></Style>
  <ExtendedData><Data name="ราย"><displayName>ราย</displayName><value>5</value></Data></ExtendedData>
  <Point><coordinates>100.5,13.7,0</coordinates></Point></Placemark>
 <Placemark><name>ศูนย์ ๒</name><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="ปี">2566</SimpleData></SchemaData></ExtendedData>
  <MultiGeometry><Point><coordinates>100.6,13.8</coordinates></Point><Point><coordinates>100.7,13.9</coordinates></Point></MultiGeometry></Placemark>
 <Folder><name>เส้นทาง</name>
  <Placemark><name>รถเก็บขยะ</name><gx:Track><when>2023-01-01T00:00:00Z</when><gx:coord>100.5 13.7 0</gx:coord><gx:coord>100.6 13.8 0</gx:coord></gx:Track>
  </Placemark></Folder></Folder>
<Folder><name>เขต</name><Placemark><name>เขตมีช่อง</name><Polygon>
 <outerBoundaryIs><LinearRing><coordinates>100,13 101,13 101,14 100,14 100,13</coordinates></LinearRing></outerBoundaryIs>
 <innerBoundaryIs><LinearRing><coordinates>100.4,13.4 100.6,13.4 100.6,13.6 100.4,13.4</coordinates></LinearRing></innerBoundaryIs>
</Polygon></Placemark></Folder><Folder><name>ว่าง</name></Folder></Document></kml>"""


@pytest.fixture
def by_name(file):
    """Read KML and return its tables by name: by_name(content, file name)."""

    def by_name(content, name="แผนที่.kml"):
        read = file(content, name)
        return read, {table.sheet.name: table for table in read.reading.tables}

    return by_name


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-874", "TIS-620"])
def test_every_folder_of_a_map_is_a_table_with_its_extended_data(by_name, encoding):
    text = KML.format(encoding=encoding)
    read, tables = by_name(text.encode("utf-8" if encoding == "UTF-8" else "cp874"))

    assert {name: table.rows for name, table in tables.items()} == {"ศูนย์": 2, "เส้นทาง": 1, "เขต": 1}
    assert list(tables["ศูนย์"].schema.names) == ["name", "description", "when", "ราย", "ปี", "geometry"]
    assert read.reading.format == "kml"


def test_shapes_of_a_map_are_points_lines_and_areas_with_holes(by_name, tmp_path):
    import pyarrow.parquet as pq

    read, tables = by_name(KML.format(encoding="UTF-8").encode())
    shapes = {name: shapely.from_wkb(pq.read_table(read.out / table.data)["geometry"].to_pylist()) for name, table in tables.items()}

    assert [shape.geom_type for shape in shapes["ศูนย์"]] == ["Point", "MultiPoint"]
    assert [shape.geom_type for shape in shapes["เส้นทาง"]] == ["LineString"]
    assert [len(shape.interiors) for shape in shapes["เขต"]] == [1]


def test_a_kmz_gives_the_layers_of_all_its_files(by_name):
    second = KML.format(encoding="UTF-8").replace("ศูนย์", "โรงเรียน")
    read, tables = by_name(made.zipped({"doc.kml": KML.format(encoding="UTF-8").encode(), "files/more.kml": second.encode(), "i.png": b"x"}), "แผนที่.kmz")

    assert read.reading.format == "kmz"
    assert set(tables) == {"ศูนย์", "เส้นทาง", "เขต", "โรงเรียน", "เส้นทาง (2)", "เขต (2)"}


def test_maps_written_by_gdal_are_read_as_they_were_written(file):
    for name in ("gdal.kml", "gdal.kmz"):
        read = file((made.FILES / name).read_bytes(), name)

        assert read.column("ชื่อ") == ["สวนลุมพินี", "สวนจตุจักร", None]
        assert (read.column("ปี"), len(read.reading.tables)) == ([2023, 2022, 2023], 1)


def test_a_link_to_elsewhere_is_told_and_not_followed(by_name):
    link = "<NetworkLink><name>ล</name><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    read, _ = by_name(KML.format(encoding="UTF-8").replace("<Folder>", link + "<Folder>", 1).encode())

    assert "layer.links" in read.codes


def test_coordinates_that_are_no_numbers_leave_the_row_without_its_shape(by_name):
    read, _ = by_name(KML.format(encoding="UTF-8").replace("100.5,13.7,0", "ทิศเหนือ").encode())

    assert "layer.unread-shapes" in read.codes
    assert [row["geometry"] is None for row in read.rows] == [True, False]


GEO = {"version": "1.1.0", "primary_column": "geom", "columns": {"geom": {"encoding": "WKB", "geometry_types": ["Point"]}}}
THAI_UTM = {"type": "ProjectedCRS", "id": {"authority": "EPSG", "code": 32647}}


@pytest.mark.parametrize(("crs", "expected"), [({}, "EPSG:4326"), ({"crs": THAI_UTM}, "EPSG:32647"), ({"crs": None}, None)])
def test_geoparquet_brings_its_shapes_and_its_system(file, crs, expected):
    geo = {**GEO, "columns": {"geom": GEO["columns"]["geom"] | crs}}
    at = made.POINTS[0] if expected == "EPSG:32647" else LUMPINI
    read = file(made.parquet({"ชื่อ": ["สวน"], "geom": shapely.to_wkb([shapely.Point(*at)])}, {"geo": json.dumps(geo)}), "สวน.parquet")

    assert (read.table.sheet.crs, near(read.rows[0]["geometry"], LUMPINI)) == (expected, True)
    assert ("layer.crs-missing" in read.codes) == (expected is None)
