"""Rows that add up others and do not say so: known by their numbers in several columns, else asked about."""

REGIONS = "พื้นที่,ชาย,หญิง\n{grand}ภาคเหนือ,60,90\nน่าน,10,20\nแพร่,20,30\nตาก,30,40\nภาคใต้,110,70\nตรัง,50,30\nสตูล,60,40\n"


def told(read):
    return {one.row: (one.why, one.text) for one in read.table.plan.excluded}


def test_a_last_row_that_adds_up_all_others_is_left_out_and_told(csv):
    read = csv("สำนัก,คดี,ผู้ต้องหา\nหนึ่ง,15,20\nสอง,25,31\nสาม,38,47\nนครบาล,78,98\n")

    assert read.column("สำนัก") == ["หนึ่ง", "สอง", "สาม"]
    assert told(read)[4] == ("total", "นครบาล | 78 | 98")
    assert "rows.sums" in read.codes


def test_rows_of_regions_over_their_provinces_become_a_column(csv):
    read = csv(REGIONS.format(grand=""))

    assert list(read.types) == ["ภาค", "พื้นที่", "ชาย", "หญิง"]
    assert [(row["ภาค"], row["พื้นที่"]) for row in read.rows][2:4] == [("ภาคเหนือ", "ตาก"), ("ภาคใต้", "ตรัง")]
    assert [told(read)[row][0] for row in (1, 5)] == ["subtotal", "subtotal"]


def test_a_whole_country_over_regions_over_provinces_is_taken_apart(csv):
    read = csv(REGIONS.format(grand="สยาม,170,160\n"))

    assert read.column("พื้นที่") == ["น่าน", "แพร่", "ตาก", "ตรัง", "สตูล"]
    assert [told(read)[row][0] for row in (1, 2, 6)] == ["total", "subtotal", "subtotal"]


def test_subtotals_under_their_rows_are_left_out(csv):
    read = csv("ร้าน,ข้าว,ผัก\nก,10,20\nข,20,30\nตลาดเช้า,30,50\nค,50,31\nง,60,40\nตลาดเย็น,110,71\n")

    assert read.column("ร้าน") == ["ก", "ข", "ค", "ง"]


def test_a_row_that_a_person_wants_is_kept_though_it_adds_up_others(csv):
    read = csv("สำนัก,คดี,ผู้ต้องหา\nหนึ่ง,15,20\nสอง,25,31\nสาม,38,47\nนครบาล,78,98\n", options={"included_rows": [4]})

    assert len(read.rows) == 4


def test_one_column_alone_is_no_proof_and_is_asked_about(csv):
    rows = "".join(f"ร้าน {i},{i * 7}\n" for i in range(1, 9))
    read = csv(f"ชื่อ,บาท\n{rows}ร้านใหญ่,252\n")

    assert read.n_rows == 9
    assert [(question.code, question.row) for question in read.table.questions] == [("rows.sum-doubtful", 9)]
    assert [dict(choice.option) for choice in read.table.questions[0].choices] == [{"excluded_rows": [9]}, {"included_rows": [9]}]


def test_rows_that_are_sums_of_their_neighbours_by_chance_are_data(csv):
    read = csv("ชื่อ,ก,ข\nหนึ่ง,1,2\nสอง,2,3\nสาม,3,5\nสี่,5,8\nห้า,8,13\nหก,13,21\n")

    assert read.n_rows == 6


def test_a_table_of_zeros_has_no_sums(csv):
    read = csv("ชื่อ,ก,ข\n" + "".join(f"ร้าน {i},0,0\n" for i in range(12)))

    assert read.n_rows == 12
