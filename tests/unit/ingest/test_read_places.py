"""Places in a file as a whole: what the answer for programs says of them, and what a person's corrections change."""

import json

import pytest

DISTRICTS = "รหัสเขต,ชื่อเขต,ร้อยละ\n1001,พระนคร,12.5\n1002,ดุสิต,11.0\n1004,บางรัก,9.5\n"
METRES = "ชื่อ,X,Y\nสวนก,662000,1520000\nสวนข,663000,1521000\nสวนค,664000,1522000\n"


@pytest.fixture
def linked(csv):
    """Read a text with its places: linked(text, crs=..., places=...)."""
    return lambda text, **options: csv(text, options={"places": {}, **options})


def told(read):
    return {column["name"]: (column["type"], column["place"]) for column in read.table.as_dict()["columns"]}


def test_codes_of_districts_stay_text_for_programs_and_say_that_they_are_districts(linked):
    read = linked(DISTRICTS)

    assert told(read) == {"รหัสเขต": ("string", "district"), "ชื่อเขต": ("string", None), "ร้อยละ": ("number", None)}
    assert read.column("รหัสเขต") == ["1001", "1002", "1004"]


def test_names_alone_get_their_codes_beside_them(linked):
    read = linked("ชื่อเขต,ร้อยละ\nพระนคร,12.5\nดุสิต,11.0\nบางรัก,9.5\n")

    assert list(told(read)) == ["ชื่อเขต", "ชื่อเขต_code", "ร้อยละ"]
    assert told(read)["ชื่อเขต_code"] == ("place", "district")
    assert list(read.rows[0]) == ["ชื่อเขต", "ชื่อเขต_code", "ร้อยละ", "_row"]


def test_a_code_in_the_attributes_of_a_layer_is_its_place(file):
    points = [(100.5, "1001", "พระนคร"), (100.51, "1002", "ดุสิต"), (100.52, "1004", "บางรัก")]
    features = [
        {"type": "Feature", "properties": {"dcode": code, "dname": name}, "geometry": {"type": "Point", "coordinates": [x, 13.75]}} for x, code, name in points
    ]
    read = file(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "places.geojson", {"places": {}})

    assert told(read) == {"dcode": ("string", "district"), "dname": ("string", None), "geometry": ("geometry", None)}
    assert read.column("dcode") == ["1001", "1002", "1004"]


def test_a_person_who_calls_the_codes_text_gets_text(linked):
    read = linked(DISTRICTS, columns={"0": {"type": "string"}})

    assert told(read)["รหัสเขต"] == ("string", None)


def test_a_person_may_say_which_column_holds_the_places(linked):
    read = linked(DISTRICTS.replace("รหัสเขต", "ที่ตั้ง"), columns={"0": {"type": "place"}})

    assert told(read)["ที่ตั้ง"] == ("string", "district")


def test_the_system_of_the_file_is_the_system_of_its_coordinates(linked):
    asked, answered = linked(METRES), linked(METRES, crs="EPSG:32647")

    assert "geometry" not in told(asked)
    assert [question.code for question in asked.table.questions] == ["coordinate.system"]
    assert (told(answered)["geometry"], answered.table.crs, answered.table.questions) == (("geometry", None), "EPSG:32647", ())


def test_a_system_chosen_for_the_places_is_believed_before_that_of_the_file(linked):
    read = linked(METRES, crs="EPSG:24047", places={"crs": "EPSG:32647"})

    assert read.table.crs == "EPSG:32647"
