"""What offices file becomes rows of one dataset, with the office and the period beside every row."""

from dataclasses import replace
from datetime import date

import pytest

from collecting import GOOD, NOW, SCHEMA, WANTED, make, publish
from mueang.query import Rows
from mueang.tables.declared import Field
from mueang.tables.schema import ColumnType
from mueang_site.catalogue import queries as catalogue
from mueang_site.rounds import actions, filing, growing
from mueang_site.rounds.models import Filing
from mueang_site.submissions import actions as submissions

pytestmark = pytest.mark.django_db


def rows_of(actor, slug="cases"):
    """Return the rows of the dataset's current version, in the order of offices."""
    table = catalogue.table_for(actor, slug, now=NOW)
    return table.rows(Rows(table.schema, limit=1000))


def file(actor, asked, office, rows=GOOD):
    return filing.hand_in_rows(actor("editor", office), asked.pk, office, rows, now=NOW)


def test_rows_of_two_offices_become_one_version_with_office_and_period_beside_every_row(steward, asked, someone, clock):
    for office in ("phra-nakhon", "dusit"):
        file(someone, asked, office)

    clock.work(minutes=3)

    assert [version.rows for version in catalogue.versions_for(steward, "cases")] == [4]
    first = min(rows_of(steward), key=lambda row: (row["รหัสพื้นที่"], row["โรค"]))
    assert {name: first[name] for name in ("งวด", "หน่วยงาน", "รหัสพื้นที่", "โรค", "จำนวนผู้ป่วย", "วันที่รายงาน")} == {
        "งวด": date(2026, 11, 1),
        "หน่วยงาน": "สำนักงานเขตพระนคร",
        "รหัสพื้นที่": "1001",
        "โรค": "A00",
        "จำนวนผู้ป่วย": 3,
        "วันที่รายงาน": None,
    }


def test_an_office_that_files_again_replaces_its_own_rows_alone(steward, asked, someone, clock):
    for office in ("phra-nakhon", "dusit"):
        file(someone, asked, office)
    clock.work(minutes=3)

    file(someone, asked, "dusit", [["อหิวาตกโรค", "9", ""]])
    clock.work(minutes=3)

    newest = catalogue.versions_for(steward, "cases")[0]
    assert (newest.number, newest.rows, newest.replaced, newest.removed) == (2, 3, 1, 1)
    assert {(row["รหัสพื้นที่"], row["จำนวนผู้ป่วย"]) for row in rows_of(steward)} == {("1001", 12), ("1001", 3), ("1002", 9)}


def test_another_month_stands_beside_the_first(steward, form, asked, someone, clock):
    file(someone, asked, "dusit")
    december = publish(steward, form, period=date(2026, 12, 1), name="ธันวาคม 2569")

    file(someone, december, "dusit", [["อหิวาตกโรค", "1", ""]])
    clock.work(minutes=3)

    assert {(str(row["งวด"]), row["จำนวนผู้ป่วย"]) for row in rows_of(steward)} == {("2026-11-01", 12), ("2026-11-01", 3), ("2026-12-01", 1)}


def test_what_comes_in_while_a_batch_is_under_way_goes_with_the_next(steward, form, asked, someone, clock):
    file(someone, asked, "dusit")
    clock.time += growing.GATHER
    growing.grow(form, now=clock.time)

    file(someone, asked, "bang-rak")
    clock.work(minutes=3)

    assert [version.rows for version in catalogue.versions_for(steward, "cases")] == [4, 2]
    assert not growing.pending(form)


def test_an_office_with_nothing_to_report_brings_no_row_and_takes_its_own_away(steward, asked, someone, clock):
    for office in ("phra-nakhon", "dusit"):
        file(someone, asked, office)
    clock.work(minutes=3)

    for office in ("dusit", "bang-rak"):
        filing.hand_in_nothing(someone("editor", office), asked.pk, office, now=NOW)
    clock.work(minutes=3)

    assert {row["รหัสพื้นที่"] for row in rows_of(steward)} == {"1001"}
    assert not growing.pending(asked.form)


def test_only_what_a_steward_accepted_grows_the_dataset_where_the_form_says_so(steward, someone, clock):
    asked = publish(steward, make(steward, replace(WANTED, auto_accept=False)))
    for office in ("phra-nakhon", "dusit"):
        file(someone, asked, office)
    filing.accept(steward, asked.pk, "dusit", now=NOW)

    clock.work(minutes=3)

    assert {row["รหัสพื้นที่"] for row in rows_of(steward)} == {"1002"}
    assert Filing.objects.get(name="สำนักงานเขตพระนคร").state == "filed"


def test_a_batch_of_internal_data_waits_for_its_approver_as_any_file_does(steward, someone, clock):
    form = make(steward, classification="02")
    asked = publish(steward, form)
    file(someone, asked, "dusit")

    clock.work(minutes=3)

    submission = form.batches.get().submission
    assert (submission.state, form.batches.get().open) == ("submitted", True)
    submissions.approve(steward, submission.pk, now=clock.time)
    clock.work()
    growing.ask_where_due(now=clock.time)
    clock.work()
    assert len(rows_of(steward)) == 2
    assert not growing.pending(form)


def test_a_batch_that_a_steward_gave_up_comes_again_only_when_asked_for(steward, someone, clock):
    form = make(steward, classification="02")
    asked = publish(steward, form)
    file(someone, asked, "dusit")
    clock.work(minutes=3)

    submissions.discard(steward, form.batches.get().submission.pk, now=clock.time)
    growing.ask_where_due(now=clock.time)
    clock.work()
    assert (growing.held(form), growing.pending(form)) == (1, [])
    growing.take_up_again(steward, form, now=clock.time)
    clock.work(minutes=3)

    assert form.batches.get().submission.state == "submitted"


def test_a_column_that_a_later_form_asks_for_stands_empty_in_older_rows(steward, form, asked, someone, clock):
    file(someone, asked, "dusit")
    wider = replace(SCHEMA, fields=(*SCHEMA.fields, Field("เสียชีวิต", ColumnType.INTEGER)))
    actions.change_form(steward, form.pk, replace(WANTED, schema=wider), now=NOW)
    december = publish(steward, form, period=date(2026, 12, 1), name="ธันวาคม 2569")

    file(someone, december, "dusit", [["อหิวาตกโรค", "1", "", "0"]])
    clock.work(minutes=3)

    assert {(str(row["งวด"])[:7], row["เสียชีวิต"]) for row in rows_of(steward)} == {("2026-11", None), ("2026-12", 0)}


def test_a_step_that_is_done_twice_makes_one_version(steward, form, asked, someone, clock):
    file(someone, asked, "dusit")
    clock.work(minutes=3)

    for _ in range(3):
        growing.grow(form, now=clock.time)
    clock.work(minutes=3)

    assert len(catalogue.versions_for(steward, "cases")) == 1


def test_the_dataset_names_its_source_and_keeps_the_words_of_the_form(steward, asked, someone, clock):
    file(someone, asked, "dusit")
    clock.work(minutes=3)

    schema = catalogue.table_for(steward, "cases", now=NOW).schema
    assert (schema.get("จำนวนผู้ป่วย").unit, schema.get("จำนวนผู้ป่วย").title_en) == ("ราย", "Cases")
    assert catalogue.metadata_for(steward, "cases").frequency == "M"


@pytest.mark.parametrize("broken", ["mueang_site.rounds.growing.Batch.objects.create", "mueang_site.submissions.actions.audit.record"])
def test_a_batch_that_breaks_off_halfway_leaves_nothing_and_is_done_again(steward, form, asked, someone, clock, monkeypatch, broken):
    file(someone, asked, "dusit")
    with monkeypatch.context() as patch:
        patch.setattr(broken, _killed)
        clock.work(minutes=3)
    assert not form.batches.exists()
    assert len(growing.pending(form)) == 1

    clock.work(minutes=10)

    assert [version.rows for version in catalogue.versions_for(steward, "cases")] == [2]


def _killed(*_, **__):
    raise RuntimeError("the worker broke off here")
