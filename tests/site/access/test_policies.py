"""The table of permissions: read as data, asked as a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.base.errors import NotAllowed, NotFound
from mueang_site.access.actor import ANONYMOUS, Actor, system_actor
from mueang_site.access.models import ROLES
from mueang_site.access.policies import CLASSES, RULES, STATES, VERBS, _rule, allows, require

OFFICE, OTHER = 1, 2
DATA_VERBS = sorted({rule.verb for rule in RULES if rule.classes and rule.states})


def member(role: str, **more) -> Actor:
    return Actor(9, "wanna", roles={OFFICE: role}, **more)


SITE = Actor(8, "operator", site_administrator=True)


def may(actor: Actor, verb: str) -> set[tuple[str, str]]:
    return {(c, s) for c in CLASSES for s in STATES if allows(actor, verb, OFFICE, c, s)}


def test_the_public_sees_published_open_data_and_nothing_else():
    assert may(ANONYMOUS, "rows.read") == {("01", "published")}
    assert may(ANONYMOUS, "dataset.discover") == {("01", "published")}
    assert may(ANONYMOUS, "dataset.remember") == {("01", "withdrawn")}


def test_an_officer_of_another_office_knows_of_internal_data_but_reads_no_row_of_it():
    stranger = Actor(7, "somsak", roles={OTHER: "admin"})

    assert may(stranger, "rows.read") == {("01", "published")}
    assert ("02", "published") in may(stranger, "dataset.discover")
    assert not {c for c, _ in may(stranger, "dataset.discover")} & {"03", "04", "05"}


def test_a_viewer_reads_what_is_published_within_the_office_but_no_drafts():
    assert may(member("viewer"), "rows.read") == {("01", "published"), ("02", "published")}


def test_an_editor_never_sees_the_two_highest_classes():
    assert not {c for verb in DATA_VERBS for c, _ in may(member("editor"), verb)} & {"04", "05"}


def test_an_editor_submits_and_a_steward_publishes():
    assert may(member("editor"), "dataset.publish") == set()
    assert may(member("steward"), "dataset.publish") == {(c, "approved") for c in CLASSES}


def test_editors_publish_open_data_where_their_office_lets_them():
    trusted = member("editor", publishes_open=frozenset({OFFICE}))

    assert may(trusted, "dataset.publish") == {("01", "approved")}
    assert may(trusted, "dataset.approve") == {("01", "submitted")}
    assert may(member("viewer", publishes_open=frozenset({OFFICE})), "dataset.publish") == set()


def test_looking_after_the_installation_opens_no_secret_rows():
    assert not {c for c, _ in may(SITE, "rows.read")} & {"03", "04", "05"}
    assert allows(SITE, "user.create")


def test_a_token_for_reading_does_not_write():
    reader, writer = member("steward", scopes=frozenset({"read"})), member("steward", scopes=frozenset({"write"}))

    assert allows(reader, "rows.read", OFFICE, "02", "published")
    assert not allows(reader, "dataset.publish", OFFICE, "01", "approved")
    assert allows(writer, "dataset.publish", OFFICE, "01", "approved")
    assert not allows(member("editor", scopes=frozenset({"read"}), publishes_open=frozenset({OFFICE})), "dataset.publish", OFFICE, "01", "approved")


def test_a_token_without_scopes_does_nothing_but_what_needs_none():
    assert not any(allows(member("admin", scopes=frozenset()), verb, OFFICE, "01", "published") for verb in DATA_VERBS)


@given(st.sampled_from(DATA_VERBS), st.sampled_from(CLASSES), st.sampled_from(STATES), st.sampled_from(ROLES[:-1]))
def test_a_higher_role_may_all_that_a_lower_one_may(verb, classification, state, role):
    higher = ROLES[ROLES.index(role) + 1]

    if allows(member(role), verb, OFFICE, classification, state):
        assert allows(member(higher), verb, OFFICE, classification, state)


@given(st.sampled_from(ROLES), st.sampled_from(CLASSES), st.sampled_from(STATES))
def test_whoever_reads_rows_may_know_of_the_dataset(role, classification, state):
    if allows(member(role), "rows.read", OFFICE, classification, state):
        assert allows(member(role), "dataset.discover", OFFICE, classification, state)


@given(st.sampled_from(["rows.read", "dataset.discover", "dataset.edit"]), st.sampled_from(ROLES), st.sampled_from(STATES))
def test_a_higher_class_never_opens_to_more_people(verb, role, state):
    opens = [allows(member(role), verb, OFFICE, c, state) for c in CLASSES]

    assert opens == sorted(opens, reverse=True)


def test_every_verb_is_allowed_to_the_system_and_to_somebody_else():
    steward = member("admin")

    for verb in VERBS:
        cells = [(None, None), *((c, None) for c in CLASSES), *((c, s) for c in CLASSES for s in STATES)]
        assert any(allows(steward, verb, OFFICE, c, s) or allows(SITE, verb, OFFICE, c, s) for c, s in cells), verb
        assert allows(system_actor("demo"), verb, OFFICE)


def test_hidden_data_is_not_found_and_known_data_is_not_allowed():
    with pytest.raises(NotFound):
        require(ANONYMOUS, "rows.read", OFFICE, "02", "published")
    with pytest.raises(NotAllowed) as refused:
        require(Actor(7, "somsak"), "rows.read", OFFICE, "02", "published")

    assert refused.value.code == "not-allowed.rows.read"


@pytest.mark.parametrize(("verb", "classification", "state"), [("rows.reed", "01", "published"), ("rows.read", "1", "published"), ("rows.read", "01", "live")])
def test_a_question_about_an_unknown_word_is_a_fault_and_not_a_no(verb, classification, state):
    with pytest.raises(ValueError, match="none of"):
        allows(ANONYMOUS, verb, OFFICE, classification, state)


def test_a_misspelt_line_of_the_table_is_noticed():
    with pytest.raises(ValueError, match="editors"):
        _rule("rows.read | 01 | published | editors | no | read")
