"""A damaged file is read or refused in words; it never ends in a crash."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import made
from mueang.base.files import Source
from mueang.flows.read import Reading, read
from mueang.ingest.options import ReadOptions

WITHOUT_PLACES = ReadOptions.from_dict({"places": {"on": False}})
TEXT = 'ตาราง 1,,\nเขต,ราย,"วันที่"\nบางรัก,"1,234",1/2/2566\nดุสิต,-,๕ พ.ค. ๖๖\nรวม,1234,\n'.encode("cp874")


def workbook() -> bytes:
    content, book = io.BytesIO(), openpyxl.Workbook()
    for row in (["เขต", "ราย"], ["บางรัก", 5], ["ดุสิต", 7]):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


BOOK = workbook()
RECORDS = '[{"เขต": "บางรัก", "ที่": {"ซอย": 5}, "แท็ก": ["ก"]}, {"เขต": "ดุสิต", "ที่": null}]'


def others() -> dict[str, bytes]:
    """A small file of each other format, by its name."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shapes = made.shapefile(folder)
        return {
            "a.json": RECORDS.encode(),
            "a.jsonl": RECORDS[1:-1].replace("}, {", "}\n{").encode(),
            "a.parquet": made.parquet({"เขต": ["บางรัก", "ดุสิต"], "ราย": [5, 7], "แท็ก": [["ก"], None]}),
            "a.gpkg": made.layer(folder / "a.gpkg").read_bytes(),
            "a.kml": (made.FILES / "gdal.kml").read_bytes(),
            "a.kmz": (made.FILES / "gdal.kmz").read_bytes(),
            "a.ods": (made.FILES / "office.ods").read_bytes(),
            "a.xls": (made.FILES / "office.xls").read_bytes(),
            "a.shp": shapes[".shp"],
            "shapes.zip": made.zipped({f"a{suffix}": part for suffix, part in shapes.items()}),
            "mixed.zip": made.zipped({"a.csv": TEXT, "b.xlsx": BOOK}),
        }


OTHERS = others()
damage = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from([b"", b"\x00", b'"', b"\n", b",", b"\xff\xfe", b"<", b"PK"]), st.integers(0, 40)), max_size=6
)


def damaged(content: bytes, hits: list[tuple[int, bytes, int]]) -> bytes:
    for place, new, gone in hits:
        place %= len(content) + 1
        content = content[:place] + new + content[place + gone :]
    return content


def outcome(content: bytes, name: str) -> Reading:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read(Source.at(path), WITHOUT_PLACES, out=Path(folder))


@given(damage)
def test_damaged_text_is_read_or_refused(hits):
    reading = outcome(damaged(TEXT, hits), "file.csv")

    assert (reading.refused is None) == bool(reading.tables)


@settings(max_examples=40)
@given(damage)
def test_a_damaged_workbook_is_read_or_refused(hits):
    reading = outcome(damaged(BOOK, hits), "file.xlsx")

    assert (reading.refused is None) == bool(reading.tables)


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=15)
@given(hits=damage)
@example(hits=[(28, b"\x00", 0)])
def test_a_damaged_file_of_any_other_format_is_read_or_refused(name, hits):
    reading = outcome(damaged(OTHERS[name], hits), name)

    assert (reading.refused is None) == bool(reading.tables)


@given(damage)
def test_the_same_file_and_options_give_the_same_answer(hits):
    content = damaged(TEXT, hits)

    assert outcome(content, "file.csv").as_dict() == outcome(content, "file.csv").as_dict()
