"""A sheet is converted while it is surveyed; whatever the first rows suggested, the result is that of two readings."""

import pyarrow.parquet as pq
import pytest

from mueang.base.files import Source
from mueang.flows import converting, placing
from mueang.flows.read import read
from mueang.ingest.parse import held, transcode
from mueang.ingest.places.linking import Linker

HEAD = "ลำดับ,เขต,วันที่,จำนวน\r\n"
USUAL = "".join(f'{n},เขต {n % 7},{n % 28 + 1}/{n % 12 + 1}/2566,"{n},000"\r\n' for n in range(1, 400))
LATER = {
    "a word among numbers": "400,เขต 1,1/1/2566,มาก\r\n" * 80,
    "days that tell the order": "400,เขต 1,13/1/2023,5\r\n",
    "a wider row": "400,เขต 1,1/1/2566,5,6,7\r\n",
    "totals and a note below": 'รวม,,,"90,000"\r\n,,,\r\nหมายเหตุ ข้อมูลเบื้องต้น,,,\r\n',
    "rows of one cell among the data": ",เขต 3,,\r\n" * 5 + "500,เขต 1,1/1/2566,5\r\n",
    "nothing else": "",
}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(held, "BLOCK", 4_000)
    monkeypatch.setattr(transcode, "PIECE", 1_000)


def told(path, folder):
    folder.mkdir()
    found = read(Source.at(path), out=folder).as_dict()
    table = found["tables"][0]
    return found, [pq.read_table(folder / table[part]).to_pylist() for part in ("data", "raw", "changes")], sorted(file.name for file in folder.iterdir())


def steps_of(path, folder):
    steps = set()
    read(Source.at(path), out=folder, watch=lambda step, share, rows: steps.add(step))
    return steps


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_what_comes_later_is_read_as_if_it_had_been_known_at_first(tmp_path, monkeypatch, later):
    path = tmp_path / "รายงาน.csv"
    path.write_bytes((HEAD + USUAL + later).encode("cp874"))
    at_once = told(path, tmp_path / "at-once")
    monkeypatch.setattr(converting.Converting, "holds", lambda *_: False)

    assert told(path, tmp_path / "twice") == at_once


def test_most_sheets_are_read_only_once(tmp_path):
    path = tmp_path / "รายงาน.csv"
    path.write_bytes((HEAD + USUAL + LATER["totals and a note below"]).encode("cp874"))

    assert steps_of(path, tmp_path) == {"survey"}


def test_a_sheet_whose_end_differs_is_read_again(tmp_path):
    path = tmp_path / "รายงาน.csv"
    path.write_bytes((HEAD + USUAL + LATER["a word among numbers"]).encode("cp874"))

    assert steps_of(path, tmp_path) == {"survey", "convert"}


PLACES_HEAD = "dcode,อำเภอ,Lat,Long,จำนวน\r\n"
BANGKOK = ((1001, "พระนคร"), (1002, "ดุสิต"), (1003, "หนองจอก"), (1004, "บางรัก"))
OF_PLACES = "".join(f"{code},{name},13.7{n % 10},100.5{n % 7},{n}\r\n" for n in range(100) for code, name in BANGKOK)
PLACES_LATER = {
    "a place that nobody knows": "1050,เมืองลับแล,13.71,100.5,3\r\n",
    "a name without its code": ",สาทร,13.71,100.5,3\r\n" * 30,
    "points far away": "1005,บางเขน,100.5,13.7,5\r\n" * 20,
    "codes that are none": "".join(f"{n},ที่อื่น,13.71,100.5,3\r\n" for n in range(9000, 9400)),
    "cells that are empty": ",,,,5\r\n" * 40,
    "nothing else": "",
}


@pytest.mark.parametrize("later", PLACES_LATER.values(), ids=PLACES_LATER)
def test_places_that_come_later_are_linked_as_if_they_had_been_known_at_first(tmp_path, monkeypatch, later):
    path = tmp_path / "เขต.csv"
    path.write_text(PLACES_HEAD + OF_PLACES + later, encoding="utf-8")
    at_once = told(path, tmp_path / "at-once")
    monkeypatch.setattr(Linker, "linked", lambda *_: None)

    assert told(path, tmp_path / "twice") == at_once


def test_places_after_many_rows_without_any_are_found(tmp_path):
    path = tmp_path / "เขต.csv"
    path.write_text("ชื่อเขต,จำนวน\r\n" + ",5\r\n" * 2_000 + "พระนคร,5\r\nดุสิต,6\r\nบางรัก,7\r\n" * 3, encoding="utf-8")

    found, (rows, *_), _ = told(path, tmp_path / "read")
    assert [column["name"] for column in found["tables"][0]["columns"]] == ["ชื่อเขต", "ชื่อเขต_code", "จำนวน"]
    assert [row["ชื่อเขต_code"] for row in rows[-3:]] == ["1001", "1002", "1004"]


def test_the_rows_of_most_tables_are_written_only_once(tmp_path, monkeypatch):
    written_anew = []
    monkeypatch.setattr(placing, "_rewrite", lambda *_: written_anew.append(True))
    path = tmp_path / "เขต.csv"
    path.write_text(PLACES_HEAD + OF_PLACES + PLACES_LATER["a place that nobody knows"], encoding="utf-8")

    told(path, tmp_path / "read")
    assert written_anew == []


def test_changes_are_listed_in_full_whether_their_texts_repeat_or_not(tmp_path):
    path = tmp_path / "งบ.csv"
    amounts = ["-", *(f"{n},000" for n in range(1, 60))]
    path.write_text("วันที่,งบ\r\n" + "".join(f'1/1/2566,"{amount}"\r\n' for amount in amounts), encoding="utf-8")

    _, (*_, changes), _ = told(path, tmp_path / "read")
    listed = {name: [(one["before"], one["after"]) for one in changes if one["column"] == name] for name in ("วันที่", "งบ")}
    assert listed["งบ"] == [("-", None), *((f"{n},000", f"{n}000") for n in range(1, 60))]
    assert listed["วันที่"] == [("1/1/2566", "2023-01-01")] * 60
