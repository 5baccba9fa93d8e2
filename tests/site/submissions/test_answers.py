"""Answers of a person to what the file does not decide: places that share a name, the system of coordinates."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from corrected import corrected
from mueang.base.errors import BadInput
from mueang_site.submissions import actions, correcting, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
SHARED = "ตำบล,ครัวเรือน\nลาดยาว,120\nมาบตาพุด,340\n".encode()
METRES = "ชื่อ,X,Y\nสวนก,662000,1520000\nสวนข,663000,1521000\nสวนค,664000,1522000\n".encode()


@pytest.fixture
def answer(editor, work):
    """Tick one choice of the first question in the form of the review, and read again: answer(submission, value)."""

    def answer(submission, value):
        table = queries.chosen_table(submission)
        options = corrected(submission.read_options, table, QueryDict(f"act=answer&question-0={value}"))
        correcting.reread(editor, submission.pk, options=options, now=NOW)
        work()
        submission.refresh_from_db()
        return queries.review_for(editor, submission.pk)

    return answer


def codes(review):
    return [row["ตำบล_code"] for row in review.rows]


def test_a_shared_name_is_open_until_somebody_says_which_place_is_meant(hand_in, answer, editor):
    submission = hand_in(SHARED)
    before = codes(queries.review_for(editor, submission.pk))

    after = answer(submission, "601101")
    assert (before, codes(after)) == ([None, "210114"], ["601101", "210114"])
    assert after.table["questions"] == []


def test_open_questions_are_counted_and_do_not_stop_the_file(hand_in, editor, description):
    submission = hand_in(SHARED)
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)

    told = [issue for issue in submission.plan["issues"] if issue["code"] == "questions.open"]
    assert [(issue["count"], issue["severity"]) for issue in told] == [(1, "warning")]
    assert actions.send(editor, submission.pk, now=NOW).state == "submitted"


def test_a_question_that_is_skipped_is_not_asked_again_and_the_rows_stay(hand_in, answer):
    submission = hand_in(SHARED)

    after = answer(submission, "")
    assert (codes(after), [row["ตำบล"] for row in after.rows]) == ([None, "210114"], ["ลาดยาว", "มาบตาพุด"])
    assert submission.plan["issues"] == []


def test_the_system_of_coordinates_that_a_person_chooses_makes_the_points(hand_in, answer, editor):
    submission = hand_in(METRES)
    before = queries.review_for(editor, submission.pk).schema.names

    after = answer(submission, "EPSG:32647")
    assert ("geometry" in before, "geometry" in after.schema.names) == (False, True)
    assert after.table["crs"] == "EPSG:32647"


def test_a_system_written_into_the_options_makes_the_points_too(hand_in, editor, work):
    submission = hand_in(METRES)
    correcting.reread(editor, submission.pk, options={"crs": "EPSG:24047"}, now=NOW)
    work()

    submission.refresh_from_db()
    assert queries.chosen_table(submission)["crs"] == "EPSG:24047"
    assert "geometry" in queries.review_for(editor, submission.pk).schema.names


@pytest.mark.parametrize("options", [{"crs": "EPSG:99999"}, {"places": {"crs": "here"}}, {"places": {"levels": {"0": "moon"}}}, {"colour": "red"}])
def test_what_is_no_option_is_refused_before_anything_is_read(hand_in, editor, options):
    submission = hand_in(METRES)

    with pytest.raises(BadInput):
        correcting.reread(editor, submission.pk, options=options, now=NOW)
    submission.refresh_from_db()
    assert (submission.state, submission.read_options) == ("draft", {})


def test_codes_of_districts_are_places_on_the_page_and_text_in_the_file(hand_in, editor, smoking):
    submission = hand_in(smoking)

    review = queries.review_for(editor, submission.pk)
    assert str(review.schema.get("รหัสเขต").type) == "place"
    assert review.table["columns"][0]["type"] == "string"


def test_what_the_form_shows_of_a_column_is_no_correction_of_it(hand_in, editor, smoking):
    submission = hand_in(smoking)
    table = queries.chosen_table(submission)

    same = corrected({}, table, QueryDict("act=columns&name-0=รหัสเขต&type-0=place"))
    other = corrected({}, table, QueryDict("act=columns&name-0=รหัสเขต&type-0=string"))
    assert (same, other) == ({}, {"columns": {"0": {"type": "string"}}})
