"""How text files are written: delimiters, quotes, escapes, ends of records; and text that is no table."""

from __future__ import annotations

import pytest

from mueang.base.errors import BadInput
from mueang.ingest.options import ReadOptions
from mueang.ingest.sniff.dialect import dialect_of_text

HEAD = ["เขต", "ราย", "วันที่"]
ROWS = [["บางรัก", "5", "1/2/2566"], ["ดุสิต", "7", "2/2/2566"], ["พระนคร", "", "3/2/2566"], ["ปทุมวัน", "9", "4/2/2566"]]
TABLE = [HEAD, *ROWS]

PLAIN = {
    "comma and space": "\n".join(", ".join(row) for row in TABLE),
    "two bars": "\n".join("||".join(row) for row in TABLE),
    "two tabs": "\n".join("\t\t".join(row) for row in TABLE),
    "two colons": "\n".join("::".join(row) for row in TABLE),
    "bar between spaces": "\n".join(" | ".join(row) for row in TABLE),
    "circumflex": "\n".join("^".join(row) for row in TABLE),
    "tilde": "\n".join("~".join(row) for row in TABLE),
    "space": "\n".join(" ".join(cell or '""' for cell in row) for row in TABLE),
    "characters of ASCII for it": "\x1e".join("\x1f".join(row) for row in TABLE) + "\x1e",
    "old Mac": "\r".join(",".join(row) for row in TABLE) + "\r",
    "line separators of Unicode": "\u2028".join(",".join(row) for row in TABLE),
    "next line": "\x85".join(",".join(row) for row in TABLE),
    "ends that change": "เขต,ราย,วันที่\r\nบางรัก,5,1/2/2566\nดุสิต,7,2/2/2566\rพระนคร,,3/2/2566\r\nปทุมวัน,9,4/2/2566",
    "rows in quotes": "\n".join('"' + ",".join(row) + '"' for row in TABLE),
    "apostrophes": "\n".join(",".join(f"'{cell}'" for cell in row) for row in TABLE),
    "one row with semicolons": "\n".join((";" if row is ROWS[1] else ",").join(row) for row in TABLE),
    "one row with spaces": "\n".join((" " if row is ROWS[1] else ",").join(f'"{cell}"' for cell in row) for row in TABLE),
}  # fmt: skip


def cells(read) -> list[list[str | None]]:
    return [[cell for name, cell in row.items() if name != "_row"] for row in read.rows]


@pytest.mark.parametrize("how", PLAIN)
def test_a_table_in_any_dialect_has_its_cells(csv, how):
    read = csv(PLAIN[how], text=True)

    assert [[cell or "" for cell in row] for row in cells(read)] == TABLE


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ('บางรัก,"5,1/2/2566', ["บางรัก", '"5', "1/2/2566"]),
        ('""บางรัก",5,1/2/2566', ['"บางรัก', "5", "1/2/2566"]),
        ('"ซอย "5" ลึก",5,1/2/2566', ['ซอย "5" ลึก', "5", "1/2/2566"]),
        ('"ชื่อ "รัก", เขต",5,1/2/2566', ['ชื่อ "รัก", เขต', "5", "1/2/2566"]),
        ('ท่อ 5",5,1/2/2566', ['ท่อ 5"', "5", "1/2/2566"]),
        ('"สาย ""ก""",5,1/2/2566', ['สาย "ก"', "5", "1/2/2566"]),
        ('"บาง\nรัก",5,1/2/2566', ["บาง\nรัก", "5", "1/2/2566"]),
        ('"บางรัก", "5" ,1/2/2566', ["บางรัก", "5", "1/2/2566"]),
    ],
)
def test_a_row_with_quotes_out_of_order_keeps_its_cells_and_its_neighbours(csv, line, row):
    around = "\n".join(",".join(other) for other in ROWS)
    read = csv(f"เขต,ราย,วันที่\n{around}\n{line}\n{around}\n", text=True)

    assert cells(read) == [HEAD, *ROWS, row, *ROWS]


def test_cells_that_are_missing_are_told_from_empty_ones(csv):
    read = csv("ก,ข,ค\n1,2\n1,,\n1,2,3,4\n", text=True)

    assert cells(read)[1:] == [["1", "2", None, None], ["1", "", "", None], ["1", "2", "3", "4"]]


def test_backslashes_before_quotes_and_delimiters_are_no_part_of_cells(csv):
    read = csv('"ก","ข"\n"a \\"b\\", c","1"\n"d\\\\","2"\n"e","3"\n', text=True)

    assert cells(read)[1:] == [['a "b", c', "1"], ["d\\", "2"], ["e", "3"]]


def test_the_first_line_may_say_the_delimiter_as_excel_does(csv):
    read = csv("sep=^\nก^ข,ค\n1^2,5\n", text=True)

    assert cells(read) == [["sep=^", None], ["ก", "ข,ค"], ["1", "2,5"]]


@pytest.mark.parametrize("text", ["\n".join(f"10:{minute:02}:00" for minute in range(20)), "\n".join(f"{day}/3/2563" for day in range(1, 20)), "ก\nข\n"])
def test_a_column_of_times_or_dates_is_not_taken_apart(text):
    assert dialect_of_text(text, ReadOptions()).dialect.width is None


PROSE = "ข้อความยาว, มีเครื่องหมายวรรคตอน.\nบรรทัดที่สอง\nบรรทัดที่สาม, สั้น, กว่า, มาก\nบรรทัดที่สี่\nบรรทัดที่ห้า; จบ\nบรรทัดที่หก\n"
CODE = "def f(a, b):\n    return a + b\n\n\nclass C:\n    def g(self, x):\n        if x:\n            return [x, 1, 2]\n        return None\n"


@pytest.mark.parametrize("text", [PROSE, CODE])
def test_prose_and_programs_stay_whole_lines(csv, text):
    assert [row[0] or "" for row in cells(csv(text, "a.txt", text=True))] == text.split("\n")[:-1]


def test_what_is_unusual_is_told_in_one_sentence_with_its_evidence(csv):
    table = csv(PLAIN["two bars"]).table.as_dict()

    assert [issue["message"]["en"] for issue in table["issues"] if issue["code"] == "file.dialect"] == [
        "The file is not written as CSV usually is: “||” parts the columns. It was read so; check that the sample has the right columns."
    ]
    assert table["written"]["dialect"]["candidates"][0]["even_rows"] == 1.0


def test_two_delimiters_that_are_as_likely_are_asked_and_the_answer_holds(csv):
    text = "a,1;b\nc,2;d\ne,3;f\ng,4;h\n"
    (question,) = [one for one in csv(text).table.questions if one.code == "file.dialect"]
    choice = next(one for one in question.choices if one.value == ";")

    assert cells(csv(text, options=choice.option, text=True))[1] == ["c,2", "d"]


@pytest.mark.parametrize("wrong", [{"delimiter": ""}, {"delimiter": "\n"}, {"quote": "''"}, {"quote": ",", "delimiter": ","}, {"escape": "?"}])
def test_an_option_that_no_text_can_have_is_refused(wrong):
    with pytest.raises(BadInput):
        ReadOptions.from_dict(wrong)
