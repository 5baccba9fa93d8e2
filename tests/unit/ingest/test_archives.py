"""Zip archives of data files, and what an archive or a layer may not do."""

import io
import json
import socket
import stat
import struct
import threading
import zipfile

import pytest

import made

CSV = "เขต,ราย\nบางรัก,5\nดุสิต,7\n"


def names(read):
    return [table.sheet.name for table in read.reading.tables]


def test_every_data_file_of_an_archive_is_a_table(file, tmp_path):
    shape = {f"แผนที่/สวน{suffix}": part for suffix, part in made.shapefile(tmp_path).items()}
    others = {"ปี/2566.csv": CSV.encode("cp874"), "ปี/2567.csv": CSV.encode(), "ราย.json": json.dumps([{"a": 1}]).encode()}
    read = file(made.zipped({**others, **shape}), "ข้อมูล.zip")

    assert (read.reading.format, names(read)) == ("zip", ["แผ่นงานต่อกัน", "2566", "2567", "ราย", "สวน"])
    assert {"file.tables", "file.encoding", "layer.transformed"} <= read.codes


def test_one_table_of_an_archive_may_be_chosen(file):
    read = file(made.zipped({"2566.csv": CSV.encode(), "2567.csv": b"a\n1\n"}), "ข้อมูล.zip", {"sheet": "2567"})

    assert (names(read), read.column("a")) == (["2567"], [1])


def test_files_of_one_name_in_several_folders_are_told_apart(file):
    read = file(made.zipped({"ก/ราย.csv": CSV.encode(), "ข/ราย.csv": CSV.encode()}), "ข้อมูล.zip")

    assert names(read) == ["ราย", "ราย (2)"]


def test_sheets_of_a_workbook_in_an_archive_bear_its_name(file):
    office = (made.FILES / "office.ods").read_bytes()

    assert names(file(made.zipped({"เขต.ods": office}), "ข้อมูล.zip")) == ["เขต / ประชากร", "เขต / ภาค"]


def test_what_is_no_table_is_told_and_what_file_managers_leave_is_not(file):
    read = file(made.zipped({"2566.csv": CSV.encode(), "อ่าน.pdf": b"%PDF-1.4", "__MACOSX/._2566.csv": b"x", "Thumbs.db": b"x"}), "ข้อมูล.zip")

    assert [(issue.code, issue.count, issue.example) for issue in read.reading.issues] == [("archive.left", 1, "อ่าน.pdf")]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(file):
    read = file(made.zipped({"2566.csv": CSV.encode(), "สแกน.xlsx": b"%PDF-1.4"}), "ข้อมูล.zip")

    told = [issue for issue in read.reading.issues if issue.code == "archive.refused"]
    assert names(read) == ["2566"]
    assert "สแกน.xlsx" in told[0].message.th
    assert "PDF" in told[0].message.en


def test_text_files_are_tables_only_where_there_are_no_others(file):
    with_readme = file(made.zipped({"2566.csv": CSV.encode(), "readme.txt": b"all about it\n"}), "ข้อมูล.zip")
    alone = file(made.zipped({"2566.txt": CSV.encode()}), "ข้อมูล.zip")

    assert (names(with_readme), names(alone)) == (["2566"], ["2566"])


@pytest.mark.parametrize("encoding", ["cp874", "utf-8"])
def test_thai_names_of_old_archives_are_read(file, encoding):
    raw = "ประชากร.csv".encode(encoding)
    content = made.zipped({"x" * len(raw): CSV.encode()}).replace(b"x" * len(raw), raw)

    assert names(file(content, "ข้อมูล.zip")) == ["ประชากร"]


def linked(target):
    """An archive with a symbolic link among its files, as Unix packs it."""
    content, link = io.BytesIO(), zipfile.ZipInfo("ลิงก์.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("ก.csv", CSV)
        archive.writestr(link, target)
    return content.getvalue()


REFUSED = {
    "link to another file": (linked("/etc/passwd"), "refuse.unsafe"),
    "nothing to read": (made.zipped({"อ่าน.pdf": b"%PDF-1.4", "ภาพ.png": b"\x89PNG"}), "refuse.no_table"),
    "the one file is a PDF": (made.zipped({"งบ.csv": b"%PDF-1.4"}), "refuse.type"),
    "archive in an archive": (made.zipped({"ใน.csv": made.zipped({"ก.csv": CSV.encode()})}), "refuse.unsafe"),
    "path outside": (made.zipped({"../../ก.csv": CSV.encode()}), "refuse.unsafe"),
    "path outside in the way of Windows": (made.zipped({"..\\ก.csv": CSV.encode()}), "refuse.unsafe"),
    "bomb": (made.zipped({"ก.csv": b"0," * (40 << 20)}), "refuse.unsafe"),
    "too many": (made.zipped({f"{n}.csv": b"" for n in range(1001)}), "refuse.unsafe"),
    "cut": (made.zipped({"ก.csv": CSV.encode()})[:-30], "refuse.corrupt"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_archive_that_is_not_sound_is_refused_in_both_languages(file, kind):
    content, code = REFUSED[kind]
    refused = file(content, "ข้อมูล.zip").reading.refused

    assert refused.code == code
    assert any("ก" <= letter <= "๛" for letter in refused.message.th)


def test_an_archive_with_a_password_is_refused_as_such(file):
    content = bytearray(made.zipped({"ก.csv": CSV.encode()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1

    assert file(bytes(content), "ข้อมูล.zip").reading.refused.code == "refuse.password"


def test_an_archive_that_understates_its_sizes_is_refused(file):
    content = bytearray(made.zipped({"ก.csv": b"a\n" + b"1\n" * 100_000}))
    with zipfile.ZipFile(made.io.BytesIO(content)) as archive:
        true = archive.infolist()[0].file_size
    content = bytes(content).replace(struct.pack("<I", true), struct.pack("<I", 10))

    assert file(content, "ข้อมูล.zip").reading.refused.code in ("refuse.corrupt", "refuse.unsafe")


@pytest.mark.parametrize("part", [".shp", ".dbf"])
def test_a_shapefile_whose_parts_break_off_is_refused(file, tmp_path, part):
    parts = made.shapefile(tmp_path)
    parts[part] = parts[part][:-20]

    assert file(made.zipped({f"สวน{suffix}": content for suffix, content in parts.items()}), "สวน.zip").reading.refused.code == "refuse.corrupt"


@pytest.mark.parametrize("kept", [20_000, 0.7])
def test_a_geopackage_that_breaks_off_is_refused(file, tmp_path, kept):
    content = made.layer(tmp_path / "city.gpkg").read_bytes()

    assert file(content[: kept if isinstance(kept, int) else int(len(content) * kept)], "เมือง.gpkg").reading.refused.code == "refuse.corrupt"


KML = '<?xml version="1.0"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'
PLACE = "<Placemark><name>{name}</name><Point><coordinates>100.5,13.7</coordinates></Point></Placemark>"
MAPS = {
    "bomb of entities": (KML.format(doctype='<!DOCTYPE k [<!ENTITY a "aaaaaa"><!ENTITY b "&a;&a;">]>', inside=PLACE.format(name="&b;")), "refuse.unsafe"),
    "other files": (KML.format(doctype='<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]>', inside=PLACE.format(name="&a;")), "refuse.unsafe"),
    "no places": (KML.format(doctype="", inside="<name>ว่าง</name>"), "refuse.no_table"),
    "only links": (KML.format(doctype="", inside="<NetworkLink><Link><href>http://x.test/a.kml</href></Link></NetworkLink>"), "refuse.no_table"),
    "cut": (KML.format(doctype="", inside=PLACE.format(name="ก") * 3)[:-60], "refuse.corrupt"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MAPS)
@pytest.mark.parametrize("name", ["แผนที่.kml", "แผนที่.kmz"])
def test_a_map_that_is_not_sound_is_refused(file, kind, name):
    text, code = MAPS[kind]
    content = text.encode() if name.endswith("kml") else made.zipped({"doc.kml": text.encode()})

    assert file(content, name).reading.refused.code == code


@pytest.fixture
def listener():
    """A server on this machine, and what it was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                asked.append(connection.recv(100))
                connection.close()

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked


@pytest.mark.program
@pytest.mark.parametrize("kind", ["link", "url"])
def test_a_layer_never_makes_us_call_an_address_that_it_names(file, listener, kind):
    address, asked = listener
    places = [{"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [100.5, 13.7]}}]
    system = {"type": kind, "properties": {"href": address, "url": address}}
    read = file(json.dumps({"type": "FeatureCollection", "crs": system, "features": places}).encode(), "x.geojson")

    assert (read.n_rows, asked) == (1, [])


@pytest.mark.parametrize("driver", ["<OGRVRTDataSource>", '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/hosts"}'])
def test_a_layer_is_opened_as_what_it_is_and_never_leads_to_other_files(file, tmp_path, driver):
    other = tmp_path / "secret.csv"
    other.write_text("secret\n1\n", encoding="utf-8")
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{other}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>' if driver[0] == "<" else ""
    features = '"features": [{"type": "Feature", "properties": {"a": 1}, "geometry": null}]'
    read = file(f'{{"type": "FeatureCollection", "x": {json.dumps(driver + layer)}, {features}}}'.encode(), "x.geojson")

    assert list(read.types) == ["a", "geometry"]


def test_gdal_knows_five_formats_only():
    assert set(made.gdal().list_drivers()) == {"ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "MVT"}
