"""What the office is told of a file before it becomes a version: against its keys and against the last version."""

from datetime import UTC, datetime

import pytest

from mueang.base.errors import BadInput
from mueang_site.access.actor import ANONYMOUS
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import actions

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
AREAS = "รหัสเขต,ปี,พื้นที่\n1001,2566,5.5\n1002,2566,10.7\n1004,2566,5.6\n"


def encoded(text):
    return text.encode()


def found(submission):
    return {issue["code"]: issue for issue in submission.plan["issues"]}


@pytest.fixture
def chosen(hand_in, editor, work):
    """Hand in the next file of the dataset and choose how it joins: chosen(text, mode)."""

    def chosen(text, mode):
        submission = hand_in(encoded(text), dataset="smoking")
        actions.choose_mode(editor, submission.pk, mode=mode, now=NOW)
        work()
        submission.refresh_from_db()
        return submission

    return chosen


def test_a_first_file_has_nothing_to_be_held_against(hand_in):
    submission = hand_in(encoded(AREAS))

    assert (submission.plan["first"], submission.plan["issues"]) == (True, [])
    assert submission.plan["medians"] == {"พื้นที่": 5.6}


def test_the_medians_of_a_version_are_kept_with_it(publish):
    publish(encoded(AREAS))

    assert catalogue.versions_for(ANONYMOUS, "smoking")[0].report["medians"] == {"พื้นที่": 5.6}


def test_a_next_file_of_another_form_is_told_with_its_columns(publish, hand_in):
    publish(encoded(AREAS))
    submission = hand_in(encoded(AREAS.replace("พื้นที่", "เนื้อที่")), dataset="smoking")

    told = found(submission)["form.drift"]
    assert told["severity"] == "warning"
    assert told["message"]["th"].startswith("รูปแบบไฟล์ต่างจากรุ่นที่ 1: เพิ่มคอลัมน์ “เนื้อที่” ไม่มีคอลัมน์ “พื้นที่”")


def test_values_a_thousand_times_those_of_last_year_may_be_of_another_unit(publish, hand_in, editor):
    publish(encoded(AREAS))
    submission = hand_in(encoded(AREAS.replace("5.5", "5500").replace("10.7", "10700").replace("5.6", "5600")), dataset="smoking")

    assert "ราว 1,000 เท่า" in found(submission)["form.unit"]["message"]["th"]
    assert actions.send(editor, submission.pk, now=NOW).state == "submitted"


def test_a_column_that_was_taken_out_last_time_is_not_new_again(publish, hand_in, editor, steward, work, description):
    people = "ชื่อ-สกุล,อายุ\n" + "".join(f"นายสมมุติ{n} ตัวอย่าง,{60 + n}\n" for n in range(5))
    first = hand_in(encoded(people))
    actions.describe(editor, first.pk, description=description, columns={}, now=NOW)
    actions.resolve_finding(steward, first.findings.get().pk, resolution="drop", now=NOW)
    actions.send(editor, first.pk, now=NOW)
    actions.approve(steward, first.pk, now=NOW)
    work()

    assert "form.drift" not in found(hand_in(encoded(people), dataset="smoking"))


def test_copies_of_rows_are_told_and_kept(hand_in):
    submission = hand_in(encoded(AREAS + "1004,2566,5.6\n"))

    assert (found(submission)["rows.copies"]["row"], submission.plan["added"]) == (4, 4)


def test_a_key_that_repeats_stops_the_file_with_the_rows_that_share_it(publish, chosen, editor):
    publish(encoded(AREAS))
    submission = chosen(AREAS + "1004,2566,5.7\n", {"mode": "update", "keys": ["รหัสเขต", "ปี"]})

    with pytest.raises(BadInput) as refusal:
        actions.send(editor, submission.pk, now=NOW)
    assert refusal.value.code == "rows.key"
    assert "แถว 5 ซ้ำกับแถว 4" in refusal.value.message.th


def test_a_key_that_is_missing_stops_the_file(publish, chosen, editor):
    publish(encoded(AREAS))
    submission = chosen(AREAS + ",2566,5.7\n", {"mode": "update", "keys": ["รหัสเขต", "ปี"]})

    with pytest.raises(BadInput) as refusal:
        actions.send(editor, submission.pk, now=NOW)
    assert refusal.value.code == "cell.required"


def test_a_file_that_cannot_join_as_chosen_is_not_sent(publish, chosen, editor):
    publish(encoded(AREAS))
    submission = chosen(AREAS.replace("ปี", "พ.ศ."), {"mode": "update", "keys": ["ปี"]})

    assert submission.plan["fault"]["code"] == "lake.key"
    with pytest.raises(BadInput) as refusal:
        actions.send(editor, submission.pk, now=NOW)
    assert refusal.value.code == "lake.key"


def test_an_update_needs_a_key_and_a_way_that_is_known(publish, hand_in, editor):
    publish(encoded(AREAS))
    submission = hand_in(encoded(AREAS), dataset="smoking")

    for mode in ({"mode": "update", "keys": []}, {"mode": "somehow"}, {}):
        with pytest.raises(BadInput) as refusal:
            actions.choose_mode(editor, submission.pk, mode=mode, now=NOW)
        assert refusal.value.code == "submission.mode"


def test_nothing_is_sent_before_it_was_compared(publish, hand_in, editor, work):
    publish(encoded(AREAS))
    submission = hand_in(encoded(AREAS), dataset="smoking")
    actions.choose_mode(editor, submission.pk, mode={"mode": "append"}, now=NOW)

    with pytest.raises(BadInput) as refusal:
        actions.send(editor, submission.pk, now=NOW)
    assert refusal.value.code == "submission.counting"


def test_the_last_of_two_choices_is_the_one_that_is_counted(publish, hand_in, editor, work):
    publish(encoded(AREAS))
    submission = hand_in(encoded(AREAS), dataset="smoking")
    actions.choose_mode(editor, submission.pk, mode={"mode": "replace"}, now=NOW)
    actions.choose_mode(editor, submission.pk, mode={"mode": "append"}, now=NOW.replace(second=1))
    work()

    submission.refresh_from_db()
    assert submission.plan["overlap"] == 3
