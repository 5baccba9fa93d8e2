"""What was read from a picture waits for a person's eyes: on the page, through the API, and in the verbs themselves."""

from __future__ import annotations

import pytest

import paper_made
from mueang.base.errors import BadInput
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import actions, papers, publishing, queries
from mueang_site.submissions.models import State, Submission
from mueang_site.submissions.reviewing import open_of
from offices import DESCRIPTION, NOW

PAGE = paper_made.as_png(paper_made.scanned(paper_made.Sheet().draw(paper_made.table(3, 6))))


@pytest.fixture
def paper(hand_in, editor):
    """A scan that was handed in and described, and not looked at."""
    submission = hand_in(PAGE, name="สแกน.png")
    actions.describe(editor, submission.pk, description=DESCRIPTION, columns={}, now=NOW)
    return Submission.objects.get(pk=submission.pk)


@pytest.fixture
def looked_at(work):
    """Confirm all that waits, as a person who sees the picture does."""

    def look(submission, actor):
        seen = papers.seen_of(submission)
        cells = {f"{cell.row},{cell.column}": cell.text for cell in seen.doubtful}
        papers.confirm(actor, submission.pk, sheet=seen.sheet, cells=cells, totals={str(k): total for k, total in seen.totals.items()}, now=NOW)
        work()
        return Submission.objects.get(pk=submission.pk)

    return look


def test_a_scan_is_read_and_says_what_a_person_has_to_look_at(paper):
    cells, totals = open_of(paper)

    assert (paper.state, totals) == (State.DRAFT, 2)
    assert paper.reading["paper"][0]["doubtful"] == cells


def test_nothing_read_from_a_picture_is_sent_before_a_person_looked_at_it(paper, editor):
    with pytest.raises(BadInput) as refused:
        actions.send(editor, paper.pk, now=NOW)

    assert refused.value.code == "submission.unreviewed"
    assert Submission.objects.get(pk=paper.pk).state == State.DRAFT


def test_a_steward_cannot_approve_it_either_by_whatever_way_it_came_to_wait(paper, steward):
    Submission.objects.filter(pk=paper.pk).update(state=State.SUBMITTED)

    with pytest.raises(BadInput) as refused:
        actions.approve(steward, paper.pk, now=NOW)
    assert refused.value.code == "submission.unreviewed"


def test_even_what_is_approved_behind_the_verbs_is_not_written(paper, steward):
    actor_free = Submission.objects.get(pk=paper.pk)
    actor_free.dataset = publish_empty(steward, actor_free)

    with pytest.raises(BadInput) as refused:
        publishing.prepare(actor_free)
    assert refused.value.code == "submission.unreviewed"


def publish_empty(actor, submission):
    from mueang_site.catalogue import actions as catalogue_actions

    return catalogue_actions.create_dataset(actor, organisation_id=submission.organisation_id, description=DESCRIPTION, now=NOW)


def test_a_total_is_confirmed_as_it_is_and_not_as_it_was(paper, editor, looked_at, work):
    seen = papers.seen_of(paper)
    done = looked_at(paper, editor)
    number = next(cell for cell in seen.cells if cell.column == 2 and cell.how == "digits" and cell.row == 4)
    papers.confirm(editor, done.pk, sheet=seen.sheet, cells={f"{number.row},{number.column}": "1"}, totals={}, now=NOW)
    work()

    assert open_of(done) == (0, 0)
    assert open_of(Submission.objects.get(pk=paper.pk))[1] == 1


def test_once_it_was_looked_at_it_is_published_with_what_the_person_saw(paper, editor, steward, looked_at, work):
    done = looked_at(paper, editor)
    actions.send(editor, done.pk, now=NOW)
    actions.approve(steward, done.pk, now=NOW)
    work()

    version = catalogue.current_version(Submission.objects.get(pk=paper.pk).dataset)
    assert version is not None
    assert "paper.read" in {issue["code"] for issue in version.report["issues"]}


def test_what_a_person_saw_is_of_that_file_alone(paper, editor, steward, looked_at, work, hand_in):
    done = looked_at(paper, editor)
    actions.send(editor, done.pk, now=NOW)
    actions.approve(steward, done.pk, now=NOW)
    work()

    again = hand_in(PAGE, name="สแกน.png", dataset=Submission.objects.get(pk=paper.pk).dataset.slug)
    assert "paper" not in again.read_options
    assert open_of(again)[1] == 2


def test_the_pictures_outlive_a_reading_so_that_a_correction_is_quick(paper, editor, looked_at):
    done = looked_at(paper, editor)

    assert papers.size_of(done, 1)[0] > 1000
    assert done.reading_number == paper.reading_number + 1
    assert queries.review_for(editor, done.pk).table["n_rows"] == 6


def test_another_office_does_not_see_the_picture(paper, client):
    assert client.get(f"/submissions/{paper.pk}/paper/1").status_code == 302
