"""A sheet is converted while it is surveyed; whatever the first rows suggested, the result is that of two readings."""

import pyarrow.parquet as pq
import pytest

from mueang.base.files import Source
from mueang.flows import converting
from mueang.flows.read import read
from mueang.ingest.parse import held, transcode

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
