"""Files with several tables: each is offered, one is chosen, and what is no table says so."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

import made
from mueang_site.access.actor import ANONYMOUS
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import actions, correcting, queries, reading

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def city(tmp_path):
    """A GeoPackage of two layers and one table without shapes."""
    path = made.layer(tmp_path / "city.gpkg")
    made.layer(path, {"ชื่อ": ["ห้องสมุดเมือง", "ห้องสมุดชุมชน"], "ปี": [2566, 2567]}, name="ห้องสมุด", append=True)
    return made.plain_table(path, {"รายการ": ["ซ่อม"], "บาท": [1.0]}, "งบประมาณ").read_bytes()


def test_all_layers_of_a_geopackage_are_offered_and_the_one_with_most_rows_comes_first(hand_in, editor, city):
    submission = hand_in(city, name="เมือง.gpkg")

    review = queries.review_for(editor, submission.pk)
    assert review.tables == ("สวน", "ห้องสมุด", "งบประมาณ")
    assert (submission.table_name, [row["ปี"] for row in review.rows]) == ("สวน", [2023, 2022, 2023])


def test_another_layer_is_chosen_and_published_with_its_shapes(hand_in, editor, steward, description, work, city):
    submission = hand_in(city, name="เมือง.gpkg")
    correcting.reread(editor, submission.pk, options={}, table_name="ห้องสมุด", now=NOW)
    work()
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    actions.send(editor, submission.pk, now=NOW)
    actions.approve(steward, submission.pk, now=NOW)
    work()

    view = catalogue.table_for(ANONYMOUS, "smoking", now=NOW)
    assert [str(column.type) for column in view.schema.columns] == ["string", "year", "geometry"]
    assert [row["ปี"] for row in view.rows(view.everything())] == [2023, 2024]


@pytest.mark.parametrize("name", ["office.xls", "office.ods"])
def test_all_sheets_of_an_old_or_open_workbook_are_offered(hand_in, editor, name):
    submission = hand_in((made.FILES / name).read_bytes(), name=name)

    assert queries.review_for(editor, submission.pk).tables == ("ประชากร", "ภาค")


def test_all_files_of_an_archive_are_offered(hand_in, editor, smoking):
    submission = hand_in(made.zipped({"2566.csv": smoking, "2567.csv": smoking, "อ่าน.pdf": b"%PDF-1.4"}), name="สองปี.zip")

    assert queries.review_for(editor, submission.pk).tables == ("แผ่นงานต่อกัน", "2566", "2567")
    assert [issue["code"] for issue in submission.reading["issues"]] == ["archive.left", "file.tables"]


def test_a_pdf_under_the_name_of_a_table_is_refused_as_one_and_known_as_what_it_is(hand_in):
    submission = hand_in(b"%PDF-1.7\n1 0 obj\n", name="งบประมาณ.csv")

    assert (submission.state, submission.reading["refused"]["code"], submission.reading["format"]) == ("refused", "refuse.type", "pdf")


def test_a_file_that_brings_its_reader_down_is_refused_and_nothing_is_tried_again(hand_in, monkeypatch):
    crash = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    run = reading.sandbox.run
    monkeypatch.setattr(reading, "_reader", lambda given, **asked: None)
    monkeypatch.setattr(reading.sandbox, "run", lambda arguments, **limits: run([arguments[0], "-c", crash], **limits))

    assert hand_in(made.parquet({"n": [1]}), name="n.parquet").reading["refused"]["code"] == "refuse.corrupt"


def test_a_small_file_that_would_be_read_without_end_is_refused_when_its_time_is_over(hand_in, tmp_path, monkeypatch):
    path = made.plain_table(made.layer(tmp_path / "city.gpkg"), {"รายการ": ["ซ่อม"]}, "งบประมาณ")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE งบประมาณ")
        database.execute('CREATE VIEW งบประมาณ AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) SELECT fid, "ซ่อม" AS รายการ FROM n')
    monkeypatch.setattr(reading, "WALL_SECONDS", 4)

    submission = hand_in(path.read_bytes(), name="ไม่รู้จบ.gpkg")

    assert (submission.state, submission.reading["refused"]["code"]) == ("refused", "refuse.timeout")
