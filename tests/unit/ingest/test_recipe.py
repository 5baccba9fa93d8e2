"""Decisions about the last file, kept for the next: each goes with the heading of its column, never with its place."""

import pytest

KEPT = {"headings": ["รหัส", "เขต", "ราย"], "columns": {"0": {"type": "string"}, "2": {"name": "ผู้ป่วย"}}}
MOVED = "ราย,รหัส,เขต\n5,1004,บางรัก\n7,1002,ดุสิต\n"


def names(read):
    return [column.name for column in read.table.schema.columns]


def told(read):
    return [(issue.code, issue.column) for issue in read.table.issues if issue.code in ("column.decision-lost", "heading.elsewhere")]


def test_a_decision_follows_its_column_where_the_office_has_moved_it(csv):
    read = csv(MOVED, options=KEPT)

    assert names(read) == ["ผู้ป่วย", "รหัส", "เขต"]
    assert read.types == {"ผู้ป่วย": "integer", "รหัส": "string", "เขต": "string"}
    assert told(read) == []


def test_a_decision_whose_column_is_gone_is_told_and_given_to_no_other(csv):
    read = csv("รหัส,เขต,ตาย\n1004,บางรัก,5\n1002,ดุสิต,7\n", options=KEPT)

    assert names(read) == ["รหัส", "เขต", "ตาย"]
    assert told(read) == [("column.decision-lost", "ราย")]


def test_decisions_without_headings_hold_for_the_places_in_this_file(csv):
    read = csv(MOVED, options={"columns": {"0": {"name": "ผู้ป่วย"}}})

    assert names(read) == ["ผู้ป่วย", "รหัส", "เขต"]


@pytest.mark.parametrize(
    ("heading", "expected", "lost"),
    [("ชาย,ปี,ปี", ["ชาย", "ปี", "ปีที่สอง"], []), ("ปี,ชาย,ปี", ["ปี", "ชาย", "ปีที่สอง"], []), ("ชาย,หญิง,ปี", ["ชาย", "หญิง", "ปี"], ["ปี"])],
)
def test_of_columns_called_alike_the_second_stays_the_second_or_none_is_meant(csv, heading, expected, lost):
    kept = {"headings": ["ชาย", "ปี", "ปี"], "columns": {"2": {"name": "ปีที่สอง"}}}
    read = csv(f"{heading}\n5,6,7\n8,9,10\n", options=kept)

    assert names(read) == expected
    assert [column for _, column in told(read)] == lost


def test_what_was_said_of_places_follows_its_column_too(csv):
    places = {"on": True, "levels": {"0": "none"}, "values": {"1": {"ลาดยาว": "601101"}}}
    read = csv("ตำบล,เขต,ราย\nลาดยาว,บางรัก,5\n", options={"headings": ["เขต", "ตำบล", "ราย"], "places": places})

    kept = read.table.plan.options.places
    assert (dict(kept.levels), dict(kept.values)) == ({1: "none"}, {0: {"ลาดยาว": "601101"}})


TITLED = "สถิติ,,\n{between}เขต,ชาย,หญิง\nบางรัก,5,6\nดุสิต,7,8\n"
HEADING = {"headings": ["เขต", "ชาย", "หญิง"], "header_rows": [1], "first_row": 2}


def test_the_chosen_heading_rows_hold_where_the_same_heading_stands_there(csv):
    read = csv(TITLED.format(between=""), options=HEADING)

    assert read.table.plan.layout.header_rows == (1,)
    assert told(read) == []


def test_heading_rows_of_the_last_file_are_not_used_where_other_text_stands_there(csv):
    read = csv(TITLED.format(between="รายปี,,\nกรุงเทพ,,\n"), options=HEADING)

    assert names(read) == ["เขต", "ชาย", "หญิง"]
    assert read.n_rows == 2
    assert told(read) == [("heading.elsewhere", None)]


def test_a_file_without_heading_is_read_so_again_but_not_one_that_has_one_now(csv):
    kept = {"headings": [], "header_rows": []}
    without, with_one = csv("บางรัก,5\nดุสิต,7\n", options=kept), csv("เขต,ราย\nบางรัก,5\nดุสิต,7\n", options=kept)

    assert (without.n_rows, told(without)) == (2, [])
    assert (names(with_one), told(with_one)) == (["เขต", "ราย"], [("heading.elsewhere", None)])


def test_the_same_file_with_its_own_recipe_is_read_the_same(csv):
    first = csv(MOVED, options={"columns": {"0": {"name": "ผู้ป่วย"}, "2": {"drop": True}}})
    plan = first.table.plan
    again = csv(MOVED, options={**plan.options.as_dict(), "headings": list(plan.headings)})

    assert plan.headings == ("ราย", "รหัส", "เขต")
    assert (again.rows, again.table.schema, told(again)) == (first.rows, first.table.schema, [])
