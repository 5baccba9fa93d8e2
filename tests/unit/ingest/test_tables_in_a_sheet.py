"""Several tables in one sheet: each is read by itself, its rows and columns counted as in the sheet."""

from io import BytesIO

from openpyxl import load_workbook

from dressing import Dress, Dressed, Field, dress, workbook

PEOPLE = [Field(("ชุมชน",), ("ริมคลอง", "หลังวัด", "ท่าน้ำ")), Field(("ชาย",), (11, 15, 19)), Field(("หญิง",), (12, 16, 14))]
WASTE = [Field(("ตลาด",), ("สดใส", "บางแค", "ยิ่งเจริญ", "มีนบุรี")), Field(("ขยะ (ตัน)",), (1.5, 2.5, 3.5, 4.5))]


def under(*tables, gap=1):
    grid = []
    for table in tables:
        grid += [*table.grid, *[[] for _ in range(gap)]]
    return Dressed(grid)


def beside(left, right, gap=1):
    height, width = max(len(left.grid), len(right.grid)), max(map(len, left.grid))
    rows = [[*(left.grid[i] if i < len(left.grid) else [])] for i in range(height)]
    return Dressed([[*row, *[None] * (width + gap - len(row)), *(right.grid[i] if i < len(right.grid) else [])] for i, row in enumerate(rows)])


def test_tables_under_each_other_are_two(file):
    first, second = dress(PEOPLE, Dress(titles=("ตาราง 1 ประชากร",), total="รวม")), dress(WASTE, Dress(titles=("ตาราง 2 ขยะ",), notes=("ที่มา: เทศบาล",)))
    read = file(under(first, second).xlsx(), "a.xlsx")

    assert [(table.sheet.name, table.rows) for table in read.reading.tables] == [("Sheet1", 3), ("Sheet1 (2)", 4)]
    assert list(read.reading.tables[1].schema.names) == ["ตลาด", "ขยะ (ตัน)"]
    assert read.reading.tables[1].plan.layout.header_rows == (8,)
    assert {one.row: one.why for one in read.reading.tables[1].plan.excluded} == {7: "title", 8: "header", 13: "footnote"}
    assert "file.tables" in read.codes


def test_tables_under_each_other_in_a_text_are_two(file):
    read = file(under(dress(PEOPLE, Dress()), dress(WASTE, Dress())).csv(), "a.csv")

    assert [table.schema.names for table in read.reading.tables] == [("ชุมชน", "ชาย", "หญิง"), ("ตลาด", "ขยะ (ตัน)")]


def test_a_table_far_down_is_found(file):
    many = [Field(("ชุมชน",), tuple(f"ชุมชน {i}" for i in range(500))), Field(("ชาย",), tuple(range(1000, 1500)))]
    read = file(under(dress(many, Dress()), dress(WASTE, Dress())).xlsx(), "a.xlsx")

    assert [(table.rows, table.plan.layout.first_row) for table in read.reading.tables] == [(500, 1), (4, 503)]


def test_tables_beside_each_other_are_two(file):
    read = file(beside(dress(PEOPLE, Dress()), dress(WASTE, Dress(total="รวม"))).xlsx(), "a.xlsx")

    assert [table.schema.names for table in read.reading.tables] == [("ชุมชน", "ชาย", "หญิง"), ("ตลาด", "ขยะ (ตัน)")]
    assert [column.source_column for column in read.reading.tables[1].schema.columns] == [4, 5]


def test_one_table_printed_in_two_halves_is_offered_as_one(file):
    read = file(beside(dress(PEOPLE, Dress()), dress(PEOPLE, Dress())).xlsx(), "a.xlsx")

    assert [table.rows for table in read.reading.tables] == [3, 3]
    assert "table.alike" in read.codes


def test_blank_rows_notes_and_repeated_headings_do_not_part_a_table(file):
    again = under(dress(PEOPLE, Dress()), dress(PEOPLE, Dress(notes=("หมายเหตุ: เบื้องต้น",))), Dressed([["ผู้จัดทำ", "สำนักงาน"], ["โทร", "ภายใน"]]))
    read = file(again.xlsx(), "a.xlsx")

    assert [table.rows for table in read.reading.tables] == [6]


def test_a_blank_column_that_only_spaces_the_page_does_not_part_a_table(file):
    spaced = Dressed([[*row[:2], None, *row[2:]] for row in dress(PEOPLE, Dress()).grid])
    read = file(spaced.xlsx(), "a.xlsx")

    assert [table.schema.names for table in read.reading.tables] == [("ชุมชน", "ชาย", "หญิง")]


def test_a_hidden_sheet_is_read_and_told(file):
    book = load_workbook(BytesIO(workbook({"เปิด": dress(PEOPLE, Dress()), "ซ่อน": dress(WASTE, Dress())})))
    book["ซ่อน"].sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    read = file(content.getvalue(), "a.xlsx")

    assert [[issue.code for issue in table.issues if issue.code == "sheet.hidden"] for table in read.reading.tables] == [[], ["sheet.hidden"]]
