"""Figures of a row that contradict each other are told with their row, and kept."""

import pytest

LETTERS = "กขคงจฉชซ"


def table(heading, rows):
    return f"{heading}\n" + "".join(f"เขต{letter},{','.join(map(str, row))}\n" for letter, row in zip(LETTERS, rows, strict=True))


def told(read, code):
    return [(issue.column, issue.count, issue.row) for issue in read.table.issues if issue.code == code]


@pytest.mark.parametrize("heading", ["เขต,ชาย,หญิง,รวม", "district,male,female,total", "เขต,บก,น้ำ,จำนวนรวม"])
def test_a_total_that_its_parts_do_not_add_up_to_is_told_with_its_row(csv, heading):
    read = csv(table(heading, [(i, i + 1, 2 * i + 1 + (i == 4)) for i in range(8)]))

    assert told(read, "rows.sum") == [(heading.rsplit(",", 1)[1], 1, 5)]
    assert read.column(heading.rsplit(",", 1)[1])[4] == 10


def test_a_total_before_its_parts_and_under_a_group_is_known_too(csv):
    rows = [(2 * i + 1, i, i + 1, 3 * i, i, 2 * i + (i == 6)) for i in range(8)]
    read = csv("เขต,ปี 2565,,,ปี 2566,,\n" + table(",รวม,ชาย,หญิง,รวม,ชาย,หญิง", rows))

    assert told(read, "rows.sum") == [("ปี 2566 / รวม", 1, 8)]


def test_nothing_is_told_where_all_adds_up_or_nothing_does(csv):
    right = csv(table("เขต,ชาย,หญิง,รวม", [(i, i + 1, 2 * i + 1) for i in range(8)]))
    other = csv(table("เขต,โรงเรียน,ครู,รวม", [(i, i * 7, i * i + 3) for i in range(8)]))

    assert not told(right, "rows.sum") + told(other, "rows.sum")


PAIRS = ["เขต,รับแจ้ง,จับกุม", "district,reported,arrested", "เขต,จำนวนทั้งหมด,จำนวนหญิง", "เขต,ผู้มีสิทธิเลือกตั้ง,ผู้มาใช้สิทธิ", "เขต,ผู้เข้าสอบ,ผู้สอบผ่าน"]


@pytest.mark.parametrize("heading", PAIRS)
def test_a_part_that_is_more_than_the_whole_is_told_with_its_row(csv, heading):
    read = csv(table(heading, [(i + 5, i + 3 + 5 * (i == 2)) for i in range(8)]))

    assert told(read, "rows.part") == [(heading.rsplit(",", 1)[1], 1, 3)]


def test_words_are_believed_by_all_their_columns_together(csv):
    years = ",".join(f"พ.ศ. {year} {word}" for year in (2551, 2552, 2553, 2554) for word in ("รับแจ้ง", "จับกุม"))
    read = csv(table(f"เขต,{years}", [(9, 5, 8, 4, 9, 3, 5, 5 + (i % 3 == 0)) for i in range(8)]))

    assert told(read, "rows.part") == [("พ.ศ. 2554 จับกุม", 3, 1)]


def test_a_part_that_is_mostly_more_is_counted_in_another_way(csv):
    read = csv(table("เขต,รับแจ้ง,จับกุม", [(i + 5, i + 9) for i in range(8)]))

    assert not told(read, "rows.part")
