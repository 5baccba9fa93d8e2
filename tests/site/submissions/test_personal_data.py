from datetime import UTC, datetime

import pytest

from mueang.base.errors import BadInput, NotAllowed
from mueang_site import runtime
from mueang_site.access.actor import ANONYMOUS
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import actions, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
REGISTER = "ลำดับ,ชื่อ-สกุล,อายุ\n" + "".join(f"{n},{title}สมมุติ{n} ตัวอย่าง,{60 + n}\n" for n, title in enumerate(["นาย", "นาง", "นางสาว", "นาย", "นาง"], 1))


@pytest.fixture
def register(hand_in, editor, description):
    """A list of invented people, sent for review as open data."""
    submission = hand_in(REGISTER.encode(), name="ทะเบียน.csv")
    actions.describe(editor, submission.pk, description=description, columns={}, now=NOW)
    actions.send(editor, submission.pk, now=NOW)
    return submission


def finding(steward, submission):
    return queries.findings_for(steward, submission.pk)[0]


def test_names_stop_an_open_publication(register, steward):
    with pytest.raises(BadInput) as refusal:
        actions.approve(steward, register.pk, now=NOW)

    assert refusal.value.code == "submission.findings"
    assert finding(steward, register).column == "ชื่อ-สกุล"


def test_a_trusted_editor_cannot_publish_names_alone(office, person, hand_in, description):
    office.editors_may_publish_open = True
    office.save()
    trusted = person("editor", "trusted")
    submission = hand_in(REGISTER.encode(), actor=trusted)
    actions.describe(trusted, submission.pk, description=description, columns={}, now=NOW)

    assert actions.send(trusted, submission.pk, now=NOW).state == "submitted"


@pytest.mark.parametrize(("resolution", "seen"), [("drop", {"ลำดับ", "อายุ"}), ("mask", {"ลำดับ", "ชื่อ-สกุล", "อายุ"})])
def test_what_the_steward_decides_is_what_the_public_gets(register, steward, work, resolution, seen):
    actions.resolve_finding(steward, finding(steward, register).pk, resolution=resolution, now=NOW)
    actions.approve(steward, register.pk, now=NOW)
    work()

    view = catalogue.table_for(ANONYMOUS, "smoking", now=NOW)
    text = str(view.rows(view.everything()))
    assert set(view.schema.names) == seen
    assert "สมมุติ" not in text


def test_only_a_steward_decides_and_a_denial_needs_a_reason(register, editor, steward):
    found = finding(steward, register)

    with pytest.raises(NotAllowed):
        actions.resolve_finding(editor, found.pk, resolution="drop", now=NOW)
    with pytest.raises(BadInput):
        actions.resolve_finding(steward, found.pk, resolution="not_personal", now=NOW)


def test_a_denial_with_a_reason_lets_the_data_through(register, steward, work):
    actions.resolve_finding(steward, finding(steward, register).pk, resolution="not_personal", reason="เป็นชื่อสมมติ", now=NOW)
    actions.approve(steward, register.pk, now=NOW)
    work()

    assert "ชื่อ-สกุล" in catalogue.table_for(ANONYMOUS, "smoking", now=NOW).schema.names


def test_nothing_of_the_register_as_it_was_read_is_left_beside_what_is_published(register, steward, work, django_capture_on_commit_callbacks):
    actions.resolve_finding(steward, finding(steward, register).pk, resolution="mask", now=NOW)
    actions.approve(steward, register.pk, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        work()

    assert not list(runtime.settings().staging.rglob("*.parquet"))
