"""Files from the command line: by the same steps as through the pages."""

import json
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

CSV = "รหัสเขต,ชื่อเขต,ปี,ค่า\n1001,พระนคร,๒๕๖๖,1.5\n"


@pytest.fixture
def mueang(tmp_path):
    """Run a command as its own process, on a data folder and an SQLite of its own."""

    def run(*arguments):
        environment = {**os.environ, "DATABASE_URL": ""}
        command = [sys.executable, "-m", "mueang_site.commands", *arguments, "--data-dir", str(tmp_path / "data")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert run("organisations", "add", "city", "เมืองทดสอบ").returncode == 0
    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ค่า.csv"
    path.write_text(CSV, encoding="utf-8")
    return str(path)


def test_a_file_becomes_a_dataset_and_the_next_one_its_second_version(mueang, file):
    first = mueang("ingest", file, "--dataset", "test", "--organisation", "city", "--title", "ทดสอบ", "--source", "ทดสอบ")
    again = mueang("ingest", file, "--dataset", "test", "--mode", "replace")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert "Version 2 is published" in again.stderr


def test_a_file_that_overlaps_is_not_added_unless_that_is_said(mueang, file):
    mueang("ingest", file, "--dataset", "test", "--organisation", "city", "--title", "ทดสอบ", "--source", "ทดสอบ")
    added = mueang("ingest", file, "--dataset", "test", "--mode", "append")
    said = mueang("ingest", file, "--dataset", "test", "--mode", json.dumps({"mode": "append", "overlap_accepted": True}))

    assert (added.returncode, said.returncode) == (2, 0), added.stderr + said.stderr
    assert "overlaps" in added.stderr


def test_a_new_dataset_needs_an_owner(mueang, file):
    refused = mueang("ingest", file, "--dataset", "test")

    assert refused.returncode == 2
    assert "--organisation" in refused.stderr


def test_a_file_without_a_table_ends_with_its_reason(mueang, tmp_path):
    (tmp_path / "report.csv").write_bytes(b"%PDF-1.7 not a table")
    refused = mueang("ingest", str(tmp_path / "report.csv"), "--dataset", "test", "--organisation", "city", "--title", "ท", "--source", "ท")

    assert refused.returncode == 1
    assert "PDF" in refused.stderr


def test_shapes_are_imported_and_what_was_found_is_told(mueang, tmp_path):
    ring = [[100.48, 13.7], [100.53, 13.7], [100.53, 13.75], [100.48, 13.75], [100.48, 13.7]]
    feature = {"type": "Feature", "properties": {"dcode": "1001"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    done = mueang("boundaries", "import", str(path))

    assert done.returncode == 0, done.stderr
    assert "1 areas of the level district" in done.stderr
    assert "no shape" in done.stderr


def test_an_imported_list_of_local_governments_links_the_files_that_come(mueang, tmp_path):
    offices, names = tmp_path / "list.csv", tmp_path / "names.csv"
    offices.write_text("รหัส,ชื่อ,จังหวัด\n05710301,เทศบาลตำบลท่าม่วง,กาญจนบุรี\n", encoding="utf-8")
    names.write_text("หน่วยงาน,ปี,ค่า\nทต.ท่าม่วง,2566,1\n", encoding="utf-8")

    imported = mueang("places", "import", str(offices))
    brought = mueang("ingest", str(names), "--dataset", "test", "--organisation", "city", "--title", "ทดสอบ", "--source", "ทดสอบ", "--draft")
    assert (imported.returncode, brought.returncode) == (0, 0), imported.stderr + brought.stderr
    assert "1 local governments were imported" in imported.stderr
    kept = [path for path in (tmp_path / "data" / "staging").rglob("*.parquet") if "หน่วยงาน_code" in pq.read_schema(path).names]
    assert pq.read_table(kept[0]).column("หน่วยงาน_code").to_pylist() == ["05710301"]


def test_a_list_without_codes_is_refused_with_the_column_that_lacks(mueang, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("ชื่อ,จังหวัด\nเทศบาลตำบลท่าม่วง,กาญจนบุรี\n", encoding="utf-8")

    refused = mueang("places", "import", str(path))
    assert refused.returncode != 0
    assert "no column of the code" in refused.stderr
