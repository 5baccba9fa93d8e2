from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mueang.base.errors import BadInput, Conflict, NotAllowed, NotFound, SourceError
from mueang_site import runtime
from mueang_site.access import audit
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import AuditEntry
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.description import Description
from mueang_site.catalogue.models import Version
from mueang_site.search import queries as search
from mueang_site.submissions import actions, correcting, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
NEXT_YEAR = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\r\n1001;พระนคร;๒๕๖๗;๑๒.๐\r\n1002;ดุสิต;๒๕๖๗;๑๐.๘\r\n".encode("cp874")


def rows(slug="smoking", number=None):
    view = catalogue.table_for(ANONYMOUS, slug, now=NOW, number=number)
    return view.rows(view.everything())


def verbs():
    return list(AuditEntry.objects.values_list("verb", flat=True))


def test_a_file_as_the_office_has_it_becomes_a_table_that_a_citizen_finds_and_reads(publish):
    submission = publish()

    found = search.find(ANONYMOUS, search.Asked(text="บุหรี่"), kind="dataset", now=NOW)
    assert submission.state == "published"
    assert found.keys == ("smoking",)
    assert [(row["ปี"], row["ร้อยละ"]) for row in rows()] == [(2023, 12.5), (2023, 11.0)]


def test_every_step_is_recorded_and_the_record_holds(publish):
    publish()

    for verb in ("submission.receive", "submission.read", "submission.describe", "dataset.create", "submission.send", "submission.approve", "version.publish"):
        assert verb in verbs()
    assert audit.verify().ok


def test_the_office_sees_what_was_understood_before_anything_is_sent(hand_in, editor):
    submission = hand_in()

    review = queries.review_for(editor, submission.pk)
    assert submission.state == "draft"
    assert review.table["encoding"] == "cp874"
    assert "total" in [row["why"] for row in review.table["excluded_rows"]]
    assert any(change.before == "๒๕๖๖" and change.after == "2023" for change in review.changes)


def test_a_second_file_makes_a_second_version_and_the_first_can_still_be_read(publish):
    publish()
    publish(NEXT_YEAR, dataset="smoking", mode={"mode": "append"})

    assert [version.number for version in catalogue.versions_for(ANONYMOUS, "smoking")] == [2, 1]
    assert {row["ปี"] for row in rows()} == {2023, 2024}
    assert {row["ปี"] for row in rows(number=1)} == {2023}


def test_before_publishing_the_officer_sees_how_many_rows_come_and_go(publish, hand_in, editor, work):
    publish()
    submission = hand_in(NEXT_YEAR, dataset="smoking")
    actions.choose_mode(editor, submission.pk, mode={"mode": "append"}, now=NOW)
    work()

    submission.refresh_from_db()
    assert (submission.plan["added"], submission.plan["replaced"]) == (2, 0)


def test_rows_that_are_there_already_are_asked_about_never_guessed(publish, hand_in, editor, work, smoking):
    publish()
    submission = hand_in(smoking, dataset="smoking")
    actions.choose_mode(editor, submission.pk, mode={"mode": "append"}, now=NOW)
    work()

    with pytest.raises(BadInput) as refusal:
        actions.send(editor, submission.pk, now=NOW)
    assert refusal.value.code == "submission.overlap"


def test_a_correction_is_only_other_options(hand_in, editor, work):
    submission = hand_in()
    correcting.reread(editor, submission.pk, options={"columns": {"0": {"drop": True}}}, now=NOW)
    work()

    assert "รหัสเขต" not in queries.review_for(editor, submission.pk).schema.names


def test_an_editor_cannot_approve_and_another_office_sees_nothing(hand_in, editor, person, description):
    submission = hand_in()
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    actions.send(editor, submission.pk, now=NOW)

    with pytest.raises(NotAllowed):
        actions.approve(editor, submission.pk, now=NOW)
    with pytest.raises(NotFound):
        queries.submission_for(ANONYMOUS, submission.pk)


def test_an_office_may_let_its_editors_publish_open_data(hand_in, office, person, work, description):
    office.editors_may_publish_open = True
    office.save()
    trusted = person("editor", "trusted")
    submission = hand_in(actor=trusted)
    actions.describe(trusted, submission.pk, description=description, columns={}, now=NOW)
    actions.send(trusted, submission.pk, now=NOW)
    work()

    assert rows()


def test_what_is_returned_says_why_and_can_be_sent_again(hand_in, editor, steward, description):
    submission = hand_in()
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    actions.send(editor, submission.pk, now=NOW)
    with pytest.raises(BadInput):
        actions.send_back(steward, submission.pk, comment=" ", now=NOW)
    actions.send_back(steward, submission.pk, comment="แก้ชื่อคอลัมน์ที่ 4", now=NOW)

    assert [s.comment for s in queries.inbox_for(editor).to_finish] == ["แก้ชื่อคอลัมน์ที่ 4"]
    assert actions.send(editor, submission.pk, now=NOW).state == "submitted"


def test_a_file_without_a_table_leaves_only_the_record_of_the_attempt(hand_in):
    submission = hand_in(bytes(range(256)) * 40, name="report.csv")

    assert submission.state == "refused"
    assert submission.reading["refused"]["message"]["th"]
    assert not Version.objects.exists()
    assert not runtime.settings().source(submission.file_sha256).exists()
    assert "submission.refuse" in verbs()


def test_an_incomplete_form_is_kept_but_not_sent(hand_in, editor, description):
    submission = hand_in()
    faults = actions.describe(editor, submission.pk, description=replace(description, title_th=""), columns={}, now=NOW)

    assert list(faults) == ["title_th"]
    with pytest.raises(BadInput):
        actions.send(editor, submission.pk, now=NOW)


def test_what_has_been_published_cannot_be_approved_again(publish, steward):
    submission = publish()

    with pytest.raises((Conflict, NotAllowed)):
        actions.approve(steward, submission.pk, now=NOW)


def test_the_slug_of_another_dataset_is_refused(publish, hand_in, editor, description):
    publish()
    submission = hand_in()
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)

    with pytest.raises(Conflict):
        actions.send(editor, submission.pk, now=NOW)


def test_a_dataset_within_the_organisation_is_hidden_from_the_public(publish, description):
    publish(description=replace(description, category="b", classification="02", licence="G5"))

    with pytest.raises(NotFound):
        catalogue.metadata_for(ANONYMOUS, "smoking")
    assert isinstance(description, Description)


def test_only_a_steward_opens_what_was_kept_within_the_organisation(publish, hand_in, editor, steward, description):
    publish(description=replace(description, category="b", classification="02", licence="G5"))
    submission = hand_in(NEXT_YEAR, dataset="smoking")

    with pytest.raises(NotAllowed):
        actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    assert actions.describe(steward, submission.pk, description=description, columns={}, now=NOW) == {}


def test_an_empty_file_is_refused_at_the_door_and_the_attempt_is_recorded(editor, office):
    with pytest.raises(SourceError):
        actions.receive(editor, actions.Upload("ว่าง.csv", [b""]), organisation_id=office.pk, now=NOW)

    entry = AuditEntry.objects.get(verb="submission.refuse")
    assert (entry.subject_label, entry.detail) == ("ว่าง.csv", {"refused": "refuse.empty"})
