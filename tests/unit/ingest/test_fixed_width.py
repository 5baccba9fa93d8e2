"""Fixed-width text in single cells is asked about, and cut where a person says."""

PLACES = "ABCDEFGHIJKL"


def padded(width=8):
    return "".join(f"บ้าน {name},{i * 911 + 5:0{width}d}{i * 37 + 1:0{width}d}{i * 5 + 2:0{width}d}\n" for i, name in enumerate(PLACES))


def test_numbers_padded_to_one_width_are_asked_about_and_cut_as_chosen(csv):
    asked = csv(padded())
    question = next(one for one in asked.table.questions if one.code == "cell.fixed-width")

    assert dict(question.choices[0].option) == {"widths": {"1": [8, 16]}}
    answered = csv(padded(), options={**question.choices[0].option, "header_rows": []})
    assert answered.rows[1] == {"คอลัมน์ A": "บ้าน B", "คอลัมน์ B": "00000916", "คอลัมน์ C": "00000038", "คอลัมน์ D": "00000007", "_row": 1}


def test_a_person_who_keeps_the_text_is_not_asked_again(csv):
    read = csv(padded(), options={"widths": {}})

    assert "cell.fixed-width" not in {question.code for question in read.table.questions}


def test_lines_that_leave_the_same_places_blank_are_asked_about(file):
    lines = [f"{name:<10}{i * 37:>6}   {i * 5 + 100:>5}" for i, name in enumerate(PLACES, 1)]
    content = ("บันทึก\n" + "".join(f'"{line}"\n' for line in lines)).encode()
    read = file(content, "a.csv", {"delimiter": ","})

    assert [question.code for question in read.table.questions] == ["cell.fixed-width"]


def test_people_telephones_and_sentences_are_no_fixed_width(csv):
    rows = "".join(f"1{i:012d},08{i:08d},ถนน  สาย {i} ยาว\n" for i in range(12))
    read = csv(f"เลข,โทร,ที่อยู่\n{rows}")

    assert "cell.fixed-width" not in {question.code for question in read.table.questions}
