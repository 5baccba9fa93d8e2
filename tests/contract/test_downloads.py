"""A download holds what was published: every format, read by a foreign reader, is compared cell by cell with the lake."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import openpyxl
import pyogrio
import pytest
import shapely

import drawn
from mueang import exports
from mueang.lake import Append, Lake
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.query import Rows

HEALTH = """
    code:place | name          | beds | rate | opened:date | seen:datetime       | at:time  | open  | year:year | place:geometry
    -----------+---------------+------+------+-------------+---------------------+----------+-------+-----------+-------------------
    01001      | โรงพยาบาล, "ก" | 120  | 3.5  | 1950-02-27  | 2023-05-01T07:30:00 | 08:30:00 | true  | 2023      | POINT(100.5 13.75)
    00102      | - ไม่ระบุ      | -7   | 0.25 | 2023-05-01  | 2023-05-02T16:00:00 | 16:00:00 | false | 2022      | POINT(100.25 13.5)
    01003      | คลินิก         |      |      |             |                     |          |       |           |
"""
MORE = "code:place | name | beds\n00007 | ศูนย์บริการสาธารณสุข 7 | 4"
KINDS = {"beds": int, "rate": float, "opened": date.fromisoformat, "seen": datetime.fromisoformat, "at": time.fromisoformat, "open": "true".__eq__, "year": int}


def place(text):
    return None if text in (None, "") else shapely.from_wkt(text)


def typed(row):
    """A row of text as values."""
    return {name: None if text in (None, "") else KINDS.get(name, str)(text) for name, text in row.items() if name != "place"} | {"place": place(row["place"])}


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [typed(row) for row in csv.DictReader(file)]


def read_xlsx(path):
    heading, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(heading, row, strict=True)) for row in rows]
    return [row | {"opened": row["opened"] and row["opened"].date(), "place": place(row["place"])} for row in found]


def read_json(path):
    rows = json.loads(path.read_text("utf-8"))
    for row in rows:
        shape = row["place"]
        row |= {name: None if row[name] is None else KINDS[name](row[name]) for name in ("opened", "seen", "at")}
        row["place"] = None if shape is None else shapely.from_geojson(json.dumps(shape))
    return rows


def read_geojson(path):
    _, table = pyogrio.read_arrow(path, datetime_as_string=True)
    shape = next(name for name in table.column_names if name not in (*KINDS, "code", "name"))
    rows = []
    for row in table.to_pylist():
        wkb = row.pop(shape)
        found = {name: str(value) if name in ("opened", "seen", "at") and value is not None else value for name, value in row.items()}
        found |= {name: KINDS[name](found[name]) for name in ("opened", "seen", "at") if found[name] is not None}
        rows.append(found | {"place": None if wkb is None else shapely.from_wkb(wkb)})
    return rows


def read_parquet(path):
    rows = duckdb.sql(f"select * from read_parquet('{path}')").to_arrow_table().to_pylist()
    return [row | {"place": None if row["place"] is None else shapely.from_wkb(bytes(row["place"]))} for row in rows]


READERS = {"csv": read_csv, "xlsx": read_xlsx, "json": read_json, "geojson": read_geojson, "parquet": read_parquet}


@pytest.fixture
def published(tmp_path):
    """(snapshot, its rows as they were handed in)."""
    lake = Lake(tmp_path / "lake")
    snapshot = drawn.write(lake, MORE, mode=Append(), base=drawn.write(lake, HEALTH))
    rows = [*drawn.table(HEALTH)[1], *({name: row.get(name) for name in snapshot.schema.names} for row in drawn.table(MORE)[1])]
    return snapshot, [row | {"place": None if row["place"] is None else shapely.from_wkb(row["place"])} for row in rows]


@pytest.fixture
def downloaded(tmp_path, published):
    def download(format: str) -> Path:
        snapshot, _ = published
        engine = DuckDBEngine([tmp_path / "lake"])
        path = tmp_path / f"health.{format}"
        exports.write(format, engine.answer(snapshot, Rows(snapshot.schema), drawn.everyone(snapshot), now=drawn.NOW), snapshot.schema, path)
        return path

    return download


@pytest.mark.parametrize("format", exports.FORMATS)
def test_a_download_holds_what_was_published(downloaded, published, format):
    assert READERS[format](downloaded(format)) == published[1]


def spoil(path: Path) -> None:
    """Change one digit of one number in the file, as far as its form allows."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part.replace(b"<v>120</v>", b"<v>121</v>"))
        return
    if path.suffix == ".parquet":
        duckdb.sql(f"copy (select * replace (case when beds = 120 then 121 else beds end as beds) from '{path}') to '{path}.new' (format parquet)")
        Path(f"{path}.new").replace(path)
        return
    path.write_bytes(path.read_bytes().replace(b"120", b"121", 1))


@pytest.mark.parametrize("format", exports.FORMATS)
def test_a_spoilt_download_would_be_noticed(downloaded, published, format):
    path = downloaded(format)
    before = path.read_bytes()
    spoil(path)

    assert path.read_bytes() != before
    assert READERS[format](path) != published[1]
