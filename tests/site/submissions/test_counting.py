"""What publishing would change is counted upon one version; nobody publishes upon another without having seen what it would do there."""

from datetime import UTC, datetime

import pytest

from mueang.base.errors import BadInput, Conflict, NotFound
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import AuditEntry
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import actions

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
APPEND = {"mode": "append"}
NEXT = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\r\n1001;พระนคร;๒๕๖๗;๑๒.๐\r\n1002;ดุสิต;๒๕๖๗;๑๐.๘\r\n".encode("cp874")


@pytest.fixture
def sent(hand_in, editor, work):
    """Send a file that adds the next year, and return it as it waits for the steward."""

    def sent():
        submission = hand_in(NEXT, dataset="smoking")
        actions.choose_mode(editor, submission.pk, mode=APPEND, now=NOW)
        work()
        actions.send(editor, submission.pk, now=NOW)
        submission.refresh_from_db()
        return submission

    return sent


@pytest.fixture
def overtaken(publish, sent):
    """Let another file with the same rows be published while one waits."""
    publish()
    waiting = sent()
    publish(NEXT, dataset="smoking", mode=APPEND)
    waiting.refresh_from_db()
    return waiting


def versions():
    return [version.number for version in catalogue.versions_for(ANONYMOUS, "smoking")]


def test_a_file_that_waits_is_counted_again_upon_the_version_that_came_first(publish, sent, work):
    publish()
    waiting = sent()
    before = (waiting.plan["base"], waiting.plan["overlap"])
    publish(NEXT, dataset="smoking", mode=APPEND)

    waiting.refresh_from_db()
    assert before == (1, 0)
    assert (waiting.plan["base"], waiting.plan["overlap"]) == (2, 2)


def test_a_steward_who_saw_the_old_count_is_shown_the_new_one_first(overtaken, steward):
    with pytest.raises(Conflict) as refusal:
        actions.approve(steward, overtaken.pk, seen=1, overlap_accepted=True, now=NOW)

    overtaken.refresh_from_db()
    assert (refusal.value.code, overtaken.state, versions()) == ("submission.recounted", "submitted", [2, 1])


def test_rows_that_overlap_only_now_are_asked_about_before_they_are_added(overtaken, steward, work):
    with pytest.raises(BadInput) as refusal:
        actions.approve(steward, overtaken.pk, seen=2, now=NOW)
    actions.approve(steward, overtaken.pk, seen=2, overlap_accepted=True, now=NOW)
    work()

    assert refusal.value.code == "submission.overlap"
    assert versions() == [3, 2, 1]


def test_an_overlap_that_was_accepted_before_is_asked_about_again(publish, hand_in, editor, work, sent, smoking):
    publish()
    waiting = hand_in(smoking, dataset="smoking")
    actions.choose_mode(editor, waiting.pk, mode={**APPEND, "overlap_accepted": True}, now=NOW)
    work()
    publish(NEXT, dataset="smoking", mode=APPEND)

    with pytest.raises(BadInput) as refusal:
        actions.send(editor, waiting.pk, now=NOW)
    assert refusal.value.code == "submission.overlap"


def test_of_two_files_approved_at_once_the_second_waits_for_its_steward_again(publish, sent, steward, work):
    publish()
    first, second = sent(), sent()
    actions.approve(steward, first.pk, seen=1, now=NOW)
    actions.approve(steward, second.pk, seen=1, now=NOW)
    work()

    second.refresh_from_db()
    assert (second.state, second.plan["base"], versions()) == ("submitted", 2, [2, 1])
    assert AuditEntry.objects.filter(verb="submission.recount").count() == 1


def test_a_count_upon_an_older_version_is_made_anew_when_somebody_would_approve_it(publish, sent, steward, work):
    publish()
    waiting = sent()
    type(waiting).objects.filter(pk=waiting.pk).update(plan={**waiting.plan, "base": 0})

    with pytest.raises(Conflict):
        actions.approve(steward, waiting.pk, now=NOW)
    work()
    waiting.refresh_from_db()
    assert waiting.plan["base"] == 1


def test_who_may_not_send_a_file_learns_nothing_of_it(hand_in, person):
    submission = hand_in()

    with pytest.raises(NotFound):
        actions.send(person("viewer"), submission.pk, now=NOW)
