"""A small table typed or pasted on a page becomes a source file like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.base.errors import BadInput, NotAllowed
from mueang_site import runtime
from mueang_site.submissions.typed import Typed, cells_of, headings_for, receive_typed
from offices import NOW

EXCEL = 'เขต\tปี\tราย\r\nพระนคร\t2566\t12\r\n"ป้อมปราบ\r\nศัตรูพ่าย"\t2566\t"1,204"\r\n'
TYPED = Typed.of(("เขต", "ปี", "ราย"), (("พระนคร", "2566", "12"), ("ดุสิต", "2566", "๑๑")))
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


def test_cells_copied_in_a_spreadsheet_are_a_table():
    typed = Typed((), ()).with_pasted(EXCEL)

    assert typed == Typed(("เขต", "ปี", "ราย"), (("พระนคร", "2566", "12"), ("ป้อมปราบ ศัตรูพ่าย", "2566", "1,204")))


def test_pasted_rows_go_under_what_was_typed_whatever_the_order_of_their_columns():
    typed = TYPED.with_pasted("ปี\tเขต\n2567\tบางรัก\n")

    assert typed.rows[-1] == ("บางรัก", "2567", "")
    assert TYPED.with_pasted("บางรัก\t2567\t9").rows[-1] == ("บางรัก", "2567", "9")
    assert TYPED.with_pasted(" \n") == TYPED


def test_blank_rows_and_columns_are_not_part_of_the_table():
    assert Typed.of(("เขต", "ราย", "", ""), (("", "", "", ""), (" พระนคร ", "12", "", ""))) == Typed(("เขต", "ราย"), (("พระนคร", "12"),))


@pytest.mark.parametrize(
    ("heads", "rows", "word"),
    [(("เขต",), (), "แถว"), ((), (("พระนคร",),), "หัวตาราง"), (("เขต", ""), (("พระนคร", "12"),), "คอลัมน์ที่ 2"), (("เขต", "เขต"), (("ก", "ข"),), "ซ้ำกัน")],
)
def test_a_table_that_no_reader_could_mend_is_told_of_at_once(heads, rows, word):
    with pytest.raises(BadInput) as refused:
        Typed.of(heads, rows).check()

    assert word in refused.value.message.th


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_what_is_copied_is_what_is_pasted(rows):
    quoted = ["\t".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]

    assert [list(row) for row in cells_of("\n".join(quoted))] == rows


@pytest.mark.django_db
def test_a_typed_table_is_read_as_a_file(editor, office, work):
    submission = receive_typed(editor, TYPED, name="ผู้สูบบุหรี่", organisation_id=office.pk, now=NOW)
    work()
    submission.refresh_from_db()

    assert (submission.state, submission.file_name, submission.reading["tables"][0]["n_rows"]) == ("draft", "ผู้สูบบุหรี่.csv", 2)
    content = runtime.settings().source(submission.file_sha256).read_text(encoding="utf-8-sig")
    assert content == "เขต,ปี,ราย\nพระนคร,2566,12\nดุสิต,2566,๑๑\n"


@pytest.mark.django_db
def test_a_table_of_one_column_is_read_as_one(editor, office, work):
    typed = Typed.of(("หมายเหตุ",), (("ก, ข; ค",), ("ง, จ",), ("ฉ",)))

    submission = receive_typed(editor, typed, name="หมายเหตุ", organisation_id=office.pk, now=NOW)
    work()
    submission.refresh_from_db()

    assert [len(table["columns"]) for table in submission.reading["tables"]] == [1]


@pytest.mark.django_db
def test_the_next_rows_of_a_dataset_are_typed_under_its_headings(publish, editor, office, work):
    publish()
    heads = headings_for(editor, "smoking")

    submission = receive_typed(editor, Typed.of(heads, (("1003", "หนองจอก", "2566", "9.5"),)), name="เพิ่ม", organisation_id=0, dataset_slug="smoking", now=NOW)
    work()
    submission.refresh_from_db()

    assert heads == ("รหัสเขต", "ชื่อเขต", "ปี", "ร้อยละ")
    table = submission.reading["tables"][0]
    assert (submission.organisation_id, table["n_rows"]) == (office.pk, 1)
    assert not [issue for issue in submission.plan["issues"] if issue["severity"] == "error"]


@pytest.mark.django_db
def test_who_makes_no_data_types_none(publish, person):
    publish()

    with pytest.raises(NotAllowed):
        headings_for(person("viewer"), "smoking")
