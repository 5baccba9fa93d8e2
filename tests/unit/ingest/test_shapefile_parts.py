"""Shapefiles whose parts do not fit each other."""

import io
import struct
import zipfile

import numpy as np
import pytest
import shapely

NAMES = ["ก", "ข", "ค", "ง"]


@pytest.fixture
def parts(tmp_path):
    """The parts of a Shapefile of four trees, by suffix."""
    from pyogrio.raw import write

    points = shapely.points(np.array([(100.5 + k / 100, 13.7) for k in range(4)]))
    write(
        tmp_path / "trees.shp",
        shapely.to_wkb(points),
        [np.array(NAMES, object), np.arange(4)],
        ["name", "n"],
        geometry_type="Point",
        crs="EPSG:4326",
        driver="ESRI Shapefile",
        encoding="UTF-8",
    )
    return {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}


def packed(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for suffix, part in parts.items():
            archive.writestr(f"trees{suffix}", part)
    return content.getvalue()


def with_number(part, at, form, number):
    return part[:at] + struct.pack(form, number) + part[at + 4 :]


def dbf_of(parts, rows, *, told=None):
    """The .dbf cut or repeated to so many rows, its head telling as many, or another number."""
    dbf = parts[".dbf"]
    before, width = struct.unpack("<HH", dbf[8:12])
    body = (dbf[before : before + 4 * width] * 2)[: rows * width]
    return with_number(dbf[:before], 4, "<I", rows if told is None else told) + body + b"\x1a"


def cells(read):
    return [(row["name"], None if row["geometry"] is None else round(shapely.from_wkb(row["geometry"]).x, 2)) for row in read.rows]


WHOLE = [("ก", 100.5), ("ข", 100.51), ("ค", 100.52), ("ง", 100.53)]


def test_shapes_without_attributes_are_kept_and_told(file, parts):
    read = file(packed({**parts, ".dbf": dbf_of(parts, 2)}), "trees.zip")

    assert cells(read) == [*WHOLE[:2], (None, 100.52), (None, 100.53)]
    assert "layer.records" in read.codes


def test_attributes_without_shapes_are_kept_and_told(file, parts):
    read = file(packed({**parts, ".dbf": dbf_of(parts, 6)}), "trees.zip")

    assert cells(read) == [*WHOLE, ("ก", None), ("ข", None)]
    assert "layer.records" in read.codes


@pytest.mark.parametrize("told", [2, 6])
def test_the_head_of_the_attributes_may_lie_about_their_number(file, parts, told):
    read = file(packed({**parts, ".dbf": dbf_of(parts, 4, told=told)}), "trees.zip")

    assert (cells(read), "layer.head" in read.codes) == (WHOLE, True)


@pytest.mark.parametrize("words", [50, 80, 5000])
def test_the_head_of_the_shapes_may_lie_about_their_length(file, parts, words):
    read = file(packed({**parts, ".shp": with_number(parts[".shp"], 24, ">i", words)}), "trees.zip")

    assert (cells(read), "layer.head" in read.codes) == (WHOLE, True)


@pytest.mark.parametrize("index", [b"", b"short", "shorter", "lies"])
def test_an_index_that_does_not_fit_is_made_anew(file, parts, index):
    index = {"shorter": parts[".shx"][:-16], "lies": with_number(parts[".shx"], 100, ">i", 9999)}.get(index, index)

    read = file(packed({**parts, ".shx": index}), "trees.zip")
    assert (cells(read), "layer.head" in read.codes) == (WHOLE, True)


@pytest.mark.parametrize("cut", [3, 10, 28])
def test_shapes_that_break_off_are_refused(file, parts, cut):
    assert file(packed({**parts, ".shp": parts[".shp"][:-cut]}), "trees.zip").reading.refused is not None


def test_a_head_that_tells_of_billions_of_rows_is_refused(file, parts):
    dbf = with_number(parts[".dbf"], 4, "<I", 4_000_000_000)

    assert file(packed({**parts, ".dbf": dbf[:10] + b"\0\0" + dbf[12:]}), "trees.zip").reading.refused is not None
