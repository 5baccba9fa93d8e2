"""What an office decided about its last file, when the next comes in."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.http import QueryDict

from corrected import corrected
from mueang_site.catalogue.models import Resource
from mueang_site.submissions import actions, correcting, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
MOVED = "ร้อยละ;รหัสเขต;ชื่อเขต;ปี\r\n๑๒.๐;1001;พระนคร;๒๕๖๗\r\n๑๐.๘;1002;ดุสิต;๒๕๖๗\r\n".encode("cp874")


@pytest.fixture
def corrected_once(hand_in, editor, steward, work, description):
    """Publish the first file, with its last column renamed in the review."""
    submission = hand_in()
    correcting.reread(editor, submission.pk, options={"columns": {"3": {"name": "ผู้สูบ (ร้อยละ)"}}}, now=NOW)
    work()
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    actions.send(editor, submission.pk, now=NOW)
    actions.approve(steward, submission.pk, now=NOW)
    work()


def names(editor, submission):
    return queries.review_for(editor, submission.pk).schema.names


def test_the_recipe_keeps_the_headings_beside_the_decisions(corrected_once):
    kept = Resource.objects.get().recipe["read_options"]

    assert kept["headings"] == ["รหัสเขต", "ชื่อเขต", "ปี", "ร้อยละ"]


def test_a_next_file_with_moved_columns_gets_each_decision_where_it_belongs(corrected_once, hand_in, editor):
    submission = hand_in(MOVED, dataset="smoking")

    assert names(editor, submission) == ("ผู้สูบ (ร้อยละ)", "รหัสเขต", "ชื่อเขต", "ปี")
    assert [issue["code"] for issue in submission.plan["issues"]] == ["form.order"]


def test_a_correction_of_the_next_file_goes_on_from_its_own_columns(corrected_once, hand_in, editor, work):
    submission = hand_in(MOVED, dataset="smoking")
    options = corrected(submission.read_options, queries.chosen_table(submission), QueryDict("act=columns&drop-2=on"))
    correcting.reread(editor, submission.pk, options=options, now=NOW)
    work()

    submission.refresh_from_db()
    assert names(editor, submission) == ("ผู้สูบ (ร้อยละ)", "รหัสเขต", "ปี")


def book(**sheets):
    """Return a workbook of sheets, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


STAFF = [["ตำแหน่ง", "จำนวน"], *([f"ตำแหน่งที่ {number}", number] for number in range(1, 9))]
SMOKERS = [["รหัสเขต", "ชื่อเขต", "ปี", "ร้อยละ"], ["1001", "พระนคร", 2566, 12.5], ["1002", "ดุสิต", 2566, 11.0]]


def test_the_table_of_the_last_file_is_found_again_among_the_sheets_of_the_next(publish, hand_in, editor):
    publish()

    submission = hand_in(book(บุคลากร=STAFF, ผู้สูบบุหรี่=SMOKERS), name="ปี2567.xlsx", dataset="smoking")
    assert submission.table_name == "ผู้สูบบุหรี่"
    assert names(editor, submission) == ("รหัสเขต", "ชื่อเขต", "ปี", "ร้อยละ")


def test_a_sheet_that_was_asked_for_last_time_and_is_gone_is_told(publish, hand_in, editor, work):
    publish()
    resource = Resource.objects.get()
    resource.recipe["read_options"] |= {"sheet": "ปี 2566"}
    resource.save()

    submission = hand_in(book(**{"ปี 2567": SMOKERS}), name="ปี2567.xlsx", dataset="smoking")
    assert submission.state == "draft"
    assert "sheet.gone" in [issue["code"] for issue in submission.reading["issues"]]
