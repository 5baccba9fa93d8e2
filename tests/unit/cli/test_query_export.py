"""A table at hand is asked and rewritten from the shell."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from deltalake import DeltaTable, write_deltalake

import drawn
from mueang.cli import main
from mueang.lake import Append, Lake

AIR = """
    district | year:year | pm25
    ---------+-----------+-----
    ดุสิต     | 2022      | 10.5
    บางรัก    | 2023      |
    สาทร     | 2023      | 40.0
"""


@pytest.fixture
def parquet(tmp_path):
    """The table as a Parquet file that any program may have written."""
    schema, rows = drawn.table(AIR)
    path = tmp_path / "air.parquet"
    pq.write_table(pa.Table.from_batches(drawn.batches(schema, rows)).drop(["_row"]), path)
    return path


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


def test_a_question_is_answered_as_a_table(run, parquet):
    done = run("query", parquet, "--where", "year=2023", "--select", "district,pm25", "--sort", "-pm25")

    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["district  pm25", "--------  ----", "สาทร      40.0", "บางรัก        –"]


def test_a_question_is_answered_as_csv_and_json(run, parquet):
    asked = ("query", parquet, "--group-by", "year", "--measure", "mean:pm25,count")

    assert list(csv.reader(io.StringIO(run(*asked, "--format", "csv").stdout))) == [["year", "mean_pm25", "count"], ["2022", "10.5", "1"], ["2023", "40", "2"]]
    assert json.loads(run(*asked, "--format", "json").stdout) == [
        {"year": 2022, "mean_pm25": 10.5, "count": 1},
        {"year": 2023, "mean_pm25": 40.0, "count": 2},
    ]


def test_a_table_at_the_terminal_is_short_unless_more_is_asked(run, tmp_path):
    pq.write_table(pa.table({"n": list(range(100))}), tmp_path / "long.parquet")

    assert len(run("query", tmp_path / "long.parquet").stdout.splitlines()) == 22
    assert len(run("query", tmp_path / "long.parquet", "--limit", "50").stdout.splitlines()) == 52
    assert len(run("query", tmp_path / "long.parquet", "--format", "csv").stdout.splitlines()) == 101


def test_a_wrong_question_is_told_in_one_sentence(run, parquet):
    done = run("query", parquet, "--where", "smog__gt=3")

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "mueang: The table has no column “smog__gt”.\n")


def test_it_is_told_in_thai_where_the_terminal_speaks_thai(run, parquet, monkeypatch):
    monkeypatch.setenv("LC_ALL", "th_TH.UTF-8")

    assert run("query", parquet, "--sort", "smog").stderr == "mueang: ตารางนี้ไม่มีคอลัมน์ “smog”\n"


def test_a_file_that_is_no_parquet_is_refused(run, tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1 not really")

    assert run("query", tmp_path / "x.parquet").exit_code == 1


def test_not_a_number_is_missing_in_files_of_others(run, tmp_path):
    pq.write_table(pa.table({"x": [1.0, float("nan"), float("inf")]}), tmp_path / "x.parquet")

    assert json.loads(run("query", tmp_path / "x.parquet", "--where", "x__not_null=", "--format", "json").stdout) == [{"x": 1.0}]


def test_tables_of_the_lake_are_asked_at_any_version(run, tmp_path):
    lake = Lake(tmp_path)
    first = drawn.write(lake, AIR)
    second = drawn.write(lake, "district | pm25\nดินแดง | 9.5", mode=Append(), base=first)

    assert "ดินแดง" in run("query", tmp_path / "air").stdout
    assert "ดินแดง" not in run("query", tmp_path / "air", "--version", first.delta_version).stdout
    assert run("query", tmp_path / "air", "--version", second.delta_version + 1).exit_code == 1


def test_delta_tables_of_others_are_read_and_what_would_be_read_wrongly_is_refused(run, tmp_path):
    write_deltalake(tmp_path / "other", pa.table({"n": [3, 1, 2]}))
    assert json.loads(run("query", tmp_path / "other", "--sort", "-n", "--format", "json").stdout) == [{"n": 3}, {"n": 2}, {"n": 1}]

    from deltalake import TableFeatures

    DeltaTable(tmp_path / "other").alter.add_feature(TableFeatures.DeletionVectors, allow_protocol_versions_increase=True)
    assert run("query", tmp_path / "other").exit_code == 1


def test_a_file_of_an_office_is_exported(run, tmp_path):
    source = tmp_path / "pm.csv"
    source.write_bytes("เขต,รหัส,ค่า\nดุสิต,01002,๑๐.๕\nบางรัก,01004,๔๐\nสาทร,01028,๒๒\n".encode("cp874"))

    done = run("export", source, "--to", "xlsx", "-o", tmp_path / "pm.xlsx")

    assert (done.exit_code, done.stdout) == (0, "")
    heading, *rows = openpyxl.load_workbook(tmp_path / "pm.xlsx").worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(row["เขต"], row["รหัส"], row["ค่า"]) for row in found] == [("ดุสิต", "01002", 10.5), ("บางรัก", "01004", 40), ("สาทร", "01028", 22)]


@pytest.mark.parametrize("format", ["csv", "json", "parquet", "xlsx"])
def test_every_format_is_written_beside_the_file(run, parquet, format):
    other = parquet.with_name("copy.parquet")
    other.write_bytes(parquet.read_bytes())
    out = parquet.with_name(f"out.{format}")

    assert run("export", other, "--to", format, "-o", out).exit_code == 0
    assert out.stat().st_size > 0


def test_the_source_is_never_written_over(run, parquet):
    before = parquet.read_bytes()

    assert run("export", parquet, "--to", "parquet").exit_code == 2
    assert parquet.read_bytes() == before


def test_a_format_that_cannot_hold_the_table_is_told_and_leaves_nothing(run, parquet, tmp_path):
    done = run("export", parquet, "--to", "geojson")

    assert done.exit_code == 2
    assert "GeoJSON" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["air.parquet"]
