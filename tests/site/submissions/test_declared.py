"""A dataset whose table is declared: what breaks the schema stops the next file, until it is mended or a steward takes it with a reason."""

from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from mueang.base.errors import BadInput, Conflict, NotAllowed
from mueang.tables.declared import Conditions, DatasetSchema
from mueang.tables.schema import ColumnType
from mueang_site.access.models import AuditEntry
from mueang_site.catalogue import declaring
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import accepting, actions, keeping, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
NEXT = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\r\n1001;พระนคร;๒๕๖๗;๑๒.๕\r\n1002;ดุสิต;๒๕๖๗;{}\r\n"


def encoded(value):
    return NEXT.format(value).encode("cp874")


@pytest.fixture
def declared(publish, steward):
    """The dataset of one version, whose share must be there and lie under a hundred."""
    publish()
    draft = declaring.declared_for(steward, "smoking").schema
    share = replace(draft.get("ร้อยละ"), conditions=Conditions(required=True, minimum=0, maximum=100))
    return declaring.declare(steward, "smoking", DatasetSchema((*draft.fields[:3], share), key=("รหัสเขต", "ปี")), now=NOW)


def test_a_first_draft_is_made_from_the_columns_of_the_newest_version(publish, editor):
    publish()

    draft = declaring.declared_for(editor, "smoking")
    assert (draft.number, draft.drafted_from) == (None, 1)
    assert [(one.name, one.type) for one in draft.schema.fields][-2:] == [("ปี", ColumnType.YEAR), ("ร้อยละ", ColumnType.NUMBER)]


def test_only_a_steward_declares_and_every_schema_keeps_its_number(declared, editor, steward):
    with pytest.raises(NotAllowed):
        declaring.declare(editor, "smoking", declared.schema, now=NOW)
    again = declaring.declare(steward, "smoking", declared.schema, seen=1, now=NOW)
    changed = declaring.declare(steward, "smoking", replace(declared.schema, key=("รหัสเขต",)), seen=1, now=NOW)

    assert (again.number, changed.number) == (1, 2)
    assert declaring.declared_for(steward, "smoking", number=1) == declared
    assert [entry.detail["number"] for entry in AuditEntry.objects.filter(verb="schema.declare").order_by("pk")] == [1, 2]


def test_a_schema_that_another_steward_changed_meanwhile_is_not_written_over(declared, steward):
    declaring.declare(steward, "smoking", replace(declared.schema, key=("ปี",)), seen=1, now=NOW)

    with pytest.raises(Conflict):
        declaring.declare(steward, "smoking", replace(declared.schema, key=("รหัสเขต",)), seen=1, now=NOW)


def test_a_sound_file_names_the_schema_that_it_was_checked_against(declared, publish, editor):
    publish(encoded("๑๐.๘"), dataset="smoking")

    newest, first = catalogue.versions_for(editor, "smoking")
    assert (newest.schema_number, first.schema_number) == (1, None)
    assert (newest.report["faults"], newest.report["accepted"]) == (0, None)


def test_a_value_of_another_type_is_a_fault_of_its_cell_and_the_column_stays_a_number(declared, hand_in, editor):
    submission = hand_in(encoded("มาก"), dataset="smoking")

    assert queries.review_for(editor, submission.pk).schema.get("ร้อยละ").type is ColumnType.NUMBER
    (fault,) = submission.plan["faults"]
    assert (fault["row"], fault["column"], fault["value"], fault["rule"]) == (2, "ร้อยละ", "มาก", "type")
    assert submission.plan["n_faults"] == 1


def test_the_faults_are_listed_and_marked_beside_the_reading(declared, hand_in):
    submission = hand_in(encoded("๑๒๐"), dataset="smoking")

    listed = keeping.faults_file(submission.pk, 1).read_text("utf-8-sig").splitlines()
    assert listed[1].startswith("3,ร้อยละ,D3,120,maximum,ต้องไม่มากกว่า 100,")
    marked = openpyxl.load_workbook(keeping.marked_file(submission.pk, 1)).worksheets[1]
    assert marked["D3"].comment.text == "ต้องไม่มากกว่า 100\nmust be at most 100"


def test_what_breaks_the_schema_stops_the_file_until_a_steward_takes_it_with_a_reason(declared, hand_in, editor, steward, work):
    submission = hand_in(encoded("๑๒๐"), dataset="smoking")
    with pytest.raises(BadInput, match="1 faults must be mended"):
        actions.send(editor, submission.pk, now=NOW)
    with pytest.raises(NotAllowed):
        accepting.accept_faults(editor, submission.pk, reason="ตรวจกับต้นฉบับแล้ว", now=NOW)
    with pytest.raises(BadInput):
        accepting.accept_faults(steward, submission.pk, reason=" ", now=NOW)

    accepting.accept_faults(steward, submission.pk, reason="ตรวจกับต้นฉบับแล้ว", now=NOW)
    actions.send(editor, submission.pk, now=NOW)
    actions.approve(steward, submission.pk, now=NOW)
    work()
    report = catalogue.versions_for(editor, "smoking")[0].report
    assert (report["faults"], report["accepted"]["reason"], report["accepted"]["by"]) == (1, "ตรวจกับต้นฉบับแล้ว", steward.name)
    assert AuditEntry.objects.get(verb="submission.accept-faults").detail["faults"] == 1


def test_the_key_by_which_rows_take_the_place_of_others_is_never_waived(declared, hand_in, editor, steward, work):
    submission = hand_in(encoded("๑๐.๘").replace(b"1002", b"1001"), dataset="smoking")
    actions.choose_mode(editor, submission.pk, mode={"mode": "update", "keys": ["รหัสเขต"]}, now=NOW)
    work()

    with pytest.raises(BadInput):
        accepting.accept_faults(steward, submission.pk, reason="ตรวจแล้ว", now=NOW)


def test_a_file_that_waits_is_counted_again_when_the_schema_changes(declared, hand_in, editor, steward, work):
    submission = hand_in(encoded("๑๐.๘"), dataset="smoking")
    share = replace(declared.schema.get("ร้อยละ"), conditions=Conditions(maximum=5))
    declaring.declare(steward, "smoking", replace(declared.schema, fields=(*declared.schema.fields[:-1], share)), now=NOW)

    with pytest.raises(Conflict):
        actions.send(editor, submission.pk, now=NOW)
    work()
    submission.refresh_from_db()
    assert (submission.plan["schema"], submission.plan["n_faults"]) == (2, 2)


def test_what_is_declared_no_more_stops_nothing(declared, hand_in, steward):
    declaring.end(steward, "smoking", now=NOW)

    assert hand_in(encoded("๑๒๐"), dataset="smoking").plan["n_faults"] == 0
    assert declaring.declared_for(steward, "smoking").is_draft


def test_a_file_that_is_no_schema_is_refused():
    for content in (b"fields", b'{"fields": [NaN, {}]}', b"[" * 100_000, b'{"fields": []}'):
        with pytest.raises(BadInput):
            declaring.parsed(content)
